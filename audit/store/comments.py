"""What colleagues said about the criteria of an audit. A comment is written once; after that it is settled or not.

Whoever wrote one may delete it. What it said stays in the history, as everything that was saved does.
"""

from datetime import datetime

from audit.core.programme import Audit
from audit.core.team import Comment, Mention
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import NotAuthorError, NotFoundError, SignedAuditError
from audit.store.rows import moment, whole

_COLUMNS = "id, criterion, author, to_role, text, written, resolved, resolved_by"
_SELECT = f"SELECT {_COLUMNS} FROM comments WHERE organisation = ?"  # noqa: S608 - column names of our own, no input
_ORDER = "ORDER BY written, id"

_Row = tuple[str, str, str, str, str, str, str | None, str]


def listing(db: Connection, audit: Audit, criterion: str | None = None) -> tuple[Comment, ...]:
    """Return the comments of an audit, or of one criterion in it, the oldest first."""
    sql, values = f"{_SELECT} AND audit = ?", [audit.organisation, audit.id]
    if criterion is not None:
        sql, values = f"{sql} AND criterion = ?", [*values, criterion]
    rows = db.execute(f"{sql} {_ORDER}", values)
    with whole("comments"):
        return tuple(map(_read, rows))


def open_ones(db: Connection, organisation: str) -> tuple[tuple[str, Comment], ...]:
    """Return the comments of an organisation that nobody has settled, each with its audit, the oldest first."""
    rows = db.execute(
        f"SELECT audit, {_COLUMNS} FROM comments WHERE organisation = ? AND resolved IS NULL {_ORDER}",  # noqa: S608 - names of our own
        (organisation,),
    )
    with whole("comments"):
        return tuple((audit, _read(row)) for audit, *row in rows)


def write(db: Connection, audit: Audit, comment: Comment) -> None:
    """Keep a comment. One that comes twice, by a double click, is kept once.

    Raises:
        SignedAuditError: the audit is signed off.
        StoreRefusedError: the text is empty or too long.
    """
    _refuse_signed(audit)
    row = (audit.organisation, audit.id, comment.id, comment.criterion, comment.author, comment.mention.value)
    done = db.execute(
        "INSERT INTO comments (organisation, audit, id, criterion, author, to_role, text, written)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, audit, id) DO NOTHING",
        (*row, comment.text, moment(comment.written)),
    )
    if done.rowcount == 1:
        said = {"comment": comment.text, "mention": comment.mention.value}
        _record(db, audit, comment, history.COMMENT_WRITTEN, comment.written, said)


def settle(db: Connection, audit: Audit, name: str, *, on: bool, by: str, at: datetime) -> Comment:
    """Call a comment settled, or open again, and return it as it is then. Doing so twice changes nothing.

    Args:
        db: a writing connection.
        audit: the audit.
        name: the id of the comment.
        on: settled or open.
        by: the account that says so.
        at: now.

    Raises:
        NotFoundError: the audit has no such comment.
        SignedAuditError: the audit is signed off.
    """
    found = _get(db, audit, name)
    _refuse_signed(audit)
    if found.is_open is not on:
        return found
    db.execute(
        "UPDATE comments SET resolved = ?, resolved_by = ? WHERE organisation = ? AND audit = ? AND id = ?",
        (moment(at) if on else None, by if on else "", audit.organisation, audit.id, name),
    )
    _record(db, audit, found, history.COMMENT_SETTLED if on else history.COMMENT_REOPENED, at, {"comment": found.text})
    return _get(db, audit, name)


def remove(db: Connection, audit: Audit, name: str, *, by: str, at: datetime) -> Comment:
    """Delete a comment and return it.

    Args:
        db: a writing connection.
        audit: the audit.
        name: the id of the comment.
        by: the account that asks.
        at: now.

    Raises:
        NotFoundError: the audit has no such comment, or not any more.
        NotAuthorError: somebody else wrote it; nothing was changed.
        SignedAuditError: the audit is signed off.
    """
    found = _get(db, audit, name)
    _refuse_signed(audit)
    if found.author != by:
        raise NotAuthorError
    db.execute("DELETE FROM comments WHERE organisation = ? AND audit = ? AND id = ?", (*_key(audit), name))
    subject = history.of_audit(audit, found.criterion)
    old = {"comment": found.text, "mention": found.mention.value}
    history.record(db, history.Change(audit.organisation, history.COMMENT_REMOVED, subject, old=old), at)
    return found


def _key(audit: Audit) -> tuple[str, str]:
    return audit.organisation, audit.id


def _get(db: Connection, audit: Audit, name: str) -> Comment:
    row = db.execute(f"{_SELECT} AND audit = ? AND id = ?", (audit.organisation, audit.id, name)).fetchone()
    if row is None:
        raise NotFoundError
    with whole("comments"):
        return _read(row)


def _refuse_signed(audit: Audit) -> None:
    if audit.is_signed:
        raise SignedAuditError


def _record(db: Connection, audit: Audit, comment: Comment, act: str, at: datetime, said: history.Facts) -> None:
    subject = history.of_audit(audit, comment.criterion)
    history.record(db, history.Change(audit.organisation, act, subject, new=said), at)


def _read(row: _Row | list[str]) -> Comment:
    name, criterion, author, mention, text, written, resolved, resolved_by = row
    return Comment(
        id=name,
        criterion=criterion,
        author=author,
        mention=Mention(mention),
        text=text,
        written=datetime.fromisoformat(written),
        resolved=datetime.fromisoformat(resolved) if resolved is not None else None,
        resolved_by=resolved_by,
    )
