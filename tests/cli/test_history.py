"""``verify-history`` says whether the chains fit, and names the first entry that does not."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit import config, demo, library
from audit.store import schema
from audit.store.database import Store
from tests.cli.running import run
from tests.store.test_migration import restore_dump


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of the fictional network. Tests read it only."""
    store = Store(tmp_path_factory.mktemp("made") / config.DATABASE)
    store.prepare()
    demo.fill(store, library.default())
    store.close()
    return store.path


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Return a data folder of our own with that network in it."""
    shutil.copy(made, tmp_path / config.DATABASE)
    return tmp_path


def forge(data: Path, *statements: str) -> str:
    """Change the database as somebody could who has the file; return the id of the organisation that it is about."""
    with closing(sqlite3.connect(data / config.DATABASE)) as db, db:
        for name in schema.TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")
        (name,) = db.execute("SELECT min(id) FROM organisations").fetchone()
        for statement in statements:
            db.execute(statement, {"o": name})
        for trigger in schema.TRIGGERS.values():
            db.execute(trigger)
    return str(name)


def take_out(data: Path, number: str) -> str:
    """Take one entry out with what it says."""
    tables = ("history_payloads", "history")
    return forge(data, *(f"DELETE FROM {t} WHERE organisation = :o AND number = {number}" for t in tables))  # noqa: S608 - names of this test


def test_a_whole_history_is_whole(data: Path) -> None:
    result = run("verify-history", "--data", data)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("The history is whole: ")
    assert result.stdout.endswith(" entries of 24 organisations.\n")


@pytest.mark.parametrize(
    ("statement", "number", "words"),
    [
        ("UPDATE history SET actor = 'x' WHERE organisation = :o AND number = 3", 3, "it was changed"),
        ("UPDATE history SET before = hash WHERE organisation = :o AND number = 3", 3, "it does not follow"),
        (
            'UPDATE history_payloads SET payload = \'{"old":{},"new":{}}\' WHERE organisation = :o AND number = 3',
            3,
            "was changed",
        ),
        ("DELETE FROM history_payloads WHERE organisation = :o AND number = 3", 3, "is gone"),
        (
            "INSERT INTO history_payloads SELECT :o, 9999, salt, payload FROM history_payloads LIMIT 1",
            9999,
            "is missing",
        ),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(data: Path, statement: str, number: int, words: str) -> None:
    name = forge(data, statement)
    result = run("verify-history", "--data", data, "--write-heads", data / "heads.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Organisation {name}, entry {number}: ")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (data / "heads.json").exists()


def test_entries_taken_out_are_missed(data: Path) -> None:
    name = take_out(data, "3")
    result = run("verify-history", "--data", data)
    assert result.stderr == f"Organisation {name}, entry 4: entries are missing before it.\n"


def test_heads_that_were_kept_elsewhere_fit(data: Path) -> None:
    heads = data / "heads.json"
    result = run("verify-history", "--data", data, "--write-heads", heads)
    assert (result.exit_code, result.stderr) == (0, "")
    assert str(heads) in result.stdout
    written = json.loads(heads.read_text(encoding="utf-8"))
    assert written["format"] == "self-audit-heads/1"
    assert len(written["heads"]) == 24
    assert run("verify-history", "--data", data, "--heads", heads).exit_code == 0


def test_a_lost_end_is_missed_by_heads_that_were_kept_elsewhere(data: Path) -> None:
    heads = data / "heads.json"
    run("verify-history", "--data", data, "--write-heads", heads)
    name = take_out(data, "(SELECT max(number) FROM history WHERE organisation = :o)")
    assert run("verify-history", "--data", data).exit_code == 0
    result = run("verify-history", "--data", data, "--heads", heads)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Organisation {name}, entry ")
    assert "was there when the heads were written" in result.stderr


def test_another_history_is_told_by_heads_that_were_kept_elsewhere(data: Path) -> None:
    heads = data / "heads.json"
    run("verify-history", "--data", data, "--write-heads", heads)
    content = json.loads(heads.read_text(encoding="utf-8"))
    content["heads"][0]["hash"] = "0" * 64
    heads.write_text(json.dumps(content), encoding="utf-8")
    result = run("verify-history", "--data", data, "--heads", heads)
    assert result.exit_code == 1
    assert "another one than when the heads were written" in result.stderr


def test_a_history_that_lost_a_guard_is_not_passed(data: Path) -> None:
    with closing(sqlite3.connect(data / config.DATABASE)) as db:
        db.execute("DROP TRIGGER history_stays")
    result = run("verify-history", "--data", data)
    assert result.exit_code == 1
    assert "history_stays" in result.stderr


def test_nothing_there_is_wrong_use(tmp_path: Path) -> None:
    result = run("verify-history", "--data", tmp_path)
    assert result.exit_code == 2
    assert "There are no audits in " in result.stderr


def test_a_database_of_before_the_history_says_so(tmp_path: Path) -> None:
    restore_dump(tmp_path / "old" / config.DATABASE)
    result = run("verify-history", "--data", tmp_path / "old")
    assert result.exit_code == 1
    assert "without a history" in result.stderr


def test_heads_that_are_none_are_wrong_use(data: Path) -> None:
    (data / "heads.json").write_text("{}", encoding="utf-8")
    for name in ("heads.json", "missing.json"):
        result = run("verify-history", "--data", data, "--heads", data / name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert name in result.stderr


def test_heads_that_cannot_be_written_are_wrong_use(data: Path) -> None:
    result = run("verify-history", "--data", data, "--write-heads", data / "no" / "heads.json")
    assert result.exit_code == 2
    assert "heads.json" in result.stderr
