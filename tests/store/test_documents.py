"""What is known of documents: kept by programme, title and date, never overwritten unseen."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.documents import Known
from audit.core.programme import Audit, Programme
from audit.store import answers, documents, history
from audit.store.database import Store
from audit.store.errors import StaleDocumentError, StoreDamagedError, StoreRefusedError
from tests.store.conftest import OURS, THEIRS, programme_of
from tests.store.people import NOW

RULES = Known(title="Fire rules", date=date(2026, 1, 2), kept="Office, shelf 2", valid_until=date(2027, 1, 1))
UNDATED = Known(title="Fire rules", date=None, kept="The safe")


def save(store: Store, programme: Programme, known: Known) -> int:
    with store.writing() as db:
        return documents.save(db, programme, known, NOW)


def listed(store: Store, programme: Programme) -> tuple[Known, ...]:
    with store.reading() as db:
        return documents.listing(db, programme)


@pytest.mark.usefixtures("audit", "other_audit")
def test_documents_come_back_as_they_were_saved(store: Store, programme: Programme) -> None:
    assert (save(store, programme, RULES), save(store, programme, UNDATED)) == (1, 1)
    assert listed(store, programme) == (replace(UNDATED, version=1), replace(RULES, version=1))
    assert listed(store, programme_of(THEIRS)) == ()


@pytest.mark.usefixtures("audit")
def test_a_change_counts_and_the_same_again_does_not(store: Store, programme: Programme) -> None:
    save(store, programme, RULES)
    assert save(store, programme, RULES) == 1
    moved = replace(RULES, kept="The safe", valid_until=None, version=1)
    assert save(store, programme, moved) == 2
    assert save(store, programme, moved) == 2
    with store.reading() as db:
        told = [(e.old, e.new) for e in history.listing(db, OURS) if e.link.act == "document-saved"]
    assert told == [
        (
            {"kept": "", "valid_until": None},
            {"document": "Fire rules", "kept": "Office, shelf 2", "valid_until": "2027-01-01"},
        ),
        (
            {"kept": "Office, shelf 2", "valid_until": "2027-01-01"},
            {"document": "Fire rules", "kept": "The safe", "valid_until": None},
        ),
    ]


@pytest.mark.usefixtures("audit")
def test_what_nobody_said_anything_of_is_not_kept(store: Store, programme: Programme) -> None:
    assert save(store, programme, Known(title="Fire rules", date=None)) == 0
    assert listed(store, programme) == ()


@pytest.mark.usefixtures("audit")
def test_somebody_elses_change_is_not_overwritten_unseen(store: Store, programme: Programme) -> None:
    save(store, programme, RULES)
    with pytest.raises(StaleDocumentError):
        save(store, programme, replace(RULES, kept="Elsewhere"))
    assert listed(store, programme) == (replace(RULES, version=1),)


@pytest.mark.usefixtures("audit")
def test_whether_anything_ends_by_a_day(store: Store, programme: Programme) -> None:
    save(store, programme, UNDATED)
    with store.reading() as db:
        assert not documents.end_by(db, programme, date(2099, 1, 1))
    save(store, programme, RULES)
    with store.reading() as db:
        assert documents.end_by(db, programme, date(2027, 1, 1))
        assert not documents.end_by(db, programme, date(2027, 1, 1) - timedelta(days=1))
        assert not documents.end_by(db, programme_of(THEIRS), date(2099, 1, 1))


@pytest.mark.usefixtures("audit")
def test_too_much_is_refused_by_the_file_itself(store: Store, programme: Programme) -> None:
    with pytest.raises(StoreRefusedError):
        save(store, programme, replace(RULES, kept="x" * 301))


def test_a_damaged_row_is_told(store: Store, programme: Programme, audit: Audit, raw: sqlite3.Connection) -> None:
    assert audit.programme == programme.id
    save(store, programme, RULES)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    raw.execute("UPDATE documents SET valid_until = 'some day'")
    with pytest.raises(StoreDamagedError):
        listed(store, programme)
    with pytest.raises(StoreDamagedError):
        save(store, programme, replace(RULES, kept="Elsewhere"))


def test_the_titles_an_audit_names_are_read_without_the_rest(store: Store, audit: Audit, other_audit: Audit) -> None:
    rules, book = Evidence("Fire rules"), Evidence("House book", date(2026, 1, 2))
    with store.writing() as db:
        assert answers.titles(db, audit) == frozenset()
        answers.save(db, audit, "FIR-1", Answer(level=3, evidence=(rules, book)), 0, NOW)
        answers.save(db, audit, "FIR-2", Answer(level=2, evidence=(rules,)), 0, NOW)
        answers.save(db, audit, "FIR-3", Answer(level=2), 0, NOW)
        assert answers.titles(db, audit) == {"Fire rules", "House book"}
        assert answers.titles(db, other_audit) == frozenset()
