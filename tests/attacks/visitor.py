"""A server in a process of its own, and somebody who saves answers in it over the network of this machine."""

import http.client
import itertools
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

from audit import config, library
from audit.store import accounts
from audit.store.database import Store
from tests import people
from tests.cli.running import start
from tests.web.conftest import PROGRAMME

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(slots=True)
class Visitor:
    """A browser without scripts that visits one server."""

    port: int
    data: Path
    cookie: str = ""
    token: str = ""

    def open(self, method: str, path: str, sent: dict[str, str] | None = None) -> Answered:
        """Ask for a page, or send a form."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "X-Requested-With": "fetch"} if sent else {"Cookie": self.cookie}
        body = urlencode({**sent, "csrf_token": self.token}) if sent is not None else None
        with closing(link):
            link.request(method, path, body, {**headers, "Content-Type": FORM} if body else headers)
            answer = link.getresponse()
            return Answered(answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace"))

    def begin(self) -> None:
        """Sign in, and get a token."""
        signed_in = f"{people.cookie(self.port)}={self._badge()}"
        self.cookie = signed_in
        answer = self.open("GET", "/programmes/new")
        self.cookie = f"{signed_in}; {answer.headers.get('Set-Cookie', '').partition(';')[0]}"
        found = _TOKEN.search(answer.text)
        assert found
        self.token = found[1]

    def _badge(self) -> str:
        """Return the secret of a session of the operator, who is there from the first visit on."""
        store = Store(self.data / config.DATABASE)
        with closing(store):
            with store.reading() as db:
                there = next(iter(accounts.listing(db)), None)
            return people.badge(store, there or people.operator(store)).secret

    def an_audit(self) -> str:
        """Make a programme and start an audit; return its id."""
        made = self.open("POST", "/programmes/new", {k: str(v) for k, v in PROGRAMME.items()})
        path = f"{made.headers['Location']}/audits/new"
        started = self.open("POST", path, {"scope": "full", "date": "2026-11-01"})
        return started.headers["Location"].rpartition("/")[2]

    def save(self, audit: str, code: str, note: str, version: int) -> bool:
        """Save a note; whether the server confirmed it."""
        sent = {f"{code}-version": str(version), f"{code}-note": note}
        answer = self.open("POST", f"/audits/{audit}/answers/{code}", sent)
        return answer.status == 200 and json.loads(answer.text)["version"] == version + 1

    def save_until_it_dies(self, audit: str) -> tuple[dict[str, str], dict[str, str]]:
        """Save one answer after another.

        Returns what was confirmed last, by criterion, and the save the kill cut off, which may be in or not.
        """
        confirmed: dict[str, str] = {}
        cut_off: dict[str, str] = {}
        codes = [c.id for c in library.default().criteria()]
        with suppress(OSError, http.client.HTTPException):
            for number in itertools.count():
                for code in codes:
                    note = f"{code}, round {number}"
                    cut_off = {code: note}
                    if self.save(audit, code, note, number):
                        confirmed[code] = note
        return confirmed, cut_off

    def note_of(self, audit: str, code: str) -> str:
        """Return the note that a page of the server shows."""
        domain = library.default().domain_of(code).id
        page = self.open("GET", f"/audits/{audit}/domains/{domain}").text
        found = re.search(rf'<textarea[^>]*name="{code}-note"[^>]*>([^<]*)</textarea>', page)
        assert found
        return found[1].strip()


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def running(data: Path, port: int) -> Iterator[tuple["Popen[str]", Visitor]]:
    """Start a server, and kill it at the end."""
    server = start("serve", "--data", data, "--port", port)
    visitor = Visitor(port, data)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                visitor.open("GET", "/healthz")  # Answered once the store is ready.
                visitor.begin()
                break
            except OSError:
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.05)
        yield server, visitor
    finally:
        server.kill()
        server.communicate()
