"""Accounts: one address each, somebody always to operate, and nothing left of who goes."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audit.core.people import INVITATION, RECOVERY, AccountEvent, Link, Office, Purpose, Role
from audit.core.programme import Audit
from audit.store import accounts, history, history_check, links, memberships, second_factors, sessions, tries
from audit.store.database import Store
from audit.store.errors import (
    EmailTakenError,
    LastManagerError,
    LastOperatorError,
    NotFoundError,
    StaleAccountError,
    StoreDamagedError,
    StoreRefusedError,
)
from tests.store.conftest import OURS, THEIRS, change
from tests.store.people import ANA, BOJAN, CARLA, NOW, acts, digest, keep, person, place, session

NOBODY = "z" * 16
OF_A_PERSON = {
    "accounts": "SELECT id FROM accounts",
    "offices": "SELECT account FROM offices",
    "memberships": "SELECT account FROM memberships",
    "sessions": "SELECT account FROM sessions",
    "recovery_codes": "SELECT account FROM recovery_codes",
    "account_events": "SELECT account FROM account_events",
    "links": "SELECT account FROM links UNION SELECT made_by FROM links",
}


@pytest.fixture
def people(store: Store) -> Store:
    """Return a store in which Ana operates, Bojan assesses, and Carla does neither."""
    keep(store, person(ANA, Office.OPERATOR), person(BOJAN, Office.ASSESSOR), person(CARLA))
    return store


def recovery(account: str) -> Link:
    return Link(
        handle=account, purpose=Purpose.RECOVERY, made=NOW, expires=NOW + RECOVERY, made_by=ANA, account=account
    )


def invitation(made_by: str, organisation: str | None = None) -> Link:
    role = Role.READER if organisation is not None else None
    return Link(
        handle=(organisation or "o" * 16)[:8] + made_by[:8],
        purpose=Purpose.INVITATION,
        made=NOW,
        expires=NOW + INVITATION,
        made_by=made_by,
        organisation=organisation,
        role=role,
        office=None if role is not None else Office.ASSESSOR,
    )


def test_an_account_is_found_by_id_and_by_any_way_to_write_its_address(people: Store) -> None:
    with people.reading() as db:
        assert accounts.get(db, ANA) == person(ANA, Office.OPERATOR)
        assert accounts.by_email(db, " Ana@EXAMPLE.org") == person(ANA, Office.OPERATOR)
        assert accounts.by_email(db, "nobody@example.org") is None
        assert accounts.listing(db) == (person(ANA, Office.OPERATOR), person(BOJAN, Office.ASSESSOR), person(CARLA))
        assert accounts.password(db, CARLA) == f"hash of {CARLA}"


def test_an_account_may_begin_with_several_offices_or_disabled(store: Store) -> None:
    every = replace(person(ANA, *Office), email=" ANA@example.org ", disabled=NOW)
    keep(store, every)
    with store.reading() as db:
        assert accounts.get(db, ANA) == replace(every, email="ana@example.org")


@pytest.mark.parametrize(
    "use",
    [
        accounts.get,
        accounts.password,
        accounts.take_notice,
        accounts.disable,
        accounts.enable,
        accounts.delete,
        lambda db, name: accounts.withdraw(db, name, Office.OPERATOR),
        lambda db, name: accounts.rehash(db, name, "hash"),
        lambda db, name: accounts.set_password(db, name, "hash", act="password-changed"),
        lambda db, name: accounts.change(db, replace(person(ANA), id=name)),
    ],
)
def test_an_account_that_is_not_there_is_not_found(people: Store, use: object) -> None:
    assert callable(use)
    with pytest.raises(NotFoundError), people.writing() as db:
        use(db, NOBODY)


@pytest.mark.parametrize("use", [lambda db: accounts.grant(db, NOBODY, Office.ASSESSOR), None])
def test_nothing_is_kept_about_an_account_that_is_not_there(people: Store, use: object) -> None:
    with pytest.raises(StoreRefusedError, match="FOREIGN KEY"), people.writing() as db:
        use(db) if callable(use) else accounts.record(db, NOBODY, "signed-in")


def test_an_address_belongs_to_one_account(people: Store) -> None:
    with pytest.raises(EmailTakenError), people.writing() as db:
        accounts.create(db, replace(person(CARLA), id="d" * 16, email="ANA@example.org"), "hash")
    with pytest.raises(EmailTakenError), people.writing() as db:
        accounts.change(db, replace(person(CARLA), email="Ana@example.org"))


def test_a_changed_account_counts_its_versions(people: Store) -> None:
    with people.writing() as db:
        links.make(db, recovery(CARLA), digest("1"))
        named = accounts.change(db, replace(person(CARLA), name="Carla M."))
        assert named == replace(person(CARLA), name="Carla M.", version=2)
        assert links.find(db, digest("1"), NOW) is not None
        moved = accounts.change(db, replace(named, email="Carla@example.com "))
        assert moved == replace(named, email="carla@example.com", version=3)
        assert links.find(db, digest("1"), NOW) is None, "whoever reads the old address opens the account"
        assert accounts.change(db, replace(moved, version=1)) == moved, "what lies there already changes nothing"


def test_of_two_who_change_an_account_the_second_gets_to_see_it(people: Store) -> None:
    with people.writing() as db:
        first = accounts.change(db, replace(person(CARLA), name="First"))
    with pytest.raises(StaleAccountError) as caught, people.writing() as db:
        accounts.change(db, replace(person(CARLA), name="Second"))
    assert caught.value.theirs == first


def test_only_name_and_address_are_changed(people: Store) -> None:
    with people.writing() as db:
        wanted = replace(person(CARLA, Office.OPERATOR), name="Else", has_second_factor=True, disabled=NOW)
        assert accounts.change(db, wanted) == replace(person(CARLA), name="Else", version=2)


@pytest.fixture
def signed_in(people: Store) -> Store:
    """Return a store in which Carla has two sessions and a recovery link, and Bojan one session."""
    with people.writing() as db:
        sessions.begin(db, session(CARLA, "h"), digest("1"))
        sessions.begin(db, session(CARLA, "k"), digest("2"))
        sessions.begin(db, session(BOJAN, "m"), digest("3"))
        links.make(db, recovery(CARLA), digest("4"))
        links.make(db, recovery(BOJAN), digest("5"))
    return people


@pytest.mark.parametrize(("keep_one", "left"), [(None, ""), (digest("2"), "k"), (digest("3"), "")])
def test_a_new_password_ends_every_other_session(signed_in: Store, keep_one: str | None, left: str) -> None:
    with signed_in.writing(by=CARLA) as db:
        accounts.set_password(db, CARLA, "new hash", act="password-changed", keep=keep_one)
        assert accounts.password(db, CARLA) == "new hash"
        assert [one.handle[0] for one in sessions.listing(db, CARLA, NOW)] == list(left)
        assert len(sessions.listing(db, BOJAN, NOW)) == 1
        assert links.find(db, digest("4"), NOW) is None
        assert links.find(db, digest("5"), NOW) is not None
        assert accounts.password(db, BOJAN) == f"hash of {BOJAN}"
    assert acts(signed_in, CARLA) == ["password-changed"]


def test_the_same_password_kept_anew_ends_nothing(signed_in: Store) -> None:
    with signed_in.writing() as db:
        accounts.rehash(db, CARLA, "slower hash")
        assert accounts.password(db, CARLA) == "slower hash"
        assert len(sessions.listing(db, CARLA, NOW)) == 2
        assert links.find(db, digest("4"), NOW) is not None
    assert acts(signed_in, CARLA) == []


def test_a_disabled_account_has_nothing_open_and_may_come_back(signed_in: Store, audit: Audit) -> None:
    with signed_in.writing(by=ANA) as db:
        links.make(db, invitation(CARLA, OURS), digest("6"))
        accounts.disable(db, CARLA)
        accounts.disable(db, CARLA)
        assert accounts.get(db, CARLA).disabled == NOW
        assert sessions.listing(db, CARLA, NOW) == ()
        assert links.find(db, digest("4"), NOW) is None
        assert links.find(db, digest("6"), NOW) is None
        sessions.begin(db, session(CARLA, "n"), digest("7"))
        assert sessions.find(db, digest("7"), NOW) is None
        accounts.enable(db, CARLA)
        accounts.enable(db, CARLA)
        assert accounts.get(db, CARLA).disabled is None
        assert sessions.find(db, digest("7"), NOW) is None, "it begins without a session"
    assert acts(signed_in, CARLA) == ["disabled", "enabled"]


def test_offices_are_given_and_taken_once(people: Store) -> None:
    with people.writing(by=ANA) as db:
        links.make(db, invitation(CARLA), digest("1"))
        for _ in range(2):
            accounts.grant(db, CARLA, Office.NETWORK_STAFF)
        assert accounts.get(db, CARLA).offices == {Office.NETWORK_STAFF}
        for _ in range(2):
            accounts.withdraw(db, CARLA, Office.NETWORK_STAFF)
        assert accounts.get(db, CARLA).offices == frozenset()
        assert links.find(db, digest("1"), NOW) is None
        assert accounts.get(db, BOJAN).offices == {Office.ASSESSOR}
    assert acts(people, CARLA) == ["office-given", "office-taken"]


@pytest.mark.parametrize(
    "use",
    [
        accounts.disable,
        accounts.delete,
        lambda db, name: accounts.withdraw(db, name, Office.OPERATOR),
    ],
)
def test_somebody_is_always_left_to_operate(people: Store, use: object) -> None:
    assert callable(use)
    with pytest.raises(LastOperatorError), people.writing() as db:
        use(db, ANA)
    with people.writing() as db:
        accounts.grant(db, BOJAN, Office.OPERATOR)
        accounts.disable(db, BOJAN)
    with pytest.raises(LastOperatorError), people.writing() as db:
        use(db, ANA)  # One who is disabled cannot operate.
    with people.writing() as db:
        accounts.enable(db, BOJAN)
        use(db, ANA)
    with pytest.raises(LastOperatorError), people.writing() as db:
        use(db, BOJAN)


def test_who_does_not_operate_may_lose_that_office_without_harm(people: Store) -> None:
    with people.writing() as db:
        accounts.withdraw(db, CARLA, Office.OPERATOR)
    assert acts(people, CARLA) == []


def test_a_new_address_is_recorded_and_a_new_name_is_not(people: Store) -> None:
    with people.writing(by=CARLA) as db:
        named = accounts.change(db, replace(accounts.get(db, CARLA), name="Carla Ćosić"))
    assert acts(people, CARLA) == []
    with people.writing(by=CARLA) as db:
        accounts.change(db, replace(named, email="new@example.org"))
    assert acts(people, CARLA) == ["address-changed"]


def test_the_log_keeps_who_deleted_an_account(people: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="audit.security"), people.writing(by=ANA) as db:
        accounts.delete(db, CARLA)
    assert f"event=deleted account={CARLA} by={ANA}" in caplog.text


def test_nobody_is_told_anything_without_a_notice(people: Store) -> None:
    with people.writing() as db:
        assert accounts.take_notice(db, CARLA) == ""


def test_events_are_counted_for_each_account_and_know_who_did_it(people: Store) -> None:
    with people.writing(by=CARLA) as db:
        accounts.record(db, CARLA, "signed-in")
        accounts.record(db, BOJAN, "sign-in-failed")
        accounts.record(db, CARLA, "signed-out")
        first, second = (
            AccountEvent(account=CARLA, number=number, at=NOW, actor=CARLA, act=act)
            for number, act in ((1, "signed-in"), (2, "signed-out"))
        )
        assert accounts.events(db, CARLA) == (second, first)
        assert accounts.events(db, CARLA, most=1) == (second,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account_events SET act = 'nothing'",
        "INSERT OR REPLACE INTO account_events SELECT * FROM account_events",
        "INSERT INTO account_events SELECT account, number + 2, moment, actor, act FROM account_events",
    ],
)
def test_what_happened_stays_while_the_account_does(people: Store, raw: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="what happened stays"):
        raw.execute(statement)


def test_nobody_wipes_out_what_was_just_done(people: Store, raw: sqlite3.Connection) -> None:
    lately = Store(people.path)
    with lately.writing() as db:
        accounts.record(db, CARLA, "signed-in")
    lately.close()
    with pytest.raises(sqlite3.IntegrityError, match="what happened stays"):
        raw.execute("DELETE FROM account_events WHERE account = ?", (CARLA,))


def test_what_is_long_past_may_go(people: Store, raw: sqlite3.Connection) -> None:
    long_ago = Store(people.path, clock=lambda: datetime(2020, 1, 1, tzinfo=UTC))
    with long_ago.writing() as db:
        accounts.record(db, CARLA, "signed-in")
    long_ago.close()
    assert raw.execute("DELETE FROM account_events WHERE account = ?", (CARLA,)).rowcount == 1


@pytest.fixture
def busy(people: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store in which Bojan has one of everything a person can have."""
    with people.writing(by=BOJAN) as db:
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(OURS, BOJAN))
        memberships.add(db, place(THEIRS, CARLA))
        memberships.add(db, place(THEIRS, BOJAN, Role.READER))
        sessions.begin(db, session(BOJAN, "h"), digest("1"))
        links.make(db, recovery(BOJAN), digest("2"))
        links.make(db, invitation(BOJAN, OURS), digest("3"))
        links.make(db, invitation(BOJAN), digest("4"))
        second_factors.switch_on(db, BOJAN, "A" * 32, 1, [digest("5")])
        tries.add(db, digest("6"), NOW)
    just_now = Store(people.path)
    with just_now.writing(by=BOJAN) as db:
        accounts.record(db, BOJAN, "signed-in")
    just_now.close()
    return people


