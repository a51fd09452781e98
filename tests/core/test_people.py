"""Rights: the whole table, written out, so that no change of it goes unseen."""

from datetime import timedelta
from itertools import chain, combinations

import pytest

from audit.core.people import (
    FIRST_START,
    IN_OFFICE,
    IN_ORGANISATION,
    INVITATION,
    OF_ORGANISATIONS,
    OF_THE_INVITED,
    RECOVERY,
    Instance,
    Kind,
    Membership,
    Office,
    Purpose,
    Right,
    Role,
    Session,
    SignedIn,
    is_network,
    may,
    needs_second_factor,
    new_link,
    same_address,
)
from tests.store.people import ANA, NOW, person

NOBODY = frozenset[Office]()
EVERY_OFFICE = frozenset(Office)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (None, set()),
        (Role.READER, {Right.VIEW, Right.READ}),
        (Role.CONTRIBUTOR, {Right.VIEW, Right.READ, Right.WRITE}),
        (Role.MANAGER, {Right.VIEW, Right.READ, Right.WRITE, Right.MANAGE}),
    ],
)
@pytest.mark.parametrize("offices", [NOBODY, EVERY_OFFICE], ids=["no office", "every office"])
def test_only_a_place_in_an_organisation_opens_it(
    role: Role | None, allowed: set[Right], offices: frozenset[Office]
) -> None:
    assert {right for right in OF_ORGANISATIONS if may(right, offices, role)} == allowed


def test_an_assessor_let_into_an_audit_looks_and_records_and_nobody_records_on_their_own() -> None:
    assert {Right.VIEW, Right.ASSESS} == OF_THE_INVITED
    assert not any(Right.ASSESS in rights for rights in IN_ORGANISATION.values())
    assert OF_ORGANISATIONS >= OF_THE_INVITED


@pytest.mark.parametrize(
    ("office", "allowed"),
    [
        (Office.OPERATOR, {Right.DIRECTORY, Right.NETWORK, Right.OPERATE}),
        (Office.NETWORK_STAFF, {Right.DIRECTORY, Right.NETWORK}),
        (Office.ASSESSOR, {Right.DIRECTORY}),
    ],
)
@pytest.mark.parametrize("role", [None, *Role])
def test_an_office_is_about_the_instance_whatever_the_place(
    office: Office, allowed: set[Right], role: Role | None
) -> None:
    about_all = (Right.DIRECTORY, Right.NETWORK, Right.OPERATE)
    assert {right for right in about_all if may(right, frozenset({office}), role)} == allowed
    assert not any(may(right, NOBODY, role) for right in about_all)


def test_offices_add_up_and_never_take_away() -> None:
    subsets = chain.from_iterable(combinations(Office, size) for size in range(len(Office) + 1))
    for offices in map(frozenset, subsets):
        for right in Right:
            alone = any(may(right, frozenset({office}), None) for office in offices)
            assert may(right, offices, None) == (alone or right in {Right.PUBLIC, Right.SIGNED_IN})


@pytest.mark.parametrize("right", [Right.PUBLIC, Right.SIGNED_IN])
@pytest.mark.parametrize("role", [None, *Role])
def test_what_asks_for_no_organisation_is_allowed_to_all(right: Right, role: Role | None) -> None:
    assert may(right, NOBODY, role)


def test_every_role_and_office_has_its_rights() -> None:
    assert set(IN_ORGANISATION) == set(Role)
    assert set(IN_OFFICE) == set(Office)


def test_whoever_holds_an_office_needs_a_second_factor() -> None:
    assert not needs_second_factor(NOBODY)
    assert all(needs_second_factor(frozenset({office})) for office in Office)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Ana@Example.ORG ", "ana@example.org"), ("ana@example.org", "ana@example.org"), ("", "")],
)
def test_an_address_is_the_same_however_it_is_typed(typed: str, kept: str) -> None:
    assert same_address(typed) == kept


def test_a_role_is_that_in_the_organisation_asked_about() -> None:
    session = Session(handle="h" * 16, account=ANA, begun=NOW, seen=NOW, is_half=False, device="")
    places = tuple(
        Membership(organisation=name * 16, account=ANA, role=role, since=NOW)
        for name, role in (("o", Role.READER), ("p", Role.MANAGER))
    )
    found = SignedIn(account=person(ANA), session=session, memberships=places)
    assert [found.role_in(name * 16) for name in "opq"] == [Role.READER, Role.MANAGER, None]


@pytest.mark.parametrize(
    ("purpose", "holds"),
    [(Purpose.FIRST_START, FIRST_START), (Purpose.INVITATION, INVITATION), (Purpose.RECOVERY, RECOVERY)],
)
def test_a_link_holds_for_as_long_as_its_purpose_allows(purpose: Purpose, holds: timedelta) -> None:
    link = new_link(purpose, "h" * 16, NOW, ANA)
    assert (link.purpose, link.made, link.expires, link.made_by) == (purpose, NOW, NOW + holds, ANA)


def test_an_instance_is_a_network_once_somebody_said_so() -> None:
    assert is_network(Instance(kind=Kind.NETWORK, name="Net", begun=NOW))
    assert not is_network(Instance(kind=Kind.OWN, name="", begun=NOW))
    assert not is_network(None)
