"""A store in a fresh folder, with two organisations that must never see each other."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

import pytest

from audit.core.content import content_hash
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.standard import Scope, Standard
from audit.store import audits, editions, organisations, programmes
from audit.store.database import Store

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NOW = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)
OURS, THEIRS = "a" * 16, "b" * 16


def change(path: Path, *statements: str) -> None:
    """Change a database as another program would, without asking the store."""
    db = sqlite3.connect(path)
    with db:
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.fixture(autouse=True)
def fresh_editions() -> Iterator[None]:
    """Forget the editions that another test has read."""
    editions._checked.clear()
    yield
    editions._checked.clear()


@pytest.fixture
def now() -> datetime:
    """Return the time of every save that does not say another."""
    return NOW


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    """Return a store whose file is not there yet."""
    store = Store(tmp_path / "data" / "audit.sqlite", clock=lambda: NOW)
    yield store
    store.close()


@pytest.fixture
def store(empty_store: Store, prepared: Path) -> Store:
    """Return a store that is ready and holds nothing."""
    empty_store.path.parent.mkdir(mode=0o700)
    shutil.copy(prepared, empty_store.path)
    return empty_store


def member(name: str) -> Organisation:
    """Write an organisation short: its id is one letter, sixteen times."""
    return Organisation(id=name, name=f"Association {name[0]}", country="HR", zone="Europe/Zagreb")


def programme_of(organisation: str) -> Programme:
    """Return the programme of an organisation; it has the organisation's id."""
    return Programme(
        id=organisation,
        organisation=organisation,
        name="Choosing change",
        country="HR",
        languages=("hr", "en"),
        setting=Setting.COMMUNITY,
        size_band=SizeBand.FROM_25,
        models=(WorkModel.SOCIAL_EDUCATIONAL, WorkModel.FAMILY),
    )


def audit_of(organisation: str, standard: Standard) -> Audit:
    """Return an audit of that programme; it has the organisation's id too."""
    return Audit(
        id=organisation,
        organisation=organisation,
        programme=organisation,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=1,
        scope=Scope.FULL,
        date=date(2026, 11, 1),
        is_test=False,
        created=NOW,
        changed=NOW,
    )


@pytest.fixture
def organisation() -> Organisation:
    """Return our organisation."""
    return member(OURS)


@pytest.fixture
def programme() -> Programme:
    """Return our programme."""
    return programme_of(OURS)


@pytest.fixture
def audit(store: Store, standard: Standard) -> Audit:
    """Return our audit; the store holds it and its organisation and programme."""
    return _keep(store, OURS, standard)


@pytest.fixture
def other_audit(store: Store, standard: Standard) -> Audit:
    """Return the audit of another organisation in the same store."""
    return _keep(store, THEIRS, standard)


def _keep(store: Store, name: str, standard: Standard) -> Audit:
    audit = audit_of(name, standard)
    with store.writing() as db:
        organisations.create(db, member(name))
        programmes.create(db, programme_of(name))
        audits.create(db, audit, standard)
    return audit


@pytest.fixture
def raw(store: Store) -> Iterator[sqlite3.Connection]:
    """Return a connection that knows nothing of our rules but those inside the file."""
    db = sqlite3.connect(store.path, isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    yield db
    db.close()


class Started(subprocess.Popen[str]):
    """A process whose input and output a test holds: none of the three is ever missing."""

    stdin: IO[str]
    stdout: IO[str]
    stderr: IO[str]


Start = Callable[..., Started]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start ``processes.py`` with these arguments; whatever still runs at the end is killed."""
    running: list[Started] = []

    def start(*arguments: object) -> Started:
        command = [sys.executable, str(HERE / "processes.py"), *map(str, arguments)]
        process = Started(
            command,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()
