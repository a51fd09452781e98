"""What happens before the first page: the database is made, brought up to this release, and checked.

Several processes may start together; one of them migrates, the others wait for it.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from audit.store import copies, fresh
from audit.store.connection import PATIENCE, Connection, connect, create_file, translated
from audit.store.errors import StoreUnwritableError
from audit.store.schema import NAMES

_PAUSE = 0.02  # Seconds between two tries to switch to WAL.


def prepare(path: Path, clock: Callable[[], datetime]) -> None:
    """Make the database ready to serve.

    Args:
        path: the file; it and its folder are made if they are missing, readable by their owner only.
        clock: tells the time for the name of the backup.

    Raises:
        StoreUnwritableError: the folder or the file cannot be made or written.
        NotADatabaseError: the file is something else.
        AnotherProgramError: it is another program's database.
        NewerDatabaseError: a later release wrote it.
        StoreDamagedError: it is not whole, or has lost its guards.
        StoreBusyError: another process held it too long.
        StoreFullError: there is no room for it, or for the backup before a migration.
    """
    with translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_file(path)
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise StoreUnwritableError(name=path.name)
        with closing(connect(path)) as db:
            if not _is_empty(db):
                copies.refuse_strangers(db, path)
            _write_ahead(db)
            if _waiting(db):
                _migrate(db, path, clock)
            copies.check(db, path, "quick_check")
            copies.check_guards(db)


def _is_empty(db: Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _waiting(db: Connection) -> tuple[str, ...]:
    done = set(copies.applied(db))
    return tuple(name for name in NAMES if name not in done)


def _write_ahead(db: Connection) -> None:
    """Switch to WAL; SQLite does not wait for a lock here, so this does."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _migrate(db: Connection, path: Path, clock: Callable[[], datetime]) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN")
    # Another process may have been quicker with either of the two.
    if _is_empty(db):
        fresh.make(db)
    elif waiting := _waiting(db):
        _back_up(path, waiting[0], clock)
    if _waiting(db):
        # Loads sqlite-utils, a quarter of a second that neither a new file nor one of this release spends.
        from audit.store import migrations  # noqa: PLC0415 - see above

        migrations.apply(db)
    copies.check(db, path, "quick_check")
    db.execute("COMMIT")
    db.execute("PRAGMA foreign_keys = ON")


def _back_up(path: Path, waiting: str, clock: Callable[[], datetime]) -> None:
    stamp = clock().strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.stem}-before-{waiting}-{stamp}{path.suffix}")
    with closing(connect(path)) as db:
        copies.copy(db, path, target)
