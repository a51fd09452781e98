"""``doctor``: what is here, what is missing, and what each lack costs."""

import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from audit import __version__, config, library, resources
from audit.core.content import content_hash
from audit.render import engines
from audit.render.engines import Engine
from audit.store.database import Store
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
