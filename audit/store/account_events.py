"""What happened to accounts: for the person, and for the operator. Not part of any organisation's history."""

import logging
from datetime import datetime

from audit.core.people import AccountEvent
from audit.store.connection import Connection
from audit.store.rows import moment, whole

# One line an event, for whoever watches the instance (``web.securitylog``); no name, no e-mail address.
log = logging.getLogger("audit.security")

# What the store itself records; signing in and out is recorded by whoever sees to it.
SECOND_FACTOR_ON = "second-factor-on"
SECOND_FACTOR_OFF = "second-factor-off"
RECOVERY_CODE_USED = "recovery-code-used"
SESSION_ENDED = "session-ended"
DISABLED = "disabled"
ENABLED = "enabled"
OFFICE_GIVEN = "office-given"
OFFICE_TAKEN = "office-taken"

# How many a page shows.
MOST = 200


def record(db: Connection, account: str, act: str) -> None:
    """Keep that something happened to an account, now and by whoever writes.

    Args:
        db: a writing connection; it knows who writes and what time it is.
        account: the id of the account.
        act: a lower-case word with hyphens, such as "signed-in".
    """
    db.execute(
        "INSERT INTO account_events (account, number, moment, actor, act)"
        " SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM account_events WHERE account = ?",
        (account, moment(db.writer.clock()), db.writer.actor, act, account),
    )
    log.info("event=%s account=%s by=%s", act, account, db.writer.actor)


def listing(db: Connection, account: str, *, most: int = MOST) -> tuple[AccountEvent, ...]:
    """Return what happened to an account, the newest first, at most so many."""
    rows = db.execute(
        "SELECT account, number, moment, actor, act FROM account_events WHERE account = ? ORDER BY number DESC LIMIT ?",
        (account, most),
    )
    with whole("account_events"):
        return tuple(map(_read, rows))


def _read(row: tuple[str, int, str, str, str]) -> AccountEvent:
    account, number, at, actor, act = row
    return AccountEvent(account=account, number=number, at=datetime.fromisoformat(at), actor=actor, act=act)
