"""Attacks by a file: hostile databases to restore, and a data folder that is not what it seems."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import config
from audit.errors import AuditError
from audit.store.backup import backup, restore
from audit.store.database import Store
from audit.store.errors import ProtectionMissingError, WeakenedTablesError
from tests.cli.running import run
from tests.store.conftest import change
from tests.web.conftest import look_over


@pytest.fixture
def copy(store: Store, audit: str, tmp_path: Path) -> Path:
    """Return a backup with one audit."""
    target = tmp_path / "copy.sqlite"
    backup(store, target)
    return target


def audits_in(path: Path) -> int:
    db = sqlite3.connect(path)
    (found,) = db.execute("SELECT count(*) FROM audits").fetchone()
    db.close()
    return int(found)


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TRIGGER answers_keep_every_change",),
        ("CREATE TRIGGER evil AFTER INSERT ON answers BEGIN DELETE FROM actions; END",),
        ("CREATE TRIGGER evil AFTER UPDATE ON answers BEGIN UPDATE audits SET scope = 'first-pass'; END",),
    ],
    ids=["a rule that is gone", "a trigger that deletes", "a trigger that narrows the scope"],
)
def test_a_backup_with_other_rules_never_takes_the_place_of_good_data(
    copy: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    folder = tmp_path / "mine"
    mine = config.load(folder).database
    Store(mine).prepare()
    before = mine.read_bytes()
    change(copy, *statements)
    with pytest.raises(ProtectionMissingError):
        restore(copy, mine)
    assert mine.read_bytes() == before
    assert not list(folder.glob("*replaced*"))


@pytest.mark.parametrize(
    ("table", "taken"),
    [
        ("answers", "CONSTRAINT level_known CHECK (level BETWEEN 0 AND 3)"),
        ("answers", "STRICT, "),
        ("answers", "note TEXT NOT NULL"),
        ("actions", "CONSTRAINT dropped_with_reason CHECK (progress <> 'will not do' OR length(trim(reason)) > 0)"),
        ("audits", "FOREIGN KEY (organisation, programme) REFERENCES programmes (organisation, id)"),
        ("programmes_made_once", "UNIQUE "),
        ("audits_of_a_programme", ""),
    ],
    ids=lambda value: str(value)[:40] or "gone altogether",
)
def test_a_backup_whose_tables_were_weakened_is_refused(copy: Path, tmp_path: Path, table: str, taken: str) -> None:
    mine = config.load(tmp_path / "mine").database
    Store(mine).prepare()
    before = mine.read_bytes()
    if taken:
        weaken(copy, table, taken)
    else:
        change(copy, f"DROP INDEX {table}")
    with pytest.raises(WeakenedTablesError, match=table):
        restore(copy, mine)
    assert mine.read_bytes() == before
    result = run("restore", copy, "--data", tmp_path / "mine")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"are not as Self-Audit makes them ({table})" in result.stderr


def test_a_backup_whose_table_was_made_anew_without_a_rule_is_refused(copy: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(copy)
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'sections'").fetchone()
    db.close()
    without = made.replace("PRIMARY KEY (organisation, audit, domain)", "CHECK (1)").replace(", WITHOUT ROWID", "")
    change(copy, "DROP TABLE sections", without)
    with pytest.raises(WeakenedTablesError, match="sections"):
        restore(copy, config.load(tmp_path / "mine").database)


def weaken(path: Path, table: str, taken: str) -> None:
    """Take a rule out of the schema, as somebody would who can write the file."""
    db = sqlite3.connect(path)
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    assert taken in made
    less = made.replace(taken, "CHECK (1)" if taken.startswith(("CON", "FOR")) else "", 1)
    if taken.startswith("note"):
        less = made.replace(taken, "note TEXT DEFAULT ''", 1)
    with db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (less, table))
    db.close()


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("other", "CREATE UNIQUE INDEX other ON answers (organisation)"),
        ("other", "CREATE INDEX other ON answers (abs(level))"),
        ("more", "CREATE TABLE more (x TEXT REFERENCES Organisations (id) ON DELETE RESTRICT)"),
    ],
    ids=["one answer for all", "an expression may fail", "nobody can be deleted"],
)
def test_a_backup_in_which_others_could_refuse_a_change_is_refused(
    copy: Path, tmp_path: Path, name: str, statement: str
) -> None:
    change(copy, "DELETE FROM answers", statement)
    with pytest.raises(WeakenedTablesError, match=rf"\({name}\)"):
        restore(copy, config.load(tmp_path / "mine").database)


def test_views_and_tables_of_others_in_a_backup_do_nothing(copy: Path, tmp_path: Path) -> None:
    change(
        copy,
        "CREATE VIEW evil AS SELECT load_extension('/tmp/evil.so')",
        "CREATE TABLE more (x TEXT PRIMARY KEY)",
        "CREATE INDEX other ON more (x)",
        "CREATE TABLE still_more (x TEXT REFERENCES more)",
    )
    mine = config.load(tmp_path / "mine").database
    restore(copy, mine)
    store = Store(mine)
    store.prepare()
    store.close()
    assert audits_in(mine) == 1


def test_a_backup_by_way_of_a_link_is_read_and_left_alone(copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(copy)
    before = copy.read_bytes()
    mine = config.load(tmp_path / "mine").database
    restore(link, mine)
    assert link.is_symlink()
    assert copy.read_bytes() == before
    assert not mine.is_symlink()
    assert mine.stat().st_mode & 0o077 == 0


def test_a_database_that_is_a_link_is_replaced_and_its_target_kept(copy: Path, tmp_path: Path) -> None:
    """Nobody's file elsewhere is written over because a link points at it."""
    elsewhere, mine = tmp_path / "elsewhere.sqlite", config.load(tmp_path / "mine").database
    Store(elsewhere).prepare()
    mine.symlink_to(elsewhere)
    restore(copy, mine)
    assert not mine.is_symlink()
    assert audits_in(elsewhere) == 0
    assert audits_in(mine) == 1


