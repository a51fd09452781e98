"""Attacks on the doors: every address with every method and hostile ids, queries, headers and bodies. Never a 500."""

import itertools
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import config
from audit.web import create_app
from tests.web.conftest import Page, Post, look_over

IDS = (
    "9" * 30,
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%D9%A3" * 16,
    "a" * 16,
    "a" * 15 + "%0a",
    "%ED%A0%80",
    "%0d%0aX-Evil:1",
    quote("<script>alert(1)</script>"),
    "a" * 3000,
)
QUERIES = (
    "add=" + quote("<script>alert(1)</script>"),
    "by=9999-12-31",
    "by=" + quote('"><script>alert(1)</script>'),
    "by=2099-12-31",
    "by=" + "9" * 5000,
    "by=%ED%A0%80",
    "narrow=1&narrow=2&v=" + "a" * 3000,
    "%00=%00&&&=&a[]=1",
)
BODIES = (
    "version=" + "9" * 6000 + "&WOM-1-version=" + "9" * 6000 + "&WOM-1-level=2&action=undo:WOM-1",
    "version=%D9%A3&WOM-1-version=%D9%A3&WOM-1-level=%D9%A3&action=mine:WOM-1:%D9%A3",
    "a[]=1&a[b]=2&%00=1&=&&;&WOM-1-document-99999999999-title=x",
    "WOM-1-version=0&WOM-1-version=1&WOM-1-level=3&WOM-1-level=0&WOM-1-note=a&WOM-1-note=b",
    "WOM-1-version=0&WOM-1-note=%E2%80%AE%E2%81%A6&WOM-1-document-1-date=0000-00-00&WOM-1-document-1-title=%00",
    "is_test=1&is_test=0&scope=full&scope=first-pass&date=9999-99-99&completed=maybe&name=%00",
    "-" * 100_000 + "=1",
    "criteria=WOM-1&criteria=WOM-1&progress=&due=x&text=%00&version=",
)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def addresses(app: Flask, page: Page, audit: str, programme: str) -> list[tuple[str, dict[str, str]]]:
    """Return every address of the application with a good value for each of its places."""
    kept = re.search(r"/editions/([0-9a-f]{64})", page(f"/audits/{audit}/results"))
    owner = re.search(r"/organisations/([a-z2-7]{16})/history", page(f"/audits/{audit}"))
    assert owner
    good = {
        "audit_id": audit,
        "organisation_id": owner[1],
        "programme_id": programme,
        "domain_id": "partner-safety",
        "criterion_id": "WOM-1",
        "file_id": "a" * 16,
        "comment_id": "a" * 16,
        "other_id": audit,
        "voice_id": "a" * 16,
        "name": "domains",
        "key": "WOM-1",
        "standard_id": "wwp-en-2018-topics",
        "content_hash": kept[1] if kept else "0" * 64,
        "filename": "audit.css",
        "account_id": "a" * 16,
        "handle": "a" * 16,
        "job_id": "a" * 16,
        "secret": "a" * 43,
    }
    # Papers are attacked in tests/render; here each would take a second.
    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.endswith(".pdf")]
    return [
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {name: good[name] for name in rule.arguments})
        for rule in rules
    ]


def token(client: FlaskClient) -> str:
    found = TOKEN.search(client.get("/programmes/new").text)
    assert found
    return found[1]


def check(app: Flask, client: FlaskClient, address: str, method: str, **sent: Any) -> None:  # noqa: ANN401 - whatever a client takes
    answer = client.open(address, method=method, buffered=True, **sent)
    assert answer.status_code < 500, f"{method} {address[:200]} {sent}"
    # An archive is no text.
    read = answer.get_data().decode(errors="replace")
    assert "Traceback" not in read
    assert "X-Evil" not in answer.headers
    assert "<script>alert" not in read
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype == "text/html" and answer.status_code >= 400 and method != "HEAD":
        look_over(answer.text, app)


