"""What happened to accounts: for the person, and for the operator. Not part of any organisation's history."""

import logging
from datetime import datetime

from audit.core.people import AccountEvent
from audit.store.connection import Connection
from audit.store.rows import moment, whole

# One line an event, for whoever watches the instance (``web.securitylog``); no name, no e-mail address.
log = logging.getLogger("audit.security")

# Every word there is for what happened; ``web.accountwords`` says each in words. Signing in and out, and a password set
# anew, are recorded by whoever sees to it, all others by the store itself.
SIGNED_IN = "signed-in"
SIGN_IN_FAILED = "sign-in-failed"
SIGNED_OUT = "signed-out"
PASSWORD_CHANGED = "password-changed"  # noqa: S105 - what happened
PASSWORD_RECOVERED = "password-recovered"  # noqa: S105 - what happened
RECOVERED_BY_OPERATOR = "recovered-by-operator"
ADDRESS_CHANGED = "address-changed"
SECOND_FACTOR_ON = "second-factor-on"
SECOND_FACTOR_OFF = "second-factor-off"
RECOVERY_CODE_USED = "recovery-code-used"
RECOVERY_CODES_MADE = "recovery-codes-made"
SESSION_ENDED = "session-ended"
DISABLED = "disabled"
ENABLED = "enabled"
OFFICE_GIVEN = "office-given"
OFFICE_TAKEN = "office-taken"
# These stand among the events of whoever invited to an office: the person invited has no account yet.
OFFICE_OFFERED = "office-offered"
OFFICE_WITHDRAWN = "office-offer-withdrawn"
NETWORK_RENAMED = "network-renamed"
DELETION_ANNOUNCED = "deletion-announced"

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


def record_own(db: Connection, act: str) -> None:
    """Keep what an account did to nobody else's; for whoever writes without one, the log alone says so."""
    if db.execute("SELECT 1 FROM accounts WHERE id = ?", (db.writer.actor,)).fetchone() is not None:
        record(db, db.writer.actor, act)
    else:
        log.info("event=%s account=- by=%s", act, db.writer.actor)


def log_deletion(db: Connection, account: str) -> None:
    """Tell the log that an account was deleted: what happened to it goes with it, and nobody else's events say so."""
    log.info("event=deleted account=%s by=%s", account, db.writer.actor)


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
