"""Which domains of an audit somebody called complete."""

from datetime import datetime

from audit.core.programme import Audit
from audit.store import audits, history
from audit.store.connection import Connection
from audit.store.rows import moment


def complete(db: Connection, audit: Audit, domain: str, *, done: bool, at: datetime) -> None:
    """Keep the answer to "have you completed this section?".

    Raises:
        NotFoundError: the audit has been deleted.
        SignedAuditError: it is signed.
    """
    audits.refuse_signed(db, audit)
    audits.touch(db, audit, at)
    key = (audit.organisation, audit.id, domain)
    if done:
        changed = db.execute(
            "INSERT INTO sections (organisation, audit, domain, completed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (organisation, audit, domain) DO NOTHING",
            (*key, moment(at)),
        )
    else:
        changed = db.execute("DELETE FROM sections WHERE organisation = ? AND audit = ? AND domain = ?", key)
    if changed.rowcount == 1:
        act = history.SECTION_COMPLETED if done else history.SECTION_REOPENED
        history.record(db, history.Change(audit.organisation, act, history.of_audit(audit, domain)), at)


def listing(db: Connection, audit: Audit) -> frozenset[str]:
    """Return the ids of the domains called complete."""
    rows = db.execute(
        "SELECT domain FROM sections WHERE organisation = ? AND audit = ?", (audit.organisation, audit.id)
    )
    return frozenset(domain for (domain,) in rows)
