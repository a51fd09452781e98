"""Copies of a database that are known to be whole before they get their name.

A copy is made under a passing name, read back and compared, brought to the disk, and only then renamed. So a name
that exists always stands for a good copy, whatever happens meanwhile.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from audit.store.connection import Connection, connect, create_file, translated
from audit.store.errors import (
    AnotherProgramError,
    CopyFailedError,
    NewerDatabaseError,
    ProtectionMissingError,
    StoreDamagedError,
    WeakenedTablesError,
)
from audit.store.schema import APPLICATION_ID, GUARDS, NAMES, SET, STEPS

# Tables of the library and of SQLite itself; they hold nothing of ours.
_NOT_OURS = ("sqlite_", "_sqlite_")
# What can refuse a change of a table from outside it: an index somebody made ("c"), a reference to its rows.
_HOLDS = """
    SELECT t.name, i.name FROM sqlite_master AS t, pragma_index_list(t.name) AS i
    WHERE t.type = 'table' AND i.origin = 'c'
    UNION SELECT f."table", t.name FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS f
    WHERE t.type = 'table'
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: rows by table, in the order of their names, and the migrations it went through."""

    tables: tuple[tuple[str, int], ...]
    migrations: tuple[str, ...]


def copy(db: Connection, source: Path, target: Path) -> Contents:
    """Write a copy of an open database to ``target`` and return what it holds.

    The caller keeps writers out meanwhile, or the rows could not be compared. ``target`` is replaced, once the copy
    is known to be whole.

    Args:
        db: a connection to ``source`` outside a transaction.
        source: the file, for sentences.
        target: where the copy goes; its folder exists.

    Raises:
        CopyFailedError: the copy does not hold what the source holds.
        StoreDamagedError: the source cannot be read to its end.
        StoreFullError: there is no room for it.
    """
    passing = target.with_name(f".{target.name}.{os.getpid()}.part")
    with translated(target):
        try:
            create_file(passing)
            with translated(source):
                # As an address, any name of a file will do: bytes that are no letters, one that begins with "file:".
                db.execute("VACUUM INTO ?", (passing.absolute().as_uri(),))
                wanted = contents(db)
            if examine(passing) != wanted:
                raise CopyFailedError(name=target.name)
            settle(passing)
            passing.replace(target)
            settle(target.parent)
        finally:
            passing.unlink(missing_ok=True)
    return wanted


def examine(path: Path) -> Contents:
    """Read a database to its end, change nothing, and return what it holds.

    Raises:
        NotADatabaseError: it is no database at all.
        AnotherProgramError: it is not one of ours.
        NewerDatabaseError: a later release wrote it.
        StoreDamagedError: it is not whole.
    """
    with translated(path):
        db = connect(path, mode="ro")
        try:
            refuse_strangers(db, path)
            check(db, path, "integrity_check")
            return contents(db)
        finally:
            db.close()


def contents(db: Connection) -> Contents:
    """Return the rows of every table of ours, and the migrations."""
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    names = [name for (name,) in found if not name.startswith(_NOT_OURS)]
    # Names come from the schema itself; SQL has no place for a table's name as a parameter.
    counts = [db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names]  # noqa: S608 - see above
    return Contents(tuple(zip(names, counts, strict=True)), applied(db))


def applied(db: Connection) -> tuple[str, ...]:
    """Return the names of the migrations this database went through, in order; none where it is empty."""
    kept = db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if kept is None:
        return ()
    rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", (SET,)).fetchall()
    return tuple(name for (name,) in rows)


def refuse_strangers(db: Connection, path: Path) -> None:
    """Refuse a database that is not ours to read.

    Raises:
        AnotherProgramError: another program's; or an empty one.
        NewerDatabaseError: a later release of ours went through migrations this one does not know.
    """
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise AnotherProgramError(name=path.name)
    if not set(applied(db)) <= set(NAMES):
        raise NewerDatabaseError(name=path.name)


def check(db: Connection, path: Path, pragma: str) -> None:
    """Check that the file is whole and that no row points at nothing.

    Args:
        db: a connection.
        path: the file, for the sentence.
        pragma: "integrity_check", or "quick_check", which takes a quarter of the time and trusts the indexes.

    Raises:
        StoreDamagedError: it is not.
    """
    try:
        found = db.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
        orphan = db.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.OperationalError as error:
        # A schema that SQLite cannot make sense of.
        raise StoreDamagedError(name=path.name) from error
    if found != "ok" or orphan is not None:
        raise StoreDamagedError(name=path.name)


def check_guards(db: Connection) -> None:
    """Check that a database has every rule that protects the tables its migrations made, and no other.

    Raises:
        ProtectionMissingError: it has not.
    """
    found = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    done = applied(db)
    wanted = {name: sql for step, guards in GUARDS.items() if step in done for name, sql in guards.items()}
    wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
    if wrong:
        raise ProtectionMissingError(name=", ".join(wrong))


def check_tables(db: Connection, path: Path) -> None:
    """Check that every table and index is the one that the migrations of this database make, CHECKs and all.

    A fresh database tells what they make, so nothing is written down twice. What others put beside them does nothing,
    but for an index on a table of ours or a reference to its rows: these could refuse a save or a deletion.

    Args:
        db: a connection.
        path: the file, for the sentence.

    Raises:
        StoreDamagedError: its migrations are not a beginning of ours.
        WeakenedTablesError: a table or an index is missing, or is another one, or something holds on to a table.
    """
    done = applied(db)
    if not done or done != tuple(STEPS)[: len(done)]:
        raise StoreDamagedError(name=path.name)
    with closing(sqlite3.connect(":memory:")) as fresh:
        for name in done:
            for statement in STEPS[name]:
                fresh.execute(statement)
        wanted, found = _made(fresh), _made(db)
    wrong = {name for (kind, name), sql in wanted.items() if found.get((kind, name)) != sql}
    if wrong := wrong | _holding_on(db, {name for _, name in wanted}):
        raise WeakenedTablesError(name=path.name, tables=", ".join(sorted(wrong)))


def _holding_on(db: sqlite3.Connection, ours: set[str]) -> set[str]:
    """Return the indexes and tables that are not ours and hold on to a table that is."""
    # A reference may write the name of its table in capitals.
    return {name for table, name in db.execute(_HOLDS) if name not in ours and table.lower() in ours}


def _made(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return how each table and index was made; the ones SQLite makes by itself belong to their table."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL")
    return {(kind, name): sql for kind, name, sql in rows}


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, have reached the disk.

    Raises:
        OSError: they have not.
    """
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # Windows cannot open a folder, and keeps names by itself.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
