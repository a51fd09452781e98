"""Backup and restore: what they write is checked before it gets its name, and nothing good is lost on the way."""

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit
from audit.errors import AuditError
from audit.store import answers, backup, copies
from audit.store.backup import BackupReport, restore
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import (
    AnotherProgramError,
    CopyFailedError,
    NewerDatabaseError,
    NotABackupError,
    NotADatabaseError,
    SameFileError,
    StoreDamagedError,
    StoreInUseError,
    StoreUnwritableError,
)
from audit.store.schema import NAMES
from audit.store.schema_year import OF_AN_AUDIT
from tests.store.conftest import Start

Write = Callable[[Path], object]


@pytest.fixture
def filled(store: Store, audit: Audit, now: datetime) -> Store:
    """Return a store with one answer of level 1."""
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
    return store


def change(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=2), 1, now)


def level(store: Store, audit: Audit) -> int | None:
    with store.reading() as db:
        return answers.listing(db, audit)["FIR-1"].answer.level


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_reports_what_it_holds(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    report = backup.backup(filled, target)
    rows = {"actions": 0, "answer_changes": 1, "answers": 1, "audits": 1, "editions": 1}
    rows |= {"history": 4, "history_payloads": 4, "organisations": 1, "programmes": 1, "sections": 0}
    of_people = ("account_events", "accounts", "erasures", "instance", "jobs", "links", "memberships", "offices")
    rows |= dict.fromkeys((*of_people, "recovery_codes", "retention", "sessions", "tries"), 0)
    rows |= dict.fromkeys((*OF_AN_AUDIT, "documents"), 0)
    assert report == BackupReport(target, target.stat().st_size, tuple(sorted(rows.items())), NAMES)
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == {"backup.sqlite", "data"}


def test_a_newer_backup_takes_the_place_of_an_older_one(
    filled: Store, audit: Audit, tmp_path: Path, now: datetime
) -> None:
    target = tmp_path / "backup.sqlite"
    backup.backup(filled, target)
    change(filled, audit, now)
    assert dict(backup.backup(filled, target).tables)["answer_changes"] == 2


def _text(path: Path) -> None:
    path.write_text("A thesis, three years of work. " * 100)


def _recipes(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.close()


def _newer(path: Path) -> None:
    store = Store(path)
    store.prepare()
    with store.writing() as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('self-audit', 'm9999_flying_cars')")
    store.close()


@pytest.mark.parametrize(
    ("write", "error"), [(_text, NotADatabaseError), (_recipes, AnotherProgramError), (_newer, NewerDatabaseError)]
)
def test_a_backup_never_replaces_what_is_no_backup(
    filled: Store, tmp_path: Path, write: Write, error: type[AuditError]
) -> None:
    target = tmp_path / "thesis.odt"
    write(target)
    before = target.read_bytes()
    with pytest.raises(error):
        backup.backup(filled, target)
    assert target.read_bytes() == before


def test_the_database_is_not_its_own_backup(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to(filled.path)
    for target in (filled.path, tmp_path / "link.sqlite"):
        with pytest.raises(SameFileError):
            backup.backup(filled, target)
        with pytest.raises(SameFileError):
            restore(target, filled.path)


def test_a_backup_into_a_folder_that_is_not_there_says_so(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritableError, match=r"backup\.sqlite"):
        backup.backup(filled, tmp_path / "nowhere" / "backup.sqlite")


def test_a_copy_that_lacks_a_row_is_thrown_away(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "backup.sqlite"
    backup.backup(filled, target)
    before = target.read_bytes()

    def lose(_: Connection) -> copies.Contents:
        return copies.Contents((("answers", 99),), NAMES)

    monkeypatch.setattr(copies, "contents", lose)
    monkeypatch.setattr(copies, "examine", lambda _: copies.Contents((), NAMES))
    with pytest.raises(CopyFailedError, match=r"backup\.sqlite"):
        backup.backup(filled, target)
    assert target.read_bytes() == before
    assert names(tmp_path) == {"backup.sqlite", "data"}


def test_a_restore_brings_back_the_answers_and_keeps_the_replaced_ones(
    filled: Store, audit: Audit, tmp_path: Path, now: datetime
) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    change(filled, audit, now)
    filled.close()
    report = restore(tmp_path / "backup.sqlite", filled.path)
    filled.prepare()
    assert level(filled, audit) == 1
    assert report.path == filled.path
    assert report.migrations == NAMES
    assert report.replaced is not None
    assert level(Store(report.replaced), audit) == 2
    assert filled.path.stat().st_mode & 0o777 == 0o600


def test_a_restore_where_nothing_was_makes_the_folder(filled: Store, audit: Audit, tmp_path: Path) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    report = restore(tmp_path / "backup.sqlite", tmp_path / "new" / "audit.sqlite")
    assert report.replaced is None
    assert names(tmp_path / "new") == {"audit.sqlite"}
    assert level(Store(report.path), audit) == 1


def test_old_side_files_are_never_played_into_the_restored_database(
    filled: Store, audit: Audit, tmp_path: Path, now: datetime
) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    change(filled, audit, now)
    wal = filled.path.with_name("audit.sqlite-wal")
    left = wal.read_bytes()
    filled.close()
    filled.path.unlink()
    wal.write_bytes(left)
    restore(tmp_path / "backup.sqlite", filled.path)
    assert not wal.exists()
    assert level(filled, audit) == 1
    kept = [name for name in names(filled.path.parent) if name.endswith("-wal") and "replaced" in name]
    assert len(kept) == 1


@pytest.mark.parametrize("disk", ["one file can have two names", "it cannot"])
def test_a_damaged_database_is_replaced_and_kept_too(
    filled: Store, audit: Audit, tmp_path: Path, disk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    filled.close()
    filled.path.write_bytes(b"no longer a database" * 1000)

    def no_links(*_: object) -> None:
        raise PermissionError

    if disk == "it cannot":
        monkeypatch.setattr(os, "link", no_links)
    report = restore(tmp_path / "backup.sqlite", filled.path)
    assert level(filled, audit) == 1
    assert report.replaced is not None
    assert report.replaced.read_bytes().startswith(b"no longer")


def test_a_database_whose_pages_are_damaged_is_replaced_too(filled: Store, audit: Audit, tmp_path: Path) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    filled.close()
    with filled.path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xaa" * 8000)
    restore(tmp_path / "backup.sqlite", filled.path)
    assert level(filled, audit) == 1


def test_a_database_in_use_is_not_replaced(
    filled: Store, audit: Audit, tmp_path: Path, now: datetime, start: Start
) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    change(filled, audit, now)
    filled.close()
    holder = start("hold", filled.path)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreInUseError, match=r"audit\.sqlite"):
        restore(tmp_path / "backup.sqlite", filled.path)
    holder.communicate("let go\n")
    assert level(filled, audit) == 2
    assert "incoming" not in "".join(names(filled.path.parent))


def test_a_database_is_in_use_while_a_server_idles(filled: Store, audit: Audit, tmp_path: Path, now: datetime) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    change(filled, audit, now)
    with pytest.raises(StoreInUseError):
        restore(tmp_path / "backup.sqlite", filled.path)
    assert level(filled, audit) == 2


def _scribbled_over(path: Path) -> None:
    _plain(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * 40000)


def _plain(path: Path) -> None:
    store = Store(path)
    store.prepare()
    store.close()


@pytest.mark.parametrize(
    ("write", "error"),
    [
        (lambda _: None, NotABackupError),
        (Path.mkdir, NotABackupError),
        (Path.touch, AnotherProgramError),
        (_text, NotADatabaseError),
        (_recipes, AnotherProgramError),
        (_newer, NewerDatabaseError),
        (_scribbled_over, StoreDamagedError),
    ],
)
def test_a_bad_backup_is_never_restored(
    filled: Store, audit: Audit, tmp_path: Path, write: Write, error: type[AuditError]
) -> None:
    write(tmp_path / "backup.sqlite")
    filled.close()
    before = filled.path.read_bytes()
    with pytest.raises(error) as caught:
        restore(tmp_path / "backup.sqlite", filled.path)
    assert str(caught.value).endswith(".")
    assert filled.path.read_bytes() == before
    assert names(filled.path.parent) == {"audit.sqlite"}


def test_somebody_who_was_waiting_during_a_restore_writes_into_the_new_database(
    filled: Store, audit: Audit, tmp_path: Path, now: datetime
) -> None:
    backup.backup(filled, tmp_path / "backup.sqlite")
    with filled.writing() as db:
        assert answers.listing(db, audit)
    idle = filled._writers.pop()  # As if its connection had been opened just before the exchange.
    filled.close()
    idle.close()
    restore(tmp_path / "backup.sqlite", filled.path)
    old = next(filled.path.parent.glob("*replaced*"))
    late = sqlite3.connect(old, factory=Connection, isolation_level=None, check_same_thread=False)
    late.identity = (old.stat().st_dev, old.stat().st_ino)
    filled._writers.append(late)
    change(filled, audit, now)
    assert level(filled, audit) == 2
    assert level(Store(old), audit) == 1


def test_where_folders_cannot_be_opened_they_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened a folder"))
    copies.settle(tmp_path)
