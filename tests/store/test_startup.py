"""Before the first page: the database is made, checked, brought up to date, or refused with a sentence."""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from audit.core.programme import Audit
from audit.errors import AuditError
from audit.store import connection, startup
from audit.store.database import Store
from audit.store.errors import (
    AnotherProgramError,
    NewerDatabaseError,
    NotADatabaseError,
    ProtectionMissingError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreUnwritableError,
)


def test_a_new_database_is_for_its_owner_only(empty_store: Store) -> None:
    store = empty_store
    store.prepare()
    with store.writing() as db:
        db.execute("UPDATE organisations SET name = 'x'")
    files = list(store.path.parent.iterdir())
    assert {f.name for f in files} == {"audit.sqlite", "audit.sqlite-wal", "audit.sqlite-shm"}
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert store.path.parent.stat().st_mode & 0o777 == 0o700


def test_the_settings_are_the_ones_that_were_measured(store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
    }
    with store.writing() as db:
        assert {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
        assert 9000 < db.execute("PRAGMA busy_timeout").fetchone()[0] <= 10000


def test_starting_again_changes_nothing_and_makes_no_backup(store: Store, audit: Audit) -> None:
    store.close()
    before = store.path.read_bytes()
    store.prepare()
    assert store.path.read_bytes() == before
    assert [f.name for f in store.path.parent.iterdir()] == ["audit.sqlite"]


def test_starting_again_does_not_load_what_only_migrations_need(store: Store) -> None:
    script = "import sys; from pathlib import Path; from audit.store.database import Store; "
    script += "Store(Path(sys.argv[1])).prepare(); print('sqlite_utils' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, store.path], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_empty_file_becomes_a_database(empty_store: Store) -> None:
    empty_store.path.parent.mkdir()
    empty_store.path.touch()
    empty_store.prepare()


def _text(path: Path) -> None:
    path.write_text("Dear diary, this is long enough to be looked at. " * 40)


def _another_program(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()


def _newer(path: Path) -> None:
    Store(path).prepare()
    db = sqlite3.connect(path)
    with db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('self-audit', 'm9999_flying_cars')")
    db.close()


def _without_a_guard(path: Path) -> None:
    Store(path).prepare()
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER answers_stay")
    db.close()


def _with_a_hollow_guard(path: Path) -> None:
    _without_a_guard(path)
    db = sqlite3.connect(path)
    db.execute("CREATE TRIGGER answers_stay BEFORE DELETE ON answers BEGIN SELECT 1; END")
    db.close()


def _with_an_orphan(path: Path) -> None:
    Store(path).prepare()
    db = sqlite3.connect(path)
    with db:
        db.execute("INSERT INTO sections VALUES ('a', 'b', 'fire', '2026-11-01T14:02:00Z')")
    db.close()


def _with_an_unfit_table(path: Path) -> None:
    Store(path).prepare()
    db = sqlite3.connect(path)
    db.execute("DROP TABLE programmes")
    db.execute("CREATE TABLE programmes (organisation TEXT, id TEXT)")
    db.close()


def _scribbled_over(path: Path) -> None:
    Store(path).prepare()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * (size - 4096))


def _cut_short(path: Path) -> None:
    Store(path).prepare()
    os.truncate(path, 10000)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_text, NotADatabaseError),
        (_another_program, AnotherProgramError),
        (_newer, NewerDatabaseError),
        (_without_a_guard, ProtectionMissingError),
        (_with_a_hollow_guard, ProtectionMissingError),
        (_with_an_orphan, StoreDamagedError),
        (_with_an_unfit_table, StoreDamagedError),
        (_scribbled_over, StoreDamagedError),
        (_cut_short, StoreDamagedError),
    ],
)
def test_what_is_not_a_whole_database_of_ours_is_refused_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], error: type[AuditError]
) -> None:
    path = tmp_path / "audit.sqlite"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(error) as caught:
        Store(path).prepare()
    assert type(caught.value) is error
    assert path.read_bytes() == before
    assert str(caught.value).endswith(".")


def test_a_schema_that_sqlite_cannot_read_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    Store(path).prepare()
    db = sqlite3.connect(path)
    db.execute("PRAGMA writable_schema = ON")
    with db:
        db.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE nonsense' WHERE name = 'sections'")
    db.close()
    with pytest.raises(StoreDamagedError):
        Store(path).prepare()


@pytest.mark.parametrize("place", ["a file, not a folder", "nobody may write here"])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file, not a folder").touch()
    folder = {"nobody may write here": Path("/proc/self")}.get(place, tmp_path / place)
    with pytest.raises(StoreUnwritableError, match=r"audit\.sqlite"):
        Store(folder / "audit.sqlite").prepare()


def test_a_file_that_may_not_be_written_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: path != store.path)
    with pytest.raises(StoreUnwritableError, match=r"audit\.sqlite"):
        store.prepare()


def test_a_full_disk_is_said_before_anything_is_begun(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(startup, "create_file", full)
    with pytest.raises(StoreFullError):
        empty_store.prepare()


def test_waiting_for_another_process_to_let_go_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.sqlite"
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    monkeypatch.setattr(startup, "PATIENCE", 0.1)
    path.touch()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusyError):
        Store(path).prepare()
    holder.close()


def test_switching_to_wal_waits_for_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "audit.sqlite"
    path.touch()
    db = connection.connect(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(time, "sleep", lambda _: holder.close())
    db.execute("PRAGMA busy_timeout = 0")
    startup._write_ahead(db)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_what_is_not_a_lock_is_not_waited_for() -> None:
    class FullDisk(connection.Connection):
        def execute(self, *_: object) -> NoReturn:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    with closing(FullDisk(":memory:")) as db, pytest.raises(sqlite3.OperationalError, match="full"):
        startup._write_ahead(db)
