"""``doctor``: what is here, what is missing, and what each lack costs."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit import __version__, config, config_file, library, resources
from audit.core.content import content_hash
from audit.core.people import Kind, Office
from audit.render import engines
from audit.render.engines import Engine
from audit.store import accounts, second_factors
from audit.store.database import Store
from tests import people
from tests.cli.running import run
from tests.conftest import SMALL


def lines(stdout: str) -> dict[str, str]:
    """Return what was said by what was looked at."""
    return {line[9:27].strip(): line for line in stdout.splitlines() if line.startswith(("found", "missing"))}


def test_it_names_versions_engines_fonts_and_folders(tmp_path: Path) -> None:
    result = run("doctor", "--data", tmp_path / "new")
    said = lines(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert said["self-audit"].endswith(__version__)
    assert sqlite3.sqlite_version in said["sqlite"]
    assert {"python", "standards", "static", "templates", "typst", "matplotlib", "fonts", "disk", "log"} < said.keys()
    assert content_hash(library.default()) in said["wwp-en-2018-topics"]
    assert "is made at the first start" in said["data folder"]
    assert "none yet" in said["audits"]
    assert not (tmp_path / "new").exists()


def test_a_database_is_read_to_its_end(tmp_path: Path) -> None:
    store = Store(tmp_path / config.DATABASE)
    store.prepare()
    store.close()
    assert "is whole" in lines(run("doctor", "--data", tmp_path).stdout)["audits"]
    (tmp_path / config.DATABASE).write_bytes(b"nothing of ours " * 400)
    result = run("doctor", "--data", tmp_path)
    assert result.exit_code == 1
    assert lines(result.stdout)["audits"].startswith("missing")
    assert result.stderr == "Essential, and missing: audits.\n"


def prepared(folder: Path) -> Store:
    """Return a store in a data folder, ready to be written."""
    store = Store(folder / config.DATABASE)
    store.prepare()
    return store


def test_an_instance_that_nobody_set_up_says_so(tmp_path: Path) -> None:
    prepared(tmp_path).close()
    result = run("doctor", "--data", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result.stdout)["set up"].startswith("missing")
    assert "prints the link of the first start" in result.stdout
    assert "accounts" not in lines(result.stdout)


def test_who_may_sign_in_is_told_in_numbers(tmp_path: Path) -> None:
    store = prepared(tmp_path)
    people.set_up(store, Kind.NETWORK)
    olive = people.admit(store, "Olive Made-up", offices=[Office.OPERATOR])
    people.admit(store, "Petra Made-up", offices=[Office.OPERATOR])
    gone = people.admit(store, "Vera Made-up")
    people.admit(store, "Ana Made-up")
    with store.writing() as db:
        accounts.disable(db, gone.id)
    said = lines(run("doctor", "--data", tmp_path).stdout)
    assert said["set up"].endswith("a network")
    assert said["accounts"].endswith("3 may sign in, 1 disabled")
    assert said["operators"].startswith("found")
    assert said["operators"].endswith("2, 0 without second factor")
    with store.writing() as db:
        second_factors.switch_off(db, olive.id)
    store.close()
    result = run("doctor", "--data", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines(result.stdout)["operators"].startswith("missing")
    assert "1 without second factor" in result.stdout
    assert "Made-up" not in result.stdout
    assert "@" not in result.stdout


def test_ones_own_instance_is_named_so(tmp_path: Path) -> None:
    store = prepared(tmp_path)
    people.set_up(store)
    store.close()
    assert lines(run("doctor", "--data", tmp_path).stdout)["set up"].endswith("programmes of one organisation")


def test_a_database_of_an_earlier_release_is_read_as_it_is(tmp_path: Path) -> None:
    prepared(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / config.DATABASE)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DROP TABLE accounts")
        db.commit()
    assert "set up" not in lines(run("doctor", "--data", tmp_path).stdout)


def test_mail_is_told_about_without_its_password(tmp_path: Path) -> None:
    assert lines(run("doctor", "--data", tmp_path).stdout)["mail"].startswith("missing  mail               not set up")
    settings = '[mail]\nhost = "mail.example.org"\nsender = "audit@example.org"\nuser = "u"\npassword = "very secret"\n'
    file = tmp_path / config_file.NAME
    file.write_text(settings, encoding="utf-8")
    file.chmod(0o600)
    result = run("doctor", "--data", tmp_path)
    assert lines(result.stdout)["mail"].endswith("mail.example.org:587")
    assert "very secret" not in result.stdout
    file.write_text("[mail]\nhost = 7\n", encoding="utf-8")
    result = run("doctor", "--data", tmp_path)
    assert result.exit_code == 1
    assert "mail.host" in lines(result.stdout)["mail"]
    assert result.stderr == "Essential, and missing: mail.\n"


def test_a_missing_helper_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    lack = Engine("wkhtmltopdf", is_found=False, detail="", cost="Working copies are made by Typst instead.")
    monkeypatch.setattr(engines, "every", lambda: (lack,))
    result = run("doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "missing  wkhtmltopdf\n" + " " * 28 + "Working copies are made by Typst instead." in result.stdout


def test_a_missing_engine_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    lack = Engine("typst", is_found=False, detail="", cost="No paper at all.")
    monkeypatch.setattr(engines, "every", lambda: (lack,))
    result = run("doctor")
    assert result.exit_code == 1
    assert "No paper at all." in result.stdout
    assert result.stderr == "Essential, and missing: typst.\n"


def test_folders_that_are_gone_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find = resources.directory
    monkeypatch.setattr(resources, "directory", lambda name: find(name, package=tmp_path / "audit"))
    monkeypatch.setattr(engines, "every", tuple)
    result = run("doctor")
    assert result.exit_code == 1
    assert "There is nothing to audit by." in result.stdout
    assert result.stderr == "Essential, and missing: standards, static, templates.\n"


def test_a_broken_standard_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "bakery-2025"))
    (folder / "standard.toml").unlink()
    monkeypatch.setattr(library, "available", lambda: (folder,))
    result = run("doctor")
    assert result.exit_code == 1
    assert "standard.toml: the file is missing" in result.stdout


def test_a_data_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("doctor", "--data", tmp_path / "file")
    assert result.exit_code == 1
    assert "Choose another folder with --data." in result.stdout


def test_an_old_sqlite_and_a_full_disk_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    result = run("doctor")
    assert "3.37 or newer is needed" in result.stdout
    assert "5 MB free" in result.stdout
    assert result.stderr == "Essential, and missing: sqlite.\n"
