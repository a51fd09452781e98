"""One's own account: what it shows, and what asks for the password again."""

from datetime import timedelta

import pytest
from flask import Flask

from audit import credentials
from audit.config import Config
from audit.core.people import Account, Office, Role
from audit.store import accounts, memberships, sessions
from audit.store.database import Store
from audit.store.errors import NotFoundError
from audit.web import create_app
from tests import people
from tests.web.conftest import Clock, read
from tests.web.somebody import EMAIL, OTHER, PASSWORD, WRONG, Browser, acts, ana, kept, path_of, place, plain, with_mail

ADDRESSES = [
    "/account",
    "/account/person",
    "/account/password",
    "/account/sessions",
    "/account/second-factor",
    "/account/second-factor/off",
    "/account/delete",
]


@pytest.fixture
def account(store: Store) -> Account:
    return ana(store)


@pytest.fixture
def browser(app: Flask, account: Account) -> Browser:
    """Return a browser in which the account is signed in."""
    made = Browser(app)
    made.sign_in()
    return made


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_page_is_for_whoever_is_signed_in(app: Flask, browser: Browser, path: str) -> None:
    browser.get(path)
    assert Browser(app).get(path, 303).startswith("/sign-in?next=/account")


def test_the_page_says_who_somebody_is_here(browser: Browser, account: Account, store: Store) -> None:
    assert "You have no place in an organisation." in browser.get("/account")
    place(store, account, Role.CONTRIBUTOR)
    page = browser.get("/account")
    for said in (
        "Ana Made-up",
        EMAIL,
        "Society for safety",
        "Contributor",
        "1 device is signed in",
        "Signed in",
        "You",
    ):
        assert said in page


def test_offices_are_named(app: Flask, store: Store, clock: Clock) -> None:
    ana(store, offices=[Office.ASSESSOR], codes=["a" * 20])
    browser = Browser(app)
    browser.sign_in()
    browser.give("a" * 20)
    assert "Assessor" in browser.get("/account")


def test_what_others_did_is_told_without_their_names(browser: Browser, account: Account, store: Store) -> None:
    boss = ana(store, email="boss@example.org", name="The Boss")
    with store.writing(by=boss.id) as db:
        accounts.record(db, account.id, "office-given")
    with store.writing() as db:
        accounts.record(db, account.id, "sign-in-failed")
    page = browser.get("/account")
    assert "Whoever runs this" in page
    assert "Without a sign-in" in page
    assert "The Boss" not in page


def person(browser: Browser, expected: int = 303, **changed: str) -> str:
    """Send the form with name and address."""
    form = read(browser.get("/account/person"))
    version = next(e.attrs["value"] for e in form.all("input") if e.attrs.get("name") == "version")
    sent = {"version": version, "name": "Ana Made-up", "email": EMAIL, "current_password": "", **changed}
    return browser.send("/account/person", expected, **sent).text


def test_a_name_is_changed_without_the_password(browser: Browser, account: Account, store: Store) -> None:
    person(browser, name="  Ana   New ")
    with store.reading() as db:
        assert accounts.get(db, account.id).name == "Ana New"


@pytest.mark.parametrize(("password", "said"), [("", "Write your password."), (WRONG, "not the password")])
def test_a_new_address_needs_the_password(
    browser: Browser, account: Account, password: str, said: str, store: Store
) -> None:
    page = person(browser, 422, email="new@example.org", current_password=password)
    assert said in page
    assert 'value="new@example.org"' in page
    with store.reading() as db:
        assert accounts.get(db, account.id).email == EMAIL


def test_with_a_new_address_one_signs_in_and_the_old_one_is_told(settings: Config, store: Store) -> None:
    ana(store)
    browser = Browser(create_app(with_mail(settings), store))
    browser.sign_in()
    person(browser, email="New@Example.org", current_password=PASSWORD)
    with store.reading() as db:
        (sent,) = db.execute("SELECT payload FROM jobs").fetchone()
    assert EMAIL in sent
    assert "new@example.org" not in sent
    browser.send("/sign-out")
    browser.sign_in("new@example.org")
    assert browser.is_in()


def test_an_address_of_somebody_else_is_refused(browser: Browser, store: Store) -> None:
    ana(store, email="taken@example.org", name="Somebody Else")
    assert "Another account uses" in person(browser, 422, email="taken@example.org", current_password=PASSWORD)


@pytest.mark.parametrize("email", ["", "no address", "a@b c", "a" * 250 + "@example.org", "ana@example.org\nx"])
def test_what_is_no_address_is_refused(browser: Browser, email: str) -> None:
    person(browser, 422, email=email, current_password=PASSWORD)


