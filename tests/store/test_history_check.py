"""The check names the first entry that does not fit, whatever somebody with the file in hand has done to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from audit.core.answers import Answer
from audit.core.history import START, Head, Link, hash_of
from audit.core.programme import Audit
from audit.store import answers, audits, backup, history, schema
from audit.store.database import Store
from audit.store.history_check import Chain, Fault, _Walk, verify
from tests.store.conftest import OURS, THEIRS, Start

LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SAVES = 5
# Made, programme made, audit started, and the saves.
ENTRIES = 3 + SAVES


@pytest.fixture
def filled(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store with two organisations that have saved some answers."""
    with store.writing() as db:
        for each in (audit, other_audit):
            for number in range(SAVES):
                answers.save(db, each, f"FIR-{number}", Answer(level=1), 0, LATER)
    return store


@pytest.fixture
def forger(filled: Store) -> Iterator[sqlite3.Connection]:
    """Return a connection of somebody who has the file and takes every guard off."""
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as db:
        for name in schema.TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")
        yield db


def chains(store: Store, *heads: Head) -> dict[str, Chain]:
    with store.reading() as db:
        return {chain.organisation: chain for chain in verify(db, heads)}


def found(store: Store, *heads: Head, of: str = OURS) -> tuple[int | None, Fault | None]:
    chain = chains(store, *heads)[of]
    return chain.number, chain.fault


def head_of(store: Store) -> Head:
    with store.reading() as db:
        head = history.head(db, OURS)
    assert head is not None
    return head


def test_whole_chains_are_whole(filled: Store) -> None:
    every = chains(filled)
    assert [(c.organisation, c.entries, c.fault, c.number) for c in every.values()] == [
        (OURS, ENTRIES, None, None),
        (THEIRS, ENTRIES, None, None),
    ]
    assert every[OURS].head == head_of(filled)


def test_an_empty_store_has_nothing_wrong(store: Store) -> None:
    assert chains(store) == {}


def test_an_organisation_of_before_the_history_has_an_empty_chain(filled: Store, forger: sqlite3.Connection) -> None:
    forger.execute("DELETE FROM history_payloads")
    forger.execute("DELETE FROM history")
    assert chains(filled)[OURS] == Chain(OURS, 0, None)


@pytest.mark.parametrize(
    ("statement", "number", "fault"),
    [
        ("UPDATE history SET actor = 'x' WHERE number = 4", 4, Fault.HASH),
        ("UPDATE history SET moment = '2020-01-01T00:00:00Z' WHERE number = 1", 1, Fault.HASH),
        ("UPDATE history SET act = 'x', hash = hash WHERE number = 8", 8, Fault.HASH),
        ("UPDATE history SET hash = :c WHERE number = 4", 4, Fault.HASH),
        ("UPDATE history SET before = :c WHERE number = 4", 4, Fault.BEFORE),
        ("DELETE FROM history WHERE number = 4", 4, Fault.STRAY),
        ("DELETE FROM history_payloads WHERE number = 4", 4, Fault.ERASED),
        ('UPDATE history_payloads SET payload = \'{"old":{},"new":{}}\' WHERE number = 4', 4, Fault.PAYLOAD),
        ("UPDATE history_payloads SET salt = :c WHERE number = 4", 4, Fault.PAYLOAD),
        ("UPDATE history_payloads SET number = 99 WHERE number = 4", 4, Fault.ERASED),
        ("INSERT INTO history_payloads VALUES (:o, 99, :c, '{}')", 99, Fault.STRAY),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(
    filled: Store, forger: sqlite3.Connection, statement: str, number: int, fault: Fault
) -> None:
    where = " AND organisation = :o" if "WHERE" in statement else ""
    forger.execute(f"{statement}{where}", {"o": OURS, "c": "c" * 64})
    assert found(filled) == (number, fault)
    assert found(filled, of=THEIRS) == (None, None)


def test_an_entry_taken_out_with_what_it_says_is_missed(filled: Store, forger: sqlite3.Connection) -> None:
    for table in ("history_payloads", "history"):
        forger.execute(f"DELETE FROM {table} WHERE organisation = ? AND number = 4", (OURS,))  # noqa: S608 - own names
    assert found(filled) == (5, Fault.NUMBER)


def test_what_went_with_a_deleted_audit_is_not_missed(filled: Store, audit: Audit) -> None:
    with filled.writing() as db:
        audits.delete_draft(db, audit)
    assert found(filled) == (None, None)


def test_what_a_deletion_says_is_missed(filled: Store, audit: Audit) -> None:
    with filled.writing() as db:
        audits.delete_draft(db, audit)
    with closing(sqlite3.connect(filled.path)) as forger, forger:
        forger.execute("DROP TRIGGER history_payloads_stay")
        forger.execute("DELETE FROM history_payloads WHERE organisation = ? AND number = ?", (OURS, ENTRIES + 1))
    assert found(filled) == (ENTRIES + 1, Fault.ERASED)


def rebuild(db: sqlite3.Connection, change: Callable[[Link], Link]) -> None:
    """Make the chain anew with one change, as somebody could who has the file."""
    before = START
    rows = db.execute(
        "SELECT organisation, number, moment, actor, act, subject, commitment, before FROM history"
        " WHERE organisation = ? ORDER BY number",
        (OURS,),
    ).fetchall()
    for row in rows:
        link = change(replace(Link(*row), before=before))
        before = hash_of(link)
        db.execute(
            "UPDATE history SET actor = ?, before = ?, hash = ? WHERE organisation = ? AND number = ?",
            (link.actor, link.before, before, OURS, link.number),
        )


def test_a_chain_made_anew_fits_but_not_the_head_that_was_kept_elsewhere(
    filled: Store, forger: sqlite3.Connection
) -> None:
    kept = head_of(filled)
    rebuild(forger, lambda link: replace(link, actor="somebody-else") if link.number == 4 else link)
    assert found(filled) == (None, None)
    assert found(filled, kept) == (ENTRIES, Fault.OTHER)


def test_a_lost_end_is_seen_by_the_head_that_was_kept_elsewhere(filled: Store, forger: sqlite3.Connection) -> None:
    kept = head_of(filled)
    for table in ("history_payloads", "history"):
        forger.execute(f"DELETE FROM {table} WHERE number = ?", (ENTRIES,))  # noqa: S608 - own names
    assert found(filled) == (None, None)
    assert found(filled, kept) == (ENTRIES, Fault.GONE)


def test_an_older_head_fits_a_chain_that_went_on(filled: Store, audit: Audit) -> None:
    kept = head_of(filled)
    with filled.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=3), 1, LATER)
    assert found(filled, kept) == (None, None)


