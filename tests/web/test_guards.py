"""What every request must pass and every answer carries."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.web import guards

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "127.0.0.1"])
def test_this_machine_is_answered_by_each_of_its_names(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "192.168.0.7", ""])
def test_an_unknown_host_is_refused_with_a_sentence(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "not known here" in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Real-IP"]
)
def test_nobody_speaks_for_another_address(client: FlaskClient, name: str) -> None:
    answer = client.get("/", headers={name: "evil.example"})
    assert answer.status_code == 400
    assert "no proxy is declared" in answer.text


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 400),
        ({"Sec-Fetch-Site": "none"}, 400),
        ({"Origin": "http://localhost"}, 400),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 400),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://audit.example.org"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "https://audit.example.org"}, 403),
        ({}, 400),
    ],
    ids=str,
)
def test_a_change_comes_from_our_own_pages_only(client: FlaskClient, headers: dict[str, str], expected: int) -> None:
    """A request let through here has no token yet: 400 is the answer of the next guard."""
    answer = client.post("/programmes/new", data={"name": "x"}, headers={"Host": "localhost", **headers})
    assert answer.status_code == expected


def test_behind_a_proxy_that_nobody_declared_the_sentence_says_what_to_do(client: FlaskClient) -> None:
    """A browser sees one site, and yet it is not ours: such a proxy sends no word of its own."""
    sent = {"Sec-Fetch-Site": "same-origin", "Origin": "https://audit.example.org"}
    page = client.post("/sign-in", data={"email": "x"}, headers=sent).text
    assert "Open http://127.0.0.1:8765." in page
    assert "public_address" in page


def test_reading_is_free_to_come_from_anywhere(client: FlaskClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_form_without_its_token_is_not_taken(client: FlaskClient) -> None:
    answer = client.post("/programmes/new", data={"name": "A name I typed"})
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.text


@pytest.mark.parametrize("size", [guards.MOST_FIELDS + 1, 55_000])
def test_many_fields_are_counted_before_they_are_parsed(client: FlaskClient, size: int) -> None:
    answer = client.post("/programmes/new", data="&".join(["a=1"] * size), content_type=FORM)
    assert answer.status_code == 413
    assert "more fields" in answer.text


def test_a_body_of_256_kb_and_one_is_too_large(client: FlaskClient) -> None:
    answer = client.post("/programmes/new", data="a=" + "x" * (256 * 1024 - 1), content_type=FORM)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("bad", ["a=%FF%FE", "a=%ED%A0%80", "a=%C3", "%80=1"])
def test_text_that_is_not_utf_8_is_refused_before_it_is_taken_for_something_else(client: FlaskClient, bad: str) -> None:
    answer = client.post("/programmes/new", data=bad, content_type=FORM)
    assert answer.status_code == 422
    assert "not UTF-8" in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[" * 100_000, "application/json"),
        ('{"level": NaN}', "application/json"),
        ("<a/>", "text/xml"),
        ("a=1", "text/plain"),
        ("--x--", "multipart/form-data; boundary=x"),
    ],
    ids=["nested", "json", "xml", "text", "multipart"],
)
def test_only_forms_are_taken(client: FlaskClient, body: str, kind: str) -> None:
    answer = client.post("/programmes/new", data=body, content_type=kind)
    assert answer.status_code == 415
    assert "not a form of ours" in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_refused_with_a_sentence(client: FlaskClient, method: str) -> None:
    answer = client.open("/programmes/new", method=method)
    assert answer.status_code == 405
    assert "cannot be asked for in that way" in answer.text


def test_every_answer_carries_its_headers(app: Flask, client: FlaskClient, audit: str) -> None:
    paths = ["/", "/healthz", "/nowhere", f"/audits/{audit}", f"/audits/{audit}/answers.json", "/static/audit.css"]
    for path in paths:
        answer = client.get(path)
        for name, value in guards.HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        answer.close()


def test_pages_are_not_kept_by_browsers_and_static_files_may_be(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    style = client.get("/static/audit.css")
    assert "no-store" not in style.headers.get("Cache-Control", "")
    style.close()


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in guards.HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert not [value for value in policy.values() if "unsafe" in value or "http" in value or "*" in value]


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/programmes/new").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "name", ["0", "-1", "9223372036854775808", "9" * 30, "01", "%00", "A" * 16, "a" * 15, "a" * 17, "..", "٣" * 16]
)
@pytest.mark.parametrize(
    "path", ["/audits/{}", "/programmes/{}", "/audits/{}/domains/theory", "/audits/{}/answers.json"]
)
def test_an_id_that_is_none_is_an_unknown_page(client: FlaskClient, path: str, name: str) -> None:
    assert client.get(path.format(name)).status_code in {404, 308}


def test_an_unknown_id_and_a_malformed_one_answer_alike(client: FlaskClient) -> None:
    unknown, malformed = client.get("/audits/aaaaaaaaaaaaaaaa"), client.get("/audits/AAAA")
    assert unknown.status_code == malformed.status_code == 404
    assert unknown.text == malformed.text
