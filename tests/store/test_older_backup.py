"""A backup of an earlier release has other rules; it gets today's when it is brought up to this release."""

from pathlib import Path

import pytest

from audit.store import backup
from audit.store.database import Store


def test_a_backup_of_an_earlier_release_is_restored_without_asking_for_todays_rules(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup.sqlite"
    backup.backup(filled, target)
    monkeypatch.setattr(backup, "NAMES", (*backup.NAMES, "m9999_later"))
    report = backup.restore(target, tmp_path / "elsewhere" / "self-audit.sqlite")
    assert dict(report.tables)["answers"] == 1
