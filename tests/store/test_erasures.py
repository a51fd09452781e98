"""An erased organisation leaves nothing behind but a receipt; every other one keeps every row and its chain."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.history import Head
from audit.core.plan import SavedAction
from audit.core.programme import Audit
from audit.store import actions, answers, audits, erasures, history, history_check, sections
from audit.store.database import Store
from audit.store.erasures import ErasureNotDueError
from audit.store.errors import NotFoundError, StoreDamagedError, StoreRefusedError
from tests.store import year_rows
from tests.store.conftest import NOW, OURS, THEIRS, change

ERASURE = "c" * 16
ACCOUNT, OTHER = "d" * 16, "e" * 16
DUE = NOW + erasures.GRACE
SECRET = "Unmistakable sentence of ours"
THEIR_TEXT = "What theirs wrote"
# Tables with a column of the organisation's that stay, each with the reason.
STAY = {"erasures": "the receipt; what names somebody goes from it"}
# The moments of people.
AT = "2026-11-01T14:02:00Z"


def fill(store: Store, audit: Audit, text: str, account: str) -> None:
    """Give an organisation a row in every table it has."""
    name = audit.organisation
    with store.writing(by=account) as db:
        for version, note in enumerate((text, f"{text}, again")):
            answers.save(db, audit, "FIR-1", Answer(level=3, evidence=(Evidence(text),), note=note), version, NOW)
        actions.save(db, audit, SavedAction(key="FIR-1", criteria=("FIR-1",), note=text), 0, NOW)
        sections.complete(db, audit, "fire", done=True, at=NOW)
        audits.mark_test(db, audit, on=True, at=NOW)
    with closing(sqlite3.connect(store.path)) as raw, raw:
        person = (account, f"{account}@example.org", f"Person {account}", "x", AT)
        raw.execute("INSERT INTO accounts (id, email, name, password, created) VALUES (?, ?, ?, ?, ?)", person)
        raw.execute("INSERT INTO memberships VALUES (?, ?, 'manager', ?)", (name, account, AT))
        link = (account * 4, account, name, f"invited-{account}@example.org", account, AT, AT)
        raw.execute(
            "INSERT INTO links (hash, handle, purpose, organisation, role, email, made_by, made, expires)"
            " VALUES (replace(replace(?, 'd', '1'), 'e', '2'), ?, 'invitation', ?, 'reader', ?, ?, ?, ?)",
            link,
        )
        raw.execute("INSERT INTO retention VALUES (?, 'drafts', 400)", (name,))
        job = (account, f'{{"organisation": "{name}"}}', AT, AT)
        raw.execute("INSERT INTO jobs (id, kind, about, payload, made, due) VALUES (?, 'mail', '', ?, ?, ?)", job)
        year_rows.add(raw, name, audit.id, account, text)


@pytest.fixture
def filled(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store with two organisations that have a row in every table."""
    fill(store, audit, SECRET, ACCOUNT)
    fill(store, other_audit, THEIR_TEXT, OTHER)
    return store


@pytest.fixture
def asked(filled: Store) -> Store:
    """Return that store; somebody of ours asked to erase everything."""
    with filled.writing(by=ACCOUNT) as db:
        erasures.ask(db, OURS, ERASURE, NOW)
    return filled


def tables(db: sqlite3.Connection) -> Iterator[tuple[str, set[str]]]:
    """Yield every table with the names of its columns."""
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in found:
        yield name, {row[1] for row in db.execute(f"PRAGMA table_info({name})")}


