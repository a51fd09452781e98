"""A brand-new database, made from the statements of the migrations without the library that counts them.

sqlite-utils takes a quarter of a second to load. A new file needs nothing of what it can do: the statements are our
own, and its count of migrations is a table of four columns. tests/store/test_fresh.py compares the result, byte for
byte of its schema and row for row of the count, with what sqlite-utils makes of the same migrations.
"""

from datetime import UTC, datetime

from audit.store.connection import Connection
from audit.store.schema import SET, STEPS, TRIGGERS

# As sqlite-utils 4 writes them, to the last blank.
_COUNT = (
    (
        'CREATE TABLE "_sqlite_migrations" (\n   "id" INTEGER PRIMARY KEY,\n   "migration_set" TEXT,\n   "name" TEXT,\n'
        '   "applied_at" TEXT\n)'
    ),
    (
        'CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"\n'
        '    ON "_sqlite_migrations" ("migration_set", "name")'
    ),
)
_APPLIED = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)"


def make(db: Connection) -> None:
    """Make all tables, the guards and the count of migrations, inside the transaction that the caller holds.

    Args:
        db: a connection to an empty database in a write transaction, its foreign keys switched off.
    """
    for statement in _COUNT:
        db.execute(statement)
    for name, statements in STEPS.items():
        for statement in statements:
            db.execute(statement)
        db.execute(_APPLIED, (SET, name, str(datetime.now(UTC))))
    for trigger in TRIGGERS.values():
        db.execute(trigger)
