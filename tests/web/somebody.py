"""Somebody who signs in through the pages: a browser of their own, and an account with a password that is right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit import credentials
from audit.config import Config
from audit.config_mail import Mail, Security
from audit.core.people import Account, Membership, Office, Role
from audit.core.programme import Organisation
from audit.store import accounts, memberships, organisations, second_factors
from audit.store.database import Store
from tests.web.conftest import look_over

PASSWORD = "vier gelbe Birnen am Dach"
OTHER = "seven boats cross a green lake"
WRONG = "vier gelbe Birnen am Fach"
EMAIL = "ana@example.org"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@cache
def kept(password: str = PASSWORD) -> str:
    """Return the hash of a password, made once a run."""
    return credentials.hash_password(password)


def ana(
    store: Store,
    *,
    email: str = EMAIL,
    name: str = "Ana Made-up",
    offices: Iterable[Office] = (),
    codes: Iterable[str] | None = None,
) -> Account:
    """Make an account with ``PASSWORD``; with a second factor where its recovery codes are given."""
    made = Account(
        id=store.token(),
        email=email,
        name=name,
        offices=frozenset(offices),
        has_second_factor=False,
        created=store.clock(),
    )
    with store.writing(by="tests") as db:
        accounts.create(db, made, kept())
        if codes is not None:
            hashes = [credentials.fingerprint(credentials.same_code(code)) for code in codes]
            second_factors.switch_on(db, made.id, TOTP, 0, hashes)
        return accounts.get(db, made.id)


def place(store: Store, account: Account, role: Role, name: str = "Society for safety") -> Organisation:
    """Give an account a place in a new organisation."""
    made = Organisation(id=store.token(), name=name, country="HR", zone="Europe/Zagreb", zone_chosen=False)
    with store.writing(by="tests") as db:
        organisations.create(db, made)
        memberships.add(db, Membership(organisation=made.id, account=account.id, role=role, since=store.clock()))
    return made


def code(at: datetime, steps: int = 0) -> str:
    """Return what a device shows at a time, or so many steps later."""
    return str(pyotp.TOTP(TOTP).at(at, counter_offset=steps))


def acts(store: Store, account: Account) -> list[str]:
    """Return what happened to an account, the newest first."""
    with store.reading() as db:
        return [event.act for event in accounts.events(db, account.id)]


def with_mail(settings: Config) -> Config:
    """Return the settings of an instance that sends mail."""
    mail = Mail(host="mail.example.org", port=587, security=Security.STARTTLS, sender="audit@example.org")
    return replace(settings, mail=mail)


@dataclass(slots=True)
class Browser:
    """A browser: it looks over every page, and takes the token of a form from the page before."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, expected: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == expected, (answer.status_code, answer.location, answer.text)
        if answer.mimetype == "text/html" and expected != 303:
            look_over(answer.text, self.app)
        return answer.location if expected == 303 else answer.text

    def send(self, path: str, expected: int = 303, **sent: str) -> TestResponse:
        """Send a form, with a token that holds."""
        answer = self.client.post(path, data={"csrf_token": self.token(), **sent})
        assert answer.status_code == expected, (answer.status_code, answer.location, answer.text)
        if answer.mimetype == "text/html" and expected != 303:
            look_over(answer.text, self.app)
        return answer

    def token(self) -> str:
        """Return the token of this browser's session."""
        page = self.client.get("/sign-in", follow_redirects=True).text
        found = _TOKEN.search(page) or _TOKEN.search(self.client.get("/account/second-factor").text)
        assert found, page
        return found[1]

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, expected: int = 303, **more: str) -> TestResponse:
        """Give address and password."""
        return self.send("/sign-in", expected, email=email, password=password, **more)

    def give(self, typed: str, expected: int = 303) -> TestResponse:
        """Give a code of the second factor."""
        return self.send("/sign-in/code", expected, one_time_password=typed)

    def is_in(self) -> bool:
        """Whether somebody is signed in whole."""
        return self.client.get("/account").status_code == 200

    def cookie(self) -> str:
        """Return the secret of this browser's session; "" for none."""
        found = self.client.get_cookie("self-audit-session-8765")
        return found.value if found else ""

    def bring(self, secret: str) -> None:
        """Bring a cookie from elsewhere."""
        self.client.set_cookie("self-audit-session-8765", secret, domain="localhost")


def plain(page: str) -> str:
    """Return a page without the tokens of its forms, which differ from second to second."""
    return _TOKEN.sub("", page)


def path_of(answer: TestResponse) -> str:
    """Return where an answer leads, without its query."""
    return urlsplit(answer.location).path
