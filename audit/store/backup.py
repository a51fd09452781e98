"""Backups, and the way back.

A backup is made while people work: writers wait for the moment it takes. A restore needs the database to itself. It
reads the backup to its end first, then keeps the replaced database beside the new one.

A backup remembers sessions that have ended since, links that were used or taken back, and mails that went out. Nobody
comes in by these: a restore leaves them out.
"""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from audit.store import copies, jobs, links, outbox, second_voices, sessions
from audit.store.connection import Connection, connect, translated
from audit.store.database import Store
from audit.store.errors import NotABackupError, SameFileError, StoreInUseError

# Files that SQLite keeps beside a database. Left beside another one, they would be played into it.
_SIDE_FILES = ("-wal", "-shm", "-journal")
# The migration that made the tables of sessions, links and mails.
_PEOPLE = "m0004_people"
# That of second voices, whose links are of their own.
_YEAR = "m0005_year"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written and checked.

    ``size`` is in bytes, ``tables`` are names with their rows. ``replaced`` is where the database that was there
    before lies now; ``None`` where there was none. ``left_out`` counts the sessions, unused links and mails of the
    backup that were not brought back.
    """

    path: Path
    size: int
    tables: tuple[tuple[str, int], ...]
    migrations: tuple[str, ...]
    replaced: Path | None = None
    left_out: int = 0


def backup(store: Store, target: Path) -> BackupReport:
    """Write a backup of a database in use. An older backup of that name is replaced once the new one is known good.

    Raises:
        SameFileError: the target is the database itself.
        NotADatabaseError: the target exists and is something else; it was left alone.
        AnotherProgramError: the target exists and is another program's database; it was left alone.
        NewerDatabaseError: the target exists and a later release wrote it; it was left alone.
        CopyFailedError: the copy was not complete.
        StoreUnavailableError: the database cannot be read, or the target cannot be written.
    """
    with store.writing():  # Keeps writers out, so that the rows can be compared.
        _refuse_to_replace(store.path, target)
        with translated(store.path), closing(connect(store.path)) as db:
            found = copies.copy(db, store.path, target)
    return _report(target, found)


def restore(source: Path, store_path: Path) -> BackupReport:
    """Put a backup in the place of the database. The database that was there is kept beside it.

    Its sessions, its unused links and its mails that wait stay behind.

    Raises:
        NotABackupError: there is no such file.
        SameFileError: the backup is the database itself.
        NotADatabaseError: the backup is no database.
        AnotherProgramError: the backup is another program's.
        NewerDatabaseError: a later release wrote the backup.
        StoreDamagedError: the backup is not whole, or has lost its guards.
        WeakenedTablesError: a table of the backup has lost rules.
        StoreInUseError: the database to replace is open elsewhere.
        StoreUnavailableError: the disk is full, or the folder cannot be written.
    """
    if not source.is_file():
        raise NotABackupError(name=source.name)
    copies.examine(source)
    with translated(store_path):
        if store_path.exists() and store_path.samefile(source):
            raise SameFileError(name=source.name)
        store_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        incoming = store_path.with_name(f".{store_path.name}.{os.getpid()}.incoming")
        try:
            with closing(connect(source, mode="ro")) as db:
                copies.check_tables(db, source)
                copies.check_guards(db)
                copies.copy(db, source, incoming)
            left_out = _leave_out(incoming)
            found = copies.examine(incoming)
            replaced = _exchange(store_path, incoming)
        finally:
            incoming.unlink(missing_ok=True)
    return replace(_report(store_path, found), replaced=replaced, left_out=left_out)


def _refuse_to_replace(path: Path, target: Path) -> None:
    """Refuse a target that is anything but an older backup."""
    with translated(target):
        if not target.exists():
            return
        if target.samefile(path):
            raise SameFileError(name=target.name)
        with closing(connect(target, mode="ro")) as db:
            copies.refuse_strangers(db, target)


def _leave_out(incoming: Path) -> int:
    """Take sessions, unused links and the texts of unsent mails out of a copy, and return how many these were.

    A copy from before there were any is left as it is.
    """
    with closing(connect(incoming)) as db:
        applied = copies.applied(db)
        if _PEOPLE not in applied:
            return 0
        db.execute("PRAGMA journal_mode = MEMORY")  # No side file; what fails half way is thrown away.
        db.execute("BEGIN")
        number = sessions.end_everywhere(db) + links.forget_unused(db)
        number += jobs.drop(db, outbox.KIND, datetime.now(UTC), jobs.RESTORED)
        number += second_voices.close_unopened(db) if _YEAR in applied else 0
        db.execute("COMMIT")
    copies.settle(incoming)
    return number


def _exchange(path: Path, incoming: Path) -> Path | None:
    """Give ``incoming`` the name of the database, and return where the old one lies now."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.stem}-replaced-{stamp}{path.suffix}")
    held = _hold(path) if path.exists() else None
    try:
        for end in _SIDE_FILES:
            with suppress(FileNotFoundError):
                os.rename(f"{path}{end}", f"{aside}{end}")  # noqa: PTH104 - a suffix to the whole name, not a path of its own
        there = path.exists()
        if there:
            _keep_aside(path, aside)
        incoming.replace(path)
        copies.settle(path.parent)
    finally:
        if held is not None:
            held.close()
    return aside if there else None


def _hold(path: Path) -> Connection | None:
    """Lock the database to replace against everybody; ``None`` where it is too damaged to be locked.

    Raises:
        StoreInUseError: somebody has it open.
    """
    db: Connection | None = None
    try:
        db = connect(path)
        db.execute("PRAGMA busy_timeout = 1000")
        db.execute("PRAGMA journal_mode = DELETE")  # Also brings everything into the one file.
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if db is not None:
            db.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StoreInUseError(name=path.name) from error
        return None
    return db


def _keep_aside(path: Path, aside: Path) -> None:
    """Give the old database a second name, so that there is no moment without one."""
    try:
        os.link(path, aside)
    except OSError:
        path.rename(aside)  # Some disks (FAT, some network folders) have no second names.


def _report(path: Path, found: copies.Contents) -> BackupReport:
    with translated(path):
        return BackupReport(path, path.stat().st_size, found.tables, found.migrations)
