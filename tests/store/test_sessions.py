"""A session holds as long as it should, and not a second longer."""

from datetime import datetime, timedelta

import pytest

from audit.core.people import HALF, IDLE, LONGEST, Office, Role, SignedIn
from audit.core.programme import Audit
from audit.store import accounts, memberships, second_factors, sessions
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import StoreDamagedError
from tests.store.conftest import change
from tests.store.people import ANA, BOJAN, NOW, acts, digest, keep, person, place, session

SECOND = timedelta(seconds=1)
HASH = digest("1")


@pytest.fixture
def signed_in(store: Store) -> Store:
    """Return a store in which Ana has signed in on one device."""
    keep(store, person(ANA), person(BOJAN, Office.ASSESSOR))
    with store.writing() as db:
        sessions.begin(db, session(ANA, "h"), HASH)
    return store


def found(store: Store, at: datetime, digest_of: str = HASH) -> SignedIn | None:
    with store.reading() as db:
        return sessions.find(db, digest_of, at)


def test_a_session_tells_who_it_is_and_where_the_account_has_its_places(
    signed_in: Store, audit: Audit, other_audit: Audit
) -> None:
    with signed_in.writing() as db:
        places = [place(other_audit.organisation, ANA, Role.READER), place(audit.organisation, ANA)]
        for each in (*places, place(audit.organisation, BOJAN)):
            memberships.add(db, each)
        accounts.grant(db, ANA, Office.OPERATOR)
        second_factors.switch_on(db, ANA, "A" * 32, 1, [])
    signed = found(signed_in, NOW)
    assert signed is not None
    with signed_in.reading() as db:
        assert signed.account == accounts.get(db, ANA)
    assert signed.account.has_second_factor
    assert signed.account.offices == {Office.OPERATOR}
    assert signed.session == session(ANA, "h")
    assert signed.memberships == (places[1], places[0])


def test_an_unknown_secret_opens_nothing(signed_in: Store) -> None:
    assert found(signed_in, NOW, digest("2")) is None


def test_a_session_runs_out_when_it_is_not_used(signed_in: Store) -> None:
    assert found(signed_in, NOW + IDLE - SECOND) is not None
    assert found(signed_in, NOW + IDLE) is None


def test_a_session_that_is_used_lasts_longer_but_not_for_ever(signed_in: Store) -> None:
    late = NOW
    while late + IDLE - SECOND < NOW + LONGEST:
        late += IDLE - SECOND
        with signed_in.writing() as db:
            assert sessions.find(db, HASH, late) is not None
            sessions.touch(db, HASH, late)
    end = NOW + LONGEST
    with signed_in.writing() as db:
        sessions.touch(db, HASH, end - SECOND)
    assert found(signed_in, end - SECOND) is not None
    assert found(signed_in, end) is None


def test_a_session_used_while_the_clock_was_wrong_is_put_right_again(signed_in: Store) -> None:
    with signed_in.writing() as db:
        sessions.touch(db, HASH, NOW + timedelta(days=300))
        sessions.touch(db, HASH, NOW)
    assert found(signed_in, NOW + IDLE) is None


def test_the_second_factor_is_waited_for_only_a_little(signed_in: Store) -> None:
    with signed_in.writing() as db:
        sessions.begin(db, session(ANA, "k", is_half=True), digest("2"))
        sessions.touch(db, digest("2"), NOW + HALF - SECOND)
    half = found(signed_in, NOW + HALF - SECOND, digest("2"))
    assert half is not None
    assert half.session.is_half
    assert found(signed_in, NOW + HALF, digest("2")) is None


def test_a_disabled_account_has_no_session(signed_in: Store) -> None:
    change(signed_in.path, "UPDATE accounts SET disabled = created")
    assert found(signed_in, NOW) is None


def test_a_session_that_ended_stays_ended(signed_in: Store) -> None:
    with signed_in.writing() as db:
        sessions.end(db, HASH)
        sessions.end(db, HASH)
        sessions.touch(db, HASH, NOW)
    assert found(signed_in, NOW) is None


def test_one_device_is_signed_out_by_its_handle_and_only_by_its_owner(signed_in: Store) -> None:
    with signed_in.writing() as db:
        assert not sessions.end_one(db, BOJAN, "h" * 16)
        assert not sessions.end_one(db, ANA, "z" * 16)
    assert found(signed_in, NOW) is not None
    with signed_in.writing() as db:
        assert sessions.end_one(db, ANA, "h" * 16)
    assert found(signed_in, NOW) is None
    assert acts(signed_in, ANA) == ["session-ended"]
    assert acts(signed_in, BOJAN) == ["office-given"]


def test_all_devices_but_this_one_are_signed_out(signed_in: Store) -> None:
    with signed_in.writing() as db:
        sessions.begin(db, session(ANA, "k"), digest("2"))
        sessions.begin(db, session(ANA, "m"), digest("3"))
        sessions.begin(db, session(BOJAN, "n"), digest("4"))
        assert sessions.end_all(db, ANA, keep=digest("2")) == 2
        assert [one.handle for one in sessions.listing(db, ANA, NOW)] == ["k" * 16]
        assert sessions.end_all(db, ANA) == 1
        assert len(sessions.listing(db, BOJAN, NOW)) == 1


def test_the_list_has_what_still_holds_the_last_used_first(signed_in: Store) -> None:
    with signed_in.writing() as db:
        sessions.begin(db, session(ANA, "k", NOW + SECOND), digest("2"))
        sessions.begin(db, session(ANA, "m", NOW - IDLE), digest("3"))
        sessions.begin(db, session(ANA, "n", NOW - HALF, is_half=True), digest("4"))
        assert sessions.listing(db, ANA, NOW) == (session(ANA, "k", NOW + SECOND), session(ANA, "h"))


def test_finding_takes_two_questions_both_by_key(signed_in: Store) -> None:
    with signed_in.reading() as db:
        asked: list[str] = []
        db.set_trace_callback(asked.append)
        sessions.find(db, HASH, NOW)
        db.set_trace_callback(None)
        assert len(asked) == 2
        for statement in asked:
            assert not [line for line in _plan(db, statement) if line.startswith("SCAN")]


def _plan(db: Connection, statement: str) -> list[str]:
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]


@pytest.mark.parametrize("statement", ["UPDATE sessions SET seen = 'x'", "UPDATE sessions SET begun = 'x'"])
def test_what_was_never_written_is_called_damage(signed_in: Store, statement: str) -> None:
    change(signed_in.path, "PRAGMA ignore_check_constraints = ON", statement)
    with pytest.raises(StoreDamagedError, match="sessions"):
        found(signed_in, NOW)
