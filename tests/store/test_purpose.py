"""A database is for somebody's own audits or for the demonstration, and never becomes the other."""

from dataclasses import replace
from pathlib import Path

import pytest

from audit.core.programme import Organisation
from audit.store import organisations
from audit.store.backup import backup, restore
from audit.store.database import Store
from audit.store.purpose import FictionalDataError, Purpose, refuse_fiction, settle


@pytest.mark.parametrize(("first", "second"), [(Purpose.OWN, Purpose.FICTIONAL), (Purpose.FICTIONAL, Purpose.OWN)])
def test_whoever_comes_first_has_it(store: Store, first: Purpose, second: Purpose) -> None:
    for purpose, may in ((first, True), (first, True), (second, False), (first, True)):
        with store.writing() as db:
            assert settle(db, purpose) is may


def test_what_nobody_said_the_rows_say(store: Store, organisation: Organisation) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
    with store.writing() as db:
        assert not settle(db, Purpose.FICTIONAL)
        assert settle(db, Purpose.OWN)
        organisations.create(db, replace(organisation, id="2" * 16, fictional=True))
        assert not settle(db, Purpose.OWN)


def test_what_was_not_kept_was_not_said(store: Store) -> None:
    def fail() -> None:
        with store.writing() as db:
            assert settle(db, Purpose.FICTIONAL)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.writing() as db:
        assert settle(db, Purpose.OWN)


def test_a_copy_is_for_the_same(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        settle(db, Purpose.FICTIONAL)
    backup(store, tmp_path / "copy.sqlite")
    restore(tmp_path / "copy.sqlite", tmp_path / "mine.sqlite")
    again = Store(tmp_path / "mine.sqlite")
    with again.writing() as db:
        assert not settle(db, Purpose.OWN)
    again.close()


def test_real_work_is_kept_out_of_the_demonstration(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        settle(db, Purpose.FICTIONAL)
    with pytest.raises(FictionalDataError):
        refuse_fiction(store)
    own = Store(tmp_path / "own.sqlite")
    own.prepare()
    refuse_fiction(own)
    own.close()
