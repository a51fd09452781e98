"""Attacks on the sign-in: guessing from everywhere at once, asking who has an account, and using old things again.

Numbers 7 to 13 of the reliability research, section 7.
"""

import http.client
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

import pytest
from flask import Flask

from audit import config, credentials
from audit.config import Config
from audit.core.people import RECOVERY, Link, Purpose
from audit.store import accounts, links
from audit.store.database import Store
from audit.web import create_app
from tests.attacks.visitor import free_port
from tests.cli.running import start
from tests.web.conftest import Clock
from tests.web.somebody import EMAIL, OTHER, PASSWORD, WRONG, Browser, acts, ana, code

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = "application/x-www-form-urlencoded"
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said."""

    status: int
    retry_after: str
    text: str


@dataclass(slots=True)
class Caller:
    """A browser at an address of this machine's own network, which visits one server after another."""

    address: str = "127.0.0.1"
    jar: dict[str, str] = field(default_factory=dict)

    def open(self, port: int, method: str, path: str, sent: dict[str, str] | None = None) -> Said:
        """Ask for a page, or send a form."""
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(self.address, 0))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items()), "Content-Type": _FORM}
        with closing(link):
            link.request(method, path, urlencode(sent) if sent is not None else None, headers)
            answer = link.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.jar.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
            return Said(answer.status, answer.headers.get("Retry-After", ""), answer.read().decode())

    def sign_in(self, port: int, email: str = EMAIL, password: str = PASSWORD) -> Said:
        """Give address and password."""
        found = _TOKEN.search(self.open(port, "GET", "/sign-in").text)
        assert found
        return self.open(port, "POST", "/sign-in", {"csrf_token": found[1], "email": email, "password": password})


