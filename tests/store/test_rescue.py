"""What an operator does for others: each act is recorded under the operator, and told to the person."""

from dataclasses import replace

import pytest

from audit.core.people import RECOVERY, Link, Office, Purpose
from audit.store import accounts, links, rescue, second_factors, sessions
from audit.store.database import Store
from audit.store.errors import NoSecondFactorError, NotFoundError
from tests.store.people import ANA, BOJAN, NOW, acts, digest, keep, person, session

RECOVERS = Link(handle="n" * 16, purpose=Purpose.RECOVERY, made=NOW, expires=NOW + RECOVERY, made_by=ANA, account=BOJAN)


@pytest.fixture
def helped(store: Store) -> Store:
    """Return a store with an operator, Ana, and with Bojan, who has a second factor and is signed in."""
    keep(store, person(ANA, Office.OPERATOR), person(BOJAN))
    with store.writing(by=BOJAN) as db:
        second_factors.switch_on(db, BOJAN, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 1, [digest("c")])
        sessions.begin(db, session(BOJAN, "h"), digest("1"))
    return store


def notice(store: Store) -> str:
    """Take what Bojan is told at the next sign-in."""
    with store.writing(by=BOJAN) as db:
        return accounts.take_notice(db, BOJAN)


def test_a_recovery_ends_no_session_and_takes_the_links_of_before(helped: Store) -> None:
    with helped.writing(by=ANA) as db:
        rescue.offer_recovery(db, RECOVERS, digest("2"))
        rescue.offer_recovery(db, replace(RECOVERS, handle="m" * 16), digest("3"))
        assert links.find(db, digest("2"), NOW) is None
        assert links.find(db, digest("3"), NOW) is not None
        assert sessions.find(db, digest("1"), NOW) is not None
        assert accounts.events(db, BOJAN)[0].actor == ANA
    assert acts(helped, BOJAN)[-2:] == ["recovered-by-operator"] * 2
    assert notice(helped) == rescue.RECOVERED
    assert notice(helped) == ""


def test_a_reset_second_factor_ends_every_session(helped: Store) -> None:
    with helped.writing(by=ANA) as db:
        rescue.reset_second_factor(db, BOJAN)
        assert not accounts.get(db, BOJAN).has_second_factor
        assert sessions.find(db, digest("1"), NOW) is None
    assert acts(helped, BOJAN)[-1] == "second-factor-off"
    assert notice(helped) == rescue.RESET


def test_the_second_act_does_not_cover_up_the_first(helped: Store) -> None:
    with helped.writing(by=ANA) as db:
        rescue.offer_recovery(db, RECOVERS, digest("2"))
        rescue.reset_second_factor(db, BOJAN)
    assert notice(helped) == rescue.BOTH


def test_nobody_is_helped_into_a_disabled_account(helped: Store) -> None:
    with helped.writing(by=ANA) as db:
        accounts.disable(db, BOJAN)
    with pytest.raises(NotFoundError), helped.writing(by=ANA) as db:
        rescue.offer_recovery(db, RECOVERS, digest("2"))


def test_what_is_not_on_cannot_be_reset(helped: Store) -> None:
    with pytest.raises(NoSecondFactorError), helped.writing(by=ANA) as db:
        rescue.reset_second_factor(db, ANA)
