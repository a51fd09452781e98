"""What a database is for: somebody's own audits, or the fictional demonstration. It never becomes the other.

The rows alone do not say: between the start of a new database and its first row both would be let in. So whoever
comes first writes it down in the head of the file (SQLite's ``user_version``, which copies keep).
"""

from enum import IntEnum

from audit.errors import N_, AuditError
from audit.store import organisations
from audit.store.connection import Connection
from audit.store.database import Store


class FictionalDataError(AuditError):
    """The folder of the demonstration was named for real work."""

    sentence = N_(
        "“%(folder)s” holds the fictional demonstration. Your own audits need another folder; name it with --data, "
        "or use “self-audit demo”."
    )


class Purpose(IntEnum):
    """What a database is for; nobody has said so in one of an earlier release."""

    NOBODY_SAID = 0
    OWN = 1
    FICTIONAL = 2


def settle(db: Connection, purpose: Purpose) -> bool:
    """Say what a database is for, and return whether it may be: false where it is for something else.

    Args:
        db: a writing connection, so that of two who come together one is first.
        purpose: what it is to be.
    """
    (said,) = db.execute("PRAGMA user_version").fetchone()
    wanted = purpose is Purpose.FICTIONAL
    if said not in {Purpose.NOBODY_SAID, purpose} or any(o.fictional != wanted for o in organisations.listing(db)):
        return False
    if said != purpose:
        db.execute(f"PRAGMA user_version = {purpose.value}")
    return True


def refuse_fiction(store: Store) -> None:
    """Keep real work out of the demonstration, also out of one that is only being filled: this waits for it.

    Raises:
        FictionalDataError: the store is the demonstration's.
        StoreBusyError: it is being filled for longer than anybody waits.
    """
    with store.writing() as db:
        if not settle(db, Purpose.OWN):
            raise FictionalDataError(folder=store.path.parent)
