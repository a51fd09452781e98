"""Erasing an organisation: asked for, taken back within its time of grace, or done when its day has come.

The guards and the foreign keys prescribe the order (``schema``, ``schema_history``): what a row belongs to goes before
it where a guard asks whether that is still there, and after it where a reference is checked at once. What stays is a
receipt: when it was, how many rows of each table, and where the history ended. It names nobody.
"""

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.core.history import Head
from audit.core.programme import Organisation
from audit.errors import N_, AuditError
from audit.store import history, organisations
from audit.store.connection import Connection, connect, translated
from audit.store.database import Store
from audit.store.errors import NotFoundError
from audit.store.rows import moment, whole
from audit.store.schema_year import OF_AN_AUDIT

# What entries of the history say was done.
ERASURE_ASKED = "erasure-asked"
ERASURE_WITHDRAWN = "erasure-withdrawn"
# How long it can be taken back. Two weeks are longer than a usual absence; our choice (docs/data-protection.md).
GRACE = timedelta(days=14)
# What the receipt says instead of who asked.
_NOBODY = "not-kept"

# Everything of an organisation, in the order in which it can go. ``jobs`` have no organisation: whatever carries its id
# is about it, and no other one's work can carry that.
ORDER = (
    ("audits", "organisation = ?"),
    ("answers", "organisation = ?"),
    ("answer_changes", "organisation = ?"),
    ("sections", "organisation = ?"),
    ("actions", "organisation = ?"),
    *((table, "organisation = ?") for table in OF_AN_AUDIT),
    ("documents", "organisation = ?"),
    ("programmes", "organisation = ?"),
    ("memberships", "organisation = ?"),
    ("links", "organisation = ?"),
    ("retention", "organisation = ?"),
    ("jobs", "instr(payload, ?) > 0"),
    ("organisations", "id = ?"),
    ("history_payloads", "organisation = ?"),
    ("history", "organisation = ?"),
)
# What of a table is counted for the organisation itself, where that is not all of it: what a service shows to the
# network alone is not the programme's to know, its number included.
_COUNTED = {
    "second_voice_shown": "organisation = ? AND EXISTS (SELECT 1 FROM second_voices AS v"
    " WHERE v.organisation = second_voice_shown.organisation AND v.audit = second_voice_shown.audit"
    " AND v.id = second_voice_shown.voice AND (instr(v.readers, 'programme') > 0 OR instr(v.readers, 'report') > 0))"
}
_COLUMNS = "id, organisation, asked, asked_by, due, withdrawn, done, receipt"
_SELECT = f"SELECT {_COLUMNS} FROM erasures"  # noqa: S608 - column names of our own, no input
_WAITS = "withdrawn IS NULL AND done IS NULL"