def test_a_change_meanwhile_is_shown_and_nothing_is_lost(browser: Browser, account: Account, store: Store) -> None:
    person(browser, name="Ana Second")
    sent = {"version": "1", "name": "Ana Third", "email": EMAIL, "current_password": ""}
    page = browser.send("/account/person", 409, **sent).text
    assert "Stored now: Ana Second" in page
    assert 'value="Ana Third"' in page
    assert 'name="version" value="2"' in page


def test_another_version_than_a_number_is_refused(browser: Browser) -> None:
    browser.send("/account/person", 422, version="x", name="A", email=EMAIL)
    browser.send("/account/person", 422, name="A", email=EMAIL)


def change(browser: Browser, expected: int = 303, current: str = PASSWORD, new: str = OTHER) -> str:
    return browser.send("/account/password", expected, current_password=current, password=new).text


def test_a_new_password_ends_every_session_but_a_new_one_here(
    app: Flask, browser: Browser, account: Account, store: Store
) -> None:
    elsewhere, before = Browser(app), browser.cookie()
    elsewhere.sign_in()
    change(browser)
    assert browser.is_in()
    assert not elsewhere.is_in()
    assert acts(store, account)[0] == "password-changed"
    old = Browser(app)
    old.bring(before)
    assert not old.is_in()
    old.sign_in(expected=422)
    old.sign_in(password=OTHER)


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("", OTHER, "Write your password."),
        (WRONG, OTHER, "not the password of your account"),
        (PASSWORD, "", "Choose a password."),
        (PASSWORD, "eleven char", "at least 12 characters"),
        (PASSWORD, "Täterarbeit2026", "Somebody who knows this work"),
        (PASSWORD, "SocietyForSafety1!", "Somebody who knows this work"),
        (PASSWORD, "Ana.Made-up.2026", "Somebody who knows this work"),
        (PASSWORD, "x" * 1001, "too long"),
    ],
)
def test_a_password_that_is_not_taken_is_told_why(
    browser: Browser, account: Account, store: Store, current: str, new: str, said: str
) -> None:
    place(store, account, Role.READER)
    page = change(browser, 422, current, new)
    assert said in page
    assert not new or new not in page
    with store.reading() as db:
        assert accounts.password(db, account.id) == kept()


@pytest.mark.parametrize(
    "new", ["kQ9x" + "".join(chr(33 + (7 * n) % 90) for n in range(196)), "nobody\0reads 🔒🌧 here"]
)
def test_every_character_of_a_long_password_counts(app: Flask, browser: Browser, new: str) -> None:
    change(browser, new=new)
    other = Browser(app)
    other.sign_in(password=new[:-1], expected=422)
    other.sign_in(password=new.replace("\0", ""), expected=303 if "\0" not in new else 422)
    other.sign_in(password=new)
    assert other.is_in()


def test_whoever_finds_an_open_browser_cannot_guess_for_ever(app: Flask, browser: Browser, clock: Clock) -> None:
    for _ in range(5):
        change(browser, 422, WRONG)
    browser.send("/account/password", 429, current_password=PASSWORD, password=OTHER)
    browser.send("/account/delete", 429, current_password=PASSWORD)
    # The sign-in is counted apart: nobody is locked out by it.
    Browser(app).sign_in()
    clock.now += timedelta(minutes=15)
    change(browser)


def test_a_password_nobody_could_look_at_is_no_try(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> bool:
        raise credentials.PasswordWorkError

    with monkeypatch.context() as patch:
        patch.setattr(credentials, "is_right", cannot)
        for _ in range(6):
            browser.send("/account/delete", 503, current_password=PASSWORD)
    browser.send("/account/delete", current_password=PASSWORD)


def test_the_tries_of_the_sign_in_do_not_touch_who_is_in(app: Flask, browser: Browser) -> None:
    for _ in range(5):
        Browser(app).sign_in(password=WRONG, expected=422)
    change(browser)
    assert browser.is_in()


def test_devices_are_listed_and_one_is_signed_out(app: Flask, browser: Browser, account: Account, store: Store) -> None:
    phone = Browser(app)
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) AppleWebKit Safari/604.1"
    phone.sign_in()
    page = browser.get("/account/sessions")
    assert "Safari, iPhone" in page
    assert page.count("This device") == 1
    assert browser.cookie() not in page
    handle = next(e.attrs["value"] for e in read(page).all("button") if "Safari, iPhone" in e.words)
    browser.send("/account/sessions", 422, current_password=WRONG, end=handle)
    assert phone.is_in()
    browser.send("/account/sessions", current_password=PASSWORD, end=handle)
    assert not phone.is_in()
    assert browser.is_in()
    assert acts(store, account)[0] == "session-ended"
    browser.send("/account/sessions", current_password=PASSWORD, end=handle)
    assert "signed out already" in browser.get("/account/sessions")


def test_all_other_devices_are_signed_out(app: Flask, browser: Browser, account: Account, store: Store) -> None:
    others = [Browser(app), Browser(app)]
    for one in others:
        one.sign_in()
    browser.send("/account/sessions", current_password=PASSWORD, end="others")
    assert browser.is_in()
    assert not any(one.is_in() for one in others)
    assert acts(store, account)[0] == "session-ended"


