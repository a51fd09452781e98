"""The start page: what it is, what it needs, what it is not, and where to go on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from audit import config, demo, demo_people, library
from audit.core.people import Kind, Office, Role
from audit.store import accounts
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.web.browsers import enter
from tests.web.conftest import Page, Post, look_over


def test_a_newcomer_reads_what_it_is_what_it_needs_and_what_it_is_not(page: Page) -> None:
    html = page("/")
    for words in ("about two hours", "Who should take part", "What to have at hand", "What it is not"):
        assert words in html
    assert "not an accreditation and not an exam" in html
    assert f"/standards/{library.DEFAULT}/blank.pdf" in html
    assert 'href="/programmes/new"' in html


def test_a_manager_who_comes_back_finds_the_audit_to_go_on_with(page: Page, post: Post, audit: str) -> None:
    post(f"/audits/{audit}/domains/theory", {"THE-1-version": "0", "THE-1-level": "2", "action": "save"})
    html = page("/")
    assert "Your programmes" in html
    assert f'href="/audits/{audit}"' in html
    assert "1 of 100 answered" in html
    assert "Continue" in html


def test_a_programme_without_an_audit_offers_to_start_one(page: Page, programme: str) -> None:
    assert f'href="/programmes/{programme}/audits/new"' in page("/")


def test_a_trial_is_gone_on_with_only_where_there_is_nothing_else(page: Page, start: Callable[..., str]) -> None:
    trial = start(is_test="1", date="2026-11-20")
    assert f'href="/audits/{trial}"' in page("/")
    assert "(trial)" in page("/")
    real = start(date="2026-10-01")
    assert f'href="/audits/{real}"' in page("/")
    assert f'href="/audits/{trial}"' not in page("/")


def test_the_demonstration_says_on_its_first_page_that_all_is_made_up(tmp_path: Path) -> None:
    settings = config.load(tmp_path, demo=True)
    store = Store(settings.database)
    store.prepare()
    demo.fill(store, library.default())
    app: Flask = create_app(settings, store)
    admitted = {entrance.person.role: entrance.person.id for entrance in demo_people.admit(store)}
    with store.reading() as db:
        manager = accounts.get(db, admitted[Role.MANAGER])
    browser = app.test_client()
    assert "made up" in browser.get("/").text
    people.sign_in(browser, store, manager)
    html = browser.get("/").text
    look_over(html, app)
    assert "made up" in html
    assert "Your programmes" in html
    store.close()


@pytest.mark.parametrize(
    ("office", "ways"),
    [
        (Office.OPERATOR, ["/members", "/accounts", "/outbox"]),
        (Office.NETWORK_STAFF, ["/members"]),
        (Office.ASSESSOR, ["/members"]),
    ],
)
def test_an_office_without_a_place_finds_its_own_work(
    app: Flask, store: Store, office: Office, ways: list[str]
) -> None:
    people.set_up(store, Kind.NETWORK)
    html = enter(app, store, "Nadia Made-up", offices=[office]).page("/")
    section = html.partition("Where your work is")[2].partition("</section>")[0]
    assert [way for way in ("/members", "/accounts", "/outbox") if f'href="{way}"' in section] == ways
    assert "you see no programmes and no answers" in section


def test_a_manager_finds_the_people_and_the_data_of_the_organisation(page: Page, programme: str) -> None:
    section = page("/").partition("Your programmes")[2].partition("</section>")[0]
    assert programme in section
    assert "/people" in section
    assert "/data" in section
