"""A forgotten password: one answer to every address, and a link that works once, for half an hour."""

import json
import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from audit import credentials
from audit.config import Config
from audit.core.letters import UnmailableError
from audit.core.people import RECOVERY, Account, Link, Purpose
from audit.store import accounts, links, outbox, rescue
from audit.store.database import Store
from audit.web import create_app
from tests.web.conftest import Clock
from tests.web.somebody import EMAIL, OTHER, PASSWORD, WRONG, Browser, acts, ana, code, path_of, plain, with_mail

_LINK = re.compile(r"(https?://[^/\s]+)(/recover/[A-Za-z0-9_-]{43})\s")


@pytest.fixture
def mailing(settings: Config, store: Store) -> Flask:
    """Return an instance that sends mail."""
    return create_app(with_mail(settings), store)


@pytest.fixture
def browser(mailing: Flask) -> Browser:
    return Browser(mailing)


def letters(store: Store) -> list[dict[str, str]]:
    """Return the mails that wait to be sent."""
    with store.reading() as db:
        return [json.loads(row[0]) for row in db.execute("SELECT payload FROM jobs ORDER BY made, id")]


def asked(browser: Browser, store: Store, email: str = EMAIL) -> str:
    """Ask for a link, and return its path."""
    browser.send("/sign-in/forgotten", 200, email=email)
    found = _LINK.search(letters(store)[-1]["text"])
    assert found
    return found[2]


def by_operator(store: Store, account: Account) -> str:
    """Let an operator make a link, and return its path."""
    secret, now = credentials.new_secret(), store.clock()
    made = Link(
        handle=store.token(),
        purpose=Purpose.RECOVERY,
        made=now,
        expires=now + RECOVERY,
        made_by="this-machine",
        account=account.id,
    )
    with store.writing() as db:
        rescue.offer_recovery(db, made, credentials.fingerprint(secret))
    return f"/recover/{secret}"


