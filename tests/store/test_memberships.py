"""Places in organisations: each change is told, and somebody is always left to manage."""

import pytest

from audit.core.people import INVITATION, Link, Purpose, Role
from audit.core.programme import Audit
from audit.store import accounts, history, links, memberships
from audit.store.database import Store
from audit.store.errors import AlreadyMemberError, LastManagerError, NotFoundError, StoreDamagedError, StoreRefusedError
from tests.store.conftest import OURS, THEIRS, change
from tests.store.people import ANA, BOJAN, CARLA, NOW, digest, keep, person, place


@pytest.fixture
def shared(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store in which Ana manages ours, Bojan contributes to it, and Bojan manages theirs."""
    keep(store, person(ANA), person(BOJAN), person(CARLA))
    with store.writing(by=ANA) as db:
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(THEIRS, BOJAN))
        memberships.add(db, place(OURS, BOJAN, Role.CONTRIBUTOR))
    return store


def told(store: Store, organisation: str) -> list[tuple[str, str, object, object]]:
    """Return what the history of an organisation says about people, after the places of the beginning."""
    with store.reading() as db:
        entries = [e for e in history.listing(db, organisation) if e.link.act in {"role-changed", "person-left"}]
    return [(entry.link.actor, entry.link.act, entry.old, entry.new) for entry in entries]


def invite(store: Store, made_by: str, organisation: str = OURS) -> None:
    link = Link(
        handle=made_by[0] * 15 + organisation[0],
        purpose=Purpose.INVITATION,
        made=NOW,
        expires=NOW + INVITATION,
        made_by=made_by,
        organisation=organisation,
        role=Role.MANAGER,
    )
    with store.writing(by=made_by) as db:
        links.make(db, link, digest(made_by[0])[1:] + organisation[0])


def test_places_are_listed_by_account_and_by_organisation(shared: Store) -> None:
    with shared.reading() as db:
        assert memberships.of_account(db, BOJAN) == (place(OURS, BOJAN, Role.CONTRIBUTOR), place(THEIRS, BOJAN))
        assert memberships.of_account(db, CARLA) == ()
        ana, bojan = accounts.get(db, ANA), accounts.get(db, BOJAN)
        assert memberships.of_organisation(db, OURS) == (
            (place(OURS, ANA), ana),
            (place(OURS, BOJAN, Role.CONTRIBUTOR), bojan),
        )
        assert memberships.of_organisation(db, THEIRS) == ((place(THEIRS, BOJAN), bojan),)
        assert memberships.of_organisation(db, "z" * 16) == ()


def test_nobody_has_two_places_in_one_organisation(shared: Store) -> None:
    with pytest.raises(AlreadyMemberError), shared.writing() as db:
        memberships.add(db, place(OURS, BOJAN, Role.MANAGER))
    with shared.reading() as db:
        assert memberships.of_account(db, BOJAN)[0].role == Role.CONTRIBUTOR


@pytest.mark.parametrize(("organisation", "account"), [("z" * 16, CARLA), (OURS, "z" * 16)])
def test_no_place_without_an_account_and_an_organisation(shared: Store, organisation: str, account: str) -> None:
    with pytest.raises(StoreRefusedError, match="FOREIGN KEY"), shared.writing() as db:
        memberships.add(db, place(organisation, account))


def test_every_change_stands_in_the_history_by_id_and_role(shared: Store) -> None:
    with shared.writing(by=ANA) as db:
        memberships.change(db, OURS, BOJAN, Role.READER)
        memberships.change(db, OURS, BOJAN, Role.READER)
        memberships.remove(db, OURS, BOJAN)
    assert told(shared, OURS) == [
        (ANA, "role-changed", {"role": "contributor"}, {"account": BOJAN, "role": "reader"}),
        (ANA, "person-left", {"account": BOJAN, "role": "reader"}, {}),
    ]
    assert told(shared, THEIRS) == []
    with shared.reading() as db:
        joined = [e.new for e in history.listing(db, OURS) if e.link.act == "person-joined"]
        assert joined == [{"account": ANA, "role": "manager"}, {"account": BOJAN, "role": "contributor"}]
        assert memberships.of_account(db, BOJAN) == (place(THEIRS, BOJAN),)
        assert "Bojan" not in "".join(e.payload or "" for e in history.listing(db, OURS))


@pytest.mark.parametrize(("organisation", "account"), [(THEIRS, ANA), (OURS, CARLA), ("z" * 16, ANA), (OURS, "z" * 16)])
def test_who_has_no_place_there_has_none_to_change_or_lose(shared: Store, organisation: str, account: str) -> None:
    with pytest.raises(NotFoundError), shared.writing() as db:
        memberships.change(db, organisation, account, Role.READER)
    with pytest.raises(NotFoundError), shared.writing() as db:
        memberships.remove(db, organisation, account)


def test_somebody_is_always_left_to_manage(shared: Store) -> None:
    with pytest.raises(LastManagerError, match="Association a"), shared.writing() as db:
        memberships.remove(db, OURS, ANA)
    with pytest.raises(LastManagerError), shared.writing() as db:
        memberships.change(db, OURS, ANA, Role.READER)
    with shared.writing(by=ANA) as db:
        memberships.change(db, OURS, BOJAN, Role.MANAGER)
        memberships.change(db, OURS, ANA, Role.READER)
    with pytest.raises(LastManagerError), shared.writing() as db:
        memberships.remove(db, OURS, BOJAN)


def test_a_disabled_manager_is_nobody_who_is_left(shared: Store) -> None:
    with shared.writing() as db:
        memberships.change(db, OURS, BOJAN, Role.MANAGER)
        accounts.disable(db, BOJAN)
    with pytest.raises(LastManagerError), shared.writing() as db:
        memberships.remove(db, OURS, ANA)
    with shared.writing() as db:
        memberships.remove(db, OURS, BOJAN)


@pytest.mark.parametrize("leaves", [False, True], ids=["manages no longer", "leaves"])
def test_who_manages_no_longer_has_left_no_open_door(shared: Store, *, leaves: bool) -> None:
    with shared.writing() as db:
        memberships.change(db, OURS, BOJAN, Role.MANAGER)
    invite(shared, ANA)
    invite(shared, BOJAN)
    invite(shared, BOJAN, THEIRS)
    with shared.writing() as db:
        if leaves:
            memberships.remove(db, OURS, BOJAN)
        else:
            memberships.change(db, OURS, BOJAN, Role.CONTRIBUTOR)
        assert [link.made_by for link in links.open_ones(db, NOW, organisation=OURS)] == [ANA]
        assert [link.made_by for link in links.open_ones(db, NOW, organisation=THEIRS)] == [BOJAN]


def test_what_was_never_written_is_called_damage(shared: Store) -> None:
    change(shared.path, "PRAGMA ignore_check_constraints = ON", "UPDATE memberships SET role = 'king'")
    with pytest.raises(StoreDamagedError, match="memberships"), shared.reading() as db:
        memberships.of_account(db, ANA)
