"""An old signed audit says on every page that it was amended or completed since, and leads there whom it may lead."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.core.people import Account, Office
from audit.store import assessors
from audit.store.database import Store
from tests import people
from tests.web.beginnings import fill, kept, once_on, sign_off
from tests.web.conftest import Page, Post, last_part

PAGES = ("", "/domains/collaboration", "/results", "/plan", "/report", "/signed", "/compare")
OF_AN_ASSESSOR = ("", "/domains/collaboration", "/results", "/plan", "/report", "/findings")


@pytest.fixture
def first_pass(store: Store, start: Callable[..., str]) -> str:
    """Return the id of a signed first pass."""
    return fill(store, start("first-pass"))


@pytest.fixture
def assessor(app: Flask, store: Store, first_pass: str) -> tuple[Account, FlaskClient]:
    """Return somebody who was invited to the first pass, with a browser."""
    account, browser = people.admit(store, "Dora", offices=[Office.ASSESSOR]), app.test_client()
    people.sign_in(browser, store, account)
    invite(store, first_pass, account)
    return account, browser


def invite(store: Store, audit: str, account: Account) -> None:
    with store.writing(by="tests") as db:
        assessors.invite(db, kept(store, audit), account.id)


def follow(page: Page, post: Post, audit: str, path: str) -> str:
    """Amend or complete an audit through its pages."""
    sent = {"once": once_on(page(f"/audits/{audit}/{path}")), "reason": "A level was wrong"}
    return last_part(post(f"/audits/{audit}/{path}", sent))


@pytest.mark.parametrize("path", ["amend", "complete"])
def test_every_page_says_that_another_has_begun_and_later_that_it_is_signed(
    page: Page, post: Post, store: Store, first_pass: str, path: str
) -> None:
    words = {"amend": "amended since", "complete": "completed since"}[path]
    made = follow(page, post, first_pass, path)
    listing = f"/programmes/{kept(store, made).programme}"
    for where in PAGES:
        html = page(f"/audits/{first_pass}{where}")
        assert "has begun and is not signed off yet." in html, where
        assert f'href="/audits/{made}"' in html, where
    assert words not in page(listing), "it may still change"
    sign_off(store, made)
    for where in PAGES:
        html = page(f"/audits/{first_pass}{where}")
        assert f"It was {words}." in html, where
        assert f'href="/audits/{made}"' in html, where
        assert f"It was {words}." not in page(f"/audits/{made}{where}"), where
    for where in (listing, f"/audits/{made}/compare"):
        assert f" · {words}" in page(where), where


def test_an_assessor_reads_it_and_is_led_only_to_what_is_open_to_them(
    page: Page, post: Post, store: Store, first_pass: str, assessor: tuple[Account, FlaskClient]
) -> None:
    account, browser = assessor
    made = follow(page, post, first_pass, "amend")
    for where in OF_AN_ASSESSOR:
        answer = browser.get(f"/audits/{first_pass}{where}")
        assert answer.status_code == 200, where
        assert "An amendment of it" not in answer.text, where
    sign_off(store, made)
    for where in OF_AN_ASSESSOR:
        html = browser.get(f"/audits/{first_pass}{where}").text
        assert "It was amended since." in html, where
        assert made not in html, where
    assert " · amended since" in browser.get("/").text
    invite(store, made, account)
    for where in OF_AN_ASSESSOR:
        assert f'href="/audits/{made}"' in browser.get(f"/audits/{first_pass}{where}").text, where


def test_a_made_up_programme_and_a_trial_say_so_where_audits_are_set_beside_others(
    page: Page, post: Post, store: Store, start: Callable[..., str]
) -> None:
    one, trial = start("first-pass"), start("full")
    post(f"/audits/{trial}/test", {"is_test": "1"})
    pages = {f"/audits/{trial}/{where}" for where in ("compare", "differences", f"compare/{one}")}
    for where in pages:
        html = page(where)
        assert "trial" in html[: html.index("<main")], where
        assert "Fictional" not in html, where
    with store.writing(by="tests") as db:
        db.execute("UPDATE organisations SET fictional = 1")
    for where in pages | {f"/audits/{one}", f"/audits/{one}/results"}:
        assert page(where).count("Fictional: this programme and its answers are made up") == 1, where