def test_without_a_mail_server_only_the_operator_can_help(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    assert "Only whoever runs it can help." in browser.get("/sign-in/forgotten")
    browser.send("/sign-in/forgotten", 422, email=EMAIL)
    assert letters(store) == []


def test_every_address_gets_the_same_answer(browser: Browser, store: Store) -> None:
    ana(store)
    gone = ana(store, email="gone@example.org")
    with store.writing() as db:
        accounts.disable(db, gone.id)
    answers = {
        plain(browser.send("/sign-in/forgotten", 200, email=email).text)
        for email in (EMAIL, "nobody@example.org", "gone@example.org", "ANA@example.org")
    }
    assert len(answers) == 1
    assert "If there is an account with this address" in answers.pop()
    assert [letter["to"] for letter in letters(store)] == [EMAIL, EMAIL]


def test_an_account_that_no_mail_reaches_gets_the_same_answer(
    browser: Browser, store: Store, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise UnmailableError

    ana(store)
    monkeypatch.setattr(outbox, "send", refuse)
    answers = {
        plain(browser.send("/sign-in/forgotten", 200, email=email).text) for email in (EMAIL, "nobody@example.org")
    }
    assert len(answers) == 1
    with store.reading() as db:
        assert links.open_ones(db, clock.now) == ()
    for _ in range(4):
        browser.send("/sign-in/forgotten", 200, email=EMAIL)
    browser.send("/sign-in/forgotten", 429, email=EMAIL)


def test_what_is_no_address_is_told_so(browser: Browser) -> None:
    assert 'href="#email"' in browser.send("/sign-in/forgotten", 422, email="ana").text


def test_the_link_begins_with_the_declared_address_never_with_the_host(settings: Config, store: Store) -> None:
    ana(store)
    browser = Browser(create_app(with_mail(settings), store))
    browser.client.environ_base["HTTP_HOST"] = "localhost:9999"
    browser.send("/sign-in/forgotten", 200, email=EMAIL)
    public = replace(with_mail(settings), public_address="https://audit.example.org", hops=1)
    Browser(create_app(public, store)).send("/sign-in/forgotten", 200, email=EMAIL)
    begun = {found[1] for letter in letters(store) if (found := _LINK.search(letter["text"]))}
    assert begun == {"http://127.0.0.1:8765", "https://audit.example.org"}


def test_asking_is_limited_for_known_and_unknown_alike(browser: Browser, store: Store, clock: Clock) -> None:
    ana(store)
    for email in (EMAIL, "nobody@example.org"):
        for _ in range(5):
            browser.send("/sign-in/forgotten", 200, email=email)
        assert browser.send("/sign-in/forgotten", 429, email=email).headers["Retry-After"] == "900"
    for number in range(10):
        browser.send("/sign-in/forgotten", 200, email=f"n{number}@example.org")
    browser.send("/sign-in/forgotten", 429, email="one-more@example.org")
    assert len(letters(store)) == 5
    browser.sign_in()


def test_looking_at_a_link_uses_nothing_up(browser: Browser, store: Store) -> None:
    account = ana(store)
    path = asked(browser, store)
    for _ in range(3):
        page = browser.get(path)
    assert 'autocomplete="new-password"' in page
    assert account.name in page
    browser.client.head(path)
    assert path_of(browser.send(path, password=OTHER)) == "/sign-in"


def test_a_new_password_ends_every_session_and_the_link(mailing: Flask, browser: Browser, store: Store) -> None:
    account, elsewhere = ana(store), Browser(mailing)
    elsewhere.sign_in()
    path, second = asked(browser, store), asked(browser, store)
    browser.send(path, password=OTHER)
    assert "All devices were signed out." in browser.get("/sign-in")
    assert not browser.is_in()
    assert not elsewhere.is_in()
    assert acts(store, account)[0] == "password-recovered"
    for used in (path, second):
        browser.get(used, 410)
        assert "cannot be used" in browser.send(used, 410, password=PASSWORD).text
    browser.sign_in(expected=422)
    browser.sign_in(password=OTHER)
    assert OTHER not in str(letters(store))


def test_the_second_factor_stays_in_force(browser: Browser, store: Store, clock: Clock) -> None:
    ana(store, codes=["c" * 20])
    path = asked(browser, store)
    assert "second factor stays in force" in browser.get(path)
    browser.send(path, password=OTHER)
    assert path_of(browser.sign_in(password=OTHER)) == "/sign-in/code"
    assert not browser.is_in()
    browser.give(code(clock.now))
    assert browser.is_in()


def test_after_half_an_hour_a_link_opens_nothing(browser: Browser, store: Store, clock: Clock) -> None:
    ana(store)
    path = asked(browser, store)
    clock.now += RECOVERY - timedelta(seconds=1)
    browser.get(path)
    clock.now += timedelta(seconds=1)
    browser.get(path, 410)
    browser.send(path, 410, password=OTHER)


def test_a_link_that_was_altered_or_is_for_something_else_opens_nothing(
    browser: Browser, store: Store, clock: Clock
) -> None:
    account = ana(store)
    path = asked(browser, store)
    secret = credentials.new_secret()
    invitation = Link(
        handle=store.token(),
        purpose=Purpose.FIRST_START,
        made=clock.now,
        expires=clock.now + RECOVERY,
        made_by="first-start",
    )
    with store.writing() as db:
        links.make(db, invitation, credentials.fingerprint(secret))
    flipped = path[:-1] + ("A" if path[-1] != "A" else "B")
    pages = [
        plain(browser.get(one, 410)) for one in (flipped, f"/recover/{secret}", "/recover/x", f"/recover/{'x' * 5000}")
    ]
    assert len(set(pages)) == 1
    browser.send(flipped, 410, password=OTHER)
    with store.reading() as db:
        assert credentials.is_right(accounts.password(db, account.id), PASSWORD)


def test_a_weak_password_does_not_use_the_link_up(browser: Browser, store: Store) -> None:
    ana(store)
    path = asked(browser, store)
    for weak in ("short", "Täterarbeit2026", "ana-made-up-2026", ""):
        page = browser.send(path, 422, password=weak).text
        assert not weak or f'value="{weak}"' not in page
    browser.send(path, password=OTHER)


def test_a_link_of_an_operator_uses_the_same_page_and_is_told_at_the_sign_in(app: Flask, store: Store) -> None:
    account, browser = ana(store), Browser(app)
    path = by_operator(store, account)
    browser.send(path, password=OTHER)
    answer = browser.sign_in(password=OTHER)
    assert "made a link by which your password could be set anew" in browser.get(path_of(answer))
    assert acts(store, account) == ["signed-in", "password-recovered", "recovered-by-operator"]


def test_whoever_holds_a_link_need_not_wait_for_what_others_tried(browser: Browser, store: Store) -> None:
    ana(store)
    for _ in range(5):
        browser.sign_in(password=WRONG, expected=422)
    browser.sign_in(expected=429)
    browser.send(asked(browser, store), password=OTHER)
    browser.sign_in(password=OTHER)
    assert browser.is_in()


def test_two_who_come_together_set_one_password(
    browser: Browser, store: Store, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    account = ana(store)
    path = asked(browser, store)
    hashed = credentials.hash_password

    def slowly(text: str) -> str:
        with store.writing() as db:
            assert links.use(db, credentials.fingerprint(path.removeprefix("/recover/")), clock.now)
        return hashed(text)

    monkeypatch.setattr(credentials, "hash_password", slowly)
    browser.send(path, 410, password=OTHER)
    with store.reading() as db:
        assert credentials.is_right(accounts.password(db, account.id), PASSWORD)


def test_logs_carry_no_address_no_link_and_no_password(
    browser: Browser, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    account = ana(store)
    with caplog.at_level(logging.DEBUG):
        path = asked(browser, store)
        browser.send(path, password=OTHER)
    assert f"a recovery link was made for {account.id}" in caplog.text
    for secret in (EMAIL, path, OTHER):
        assert secret not in caplog.text