def rows_with(store: Store, *words: str) -> dict[str, list[str]]:
    """Return every row, as text, that holds one of these words, by table."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(store.path)) as db:
        for name, _ in tables(db):
            rows = map(repr, db.execute(f"SELECT * FROM {name}"))  # noqa: S608 - names of the schema
            found[name] = [row for row in rows if any(word in row for word in words)]
    return {name: rows for name, rows in found.items() if rows}


def perform(store: Store, at: datetime = DUE) -> erasures.Receipt:
    with store.writing(by="retention") as db:
        (due,) = erasures.waiting(db, at)
        return erasures.perform(db, due, at)


def test_every_table_of_an_organisation_is_erased_or_decided_about(store: Store) -> None:
    with store.reading() as db:
        own = {name for name, columns in tables(db) if "organisation" in columns or name == "organisations"}
    ordered = {name for name, _ in erasures.ORDER}
    assert own - ordered == set(STAY), "a new table of an organisation: say in erasures.ORDER when it goes"
    assert ordered - own == {"jobs"}


def test_the_rows_to_erase_are_there_in_every_table(filled: Store) -> None:
    assert set(rows_with(filled, OURS)) == {name for name, _ in erasures.ORDER}


def test_nothing_is_left_but_the_receipt(asked: Store) -> None:
    with asked.reading() as db:
        counted = erasures.count(db, OURS)
    receipt = perform(asked)
    assert receipt.tables == counted
    left = rows_with(asked, OURS, SECRET)
    assert set(left) == {"erasures"}
    assert len(left["erasures"]) == 1
    assert ACCOUNT not in left["erasures"][0]
    assert min(number for _, number in receipt.tables) >= 1
    with asked.reading() as db:
        assert erasures.receipts(db) == (receipt,)
        assert erasures.waiting(db) == ()
        assert erasures.pending(db, OURS) is None
        assert list(db.execute("PRAGMA foreign_key_check")) == []


def test_another_organisation_keeps_every_row_and_its_chain(asked: Store) -> None:
    before = rows_with(asked, THEIRS, THEIR_TEXT)
    with asked.reading() as db:
        head = history.head(db, THEIRS)
    perform(asked)
    assert rows_with(asked, THEIRS, THEIR_TEXT) == before
    with asked.reading() as db:
        chains = history_check.verify(db, [head] if head else [])
    assert [(chain.organisation, chain.fault) for chain in chains] == [(THEIRS, None)]


def test_the_receipt_says_when_how_much_and_where_the_history_ended(asked: Store) -> None:
    with asked.reading() as db:
        head = history.head(db, OURS)
    receipt = perform(asked)
    assert (receipt.organisation, receipt.asked, receipt.done, receipt.head) == (OURS, NOW, DUE, head)
    assert isinstance(receipt.head, Head)
    counted = dict(receipt.tables)
    assert (counted["answers"], counted["answer_changes"], counted["memberships"], counted["jobs"]) == (1, 2, 1, 1)
    assert counted["history"] == counted["history_payloads"] == receipt.head.number
    assert receipt.rows == sum(counted.values())


def test_no_byte_of_it_lies_in_the_file_or_in_its_log(asked: Store) -> None:
    perform(asked)
    asked.close()
    assert erasures.empty_log(asked)
    files = [asked.path, *(asked.path.with_name(f"{asked.path.name}{end}") for end in ("-wal", "-shm"))]
    held = b"".join(path.read_bytes() for path in files if path.exists())
    assert THEIR_TEXT.encode() in held
    assert SECRET.encode() not in held


def test_the_log_stays_while_somebody_reads(asked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.store.connection.PATIENCE", 0.05)
    with asked.reading() as db:
        db.execute("SELECT 1 FROM answers").fetchone()
        perform(asked)
        assert not erasures.empty_log(asked)


def test_it_waits_for_its_day(asked: Store) -> None:
    early = DUE - timedelta(seconds=1)
    with asked.writing() as db:
        (waiting,) = erasures.waiting(db)
        assert (waiting.due, waiting.asked_by, waiting.receipt) == (DUE, ACCOUNT, None)
        assert erasures.waiting(db, early) == ()
    before = rows_with(asked, OURS)
    with pytest.raises(ErasureNotDueError), asked.writing() as db:
        erasures.perform(db, waiting, early)
    assert rows_with(asked, OURS) == before


def test_it_is_done_once(asked: Store) -> None:
    with asked.reading() as db:
        (waiting,) = erasures.waiting(db, DUE)
    perform(asked)
    with pytest.raises(ErasureNotDueError), asked.writing() as db:
        erasures.perform(db, waiting, DUE)


def test_who_asks_twice_asks_once(asked: Store) -> None:
    with asked.writing(by=OTHER) as db:
        again = erasures.ask(db, OURS, "f" * 16, NOW + timedelta(days=3))
    assert (again.id, again.due, again.asked_by) == (ERASURE, DUE, ACCOUNT)


def test_nobody_erases_what_is_not_there(filled: Store) -> None:
    with pytest.raises(NotFoundError), filled.writing() as db:
        erasures.ask(db, "z" * 16, ERASURE, NOW)


def test_it_can_be_withdrawn_and_asked_for_anew(asked: Store) -> None:
    later = NOW + timedelta(days=13)
    with asked.writing(by=ACCOUNT) as db:
        assert erasures.withdraw(db, OURS, later)
        assert not erasures.withdraw(db, OURS, later)
        assert erasures.pending(db, OURS) is None
        assert erasures.waiting(db, DUE) == ()
        acts = [entry.link.act for entry in history.page(db, OURS)[:2]]
        assert acts == ["erasure-withdrawn", "erasure-asked"]
        second = erasures.ask(db, OURS, "f" * 16, later)
    assert second.due == later + erasures.GRACE
    receipt = perform(asked, second.due)
    assert receipt.id == "f" * 16
    assert len(rows_with(asked, OURS)["erasures"]) == 1  # That of the first time is gone.


def test_the_other_one_cannot_be_reached_by_it(asked: Store) -> None:
    with asked.writing() as db:
        assert not erasures.withdraw(db, THEIRS, NOW)
        assert erasures.pending(db, THEIRS) is None
        assert erasures.pending(db, OURS) is not None


def test_an_organisation_without_anything_can_go(store: Store, audit: Audit) -> None:
    change(store.path, "DROP TRIGGER history_stays", "DROP TRIGGER history_payloads_stay")
    with store.writing() as db:
        audits.delete_draft(db, audit)
        erasures.ask(db, OURS, ERASURE, NOW)
        db.execute("DELETE FROM history_payloads")
        db.execute("DELETE FROM history")
    receipt = perform(store)
    assert receipt.head is None
    with store.reading() as db:
        assert erasures.receipts(db) == (receipt,)


def test_an_erasure_that_vanishes_is_not_taken_for_one(store: Store, audit: Audit) -> None:
    change(
        store.path,
        "CREATE TRIGGER vanish AFTER INSERT ON erasures BEGIN DELETE FROM erasures WHERE id = NEW.id; END",
    )
    with pytest.raises(NotFoundError), store.writing() as db:
        erasures.ask(db, audit.organisation, ERASURE, NOW)


def test_a_damaged_receipt_is_called_damaged(asked: Store) -> None:
    perform(asked)
    change(asked.path, "UPDATE erasures SET receipt = '{}'")
    with pytest.raises(StoreDamagedError), asked.reading() as db:
        erasures.receipts(db)


def test_guards_and_references_hold_while_something_is_forgotten(asked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasures, "ORDER", tuple(step for step in erasures.ORDER if step[0] != "sections"))
    before = rows_with(asked, OURS, THEIRS)
    with pytest.raises(StoreRefusedError, match="FOREIGN KEY"):
        perform(asked)
    assert rows_with(asked, OURS, THEIRS) == before


def test_an_organisation_that_nobody_can_manage_is_named(filled: Store) -> None:
    with filled.writing() as db:
        assert erasures.without_manager(db) == ()
        db.execute("UPDATE accounts SET disabled = ? WHERE id = ?", (AT, ACCOUNT))
        db.execute("UPDATE memberships SET role = 'reader' WHERE account = ?", (OTHER,))
        assert [found.id for found in erasures.without_manager(db)] == [OURS, THEIRS]
