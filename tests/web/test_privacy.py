"""The privacy page is open to everybody, and true for one's own machine and for a service."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from audit.config import Config
from audit.core.people import Kind
from audit.store import retention
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.web.conftest import look_over
from tests.web.test_data import with_mail


def text(app: Flask) -> str:
    said = {"Host": "audit.example.org", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    answer = app.test_client().get("/privacy", headers=said if _is_public(app) else None)
    assert answer.status_code == 200, answer.text
    look_over(answer.text, app)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))


def _is_public(app: Flask) -> bool:
    return app.extensions["self-audit"].config.public_address is not None


def test_on_ones_own_machine(app: Flask, store: Store) -> None:
    people.set_up(store)
    shown = text(app)
    assert "In one database file on this computer." in shown
    assert "No mail is sent." in shown
    assert "Responsible is the organisation that uses this computer" in shown
    assert "network" not in shown.lower().replace("network or", "")


def test_what_is_signed_stays_and_the_page_says_so(app: Flask) -> None:
    shown = text(app)
    assert "name, role and time stay with the signature, also after the account is deleted" in shown
    assert "An audit that is signed off stays whatever times are set" in shown


def test_before_the_first_start_it_can_be_read(app: Flask) -> None:
    assert "What is stored here" in text(app)


def test_in_the_service_of_a_network(settings: Config, store: Store) -> None:
    people.set_up(store, Kind.NETWORK)
    with store.writing() as db:
        retention.set_days(db, retention.What.TRIES, 2)
    served = replace(with_mail(settings), public_address="https://audit.example.org", hops=1)
    app = create_app(served, store)
    shown = text(app)
    assert "In one database file on the machine that runs this service." in shown
    assert "on this computer" not in shown
    assert "The network's staff and assessors see the directory" in shown.replace("&#39;", "'")
    assert "Mails such as invitations go through the mail server" in shown
    assert "Who is responsible was not written down here yet." in shown
    assert "2 days" in shown


def test_what_the_operator_declared_stands_there(settings: Config, app: Flask) -> None:
    (settings.data / "settings.toml").write_text(
        '[record]\ncontroller = "The society"\ncontact = "office@example.org"\nsupervisory_authority = "The agency"\n'
        'place = "Zagreb"\nbackups = "Deleted after 30 days."\n',
    )
    shown = text(app)
    for words in ("Responsible: The society", "Write to: office@example.org", "The agency", "Deleted after 30 days."):
        assert words in shown


@pytest.mark.parametrize("kind", Kind)
def test_the_cookies_it_names_are_the_ones_there_are(app: Flask, store: Store, kind: Kind) -> None:
    people.set_up(store, kind)
    client = app.test_client()
    people.sign_in(client, store, people.admit(store))
    answers = [client.get(path) for path in ("/", "/account", "/programmes/new", "/privacy")]
    named = {cookie.partition("=")[0] for answer in answers for cookie in answer.headers.getlist("Set-Cookie")}
    assert "Two cookies, both needed" in text(app)
    assert len(named | {people.cookie()}) == 2
