"""The operator's view of accounts: how many places, when last used, and not where."""

from dataclasses import fields

import pytest

from audit.core.programme import Audit
from audit.store import account_overview, accounts, memberships
from audit.store.database import Store
from audit.store.errors import NotFoundError
from tests.store.conftest import OURS, THEIRS
from tests.store.people import ANA, BOJAN, NOW, acts, keep, person, place


@pytest.fixture
def used(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store in which Ana has two places and has signed in, and Bojan has nothing."""
    keep(store, person(ANA), person(BOJAN))
    with store.writing(by=ANA) as db:
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(THEIRS, ANA))
        accounts.record(db, ANA, "signed-in")
        accounts.record(db, ANA, "signed-out")
    return store


def test_it_names_no_organisation() -> None:
    assert [f.name for f in fields(account_overview.Overview)] == ["account", "places", "last"]


def test_places_are_counted_and_the_last_sign_in_is_told(used: Store) -> None:
    with used.reading() as db:
        ana, bojan = account_overview.listing(db)
        assert account_overview.of_one(db, ANA) == ana
    assert (ana.account.id, ana.places, ana.last) == (ANA, 2, NOW)
    assert (bojan.account.id, bojan.places, bojan.last) == (BOJAN, 0, None)
    assert acts(used, ANA) == ["signed-in", "signed-out"]


def test_an_account_that_is_not_there_is_not_found(used: Store) -> None:
    with used.reading() as db, pytest.raises(NotFoundError):
        account_overview.of_one(db, "z" * 16)
