"""A second voice for tests: an invitation, a service with a browser of its own, and what it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit.core.second_voice import Voice
from audit.store import second_voices
from audit.store.database import Store
from tests.web.conftest import Page, Post, look_over, only_audit

SECRET = "quiet harbour lantern seven"
ASKED = {"service": "Open door", "tie": "independent", "email": "office@opendoor.example"}
# What no page, file or paper of the programme may hold: the service sees less than anybody says elsewhere.
SAID = {"WOM-1": "0", "WOM-2": "1", "COL-1": "unseen", "RSK-6": "0"}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_LINK = re.compile(r"(/second-voice/[\w-]{43})")
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(slots=True)
class Service:
    """The browser of a women's service."""

    app: Flask
    browser: FlaskClient

    def get(self, path: str, expected: int = 200) -> str:
        """Open a page, and look it over."""
        answer = self.browser.get(path)
        assert answer.status_code == expected, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        if expected != 303:
            look_over(answer.text, self.app)
        return answer.text

    def post(self, path: str, data: Mapping[str, object] | None = None, expected: int = 303) -> TestResponse:
        """Send a form with the token of the page where somebody comes back."""
        page = self.browser.get("/second-voice")
        found = _TOKEN.search(page.text)
        assert found
        answer = self.browser.post(path, data={"csrf_token": found[1], **(data or {})})
        assert answer.status_code == expected, answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        if expected != 303:
            look_over(answer.text, self.app)
        return answer

    def begin(self, link: str, secret: str = SECRET, expected: int = 303) -> TestResponse:
        """Set a secret of one's own."""
        return self.post(link, {"password": secret, "again": secret}, expected)

    def version(self) -> str:
        """Return the version that the page of questions shows."""
        found = _VERSION.search(self.get("/second-voice/answers"))
        assert found
        return found[1]

    def save(self, said: dict[str, str] | None = None, expected: int = 303, **more: str) -> TestResponse:
        """Keep answers."""
        sent = {"version": self.version(), **(SAID if said is None else said), **more}
        return self.post("/second-voice/answers", sent, expected)

    def hand_in(self, *readers: str, expected: int = 303) -> TestResponse:
        """Hand the answers in, to be seen by these."""
        return self.post("/second-voice/hand-in", {"version": self.version(), "readers": list(readers)}, expected)

    def come_back(self, place: str, secret: str = SECRET, expected: int = 303) -> TestResponse:
        """Open the second voice again."""
        return self.post("/second-voice", {"place": place, "password": secret}, expected)


def service(app: Flask) -> Service:
    """Return the browser of a service."""
    return Service(app, app.test_client())


def ask(page: Page, post: Post, audit: str, **more: str) -> str:
    """Invite a service where no mail is set up and no network is there, and return the link."""
    page(f"/audits/{audit}/second-voice")
    answer = post(f"/audits/{audit}/second-voice", {**ASKED, **more}, expected=200)
    found = _LINK.search(answer.text)
    assert found, answer.text
    return found[1]


def kept(store: Store, audit: str) -> Voice | None:
    """Return the second voice beside an audit as it lies in the store."""
    with store.reading() as db:
        return second_voices.of_audit(db, only_audit(db, audit))


def file_of(store: Store) -> bytes:
    """Return every byte of the database, with what waits beside it."""
    path = store.path
    return b"".join(p.read_bytes() for p in (path, Path(f"{path}-wal")) if p.exists())
