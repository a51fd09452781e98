"""Small promises that no other test is about; docs/asvs.md says which requirement asks for each."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from audit.store.database import Store
from audit.web import guards, outside
from tests.web.conftest import Clock, Page, read
from tests.web.somebody import Browser, ana

FOLDER = Path(__file__).parents[2]
PAGES = ("/", "/sign-in", "/privacy", "/healthz", "/nowhere", "/static/audit.css", "/standards/wwp-en-2018-topics")
BEHIND_THE_SCENES = (
    "/.git/config",
    "/.git/HEAD",
    "/static/.git/config",
    "/static/../audit/config.py",
    "/static/%2e%2e/secret-key",
    "/static/",
    "/static/vendor/",
    "/docs",
    "/console",
    "/openapi.json",
    "/metrics",
    "/server-status",
    "/self-audit.sqlite",
    "/secret-key",
    "/settings.toml",
)


def test_signing_out_tells_the_browser_to_forget_what_it_kept(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    assert "Clear-Site-Data" not in browser.sign_in().headers
    # The cookies stay: one holds the word that somebody is signed out.
    assert browser.send("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.client.get("/sign-in").headers


@pytest.mark.parametrize("path", PAGES)
def test_text_says_how_its_letters_are_encoded(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    kind = answer.headers["Content-Type"]
    answer.close()
    assert kind == "application/json" or kind.endswith("; charset=utf-8"), kind


@pytest.mark.parametrize("path", BEHIND_THE_SCENES)
def test_nothing_behind_the_pages_is_served(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_no_address_lets_another_site_read_it(app: Flask, stranger: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if not rule.arguments:
            answer = stranger.get(rule.rule, headers={"Origin": "https://evil.example"})
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], rule.rule
            answer.close()


def test_browsers_come_back_by_tls_for_a_year_to_every_subdomain() -> None:
    parts = dict(part.strip().partition("=")[::2] for part in outside.HSTS.split(";"))
    assert int(parts["max-age"]) >= 365 * 24 * 60 * 60
    assert "includeSubDomains" in parts


def test_the_policy_names_no_base_and_no_plugins() -> None:
    policy = dict(part.split(" ", 1) for part in guards.HEADERS["Content-Security-Policy"].split("; "))
    assert policy["base-uri"] == policy["frame-ancestors"] == policy["default-src"] == "'none'"
    assert "object-src" not in policy, "what default-src says holds for plugins as well"


def test_a_page_for_whoever_is_signed_in_offers_the_way_out(page: Page, audit: str, programme: str) -> None:
    for path in ("/", "/account", f"/programmes/{programme}", f"/audits/{audit}", f"/audits/{audit}/results"):
        assert 'action="/sign-out"' in page(path), path


def test_passwords_are_masked_and_may_be_pasted(app: Flask, store: Store) -> None:
    ana(store)
    browser = Browser(app)
    browser.sign_in()
    pages = [Browser(app).get("/sign-in"), browser.get("/account/password"), browser.get("/account/second-factor")]
    for html in pages:
        fields = [e for e in read(html).all("input") if "password" in e.attrs.get("name", "")]
        assert fields
        for one in fields:
            assert one.attrs["type"] == "password"
            assert one.attrs["autocomplete"] in {"current-password", "new-password"}
    assert not [path.name for path in _scripts() if "paste" in path.read_text(encoding="utf-8")]


def test_a_password_of_years_ago_still_opens(app: Flask, store: Store, clock: Clock) -> None:
    ana(store)
    clock.now += timedelta(days=3 * 365)
    browser = Browser(app)
    browser.sign_in()
    assert browser.is_in()
    assert "/account/password" not in browser.client.get("/account").headers.get("Location", "")


@pytest.mark.parametrize(
    ("key", "salt", "digest", "expected"),
    [
        ("ours", "wtf-csrf-token", "sha1", 303),
        ("ours", "cookie-session", "sha1", 400),
        ("ours", "wtf-csrf-token", "sha256", 400),
        ("of another instance", "wtf-csrf-token", "sha1", 400),
    ],
    ids=["as it is made", "for something else", "another algorithm", "another instance"],
)
def test_a_signed_value_is_taken_for_its_own_purpose_only(
    app: Flask, stranger: FlaskClient, key: str, salt: str, digest: str, expected: int
) -> None:
    with stranger.session_transaction() as session:
        session["csrf_token"] = "raw"
    secret = app.secret_key if key == "ours" else key
    assert secret
    signer = URLSafeTimedSerializer(secret, salt=salt, signer_kwargs={"digest_method": getattr(hashlib, digest)})
    token = str(signer.dumps("raw"))
    assert stranger.post("/sign-out", data={"csrf_token": token}).status_code == expected
    assert stranger.post("/sign-out", data={"csrf_token": f"{token}A"}).status_code == 400


def _scripts() -> Iterator[Path]:
    yield from (path for path in (FOLDER / "static").glob("*.js"))


def test_scripts_of_ours_build_no_markup_run_no_text_and_keep_nothing() -> None:
    scripts = list(_scripts())
    assert scripts
    unsafe = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "__proto__")
    kept = ("localStorage", "sessionStorage", "indexedDB", "document.cookie")
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in (*unsafe, *kept) if word in text], path.name


def test_the_program_runs_no_text_as_code_and_starts_no_shell() -> None:
    for path in sorted((FOLDER / "audit").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        unsafe = ("eval(", " exec(", "os.system", "shell=True", "pickle", "render_template_string", "yaml", "marshal")
        assert not [word for word in unsafe if word in text], path
