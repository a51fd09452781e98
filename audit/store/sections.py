"""Which domains of an audit somebody called complete."""

from datetime import datetime

from audit.core.programme import Audit
from audit.store import audits
from audit.store.connection import Connection
from audit.store.rows import moment


def complete(db: Connection, audit: Audit, domain: str, *, done: bool, at: datetime) -> None:
    """Keep the answer to "have you completed this section?".

    Raises:
        NotFoundError: the audit has been deleted.
    """
    audits.touch(db, audit, at)
    key = (audit.organisation, audit.id, domain)
    if done:
        db.execute(
            "INSERT INTO sections (organisation, audit, domain, completed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (organisation, audit, domain) DO NOTHING",
            (*key, moment(at)),
        )
    else:
        db.execute("DELETE FROM sections WHERE organisation = ? AND audit = ? AND domain = ?", key)


def listing(db: Connection, audit: Audit) -> frozenset[str]:
    """Return the ids of the domains called complete."""
    rows = db.execute(
        "SELECT domain FROM sections WHERE organisation = ? AND audit = ?", (audit.organisation, audit.id)
    )
    return frozenset(domain for (domain,) in rows)
