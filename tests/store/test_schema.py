"""The file itself refuses what must never be in it, whoever writes: shapes, strangers' rows, silent changes."""

import sqlite3
from datetime import datetime

import pytest

from audit.core.answers import Answer
from audit.core.people import Kind, Office, Purpose, Role
from audit.core.plan import Effort, Progress
from audit.core.programme import Audit, Setting, SizeBand
from audit.core.standard import Scope
from audit.store import answers, limits, migrations, schema
from audit.store.database import Store
from audit.store.schema_people import PEOPLE

PUBLIC = {"editions", "organisations"}
# These are about people, or about the instance, and belong to no organisation; a link may.
OF_PEOPLE = {
    *("instance", "accounts", "offices", "sessions", "recovery_codes"),
    *("links", "tries", "account_events", "jobs"),
}
OURS, THEIRS = "a" * 16, "b" * 16
NOW = "'2026-11-01T14:02:00Z'"
VALUES = {
    "ours": OURS,
    "theirs": THEIRS,
    "nobody": "z" * 16,
    "now": NOW.strip("'"),
    "shouting": "A" * 16,
    "short": "a" * 15,
    "odd": "1" * 16,
    "good": "c" * 16,
}


@pytest.fixture
def filled(
    store: Store, audit: Audit, other_audit: Audit, raw: sqlite3.Connection, now: datetime
) -> sqlite3.Connection:
    """Return a raw connection to a store in which two organisations have one answer each."""
    with store.writing() as db:
        for each in (audit, other_audit):
            answers.save(db, each, "FIR-1", Answer(level=1), 0, now)
            answers.save(db, each, "FIR-1", Answer(level=2), 1, now)
    return raw


def test_every_table_is_strict_and_names_its_organisation(raw: sqlite3.Connection) -> None:
    tables = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"))
    for name, sql in tables.items():
        assert ") STRICT" in sql, name
        columns = {row[1] for row in raw.execute(f"PRAGMA table_info({name})") if row[3]}
        assert "organisation" in columns or name in PUBLIC | OF_PEOPLE, name
    assert len(tables) == 34


def test_the_names_of_the_migrations_are_known_without_loading_them() -> None:
    assert tuple(m.name for m in migrations.MIGRATIONS._migrations) == schema.NAMES
    assert migrations.MIGRATIONS.name == schema.SET


def test_the_words_of_the_core_are_the_words_of_the_tables() -> None:
    text = "\n".join(schema.FIRST_RELEASE)
    for words in (Setting, SizeBand, Scope, Progress, Effort):
        assert f"IN ({', '.join(repr(str(word)) for word in words)})" in text


def test_the_words_about_people_are_the_words_of_the_tables() -> None:
    text = "\n".join(PEOPLE)
    for words in (Role, Office, Kind, Purpose):
        assert f"IN ({', '.join(repr(str(word)) for word in words)})" in text


def test_the_limits_are_those_of_the_tables() -> None:
    text = "\n".join(schema.FIRST_RELEASE)
    for column, most in [("name", limits.NAME), ("note", limits.LONG_TEXT), ("owner", limits.SHORT_TEXT)]:
        assert f"length({column}) BETWEEN {1 if column == 'name' else 0} AND {most} " in text


_ANSWER = (
    "INSERT INTO answers VALUES ('{o}', '{o}', 'FIR-2', {level}, {reason}, {sure}, {docs}, {note}, {version}, {at})"
)
_GOOD = {
    "o": OURS,
    "level": "1",
    "reason": "NULL",
    "sure": "0",
    "docs": "'[]'",
    "note": "''",
    "version": "1",
    "at": NOW,
}


