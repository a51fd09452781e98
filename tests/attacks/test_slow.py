"""Who holds connections open, or signs in with a crowd, keeps nobody from their work (attacks 14 and 20)."""

import threading
import time
from pathlib import Path

import pytest
from waitress.task import ThreadedTaskDispatcher

from audit import credentials
from audit.cli import lanes
from bench import process
from bench.slow import HALVES, slow

CROWD = 50


@pytest.mark.parametrize("number", [60, 400])
@pytest.mark.parametrize("kind", sorted(HALVES))
def test_slow_connections_keep_nobody_waiting(tmp_path: Path, number: int, kind: str) -> None:
    """How long it takes is measured in bench; without room for all of them there would be no answer at all."""
    with process.server(tmp_path) as (_, port), slow(port, number, HALVES[kind]):
        process.get(port, "/healthz")
        process.get(port, "/sign-in")


class _Sent:
    """A request in a connection, as the lanes see it."""

    def __init__(self, command: str, path: str, wait: threading.Event | None = None) -> None:
        self.command, self.path = command, path
        self.requests = [self]
        self.wait = wait or threading.Event()
        self.is_done = threading.Event()

    def service(self) -> None:
        self.is_done.set()
        self.wait.wait(20)

    def cancel(self) -> None:
        """Nobody waits for the answer."""


def test_pages_are_served_while_a_crowd_waits_for_its_passwords() -> None:
    made = lanes.Lanes()
    end = threading.Event()
    crowd = [_Sent("POST", "/sign-in", end) for _ in range(CROWD)]
    pages = [_Sent("GET", "/") for _ in range(lanes.PAGES)]
    for sent in (*crowd, *pages):
        made.add_task(sent)  # type: ignore[arg-type] # the lanes look at no more than this has
    try:
        assert all(page.is_done.wait(10) for page in pages)
        time.sleep(0.1)
        assert sum(sent.is_done.is_set() for sent in crowd) == lanes.PASSWORDS
    finally:
        end.set()
        for page in pages:
            page.wait.set()
        made.shutdown(timeout=10)


@pytest.mark.parametrize(
    ("command", "path", "expected"),
    [
        ("POST", "/sign-in", True),
        ("POST", "/sign-in/code", True),
        ("POST", "/account/password", True),
        ("POST", "/recover/x", True),
        ("POST", "/invitations/x", True),
        ("POST", "/first-start/x", True),
        ("POST", "/organisations/aaaaaaaaaaaaaaaa/data/erase", True),
        ("POST", "/erasures/aaaaaaaaaaaaaaaa", True),
        ("GET", "/sign-in", False),
        ("POST", "/organisations/aaaaaaaaaaaaaaaa/data/keep", False),
        ("POST", "/organisations/aaaaaaaaaaaaaaaa/choose", False),
        ("POST", "/audits/aaaaaaaaaaaaaaaa/answers/WOM-1", False),
    ],
)
def test_forms_with_a_password_have_a_lane_of_their_own(command: str, path: str, *, expected: bool) -> None:
    assert lanes.is_of_passwords(_Sent(command, path)) is expected


def test_a_request_that_cannot_be_read_goes_with_the_pages() -> None:
    assert lanes.is_of_passwords(object()) is False  # type: ignore[arg-type] # waitress gives such a one


def test_two_passwords_at_once_are_checked_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many threads ask: the lane is a convenience, this is the limit."""
    now, most, lock = [0], [0], threading.Lock()

    class Counting:
        def verify(self, *_: object) -> bool:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.01)
            with lock:
                now[0] -= 1
            return True

    monkeypatch.setattr(credentials, "_hasher", Counting)
    crowd = [threading.Thread(target=credentials.is_right, args=("$argon2id$x", "a password")) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == [lanes.PASSWORDS]
    assert issubclass(lanes.Lanes, ThreadedTaskDispatcher)