def test_an_organisation_that_is_gone_is_missed_by_its_head(filled: Store) -> None:
    kept = replace(head_of(filled), organisation="g" * 16)
    assert found(filled, kept, of="g" * 16) == (ENTRIES, Fault.GONE)


def test_a_backup_made_under_load_comes_back_with_a_chain_that_fits(
    filled: Store, audit: Audit, tmp_path: Path, start: Start
) -> None:
    process = start("save_for_ever", filled.path, OURS)
    for _ in range(20):
        process.stdout.readline()
    report = backup.backup(filled, tmp_path / "copy.sqlite")
    process.kill()
    backup.restore(tmp_path / "copy.sqlite", tmp_path / "elsewhere" / "audit.sqlite")
    elsewhere = Store(tmp_path / "elsewhere" / "audit.sqlite")
    elsewhere.prepare()
    assert found(elsewhere) == (None, None)
    assert sum(chain.entries for chain in chains(elsewhere).values()) == dict(report.tables)["history"]
    with closing(sqlite3.connect(elsewhere.path)) as db, db:
        db.execute("DROP TRIGGER history_never_changes")
        db.execute("UPDATE history SET actor = 'x' WHERE organisation = ? AND number = 10", (OURS,))
    assert found(elsewhere) == (10, Fault.HASH)
    elsewhere.close()


def test_a_database_of_an_earlier_release_has_erased_nothing(filled: Store) -> None:
    with closing(sqlite3.connect(filled.path)) as db:
        db.execute("DROP TABLE erasures")
    assert found(filled) == (None, None)


def _entry(number: int, act: str, subject: str) -> Link:
    return Link(OURS, number, "", "", act, subject, "", "")


def test_only_what_was_deleted_later_explains_what_is_gone() -> None:
    # "q/a" is the same audit after its programme was made one with another; "r/x/a" only looks like it.
    subjects = ("p/a", "p/a/FIR-1", "q/a", "p/ab", "r/x/a", "p", "r")
    explained = {1: {"p/a", "p/a/FIR-1", "q/a", "p/ab", "p"}, 4: {"p/a", "p/a/FIR-1", "q/a"}, 6: set()}
    for number, gone in explained.items():
        walk = _Walk(erased=[_entry(number, "answer-saved", subject) for subject in subjects], deleted={"a": 5, "p": 3})
        assert len(list(walk.unexplained())) == len(subjects) - len(gone)


def test_many_deletions_of_much_take_no_time_for_each_pair() -> None:
    count = 20_000
    walk = _Walk(
        erased=[_entry(number, "answer-saved", f"p/{number}/x") for number in range(1, count + 1)],
        deleted={str(number): count + number for number in range(1, count + 1)},
    )
    begun = process_time()
    assert not list(walk.unexplained())
    assert process_time() - begun < 2.0  # A look at each pair takes minutes.