@pytest.mark.parametrize("target", ["a folder", "a pipe", "a link in a circle", "a link to nothing"])
def test_what_is_no_file_is_no_backup(tmp_path: Path, target: str) -> None:
    path = tmp_path / "odd.sqlite"
    makers: dict[str, Callable[[], object]] = {
        "a folder": path.mkdir,
        "a pipe": lambda: os.mkfifo(path),
        "a link in a circle": lambda: path.symlink_to(path),
        "a link to nothing": lambda: path.symlink_to(tmp_path / "nothing"),
    }
    makers[target]()
    result = run("restore", path, "--data", tmp_path / "mine")
    assert result.exit_code == 2
    assert not (tmp_path / "mine" / config.DATABASE).exists()


def test_text_that_is_no_text_is_damage_and_no_mistake_of_ours(
    app: Flask, client: FlaskClient, store: Store, audit: str
) -> None:
    app.testing = False
    change(store.path, "UPDATE programmes SET name = CAST(X'FFFE41' AS TEXT)")
    for path in ("/", f"/audits/{audit}", f"/audits/{audit}/results", f"/audits/{audit}/domains/risk"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "is damaged" in answer.text
        look_over(answer.text, app)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organisations SET zone = '../../../../etc/passwd'",
        "UPDATE organisations SET zone = 'Europe'",
        "UPDATE organisations SET country = 'QQ'",
        "UPDATE programmes SET languages = 'xx 1 -', models = ''",
        "UPDATE audits SET date = '0001-01-01'",
        "UPDATE audits SET date = '9999-12-31'",
    ],
)
def test_odd_values_from_a_restored_file_are_shown_or_said(
    app: Flask, client: FlaskClient, store: Store, audit: str, programme: str, statement: str
) -> None:
    app.testing = False
    change(store.path, statement)
    for part in ("", "/results", "/plan", "/domains/risk", "/answers-file", "/answers.json", "/charts/domains.svg"):
        assert client.get(f"/audits/{audit}{part}").status_code in {200, 503}
    for path in ("/", f"/programmes/{programme}", f"/programmes/{programme}/edit"):
        assert client.get(path).status_code in {200, 503}


def test_an_audit_of_an_unknown_formula_is_never_scored_by_ours(
    app: Flask, client: FlaskClient, store: Store, audit: str
) -> None:
    app.testing = False
    change(store.path, "UPDATE audits SET formula = 999999")
    for part in ("/results", "/plan", "/report", "/report.pdf", "/plan.pdf", "/charts/domains.svg"):
        answer = client.get(f"/audits/{audit}{part}")
        assert answer.status_code == 409, part
        assert "This audit is scored by formula 999999, which this Self-Audit does not know." in answer.text
    for part in ("", "/domains/risk", "/answers-file", "/answers.json", "/delete"):
        assert client.get(f"/audits/{audit}{part}").status_code == 200, "its answers can be read and taken along"


@pytest.mark.parametrize("kind", ["a link to a folder", "a link to nothing", "a file"])
def test_a_data_folder_by_way_of_a_link(tmp_path: Path, kind: str) -> None:
    folder, real = tmp_path / "data", tmp_path / "real"
    if kind == "a file":
        folder.write_text("mine")
    else:
        folder.symlink_to(real)
    if kind == "a link to a folder":
        real.mkdir()
        assert config.load(folder).secret_key == (real / "secret-key").read_bytes()
        assert (real / "secret-key").stat().st_mode & 0o077 == 0
        return
    with pytest.raises(AuditError):
        config.load(folder)
    assert not real.exists()
