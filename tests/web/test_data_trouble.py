"""What is said, and what goes on, when an organisation's data cannot be written or read."""

import errno
import os
from datetime import timedelta

import pytest
from flask import Flask

from audit import library
from audit.config import Config
from audit.core.people import Kind, Role
from audit.store import archive, audits, erasures, organisations, programmes, retention
from audit.store.database import Store
from audit.web import upkeep
from tests import people
from tests.store.conftest import audit_of, change, member, programme_of
from tests.web.browsers import enter
from tests.web.conftest import Clock

OURS, THEIRS = "a" * 16, "b" * 16


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with our organisation and another one, each with a programme and an audit."""
    standard = library.default()
    people.set_up(store, Kind.NETWORK)
    with store.writing() as db:
        for name in (OURS, THEIRS):
            organisations.create(db, member(name))
            programmes.create(db, programme_of(name))
            audits.create(db, audit_of(name, standard), standard)
    return store


def test_a_disk_that_is_full_is_said(
    app: Flask, settings: Config, monkeypatch: pytest.MonkeyPatch, filled: Store
) -> None:
    manager = enter(app, filled, "Mira", places=[(OURS, Role.MANAGER)])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archive, "write", full)
    assert "The disk is full" in manager.page(f"/organisations/{OURS}/data.zip", 507)
    assert not [path for path in settings.data.iterdir() if path.suffix in {".zip", ".tmp"} or "tmp" in path.name]


def test_an_organisation_that_cannot_be_read_keeps_no_other_from_the_round(
    filled: Store, settings: Config, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with filled.writing() as db:
        erasures.ask(db, OURS, filled.token(), filled.clock())
        retention.set_days(db, retention.What.AUDITS, 365, OURS)
        retention.set_days(db, retention.What.AUDITS, 365, THEIRS)
    change(
        filled.path,
        "PRAGMA ignore_check_constraints = ON",
        f"UPDATE audits SET scope = 'all of it' WHERE organisation = '{OURS}'",  # noqa: S608 - a word of our own
    )
    clock.now += timedelta(days=800)
    done = upkeep.apply(settings, filled)
    assert done.past.unreadable == (OURS,)
    assert {audit.organisation for audit in done.past.audits} == {THEIRS}
    assert done.receipts == ()
    assert f"organisation {OURS} cannot be read" in caplog.text
    assert "it was not erased" in caplog.text
