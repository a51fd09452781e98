"""Every account as the operator sees it: how many places it has, and the day it was last used. No organisation's name.

An operator looks after accounts and opens no audit, so even where somebody works is left out.
"""

from dataclasses import dataclass
from datetime import datetime

from audit.core.people import Account
from audit.store import account_events, accounts
from audit.store.connection import Connection
from audit.store.rows import whole

_PLACES = "SELECT account, count(*) FROM memberships GROUP BY account"
_LAST = "SELECT account, max(moment) FROM account_events WHERE act = ? GROUP BY account"


@dataclass(frozen=True, slots=True)
class Overview:
    """An account, in how many organisations it has a place, and its last sign-in in UTC; ``None`` where none is known.

    Sign-ins that are long past are forgotten (docs/data-protection.md).
    """

    account: Account
    places: int
    last: datetime | None


def listing(db: Connection) -> tuple[Overview, ...]:
    """Return every account, by name."""
    return _overviews(db, accounts.listing(db))


def of_one(db: Connection, name: str) -> Overview:
    """Return one account.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _overviews(db, (accounts.get(db, name),))[0]


def _overviews(db: Connection, found: tuple[Account, ...]) -> tuple[Overview, ...]:
    places: dict[str, int] = dict(db.execute(_PLACES).fetchall())
    with whole("account_events"):
        rows = db.execute(_LAST, (account_events.SIGNED_IN,))
        last = {name: datetime.fromisoformat(at) for name, at in rows}
    return tuple(Overview(account, places.get(account.id, 0), last.get(account.id)) for account in found)
