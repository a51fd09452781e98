"""One-time links: the first start, invitations, recoveries. Of a link's secret only the hash lies here.

A used or expired link opens nothing any more; ``retention`` forgets it with the address it was made for.
"""

from datetime import datetime

from audit.core.people import Link, Office, Purpose, Role
from audit.store import account_events, history
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.store.rows import moment, whole

_COLUMNS = "handle, purpose, made, expires, made_by, email, organisation, role, office, account"
_SELECT = f"SELECT {_COLUMNS} FROM links"  # noqa: S608 - column names of our own, no input
_OPEN = "used IS NULL AND expires > ?"
_INVITES = f"purpose = '{Purpose.INVITATION}' AND organisation IS ?"

_Row = tuple[str, str, str, str, str, str, str | None, str | None, str | None, str | None]


def make(db: Connection, link: Link, link_hash: str) -> None:
    """Keep a new link; the history of an organisation tells of an invitation to it, the inviter's events of an office.

    Args:
        db: a writing connection.
        link: the link.
        link_hash: SHA-256 of its secret, 64 hexadecimal digits.
    """
    db.execute(
        f"INSERT INTO links (hash, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (
            link_hash,
            link.handle,
            link.purpose.value,
            moment(link.made),
            moment(link.expires),
            link.made_by,
            link.email,
            link.organisation,
            link.role,
            link.office,
            link.account,
        ),
    )
    _record(db, history.INVITATION_MADE, link)


def find(db: Connection, link_hash: str, now: datetime) -> Link | None:
    """Return the link of this hash; ``None`` where there is none, or it was used or has expired."""
    row = db.execute(f"{_SELECT} WHERE hash = ? AND {_OPEN}", (link_hash, moment(now))).fetchone()
    return _read(row) if row is not None else None


def use(db: Connection, link_hash: str, now: datetime) -> bool:
    """Use a link up, and return whether it could be: of two who come together only one hears yes."""
    done = db.execute(f"UPDATE links SET used = ? WHERE hash = ? AND {_OPEN}", (moment(now), link_hash, moment(now)))  # noqa: S608 - own names
    return done.rowcount == 1


def open_ones(db: Connection, now: datetime, *, organisation: str | None = None) -> tuple[Link, ...]:
    """Return the invitations that can still be used, the newest first.

    Args:
        db: a connection.
        now: the time.
        organisation: those to this organisation; ``None`` for those to an office of the instance.
    """
    rows = db.execute(f"{_SELECT} WHERE {_INVITES} AND {_OPEN} ORDER BY made DESC, handle", (organisation, moment(now)))
    return tuple(map(_read, rows))


def withdraw(db: Connection, handle: str, *, organisation: str | None) -> None:
    """Take an invitation back.

    Args:
        db: a writing connection.
        handle: which.
        organisation: to which organisation it is; ``None`` for an invitation to an office.

    Raises:
        NotFoundError: no unused invitation there has this handle.
    """
    row = db.execute(f"{_SELECT} WHERE handle = ? AND {_INVITES} AND used IS NULL", (handle, organisation)).fetchone()
    if row is None:
        raise NotFoundError
    _forget(db, _read(row))


def withdraw_all(db: Connection, purpose: Purpose, *, account: str | None = None) -> int:
    """Take back every unused link of a purpose, and return how many these were.

    Args:
        db: a writing connection.
        purpose: which links.
        account: only those that recover this account; ``None`` for all that name no account.
    """
    rows = db.execute(
        f"{_SELECT} WHERE purpose = ? AND account IS ? AND used IS NULL", (purpose.value, account)
    ).fetchall()
    return _forget_all(db, rows)


def withdraw_made_by(db: Connection, account: str, *, organisation: str | None = None) -> int:
    """Take back the unused invitations an account made, and return how many these were.

    Who may no longer invite must not come back by an invitation made before.

    Args:
        db: a writing connection.
        account: who made them.
        organisation: only those to this one; ``None`` for all.
    """
    rows = db.execute(
        f"{_SELECT} WHERE made_by = ? AND purpose = ? AND coalesce(?, organisation) IS organisation AND used IS NULL",
        (account, Purpose.INVITATION.value, organisation),
    ).fetchall()
    return _forget_all(db, rows)


def forget_unused(db: Connection) -> int:
    """Forget every unused link of any purpose, and return how many these were.

    No history tells of it: like a link that has run out, it is only gone.
    """
    return db.execute("DELETE FROM links WHERE used IS NULL").rowcount


def _forget_all(db: Connection, rows: list[_Row]) -> int:
    for row in rows:
        _forget(db, _read(row))
    return len(rows)


def _forget(db: Connection, link: Link) -> None:
    db.execute("DELETE FROM links WHERE handle = ?", (link.handle,))
    _record(db, history.INVITATION_WITHDRAWN, link)


def _record(db: Connection, act: str, link: Link) -> None:
    if link.organisation is not None:
        history.record(db, history.Change(link.organisation, act, "", new=history.facts(link, "role")))
    elif link.office is not None:
        is_made = act == history.INVITATION_MADE
        account_events.record_own(db, account_events.OFFICE_OFFERED if is_made else account_events.OFFICE_WITHDRAWN)


def _read(row: _Row) -> Link:
    handle, purpose, made, expires, made_by, email, organisation, role, office, account = row
    with whole("links"):
        return Link(
            handle=handle,
            purpose=Purpose(purpose),
            made=datetime.fromisoformat(made),
            expires=datetime.fromisoformat(expires),
            made_by=made_by,
            email=email,
            organisation=organisation,
            role=Role(role) if role is not None else None,
            office=Office(office) if office is not None else None,
            account=account,
        )
