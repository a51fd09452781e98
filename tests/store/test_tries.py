"""Failed tries are counted within a time, and forgotten."""

from datetime import timedelta

from audit.store import tries
from audit.store.database import Store
from tests.store.people import NOW, digest

OURS, THEIRS = digest("0"), digest("1")
MINUTE = timedelta(minutes=1)


def test_nothing_was_tried_at_first(store: Store) -> None:
    with store.reading() as db:
        assert tries.count(db, OURS, NOW, NOW) == (0, None)


def test_tries_of_one_moment_are_all_counted(store: Store) -> None:
    with store.writing() as db:
        for _ in range(3):
            tries.add(db, OURS, NOW)
        tries.add(db, OURS, NOW + MINUTE)
        tries.add(db, THEIRS, NOW)
    with store.reading() as db:
        assert tries.count(db, OURS, NOW - MINUTE, NOW + MINUTE) == (4, NOW)
        assert tries.count(db, THEIRS, NOW - MINUTE, NOW + MINUTE) == (1, NOW)


def test_only_tries_after_the_time_count(store: Store) -> None:
    with store.writing() as db:
        tries.add(db, OURS, NOW)
        tries.add(db, OURS, NOW + MINUTE)
    with store.reading() as db:
        assert tries.count(db, OURS, NOW, NOW + MINUTE) == (1, NOW + MINUTE)
        assert tries.count(db, OURS, NOW + MINUTE, NOW + MINUTE) == (0, None)


def test_who_succeeds_is_forgiven_and_nobody_else(store: Store) -> None:
    with store.writing() as db:
        tries.add(db, OURS, NOW)
        tries.add(db, THEIRS, NOW)
        tries.clear(db, OURS)
        assert tries.count(db, OURS, NOW - MINUTE, NOW + MINUTE) == (0, None)
        assert tries.count(db, THEIRS, NOW - MINUTE, NOW + MINUTE) == (1, NOW)


def test_a_clock_that_ran_ahead_locks_nobody_out(store: Store) -> None:
    with store.writing() as db:
        for _ in range(5):
            tries.add(db, OURS, NOW + 1000 * MINUTE)
        tries.add(db, THEIRS, NOW + 1000 * MINUTE)
        assert tries.count(db, OURS, NOW - MINUTE, NOW) == (0, None)
        tries.add(db, OURS, NOW)
        assert tries.count(db, OURS, NOW - MINUTE, NOW) == (1, NOW)
        assert tries.count(db, OURS, NOW - MINUTE, NOW + 1000 * MINUTE) == (1, NOW), "the others are gone"
        assert tries.count(db, THEIRS, NOW, NOW + 1000 * MINUTE) == (1, NOW + 1000 * MINUTE)


def test_one_try_is_taken_back_and_no_other(store: Store) -> None:
    with store.writing() as db:
        for moment in (NOW, NOW + MINUTE, NOW + MINUTE):
            tries.add(db, OURS, moment)
        tries.add(db, THEIRS, NOW)
        for left in (2, 1, 0, 0):
            tries.take_back(db, OURS)
            assert tries.count(db, OURS, NOW - MINUTE, NOW + MINUTE) == (left, NOW if left else None)
        assert tries.count(db, THEIRS, NOW - MINUTE, NOW + MINUTE) == (1, NOW)