@pytest.mark.no_cover
def test_no_hostile_id_opens_or_breaks_anything(
    app: Flask, client: FlaskClient, addresses: list[tuple[str, dict[str, str]]]
) -> None:
    app.testing = False
    sent: dict[str, Any] = {"data": {"csrf_token": token(client)}}
    for address, good in addresses:
        for name, hostile in itertools.product(good, IDS):
            path = address.format(**{**good, name: hostile})
            check(app, client, path, "GET")
            check(app, client, path, "POST", **sent)


@pytest.mark.no_cover
def test_no_hostile_query_breaks_anything(
    app: Flask, client: FlaskClient, addresses: list[tuple[str, dict[str, str]]]
) -> None:
    app.testing = False
    for address, good in addresses:
        for query in QUERIES:
            check(app, client, f"{address.format(**good)}?{query}", "GET")


def test_no_method_breaks_anything(
    app: Flask, client: FlaskClient, addresses: list[tuple[str, dict[str, str]]]
) -> None:
    app.testing = False
    for address, good in addresses:
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "PROPFIND", "DELETE"):
            check(app, client, address.format(**good), method)


@pytest.mark.no_cover
def test_no_hostile_form_breaks_anything(
    app: Flask, client: FlaskClient, addresses: list[tuple[str, dict[str, str]]]
) -> None:
    app.testing = False
    sealed = f"csrf_token={token(client)}&"
    for address, good in addresses:
        if address.endswith(("/delete", ".svg", ".json")) or address.startswith(("/static", "/standards")):
            continue
        for body in BODIES:
            sent: dict[str, Any] = {"data": sealed + body, "content_type": "application/x-www-form-urlencoded"}
            check(app, client, address.format(**good), "POST", **sent)
            if "/answers/" in address:
                check(app, client, address.format(**good), "POST", headers={"X-Requested-With": "fetch"}, **sent)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
        {"Origin": "http://127.0.0.1@evil.example"},
        {"Origin": "http://\u2100.example".encode().decode("latin-1")},
        {"Sec-Fetch-Site": "Same-Origin"},
        {"Sec-Fetch-Site": "same-origin, none"},
    ],
    ids=str,
)
def test_a_forged_origin_is_foreign(client: FlaskClient, headers: dict[str, str]) -> None:
    sent = {"csrf_token": token(client)}
    assert client.post("/programmes/new", data=sent, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "en;q=nan,de;q=1e400,\xff;q=-1," + "x" * 4000},
        {"Cookie": "self-audit-8765=.eJw" + "9" * 2000},
        {"Cookie": "\xff\xfe=;;;=;self-audit-8765"},
        {"If-None-Match": '"' * 3000},
        {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99"},
        {"Range": "bytes=99999999999999999999-"},
        {"Range": "bytes=-0,1-2,"},
        {"Authorization": "Basic \xff"},
        {"Authorization": "Digest " + 'a="' * 500},
        {"Cache-Control": "max-age=x"},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_breaks_anything(app: Flask, client: FlaskClient, audit: str, headers: dict[str, str]) -> None:
    app.testing = False
    for path in ("/", "/static/audit.css", f"/audits/{audit}/charts/domains.svg", f"/audits/{audit}"):
        assert client.get(path, headers=headers, buffered=True).status_code in {200, 206, 304, 416}


def test_the_demonstration_beside_it_does_not_put_out_the_pages_of_real_work(tmp_path: Path) -> None:
    """A browser keeps one cookie for a host whatever the port: each instance has a name of its own."""
    names = {
        create_app(config.load(tmp_path / str(port), port=port)).config["SESSION_COOKIE_NAME"] for port in (8765, 8766)
    }
    assert len(names) == 2


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}${7*7}#{7*7}"])
def test_what_was_typed_comes_back_as_text_on_every_error_page(
    app: Flask, client: FlaskClient, post: Post, text: str
) -> None:
    answer = post("/programmes/new", {"name": text, text: text, "country": text}, expected=422)
    assert text not in answer.text or "<" not in text
    assert "49" not in re.sub(r'value="[^"]*"', "", answer.text).split("<main")[1].split("</main")[0]
    lost = client.post("/audits/" + "a" * 16 + "/delete", data={text: f"{text} and more"})
    assert lost.status_code == 400
    look_over(lost.text, app)
