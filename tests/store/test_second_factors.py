"""A code is taken once, a recovery code is used once, and nothing is half on."""

import pytest

from audit.store import accounts, second_factors, sessions
from audit.store.database import Store
from audit.store.errors import NotFoundError, SecondFactorOnError, StoreRefusedError
from tests.store.people import ANA, BOJAN, CARLA, NOW, acts, digest, keep, person, session

SECRET, ANOTHER = "A" * 32, "B" * 32
CODES = [digest(letter) for letter in "0123456789"]
HASH = digest("f")


@pytest.fixture
def people(store: Store) -> Store:
    """Return a store with two accounts, of which the first is signed in."""
    keep(store, person(ANA), person(BOJAN))
    with store.writing() as db:
        sessions.begin(db, session(ANA, "h"), HASH)
    return store


@pytest.fixture
def with_factor(people: Store) -> Store:
    """Return a store in which both have a second factor."""
    with people.writing() as db:
        for name in (ANA, BOJAN):
            second_factors.switch_on(db, name, SECRET, 100, CODES)
    return people


def test_an_account_begins_without_one(people: Store) -> None:
    with people.reading() as db:
        assert second_factors.secret(db, ANA) is None
        assert second_factors.codes_left(db, ANA) == 0
        assert second_factors.offered(db, HASH) is None
        assert not accounts.get(db, ANA).has_second_factor


def test_what_is_offered_counts_only_once_it_is_switched_on(people: Store) -> None:
    with people.writing() as db:
        second_factors.offer(db, HASH, SECRET)
        assert second_factors.offered(db, HASH) == SECRET
        assert second_factors.secret(db, ANA) is None
        assert not second_factors.take_step(db, ANA, 100)
        second_factors.switch_on(db, ANA, SECRET, 100, CODES)
        assert second_factors.offered(db, HASH) is None
        assert second_factors.secret(db, ANA) == SECRET
        assert second_factors.codes_left(db, ANA) == len(CODES)
        assert accounts.get(db, ANA).has_second_factor
        assert not accounts.get(db, BOJAN).has_second_factor
    assert acts(people, ANA) == ["second-factor-on"]


def test_nothing_is_offered_in_a_session_that_ended(people: Store) -> None:
    with pytest.raises(NotFoundError), people.writing() as db:
        second_factors.offer(db, digest("e"), SECRET)
    with people.reading() as db:
        assert second_factors.offered(db, digest("e")) is None


def test_one_that_is_on_is_never_replaced_in_silence(with_factor: Store) -> None:
    with pytest.raises(SecondFactorOnError), with_factor.writing() as db:
        second_factors.switch_on(db, ANA, ANOTHER, 200, [digest("a")])
    with with_factor.reading() as db:
        assert second_factors.secret(db, ANA) == SECRET
        assert second_factors.codes_left(db, ANA) == len(CODES)


def test_an_account_that_is_not_there_has_none(people: Store) -> None:
    with people.reading() as db, pytest.raises(NotFoundError):
        second_factors.secret(db, CARLA)
    with pytest.raises(NotFoundError), people.writing() as db:
        second_factors.switch_on(db, CARLA, SECRET, 100, CODES)


def test_a_secret_that_is_none_is_refused(people: Store) -> None:
    with pytest.raises(StoreRefusedError, match="totp_base32"), people.writing() as db:
        second_factors.switch_on(db, ANA, "short", 100, CODES)


def test_a_code_is_taken_once_and_never_an_earlier_one(with_factor: Store) -> None:
    with with_factor.writing() as db:
        steps = [100, 101, 101, 100, 103, 102, 104]
        assert [second_factors.take_step(db, ANA, step) for step in steps] == [
            *(False, True, False, False),
            *(True, False, True),
        ]
        assert second_factors.take_step(db, BOJAN, 101)


def test_a_recovery_code_is_used_once_and_only_by_its_owner(with_factor: Store) -> None:
    with with_factor.writing() as db:
        assert second_factors.use_code(db, ANA, CODES[0])
        assert not second_factors.use_code(db, ANA, CODES[0])
        assert not second_factors.use_code(db, ANA, digest("a"))
        assert second_factors.codes_left(db, ANA) == len(CODES) - 1
        assert second_factors.codes_left(db, BOJAN) == len(CODES)
    assert acts(with_factor, ANA) == ["second-factor-on", "recovery-code-used"]


def test_new_codes_replace_used_and_unused_ones(with_factor: Store) -> None:
    with with_factor.writing() as db:
        second_factors.use_code(db, ANA, CODES[0])
        second_factors.new_codes(db, ANA, [digest("a"), digest("b")])
        assert second_factors.codes_left(db, ANA) == 2
        assert not second_factors.use_code(db, ANA, CODES[1])
        assert second_factors.use_code(db, ANA, digest("a"))
        assert second_factors.codes_left(db, BOJAN) == len(CODES)


def test_switched_off_nothing_of_it_is_left(with_factor: Store) -> None:
    with with_factor.writing() as db:
        second_factors.switch_off(db, ANA)
        second_factors.switch_off(db, ANA)
        assert second_factors.secret(db, ANA) is None
        assert not second_factors.take_step(db, ANA, 500)
        assert not second_factors.use_code(db, ANA, CODES[1])
        assert second_factors.secret(db, BOJAN) == SECRET
        second_factors.switch_on(db, ANA, ANOTHER, 50, [])
        assert second_factors.take_step(db, ANA, 51)
        assert accounts.get(db, ANA).created == NOW
    assert acts(with_factor, ANA) == ["second-factor-on", "second-factor-off", "second-factor-on"]
