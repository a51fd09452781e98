"""An upgrade that fails is no loss: the old version goes on with its database, and the backup of before restores."""

from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from audit import config
from audit.store import copies, migrations, schema, startup
from audit.store.database import Store
from tests.cli.running import run
from tests.store.test_migration import assert_everything_is_there, dump

OLD = Path(__file__).parents[1] / "store" / "first_release.sql"


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this program be a release whose last migration fails half way."""
    steps = Migrations(schema.SET)
    for name in schema.NAMES:
        steps(name=name)(getattr(migrations, name))

    def stumble(db: Database) -> None:
        db.execute("DROP TABLE sections")
        db.execute("INSERT INTO unicorns VALUES (1)")

    steps(name="m9999_broken")(stumble)
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    for module in (startup, copies):
        monkeypatch.setattr(module, "NAMES", (*schema.NAMES, "m9999_broken"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder that this release has opened, with the audits of the first one in it."""
    import sqlite3  # noqa: PLC0415 - only here, to read the file of the first release

    db = sqlite3.connect(tmp_path / config.DATABASE)
    db.executescript(OLD.read_text(encoding="utf-8"))
    db.close()
    store = Store(tmp_path / config.DATABASE)
    store.prepare()
    store.close()
    return tmp_path


def test_a_failed_upgrade_leaves_what_the_old_version_goes_on_with(data: Path) -> None:
    before = dump(data / config.DATABASE)
    with pytest.MonkeyPatch.context() as patch:
        broken(patch)
        result = run("serve", "--data", data)
        assert result.exit_code != 0
        assert "Traceback" not in result.output
    assert dump(data / config.DATABASE) == before
    store = Store(data / config.DATABASE)
    store.prepare()
    assert_everything_is_there(store)
    store.close()


def test_the_backup_taken_before_restores(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "before.sqlite"
    assert run("backup", kept, "--data", data).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        broken(patch)
        run("serve", "--data", data)
    (data / config.DATABASE).write_bytes(b"lost")
    (data / f"{config.DATABASE}-wal").unlink(missing_ok=True)
    result = run("restore", kept, "--data", tmp_path / "new")
    assert result.exit_code == 0, result.output
    store = Store(tmp_path / "new" / config.DATABASE)
    store.prepare()
    assert_everything_is_there(store)
    store.close()
