"""The examples for a proxy with TLS do what docs/operations.md says, before a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.proxies import HOST, PUBLIC, Proxy, serving

_FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with serving(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


def test_the_sign_in_is_served_with_a_cookie_for_tls_alone(proxy: Proxy) -> None:
    answer = proxy.get("/sign-in")
    assert answer.status == 200
    assert "<h1" in answer.text
    assert "server" not in answer.headers or answer.headers["server"] == "nginx"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.cookies
    for cookie in answer.cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


def test_who_comes_without_tls_is_sent_on(proxy: Proxy) -> None:
    answer = proxy.get_plain("/sign-in?next=/account")
    assert answer.status == 308
    assert answer.headers["location"].startswith(PUBLIC)
    assert answer.headers["location"].endswith("/sign-in?next=/account")


@pytest.mark.parametrize(
    "forged",
    [
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_Forwarded_For": "203.0.113.9, 203.0.113.8"},
        {"X_Forwarded_Proto": "http"},
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_Prefix": "/evil"},
        {"X_Forwarded_Port": "1"},
        {"X_Real_IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9;host=evil.example"},
    ],
    ids=str,
)
def test_what_a_client_says_of_proxies_never_arrives(proxy: Proxy, forged: dict[str, str]) -> None:
    """The server refuses every such word that does not come from the declared proxy: 200 means none arrived."""
    answer = proxy.get("/sign-in", "GET", None, **forged)
    assert answer.status == 200
    assert "evil" not in answer.text + str(answer.headers)


def test_another_name_is_not_answered(proxy: Proxy) -> None:
    answer = proxy.get("/sign-in", Host="evil.example")
    assert answer.status in {200, 421}  # Caddy answers with nothing, and calls that a success.
    assert "Self-Audit" not in answer.text
    assert not answer.cookies


def test_a_request_with_two_lengths_hides_no_other(proxy: Proxy) -> None:
    """One proxy refuses it; the other takes the pieces and forgets the length, so both read it the same."""
    hidden = b"0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    head = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {_FORM}\r\nContent-Length: {len(hidden)}\r\n"
    said = proxy.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + hidden)
    statuses = [line.split()[1] for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses[0].startswith(b"4")
    # What followed is read as a request of its own by the proxy, and refused for its host; nobody else gets its answer.
    assert b"200" not in statuses


def test_a_large_body_is_refused(proxy: Proxy) -> None:
    answer = proxy.get("/sign-in", "POST", b"a=" + b"x" * 9_000_000, Content_Type=_FORM)
    assert answer.status == 413


def test_a_form_of_another_site_changes_nothing(proxy: Proxy) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "http://audit.example.org"}, {"Origin": "null"}):
        assert proxy.get("/sign-in", "POST", b"a=1", Content_Type=_FORM, **headers).status == 403
    assert proxy.get("/sign-in", "POST", b"a=1", Content_Type=_FORM, Origin=PUBLIC).status == 400


def test_a_secret_of_a_link_is_in_no_log(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = "s3cret-of-a-link-in-a-mail"
    for path in (f"/recover/{secret}", f"/invitations/{secret}", f"/first-start/{secret}", f"/sign-in?next=/{secret}"):
        proxy.get(path)
    folder = Path(tmp_path_factory.getbasetemp())
    logs = [path for path in folder.glob(f"{proxy.name}*/**/*") if path.is_file() and "log" in path.name]
    assert logs
    for log in logs:
        assert secret not in log.read_text(encoding="utf-8", errors="replace")
