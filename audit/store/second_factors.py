"""The second factor of an account: the secret of its device, and the recovery codes for when the device is lost.

Codes are made from the secret, so it has to lie here whole; of a recovery code only the SHA-256 does.
"""

from collections.abc import Iterable

from audit.store import account_events
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, SecondFactorOnError
from audit.store.rows import moment


def secret(db: Connection, account: str) -> str | None:
    """Return the secret of an account's second factor, in base32; ``None`` where it has none.

    Raises:
        NotFoundError: there is no such account.
    """
    row = db.execute("SELECT totp FROM accounts WHERE id = ?", (account,)).fetchone()
    if row is None:
        raise NotFoundError
    return str(row[0]) if row[0] is not None else None


def offer(db: Connection, session_hash: str, secret: str) -> None:
    """Keep the secret that a person is setting up in this session; it counts only once a code of it was given.

    Raises:
        NotFoundError: the session has ended.
    """
    done = db.execute("UPDATE sessions SET totp_offer = ? WHERE hash = ?", (secret, session_hash))
    if done.rowcount != 1:
        raise NotFoundError


def offered(db: Connection, session_hash: str) -> str | None:
    """Return the secret that is being set up in this session; ``None`` where none is."""
    row = db.execute("SELECT totp_offer FROM sessions WHERE hash = ?", (session_hash,)).fetchone()
    return row[0] if row is not None else None


def switch_on(db: Connection, account: str, secret: str, step: int, code_hashes: Iterable[str]) -> None:
    """Ask for a code at every sign-in from now on, and record it. What was offered in sessions is forgotten.

    Args:
        db: a writing connection.
        account: whose.
        secret: of the device, in base32.
        step: the time step of the code that proved it, which is taken by this.
        code_hashes: of the recovery codes, each SHA-256 as 64 hexadecimal digits.

    Raises:
        NotFoundError: there is no such account.
        SecondFactorOnError: it has a second factor; nothing was changed.
    """
    done = db.execute(
        "UPDATE accounts SET totp = ?, totp_step = ? WHERE id = ? AND totp IS NULL", (secret, step, account)
    )
    if done.rowcount != 1:
        raise NotFoundError if not _is_there(db, account) else SecondFactorOnError
    db.execute("UPDATE sessions SET totp_offer = NULL WHERE account = ?", (account,))
    _keep_codes(db, account, code_hashes)
    account_events.record(db, account, account_events.SECOND_FACTOR_ON)


def switch_off(db: Connection, account: str) -> None:
    """Ask for no code any more, forget the recovery codes, and record it; without a second factor nothing happens."""
    done = db.execute("UPDATE accounts SET totp = NULL, totp_step = 0 WHERE id = ? AND totp IS NOT NULL", (account,))
    if done.rowcount == 1:
        db.execute("DELETE FROM recovery_codes WHERE account = ?", (account,))
        account_events.record(db, account, account_events.SECOND_FACTOR_OFF)


def take_step(db: Connection, account: str, step: int) -> bool:
    """Take a code of this time step, and return whether it may be: only a later step than any before.

    So a code that somebody saw over a shoulder cannot be given again (RFC 6238, section 5.2).
    """
    done = db.execute(
        "UPDATE accounts SET totp_step = ? WHERE id = ? AND totp IS NOT NULL AND totp_step < ?", (step, account, step)
    )
    return done.rowcount == 1


def use_code(db: Connection, account: str, code_hash: str) -> bool:
    """Use a recovery code up, record it, and return whether it could be: each counts once."""
    done = db.execute(
        "UPDATE recovery_codes SET used = ? WHERE account = ? AND hash = ? AND used IS NULL",
        (moment(db.writer.clock()), account, code_hash),
    )
    if done.rowcount == 1:
        account_events.record(db, account, account_events.RECOVERY_CODE_USED)
    return done.rowcount == 1


def codes_left(db: Connection, account: str) -> int:
    """Return how many recovery codes of an account were not used yet."""
    row = db.execute("SELECT count(*) FROM recovery_codes WHERE account = ? AND used IS NULL", (account,)).fetchone()
    return int(row[0])


def new_codes(db: Connection, account: str, code_hashes: Iterable[str]) -> None:
    """Replace the recovery codes of an account, used and unused, and record it."""
    _keep_codes(db, account, code_hashes)
    account_events.record(db, account, account_events.RECOVERY_CODES_MADE)


def _keep_codes(db: Connection, account: str, code_hashes: Iterable[str]) -> None:
    db.execute("DELETE FROM recovery_codes WHERE account = ?", (account,))
    db.executemany(
        "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)", [(account, digest) for digest in code_hashes]
    )


def _is_there(db: Connection, account: str) -> bool:
    return db.execute("SELECT 1 FROM accounts WHERE id = ?", (account,)).fetchone() is not None
