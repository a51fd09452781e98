"""Signing in and out: one answer to whoever may not come in, and a session that ends when it should."""

import logging
from dataclasses import replace
from datetime import timedelta

import argon2
import pytest
from flask import Flask

from audit import credentials
from audit.config import Config
from audit.core.people import IDLE, LONGEST
from audit.store import accounts, rescue, tries
from audit.store.database import Store
from audit.store.errors import StoreBusyError
from audit.web import create_app, onward
from tests.web.conftest import Clock
from tests.web.somebody import EMAIL, OTHER, PASSWORD, WRONG, Browser, acts, ana, kept, path_of, plain, with_mail


def test_the_page_lets_password_managers_help(app: Flask) -> None:
    page = Browser(app).get("/sign-in")
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "maxlength" not in page


def test_who_signs_in_is_in_and_it_is_recorded(app: Flask, store: Store) -> None:
    account, browser = ana(store), Browser(app)
    assert not browser.is_in()
    assert path_of(browser.sign_in()) == "/"
    assert browser.is_in()
    assert acts(store, account) == ["signed-in"]
    assert browser.get("/sign-in?next=/account", 303) == "/account"


def test_the_address_counts_however_it_is_written(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    browser.sign_in(email="  ANA@Example.org ")
    assert browser.is_in()


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, WRONG), ("nobody@example.org", PASSWORD), ("gone@example.org", PASSWORD), (EMAIL, PASSWORD + " ")],
    ids=["a wrong password", "an unknown address", "a disabled account", "one space more"],
)
def test_whoever_may_not_come_in_gets_one_answer(app: Flask, store: Store, email: str, password: str) -> None:
    ana(store)
    gone = ana(store, email="gone@example.org", name="Somebody Else")
    with store.writing() as db:
        accounts.disable(db, gone.id)
    browser = Browser(app)
    first = browser.sign_in("nobody-at-all@example.org", PASSWORD, expected=422).text
    said = browser.sign_in(email, password, expected=422).text
    assert plain(said) == plain(first).replace("nobody-at-all@example.org", email)
    assert "do not belong together" in said
    assert password not in said
    assert not browser.is_in()


def test_unknown_wrong_and_disabled_do_the_same_work(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ana(store)
    gone = ana(store, email="gone@example.org")
    with store.writing() as db:
        accounts.disable(db, gone.id)
    browser, done = Browser(app), list[str]()
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, kept: str, text: bytes) -> bool:
        done.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, kept, text)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    for email in (EMAIL, "nobody@example.org", "gone@example.org"):
        browser.sign_in(email, WRONG, expected=422)
    assert done == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


