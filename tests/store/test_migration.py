"""A database of the first release opens in every later one, with its answers, its guards and a backup."""

import runpy
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_utils import Database, Migrations
from sqlite_utils.utils import sqlite3 as used_by_sqlite_utils  # type: ignore[attr-defined] # its own, not for us

from audit.core.answers import Answer, Evidence
from audit.core.plan import Progress, SavedAction
from audit.core.signing import Signature, digest
from audit.store import (
    actions,
    answers,
    audits,
    copies,
    migrations,
    organisations,
    programmes,
    schema,
    sections,
    signatures,
    startup,
)
from audit.store.connection import connect
from audit.store.database import Store
from audit.store.errors import SignedAuditError, StoreRefusedError
from tests.store.conftest import Start

HERE = Path(__file__).parent
OURS, THEIRS = "a" * 16, "b" * 16
LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
BACKUP = "audit-before-m0002_versions-20261101T140200Z.sqlite"


@pytest.fixture
def first_release(empty_store: Store) -> Store:
    """Return a store whose file is the one of the first release, restored from its dump."""
    restore_dump(empty_store.path)
    return empty_store


def restore_dump(path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.executescript((HERE / "first_release.sql").read_text(encoding="utf-8"))
    db.close()


@pytest.fixture(scope="session")
def later() -> SimpleNamespace:
    """Return the made-up later release: its migrations and their names."""
    return SimpleNamespace(**runpy.run_path(str(HERE / "processes.py")))


@pytest.fixture
def as_later(later: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this program be the later release."""
    become(monkeypatch, later.LATER, later.LATER_NAMES)


def become(monkeypatch: pytest.MonkeyPatch, steps: Migrations, names: tuple[str, ...]) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    monkeypatch.setattr(startup, "NAMES", names)
    monkeypatch.setattr(copies, "NAMES", names)


def assert_everything_is_there(store: Store) -> None:
    with store.reading() as db:
        for name in (OURS, THEIRS):
            audit = audits.get(db, name, name)
            found = {criterion: (s.answer, s.version) for criterion, s in answers.listing(db, audit).items()}
            documents = (Evidence("House book, p. 2", date(2026, 3, 1)), Evidence("It's a log"))
            assert found == {
                "FIR-1": (Answer(level=3, evidence=documents), 2),
                "FIR-2": (Answer(not_applicable="We have no oven"), 1),
                "FIR-3": (Answer(not_sure=True), 1),
                "FIR-4": (Answer(), 2),
            }
            action = SavedAction(key="FIR-1", criteria=("FIR-1", "FIR-2"), due=date(2026, 12, 24), owner="House lead")
            assert actions.listing(db, audit) == (replace(action, progress=Progress.IN_PROGRESS, version=1),)
            assert sections.listing(db, audit) == {"fire"}
            assert audit.changed == LATER
        assert [o.id for o in organisations.listing(db)] == [OURS, THEIRS]
    with store.writing() as db:
        audit = audits.get(db, OURS, OURS)
        assert answers.undo(db, audit, "FIR-1", 2, LATER).answer == Answer(level=2, note="Škola – ქართული")


def dump(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    lines = list(db.iterdump())
    db.close()
    return lines


def test_the_program_opens_its_first_release_after_a_backup(first_release: Store) -> None:
    before = dump(first_release.path)
    first_release.prepare()
    assert dump(first_release.path.with_name(BACKUP)) == before
    assert_everything_is_there(first_release)


def test_what_the_first_release_kept_has_its_first_version_and_keeps_its_time_zone(first_release: Store) -> None:
    first_release.prepare()
    with first_release.reading() as db:
        ours = organisations.get(db, OURS)
        (programme,) = programmes.listing(db, OURS)
    assert (ours.version, ours.zone_chosen, programme.version) == (1, True, 1)


def test_the_first_migration_is_never_edited(first_release: Store, tmp_path: Path) -> None:
    fresh = sqlite3.connect(tmp_path / "fresh.sqlite")
    for statement in schema.FIRST_RELEASE:
        fresh.execute(statement)
    made = "SELECT name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql NOT LIKE '%sqlite_migrations%'"
    kept = sqlite3.connect(first_release.path)
    assert sorted(fresh.execute(made)) == sorted(kept.execute(made))
    fresh.close()
    kept.close()


def test_a_later_release_migrates_the_first_one_after_a_backup(first_release: Store, as_later: None) -> None:
    before = dump(first_release.path)
    first_release.prepare()
    backup = first_release.path.with_name(BACKUP)
    assert dump(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    with first_release.writing() as db:
        db.execute("INSERT INTO weather VALUES (?, ?)", (OURS, "the new table is there"))
        assert [row[1] for row in db.execute("PRAGMA table_info(programmes)")][:2] == ["id", "organisation"]
        assert "saved_by" in {row[1] for row in db.execute("PRAGMA table_info(answers)")}
    assert_everything_is_there(first_release)


def test_the_guards_and_checks_outlive_a_rebuilt_table(first_release: Store, as_later: None) -> None:
    first_release.prepare()
    with first_release.reading() as db:
        guards = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    assert guards == schema.TRIGGERS
    for statement in (
        "DELETE FROM answers",
        "UPDATE programmes SET setting = 'church'",
        "UPDATE programmes SET organisation = :theirs WHERE id = :ours",
    ):
        with pytest.raises(StoreRefusedError), first_release.writing() as db:
            db.execute(statement, {"ours": OURS, "theirs": THEIRS})


def test_a_signed_audit_is_still_locked_after_a_later_migration(
    first_release: Store, request: pytest.FixtureRequest
) -> None:
    first_release.prepare()
    with first_release.writing() as db:
        audit = audits.get(db, OURS, OURS)
        audits.mark_test(db, audit, on=False, at=LATER)
        signatures.mark_ready(db, audit, on=True)
        sealed = Signature(
            organisation=OURS,
            audit=OURS,
            moment=LATER,
            account=OURS,
            name="Ana",
            role="Manager",
            snapshot="{}",
            sha256=digest("{}"),
        )
        signatures.sign(db, audit, sealed)
    request.getfixturevalue("as_later")
    first_release.prepare()
    with first_release.reading() as db:  # It was migrated after it was signed.
        assert db.execute("SELECT count(*) FROM weather").fetchone() == (0,)
        assert len(copies.applied(db)) == len(schema.NAMES) + 1
    for statement in (
        "UPDATE answers SET level = 3, version = version + 1",
        "REPLACE INTO answers SELECT * FROM answers",
        "UPDATE audits SET state = 'draft'",
        "UPDATE signatures SET role = 'Nobody'",
        "DELETE FROM signatures",
        "DELETE FROM sections",
    ):
        with pytest.raises(SignedAuditError), first_release.writing() as db:
            db.execute(statement)
    with pytest.raises(SignedAuditError), first_release.writing() as db:
        answers.save(db, audit, "FIR-3", Answer(level=3), 1, LATER)
    with first_release.reading() as db:
        assert signatures.get(db, audit) == sealed


def test_a_database_is_migrated_once(first_release: Store, as_later: None) -> None:
    first_release.prepare()
    first_release.prepare()
    assert len(list(first_release.path.parent.glob("*before*"))) == 1


def test_a_later_release_starts_from_nothing_without_a_backup(empty_store: Store, as_later: None) -> None:
    empty_store.prepare()
    assert not list(empty_store.path.parent.glob("*before*"))


def _stumbles(db: Database) -> None:
    db.execute("DROP TABLE sections")
    db.execute("INSERT INTO unicorns VALUES (1)")


def _breaks_a_reference(db: Database) -> None:
    db.execute("UPDATE audits SET programme = 'cccccccccccccccc'")


@pytest.mark.parametrize("step", [_stumbles, _breaks_a_reference])
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    first_release: Store, monkeypatch: pytest.MonkeyPatch, step: Callable[[Database], None]
) -> None:
    broken = Migrations(schema.SET)
    broken(name=schema.NAMES[0])(migrations.m0001_first_release)
    broken(name=schema.NAMES[1])(migrations.m0002_versions)
    broken(name=schema.NAMES[2])(migrations.m0003_history)
    broken(name=schema.NAMES[3])(migrations.m0004_people)
    broken(name=schema.NAMES[4])(migrations.m0005_year)
    broken(name="m0006_broken")(step)
    before = dump(first_release.path)
    with monkeypatch.context() as patch:
        become(patch, broken, (*schema.NAMES, "m0006_broken"))
        with pytest.raises(Exception, match=r"unicorns|damaged"):
            first_release.prepare()
    assert dump(first_release.path) == before
    first_release.prepare()
    assert_everything_is_there(first_release)


def test_who_comes_second_finds_nothing_to_migrate(first_release: Store, as_later: None) -> None:
    first_release.prepare()
    db = connect(first_release.path)
    startup._migrate(db, first_release.path, first_release.clock)
    db.close()
    assert len(list(first_release.path.parent.glob("*before*"))) == 1


@pytest.mark.parametrize("old", [False, True], ids=["nothing there", "a database of the first release"])
def test_four_processes_that_start_together_migrate_once(
    tmp_path: Path, start: Start, old: bool, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "data" / "audit.sqlite"
    if old:
        restore_dump(path)
    together = [start("prepare_later" if old else "prepare", path) for _ in range(4)]
    assert [(p.wait(60), p.stderr.read()) for p in together] == [(0, "")] * 4
    assert len(list(path.parent.glob("*before*"))) == old
    if old:
        request.getfixturevalue("as_later")
    Store(path).prepare()


def test_sqlite_utils_uses_the_same_sqlite_as_we_do() -> None:
    assert used_by_sqlite_utils is sqlite3, "pysqlite3 is installed: its errors are not the ones we catch"