def test_with_one_device_there_is_nothing_to_end(browser: Browser, account: Account, store: Store) -> None:
    browser.send("/account/sessions", current_password=PASSWORD, end="others")
    assert browser.is_in()
    assert acts(store, account) == ["signed-in"]


def handle_of(store: Store, account: Account) -> str:
    """Return the handle of the one session of an account."""
    with store.reading() as db:
        (found,) = sessions.listing(db, account.id, store.clock())
    return found.handle


def test_ones_own_device_can_be_named(browser: Browser, account: Account, store: Store) -> None:
    assert 'name="end"' not in browser.get("/account/sessions")
    sent = {"current_password": PASSWORD, "end": handle_of(store, account)}
    assert path_of(browser.send("/account/sessions", 303, **sent)) == "/sign-in"
    assert not browser.is_in()


def test_nobody_ends_the_session_of_somebody_else(app: Flask, browser: Browser, store: Store) -> None:
    theirs, other = ana(store, email="other@example.org"), Browser(app)
    other.sign_in("other@example.org")
    browser.send("/account/sessions", current_password=PASSWORD, end=handle_of(store, theirs))
    assert other.is_in()


def test_a_place_is_left_when_somebody_else_manages(browser: Browser, account: Account, store: Store) -> None:
    where = place(store, account, Role.READER)
    path = f"/account/places/{where.id}/leave"
    assert "Society for safety" in browser.get(path)
    assert path_of(browser.send(path)) == "/account"
    with store.reading() as db:
        assert memberships.of_account(db, account.id) == ()
    browser.get(path, 404)
    browser.send(path, 404)


def test_the_only_manager_hands_over_first(browser: Browser, account: Account, store: Store) -> None:
    where = place(store, account, Role.MANAGER)
    page = browser.send(f"/account/places/{where.id}/leave", 409).text
    assert "only manager of “Society for safety”" in page
    assert f"/organisations/{where.id}/people" in page
    with store.reading() as db:
        assert len(memberships.of_account(db, account.id)) == 1


def test_a_place_of_somebody_else_is_as_unknown_as_none(browser: Browser, store: Store) -> None:
    other = ana(store, email="other@example.org")
    theirs = place(store, other, Role.READER)
    pages = [plain(browser.get(f"/account/places/{one}/leave", 404)) for one in (theirs.id, "a" * 16)]
    assert pages[0] == pages[1]


def test_an_account_without_places_is_deleted_with_its_password(
    browser: Browser, account: Account, store: Store
) -> None:
    assert "One thing keeps your name: an audit that you signed off." in browser.get("/account/delete")
    browser.send("/account/delete", 422, current_password=WRONG)
    assert path_of(browser.send("/account/delete", current_password=PASSWORD)) == "/sign-in"
    assert "Your account is deleted." in browser.get("/sign-in")
    assert not browser.is_in()
    with store.reading() as db, pytest.raises(NotFoundError):
        accounts.get(db, account.id)


def test_an_account_with_a_place_leaves_first(browser: Browser, account: Account, store: Store) -> None:
    place(store, account, Role.READER)
    assert "Leave your organisations first" in browser.get("/account/delete")
    browser.send("/account/delete", 422, current_password=PASSWORD)
    assert browser.is_in()


def test_the_last_operator_stays(app: Flask, store: Store) -> None:
    account = ana(store, offices=[Office.OPERATOR], codes=["b" * 20])
    browser = Browser(app)
    browser.sign_in()
    browser.give("b" * 20)
    assert "only operator" in browser.send("/account/delete", 422, current_password=PASSWORD).text
    with store.reading() as db:
        assert accounts.get(db, account.id).id == account.id
    ana(store, email="second@example.org", offices=[Office.OPERATOR])
    browser.send("/account/delete", current_password=PASSWORD)


def test_an_address_that_no_mail_can_have_keeps_nothing_from_being_changed(settings: Config, store: Store) -> None:
    ana(store, email="no-address-at-all")
    browser = Browser(create_app(with_mail(settings), store))
    with store.writing() as db:
        db.execute("UPDATE accounts SET email = 'a@' || char(10) || 'b'")
        found = accounts.listing(db)[0]
    people.sign_in(browser.client, store, found)
    change(browser)
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_a_new_password_is_told_by_mail(settings: Config, store: Store) -> None:
    ana(store)
    browser = Browser(create_app(with_mail(settings), store))
    browser.sign_in()
    change(browser)
    with store.reading() as db:
        (sent,) = db.execute("SELECT payload FROM jobs").fetchone()
    assert EMAIL in sent
    assert OTHER not in sent
    assert "http://127.0.0.1:8765/account" in sent