def test_a_failed_sign_in_is_told_to_the_account_and_the_log_without_what_was_typed(
    app: Flask, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    account, browser = ana(store), Browser(app)
    with caplog.at_level(logging.DEBUG):
        browser.sign_in(password=WRONG, expected=422)
        browser.sign_in("nobody@example.org", WRONG, expected=422)
    assert acts(store, account) == ["sign-in-failed"]
    assert f"a sign-in failed for {account.id}" in caplog.text
    assert "a sign-in failed for nobody" in caplog.text
    for secret in (WRONG, EMAIL, "nobody@example.org"):
        assert secret not in caplog.text


@pytest.mark.parametrize("missing", ["email", "password"])
def test_what_is_missing_is_asked_for(app: Flask, missing: str) -> None:
    sent = {"email": EMAIL, "password": PASSWORD, missing: ""}
    page = Browser(app).send("/sign-in", 422, **sent).text
    assert f'href="#{missing}"' in page
    assert PASSWORD not in page


def test_after_five_tries_even_the_right_password_waits(app: Flask, store: Store, clock: Clock) -> None:
    account, other_device, browser = ana(store), Browser(app), Browser(app)
    other_device.sign_in()
    for _ in range(5):
        browser.sign_in(password=WRONG, expected=422)
        clock.now += timedelta(minutes=1)
    refused = browser.sign_in(expected=429)
    assert refused.headers["Retry-After"] == "600"
    assert "Try again in 10 minutes." in refused.text
    assert "whoever runs this Self-Audit for a link" in refused.text
    assert other_device.is_in()
    clock.now += timedelta(seconds=599)
    assert browser.sign_in(expected=429).headers["Retry-After"] == "1"
    clock.now += timedelta(seconds=1)
    browser.sign_in()
    assert browser.is_in()
    assert acts(store, account).count("sign-in-failed") == 5


def test_an_unknown_address_is_limited_in_the_same_way(app: Flask, store: Store) -> None:
    browser = Browser(app)
    for _ in range(5):
        browser.sign_in("nobody@example.org", WRONG, expected=422)
    assert browser.sign_in("nobody@example.org", WRONG, expected=429).headers["Retry-After"] == "900"


def test_a_right_password_begins_the_count_anew(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    for _ in range(3):
        for _ in range(4):
            browser.sign_in(password=WRONG, expected=422)
        browser.sign_in()
        browser.send("/sign-out")


def test_twenty_wrong_tries_from_one_address_close_it_for_every_account(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    for number in range(20):
        browser.sign_in(f"somebody-{number}@example.org", WRONG, expected=422)
    browser.sign_in(expected=429)


def test_right_passwords_from_one_office_close_nothing(app: Flask, store: Store) -> None:
    for number in range(25):
        ana(store, email=f"somebody-{number}@example.org")
        Browser(app).sign_in(f"somebody-{number}@example.org")


def test_an_address_of_ipv6_is_counted_by_its_customer(app: Flask, store: Store) -> None:
    browser = Browser(app)
    for number in range(20):
        browser.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}"
        browser.sign_in(f"somebody-{number}@example.org", WRONG, expected=422)
    browser.client.environ_base["REMOTE_ADDR"] = "2001:db8:1:2:ffff::1"
    browser.sign_in("another@example.org", WRONG, expected=429)
    browser.client.environ_base["REMOTE_ADDR"] = "2001:db8:1:3::1"
    browser.sign_in("another@example.org", WRONG, expected=422)


def test_the_table_of_tries_holds_no_address(app: Flask, store: Store) -> None:
    Browser(app).sign_in(password=WRONG, expected=422)
    with store.reading() as db:
        rows = db.execute("SELECT * FROM tries").fetchall()
    assert len(rows) == 2
    assert EMAIL not in str(rows)
    assert "127.0.0.1" not in str(rows)


def test_a_hash_with_older_parameters_is_made_anew(app: Flask, store: Store) -> None:
    account = ana(store)
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with store.writing() as db:
        accounts.rehash(db, account.id, older)
    Browser(app).sign_in()
    with store.reading() as db:
        newer = accounts.password(db, account.id)
    assert not credentials.needs_rehash(newer)
    assert credentials.is_right(newer, PASSWORD)
    assert acts(store, account) == ["signed-in"]


def test_a_password_that_was_changed_meanwhile_is_not_undone_and_opens_nothing(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = ana(store)
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    with store.writing() as db:
        accounts.rehash(db, account.id, older)
    changed, hashed = kept(OTHER), credentials.hash_password

    def slowly(text: str) -> str:
        with store.writing() as db:
            accounts.rehash(db, account.id, changed)
        return hashed(text)

    monkeypatch.setattr(credentials, "hash_password", slowly)
    Browser(app).sign_in(expected=422)
    with store.reading() as db:
        assert accounts.password(db, account.id) == changed


def test_when_nobody_can_tell_it_is_no_wrong_password(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana(store)

    def cannot(*_: object) -> bool:
        raise credentials.PasswordWorkError

    browser = Browser(app)
    with monkeypatch.context() as patch:
        patch.setattr(credentials, "is_right", cannot)
        for _ in range(6):
            assert "Try again in a minute" in browser.sign_in(expected=503).text
    browser.sign_in()
    assert browser.is_in(), "a failure of ours is no try"


def test_a_try_that_was_wrong_counts_whatever_fails_after_it(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana(store)

    def fail(*_: object) -> None:
        raise StoreBusyError

    browser = Browser(app)
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "record", fail)
        for _ in range(5):
            browser.sign_in(password=WRONG, expected=503)
    browser.sign_in(expected=429)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (rescue.RECOVERED, "made a link by which your password could be set anew"),
        (rescue.RESET, "switched your second factor off"),
        (rescue.BOTH, "set anew, and switched your second factor off"),
    ],
)
def test_what_an_operator_did_is_told_once(app: Flask, store: Store, word: str, said: str) -> None:
    account = ana(store)
    with store.writing() as db:
        db.execute("UPDATE accounts SET notice = ? WHERE id = ?", (word, account.id))
    browser = Browser(app)
    answer = browser.sign_in()
    assert said in browser.get(path_of(answer))
    assert said not in browser.get("/account")
    browser.send("/sign-out")
    assert said not in browser.get(path_of(browser.sign_in()))


def test_the_session_is_new_and_the_one_before_is_dead(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    browser.bring("a-secret-that-somebody-else-chose")
    browser.sign_in()
    first = browser.cookie()
    assert first != "a-secret-that-somebody-else-chose"
    browser.sign_in()
    assert browser.cookie() != first
    thief = Browser(app)
    thief.bring(first)
    assert not thief.is_in()


def test_signing_out_ends_the_session_for_good(app: Flask, store: Store) -> None:
    account, browser = ana(store), Browser(app)
    browser.sign_in()
    secret = browser.cookie()
    assert path_of(browser.send("/sign-out")) == "/sign-in"
    assert "You are signed out." in browser.get("/sign-in")
    browser.bring(secret)
    assert not browser.is_in()
    assert acts(store, account) == ["signed-out", "signed-in"]
    browser.send("/sign-out")
    assert Browser(app).client.get("/sign-out").status_code == 405


@pytest.mark.parametrize("end", ["disabled", "idle", "longest"])
def test_a_session_ends_by_itself(app: Flask, store: Store, clock: Clock, end: str) -> None:
    account, browser = ana(store), Browser(app)
    browser.sign_in()
    if end == "disabled":
        with store.writing() as db:
            accounts.disable(db, account.id)
    elif end == "idle":
        clock.now += IDLE
    else:
        for _ in range(int(LONGEST / timedelta(hours=4))):
            clock.now += timedelta(hours=4)
            browser.client.get("/account")
    assert not browser.is_in()


OURS = ["/account", "/programmes/new", "/standards/wwp-en-standards-2023", "/members?x=1", "/invitations/secret-1_2"]
EVIL = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/nowhere-of-ours",
    "/sign-out",
    "/sign-in",
    "/recover/secret",
    "/account\0",
    "/account\r\nSet-Cookie: a=b",
    "/%2f%2fevil.example",
    "/account/../..//evil.example",
    "/а",
    "/" + "a" * 600,
    "/[",
    "",
]


@pytest.mark.parametrize("text", OURS)
def test_a_page_of_ours_is_where_one_goes_on(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert onward.safe(text) == text


@pytest.mark.parametrize("text", EVIL)
def test_nothing_else_is(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert onward.safe(text) == "/"


def test_the_sign_in_leads_back_to_the_page_that_was_asked_for(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    assert browser.get("/account/sessions?x=1", 303) == "/sign-in?next=/account/sessions%3Fx%3D1"
    assert 'value="/account/sessions?x=1"' in browser.get("/sign-in?next=/account/sessions%3Fx%3D1")
    assert browser.sign_in(next="/account/sessions?x=1").location == "/account/sessions?x=1"
    assert Browser(app).sign_in(next="//evil.example").location == "/"


def test_a_stale_page_shows_nothing_that_was_typed(app: Flask, store: Store) -> None:
    ana(store)
    answer = Browser(app).client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    assert "type it once more" in answer.text


def test_a_body_of_ten_megabytes_is_refused(app: Flask, store: Store) -> None:
    ana(store)
    Browser(app).send("/sign-in", 413, email=EMAIL, password="x" * 10_000_000)


def test_a_field_that_comes_twice_is_refused(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    sent = {"csrf_token": browser.token(), "email": EMAIL, "password": [WRONG, PASSWORD]}
    assert browser.client.post("/sign-in", data=sent).status_code == 422
    assert not browser.is_in()


def test_where_mail_is_sent_the_limit_leads_to_a_new_password(settings: Config, store: Store) -> None:
    app = create_app(with_mail(settings), store)
    with store.writing() as db:
        for _ in range(5):
            tries.add(db, credentials.bucket(settings.secret_key, "sign-in", EMAIL), store.clock())
    assert "/sign-in/forgotten" in Browser(app).sign_in(expected=429).text


def test_with_a_public_address_the_cookie_is_for_this_host_and_https_only(settings: Config, store: Store) -> None:
    ana(store)
    app = create_app(replace(settings, public_address="https://audit.example.org", hops=1), store)
    client = app.test_client()
    page = client.get("/sign-in", headers=_FROM_PROXY, base_url="https://audit.example.org")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    answer = client.post(
        "/sign-in",
        data=sent,
        headers={**_FROM_PROXY, "Referer": "https://audit.example.org/sign-in"},
        base_url="https://audit.example.org",
    )
    assert answer.status_code == 303, answer.text
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-self-audit-session=")]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


_FROM_PROXY = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
