"""Attacks on people, places and links: what was taken away must not work on in a request that was under way.

What was tried, and what it found: decision 11.
"""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask

from audit import credentials
from audit.config import Config
from audit.core.people import WINDOW, Account, Office, Role
from audit.store import accounts, links, memberships, sessions
from audit.store.connection import Connection
from audit.store.database import Store
from audit.web import create_app, trying, waiting
from tests import people
from tests.web.conftest import Clock
from tests.web.somebody import EMAIL, OTHER, PASSWORD, Browser, ana, code, kept, place, with_mail

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def _sessions_end(db: Connection, account: Account, organisation: str) -> None:
    del organisation
    sessions.end_all(db, account.id)


def _is_disabled(db: Connection, account: Account, organisation: str) -> None:
    del organisation
    accounts.disable(db, account.id)


def _is_removed(db: Connection, account: Account, organisation: str) -> None:
    memberships.remove(db, organisation, account.id)


def _is_demoted(db: Connection, account: Account, organisation: str) -> None:
    memberships.change(db, organisation, account.id, Role.CONTRIBUTOR)


def late(
    app: Flask, store: Store, account: Account, to: tuple[str, str], meanwhile: Callable[[Connection], None]
) -> int:
    """Send an invitation while somebody else writes, do something in that other write, and return the answer."""
    browser, answers = app.test_client(), []
    people.sign_in(browser, store, account)
    page, sent = to
    found = _TOKEN.search(browser.get(page).text)
    assert found
    form = {"csrf_token": found[1], "role": "manager", "office": "operator", "email": ""}
    request = Thread(target=lambda: answers.append(browser.post(sent, data=form).status_code))
    with store.writing(by="tests") as db:
        request.start()
        time.sleep(0.3)  # By now it waits for this write to end.
        assert not answers
        meanwhile(db)
    request.join()
    return int(answers[0])


@pytest.mark.parametrize(
    ("taken", "status"), [(_is_removed, 404), (_is_demoted, 403), (_is_disabled, 401), (_sessions_end, 401)]
)
def test_who_lost_the_place_while_waiting_invites_nobody(
    app: Flask, store: Store, taken: Callable[[Connection, Account, str], None], status: int
) -> None:
    first, going = ana(store), people.admit(store, "Going Made-up")
    whose = place(store, first, Role.MANAGER).id
    people.place(store, going, whose, Role.MANAGER)
    page = f"/organisations/{whose}/people"
    answer = late(app, store, going, (page, f"{page}/invite"), lambda db: taken(db, going, whose))
    with store.reading() as db:
        assert (answer, links.open_ones(db, store.clock(), organisation=whose)) == (status, ())


def test_who_lost_the_office_while_waiting_invites_nobody(app: Flask, store: Store) -> None:
    people.operator(store)
    going = people.admit(store, "Going Made-up", offices=[Office.OPERATOR])
    to = ("/accounts/invite", "/accounts/invite")
    answer = late(app, store, going, to, lambda db: accounts.withdraw(db, going.id, Office.OPERATOR))
    with store.reading() as db:
        assert (answer, links.open_ones(db, store.clock())) == (403, ())


