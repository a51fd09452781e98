"""The members of a network: who has begun, and nothing about how anyone is doing (design section 7)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from audit import config, demo
from audit.core.programme import Organisation
from audit.core.standard import Standard
from audit.store import audits, organisations, programmes
from audit.store.database import Store
from audit.web import create_app
from tests.web.audit_pages import all_at, fill
from tests.web.conftest import Page, look_over, read

NEIGHBOUR = Organisation(id="b" * 16, name="Neighbours <b>&", country="GE", zone="Asia/Tbilisi")


def shown(app: Flask) -> str:
    answer = app.test_client().get("/members")
    assert answer.status_code == 200
    look_over(answer.text, app)
    return answer.text


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Iterator[tuple[Flask, Store]]:
    """Return the demonstration."""
    settings = config.load(Path(tmp_path_factory.mktemp("demo")), demo=True)
    store = Store(settings.database)
    store.prepare()
    demo.fill(store, real)
    yield create_app(settings, store), store
    store.close()


def test_one_organisation_is_no_network(page: Page, audit: str) -> None:
    page("/members", 404)


def test_nobody_is_no_network(page: Page) -> None:
    page("/members", 404)


def test_every_programme_is_listed_with_how_far_it_is(network: tuple[Flask, Store]) -> None:
    app, store = network
    rows = [[c.words for c in row.all("th", "td")] for row in read(shown(app)).all("tr")][1:]
    expected = []
    with store.reading() as db:
        for organisation in organisations.listing(db):
            for programme in programmes.listing(db, organisation.id):
                found = audits.listing(db, programme)
                expected.append((organisation.name, programme.name, len(found)))
    assert len({name for name, _, _ in expected}) == 24
    assert [(r[0], r[2], int(r[5].split()[0])) for r in rows] == expected
    assert all(re.fullmatch(r"Audit started, not signed off, \d+ \w+ 20\d\d|No audit yet", r[4]) for r in rows)


def test_nothing_says_how_anyone_is_doing(network: tuple[Flask, Store]) -> None:
    words = read(shown(network[0])).words
    for word in ("%", "Red line", "red line", "minimum", "Good practice", "Incomplete", "answered", "held", "gap"):
        assert word not in words, word
    assert "answers, scores and standing belong to the organisation" in words


def test_it_says_that_everything_is_made_up(network: tuple[Flask, Store]) -> None:
    html = shown(network[0])
    assert "Every organisation, programme and answer here is made up." in html
    assert "members will be sealed from each other" in html


@pytest.mark.parametrize(
    "page_of_audit", ["", "/results", "/plan", "/report"], ids=["tasks", "results", "plan", "report"]
)
def test_a_page_says_once_that_it_is_made_up_and_once_that_it_is_a_draft(
    network: tuple[Flask, Store], page_of_audit: str
) -> None:
    app, store = network
    with store.reading() as db:
        programme = programmes.listing(db, organisations.listing(db)[0].id)[0]
        (audit, *_) = audits.listing(db, programme)
    answer = app.test_client().get(f"/audits/{audit.id}{page_of_audit}")
    assert answer.status_code == 200
    said = [e.words for e in read(answer.text).all("div") if e.attrs.get("class", "").startswith("notice")]
    assert sum("fictional" in words.casefold() for words in said) == 1
    assert sum("Draft, not signed off." in words for words in said) == 1


def test_a_member_leads_to_its_programme(network: tuple[Flask, Store]) -> None:
    app, _ = network
    link = next(a for row in list(read(shown(app)).all("tr"))[1:] for a in row.all("a"))
    opened = app.test_client().get(link.attrs["href"])
    assert opened.status_code == 200
    assert link.words in opened.text


def test_a_trial_is_no_audit_and_names_are_never_run(
    page: Page, store: Store, audit: str, real: Standard, programme: str
) -> None:
    fill(store, audit, all_at(real, 1))
    with store.writing() as db:
        organisations.create(db, NEIGHBOUR)
        home = organisations.the_local(db)
        assert home is not None
        theirs = replace(programmes.get(db, programme, home.id), id="c" * 16, organisation=NEIGHBOUR.id, name="ნაბიჯი")
        programmes.create(db, theirs)
    html = page("/members")
    words = read(html).words
    assert "Neighbours <b>&" in words
    assert "ნაბიჯი" in words
    assert "made up" not in words
    assert "In this demonstration" not in words
    assert words.count("Audit started, not signed off") == 1
    assert words.count("No audit yet") == 1
    with store.writing() as db:
        audits.mark_test(db, audits.get(db, audit, home.id), on=True, at=store.clock())
    assert "Audit started" not in page("/members")
