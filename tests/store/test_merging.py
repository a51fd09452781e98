"""A wrong programme: archived, or made one with another. Nothing in it is lost, and its history stays whole."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit, Programme
from audit.core.standard import Standard
from audit.store import answers, audits, history, merging, programmes
from audit.store.database import Store
from audit.store.errors import NoMergeError, NotFoundError, ProgrammeArchivedError
from audit.store.history_check import verify
from tests.store import year_rows
from tests.store.conftest import OURS, THEIRS, programme_of
from tests.store.people import ANA, keep, person

LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SECOND, THIRD = "n" * 16, "o" * 16


def named(name: str) -> Programme:
    return replace(programme_of(OURS), id=name, name=f"Programme {name[0]}")


@pytest.fixture
def several(store: Store, audit: Audit, standard: Standard) -> Store:
    """Return a store where our organisation has three programmes, and audits in two of them."""
    with store.writing() as db:
        for name in (SECOND, THIRD):
            programmes.create(db, named(name))
        audits.create(db, replace(audit, id=SECOND, programme=SECOND), standard)
        answers.save(db, audit, "FIR-1", Answer(level=1, note="A word in it"), 0, LATER)
    return store


def merge(store: Store, gone: str, stays: str) -> None:
    with store.writing() as db:
        merging.merge(db, programmes.get(db, gone, OURS), programmes.get(db, stays, OURS))


def subjects(store: Store, about: str) -> list[str]:
    with store.reading() as db:
        return [f"{e.link.act} {e.link.subject}" for e in history.page(db, OURS, subject=about)]


def is_whole(store: Store) -> bool:
    with store.reading() as db:
        return all(chain.fault is None for chain in verify(db))


# ---- The archive


def test_nothing_new_begins_in_an_archived_programme(several: Store, audit: Audit, standard: Standard) -> None:
    def archive(*, on: bool) -> None:
        with several.writing() as db:
            programmes.archive(db, named(OURS), on=on, at=LATER)

    for _ in range(2):
        archive(on=True)
    with several.reading() as db:
        archived = programmes.get(db, OURS, OURS)
    assert archived.archived == LATER
    with pytest.raises(ProgrammeArchivedError), several.writing() as db:
        audits.create(db, replace(audit, id=THIRD), standard)
    with several.writing() as db:
        answers.save(db, audit, "FIR-2", Answer(level=1), 0, LATER)  # What is there goes on.
        programmes.change(db, replace(archived, archived=None))  # A form knows nothing of the archive.
    archive(on=False)
    with several.writing() as db:
        assert programmes.get(db, OURS, OURS).archived is None
        audits.create(db, replace(audit, id=THIRD), standard)
    entries = [one.split(" ", 1)[0] for one in subjects(several, OURS)]
    assert entries.count("programme-archived") == entries.count("programme-reopened") == 1
    assert "programme-changed" not in entries


def test_a_deleted_programme_is_not_archived(several: Store) -> None:
    with pytest.raises(NotFoundError), several.writing() as db:
        programmes.archive(db, named("z" * 16), on=True, at=LATER)


# ---- Two made one


def test_audits_move_and_the_history_goes_on(several: Store, audit: Audit) -> None:
    merge(several, OURS, SECOND)
    with several.writing() as db:
        moved = audits.get(db, audit.id, OURS)
        assert moved == replace(audit, programme=SECOND, changed=LATER)
        assert [a.id for a in audits.listing(db, named(SECOND))] == [audit.id, SECOND]
        with pytest.raises(NotFoundError):
            programmes.get(db, OURS, OURS)
        answers.save(db, moved, "FIR-2", Answer(level=2), 0, LATER)
        assert history.merged(db, OURS) == {OURS: SECOND}
    both = ["answer-saved", "answer-saved", "audit-started"]
    assert [one.split(" ")[0] for one in subjects(several, f"{SECOND}/{audit.id}")] == both
    assert subjects(several, f"{SECOND}/{audit.id}") == subjects(several, f"{OURS}/{audit.id}")
    assert subjects(several, f"{SECOND}/{audit.id}/FIR-2") == [f"answer-saved {SECOND}/{audit.id}/FIR-2"]
    of_second = subjects(several, SECOND)
    assert f"programme-merged {SECOND}" in of_second
    assert f"programme-made {OURS}" in of_second
    assert f"answer-saved {OURS}/{audit.id}/FIR-1" in of_second
    assert is_whole(several)


def test_a_deleted_audit_takes_what_was_written_under_its_former_programme(several: Store, audit: Audit) -> None:
    merge(several, OURS, SECOND)
    with several.writing() as db:
        audits.delete_draft(db, audits.get(db, audit.id, OURS))
        left = [e for e in history.listing(db, OURS) if e.payload is not None and audit.id in e.link.subject[17:]]
        assert [e.link.act for e in left] == ["audit-deleted"]
        assert not any("A word in it" in (e.payload or "") for e in history.listing(db, OURS))
    assert is_whole(several)


def test_a_deleted_programme_takes_what_was_written_about_those_made_one_with_it(several: Store) -> None:
    merge(several, OURS, SECOND)
    merge(several, SECOND, THIRD)
    with several.reading() as db:
        assert set(history.former(db, OURS, THIRD)) == {SECOND, OURS}
    with several.writing() as db:
        programmes.delete(db, named(THIRD))
        told = [e.link.act for e in history.listing(db, OURS) if e.payload is not None]
        assert set(told) == {"organisation-made", "programme-deleted", "audit-deleted"}
        assert told.count("programme-deleted") == 3
    assert is_whole(several)


def test_signed_audits_and_documents_move_as_they_are(several: Store) -> None:
    keep(several, person(ANA))
    raw = sqlite3.connect(several.path)
    with raw:
        year_rows.add(raw, OURS, OURS, ANA, "Handbook")
        for name, kept, until in ((OURS, "Shelf 3", "2027-01-01"), (SECOND, "", None)):
            row = (OURS, name, "Protocol", "2026-01-01", kept, until, 1, "2026-11-01T09:00:00Z")
            raw.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    raw.close()
    merge(several, OURS, SECOND)
    with several.reading() as db:
        assert audits.get(db, OURS, OURS).is_signed
        rows = db.execute("SELECT programme, title, kept, valid_until, version FROM documents ORDER BY title")
        assert rows.fetchall() == [
            (SECOND, "Handbook", "Handbook", None, 1),
            (SECOND, "Protocol", "Shelf 3", "2027-01-01", 2),
        ]


def test_what_both_know_stays_as_the_one_that_stays_has_it(several: Store) -> None:
    raw = sqlite3.connect(several.path)
    with raw:
        for name, kept, until in ((OURS, "Shelf 3", "2027-01-01"), (SECOND, "Safe", date(2028, 1, 1).isoformat())):
            row = (OURS, name, "Protocol", "", kept, until, 1, "2026-11-01T09:00:00Z")
            raw.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    raw.close()
    merge(several, OURS, SECOND)
    with several.reading() as db:
        assert db.execute("SELECT kept, valid_until FROM documents").fetchall() == [("Safe", "2028-01-01")]


@pytest.mark.usefixtures("other_audit")
@pytest.mark.parametrize("case", ["same", "archived", "theirs", "gone", "twice"])
def test_what_cannot_be_made_one_stays_two(several: Store, case: str) -> None:
    if case == "archived":
        with several.writing() as db:
            programmes.archive(db, named(SECOND), on=True, at=LATER)
    if case == "twice":
        merge(several, OURS, SECOND)
    into = {"same": named(OURS), "theirs": programme_of(THEIRS), "gone": named("z" * 16)}.get(case, named(SECOND))
    with several.reading() as db:
        before = list(history.listing(db, OURS))
    refusal = NotFoundError if case in {"gone", "twice"} else NoMergeError
    with pytest.raises(refusal), several.writing() as db:
        merging.merge(db, named(OURS), into)
    with several.reading() as db:
        assert list(history.listing(db, OURS)) == before
