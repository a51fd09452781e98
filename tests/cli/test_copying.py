"""``backup`` and ``restore``: both say what they wrote, and leave nothing half done."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audit import config, demo, library
from audit.store.database import Store
from audit.store.errors import CopyFailedError
from tests.cli.running import run


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the fictional network in it. Tests read it only."""
    folder = tmp_path_factory.mktemp("filled")
    store = Store(folder / config.DATABASE)
    store.prepare()
    demo.fill(store, library.default())
    store.close()
    return folder


def rows(path: Path) -> list[tuple[object, ...]]:
    """Return all answers of a database."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT * FROM answers ORDER BY organisation, audit, criterion").fetchall()


def test_what_was_backed_up_comes_back(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    result = run("backup", target, "--data", filled)
    assert (result.exit_code, result.stderr) == (0, "")
    said = re.fullmatch(r"Backed up to (.*) and checked: (.*)\.\n", result.stdout)
    assert said
    assert said[1] == str(target)
    assert re.fullmatch(r"26 programmes, 69 audits, [0-9]{4} answers, [0-9]{3} actions", said[2])
    elsewhere = tmp_path / "elsewhere"
    result = run("restore", target, "--data", elsewhere)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"Restored to {elsewhere / config.DATABASE} and checked: {said[2]}.\n"
        "Everybody signs in again. Invitations and other links have to be made anew. "
        "Mails that waited in the backup are not sent.\n"
    )
    assert rows(elsewhere / config.DATABASE) == rows(filled / config.DATABASE)
    assert len(rows(filled / config.DATABASE)) > 6000


def test_a_folder_as_target_gets_a_name_with_the_time(filled: Path, tmp_path: Path) -> None:
    result = run("backup", tmp_path, "--data", filled)
    assert result.exit_code == 0
    (written,) = tmp_path.glob("self-audit-*.sqlite")
    assert str(written) in result.stdout


def test_what_was_there_is_kept_beside_the_restored(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    run("backup", target, "--data", filled)
    run("restore", target, "--data", tmp_path)
    result = run("restore", target, "--data", tmp_path)
    assert result.exit_code == 0
    kept = re.search(r"What was there before is now (.*)\.\n", result.stdout)
    assert kept
    assert Path(kept[1]).is_file()


def test_the_default_is_the_own_folder(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    run("backup", target, "--data", filled)
    assert str(config.default_folder() / config.DATABASE) in run("restore", target).stdout
    assert run("backup", tmp_path / "again.sqlite").exit_code == 0


def test_nothing_to_back_up_is_wrong_use(tmp_path: Path) -> None:
    result = run("backup", tmp_path / "copy.sqlite", "--data", tmp_path / "empty")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("There is nothing to back up in ")
    assert not (tmp_path / "empty").exists()


def test_a_missing_backup_is_wrong_use(tmp_path: Path) -> None:
    result = run("restore", tmp_path / "copy.sqlite", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "copy.sqlite" in result.stderr


def test_what_is_no_backup_is_refused_and_nothing_changed(filled: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "copy.sqlite", tmp_path / "bad.sqlite"
    run("backup", good, "--data", filled)
    run("restore", good, "--data", tmp_path)
    before = rows(tmp_path / config.DATABASE)
    bad.write_bytes(b"This is no database, whatever its name says. " * 100)
    result = run("restore", bad, "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.sqlite" in result.stderr
    assert rows(tmp_path / config.DATABASE) == before


def test_a_copy_that_fails_its_check_is_a_no(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise CopyFailedError(name="copy.sqlite")

    monkeypatch.setattr("audit.cli.copying.write_backup", fail)
    result = run("backup", tmp_path / "copy.sqlite", "--data", filled)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
