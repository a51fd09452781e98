"""The network's directory: each member with its programmes and how far its newest audit is. Nothing of an answer.

It reads across organisations, and so shows only what the directory may show (issue "people", item 3): no answer, no
score, no standing and no person.
"""

from dataclasses import dataclass
from datetime import date

from audit.core.people import Role
from audit.core.programme import Organisation, Programme
from audit.core.signing import State
from audit.store import organisations, programmes
from audit.store.connection import Connection
from audit.store.rows import read_day, whole

# A trial is no audit; who may not sign in looks after nothing.
_AUDITS = "SELECT organisation, date, state FROM audits WHERE is_test = 0 ORDER BY date, created, id"
_MANAGERS = (
    "SELECT m.organisation, count(*) FROM memberships AS m JOIN accounts AS a ON a.id = m.account"
    " WHERE m.role = ? AND a.disabled IS NULL GROUP BY m.organisation"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member. ``newest`` is the day its newest audit stands for, ``None`` before the first, ``is_signed`` its state.

    ``managers`` counts the accounts that manage it and may sign in.
    """

    organisation: Organisation
    programmes: tuple[Programme, ...]
    newest: date | None
    is_signed: bool
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
        # The last one of each member stays.
        newest = {name: (read_day(day), State(state) is State.SIGNED) for name, day, state in db.execute(_AUDITS)}
    none = (None, False)
    return tuple(
        Entry(o, programmes.listing(db, o.id), *newest.get(o.id, none), managers=managers.get(o.id, 0)) for o in found
    )
