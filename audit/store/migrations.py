"""How the database grows from release to release.

A migration is written once and never edited. All that are waiting run in one transaction that holds the write lock:
four processes that start together migrate once, and a migration that fails leaves the database as it was.

This module imports sqlite-utils, which takes a quarter of a second; ``startup`` loads it only when a database of an
earlier release has to be migrated. A new one is made of the same statements by ``fresh``.
"""

from sqlite_utils import Database, Migrations

from audit.store.connection import Connection
from audit.store.schema import FIRST_RELEASE, SET, TRIGGERS, VERSIONS
from audit.store.schema_history import HISTORY
from audit.store.schema_people import PEOPLE
from audit.store.schema_year import YEAR

MIGRATIONS = Migrations(SET)


@MIGRATIONS()
def m0001_first_release(db: Database) -> None:
    """Make the tables of the first release."""
    for statement in FIRST_RELEASE:
        db.execute(statement)


@MIGRATIONS()
def m0002_versions(db: Database) -> None:
    """Give programmes and organisations versions, and what is made through a form the mark of that form."""
    for statement in VERSIONS:
        db.execute(statement)


@MIGRATIONS()
def m0003_history(db: Database) -> None:
    """Make the history; it begins empty, with the first change after it."""
    for statement in HISTORY:
        db.execute(statement)


@MIGRATIONS()
def m0004_people(db: Database) -> None:
    """Make the tables of people, empty, and the columns of the network's directory."""
    for statement in PEOPLE:
        db.execute(statement)


@MIGRATIONS()
def m0005_year(db: Database) -> None:
    """Make the tables of working together, signing and the year after; every audit there is begins as a draft."""
    for statement in YEAR:
        db.execute(statement)


def apply(db: Connection) -> None:
    """Run every migration that is waiting, inside the transaction that the caller holds.

    The guards come off first and go on again at the end: SQLite would stumble over them while a table is rebuilt,
    and ``transform()`` would drop them.

    Args:
        db: a connection in a write transaction, its foreign keys switched off.
    """
    # No plugins: whatever else is installed beside us has no business in this file.
    tool = Database(db, execute_plugins=False)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    MIGRATIONS.apply(tool)
    for trigger in TRIGGERS.values():
        db.execute(trigger)
