"""A backup of an earlier release has other rules; it gets today's when it is brought up to this release."""

from pathlib import Path

import pytest

from audit.core.programme import Audit
from audit.store import backup
from audit.store.database import Store
from audit.store.schema import NAMES


def test_a_backup_of_an_earlier_release_is_restored_without_asking_for_todays_rules(
    store: Store, audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup.sqlite"
    backup.backup(store, target)
    monkeypatch.setattr(backup, "NAMES", (*NAMES, "m9999_later"))
    report = backup.restore(target, tmp_path / "elsewhere" / "self-audit.sqlite")
    assert dict(report.tables)["audits"] == 1
