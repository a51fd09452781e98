"""Signing off: how long somebody waits for it on a server that has set no paper yet."""

import http.client
import re
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from audit import library
from audit.core.answers import Answer
from audit.core.standard import TOP_LEVEL
from audit.store import answers, papers, signatures
from bench import process, sample
from bench.clock import Row
from bench.sample import PASSWORD, Sample

LIMIT = 1.5
# Seconds for which the page that asks for a signature is read, and for which a password is typed.
READING, TYPING = 5.0, 2.0
ROUNDS = 3
_FIELD = re.compile(r'name="(csrf_token|shown|last)" value="([^"]*)"')
_FORM = "application/x-www-form-urlencoded"
_SEE_OTHER = 303


def rows(folder: Path) -> Iterable[Row]:
    """Measure the last step of a signature, its checked paper included, each time with a new store and server."""
    taken = sorted(_signed(_ready(folder / f"signing-{number}")) for number in range(ROUNDS))
    note = f"the first paper of a new server, checked; its page read for {READING:.0f} s before; median of {ROUNDS}"
    yield Row("signing off, cold", taken[ROUNDS // 2], "s", LIMIT, note)


def _ready(data: Path) -> Sample:
    """Make a sample that nothing keeps from being signed: its red lines are held."""
    made, standard = sample.make(data), library.default()
    held = Answer(level=TOP_LEVEL, evidence=(sample.DOCUMENT,))
    with made.store.writing() as db:
        given = {c.id: (held, 1) for c in standard.criteria() if c.is_red_line}
        answers.save_many(db, made.audit, given, made.store.clock())
        signatures.mark_ready(db, made.audit, on=True)
    return made


def _signed(made: Sample) -> float:
    """Sign off through the pages of a server of its own, and return the seconds of the last step."""
    with process.server(made.data) as (_, port), closing(_Browser(port, made)) as browser:
        path = f"/audits/{made.audit.id}/sign"
        sent = {**browser.get(path), "role": "Manager of the bench", "agreed": "1"}
        time.sleep(READING)
        sent |= browser.post(path, sent, http.client.OK)
        time.sleep(TYPING)
        begin = time.perf_counter()
        browser.post(f"{path}/confirm", {**sent, "current_password": PASSWORD}, _SEE_OTHER)
        taken = time.perf_counter() - begin
    with made.store.reading() as db:
        if not papers.of_audit(db, made.audit):
            message = "the signed edition was not made"
            raise RuntimeError(message)
    return taken


class _Browser:
    """Somebody who has signed in, with the cookies of the server."""

    def __init__(self, port: int, made: Sample) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=process.PATIENCE)
        self._cookies = [made.cookie(port)]

    def get(self, path: str) -> dict[str, str]:
        """Ask for a page and return the fields that its forms carry on."""
        return self._ask("GET", path, None, http.client.OK)

    def post(self, path: str, sent: dict[str, str], expected: int) -> dict[str, str]:
        """Send a form and return the fields that the forms of the answer carry on."""
        return self._ask("POST", path, urlencode(sent), expected)

    def close(self) -> None:
        """Leave."""
        self._link.close()

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> dict[str, str]:
        heads = {"Cookie": "; ".join(self._cookies), **({"Content-Type": _FORM} if body else {})}
        self._link.request(method, path, body, heads)
        answer = self._link.getresponse()
        text = answer.read().decode()
        self._cookies += [said.split(";")[0] for said in answer.headers.get_all("Set-Cookie", ())]
        if answer.status != expected:
            message = f"{path} answered {answer.status}"
            raise RuntimeError(message)
        return dict(_FIELD.findall(text))
