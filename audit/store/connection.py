"""One way to open the database file, and one place where SQLite's errors become sentences.

The settings were measured or are SQLite's own advice (decision 2): WAL, synchronous=FULL, foreign keys on,
ten seconds of patience, no trust in functions named by the schema.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.errors import AuditError
from audit.store.errors import (
    NotADatabaseError,
    SignedAuditError,
    StoreBusyError,
    StoreDamagedError,
    StoreDiskError,
    StoreFullError,
    StoreRefusedError,
    StoreUnwritableError,
    UnstorableTextError,
)
from audit.store.schema_year import SIGNED_RULE

# Seconds to wait for a lock: longer than any write of ours, shorter than a browser's patience.
PATIENCE = 10.0
# How Python says that a text in the file is no text; it has no code for it.
_NO_LETTERS = "Could not decode to UTF-8"
_PRIMARY = 0xFF  # SQLite's extended result codes carry the primary one in the low byte.

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # What is deleted is overwritten, not only forgotten.
)
# What changes the rules themselves: tables, guards, which files are open.
_CHANGES_RULES = frozenset(
    getattr(sqlite3, f"SQLITE_{action}")
    for action in (
        *("CREATE_INDEX", "CREATE_TABLE", "CREATE_TRIGGER", "CREATE_VIEW", "CREATE_VTABLE"),
        *("CREATE_TEMP_INDEX", "CREATE_TEMP_TABLE", "CREATE_TEMP_TRIGGER", "CREATE_TEMP_VIEW"),
        *("DROP_INDEX", "DROP_TABLE", "DROP_TRIGGER", "DROP_VIEW", "DROP_VTABLE"),
        *("DROP_TEMP_INDEX", "DROP_TEMP_TABLE", "DROP_TEMP_TRIGGER", "DROP_TEMP_VIEW"),
        *("ALTER_TABLE", "ATTACH", "DETACH"),
    )
)
# The settings that may be given another value, and those that only ask; no guard rests on any of them.
_PRAGMAS = frozenset({"busy_timeout", "user_version", "table_info", "foreign_key_check"})
_OWN_RULES = "the tool does not change its own rules"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in a transaction, for the history: a short name of letters, digits and hyphens.

    ``clock`` tells the time in UTC; ``salt`` gives 32 random bytes as hexadecimal digits.
    """

    actor: str
    clock: Callable[[], datetime]
    salt: Callable[[], str]


class Connection(sqlite3.Connection):
    """A connection whose every BEGIN takes the kind of lock it will need.

    A deferred BEGIN that reads and then writes fails at once when two people save together; sqlite-utils begins
    that way, so BEGIN is rewritten here, under it.

    Attributes:
        begin: the statement that stands for BEGIN.
        identity: which file was opened (device and inode), to notice when it has been replaced.
        writer: who writes; only inside ``Store.writing``.
    """

    writer: Writer

    begin = "BEGIN IMMEDIATE"
    identity: tuple[int, int] = (0, 0)

    def execute(  # type: ignore[override] # sqlite3 also takes things that cannot be looped over
        self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), /
    ) -> sqlite3.Cursor:
        """Run one statement.

        Raises:
            UnstorableTextError: a parameter holds a NUL, half a character or a number beyond 64 bits.
        """
        for value in parameters:
            if type(value) is str and "\0" in value:
                raise UnstorableTextError
        try:
            return super().execute(self.begin if sql == "BEGIN" else sql, parameters)
        except (UnicodeEncodeError, OverflowError) as error:
            raise UnstorableTextError from error


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite that Python brings, such as (3, 40, 1)."""
    return sqlite3.sqlite_version_info


def connect(path: Path, *, mode: str = "rw", reader: bool = False) -> Connection:
    """Open a database file. It is never created here (see ``create_file``).

    Args:
        path: the file.
        mode: "rw", or "ro" for a file that must not be touched.
        reader: refuse every write and begin without a lock.

    Raises:
        sqlite3.Error: see ``translated``.
        OSError: the file is not there.
    """
    found = identity(path)
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    db.identity = found
    try:
        for setting in _SETTINGS:
            db.execute(setting)
        if reader:
            db.begin = "BEGIN DEFERRED"
            db.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        db.close()
        raise
    return db


def lock(db: Connection) -> None:
    """Take from a connection every way to change the rules of its database: tables, guards, settings, other files.

    SQLite asks once for each statement it prepares. Only a start, which migrates, works without this.
    """
    db.set_authorizer(_authorize)


def _authorize(action: int, name: str | None, value: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        is_refused = value is not None and name not in _PRAGMAS
    else:
        is_refused = action in _CHANGES_RULES
    return sqlite3.SQLITE_DENY if is_refused else sqlite3.SQLITE_OK


def identity(path: Path) -> tuple[int, int]:
    """Return what tells this file from another one of the same name."""
    found = path.stat()
    return found.st_dev, found.st_ino


def create_file(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is one. SQLite gives its side files the same mode.

    Raises:
        OSError: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says about this file into an ``AuditError``; anything else passes unchanged."""
    try:
        with translated_sql(path):
            yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFullError from error
        raise StoreUnwritableError(name=path.name) from error


@contextmanager
def translated_sql(path: Path) -> Iterator[None]:
    """Turn what SQLite says about this file into an ``AuditError``; anything else passes unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        meant = _meaning(error, path)
        if meant is None:
            raise
        raise meant from error


def _meaning(error: sqlite3.Error, path: Path) -> AuditError | None:
    """Return the error with our sentence; ``None`` for a mistake of our own, which must not be dressed up."""
    if str(error).startswith(_NO_LETTERS):
        return StoreDamagedError(name=path.name)
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError()
        case sqlite3.SQLITE_FULL:
            return StoreFullError()
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamagedError(name=path.name)
        case sqlite3.SQLITE_NOTADB:
            return NotADatabaseError(name=path.name)
        case _ as code:
            return _rarer_meaning(code, error, path)


def _rarer_meaning(code: int, error: sqlite3.Error, path: Path) -> AuditError | None:
    match code:
        case sqlite3.SQLITE_IOERR:
            return StoreDiskError()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreUnwritableError(name=path.name)
        case sqlite3.SQLITE_CONSTRAINT:
            rule = str(error).rpartition(": ")[2]
            return SignedAuditError() if rule == SIGNED_RULE else StoreRefusedError(rule=rule)
        case sqlite3.SQLITE_AUTH:
            return StoreRefusedError(rule=_OWN_RULES)
        case sqlite3.SQLITE_TOOBIG:
            return UnstorableTextError()
        case _:
            return None