def test_a_password_that_was_replaced_during_the_sign_in_opens_nothing(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = ana(store)
    compare = credentials.is_right

    def slowly(kept_hash: str | None, typed: str) -> bool:
        is_right = compare(kept_hash, typed)
        with store.writing(by="tests") as db:
            accounts.set_password(db, account.id, kept(OTHER), act="password-changed")
        return is_right

    monkeypatch.setattr(credentials, "is_right", slowly)
    browser = Browser(app)
    browser.sign_in(expected=422)
    assert not browser.is_in()


def test_a_half_session_that_ended_while_waiting_becomes_none_that_is_whole(
    app: Flask, store: Store, clock: Clock
) -> None:
    account = ana(store, codes=["d" * 20])
    browser, answers = Browser(app), []
    browser.sign_in()
    found = _TOKEN.search(browser.get("/sign-in/code"))
    assert found
    form = {"csrf_token": found[1], "one_time_password": code(clock.now)}
    request = Thread(target=lambda: answers.append(browser.client.post("/sign-in/code", data=form).status_code))
    with store.writing(by="tests") as db:
        request.start()
        time.sleep(0.3)
        accounts.set_password(db, account.id, kept(OTHER), act="password-changed")
    request.join()
    assert answers == [422]
    assert not browser.is_in()


def _mails(store: Store) -> int:
    with store.reading() as db:
        (number,) = db.execute("SELECT count(*) FROM jobs").fetchone()
    return int(number)


def test_nobody_fills_the_mailbox_of_somebody_else_with_links(settings: Config, store: Store, clock: Clock) -> None:
    ana(store)
    app = create_app(with_mail(settings), store)
    for _ in range(4):
        browser = Browser(app)
        for _ in range(5):
            browser.send("/sign-in/forgotten", 200, email=EMAIL)
        clock.now += WINDOW
    assert _mails(store) == trying.MAILS_OF_A_DAY
    clock.now += timedelta(days=1)
    Browser(app).send("/sign-in/forgotten", 200, email=EMAIL)
    assert _mails(store) == trying.MAILS_OF_A_DAY + 1


def test_a_manager_cannot_fill_a_mailbox_with_invitations(settings: Config, store: Store) -> None:
    whose = place(store, ana(store), Role.MANAGER).id
    browser = Browser(create_app(with_mail(settings), store))
    browser.sign_in()
    path = f"/organisations/{whose}/people/invite"
    for _ in range(trying.MAILS_OF_A_DAY):
        browser.send(path, 200, role="reader", email="victim@example.org")
    assert "hand the link over yourself" in browser.send(path, 422, role="reader", email="victim@example.org").text
    browser.send(path, 200, role="reader", email="")
    with store.reading() as db:
        assert len(links.open_ones(db, store.clock(), organisation=whose)) == trying.MAILS_OF_A_DAY + 1


def test_nobody_asks_through_the_own_address_who_has_an_account(app: Flask, store: Store) -> None:
    ana(store)
    ana(store, email="bo@example.org")
    browser = Browser(app)
    browser.sign_in()
    sent = {"version": "1", "name": "Ana Made-up", "email": "bo@example.org", "current_password": PASSWORD}
    for _ in range(5):
        browser.send("/account/person", 422, **sent)
    browser.send("/account/person", 429, **sent)


def test_nobody_asks_with_an_invitation_who_has_an_account(app: Flask, store: Store) -> None:
    whose = place(store, ana(store), Role.MANAGER).id
    manager, guest = Browser(app), Browser(app)
    manager.sign_in()
    made = manager.send(f"/organisations/{whose}/people/invite", 200, role="reader", email="").text
    found = re.search(r"/invitations/[\w-]{43}", made)
    assert found
    sent = {"name": "Guest Made-up", "email": EMAIL, "password": OTHER}
    for _ in range(5):
        guest.send(found[0], 409, **sent)
    guest.send(found[0], 429, **sent)


def test_files_that_wait_for_others_are_not_pushed_out(settings: Config, store: Store) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    theirs, flooded = store.token(), [store.token() for _ in range(waiting.MOST_IN_ALL // waiting.MOST_FILES + 2)]
    token = waiting.keep(settings, theirs, b"{}", store)
    for audit in flooded:
        for _ in range(waiting.MOST_FILES + 1):
            waiting.keep(settings, audit, b"{}", store)
    assert waiting.get(settings, theirs, token) == b"{}"
    assert len(list((settings.data / "waiting").iterdir())) == waiting.MOST_IN_ALL


def test_an_address_with_other_letters_is_that_of_somebody_else(app: Flask, store: Store) -> None:
    mine = ana(store, email="ana@straße.example")
    ana(store, email="ana@strasse.example")
    with store.reading() as db:
        assert accounts.get(db, mine.id).email == "ana@straße.example"
        assert accounts.by_email(db, " ANA@STRAßE.example ") == accounts.get(db, mine.id)
    Browser(app).sign_in("ana@STRASSE.example")
