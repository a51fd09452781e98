"""Who may come from outside and how: names, proxies, cookies, links; nobody is believed who was not declared."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit import config
from audit.store.database import Store
from audit.web import create_app, outside

PUBLIC = "https://audit.example.org"
HOST = "audit.example.org"
CLIENT = "203.0.113.7"
FORM = "application/x-www-form-urlencoded"
Ask = Callable[..., TestResponse]


def opened(settings: config.Config, store: Store, hops: int, public: str = PUBLIC) -> Flask:
    """Return an instance that stands behind so many proxies."""
    made = create_app(replace(settings, public_address=public, hops=hops), store)

    @made.after_request
    def tell(response: Response) -> Response:
        response.headers["Test-Counts-For"] = outside.client()
        return response

    made.testing = True
    return made


@pytest.fixture(params=[1, 2])
def hops(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def behind(settings: config.Config, store: Store, hops: int) -> Ask:
    """Return what asks as the innermost proxy does; a header that is given goes before its own, "" leaves it out."""
    client = opened(settings, store, hops).test_client()
    seen = [CLIENT, "10.0.0.2"][:hops]

    def ask(path: str = "/sign-in", method: str = "GET", peer: str = "10.0.0.1", **headers: str) -> TestResponse:
        said = {"Host": HOST, "X-Forwarded-For": ", ".join(seen), "X-Forwarded-Proto": "https"}
        said.update({name.replace("_", "-"): value for name, value in headers.items()})
        return client.open(
            path,
            method=method,
            headers={name: value for name, value in said.items() if value},
            environ_base={"REMOTE_ADDR": peer},
            content_type=FORM if method == "POST" else None,
        )

    return ask


def test_the_declared_way_is_open(behind: Ask) -> None:
    answer = behind()
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_limits_count_whom_the_outermost_proxy_saw(behind: Ask) -> None:
    assert behind().headers["Test-Counts-For"] == CLIENT


@pytest.mark.parametrize(
    "forged",
    [
        {"X_Forwarded_For": f"198.51.100.1, {CLIENT}, 10.0.0.2"},
        {"X_Forwarded_For": ""},
        {"X_Forwarded_For": "unknown, unknown"},
        {"X_Forwarded_For": '"10.0.0.1, 10.0.0.1", x'},
        {"X_Forwarded_For": "127.0.0.1:80, 127.0.0.1:80"},
        {"X_Forwarded_Proto": "http"},
        {"X_Forwarded_Proto": ""},
        {"X_Forwarded_Proto": "https, http"},
        {"X_Forwarded_Proto": "http, https"},
        {"X_Forwarded_Proto": "https, https, https"},
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_Host": f"{HOST}, evil.example"},
        {"X_Forwarded_Port": "443"},
        {"X_Forwarded_Prefix": "/evil"},
        {"X_Forwarded_Anything": "evil"},
        {"X_Real_Ip": CLIENT},
        {"True_Client_Ip": CLIENT},
        {"Forwarded": f"for={CLIENT};proto=https"},
    ],
    ids=str,
)
def test_every_other_way_is_refused(behind: Ask, forged: dict[str, str]) -> None:
    answer = behind("/sign-in", "GET", "10.0.0.1", **forged)
    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("peer", ["10.0.0.1", "127.0.0.1", "::1"])
def test_one_proxy_more_or_less_is_refused(settings: config.Config, store: Store, peer: str) -> None:
    for hops, said in ((1, f"{CLIENT}, 10.0.0.2"), (2, CLIENT), (3, f"{CLIENT}, 10.0.0.2")):
        headers = {"Host": HOST, "X-Forwarded-For": said, "X-Forwarded-Proto": "https"}
        client = opened(settings, store, hops).test_client()
        assert client.get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": peer}).status_code == 400


def test_a_host_that_is_told_beside_is_let_through_only_if_it_is_ours(behind: Ask) -> None:
    assert behind(X_Forwarded_Host=HOST).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost", f"{HOST}.evil.example", f"x{HOST}", ""])
def test_from_outside_only_the_public_name_is_known(behind: Ask, host: str) -> None:
    answer = behind(Host=host) if host else behind(Host=" ")
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_this_machine_may_look_whether_the_server_is_well(settings: config.Config, store: Store) -> None:
    """By its own names and from itself only, and without a word of any proxy."""
    client = opened(settings, store, 1).test_client()

    def ask(host: str, peer: str, **headers: str) -> int:
        named = {"Host": host, **headers}
        return client.get("/healthz", headers=named, environ_base={"REMOTE_ADDR": peer}).status_code

    for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert ask("127.0.0.1:8765", peer) == 200
        assert ask("localhost", peer) == 200
        assert ask(HOST, peer) == 400
        assert ask("evil.example", peer) == 400
    for peer in ("10.0.0.1", "192.168.1.7", "::ffff:10.0.0.1", ""):
        assert ask("127.0.0.1", peer) == 400
        assert ask("localhost", peer) == 400
        assert ask(HOST, peer) == 400


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": PUBLIC}, 400),
        ({"Origin": PUBLIC, "Sec_Fetch_Site": "same-origin"}, 400),
        ({"Origin": "http://audit.example.org"}, 403),
        ({"Origin": "https://evil.example", "Sec_Fetch_Site": "same-origin"}, 403),
        ({"Origin": "http://audit.example.org", "Sec_Fetch_Site": "same-origin"}, 403),
        ({"Origin": f"{PUBLIC}:444"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": PUBLIC, "Sec_Fetch_Site": "cross-site"}, 403),
    ],
    ids=str,
)
def test_a_change_comes_from_the_public_address_only(behind: Ask, headers: dict[str, str], expected: int) -> None:
    """A request let through here has no token yet: 400 is the answer of the next guard."""
    assert behind("/sign-in", "POST", "10.0.0.1", **headers).status_code == expected


def test_a_form_needs_its_token_and_no_referrer(settings: config.Config, store: Store) -> None:
    client = opened(settings, store, 1).test_client()
    headers = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}
    page = client.get("/sign-in", base_url=PUBLIC, headers=headers).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    sent = {"csrf_token": found[1], "email": "nobody@example.org"}
    answer = client.post("/sign-in", base_url=PUBLIC, headers={**headers, "Origin": PUBLIC}, data=sent)
    assert answer.status_code == 422


def test_cookies_are_for_this_host_and_tls_alone(behind: Ask) -> None:
    cookies = behind().headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-self-audit")
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not [part for part in parts if part.startswith("domain")]


def test_an_address_with_a_port_is_known_by_its_host(settings: config.Config, store: Store) -> None:
    client = opened(settings, store, 1, f"{PUBLIC}:8443").test_client()
    said = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}
    for host in (HOST, f"{HOST}:8443"):
        assert client.get("/sign-in", headers={**said, "Host": host}).status_code == 200
    for origin, expected in ((f"{PUBLIC}:8443", 400), (PUBLIC, 403)):
        headers = {**said, "Host": HOST, "Origin": origin}
        assert client.post("/sign-in", headers=headers, data={"a": "1"}).status_code == expected


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_customer_of_ipv6_is_counted_as_one(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert outside.client() == counted


def test_without_a_declared_proxy_nothing_is_believed(stranger: FlaskClient) -> None:
    for name in ("X-Forwarded-For", "X-Forwarded-Port", "X-Original-Host", "X-Client-Ip", "forwarded"):
        assert stranger.get("/sign-in", headers={name: CLIENT}).status_code == 400
    assert "Strict-Transport-Security" not in stranger.get("/sign-in").headers


def test_no_link_is_made_from_what_a_request_says() -> None:
    """Links for mails begin with ``Config.address``; a page has paths alone."""
    folder = Path(outside.__file__).parents[1]
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "_external=True" not in text, path
        assert not re.search(r"request\.(host_url|url_root|base_url|root_url|url)\b", text), path
