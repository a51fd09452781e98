"""``retention``, ``export-organisation`` and ``record-of-processing`` say what they do and do what they say."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from audit import config, demo, library
from audit.core.programme import Organisation
from audit.store import erasures, organisations
from audit.store.database import Store
from audit.store.erasures import GRACE
from tests.cli.running import run


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
    folder = tmp_path / "kept"
    folder.mkdir()
    shutil.copy(made, folder / config.DATABASE)
    return folder


def first(data: Path) -> Organisation:
    store = Store(data / config.DATABASE)
    with store.reading() as db:
        found = organisations.listing(db)[0]
    store.close()
    return found


def ask(data: Path, name: str) -> None:
    """Ask for the erasure of an organisation, so long ago that its day has come."""
    store = Store(data / config.DATABASE)
    with store.writing() as db:
        erasures.ask(db, name, "e" * 16, store.clock() - GRACE - timedelta(seconds=5))
    store.close()


def test_a_look_changes_nothing(data: Path) -> None:
    before = (data / config.DATABASE).read_bytes()
    result = run("retention", "--data", data)
    assert result.exit_code == 0
    assert "  sessions – Ended sign-ins: 30 days\n" in result.stdout
    # Three assessors of the demonstration hold their office for longer than such events are kept.
    assert result.stdout.endswith("What would go now:\n  What happened to accounts, such as signing in: 3\n")
    assert (data / config.DATABASE).read_bytes() == before


def test_times_are_set_all_or_none(data: Path) -> None:
    result = run("retention", "--set", "sessions=5", "--set", "tries=0", "--data", data)
    assert (result.exit_code, result.stderr) == (1, "“tries” can be kept for 1 to 36525 days, not for 0.\n")
    assert "Ended sign-ins: 30 days" in run("retention", "--data", data).stdout
    assert "Ended sign-ins: 5 days" in run("retention", "--set", "sessions=5", "--data", data).stdout
    assert "Ended sign-ins: 30 days" in run("retention", "--set", "sessions=default", "--data", data).stdout


@pytest.mark.parametrize("value", ["sessions", "sessions=", "nothing=3", "sessions=-1", "sessions=٣", "drafts=400"])
def test_what_is_no_time_is_wrong_use(data: Path, value: str) -> None:
    result = run("retention", "--set", value, "--data", data)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"“{value}” is no time.")


def test_a_due_organisation_goes_and_a_receipt_is_printed(data: Path) -> None:
    gone = first(data)
    ask(data, gone.id)
    (data / "older.sqlite").write_bytes(b"")
    assert "Organisations whose day has come: 1" in run("retention", "--data", data).stdout
    result = run("retention", "--apply", "--data", data)
    assert result.exit_code == 0
    for words in (
        f"Receipt {'e' * 16}",
        f"Organisation: {gone.id}",
        "Audits: ",
        "History: ended with entry",
        "  older.sqlite",
    ):
        assert words in result.stdout
    assert gone.name not in result.stdout
    with closing(sqlite3.connect(data / config.DATABASE)) as db:
        assert db.execute("SELECT count(*) FROM organisations").fetchone() == (23,)
    assert run("verify-history", "--data", data).exit_code == 0
    assert run("retention", "--apply", "--data", data).stdout.endswith("What went:\n  Nothing.\n")


def test_heads_kept_before_an_erasure_still_fit(data: Path, tmp_path: Path) -> None:
    heads = tmp_path / "heads.json"
    run("verify-history", "--data", data, "--write-heads", heads)
    gone = first(data).id
    ask(data, gone)
    run("retention", "--apply", "--data", data)
    result = run("verify-history", "--data", data, "--heads", heads)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 organisation was erased." in result.stdout
    # A receipt explains no entry that was made after it.
    kept = json.loads(heads.read_text())
    later = [{**head, "number": head["number"] + 500} for head in kept["heads"] if head["organisation"] == gone]
    heads.write_text(json.dumps({**kept, "heads": later}))
    assert run("verify-history", "--data", data, "--heads", heads).exit_code == 1


def test_no_backup_in_the_folder_is_said(data: Path) -> None:
    ask(data, first(data).id)
    assert "None lies in the data folder." in run("retention", "--apply", "--data", data).stdout


def test_a_log_in_use_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasures, "empty_log", lambda _: False)
    assert "The log of the database is in use" in run("retention", "--apply", "--data", data).stderr


def test_an_empty_history_has_no_head(data: Path) -> None:
    name = first(data).id
    ask(data, name)
    with closing(sqlite3.connect(data / config.DATABASE)) as db, db:
        triggers = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
        for trigger in triggers:
            db.execute(f"DROP TRIGGER {trigger}")
        for table in ("history_payloads", "history"):
            db.execute(f"DELETE FROM {table} WHERE organisation = ?", (name,))  # noqa: S608 - names of this test
        for sql in triggers.values():
            db.execute(sql)
    assert "History: ended" not in run("retention", "--apply", "--data", data).stdout


@pytest.mark.parametrize("by", ["id", "name"])
def test_everything_of_one_organisation_is_written(data: Path, tmp_path: Path, by: str) -> None:
    found, target = first(data), tmp_path / "all.zip"
    result = run("export-organisation", getattr(found, by), "--out", target, "--data", data)
    assert result.exit_code == 0
    assert "Keep it as carefully as the audits." in result.stdout
    with zipfile.ZipFile(target) as zipped:
        assert zipped.testzip() is None
        assert found.name in zipped.read("README.txt").decode()
        assert f"{len(zipped.namelist())} files" in result.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert target.stat().st_mode & 0o077 == 0


def test_what_cannot_be_written_is_said(data: Path, tmp_path: Path) -> None:
    name = first(data).id
    assert run("export-organisation", name, "--out", tmp_path / "all.tar", "--data", data).exit_code == 2
    result = run("export-organisation", name, "--out", tmp_path / "no" / "all.zip", "--data", data)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_an_organisation_must_be_there_once(data: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "all.zip", "--data", data)
    result = run("export-organisation", "Nobody", *out)
    assert result.exit_code == 1
    assert first(data).id in result.stderr
    with closing(sqlite3.connect(data / config.DATABASE)) as db, db:
        db.execute("UPDATE organisations SET name = 'Twins' WHERE id IN (SELECT id FROM organisations LIMIT 2)")
    result = run("export-organisation", "twins", *out)
    assert result.exit_code == 1
    assert "Several organisations are called “twins”." in result.stderr


def test_the_record_is_printed_or_written(data: Path, tmp_path: Path) -> None:
    (data / "settings.toml").write_text('[record]\ncontroller = "The society"\n')
    printed = run("record-of-processing", "--data", data).stdout
    assert "  Controller: name and address: The society\n" in printed
    target = tmp_path / "record.json"
    assert run("record-of-processing", "--out", target, "--data", data).exit_code == 0
    assert json.loads(target.read_text())["missing"] == 9
    assert run("record-of-processing", "--out", tmp_path / "no" / "x.json", "--data", data).exit_code == 2


@pytest.mark.parametrize(
    "words", [("retention",), ("record-of-processing",), ("export-organisation", "x", "--out", "x.zip")]
)
def test_an_empty_folder_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--data", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("There is nothing kept in ")
