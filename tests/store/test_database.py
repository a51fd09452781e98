"""Reading and writing: one transaction each, sentences for what goes wrong, nothing half kept."""

import errno
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit
from audit.store import answers, connection, database
from audit.store.connection import Connection, connect, translated
from audit.store.database import Store, random_token, utc_now
from audit.store.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreDiskError,
    StoreFullError,
    StoreMissingError,
    StoreRefusedError,
    StoreUnavailableError,
    StoreUnwritableError,
    UnstorableTextError,
)


def test_ids_are_random_tokens() -> None:
    tokens = {random_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(t) == 16 and set(t) <= set("abcdefghijklmnopqrstuvwxyz234567") for t in tokens)


def test_the_clock_tells_utc(tmp_path: Path) -> None:
    assert utc_now().utcoffset() is not None
    assert not utc_now().utcoffset()
    assert Store(tmp_path / "x").clock is utc_now


def test_an_exception_undoes_everything(store: Store, audit: Audit, now: datetime) -> None:
    def save_and_stumble() -> None:
        with store.writing() as db:
            answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
            raise KeyError

    with pytest.raises(KeyError):
        save_and_stumble()
    with store.reading() as db:
        assert answers.listing(db, audit) == {}


def test_the_callers_own_mistakes_are_not_dressed_up(store: Store) -> None:
    with pytest.raises(FileNotFoundError), store.reading():
        raise FileNotFoundError
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.reading() as db:
        db.execute("SELECT * FROM unicorns")
    with pytest.raises(sqlite3.ProgrammingError), store.reading() as db:
        db.execute("SELECT ?", ())


def test_a_reader_cannot_write(store: Store, audit: Audit, now: datetime) -> None:
    with pytest.raises(StoreUnwritableError), store.reading() as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)


def test_a_reader_sees_one_state_while_somebody_saves(store: Store, audit: Audit, now: datetime) -> None:
    with store.reading() as before:
        assert answers.listing(before, audit) == {}
        with store.writing() as db:
            answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
        assert answers.listing(before, audit) == {}


def test_connections_are_kept_open_and_closed_on_demand(store: Store) -> None:
    with store.writing() as first:
        assert first.in_transaction
    with store.writing() as second:
        assert first is second
    with store.reading() as reader:
        assert reader is not first
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")
    with store.writing() as third:
        assert third is not first


def test_a_begin_of_a_library_takes_the_write_lock_at_once(store: Store) -> None:
    db = connect(store.path)
    db.execute("BEGIN")
    other = sqlite3.connect(store.path, isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    db.close()


@pytest.mark.parametrize("value", ["a\0b", "\ud800", 2**63], ids=["nul", "half a character", "a huge number"])
def test_what_no_database_can_hold_is_refused(store: Store, value: object) -> None:
    with pytest.raises(UnstorableTextError), store.reading() as db:
        db.execute("SELECT ?", (value,))


def test_a_database_that_has_gone_is_not_made_anew(store: Store) -> None:
    store.close()
    store.path.unlink()
    with pytest.raises(StoreMissingError, match=r"audit\.sqlite"), store.writing() as db:
        db.execute("SELECT 1")
    assert not store.path.exists()


def test_a_database_that_goes_while_in_use_is_noticed(store: Store) -> None:
    with store.writing():
        pass
    store.path.unlink()
    with pytest.raises(StoreMissingError), store.writing():
        pass


def test_a_database_that_was_replaced_is_opened_again(store: Store, tmp_path: Path) -> None:
    with store.writing() as old, store.reading():
        pass
    other = Store(tmp_path / "other.sqlite")
    other.prepare()
    for end in ("-wal", "-shm"):
        store.path.with_name(f"audit.sqlite{end}").unlink()
    other.path.replace(store.path)
    with store.writing() as db:
        assert db is not old
        assert db.identity == connection.identity(store.path)


def test_a_file_that_changes_all_the_time_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "identity", lambda _: (0, 0))
    with pytest.raises(StoreBusyError), store.writing():
        pass


def test_a_folder_that_may_no_longer_be_read_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> tuple[int, int]:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(database, "identity", refuse)
    with pytest.raises(StoreUnwritableError), store.reading():
        pass


def test_who_waits_too_long_for_a_turn_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    failed: list[StoreBusyError] = []

    def wait() -> None:
        try:
            with store.writing():
                pass
        except StoreBusyError as error:
            failed.append(error)

    with store.writing():
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert len(failed) == 1
    with store.writing():
        pass


def test_32_people_at_once_lose_nothing(store: Store, audit: Audit, now: datetime) -> None:
    failed: list[Exception] = []

    def person(number: int) -> None:
        try:
            for version in range(5):
                with store.writing() as db:
                    answers.save(db, audit, f"FIR-{number}", Answer(note=f"{version}"), version, now)
                with store.reading() as db:
                    assert answers.listing(db, audit)[f"FIR-{number}"].version == version + 1
        except Exception as error:  # noqa: BLE001 - a thread's exception would vanish
            failed.append(error)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with store.reading() as db:
        assert [s.version for s in answers.listing(db, audit).values()] == [5] * 32


def _error(code: int, message: str = "it failed") -> sqlite3.Error:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (_error(sqlite3.SQLITE_BUSY_SNAPSHOT), StoreBusyError),
        (_error(sqlite3.SQLITE_LOCKED), StoreBusyError),
        (_error(sqlite3.SQLITE_FULL), StoreFullError),
        (_error(sqlite3.SQLITE_IOERR_WRITE), StoreDiskError),
        (_error(sqlite3.SQLITE_READONLY), StoreUnwritableError),
        (_error(sqlite3.SQLITE_CANTOPEN), StoreUnwritableError),
        (_error(sqlite3.SQLITE_CONSTRAINT_CHECK), StoreRefusedError),
        (_error(sqlite3.SQLITE_TOOBIG), UnstorableTextError),
        (sqlite3.OperationalError("Could not decode to UTF-8 column 'note' with text 'x'"), StoreDamagedError),
        (OSError(errno.ENOSPC, "full"), StoreFullError),
        (OSError(errno.EROFS, "read-only"), StoreUnwritableError),
    ],
)
def test_every_failure_has_its_sentence(error: Exception, meaning: type[StoreUnavailableError]) -> None:
    with pytest.raises(meaning) as caught, translated(Path("audit.sqlite")):
        raise error
    assert "%" not in str(caught.value)


def test_the_version_of_sqlite_is_the_one_that_python_brings() -> None:
    assert ".".join(map(str, connection.sqlite_version())) == sqlite3.sqlite_version


def test_a_refusal_names_the_rule(store: Store, audit: Audit, now: datetime) -> None:
    with pytest.raises(StoreRefusedError, match="note_text"), store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(note="x" * 5001), 0, now)


def test_a_connection_that_cannot_be_set_up_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.touch()
    monkeypatch.setattr(connection, "_SETTINGS", ("NOT SQL",))
    with pytest.raises(sqlite3.OperationalError):
        connect(path)


def test_a_file_is_only_made_once(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("here")
    connection.create_file(path)
    assert path.read_text() == "here"


def test_a_connection_begins_as_it_was_told(store: Store) -> None:
    with store.reading() as db:
        assert isinstance(db, Connection)
        assert db.begin == "BEGIN DEFERRED"
