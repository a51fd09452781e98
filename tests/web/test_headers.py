"""Every answer carries its headers: of every address, for every method, and when something goes wrong (attack 18)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit.web import guards
from tests.web.conftest import Page

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
FORM = "application/x-www-form-urlencoded"


def check(answer: TestResponse, what: str) -> None:
    """Look at the headers of an answer."""
    for name, value in guards.HEADERS.items():
        is_picture = name == "Content-Security-Policy" and answer.mimetype == "image/svg+xml"
        expected = "default-src 'none'" if is_picture else value
        assert answer.headers.getlist(name) == [expected], f"{what}: {name}"
    kept = answer.headers.get("Cache-Control", "")
    is_file = "/static/" in what and answer.status_code < 400
    assert "no-store" in kept or "private" in kept or is_file, what
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.fixture
def addresses(app: Flask, page: Page, audit: str, programme: str) -> list[str]:
    """Return every address with something real in its places as far as there is."""
    owner = re.search(r"/organisations/([a-z2-7]{16})/history", page(f"/audits/{audit}"))
    assert owner
    good = {
        "audit_id": audit,
        "organisation_id": owner[1],
        "programme_id": programme,
        "domain_id": "risk",
        "criterion_id": "WOM-1",
        "standard_id": "wwp-en-2018-topics",
        "filename": "audit.css",
        "name": "domains",
        "content_hash": "0" * 64,
    }
    return [
        re.sub(r"<(?:\w+:)?(\w+)>", lambda place: good.get(place[1], "a" * 16), rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.rule.endswith(".pdf")  # Each takes a second; one is asked for below.
    ]


def answers(client: FlaskClient, addresses: list[str]) -> Iterator[tuple[str, TestResponse]]:
    for address in addresses:
        for method in METHODS:
            yield f"{method} {address}", client.open(address, method=method, buffered=True)


def test_every_address_answers_every_method_with_all_headers(
    app: Flask, client: FlaskClient, addresses: list[str]
) -> None:
    app.testing = False
    for what, answer in answers(client, addresses):
        assert answer.status_code < 500, what
        check(answer, what)


def test_a_stranger_gets_them_too(app: Flask, stranger: FlaskClient, addresses: list[str]) -> None:
    app.testing = False
    for what, answer in answers(stranger, addresses):
        check(answer, what)


@pytest.mark.parametrize(
    ("path", "sent", "expected"),
    [
        ("/nowhere", {}, 404),
        ("/static/nowhere.css", {}, 404),
        ("/static/audit.css", {"method": "POST", "data": {"a": "1"}}, 405),
        ("/", {"headers": {"Host": "evil.example"}}, 400),
        ("/", {"headers": {"X-Forwarded-For": "1.2.3.4"}}, 400),
        ("/sign-in", {"method": "POST", "data": {"a": "1"}}, 400),
        ("/sign-in", {"method": "POST", "data": "a=" + "x" * 300_000, "content_type": FORM}, 413),
        ("/sign-in", {"method": "POST", "data": "{}", "content_type": "application/json"}, 415),
        ("/sign-in", {"method": "POST", "data": "a=%FF", "content_type": FORM}, 422),
        ("/sign-in", {"method": "POST", "data": {"a": "1"}, "headers": {"Origin": "https://evil.example"}}, 403),
        ("/standards/wwp-en-2018-topics/blank.pdf?scope=first-pass", {}, 200),
    ],
    ids=lambda value: str(value)[:60],
)
def test_every_refusal_carries_them(
    stranger: FlaskClient,
    path: str,
    sent: dict[str, Any],  # As a test's browser takes it.
    expected: int,
) -> None:
    answer = stranger.open(path, buffered=True, **sent)
    assert answer.status_code == expected
    check(answer, f"{sent.get('method', 'GET')} {path}")


def test_our_own_mistakes_carry_them(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise ZeroDivisionError

    app.testing = False
    monkeypatch.setitem(app.view_functions, "start.index", fail)
    answer = client.get("/")
    assert answer.status_code == 500
    check(answer, "GET /")
