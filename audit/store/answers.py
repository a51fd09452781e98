"""Answers: saved one at a time, never lost, never overwritten unseen.

Every answer carries a version, and whoever saves says which version they saw. The database itself keeps every
change (``schema.TRIGGERS``); the one before is what "undo" brings back.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.programme import Audit, StoredAnswer
from audit.core.standard import TOP_LEVEL
from audit.store import audits, history
from audit.store.connection import Connection
from audit.store.errors import (
    NothingToUndoError,
    StaleAnswerError,
    StaleAnswersError,
    TextTooLongError,
    TooManyDocumentsError,
    UnstorableTextError,
)
from audit.store.limits import DOCUMENTS, SHORT_TEXT
from audit.store.rows import day, moment, read_day, whole

_Row = tuple[str, int | None, str | None, int, str, str, int, str]

_FACTS = ("level", "not_applicable", "not_sure", "evidence", "note")
_COLUMNS = "criterion, level, not_applicable, not_sure, evidence, note, version, saved"
_OF_AUDIT = "WHERE organisation = ? AND audit = ?"
_SELECT = f"SELECT {_COLUMNS} FROM answers {_OF_AUDIT}"  # noqa: S608 - column names of our own, no input
# What counts in scoring: no note, and documents only where a level hangs on one.
_COUNTS = (
    f"SELECT criterion, level, not_applicable, not_sure, CASE level WHEN {TOP_LEVEL} THEN evidence ELSE '[]' END"  # noqa: S608 - own names
    f" FROM answers {_OF_AUDIT}"
)
_BEFORE = f"SELECT {_COLUMNS} FROM answer_changes {_OF_AUDIT} AND criterion = ? AND version = ?"  # noqa: S608 - own names
_SAVE = """
    INSERT INTO answers
        (organisation, audit, criterion, level, not_applicable, not_sure, evidence, note, saved, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
    ON CONFLICT (organisation, audit, criterion) DO UPDATE SET
        level = excluded.level, not_applicable = excluded.not_applicable, not_sure = excluded.not_sure,
        evidence = excluded.evidence, note = excluded.note, saved = excluded.saved, version = answers.version + 1
    WHERE answers.version = ?
    RETURNING version
"""


def listing(db: Connection, audit: Audit, only: Collection[str] | None = None) -> dict[str, StoredAnswer]:
    """Return the stored answers of an audit by criterion; a cleared one is there too, blank, with its version.

    Args:
        db: a connection.
        audit: the audit.
        only: leave out every criterion but these.
    """
    key = (audit.organisation, audit.id)
    if only is None:
        rows = db.execute(_SELECT, key)
    else:
        places = ", ".join("?" * len(only))
        rows = db.execute(f"{_SELECT} AND criterion IN ({places})", (*key, *only))
    with whole("answers"):
        return {row[0]: _read(row) for row in rows}


def sheet(db: Connection, audit: Audit) -> AnswerSheet:
    """Return the answers of an audit as the core scores them."""
    given = {name: stored.answer for name, stored in listing(db, audit).items()}
    return AnswerSheet(audit.scope, audit.date, given)


def past(db: Connection, audit: Audit, only: Collection[str]) -> dict[str, tuple[StoredAnswer, ...]]:
    """Return every answer that was ever stored to these criteria, the oldest first; one never answered is left out."""
    places = ", ".join("?" * len(only))
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM answer_changes {_OF_AUDIT} AND criterion IN ({places}) ORDER BY criterion, version",  # noqa: S608 - own names
        (audit.organisation, audit.id, *only),
    )
    found: dict[str, tuple[StoredAnswer, ...]] = {}
    with whole("answer_changes"):
        for row in rows:
            found[row[0]] = (*found.get(row[0], ()), _read(row))
    return found


def titles(db: Connection, audit: Audit) -> frozenset[str]:
    """Return the titles of the documents that the answers of an audit name; a page of questions asks for no more."""
    rows = db.execute(f"SELECT DISTINCT evidence FROM answers {_OF_AUDIT} AND evidence <> '[]'", _key(audit))  # noqa: S608 - own names
    with whole("answers"):
        return frozenset(document["title"] for (text,) in rows for document in json.loads(text))


def _key(audit: Audit) -> tuple[str, str]:
    return audit.organisation, audit.id


def counting(db: Connection, audit: Audit) -> AnswerSheet:
    """Return of the answers of an audit only what counts in scoring; half as dear, for pages about many audits.

    There are no notes, no days, and no documents but those of answers at the top level.
    """
    rows = db.execute(_COUNTS, (audit.organisation, audit.id))
    with whole("answers"):
        given = {name: _read_counting(*row) for name, *row in rows}
    return AnswerSheet(audit.scope, audit.date, given)


def get(db: Connection, audit: Audit, criterion: str) -> StoredAnswer | None:
    """Return one stored answer; ``None`` where none was ever saved."""
    row = db.execute(f"{_SELECT} AND criterion = ?", (audit.organisation, audit.id, criterion)).fetchone()
    if row is None:
        return None
    with whole("answers"):
        return _read(row)


def save(
    db: Connection, audit: Audit, criterion: str, answer: Answer, expected_version: int, at: datetime
) -> StoredAnswer:
    """Save one answer and return it as it lies in the store. Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        audit: the audit.
        criterion: the id of the criterion; the caller knows that the edition has it.
        answer: the new answer; ``BLANK`` clears it.
        expected_version: the version the person saw; 0 where there was none.
        at: now.

    Raises:
        StaleAnswerError: another version lies in the store; nothing was changed.
        NotFoundError: the audit has been deleted.
        SignedAuditError: it is signed.
        UnstorableTextError: a text cannot be kept.
        TextTooLongError: the title of a document is too long.
        TooManyDocumentsError: there are too many documents.
    """
    theirs = get(db, audit, criterion)
    same = _already_there(theirs, answer, at)
    if same is not None:
        return same
    if expected_version != (theirs.version if theirs else 0):
        raise StaleAnswerError(criterion, theirs or _never(at))
    audits.answered(db, audit, at)
    saved = _write(db, audit, criterion, answer, expected_version, at)
    _record(db, audit, criterion, theirs, saved)
    return saved


def save_many(
    db: Connection, audit: Audit, changes: Mapping[str, tuple[Answer, int]], at: datetime
) -> dict[str, StoredAnswer]:
    """Save several answers, all or none; each as ``save`` does.

    Raises:
        StaleAnswersError: with every answer that somebody else changed; nothing was saved.
    """
    there = listing(db, audit)
    saved: dict[str, StoredAnswer] = {}
    stale: dict[str, StoredAnswer] = {}
    for criterion, (answer, expected_version) in changes.items():
        theirs = there.get(criterion)
        same = _already_there(theirs, answer, at)
        if same is not None:
            saved[criterion] = same
        elif expected_version != (theirs.version if theirs else 0):
            stale[criterion] = theirs or _never(at)
    if stale:
        raise StaleAnswersError(stale)
    new = _write_many(db, audit, {c: change for c, change in changes.items() if c not in saved}, there, at)
    return {criterion: (saved | new)[criterion] for criterion in changes}


def undo(db: Connection, audit: Audit, criterion: str, expected_version: int, at: datetime) -> StoredAnswer:
    """Bring back the answer as it was before its last change, as a new version. Undoing twice changes nothing.

    Raises:
        NothingToUndoError: it was never changed.
        StaleAnswerError: another version lies in the store; nothing was changed.
        NotFoundError: the audit has been deleted.
    """
    theirs = get(db, audit, criterion)
    if theirs is None:
        raise NothingToUndoError
    before = _before(db, audit, criterion, expected_version)
    if theirs.version == expected_version + 1 and theirs.answer == before:
        return theirs  # A second click.
    if theirs.version != expected_version:
        raise StaleAnswerError(criterion, theirs)
    if before is None:
        raise NothingToUndoError
    return save(db, audit, criterion, before, expected_version, at)


def _before(db: Connection, audit: Audit, criterion: str, version: int) -> Answer | None:
    """Return the answer that this version replaced; ``None`` where its history does not say."""
    row = db.execute(_BEFORE, (audit.organisation, audit.id, criterion, version - 1)).fetchone()
    if row is None:
        return BLANK if version == 1 else None
    with whole("answer_changes"):
        return _read(row).answer


def _write_many(
    db: Connection,
    audit: Audit,
    changes: Mapping[str, tuple[Answer, int]],
    there: Mapping[str, StoredAnswer],
    at: datetime,
) -> dict[str, StoredAnswer]:
    saved = {}
    with _all_or_none(db):
        audits.answered(db, audit, at)
        for criterion, (answer, expected_version) in changes.items():
            saved[criterion] = _write(db, audit, criterion, answer, expected_version, at)
            _record(db, audit, criterion, there.get(criterion), saved[criterion])
    return saved


@contextmanager
def _all_or_none(db: Connection) -> Iterator[None]:
    """Work inside a savepoint, so that a caller who catches an error still keeps all or none."""
    db.execute("SAVEPOINT save_many")
    complete = False
    try:
        yield
        complete = True
    finally:
        if db.in_transaction:  # A disk that fails may have taken the whole transaction back already.
            if not complete:
                db.execute("ROLLBACK TO save_many")
            db.execute("RELEASE save_many")


def _write(
    db: Connection, audit: Audit, criterion: str, answer: Answer, expected_version: int, at: datetime
) -> StoredAnswer:
    saved = moment(at)
    row = db.execute(
        _SAVE,
        (
            audit.organisation,
            audit.id,
            criterion,
            answer.level,
            answer.not_applicable,
            int(answer.not_sure),
            _evidence(answer.evidence),
            answer.note,
            saved,
            expected_version,
        ),
    ).fetchone()
    if row is None or row[0] != expected_version + 1:  # The caller compared inside the same lock.
        raise StaleAnswerError(criterion, get(db, audit, criterion) or _never(at))
    return StoredAnswer(answer, row[0], datetime.fromisoformat(saved), can_undo=True)


def _record(db: Connection, audit: Audit, criterion: str, old: StoredAnswer | None, new: StoredAnswer) -> None:
    before, after = (history.facts(answer, *_FACTS) for answer in (old.answer if old else BLANK, new.answer))
    subject = history.of_audit(audit, criterion)
    change = history.Change(audit.organisation, history.ANSWER_SAVED, subject, before, after)
    history.record(db, change, new.saved)


def _already_there(theirs: StoredAnswer | None, answer: Answer, at: datetime) -> StoredAnswer | None:
    """Return what is stored if it is this very answer; no row and a blank answer are the same."""
    if theirs is None:
        return _never(at) if answer.is_blank else None
    return theirs if theirs.answer == answer else None


def _never(at: datetime) -> StoredAnswer:
    return StoredAnswer(BLANK, 0, datetime.fromisoformat(moment(at)), can_undo=False)


def _evidence(evidence: tuple[Evidence, ...]) -> str:
    if not evidence:
        return "[]"
    if len(evidence) > DOCUMENTS:
        raise TooManyDocumentsError(most=DOCUMENTS)
    for document in evidence:
        if len(document.title) > SHORT_TEXT:
            raise TextTooLongError(most=SHORT_TEXT)
        if "\0" in document.title:
            raise UnstorableTextError
    return json.dumps([{"title": e.title, "date": day(e.date)} for e in evidence], ensure_ascii=False)


def _read(row: _Row) -> StoredAnswer:
    _, level, not_applicable, not_sure, evidence, note, version, saved = row
    documents = () if evidence == "[]" else _read_evidence(evidence)
    answer = Answer(level, not_applicable, bool(not_sure), documents, note)
    # The first version undoes to nothing, every later one to the one before: there is always a step back.
    return StoredAnswer(answer, version, datetime.fromisoformat(saved), can_undo=True)


# Most answers of a programme's audits are read again and again by pages about many; an answer never changes itself.
@lru_cache(maxsize=2048)
def _read_counting(level: int | None, not_applicable: str | None, not_sure: int, evidence: str) -> Answer:
    titles = () if evidence == "[]" else tuple(Evidence(e["title"]) for e in json.loads(evidence))
    return Answer(level, not_applicable, bool(not_sure), titles)


def _read_evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(e["title"], read_day(e["date"])) for e in json.loads(text))
