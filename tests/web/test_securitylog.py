"""The log tells what concerns safety, and never what anybody typed, is called or holds."""

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.cli.logs import Line
from audit.core.people import Role
from audit.store.database import Store
from tests.web.conftest import PROGRAMME, Autosave, Page, Post
from tests.web.somebody import EMAIL, PASSWORD, WRONG, Browser, ana

_SHAPE = re.compile(
    r"event=[a-z-]+ status=\d{3} method=[A-Zo]\w* route=[\w.-]+ account=(-|[a-z2-7]{16})( address=[0-9a-f.:/-]+)?"
)
_OF_ACCOUNT = re.compile(r"event=[a-z-]+ account=[a-z2-7]{16} by=[a-z2-7-]+")
NOTE = "She-never-wrote-this-note"
QUERY = "typed-into-a-query"
HIDDEN = (PASSWORD, WRONG, EMAIL, NOTE, QUERY, "Society for safety", "Steps", "evil.example", "s3cret-link")


class Lines:
    """What was logged so far."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    @property
    def of_safety(self) -> list[str]:
        return [record.getMessage() for record in self._caplog.records if record.name == "audit.security"]

    def last(self, event: str) -> str:
        return [line for line in self.of_safety if line.startswith(f"event={event} ")][-1]

    @property
    def text(self) -> str:
        return self._caplog.text


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(Line())
    return Lines(caplog)


def test_a_walk_leaves_no_secret_in_any_log(  # noqa: PLR0917 - one for every way of the walk
    app: Flask, store: Store, lines: Lines, page: Page, post: Post, audit: str, autosave: Autosave
) -> None:
    ana(store)
    browser = Browser(app)
    browser.sign_in(password=WRONG, expected=422)
    browser.sign_in()
    autosave("WOM-1", 200, level="1", note=NOTE)
    autosave("WOM-1", 409, level="2", note=NOTE)
    post(f"/audits/{audit}/answers/WOM-1", {"WOM-1-note": NOTE, "WOM-1-version": "x"}, expected=422)
    page(f"/audits/{audit}/domains/partner-safety?by={QUERY}")
    stranger = app.test_client()
    for path in ("/recover/s3cret-link", "/invitations/s3cret-link", f"/sign-in?next=/{QUERY}", f"/{QUERY}"):
        stranger.get(path)
    stranger.get("/", headers={"Host": "evil.example"})
    stranger.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    stranger.post("/sign-in", data={"email": EMAIL}, headers={"Origin": "https://evil.example"})
    stranger.post("/programmes/new", data=PROGRAMME)
    assert lines.of_safety
    for secret in HIDDEN:
        assert secret not in lines.text
    session = browser.client.get_cookie("self-audit-session-8765")
    assert session is not None
    assert session.value not in lines.text


def test_a_failure_nobody_foresaw_does_not_repeat_what_was_typed(
    app: Flask, client: FlaskClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise ValueError(NOTE)

    app.testing = False
    monkeypatch.setitem(app.view_functions, "start.index", fail)
    assert client.get("/").status_code == 500
    assert lines.last("failed").startswith("event=failed status=500 method=GET route=start.index account=")
    assert "ValueError at test_securitylog.py:" in lines.text
    assert NOTE not in lines.text


def test_each_event_is_one_line_of_one_shape(app: Flask, store: Store, stranger: FlaskClient, lines: Lines) -> None:
    account = ana(store)
    browser = Browser(app)
    browser.sign_in(password=WRONG, expected=422)
    browser.sign_in()
    browser.client.get("/audits/aaaaaaaaaaaaaaaa")
    browser.client.get("/accounts")
    stranger.post("/sign-in", data={"a": "1"})
    stranger.post("/programmes/new", headers={"Origin": "https://evil.example"})
    stranger.open("/sign-in", method="BREW\x0bTEA")
    stranger.get("/", headers={"Host": "evil.example"}, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    stranger.get("/", headers={"X-Forwarded-For": "evil"}, environ_base={"REMOTE_ADDR": "2001:db8::1"})
    for line in lines.of_safety:
        assert _SHAPE.fullmatch(line) or _OF_ACCOUNT.fullmatch(line), line
    assert lines.last("sign-in-refused").endswith(" account=- address=127.0.0.1")
    assert lines.last("signed-in") == f"event=signed-in account={account.id} by={account.id}"
    assert lines.last("unknown").endswith(f"status=404 method=GET route=questionnaire.tasks account={account.id}")
    assert lines.last("stale-form").endswith("route=sign_in.enter account=-")
    assert lines.last("unknown-host").endswith("account=- address=203.0.113.7")
    assert lines.last("bad-request").endswith("address=2001:db8::/64")
    assert " method=other " in lines.last("wrong-method")


def test_what_a_reader_may_not_do_is_logged_with_the_reader(
    visitor: Callable[[Role], FlaskClient], audit: str, lines: Lines
) -> None:
    reader = visitor(Role.READER)
    assert reader.get(f"/audits/{audit}/delete").status_code == 403
    assert "status=403 method=GET route=programmes.ask_delete account=" in lines.last("refused")


def test_what_nobody_need_know_is_not_logged(client: FlaskClient, audit: str, lines: Lines) -> None:
    for path in ("/", "/favicon.ico", "/static/nothing.css", f"/audits/{audit}"):
        client.get(path)
    assert [line for line in lines.of_safety if not _OF_ACCOUNT.fullmatch(line)] == []


def test_a_break_in_a_line_makes_no_second_one() -> None:
    record = logging.LogRecord("audit", logging.WARNING, __file__, 1, "a\nb\r\n\u2028c\x1b[31m", (), None)
    line = Line().format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING audit a b   c \[31m", line)
