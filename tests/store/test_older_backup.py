"""A backup of an earlier release has fewer columns; it gets today's when it is brought up to this release."""

from pathlib import Path

import pytest

from audit.store.backup import restore
from audit.store.database import Store
from audit.store.errors import StoreDamagedError, WeakenedTablesError
from audit.store.organisations import listing
from tests.store.conftest import change
from tests.store.test_migration import restore_dump


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Return a backup of the first release."""
    path = tmp_path / "older" / "backup.sqlite"
    restore_dump(path)
    return path


def test_a_backup_of_an_earlier_release_is_restored_and_brought_up_to_this_one(older: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "self-audit.sqlite"
    report = restore(older, mine)
    assert dict(report.tables)["audits"] == 2
    assert report.migrations == ("m0001_first_release",)
    store = Store(mine)
    store.prepare()
    with store.reading() as db:
        assert [organisation.version for organisation in listing(db)] == [1, 1]
    store.close()


def test_a_weakened_backup_of_an_earlier_release_is_refused(older: Path, tmp_path: Path) -> None:
    change(older, "DROP INDEX audits_of_a_programme")
    with pytest.raises(WeakenedTablesError, match="audits_of_a_programme"):
        restore(older, tmp_path / "mine.sqlite")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM _sqlite_migrations", "UPDATE _sqlite_migrations SET name = 'm0002_versions'"],
    ids=["no migration", "not the first one"],
)
def test_a_backup_whose_migrations_do_not_begin_as_ours_is_refused(older: Path, tmp_path: Path, statement: str) -> None:
    change(older, statement)
    with pytest.raises(StoreDamagedError):
        restore(older, tmp_path / "mine.sqlite")
