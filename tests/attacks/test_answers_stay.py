"""Attacks on answers: double clicks, two tabs, stale pages, kills. Nothing is lost and nothing changes unseen."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.core.answers import Answer
from audit.core.programme import StoredAnswer
from audit.store import answers as kept
from audit.store.database import Store
from audit.web import opened
from tests.attacks.sending import shown
from tests.web.conftest import Page, Post

CODE = "COL-1"


def level(number: int, version: int) -> dict[str, str]:
    return {f"{CODE}-version": str(version), f"{CODE}-level": str(number)}


@pytest.fixture
def path(audit: str) -> str:
    return f"/audits/{audit}/domains/collaboration"


def stored(app: Flask, store: Store, audit: str, code: str = CODE) -> StoredAnswer | None:
    with app.test_request_context(), store.reading() as db:
        return kept.get(db, opened.audit(db, audit).audit, code)


def test_a_double_click_on_undo_undoes_once(
    app: Flask, store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    post(path, level(1, 0))
    post(path, level(2, 1))
    click = {**shown(page(path)), "action": f"undo:{CODE}"}
    post(path, click)
    post(path, click)
    found = stored(app, store, audit)
    assert found is not None
    assert found.answer == Answer(level=1)


def test_undo_in_an_old_tab_never_takes_back_what_somebody_else_saved(
    app: Flask, store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    post(path, level(1, 0))
    old_tab = shown(page(path))
    post(path, level(3, 1))
    answer = post(path, {**old_tab, "action": f"undo:{CODE}"}, expected=409)
    assert "another answer was saved meanwhile" in answer.text
    found = stored(app, store, audit)
    assert found is not None
    assert found.answer == Answer(level=3)


def test_clearing_in_an_old_tab_never_clears_what_somebody_else_saved(
    app: Flask, store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    post(path, level(1, 0))
    old_tab = shown(page(path))
    post(path, level(3, 1))
    post(path, {**old_tab, "action": f"clear:{CODE}"}, expected=409)
    found = stored(app, store, audit)
    assert found is not None
    assert found.answer == Answer(level=3)


def test_an_old_tab_sent_whole_overwrites_nothing(
    app: Flask, store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    old_tab = shown(page(path))
    post(path, {**level(2, 0), f"{CODE}-note": "Written in the other tab"})
    post(path, old_tab)
    found = stored(app, store, audit)
    assert found is not None
    assert found.answer == Answer(level=2, note="Written in the other tab")


@pytest.mark.parametrize("digits", ["9" * 6000, "٣" * 12, "²"], ids=["long", "Arabic-Indic", "superscript"])
def test_a_version_that_is_no_number_is_said_in_json_too(
    client: FlaskClient, post: Post, audit: str, digits: str
) -> None:
    address = f"/audits/{audit}/answers/{CODE}"
    answer = post(address, {f"{CODE}-version": digits, f"{CODE}-level": "3"}, expected=422, X_Requested_With="fetch")
    assert answer.json is not None
    assert answer.json["problems"]