@contextmanager
def serving(data: Path, port: int) -> Iterator[None]:
    """Start a server in a process of its own, and kill it at the end."""
    server = start("serve", "--data", data, "--port", port)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                Caller().open(port, "GET", "/healthz")
                break
            except OSError:
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.05)
        yield
    finally:
        server.kill()
        server.communicate()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with one account."""
    folder = tmp_path / "both"
    store = Store(config.load(folder).database)
    store.prepare()
    with closing(store):
        ana(store)
    return folder


def test_guesses_are_counted_over_two_processes_and_a_restart(data: Path) -> None:
    first, second = free_port(), free_port()
    at_work, guesser = Caller(), Caller()
    with serving(data, first):
        with serving(data, second):
            assert at_work.sign_in(first).status == 303
            # Each guess comes from another address: the account is what is counted.
            guesses = [Caller(f"127.0.0.{2 + n}").sign_in((first, second)[n % 2], password=WRONG) for n in range(20)]
            assert Counter(said.status for said in guesses) == {422: 5, 429: 15}
            assert [said.status for said in guesses[:5]] == [422] * 5
            assert all(0 < int(said.retry_after) <= 900 for said in guesses[5:])
            for port in (first, second):
                assert guesser.sign_in(port).status == 429, "a right password waits as well"
            assert at_work.open(first, "GET", "/account").status == 200
        with serving(data, second):
            assert guesser.sign_in(second).status == 429, "a restart forgets nothing"
            assert at_work.open(first, "GET", "/account").status == 200


def test_one_address_cannot_try_many_accounts_over_two_processes(data: Path) -> None:
    ports = free_port(), free_port()
    with ExitStack() as both:
        for port in ports:
            both.enter_context(serving(data, port))
        guesser = Caller("127.0.0.9")
        tried = [guesser.sign_in(ports[n % 2], f"somebody-{n}@example.org", WRONG).status for n in range(24)]
        assert tried == [422] * 20 + [429] * 4
        assert guesser.sign_in(ports[0]).status == 429
        assert Caller("127.0.0.10").sign_in(ports[1]).status == 303


def together(work: Callable[[int], int], count: int = _AT_ONCE) -> Counter[int]:
    """Let many threads do something at the same moment; count what they got."""
    gate = Barrier(count)

    def one(number: int) -> int:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return Counter(threads.map(one, range(count)))


def browsers(app: Flask, count: int = _AT_ONCE) -> list[tuple[Browser, str]]:
    """Return browsers that each have a form open, with its token."""
    made = [Browser(app) for _ in range(count)]
    return [(browser, browser.token()) for browser in made]


def test_guesses_that_come_at_once_get_no_further_than_in_a_row(app: Flask, store: Store) -> None:
    ana(store)
    ready = browsers(app)

    def guess(number: int) -> int:
        browser, token = ready[number]
        sent = {"csrf_token": token, "email": EMAIL, "password": WRONG}
        return browser.client.post("/sign-in", data=sent).status_code

    assert together(guess) == {422: 5, 429: _AT_ONCE - 5}


@pytest.mark.parametrize("kind", ["a code of the device", "a recovery code"])
def test_one_code_lets_one_in_however_many_give_it_at_once(app: Flask, store: Store, clock: Clock, kind: str) -> None:
    ana(store, codes=["d" * 20])
    given = code(clock.now) if kind == "a code of the device" else "d" * 20
    ready = []
    for browser, _ in browsers(app, 5):
        browser.sign_in()
        found = _TOKEN.search(browser.get("/sign-in/code"))
        assert found
        ready.append((browser, found[1]))

    def give(number: int) -> int:
        browser, token = ready[number]
        return browser.client.post("/sign-in/code", data={"csrf_token": token, "one_time_password": given}).status_code

    assert together(give, 5) == {303: 1, 422: 4}
    assert sum(browser.is_in() for browser, _ in ready) == 1


def test_one_link_sets_one_password_however_many_use_it_at_once(app: Flask, store: Store, clock: Clock) -> None:
    account, secret = ana(store), credentials.new_secret()
    made = Link(
        handle=store.token(),
        purpose=Purpose.RECOVERY,
        made=clock.now,
        expires=clock.now + RECOVERY,
        made_by=account.id,
        account=account.id,
    )
    with store.writing() as db:
        links.make(db, made, credentials.fingerprint(secret))
    ready = browsers(app, 6)

    def use(number: int) -> int:
        browser, token = ready[number]
        sent = {"csrf_token": token, "password": f"{OTHER} {number}"}
        return browser.client.post(f"/recover/{secret}", data=sent).status_code

    assert together(use, 6) == {303: 1, 410: 5}
    assert acts(store, account).count("password-recovered") == 1


def test_an_unknown_address_costs_what_a_wrong_password_costs(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    token = browser.token()
    spent: dict[str, list[float]] = {EMAIL: [], "nobody@example.org": []}
    for _ in range(50):
        for email, times in spent.items():
            with store.writing() as db:
                db.execute("DELETE FROM tries")
            # Time of this thread, so that other work on the machine does not count.
            begun = time.thread_time()
            answer = browser.client.post("/sign-in", data={"csrf_token": token, "email": email, "password": WRONG})
            times.append(time.thread_time() - begun)
            assert answer.status_code == 422
    known, unknown = (statistics.median(times) for times in spent.values())
    assert abs(known - unknown) < 0.010


@pytest.mark.parametrize("end", ["signed out", "another password", "disabled", "deleted"])
def test_a_session_that_was_ended_in_one_process_is_dead_in_the_other(
    settings: Config, store: Store, clock: Clock, end: str
) -> None:
    account = ana(store)
    other_store = Store(settings.database, clock=clock)
    with closing(other_store):
        here, there = Browser(create_app(settings, store)), Browser(create_app(settings, other_store))
        here.sign_in()
        there.bring(here.cookie())
        assert there.is_in()
        if end == "signed out":
            here.send("/sign-out")
        elif end == "another password":
            here.send("/account/password", current_password=PASSWORD, password=OTHER)
            assert here.is_in()
        elif end == "deleted":
            here.send("/account/delete", current_password=PASSWORD)
        else:
            with store.writing() as db:
                accounts.disable(db, account.id)
        assert there.get("/account", 303) == "/sign-in?next=/account"
        there.send("/account/password", 401, current_password=PASSWORD, password=OTHER)


@pytest.mark.parametrize("planted", ["a made-up one", "one of the attacker's own", "a half one"])
def test_a_session_planted_before_the_sign_in_is_not_the_one_after(app: Flask, store: Store, planted: str) -> None:
    ana(store)
    ana(store, email="attacker@example.org", codes=["e" * 20] if planted == "a half one" else None)
    attacker, victim = Browser(app), Browser(app)
    if planted == "a made-up one":
        attacker.bring("A" * 43)
    else:
        attacker.sign_in("attacker@example.org")
    known = attacker.cookie()
    victim.bring(known)
    victim.sign_in()
    assert victim.cookie() != known
    attacker.bring(known)
    assert not attacker.is_in()
    assert EMAIL in victim.get("/account")


@pytest.mark.parametrize(
    "secret", ["", "x" * 100_000, "é", "\x7f", "A" * 43, "'; DROP TABLE sessions; --", "a" * 64, "%00"]
)
def test_a_cookie_that_is_none_is_nobody(app: Flask, secret: str) -> None:
    browser = Browser(app)
    answer = browser.client.get("/account", headers={"Cookie": f"self-audit-session-8765={secret}"})
    assert answer.status_code == 303


@pytest.mark.parametrize("typed", ["", " ", "\0", "1" * 100_000, "１２３４５６", "null", "000000' OR 1=1", "🔒"])
def test_no_code_of_any_kind_passes_for_one(app: Flask, store: Store, typed: str) -> None:
    ana(store, codes=["f" * 20])
    browser = Browser(app)
    browser.sign_in()
    browser.give(typed, expected=422)
    assert not browser.is_in()


def test_fields_nobody_asked_for_change_nothing(app: Flask, store: Store) -> None:
    account = ana(store)
    browser = Browser(app)
    browser.sign_in()
    sent = {
        "version": "1",
        "name": "Ana",
        "email": EMAIL,
        "id": "a" * 16,
        "offices": "operator",
        "totp": "",
        "is_admin": "1",
    }
    browser.send("/account/person", 303, **sent)
    with store.reading() as db:
        after = accounts.get(db, account.id)
    assert (after.id, after.offices, after.name) == (account.id, frozenset(), "Ana")
