"""While somebody reads what they sign, the engines set and check a first paper; nobody waits for that, or sees it."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit.core.standard import Standard
from audit.language import current
from audit.render import documents, typeset
from audit.render.errors import EngineMissingError
from audit.store.database import Store
from audit.web import rehearsal
from tests.web.audit_pages import all_at, fill
from tests.web.conftest import Page, Post

PATIENCE = 20.0
PROCESS = 4711


@pytest.fixture
def is_ready(store: Store, audit: str, real: Standard, post: Post) -> str:
    fill(store, audit, all_at(real))
    post(f"/audits/{audit}/ready", {"on": "1"})
    return audit


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch, begin_rehearsal: Callable[..., None]) -> Iterator[list[dict[str, Any]]]:
    """Let rehearsals begin, with an engine that only remembers what it was asked."""
    asked: list[dict[str, Any]] = []

    def edition(subject: object, outcome: object, cache: object, **how: object) -> None:
        del outcome, cache
        asked.append({"subject": subject, "language": current(), "thread": threading.current_thread().name, **how})

    monkeypatch.setattr(documents, "edition", edition)
    monkeypatch.setattr(typeset, "prepare", lambda *, papers=0: process(asked, papers))
    monkeypatch.setattr(rehearsal, "_warm", set())
    monkeypatch.setattr(rehearsal, "begin", begin_rehearsal)
    yield asked
    wait()


def process(asked: list[dict[str, Any]], papers: int) -> int:
    """Remember for how many papers the engine was to get ready, and return the id of its process."""
    if papers:
        asked.append({"papers": papers})
    return PROCESS


def wait() -> None:
    """Wait until no rehearsal is under way."""
    assert rehearsal._under_way.acquire(timeout=PATIENCE)
    rehearsal._under_way.release()


def test_opening_the_page_sets_and_checks_a_first_paper(
    page: Page, is_ready: str, rehearsed: list[dict[str, Any]]
) -> None:
    page(f"/audits/{is_ready}/sign")
    wait()
    room, made = rehearsed
    assert room == {"papers": 2}
    assert (made["checked"], made["thread"]) == (True, "rehearsal")
    assert made["subject"].signed is None
    assert made["language"].locale.language == "en"


def test_engines_that_are_warm_are_left_alone_until_they_are_replaced(
    page: Page, is_ready: str, rehearsed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> int:
        page(f"/audits/{is_ready}/sign")
        wait()
        return len([one for one in rehearsed if "checked" in one])

    assert [made(), made(), made()] == [1, 1, 1]
    monkeypatch.setattr(typeset, "prepare", lambda *, papers=0: PROCESS + 1 + 0 * papers)
    assert [made(), made()] == [2, 2]
    monkeypatch.setattr(typeset, "prepare", lambda *, papers=0: papers * 0)
    assert [made(), made()] == [3, 4], "there is no process to be warm"


def test_the_last_page_before_the_signature_rehearses_where_another_process_showed_the_first(
    page: Page, post: Post, is_ready: str, rehearsed: list[dict[str, Any]]
) -> None:
    with rehearsal._under_way:
        sent = dict(re.findall(r'name="(shown|last)" value="([^"]*)"', page(f"/audits/{is_ready}/sign")))
    assert not rehearsed
    post(f"/audits/{is_ready}/sign", {**sent, "role": "", "agreed": "1"}, expected=422)
    wait()
    assert not rehearsed, "the first page comes again"
    post(f"/audits/{is_ready}/sign", {**sent, "role": "Manager", "agreed": "1"}, expected=200)
    wait()
    assert [one["thread"] for one in rehearsed if "checked" in one] == ["rehearsal"]


def test_a_draft_that_cannot_be_signed_rehearses_nothing(
    post: Post, client: FlaskClient, is_ready: str, rehearsed: list[dict[str, Any]]
) -> None:
    post(f"/audits/{is_ready}/ready", {"on": "0"})
    assert client.get(f"/audits/{is_ready}/sign").status_code == 303
    wait()
    assert not rehearsed


def test_one_rehearsal_is_enough_for_all_who_read_at_once(
    page: Page, is_ready: str, rehearsed: list[dict[str, Any]]
) -> None:
    with rehearsal._under_way:
        page(f"/audits/{is_ready}/sign")
    assert not rehearsed


def test_an_engine_that_is_missing_keeps_nobody_from_reading_or_rehearsing_again(
    page: Page, is_ready: str, rehearsed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*, papers: int) -> None:
        rehearsed.append({"failed": papers})
        raise EngineMissingError(engine="Typst")

    monkeypatch.setattr(typeset, "prepare", fail)
    for _ in range(2):
        page(f"/audits/{is_ready}/sign")
        wait()
    assert rehearsed == [{"failed": 2}, {"failed": 2}]


def test_a_machine_without_another_thread_shows_the_page_all_the_same(
    page: Page, is_ready: str, rehearsed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: threading.Thread) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    with monkeypatch.context() as without:
        without.setattr(threading.Thread, "start", fail)
        page(f"/audits/{is_ready}/sign")
    assert not rehearsed
    page(f"/audits/{is_ready}/sign")
    wait()
    assert rehearsed