def test_nothing_is_left_of_who_goes_and_no_history_is_touched(busy: Store) -> None:
    with busy.reading() as db:
        before = {name: list(history.listing(db, name)) for name in (OURS, THEIRS)}
    with busy.writing(by=ANA) as db:
        accounts.delete(db, BOJAN)
    with busy.reading() as db:
        text = "\n".join(line for line in db.iterdump() if not line.startswith('INSERT INTO "history'))
        left = [name for name in OF_A_PERSON if (BOJAN,) in db.execute(OF_A_PERSON[name]).fetchall()]
        assert left == []
        assert all(chain.fault is None for chain in history_check.verify(db))
        assert "bojan@example.org" not in text
        for name, entries in before.items():
            now = list(history.listing(db, name))
            assert now[: len(entries)] == entries
            assert "person-left" in {entry.link.act for entry in now[len(entries) :]}
        assert [account.id for _, account in memberships.of_organisation(db, OURS)] == [ANA]
        assert len(accounts.listing(db)) == 2


def test_the_only_manager_of_an_organisation_cannot_go(busy: Store) -> None:
    with pytest.raises(LastManagerError, match="Association b"), busy.writing() as db:
        accounts.delete(db, CARLA)
    with busy.reading() as db:
        assert accounts.get(db, CARLA) == person(CARLA)
        assert len(memberships.of_account(db, CARLA)) == 1


def test_what_was_never_written_is_called_damage(people: Store) -> None:
    change(people.path, "PRAGMA ignore_check_constraints = ON", "UPDATE accounts SET created = 'once'")
    with pytest.raises(StoreDamagedError, match="accounts"), people.reading() as db:
        accounts.get(db, ANA)
