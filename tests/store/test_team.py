"""Who looks after what: told in the history, never overwritten unseen, and gone with whoever leaves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.core.people import Role
from audit.core.programme import Audit
from audit.core.signing import State
from audit.core.team import PRESENT_FOR
from audit.store import accounts, history, memberships, team
from audit.store.database import Store
from audit.store.errors import NotInTeamError, SignedAuditError, StaleTeamError
from tests.store.conftest import OURS, THEIRS
from tests.store.people import ANA, BOJAN, CARLA, NOW, keep, person, place


@pytest.fixture
def shared(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store in which Ana manages ours, Bojan contributes and Carla reads; Bojan manages theirs."""
    keep(store, person(ANA), person(BOJAN), person(CARLA))
    with store.writing(by=ANA) as db:
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(OURS, BOJAN, Role.CONTRIBUTOR))
        memberships.add(db, place(OURS, CARLA, Role.READER))
        memberships.add(db, place(THEIRS, BOJAN))
    return store


def own(store: Store, audit: Audit, **wanted: tuple[str, str]) -> dict[str, str]:
    with store.writing(by=ANA) as db:
        team.set_owners(db, audit, wanted, NOW)
        return team.owners(db, audit)


def told(store: Store) -> list[tuple[str, str, history.Facts | None, history.Facts | None]]:
    """Return what the history says about owners and things to find out: act, part, before, after."""
    with store.reading() as db:
        entries = [e for e in history.listing(db, OURS) if e.link.act in {"owner-changed", "inquiry-changed"}]
    return [(e.link.act, e.link.subject.rpartition("/")[2], e.old, e.new) for e in entries]


def test_a_domain_is_given_handed_on_and_given_up(shared: Store, audit: Audit, other_audit: Audit) -> None:
    assert own(shared, audit, fire=("", ANA), dough=("", BOJAN)) == {"fire": ANA, "dough": BOJAN}
    assert own(shared, audit, fire=(ANA, BOJAN)) == {"fire": BOJAN, "dough": BOJAN}
    assert own(shared, audit, fire=(BOJAN, "")) == {"dough": BOJAN}
    assert told(shared) == [
        ("owner-changed", "fire", {}, {"account": ANA}),
        ("owner-changed", "dough", {}, {"account": BOJAN}),
        ("owner-changed", "fire", {"account": ANA}, {"account": BOJAN}),
        ("owner-changed", "fire", {"account": BOJAN}, {}),
    ]
    with shared.reading() as db:
        assert team.owned(db, OURS, BOJAN) == ((audit.id, "dough"),)
        assert team.owned(db, THEIRS, BOJAN) == ()
        assert team.owners(db, other_audit) == {}


def test_saying_what_is_so_already_changes_nothing(shared: Store, audit: Audit) -> None:
    own(shared, audit, fire=("", ANA))
    own(shared, audit, fire=("", ANA), dough=("", ""))
    assert len(told(shared)) == 1


def test_somebody_elses_choice_is_not_overwritten_unseen(shared: Store, audit: Audit) -> None:
    own(shared, audit, fire=("", ANA))
    with pytest.raises(StaleTeamError):
        own(shared, audit, dough=("", BOJAN), fire=("", BOJAN))
    assert own(shared, audit) == {"fire": ANA}
    # What was left as it was on an old page takes nothing back.
    assert own(shared, audit, fire=("", ""), dough=("", BOJAN)) == {"fire": ANA, "dough": BOJAN}


@pytest.mark.parametrize("stranger", [CARLA, "z" * 16])
def test_only_who_may_answer_looks_after_something(shared: Store, audit: Audit, stranger: str) -> None:
    with pytest.raises(NotInTeamError):
        own(shared, audit, fire=("", ANA), dough=("", stranger))
    assert own(shared, audit) == {}
    with pytest.raises(NotInTeamError), shared.writing() as db:
        team.set_inquiries(db, audit, {"FIR-1": ("", stranger)}, NOW)


def test_a_signed_audit_has_no_new_owners(shared: Store, audit: Audit) -> None:
    signed = replace(audit, state=State.SIGNED)
    for change in (team.set_owners, team.set_inquiries):
        with pytest.raises(SignedAuditError), shared.writing() as db:
            change(db, signed, {"fire": ("", ANA)}, NOW)


def _busy(store: Store, audit: Audit) -> None:
    own(store, audit, fire=("", BOJAN), dough=("", ANA))
    with store.writing(by=BOJAN) as db:
        team.set_inquiries(db, audit, {"FIR-1": ("", BOJAN)}, NOW)
        team.here(db, audit, "fire", BOJAN, NOW)
        assert team.inquiries(db, audit) == {"FIR-1": BOJAN}
        assert team.asked(db, OURS, BOJAN) == ((audit.id, "FIR-1"),)


def _has_nothing(store: Store, audit: Audit) -> None:
    with store.reading() as db:
        assert team.owners(db, audit) == {"dough": ANA}
        assert team.inquiries(db, audit) == {}
        assert team.present(db, audit, "fire", NOW) == ()
    assert told(store)[-2:] == [
        ("owner-changed", "fire", {"account": BOJAN}, {}),
        ("inquiry-changed", "FIR-1", {"account": BOJAN}, {}),
    ]


def test_whoever_leaves_looks_after_nothing_there(shared: Store, audit: Audit, other_audit: Audit) -> None:
    _busy(shared, audit)
    own_of_theirs = {"fire": ("", BOJAN)}
    with shared.writing(by=BOJAN) as db:
        team.set_owners(db, other_audit, own_of_theirs, NOW)
    with shared.writing(by=ANA) as db:
        memberships.remove(db, OURS, BOJAN)
    _has_nothing(shared, audit)
    with shared.reading() as db:
        assert team.owners(db, other_audit) == {"fire": BOJAN}


def test_whoever_may_only_read_from_now_on_looks_after_nothing(shared: Store, audit: Audit) -> None:
    _busy(shared, audit)
    with shared.writing(by=ANA) as db:
        memberships.change(db, OURS, BOJAN, Role.MANAGER)
        assert team.inquiries(db, audit) == {"FIR-1": BOJAN}
        memberships.change(db, OURS, BOJAN, Role.READER)
    _has_nothing(shared, audit)


def test_an_account_that_is_deleted_looks_after_nothing(shared: Store, audit: Audit) -> None:
    _busy(shared, audit)
    with shared.writing() as db:
        memberships.add(db, place(THEIRS, ANA))
        accounts.delete(db, BOJAN)
    _has_nothing(shared, audit)


def test_who_is_on_a_page_is_known_for_minutes_only(shared: Store, audit: Audit, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    with shared.writing() as db:
        team.here(db, audit, "fire", ANA, now)
        team.here(db, audit, "fire", BOJAN, later)
        team.here(db, audit, "dough", CARLA, later)
        assert team.present(db, audit, "fire", later) == (BOJAN, ANA)
        assert team.present(db, audit, "fire", now + PRESENT_FOR) == (BOJAN, ANA)
        assert team.present(db, audit, "fire", later + PRESENT_FOR) == (BOJAN,)
        # A clock set back by hours keeps nobody on a page for hours.
        assert team.present(db, audit, "fire", now - timedelta(hours=2)) == ()
        team.here(db, audit, "fire", ANA, later + PRESENT_FOR + timedelta(seconds=1))
        rows = db.execute("SELECT domain, account FROM presence").fetchall()
    assert rows == [("fire", ANA)]
