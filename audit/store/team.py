"""Who looks after a domain of an audit, who finds out what is not sure yet, and who has which page open.

Owning and finding out are changes like any other and stand in the history. Being on a page is known for minutes only.
"""

from datetime import datetime

from audit.core.people import IN_ORGANISATION, Right, Role
from audit.core.programme import Audit
from audit.core.team import PRESENT_FOR
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import NotInTeamError, SignedAuditError, StaleTeamError
from audit.store.rows import moment

# What somebody can look after, and in which column it stands. Names of our own, no input.
_KINDS = {"domain_owners": "domain", "inquiries": "criterion"}
_ACTS = {"domain_owners": history.OWNER_CHANGED, "inquiries": history.INQUIRY_CHANGED}
_NOBODY = ""


def may_take(role: Role) -> bool:
    """Whether somebody with this role can look after something: who may answer."""
    return Right.WRITE in IN_ORGANISATION[role]


def owners(db: Connection, audit: Audit) -> dict[str, str]:
    """Return the account that looks after each domain; a domain without one is left out."""
    return _listing(db, "domain_owners", audit)


def inquiries(db: Connection, audit: Audit) -> dict[str, str]:
    """Return the account that finds out about each criterion; a criterion without one is left out."""
    return _listing(db, "inquiries", audit)


def set_owners(db: Connection, audit: Audit, wanted: dict[str, tuple[str, str]], at: datetime) -> None:
    """Say who looks after domains from now on, all or none.

    Args:
        db: a writing connection.
        audit: the audit.
        wanted: by the id of the domain: the account the person saw, and the one it is to be; "" is nobody.
        at: now.

    Raises:
        SignedAuditError: it is signed off.
        StaleTeamError: somebody else changed one of these meanwhile; nothing was changed.
        NotInTeamError: one of them has no place in the organisation in which to answer; nothing was changed.
    """
    _set(db, "domain_owners", audit, wanted, at)


def set_inquiries(db: Connection, audit: Audit, wanted: dict[str, tuple[str, str]], at: datetime) -> None:
    """Say who finds out about criteria; as ``set_owners``."""
    _set(db, "inquiries", audit, wanted, at)


def owned(db: Connection, organisation: str, account: str) -> tuple[tuple[str, str], ...]:
    """Return what somebody looks after in an organisation: pairs of audit and domain."""
    return _of_account(db, "domain_owners", organisation, account)


def asked(db: Connection, organisation: str, account: str) -> tuple[tuple[str, str], ...]:
    """Return what somebody finds out in an organisation: pairs of audit and criterion."""
    return _of_account(db, "inquiries", organisation, account)


def leave(db: Connection, organisation: str, account: str, at: datetime) -> None:
    """Take from somebody what they looked after in an organisation: they have no place there to answer any more.

    What they said stays. The history says of each what has nobody now.
    """
    for table, column in _KINDS.items():
        rows = db.execute(
            f"SELECT a.programme, t.audit, t.{column} FROM {table} AS t JOIN audits AS a"  # noqa: S608 - names of our own
            " ON a.organisation = t.organisation AND a.id = t.audit"
            " WHERE t.organisation = ? AND t.account = ? ORDER BY t.audit, 3",
            (organisation, account),
        ).fetchall()
        for part in rows:
            change = history.Change(organisation, _ACTS[table], "/".join(part), {"account": account})
            history.record(db, change, at)
    for table in (*_KINDS, "presence"):
        db.execute(f"DELETE FROM {table} WHERE organisation = ? AND account = ?", (organisation, account))  # noqa: S608 - names of our own


def here(db: Connection, audit: Audit, domain: str, account: str, at: datetime) -> None:
    """Note that somebody has a page of questions open, and forget whoever was on any page too long ago."""
    db.execute("DELETE FROM presence WHERE seen < ?", (moment(at - PRESENT_FOR),))
    db.execute(
        # On the page of an audit that has just been deleted is nobody.
        "INSERT INTO presence (organisation, audit, domain, account, seen)"
        " SELECT organisation, id, ?, ?, ? FROM audits WHERE organisation = ? AND id = ?"
        " ON CONFLICT (organisation, audit, domain, account) DO UPDATE SET seen = excluded.seen",
        (domain, account, moment(at), audit.organisation, audit.id),
    )


def present(db: Connection, audit: Audit, domain: str, at: datetime) -> tuple[str, ...]:
    """Return the accounts that have a page of questions open now, whoever came last first."""
    rows = db.execute(
        "SELECT account FROM presence WHERE organisation = ? AND audit = ? AND domain = ? AND seen >= ? AND seen <= ?"
        " ORDER BY seen DESC, account",
        (audit.organisation, audit.id, domain, moment(at - PRESENT_FOR), moment(at + PRESENT_FOR)),
    )
    return tuple(account for (account,) in rows)


def _listing(db: Connection, table: str, audit: Audit) -> dict[str, str]:
    column = _KINDS[table]
    rows = db.execute(
        f"SELECT {column}, account FROM {table} WHERE organisation = ? AND audit = ? ORDER BY {column}",  # noqa: S608 - names of our own
        (audit.organisation, audit.id),
    )
    return dict(rows.fetchall())


def _of_account(db: Connection, table: str, organisation: str, account: str) -> tuple[tuple[str, str], ...]:
    column = _KINDS[table]
    rows = db.execute(
        f"SELECT audit, {column} FROM {table} WHERE organisation = ? AND account = ? ORDER BY audit, {column}",  # noqa: S608 - names of our own
        (organisation, account),
    )
    return tuple(rows.fetchall())


def _set(db: Connection, table: str, audit: Audit, wanted: dict[str, tuple[str, str]], at: datetime) -> None:
    if audit.is_signed:
        raise SignedAuditError
    there = _listing(db, table, audit)
    changes = {part: new for part, (seen, new) in wanted.items() if there.get(part, _NOBODY) != new != seen}
    if any(there.get(part, _NOBODY) != wanted[part][0] for part in changes):
        raise StaleTeamError
    _refuse_strangers(db, audit.organisation, set(changes.values()) - {_NOBODY})
    for part, account in changes.items():
        _write(db, table, (audit.organisation, audit.id, part), account, at)
        old, new = ({"account": one} if one else {} for one in (there.get(part, _NOBODY), account))
        change = history.Change(audit.organisation, _ACTS[table], history.of_audit(audit, part), old, new)
        history.record(db, change, at)


def _write(db: Connection, table: str, key: tuple[str, str, str], account: str, at: datetime) -> None:
    column = _KINDS[table]
    if account == _NOBODY:
        db.execute(f"DELETE FROM {table} WHERE organisation = ? AND audit = ? AND {column} = ?", key)  # noqa: S608 - names of our own
        return
    db.execute(
        f"INSERT INTO {table} (organisation, audit, {column}, account, since) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - names of our own
        f" ON CONFLICT (organisation, audit, {column})"
        " DO UPDATE SET account = excluded.account, since = excluded.since",
        (*key, account, moment(at)),
    )


def _refuse_strangers(db: Connection, organisation: str, accounts: set[str]) -> None:
    for account in sorted(accounts):
        row = db.execute(
            "SELECT role FROM memberships WHERE organisation = ? AND account = ?", (organisation, account)
        ).fetchone()
        if row is None or not may_take(Role(row[0])):
            raise NotInTeamError
