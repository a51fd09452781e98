"""The network's directory: each member with its programmes and how far its newest audit is. Nothing of an answer.

It reads across organisations, and so shows only what the directory may show (issue "people", item 3): no answer, no
score, no standing and no person.
"""

from dataclasses import dataclass
from datetime import date

from audit.core.people import Role
from audit.core.programme import Organisation, Programme
from audit.store import organisations, programmes
from audit.store.connection import Connection
from audit.store.rows import read_day, whole

# A trial is no audit; who may not sign in looks after nothing.
_NEWEST = "SELECT organisation, max(date) FROM audits WHERE is_test = 0 GROUP BY organisation"
_MANAGERS = (
    "SELECT m.organisation, count(*) FROM memberships AS m JOIN accounts AS a ON a.id = m.account"
    " WHERE m.role = ? AND a.disabled IS NULL GROUP BY m.organisation"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member. ``newest`` is the day its newest audit stands for, ``None`` before the first.

    ``managers`` counts the accounts that manage it and may sign in.
    """

    organisation: Organisation
    programmes: tuple[Programme, ...]
    newest: date | None
    managers: int


def listing(db: Connection) -> tuple[Entry, ...]:
    """Return every member, by name as the database orders it."""
    return _entries(db, organisations.listing(db))


def entry(db: Connection, organisation: str) -> Entry:
    """Return one member.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _entries(db, (organisations.get(db, organisation),))[0]


def _entries(db: Connection, found: tuple[Organisation, ...]) -> tuple[Entry, ...]:
    managers = dict(db.execute(_MANAGERS, (Role.MANAGER.value,)).fetchall())
    with whole("audits"):
        newest = {name: read_day(day) for name, day in db.execute(_NEWEST)}
    return tuple(Entry(o, programmes.listing(db, o.id), newest.get(o.id), managers.get(o.id, 0)) for o in found)