def test_a_good_row_is_taken(filled: sqlite3.Connection) -> None:
    assert filled.execute(_ANSWER.format(**_GOOD)).rowcount == 1


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"level": "4"}, "level_known"),
        ({"level": "-1"}, "level_known"),
        ({"level": "2.5"}, "cannot store REAL value in INTEGER"),
        ({"level": "'x'"}, "cannot store TEXT value in INTEGER"),
        ({"reason": "'We have none'"}, "one_kind"),
        ({"sure": "1"}, "one_kind"),
        ({"sure": "2"}, "not_sure_flag"),
        ({"level": "NULL", "reason": "'no'"}, "reason_given"),
        ({"docs": "'{}'"}, "evidence_list"),
        ({"docs": "NULL"}, "NOT NULL"),
        ({"note": "'a' || char(0) || 'b'"}, "note_text"),
        ({"version": "0"}, "version_counts"),
        ({"at": "'2026-11-01'"}, "saved_moment"),
        ({"at": "'2026-02-31T10:00:00Z'"}, "saved_moment"),
        ({"at": "'yesterday'"}, "saved_moment"),
    ],
)
def test_a_wrong_answer_is_refused(filled: sqlite3.Connection, change: dict[str, str], rule: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=rule):
        filled.execute(_ANSWER.format(**{**_GOOD, **change}))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:shouting, 'x', 'HR', 'UTC', 0)",
            "id_token",
        ),
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:short, 'x', 'HR', 'UTC', 0)",
            "id_token",
        ),
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:odd, 'x', 'HR', 'UTC', 0)",
            "id_token",
        ),
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:good, '', 'HR', 'UTC', 0)",
            "name_text",
        ),
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:good, 'x', 'hr', 'UTC', 0)",
            "country_code",
        ),
        (
            "INSERT INTO organisations (id, name, country, zone, fictional) VALUES (:good, 'x', 'HRV', 'UTC', 0)",
            "country_code",
        ),
        ("UPDATE programmes SET setting = 'church'", "setting_word"),
        ("UPDATE programmes SET languages = 'hr,en'", "languages_words"),
        ("UPDATE audits SET scope = 'some'", "scope_word"),
        ("UPDATE audits SET date = '2026-13-01'", "date_day"),
        ("UPDATE audits SET date = '2026-02-30'", "date_day"),
        ("UPDATE audits SET formula = 0", "formula_number"),
        ("INSERT INTO editions VALUES ('abc', 'x', 'y', '{}')", "content_hash_shape"),
    ],
)
def test_a_wrong_shape_is_refused(filled: sqlite3.Connection, statement: str, rule: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=rule):
        filled.execute(statement, VALUES)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes SET organisation = :theirs WHERE id = :ours",
        "UPDATE audits SET organisation = :theirs WHERE id = :ours",
        "UPDATE audits SET programme = :theirs WHERE id = :ours",
        "UPDATE audits SET edition = '1999.1'",
        "INSERT INTO sections VALUES (:ours, :theirs, 'fire', :now)",
        "INSERT INTO answers VALUES (:ours, :theirs, 'FIR-2', 1, NULL, 0, '[]', '', 1, :now)",
        "INSERT INTO sections VALUES (:ours, :nobody, 'fire', :now)",
        "DELETE FROM organisations WHERE id = :ours",
        "DELETE FROM programmes WHERE id = :ours",
        "DELETE FROM audits WHERE id = :ours",
    ],
)
def test_no_row_points_at_another_organisations_row_or_at_nothing(filled: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        filled.execute(statement, VALUES)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE answers SET level = 3", "one version"),
        ("UPDATE answers SET level = 3, version = version + 2", "one version"),
        ("UPDATE answers SET criterion = 'FIR-9', version = version + 1", "one version"),
        ("DELETE FROM answers", "goes only with its audit"),
        ("DELETE FROM answer_changes", "goes only with its audit"),
        ("UPDATE answer_changes SET level = 3", "never changed"),
        ("INSERT OR REPLACE INTO answer_changes SELECT * FROM answer_changes", "never changed"),
        ("UPDATE editions SET content = '{}'", "never changed"),
        ("INSERT OR REPLACE INTO editions SELECT * FROM editions", "never changed"),
        ("DELETE FROM editions", "never deleted"),
    ],
)
def test_nothing_changes_answers_history_or_editions_in_silence(
    filled: sqlite3.Connection, statement: str, rule: str
) -> None:
    before = list(filled.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=rule):
        filled.execute(statement, VALUES)
    assert list(filled.iterdump()) == before


def test_every_change_of_an_answer_is_kept_even_by_hand(filled: sqlite3.Connection) -> None:
    filled.execute("UPDATE answers SET level = 0, version = version + 1")
    kept = "SELECT version, level FROM answer_changes WHERE organisation = ? ORDER BY version"
    assert filled.execute(kept, (OURS,)).fetchall() == [(1, 1), (2, 2), (3, 0)]
