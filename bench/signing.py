"""Signing off: how long somebody waits for it on a server that has set no paper yet."""

import http.client
import re
import statistics
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
# Where nothing could be rehearsed, since the server was started between the page and the last step: our own limit, so
# that it does not grow unseen. The 1.5 seconds do not hold there.
COLD_LIMIT = 4.0
# Seconds for which the page that asks for a signature is read, and for which a password is typed.
READING, TYPING = 5.0, 2.0
ROUNDS = 3
_FIELD = re.compile(r'name="(csrf_token|shown|last)" value="([^"]*)"')
_FORM = "application/x-www-form-urlencoded"
_SEE_OTHER = 303


def rows(folder: Path) -> Iterable[Row]:
    """Measure the last step of a signature, its checked paper included, each time with a new store and server."""
    read = _median(folder / "read", is_restarted=False)
    note = f"the first paper of a new server, checked; its page read for {READING:.0f} s before; median of {ROUNDS}"
    yield Row("signing off, its page just read", read, "s", LIMIT, note)
    cold = _median(folder / "cold", is_restarted=True)
    note = f"the server started again between the page and the last step: nothing was rehearsed; median of {ROUNDS}"
    yield Row("signing off, truly cold", cold, "s", COLD_LIMIT, note)


def _median(folder: Path, *, is_restarted: bool) -> float:
    made = (_ready(folder / f"signing-{number}") for number in range(ROUNDS))
    return statistics.median(_signed(one, is_restarted=is_restarted) for one in made)


def _ready(data: Path) -> Sample:
    """Make a sample that nothing keeps from being signed: its red lines are held."""
    made, standard = sample.make(data), library.default()
    held = Answer(level=TOP_LEVEL, evidence=(sample.DOCUMENT,))
    with made.store.writing() as db:
        given = {c.id: (held, 1) for c in standard.criteria() if c.is_red_line}
        answers.save_many(db, made.audit, given, made.store.clock())
        signatures.mark_ready(db, made.audit, on=True)
    return made


def _signed(made: Sample, *, is_restarted: bool) -> float:
    """Sign off through the pages of a server of its own, and return the seconds of the last step.

    Args:
        made: the sample.
        is_restarted: whether a new server takes the last step.
    """
    path = f"/audits/{made.audit.id}/sign"
    with process.server(made.data) as (_, port), closing(_Browser(port, made)) as browser:
        sent = {**browser.get(path), "role": "Manager of the bench", "agreed": "1"}
        time.sleep(READING)
        sent |= browser.post(path, sent, http.client.OK)
        time.sleep(TYPING)
        taken = 0.0 if is_restarted else _confirmed(browser, path, sent)
    if is_restarted:
        with process.server(made.data) as (_, port), closing(_Browser(port, made)) as browser:
            # The token of the forms belongs to the cookies of this server; its page sets nothing going.
            taken = _confirmed(browser, path, sent | browser.get(f"/audits/{made.audit.id}/ready"))
    with made.store.reading() as db:
        if not papers.of_audit(db, made.audit):
            message = "the signed edition was not made"
            raise RuntimeError(message)
    return taken


def _confirmed(browser: "_Browser", path: str, sent: dict[str, str]) -> float:
    """Take the last step, and return its seconds."""
    begin = time.perf_counter()
    browser.post(f"{path}/confirm", {**sent, "current_password": PASSWORD}, _SEE_OTHER)
    return time.perf_counter() - begin


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
