"""The second factor: asked for after the password, taken once, and switched on only by who has it."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from audit import credentials
from audit.config import Config
from audit.core.people import HALF, Account, Office
from audit.store import accounts, rescue, second_factors
from audit.store.database import Store
from audit.web import create_app, entering, own_factor
from tests.web.conftest import Clock, read
from tests.web.somebody import EMAIL, PASSWORD, TOTP, WRONG, Browser, acts, ana, code, path_of, with_mail

CODES = credentials.recovery_codes()


@pytest.fixture
def guarded(store: Store) -> Account:
    """Return an account with a second factor."""
    return ana(store, codes=CODES)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


def test_a_password_alone_opens_nothing(browser: Browser, guarded: Account, store: Store) -> None:
    assert path_of(browser.sign_in()) == "/sign-in/code"
    assert 'autocomplete="one-time-code"' in browser.get("/sign-in/code")
    assert not browser.is_in()
    assert browser.get("/account", 303).startswith("/sign-in")
    assert acts(store, guarded) == ["second-factor-on"]


@pytest.mark.parametrize("steps", [0, -1, 1], ids=["the code of now", "the code before", "the code after"])
def test_a_code_of_the_device_comes_in(
    browser: Browser, guarded: Account, store: Store, clock: Clock, steps: int
) -> None:
    browser.sign_in()
    half = browser.cookie()
    browser.give(code(clock.now, steps))
    assert browser.is_in()
    assert browser.cookie() != half
    assert acts(store, guarded)[0] == "signed-in"
    browser.bring(half)
    assert not browser.is_in()


@pytest.mark.parametrize("steps", [-2, 2, 120])
def test_a_device_whose_clock_is_wrong_is_told_so(browser: Browser, guarded: Account, clock: Clock, steps: int) -> None:
    browser.sign_in()
    assert "check the clock of your device" in browser.give(code(clock.now, steps), expected=422).text
    assert not browser.is_in()


def test_a_code_is_taken_once_also_by_another_browser(
    app: Flask, browser: Browser, guarded: Account, clock: Clock
) -> None:
    seen = code(clock.now)
    browser.sign_in()
    browser.give(seen)
    other = Browser(app)
    other.sign_in()
    assert "used before" in other.give(seen, expected=422).text
    clock.now += timedelta(seconds=30)
    other.give(seen, expected=422)
    other.give(code(clock.now))
    assert other.is_in()


def test_an_older_code_is_refused_after_a_newer_one(app: Flask, guarded: Account, clock: Clock) -> None:
    first, second = Browser(app), Browser(app)
    older, newer = code(clock.now, -1), code(clock.now)
    first.sign_in()
    first.give(newer)
    second.sign_in()
    second.give(older, expected=422)


def test_a_recovery_code_comes_in_once(app: Flask, browser: Browser, guarded: Account, store: Store) -> None:
    browser.sign_in()
    answer = browser.give(f" {CODES[3].upper().replace('-', ' ')} ")
    assert browser.is_in()
    assert "recovery-code-used" in acts(store, guarded)
    assert "are left" not in browser.get(path_of(answer))
    other = Browser(app)
    other.sign_in()
    other.give(CODES[3], expected=422)
    other.give(CODES[4])
    assert other.is_in()


def test_who_has_few_recovery_codes_left_is_told(browser: Browser, store: Store) -> None:
    ana(store, codes=CODES[:3])
    browser.sign_in()
    assert "2 recovery codes are left." in browser.get(path_of(browser.give(CODES[0])))


def test_after_five_wrong_codes_the_right_one_waits_and_a_new_password_step_does_not_help(
    app: Flask, browser: Browser, guarded: Account, clock: Clock
) -> None:
    browser.sign_in()
    for _ in range(5):
        browser.give("000000", expected=422)
    assert browser.give(code(clock.now), expected=429).headers["Retry-After"] == "900"
    again = Browser(app)
    again.sign_in()
    again.give(CODES[0], expected=429)
    clock.now += timedelta(minutes=15)
    again.sign_in()
    again.give(code(clock.now))
    assert again.is_in()


def test_the_second_step_does_not_wait_for_ever(browser: Browser, guarded: Account, clock: Clock) -> None:
    browser.sign_in(next="/account")
    assert browser.get("/sign-in/code?next=/account").count('value="/account"') == 1
    clock.now += HALF
    assert browser.get("/sign-in/code?next=/account", 303) == "/sign-in?next=/account"
    assert path_of(browser.send("/sign-in/code", one_time_password=code(clock.now))) == "/sign-in"
    assert not browser.is_in()


def test_the_second_step_is_for_whoever_took_the_first(browser: Browser) -> None:
    assert browser.get("/sign-in/code", 303) == "/sign-in"
    assert path_of(browser.send("/sign-in/code", one_time_password="123456")) == "/sign-in"


def test_it_leads_on_to_what_was_asked_for(browser: Browser, guarded: Account, clock: Clock) -> None:
    assert browser.sign_in(next="/account/password").location == "/sign-in/code?next=/account/password"
    sent = browser.send("/sign-in/code", one_time_password=code(clock.now), next="/account/password")
    assert sent.location == "/account/password"


def test_somebody_else_can_sign_in_instead(browser: Browser, guarded: Account) -> None:
    browser.sign_in()
    half = browser.cookie()
    browser.send("/sign-out")
    browser.bring(half)
    assert browser.get("/sign-in/code", 303) == "/sign-in"


def test_a_code_that_was_typed_is_never_shown_or_logged(
    browser: Browser, guarded: Account, caplog: pytest.LogCaptureFixture
) -> None:
    browser.sign_in()
    page = browser.give("135790", expected=422).text
    assert "135790" not in page
    assert "135790" not in caplog.text
    assert f"a sign-in failed for {guarded.id}" in caplog.text


def test_without_a_code_it_is_asked_for(browser: Browser, guarded: Account) -> None:
    browser.sign_in()
    assert "Write the six digits" in browser.give("", expected=422).text


def test_where_an_operator_reset_it_meanwhile_one_signs_in_anew(
    browser: Browser, guarded: Account, store: Store, clock: Clock
) -> None:
    browser.sign_in()
    with store.writing() as db:
        rescue.reset_second_factor(db, guarded.id)
    assert path_of(browser.send("/sign-in/code", one_time_password=code(clock.now))) == "/sign-in"
    assert "switched your second factor off" in browser.get(path_of(browser.sign_in()))


def test_no_code_is_right_for_an_account_without_one(app: Flask, store: Store, clock: Clock) -> None:
    account = ana(store)
    with app.test_request_context():
        assert not entering.by_code(account, code(clock.now))


def begin(browser: Browser) -> str:
    """Begin to set a second factor up; return the secret that is offered."""
    browser.send("/account/second-factor/begin", current_password=PASSWORD)
    page = read(browser.get("/account/second-factor"))
    return next(page.all("code")).words.replace(" ", "")


def test_setting_it_up_asks_for_the_password(browser: Browser, store: Store) -> None:
    ana(store)
    browser.sign_in()
    page = browser.send("/account/second-factor/begin", 422, current_password=WRONG).text
    assert "not the password of your account" in page
    assert browser.client.get("/account/second-factor/qr.svg").status_code == 404
    assert "<code>" not in browser.get("/account/second-factor")


def test_it_is_switched_on_by_a_code_of_the_device_and_shows_ten_codes_once(
    browser: Browser, store: Store, clock: Clock
) -> None:
    account = ana(store)
    browser.sign_in()
    secret = begin(browser)
    picture = browser.client.get("/account/second-factor/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    browser.send("/account/second-factor", 422, one_time_password="")
    browser.send("/account/second-factor", 422, one_time_password="000000")
    shown = browser.send("/account/second-factor", 200, one_time_password=_now(secret, clock)).text
    codes = [element.words for element in read(shown).all("code")]
    assert len(codes) == 10
    assert acts(store, account)[0] == "second-factor-on"
    page = browser.get("/account/second-factor")
    assert "10 recovery codes are left." in page
    assert not any(one in page for one in (*codes, secret))
    browser.send("/sign-out")
    assert path_of(browser.sign_in()) == "/sign-in/code"
    browser.give(_now(secret, clock), expected=422)
    browser.give(codes[0])
    assert browser.is_in()


def _now(secret: str, clock: Clock) -> str:
    return str(pyotp.TOTP(secret).at(clock.now))


def test_what_is_offered_waits_in_this_browser_only(app: Flask, browser: Browser, store: Store, clock: Clock) -> None:
    ana(store)
    browser.sign_in()
    secret = begin(browser)
    other = Browser(app)
    other.sign_in()
    assert other.client.get("/account/second-factor/qr.svg").status_code == 404
    assert (
        path_of(other.send("/account/second-factor", one_time_password=_now(secret, clock))) == "/account/second-factor"
    )
    with store.reading() as db:
        assert second_factors.secret(db, ana_id(store)) is None


def ana_id(store: Store) -> str:
    with store.reading() as db:
        found = accounts.by_email(db, EMAIL)
    assert found is not None
    return found.id


def test_a_second_one_is_not_put_over_the_first(app: Flask, browser: Browser, store: Store, clock: Clock) -> None:
    ana(store)
    other = Browser(app)
    browser.sign_in()
    other.sign_in()
    first = begin(browser)
    begin(other)
    browser.send("/account/second-factor", 200, one_time_password=_now(first, clock))
    other.send("/account/second-factor", 303, one_time_password="123456")
    other.send("/account/second-factor/begin", 409, current_password=PASSWORD)
    with store.reading() as db:
        assert second_factors.secret(db, ana_id(store)) == first


@pytest.fixture
def inside(browser: Browser, guarded: Account, clock: Clock) -> Browser:
    """Return the browser of somebody who came in with a second factor."""
    browser.sign_in()
    browser.give(code(clock.now))
    return browser


def test_new_recovery_codes_ask_for_the_password_and_end_the_old_ones(
    app: Flask, inside: Browser, guarded: Account
) -> None:
    inside.send("/account/second-factor/codes", 422, current_password=WRONG)
    shown = inside.send("/account/second-factor/codes", 200, current_password=PASSWORD).text
    fresh = [element.words for element in read(shown).all("code")]
    assert len(set(fresh) | set(CODES)) == 20
    other = Browser(app)
    other.sign_in()
    other.give(CODES[0], expected=422)
    other.give(fresh[0])


def test_it_is_switched_off_with_the_password(inside: Browser, guarded: Account, store: Store) -> None:
    inside.get("/account/second-factor/off")
    inside.send("/account/second-factor/off", 422, current_password=WRONG)
    inside.send("/account/second-factor/off", current_password=PASSWORD)
    assert acts(store, guarded)[0] == "second-factor-off"
    inside.send("/sign-out")
    inside.sign_in()
    assert inside.is_in()


def test_without_one_there_are_no_codes_to_make(browser: Browser, store: Store) -> None:
    ana(store)
    browser.sign_in()
    browser.send("/account/second-factor/codes", 422, current_password=PASSWORD)


@pytest.mark.parametrize("office", Office)
def test_whoever_holds_an_office_cannot_switch_it_off(app: Flask, store: Store, clock: Clock, office: Office) -> None:
    account, browser = ana(store, codes=CODES, offices=[office]), Browser(app)
    browser.sign_in()
    browser.give(code(clock.now))
    assert "you cannot switch it off" in browser.get("/account/second-factor")
    assert "It stays on" in browser.get("/account/second-factor/off")
    browser.send("/account/second-factor/off", 422, current_password=PASSWORD)
    with store.reading() as db:
        assert second_factors.secret(db, account.id) == TOTP


def test_whoever_holds_an_office_sets_it_up_before_anything_else(browser: Browser, store: Store, clock: Clock) -> None:
    ana(store, offices=[Office.OPERATOR])
    browser.sign_in()
    assert browser.get("/account", 303) == "/account/second-factor"
    assert "Until then you can open nothing else." in browser.get("/account/second-factor")
    secret = begin(browser)
    browser.send("/account/second-factor", 200, one_time_password=_now(secret, clock))
    assert browser.is_in()


def test_in_the_demonstration_nobody_needs_one(settings: Config, store: Store) -> None:
    ana(store, codes=CODES, offices=[Office.OPERATOR])
    browser = Browser(create_app(replace(settings, demo=True), store))
    browser.sign_in()
    browser.give(CODES[0])
    browser.send("/account/second-factor/off", current_password=PASSWORD)
    assert browser.is_in()


def test_where_mail_is_sent_the_person_is_told(settings: Config, store: Store, clock: Clock) -> None:
    ana(store)
    browser = Browser(create_app(with_mail(settings), store))
    browser.sign_in()
    secret = begin(browser)
    browser.send("/account/second-factor", 200, one_time_password=_now(secret, clock))
    browser.send("/account/second-factor/off", current_password=PASSWORD)
    with store.reading() as db:
        sent = [str(row[0]) for row in db.execute("SELECT payload FROM jobs ORDER BY made, id")]
    assert len(sent) == 2
    assert all(EMAIL in one and secret not in one for one in sent)
    assert sum("was switched on" in one for one in sent) == 1


def test_the_secret_of_an_app_names_the_instance_that_others_reach(app: Flask, settings: Config, store: Store) -> None:
    with app.test_request_context():
        assert own_factor._issuer() == "Self-Audit"
    public = create_app(replace(settings, public_address="https://audit.example.org", hops=1), store)
    with public.test_request_context():
        assert own_factor._issuer() == "Self-Audit audit.example.org"
