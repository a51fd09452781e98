"""What people decided about actions. Nothing drafted is stored (``core.plan``).

A removed action leaves an empty row with its version, so that somebody who still shows the old one cannot
overwrite what is made in its place.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from audit.core.plan import Effort, Progress, SavedAction, stays_taken
from audit.core.programme import Audit, StoredAnswer
from audit.core.standard import TOP_LEVEL
from audit.store import answers, audits, history
from audit.store.connection import Connection
from audit.store.errors import StaleActionError
from audit.store.rows import day, moment, read_day, read_words, whole, words

_COLUMNS = (
    "key, criteria, text, interim, interim_done, owner, due, progress, reason, outside, evidence, effort, cost,"
    " needs_support, note, version"
)
_FACTS = (
    "criteria",
    "text",
    "interim",
    "interim_done",
    "owner",
    "due",
    "progress",
    "reason",
    "outside",
    "evidence",
    "effort",
    "cost",
    "needs_support",
    "note",
)
_SELECT = f"SELECT {_COLUMNS}, saved, removed FROM actions WHERE organisation = ? AND audit = ?"  # noqa: S608 - own names
# Answers below the top level that came after a moment: most steps were taken after the last one.
_LATER = """
    SELECT criterion FROM answers
    WHERE organisation = ? AND audit = ? AND level < ? AND saved > ? AND criterion IN ({0})
"""
_SAVE = """
    INSERT INTO actions (organisation, audit, key, criteria, text, interim, interim_done, owner, due, progress,
        reason, outside, evidence, effort, cost, needs_support, note, saved, removed, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
    ON CONFLICT (organisation, audit, key) DO UPDATE SET
        criteria = excluded.criteria, text = excluded.text, interim = excluded.interim,
        interim_done = excluded.interim_done, owner = excluded.owner, due = excluded.due,
        progress = excluded.progress, reason = excluded.reason, outside = excluded.outside,
        evidence = excluded.evidence, effort = excluded.effort, cost = excluded.cost,
        needs_support = excluded.needs_support, note = excluded.note, saved = excluded.saved,
        removed = excluded.removed, version = actions.version + 1
    WHERE actions.version = ?
    RETURNING version
"""


def listing(db: Connection, audit: Audit) -> tuple[SavedAction, ...]:
    """Return what people decided about the actions of an audit, by key; removed ones are left out.

    A step counts as taken only where what it protects against has been open ever since somebody said so: one tick may
    stand for several red lines, and none for one that came open later.
    """
    rows = db.execute(f"{_SELECT} AND removed = 0 ORDER BY key", (audit.organisation, audit.id)).fetchall()
    with whole("actions"):
        return tuple(_as_of_now(db, audit, row) for row in rows)


def save(db: Connection, audit: Audit, action: SavedAction, expected_version: int, at: datetime) -> SavedAction:
    """Save one action and return it with its new version. Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        audit: the audit.
        action: what was decided; its own ``version`` does not matter.
        expected_version: the version the person saw; 0 where there was none.
        at: now.

    Raises:
        StaleActionError: another version lies in the store; nothing was changed.
        NotFoundError: the audit has been deleted.
    """
    theirs, version = _stored(db, audit, action.key)
    if theirs is not None and theirs == replace(action, version=theirs.version):
        return theirs
    if expected_version != (theirs.version if theirs else 0):
        raise StaleActionError(theirs)
    saved = _write(db, audit, replace(action, version=version), at)
    _record(db, audit, theirs or SavedAction(key=action.key, criteria=()), saved, at)
    return saved


def remove(db: Connection, audit: Audit, key: str, expected_version: int, at: datetime) -> None:
    """Forget what was decided about one action: a drafted one is as drafted again, an own one is gone.

    Raises:
        StaleActionError: another version lies in the store; nothing was changed.
        NotFoundError: the audit has been deleted.
    """
    theirs, version = _stored(db, audit, key)
    if theirs is None:
        return
    if theirs.version != expected_version:
        raise StaleActionError(theirs)
    nothing = SavedAction(key=key, criteria=(), version=version)
    _write(db, audit, nothing, at, removed=True)
    _record(db, audit, theirs, nothing, at, act=history.ACTION_REMOVED)


def _record(
    db: Connection, audit: Audit, old: SavedAction, new: SavedAction, at: datetime, *, act: str = history.ACTION_SAVED
) -> None:
    before, after = (history.facts(action, *_FACTS) for action in (old, new))
    subject = history.of_audit(audit, new.key)
    history.record(db, history.Change(audit.organisation, act, subject, before, after), at)


def _stored(db: Connection, audit: Audit, key: str) -> tuple[SavedAction | None, int]:
    """Return the action, if it is there, and the version of its row, also of a removed one; 0 without a row."""
    row = db.execute(f"{_SELECT} AND key = ?", (audit.organisation, audit.id, key)).fetchone()
    if row is None:
        return None, 0
    with whole("actions"):
        action = _as_of_now(db, audit, row)
    return (None if row[-1] else action), action.version


def _as_of_now(db: Connection, audit: Audit, row: tuple[Any, ...]) -> SavedAction:
    action = _read(row)
    return replace(action, interim_done=action.interim_done and _stays_taken(db, audit, action, row[-2]))


def _stays_taken(db: Connection, audit: Audit, action: SavedAction, said: str) -> bool:
    names = {action.key, *action.criteria}
    sql = _LATER.format(", ".join("?" * len(names)))
    rows = db.execute(sql, (audit.organisation, audit.id, TOP_LEVEL, said, *names)).fetchall()
    if not rows:
        return True
    past, at = answers.past(db, audit, [name for (name,) in rows]), datetime.fromisoformat(said)
    return all(stays_taken(_levels_since(stored, at)) for stored in past.values())


def _levels_since(past: tuple[StoredAnswer, ...], at: datetime) -> list[int | None]:
    """Return the levels of an answer from a moment on; ``None`` first where there was none yet."""
    before = [stored.answer.level for stored in past if stored.saved <= at]
    return [before[-1] if before else None, *(stored.answer.level for stored in past if stored.saved > at)]


def _write(db: Connection, audit: Audit, action: SavedAction, at: datetime, *, removed: bool = False) -> SavedAction:
    """Write over the row whose version ``action`` carries."""
    audits.touch(db, audit, at)
    row = db.execute(
        _SAVE,
        (
            audit.organisation,
            audit.id,
            action.key,
            words(action.criteria),
            action.text,
            action.interim,
            int(action.interim_done),
            action.owner,
            day(action.due),
            action.progress.value,
            action.reason,
            action.outside,
            action.evidence,
            action.effort.value,
            action.cost,
            int(action.needs_support),
            action.note,
            moment(at),
            int(removed),
            action.version,
        ),
    ).fetchone()
    if row is None or row[0] != action.version + 1:  # The caller compared inside the same lock.
        raise StaleActionError(_stored(db, audit, action.key)[0])
    return replace(action, version=row[0])


def _read(row: tuple[Any, ...]) -> SavedAction:
    key, criteria, text, interim, interim_done, owner, due, progress, reason, outside, evidence, *rest = row
    effort, cost, needs_support, note, version, _, _ = rest
    return SavedAction(
        key=key,
        criteria=read_words(criteria),
        text=text,
        interim=interim,
        interim_done=bool(interim_done),
        owner=owner,
        due=read_day(due),
        progress=Progress(progress),
        reason=reason,
        outside=outside,
        evidence=evidence,
        effort=Effort(effort),
        cost=cost,
        needs_support=bool(needs_support),
        note=note,
        version=version,
    )
