"""Small promises that no other test is about; docs/asvs.md says which requirement asks for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.store.database import Store
from audit.web import guards, outside
from tests.web.conftest import Page
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
            assert not [name for name in answer.headers.keys() if name.startswith("Access-Control-")], rule.rule
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
