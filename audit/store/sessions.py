"""Who is signed in, on which devices. Of a session's secret only the hash lies here."""

from datetime import datetime

from audit.core.people import HALF, IDLE, LONGEST, Membership, Session, SignedIn
from audit.store import account_events
from audit.store.connection import Connection
from audit.store.rows import moment, whole
from audit.store.rows_people import ACCOUNT, MEMBERSHIP, MembershipRow, read_account, read_membership

_COLUMNS = "s.handle, s.account, s.begun, s.seen, s.is_half, s.device"
# The three times say until when a session holds: seen, begun, and begun while it waits for the second factor.
_LIVE = "s.seen > ? AND s.begun > ? AND (s.is_half = 0 OR s.begun > ?)"
# Names of columns of our own, no input.
_FIND = (
    f"SELECT {_COLUMNS}, {ACCOUNT} FROM sessions AS s JOIN accounts AS a ON a.id = s.account"  # noqa: S608 - see above
    f" WHERE s.hash = ? AND {_LIVE} AND a.disabled IS NULL"
)
_OF_ACCOUNT = (
    f"SELECT {MEMBERSHIP} FROM memberships AS m JOIN organisations AS o ON o.id = m.organisation"  # noqa: S608 - see above
    " WHERE m.account = ? ORDER BY o.name, o.id"
)
_LISTING = f"SELECT {_COLUMNS} FROM sessions AS s WHERE s.account = ? AND {_LIVE} ORDER BY s.seen DESC, s.handle"  # noqa: S608 - see above
_SESSION = 6  # Columns.


def begin(db: Connection, session: Session, session_hash: str) -> None:
    """Keep a new session.

    Args:
        db: a writing connection.
        session: the session.
        session_hash: SHA-256 of its secret, 64 hexadecimal digits.
    """
    db.execute(
        "INSERT INTO sessions (hash, handle, account, begun, seen, is_half, device) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            session_hash,
            session.handle,
            session.account,
            moment(session.begun),
            moment(session.seen),
            int(session.is_half),
            session.device,
        ),
    )


def find(db: Connection, session_hash: str, now: datetime) -> SignedIn | None:
    """Return who a session belongs to; ``None`` where it has run out or ended, or the account is disabled.

    Asked at every request: two look-ups, both by key. The memberships come by the names of their organisations.
    """
    row = db.execute(_FIND, (session_hash, *_limits(now))).fetchone()
    if row is None:
        return None
    account = read_account(row[_SESSION:])
    return SignedIn(account=account, session=_read(row[:_SESSION]), memberships=memberships_of(db, account.id))


def memberships_of(db: Connection, account: str) -> tuple[Membership, ...]:
    """Return the places of an account in organisations, by the names of these."""
    rows: list[MembershipRow] = db.execute(_OF_ACCOUNT, (account,)).fetchall()
    return tuple(map(read_membership, rows))


def touch(db: Connection, session_hash: str, now: datetime) -> None:
    """Note that a session was used; a session that has ended stays ended."""
    db.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (moment(now), session_hash))


def end(db: Connection, session_hash: str) -> None:
    """End one session, if it is still there."""
    db.execute("DELETE FROM sessions WHERE hash = ?", (session_hash,))


def end_one(db: Connection, account: str, handle: str) -> bool:
    """End the session of an account with this handle, record it, and return whether there was one."""
    done = db.execute("DELETE FROM sessions WHERE account = ? AND handle = ?", (account, handle)).rowcount == 1
    if done:
        account_events.record(db, account, account_events.SESSION_ENDED)
    return done


def end_all(db: Connection, account: str, *, keep: str | None = None) -> int:
    """End every session of an account but the one with the hash ``keep``, and return how many these were."""
    return db.execute("DELETE FROM sessions WHERE account = ? AND hash IS NOT ?", (account, keep)).rowcount


def end_everywhere(db: Connection) -> int:
    """End every session of everybody, and return how many these were."""
    return db.execute("DELETE FROM sessions").rowcount


def listing(db: Connection, account: str, now: datetime) -> tuple[Session, ...]:
    """Return the sessions of an account that hold, the one used last first."""
    return tuple(map(_read, db.execute(_LISTING, (account, *_limits(now)))))


def _limits(now: datetime) -> tuple[str, str, str]:
    return moment(now - IDLE), moment(now - LONGEST), moment(now - HALF)


def _read(row: tuple[str, str, str, str, int, str]) -> Session:
    handle, account, begun, seen, is_half, device = row
    with whole("sessions"):
        return Session(
            handle=handle,
            account=account,
            begun=datetime.fromisoformat(begun),
            seen=datetime.fromisoformat(seen),
            is_half=bool(is_half),
            device=device,
        )