class ErasureNotDueError(AuditError):
    """Its day has not come, or it was withdrawn or done meanwhile."""

    sentence = N_("This organisation is not to be erased now. Nothing was erased.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What stays of an erased organisation. ``tables`` are names with the rows erased, ``head`` the end of its history.

    ``id`` is that of the erasure, ``organisation`` the random one it had; times are in UTC.
    """

    id: str
    organisation: str
    asked: datetime
    done: datetime
    tables: tuple[tuple[str, int], ...]
    head: Head | None

    @property
    def rows(self) -> int:
        """How many rows went."""
        return sum(number for _, number in self.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure somebody asked for. ``asked_by`` is an account; times are in UTC.

    It waits while it is neither withdrawn nor done; ``receipt`` is there once it is done.
    """

    id: str
    organisation: str
    asked: datetime
    asked_by: str
    due: datetime
    withdrawn: datetime | None = None
    done: datetime | None = None
    receipt: Receipt | None = None


def ask(db: Connection, organisation: str, name: str, at: datetime) -> Erasure:
    """Ask for the erasure of an organisation, and return the one that waits: the first, where two ask.

    Args:
        db: a writing connection.
        organisation: whose data.
        name: an id for the erasure, a new token.
        at: now.

    Raises:
        NotFoundError: there is no such organisation.
    """
    organisations.get(db, organisation)
    waiting = pending(db, organisation)
    if waiting is not None:
        return waiting
    due = at + GRACE
    db.execute(
        "INSERT INTO erasures (id, organisation, asked, asked_by, due) VALUES (?, ?, ?, ?, ?)",
        (name, organisation, moment(at), db.writer.actor, moment(due)),
    )
    new = {"date": due.date().isoformat()}
    history.record(db, history.Change(organisation, ERASURE_ASKED, "", new=new), at)
    return _one(db, name)


def withdraw(db: Connection, organisation: str, at: datetime) -> bool:
    """Take the erasure of an organisation back, and return whether there was one to take back."""
    done = db.execute(
        f"UPDATE erasures SET withdrawn = ? WHERE organisation = ? AND {_WAITS}",  # noqa: S608 - own names
        (moment(at), organisation),
    )
    if done.rowcount == 1:
        history.record(db, history.Change(organisation, ERASURE_WITHDRAWN, ""), at)
    return done.rowcount == 1


def pending(db: Connection, organisation: str) -> Erasure | None:
    """Return the erasure that waits for its day; ``None`` where nobody asked for one."""
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND {_WAITS}", (organisation,)).fetchone()
    return _read(row) if row is not None else None


def waiting(db: Connection, until: datetime | None = None) -> tuple[Erasure, ...]:
    """Return every erasure that waits, the earliest first; with ``until`` only those whose day has come by then."""
    end, values = (" AND due <= ?", (moment(until),)) if until is not None else ("", ())
    return _all(db.execute(f"{_SELECT} WHERE {_WAITS}{end} ORDER BY due, id", values))


def receipts(db: Connection) -> tuple[Receipt, ...]:
    """Return the receipt of every erasure that was done, the newest first."""
    found = _all(db.execute(f"{_SELECT} WHERE done IS NOT NULL ORDER BY done DESC, id"))
    return tuple(erasure.receipt for erasure in found if erasure.receipt is not None)


def perform(db: Connection, erasure: Erasure, at: datetime) -> Receipt:
    """Erase everything of an organisation whose day has come. Call ``empty_log`` once it is committed.

    Raises:
        ErasureNotDueError: it was withdrawn or done meanwhile, or its day has not come; nothing was erased.
    """
    head = history.head(db, erasure.organisation)
    tables = tuple((table, _delete(db, table, where, erasure.organisation)) for table, where in ORDER)
    receipt = Receipt(
        id=erasure.id, organisation=erasure.organisation, asked=erasure.asked, done=_whole(at), tables=tables, head=head
    )
    done = db.execute(
        f"UPDATE erasures SET done = ?, receipt = ?, asked_by = ? WHERE id = ? AND due <= ? AND {_WAITS}",  # noqa: S608 - own names
        (moment(at), _as_json(receipt), _NOBODY, erasure.id, moment(at)),
    )
    if done.rowcount != 1:
        raise ErasureNotDueError
    # Who asked before and thought better of it is of no concern any more.
    db.execute("DELETE FROM erasures WHERE organisation = ? AND id <> ?", (erasure.organisation, erasure.id))
    return receipt


def count(db: Connection, organisation: str) -> tuple[tuple[str, int], ...]:
    """Return how many rows of each table would go now, in the order of ``ORDER``, as far as the organisation may know.

    The receipt of an erasure, which only operators see, counts every row.
    """
    return tuple((table, _count(db, table, _COUNTED.get(table, where), organisation)) for table, where in ORDER)


def without_manager(db: Connection) -> tuple[Organisation, ...]:
    """Return the organisations that nobody can manage: without a manager whose account is open. By name."""
    rows = db.execute(
        "SELECT o.id FROM organisations AS o WHERE NOT EXISTS (SELECT 1 FROM memberships AS m"
        " JOIN accounts AS a ON a.id = m.account WHERE m.organisation = o.id AND m.role = 'manager'"
        " AND a.disabled IS NULL) ORDER BY o.name, o.id"
    ).fetchall()
    return tuple(organisations.get(db, name) for (name,) in rows)


def empty_log(store: Store) -> bool:
    """Bring what was written into the one file and cut the log (WAL) to nothing, so that it holds no erased row.

    Returns whether that was possible: not while somebody reads for longer than the store's patience.
    """
    with translated(store.path), closing(connect(store.path)) as db:
        (is_busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _delete(db: Connection, table: str, where: str, organisation: str) -> int:
    return db.execute(f"DELETE FROM {table} WHERE {where}", (organisation,)).rowcount  # noqa: S608 - names of our own


def _count(db: Connection, table: str, where: str, organisation: str) -> int:
    (number,) = db.execute(f"SELECT count(*) FROM {table} WHERE {where}", (organisation,)).fetchone()  # noqa: S608 - names of our own
    return int(number)


def _one(db: Connection, name: str) -> Erasure:
    row = db.execute(f"{_SELECT} WHERE id = ?", (name,)).fetchone()
    if row is None:
        raise NotFoundError
    return _read(row)


def _all(rows: Iterable[tuple[str, str, str, str, str, str | None, str | None, str]]) -> tuple[Erasure, ...]:
    return tuple(map(_read, rows))


def _read(row: tuple[str, str, str, str, str, str | None, str | None, str]) -> Erasure:
    name, organisation, asked, asked_by, due, withdrawn, done, receipt = row
    with whole("erasures"):
        return Erasure(
            id=name,
            organisation=organisation,
            asked=datetime.fromisoformat(asked),
            asked_by=asked_by,
            due=datetime.fromisoformat(due),
            withdrawn=_moment(withdrawn),
            done=_moment(done),
            receipt=_read_receipt(name, organisation, receipt) if receipt else None,
        )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None


def _whole(at: datetime) -> datetime:
    """Return a time as it will be read again: in whole seconds."""
    return datetime.fromisoformat(moment(at))


def _as_json(receipt: Receipt) -> str:
    head = receipt.head
    return json.dumps(
        {
            "asked": moment(receipt.asked),
            "done": moment(receipt.done),
            "tables": dict(receipt.tables),
            "head": {"number": head.number, "hash": head.hash, "moment": head.moment} if head else None,
        }
    )


def _read_receipt(name: str, organisation: str, text: str) -> Receipt:
    said = json.loads(text)
    return Receipt(
        id=name,
        organisation=organisation,
        asked=datetime.fromisoformat(said["asked"]),
        done=datetime.fromisoformat(said["done"]),
        tables=tuple(said["tables"].items()),
        head=Head(organisation, **said["head"]) if said["head"] else None,
    )
