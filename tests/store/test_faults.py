"""What no programme can prevent: power gone, two people at once, a lock, a full disk, a damaged file."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit
from audit.store import answers, backup, connection, database, startup
from audit.store.database import Store
from audit.store.errors import StoreBusyError, StoreDamagedError, StoreFullError
from tests.store.conftest import Start

ROUNDS = 6


def test_a_kill_in_the_middle_of_saving_loses_nothing_that_was_confirmed(
    store: Store, audit: Audit, start: Start
) -> None:
    confirmed = 0
    for moment in range(ROUNDS):
        process = start("save_for_ever", store.path, audit.organisation)
        heard = [process.stdout.readline() for _ in range(20)]
        time.sleep(0.0007 * moment)
        process.kill()
        heard += process.stdout.read().splitlines()
        process.wait()
        assert int(heard[0]) > confirmed, process.stderr.read()
        confirmed = int(heard[-1])
        store.prepare()
        with store.reading() as db:
            there = answers.get(db, audit, "FIR-1")
            kept = db.execute("SELECT count(*) FROM answer_changes").fetchone()[0]
        assert there is not None
        assert confirmed <= there.version <= confirmed + 1
        assert kept == there.version
        assert there.answer.note == f"save {there.version}"


def test_two_processes_racing_for_one_answer_lose_no_change(store: Store, audit: Audit, start: Start) -> None:
    together = [start("add_up", store.path, audit.organisation, 150) for _ in range(2)]
    assert [(p.wait(60), p.stderr.read()) for p in together] == [(0, "")] * 2
    with store.reading() as db:
        there = answers.get(db, audit, "FIR-1")
    assert there is not None
    assert (there.answer.note, there.version) == ("300", 300)


def test_a_lock_held_elsewhere_is_said_in_time_and_the_next_save_is_kept(
    store: Store, audit: Audit, now: datetime, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.3)
    holder = start("hold", store.path)
    assert holder.stdout.readline() == "held\n"
    began = time.monotonic()
    with pytest.raises(StoreBusyError), store.writing():
        pass
    assert 0.2 < time.monotonic() - began < 5
    with store.reading() as db:
        assert answers.listing(db, audit) == {}
    holder.communicate("let go\n")
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
    with store.reading() as db:
        assert answers.listing(db, audit)["FIR-1"].version == 1


def test_a_full_database_says_so_and_goes_on_when_there_is_room(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        most = db.execute("PRAGMA max_page_count = 1").fetchone()[0]  # SQLite makes it as many as there are.
    many = {f"FIR-{number + 2}": (Answer(note="x" * 5000), 0) for number in range(most)}
    with pytest.raises(StoreFullError), store.writing() as db:
        answers.save_many(db, audit, many, now)
    with store.reading() as db:
        assert set(answers.listing(db, audit)) == {"FIR-1"}
    with store.writing() as db:  # A failed connection is not used again, so this one has no limit.
        answers.save(db, audit, "FIR-2", Answer(note="x" * 5000), 0, now)
    store.prepare()


def test_a_disk_that_takes_no_more_loses_only_what_was_refused(store: Store, audit: Audit, start: Start) -> None:
    process = start("save_on_a_small_disk", store.path, audit.organisation, 300_000)
    out, err = process.communicate(timeout=60)
    assert err == ""
    saved, said = out.split()
    assert said in {"StoreDiskError", "StoreFullError"}
    with store.reading() as db:
        assert len(answers.listing(db, audit)) == int(saved) > 3
    store.prepare()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of one megabyte."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let even root mount a disk")
    yield place
    subprocess.run([str(Path(mount).with_name("umount")), str(place)], check=True)


def test_a_really_full_disk_leaves_no_half_backup_and_no_half_answer(
    store: Store, audit: Audit, now: datetime, small_disk: Path
) -> None:
    copied = backup.restore(_backed_up(store, small_disk.parent), small_disk / "audit.sqlite")
    small = Store(copied.path)
    small.prepare()
    saved = 0

    def save_on() -> None:
        nonlocal saved
        while True:
            with small.writing() as db:
                answers.save(db, audit, f"FIR-{saved}", Answer(note="x" * 5000), 0, now)
            saved += 1

    with pytest.raises(StoreFullError):
        save_on()
    with small.reading() as db:
        assert len(answers.listing(db, audit)) == saved > 3
    with pytest.raises(StoreFullError):
        backup.backup(small, small_disk / "backup.sqlite")
    assert not [path.name for path in small_disk.iterdir() if "backup" in path.name]
    small.close()
    with pytest.raises(StoreFullError):
        Store(small_disk / "another" / "audit.sqlite").prepare()


def _backed_up(store: Store, folder: Path) -> Path:
    return backup.backup(store, folder / "backup.sqlite").path


def test_damage_while_running_is_said_plainly(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        for number in range(50):
            answers.save(db, audit, f"FIR-{number}", Answer(note="x" * 500), 0, now)
    store.close()
    size = store.path.stat().st_size
    with store.path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xaa" * (size - 8192))
    with pytest.raises(StoreDamagedError, match=r"audit\.sqlite"), store.reading() as db:
        answers.listing(db, audit)
    with pytest.raises(StoreDamagedError), store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 1, now)


def test_a_start_that_finds_the_file_locked_waits_and_says_so(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(store.path) as db:
        db.execute("DROP TRIGGER answers_stay")
        db.execute("DELETE FROM _sqlite_migrations")
    db.close()
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    monkeypatch.setattr(startup, "PATIENCE", 0.2)
    holder = start("hold", store.path)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreBusyError):
        store.prepare()
    holder.communicate("let go\n")
