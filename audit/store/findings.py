"""What assessors found, criterion by criterion. A finding stands beside an answer; it never changes one.

It may be recorded after the audit was signed, too: the answers are locked then, and a validation comes later.
"""

from dataclasses import replace
from datetime import date, datetime

from audit.core.answers import BLANK, Answer
from audit.core.assessment import Finding, Found, is_outdated
from audit.core.programme import Audit, StoredAnswer
from audit.store import answers, audits, history
from audit.store.connection import Connection
from audit.store.errors import StaleFindingError
from audit.store.rows import moment, whole

_SELECT = (
    "SELECT criterion, finding, level, date, note, account, version, saved FROM findings"
    " WHERE organisation = ? AND audit = ?"
)
# Most findings are younger than their answer, and need no closer look.
_MAYBE_OUTDATED = """
    SELECT f.criterion, f.saved FROM findings AS f JOIN answers AS a
        ON a.organisation = f.organisation AND a.audit = f.audit AND a.criterion = f.criterion
    WHERE f.organisation = ? AND f.audit = ? AND f.finding = ? AND a.saved > f.saved
"""


def listing(db: Connection, audit: Audit) -> dict[str, Found]:
    """Return what was found in an audit, by criterion."""
    rows = db.execute(f"{_SELECT} ORDER BY criterion", (audit.organisation, audit.id)).fetchall()
    with whole("findings"):
        return {row[0]: _read(row) for row in rows}


def outdated(db: Connection, audit: Audit) -> frozenset[str]:
    """Return the criteria whose documents were seen before the answer became another: nobody has seen them for that."""
    rows = db.execute(_MAYBE_OUTDATED, (audit.organisation, audit.id, Finding.EVIDENCE_SEEN.value)).fetchall()
    if not rows:
        return frozenset()
    seen = dict(rows)
    past = answers.past(db, audit, seen)
    return frozenset(
        code
        for code, saved in seen.items()
        if is_outdated(Finding.EVIDENCE_SEEN, _at(past[code], datetime.fromisoformat(saved)), past[code][-1].answer)
    )


def counting(db: Connection, audit: Audit) -> tuple[Found, ...]:
    """Return the findings of an audit that still say something of its answers."""
    gone = outdated(db, audit)
    return tuple(found for code, found in listing(db, audit).items() if code not in gone)


def _at(past: tuple[StoredAnswer, ...], moment_: datetime) -> Answer:
    """Return what an answer was at a moment."""
    return next((stored.answer for stored in reversed(past) if stored.saved <= moment_), BLANK)


def save(db: Connection, audit: Audit, found: Found) -> Found:
    """Keep what was found of one criterion, and return it as it lies in the store.

    Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        audit: the audit.
        found: with the version the person saw; 0 where there was none.

    Raises:
        NotFoundError: the audit has been deleted.
        StaleFindingError: another one lies in the store; nothing was changed.
    """
    theirs = listing(db, audit).get(found.criterion)
    if (theirs is None and is_blank(found)) or (theirs is not None and _says(theirs) == _says(found)):
        return theirs or found
    if found.version != (theirs.version if theirs is not None else 0):
        raise StaleFindingError(found.criterion, theirs)
    audits.touch(db, audit, found.saved)
    kept = replace(found, version=found.version + 1)
    db.execute(
        "INSERT INTO findings (organisation, audit, criterion, finding, level, date, note, account, version, saved)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, audit, criterion) DO UPDATE SET"
        " finding = excluded.finding, level = excluded.level, date = excluded.date, note = excluded.note,"
        " account = excluded.account, version = excluded.version, saved = excluded.saved",
        (audit.organisation, audit.id, *_row(kept)),
    )
    old = _facts(theirs) if theirs is not None else {}
    subject = history.of_audit(audit, found.criterion)
    change = history.Change(audit.organisation, history.FINDING_SAVED, subject, old, _facts(kept))
    history.record(db, change, found.saved)
    return kept


def is_blank(found: Found) -> bool:
    """Whether it says no more than that nobody looked."""
    return found.finding is Finding.NOT_LOOKED_AT and not found.note


def _says(found: Found) -> tuple[Finding, int | None, date, str]:
    return found.finding, found.level, found.date, found.note


def _facts(found: Found) -> history.Facts:
    return history.facts(found, "finding", "level", "date", "note")


def _row(found: Found) -> tuple[str, str, int | None, str, str, str, int, str]:
    return (
        found.criterion,
        found.finding.value,
        found.level,
        found.date.isoformat(),
        found.note,
        found.account,
        found.version,
        moment(found.saved),
    )


def _read(row: tuple[str, str, int | None, str, str, str, int, str]) -> Found:
    criterion, finding, level, day, note, account, version, saved = row
    return Found(
        criterion=criterion,
        finding=Finding(finding),
        level=level,
        date=date.fromisoformat(day),
        note=note,
        account=account,
        version=version,
        saved=datetime.fromisoformat(saved),
    )
