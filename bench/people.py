"""Signing in: what a password costs, what a crowd that signs in costs all others, and what the scope check costs."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from audit import credentials
from audit.store import accounts, sessions
from bench import process
from bench.clock import Row, median, seconds
from bench.sample import EMAIL, PASSWORD, Sample, manager

CROWD = 50
SIGN_INS = 9
_PAGES = 200
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = "application/x-www-form-urlencoded"
_SEE_OTHER = 303


def rows(sample: Sample, domain: str) -> Iterable[Row]:
    """Measure signing in, a crowd that does, and the share of the scope check in a domain page."""
    yield _one(sample)
    yield from _crowd(sample)
    yield _scope(sample, f"/audits/{sample.audit.id}/domains/{domain}")


def _one(sample: Sample) -> Row:
    """Sign in through the pages, in turn with what argon2id takes alone."""
    kept = credentials.hash_password(PASSWORD)
    ratios, taken = [], []
    for _ in range(SIGN_INS):
        client = sample.app.test_client()
        found = _TOKEN.search(client.get("/sign-in").get_data(as_text=True))
        sent = {"csrf_token": found[1] if found else "", "email": EMAIL, "password": PASSWORD}
        least = seconds(lambda: credentials.is_right(kept, PASSWORD))
        begin = time.perf_counter()
        status = client.post("/sign-in", data=sent).status_code
        taken.append(time.perf_counter() - begin)
        ratios.append(taken[-1] / least)
        if status != _SEE_OTHER:
            message = f"signing in answered {status}"
            raise RuntimeError(message)
    return Row("sign-in", statistics.median(ratios), "× argon2id", 2, f"{statistics.median(taken) * 1000:.0f} ms")


def _crowd(sample: Sample) -> Iterable[Row]:
    """Let fifty people sign in at once through the real server, and look at other pages meanwhile."""
    with sample.store.writing() as db:
        for number in range(CROWD):
            accounts.create(db, manager(sample.store, _email(number)), credentials.hash_password(PASSWORD))
    with process.server(sample.data) as (running, port), _signing_in(port) as done:
        taken: list[float] = []
        while not done.is_set() or len(taken) < SIGN_INS:
            taken.append(seconds(lambda: _status(port, f"/audits/{sample.audit.id}", sample.cookie(port))))
        memory = process.memory(running.pid)
    slowest = sorted(taken)[int(len(taken) * 0.95)]
    note = f"{len(taken)} requests, median {statistics.median(taken) * 1000:.0f} ms"
    yield Row(f"another page while {CROWD} sign in at once, p95", slowest * 1000, "ms", 300, note)
    yield Row(f"memory after {CROWD} have signed in at once", memory, "MB", 400)


@contextmanager
def _signing_in(port: int) -> Iterator[threading.Event]:
    """Let the crowd begin; the event tells that all have their answer."""
    done = threading.Event()
    wrong: list[str] = []
    people = [threading.Thread(target=_sign_in, args=(port, number, wrong)) for number in range(CROWD)]

    def wait() -> None:
        for person in people:
            person.join()
        done.set()

    for person in people:
        person.start()
    waiting = threading.Thread(target=wait)
    waiting.start()
    yield done
    waiting.join()
    if wrong:
        message = f"{len(wrong)} of the crowd were not answered: {wrong[0]}"
        raise RuntimeError(message)


def _sign_in(port: int, number: int, wrong: list[str]) -> None:
    """Sign in with the right password."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=process.PATIENCE)
    link.request("GET", "/sign-in")
    answer = link.getresponse()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    found = _TOKEN.search(answer.read().decode())
    sent = {"csrf_token": found[1] if found else "", "email": _email(number), "password": PASSWORD}
    link.request("POST", "/sign-in", urlencode(sent), {"Content-Type": _FORM, "Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    if answer.status != _SEE_OTHER:
        wrong.append(str(answer.status))
    link.close()


def _email(number: int) -> str:
    return f"person{number}@example.org"


def _status(port: int, path: str, cookie: str) -> None:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=process.PATIENCE)
    link.request("GET", path, headers={"Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    link.close()
    if answer.status != http.client.OK:
        message = f"{path} answered {answer.status}"
        raise RuntimeError(message)


def _scope(sample: Sample, path: str) -> Row:
    """Compare what tells who asks and what they may, both from the database, with the whole page."""
    client = sample.client()
    page = median(lambda: client.get(path), 25)
    with sample.store.reading() as db:
        hashed, now = credentials.fingerprint(sample.secret), sample.store.clock()
        check = median(lambda: sessions.find(db, hashed, now), _PAGES)
    return Row("the scope check", 100 * check / page, "% of a domain page", 5, f"{check * 1e6:.0f} µs")
