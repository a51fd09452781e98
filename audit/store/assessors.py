"""Which assessor of the network an organisation has let into which audit.

An invitation opens that one audit and nothing beside it. It counts only while the account holds the office, may sign in
and has no place in the organisation: nobody assesses themselves. Whoever loses the office loses every invitation, so
that the same office, given back later, opens nothing again by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from audit.core.people import Account, Office
from audit.core.programme import Audit
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import NotAnAssessorError
from audit.store.rows import moment, whole
from audit.store.rows_people import ACCOUNT, read_account

# Whoever may assess an organisation (``?``, the first place) at all. Column names of our own, no input.
_MAY = (
    f"a.disabled IS NULL AND EXISTS (SELECT 1 FROM offices AS o WHERE o.account = a.id AND o.office = '{Office.ASSESSOR}')"  # noqa: S608, E501 - see above
    " AND NOT EXISTS (SELECT 1 FROM memberships AS m WHERE m.organisation = {0} AND m.account = a.id)"
)
_HELD = (
    "SELECT s.organisation FROM assessors AS s JOIN accounts AS a ON a.id = s.account"  # noqa: S608 - own names
    f" WHERE s.account = ? AND s.audit = ? AND {_MAY.format('s.organisation')}"
)
_OF_ACCOUNT = (
    "SELECT s.organisation, s.audit FROM assessors AS s JOIN accounts AS a ON a.id = s.account"  # noqa: S608 - own names
    f" WHERE s.account = ? AND {_MAY.format('s.organisation')} ORDER BY s.invited DESC, s.audit"
)
_OF_AUDIT = (
    f"SELECT s.invited, ({_MAY.format('s.organisation')}), {ACCOUNT} FROM assessors AS s"  # noqa: S608 - own names
    " JOIN accounts AS a ON a.id = s.account WHERE s.organisation = ? AND s.audit = ? ORDER BY a.name, a.id"
)
_TO_CHOOSE = f"SELECT {ACCOUNT} FROM accounts AS a WHERE {_MAY.format('?')} ORDER BY a.name, a.email"  # noqa: S608 - own names
_SUBJECTS = (
    "SELECT s.organisation, u.programme, s.audit FROM assessors AS s JOIN audits AS u"
    " ON u.organisation = s.organisation AND u.id = s.audit WHERE s.account = ? ORDER BY s.organisation, s.audit"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """An assessor invited to an audit, since when (UTC). ``counts`` is false while it opens nothing."""

    account: Account
    invited: datetime
    counts: bool


def invite(db: Connection, audit: Audit, account: str) -> bool:
    """Let an assessor open an audit, and return whether that was closed before; twice is once.

    Raises:
        NotAnAssessorError: the account does not hold the office, may not sign in, or has a place in the organisation.
    """
    if account not in {one.id for one in to_choose(db, audit.organisation)}:
        raise NotAnAssessorError
    done = db.execute(
        "INSERT INTO assessors (organisation, audit, account, invited, invited_by) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (organisation, audit, account) DO NOTHING",
        (audit.organisation, audit.id, account, moment(db.writer.clock()), db.writer.actor),
    )
    if done.rowcount == 1:
        _record(db, history.ASSESSOR_INVITED, audit.organisation, history.of_audit(audit), new={"account": account})
    return done.rowcount == 1


def take_back(db: Connection, audit: Audit, account: str) -> bool:
    """Close an audit to an assessor from now on, and return whether it was open. What was found stays."""
    key = (audit.organisation, audit.id, account)
    done = db.execute("DELETE FROM assessors WHERE organisation = ? AND audit = ? AND account = ?", key)
    if done.rowcount == 1:
        _record(db, history.ASSESSOR_REMOVED, audit.organisation, history.of_audit(audit), old={"account": account})
    return done.rowcount == 1


def end_all(db: Connection, account: str) -> None:
    """Take every invitation of an account back: it has lost the office, or ends."""
    for organisation, programme, audit in db.execute(_SUBJECTS, (account,)).fetchall():
        subject = f"{programme}/{audit}"
        _record(db, history.ASSESSOR_REMOVED, organisation, subject, old={"account": account})
    db.execute("DELETE FROM assessors WHERE account = ?", (account,))


def organisation_of(db: Connection, audit: str, account: str) -> str | None:
    """Return whose an audit is that an account was invited to and may open now; ``None`` for every other."""
    row = db.execute(_HELD, (account, audit)).fetchone()
    return str(row[0]) if row is not None else None


def of_account(db: Connection, account: str) -> tuple[tuple[str, str], ...]:
    """Return what an account may open as an assessor now: pairs of organisation and audit, the newest first."""
    return tuple((organisation, audit) for organisation, audit in db.execute(_OF_ACCOUNT, (account,)))


def of_audit(db: Connection, audit: Audit) -> tuple[Grant, ...]:
    """Return the assessors invited to an audit, by name."""
    rows = db.execute(_OF_AUDIT, (audit.organisation, audit.id)).fetchall()
    with whole("assessors"):
        return tuple(Grant(read_account(row[2:]), datetime.fromisoformat(row[0]), bool(row[1])) for row in rows)


def to_choose(db: Connection, organisation: str) -> tuple[Account, ...]:
    """Return the accounts that an organisation may invite to assess, by name."""
    return tuple(map(read_account, db.execute(_TO_CHOOSE, (organisation,))))


def _record(
    db: Connection,
    act: str,
    organisation: str,
    subject: str,
    old: history.Facts | None = None,
    new: history.Facts | None = None,
) -> None:
    history.record(db, history.Change(organisation, act, subject, old or {}, new or {}))
