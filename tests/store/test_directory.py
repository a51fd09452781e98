"""The directory says who the members are and how far the newest audit is, and nothing that anybody answered."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from audit.core.people import Role
from audit.core.programme import Audit
from audit.core.standard import Standard
from audit.store import accounts, audits, directory, memberships, organisations, programmes, signatures
from audit.store.database import Store
from audit.store.errors import NotFoundError, StoreDamagedError
from tests.store.conftest import OURS, THEIRS, change, member
from tests.store.people import ANA, BOJAN, keep, person, place
from tests.store.test_signatures import signature


@pytest.fixture
def network(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store with two members that have an audit each, and one that has nothing yet."""
    keep(store, person(ANA), person(BOJAN))
    with store.writing(by=ANA) as db:
        organisations.create(db, member("d" * 16))
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(OURS, BOJAN, Role.CONTRIBUTOR))
    return store


def test_an_entry_has_the_facts_of_a_directory_and_no_other() -> None:
    assert [f.name for f in fields(directory.Entry)] == [
        "organisation",
        "programmes",
        "newest",
        "is_signed",
        "managers",
    ]


def test_every_member_is_listed_with_how_far_it_is(network: Store, audit: Audit) -> None:
    with network.reading() as db:
        found = directory.listing(db)
        assert [(one.organisation.id, one.newest, one.managers) for one in found] == [
            (OURS, audit.date, 1),
            (THEIRS, audit.date, 0),
            ("d" * 16, None, 0),
        ]
        assert found[0].programmes == programmes.listing(db, OURS)
        assert directory.entry(db, OURS) == found[0]


def test_a_trial_is_no_audit_and_who_may_not_sign_in_manages_nothing(
    network: Store, audit: Audit, standard: Standard
) -> None:
    with network.writing(by=BOJAN) as db:
        audits.delete_draft(db, audit)
        audits.create(db, replace(audit, is_test=True), standard)
        accounts.disable(db, ANA)
        found = directory.entry(db, OURS)
    assert (found.newest, found.managers) == (None, 0)


def test_only_the_newest_audit_says_whether_it_is_signed(network: Store, audit: Audit, standard: Standard) -> None:
    with network.writing(by=ANA) as db:
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(db, audit, signature(audit))
        assert directory.entry(db, OURS).is_signed
        assert not directory.entry(db, THEIRS).is_signed
        audits.create(db, replace(audit, id="x" * 16, date=audit.date + timedelta(days=300)), standard)
        assert not directory.entry(db, OURS).is_signed


def test_a_member_that_is_not_there_is_not_found(network: Store) -> None:
    with network.reading() as db, pytest.raises(NotFoundError):
        directory.entry(db, "z" * 16)


def test_a_day_that_was_never_written_is_called_damage(network: Store) -> None:
    change(network.path, "PRAGMA ignore_check_constraints = ON", "UPDATE audits SET date = 'x'")
    with pytest.raises(StoreDamagedError, match="audits"), network.reading() as db:
        directory.listing(db)
