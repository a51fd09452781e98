"""The standard, readable by anybody: every criterion, on what it rests, and an old edition as it was."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit import library
from audit.core.content import content_hash
from audit.core.standard import Standard, Status
from audit.store import editions
from audit.store.database import Store
from tests.web.audit_pages import by_id, section
from tests.web.conftest import Element, Page, read

HERE = f"/standards/{library.DEFAULT}"


@pytest.fixture
def whole(page: Page) -> Element:
    return read(page(HERE))


def test_all_hundred_criteria_can_be_read_with_all_that_is_known(whole: Element, real: Standard) -> None:
    shown = {e.attrs["id"]: e for e in whole.all("article")}
    assert list(shown) == [c.id for c in real.criteria()]
    assert len(shown) == 100
    for criterion in real.criteria():
        words = shown[criterion.id].words
        told = (criterion.statement, criterion.why, criterion.action, criterion.lead, *criterion.levels)
        for text in (*told, *criterion.evidence):
            assert " ".join(text.split()) in words
        assert criterion.interim in words
        assert ("Does not apply when:" in words) is criterion.may_not_apply
        assert ("Until it is mended:" in words) is criterion.is_red_line
        assert ("Red line" in words) is criterion.is_red_line


def test_every_source_is_named_with_how_sure_it_is(whole: Element, real: Standard) -> None:
    meanings = dict(real.certainties)
    shown = {e.attrs["id"]: e.words for e in whole.all("article")}
    for criterion in real.criteria():
        for source in criterion.sources:
            document = real.document(source.document)
            line = f"{document.title} ({document.publisher}), {source.section}. {meanings[source.certainty]}"
            assert " ".join(line.split()) in shown[criterion.id]
        for article in criterion.articles:
            assert article in shown[criterion.id].partition("Istanbul Convention:")[2]


def test_the_eight_domains_and_the_scale_come_first(page: Page, real: Standard) -> None:
    html = page(HERE)
    scale = section(html, "The answer scale").words
    for word in real.levels:
        assert f"{word.label}. {word.meaning}" in scale
    linked = [a.attrs["href"] for a in read(html).all("a") if a.attrs["href"].startswith("#")]
    assert linked[1 : 1 + len(real.domains)] == [f"#{d.id}" for d in real.domains]
    assert "In all: 100 criteria. In the first pass, red lines and musts only: 48 criteria." in html


def test_a_draft_says_that_it_is_one_and_what_it_is_not(page: Page, real: Standard) -> None:
    html = page(HERE)
    notices = " ".join(e.words for e in read(html).all("div") if e.attrs.get("class", "").startswith("notice"))
    assert notices.startswith(f"{real.basis}. ")
    assert notices.count("Draft") == 1
    assert "not an official WWP EN tool" in notices
    assert "edition 2026.1 (draft)" in html


def test_the_documents_it_rests_on_are_listed(page: Page, real: Standard) -> None:
    told = section(page(HERE), "Documents it rests on")
    assert len(list(told.all("li"))) == len(real.documents)
    for document in real.documents:
        assert document.title in told.words


def test_every_check_can_be_read_with_the_levels_it_is_about(page: Page, real: Standard) -> None:
    part = by_id(page(HERE), "checks")
    shown = [line.words for line in part.all("li")]
    assert len(shown) == len(real.checks) >= 12
    assert shown[0] == f"{real.checks[0].sentence} WOM-3 level 2 to 3, WOM-1 level 0 to 1"
    assert shown[1].endswith("COL-3 level 3, WOM-9 level 0 to 1")
    assert "#WOM-3" in [link.attrs["href"] for link in part.all("a")]


def test_a_standard_without_checks_says_nothing_of_them(page: Page, store: Store, real: Standard) -> None:
    bare = replace(real, checks=())
    with store.writing() as db:
        kept = editions.keep(db, bare)
    assert 'id="checks"' not in page(f"{HERE}/editions/{kept}")


def test_a_blank_questionnaire_can_be_printed_from_here(page: Page) -> None:
    links = {a.attrs["href"] for a in read(page(HERE)).all("a")}
    assert {f"{HERE}/blank.pdf", f"{HERE}/blank.pdf?scope=first-pass"} <= links


@pytest.mark.parametrize("name", ["no-such-standard", "WWP-EN-2018-TOPICS", "..", "a" * 41, "x%00"])
def test_an_unknown_standard_is_not_found(page: Page, name: str) -> None:
    page(f"/standards/{name}", 404)
    page(f"/standards/{name}/editions/{'0' * 64}", 404)


def test_an_edition_nobody_used_is_not_found(page: Page, real: Standard) -> None:
    page(f"{HERE}/editions/{'0' * 64}", 404)
    page(f"{HERE}/editions/{content_hash(real)}", 404)
    page(f"{HERE}/editions/{'0' * 63}", 404)


def test_the_edition_of_an_audit_can_be_read_as_it_was(page: Page, store: Store, real: Standard) -> None:
    """The program has another wording by now; the audit is shown by its own, and the page says so."""
    domain, *others = real.domains
    first, *rest = domain.criteria
    was = replace(first, statement="We wrote down what violence is, long ago.")
    old = replace(
        real, edition="2025.1", status=Status.ADOPTED, domains=(replace(domain, criteria=(was, *rest)), *others)
    )
    with store.writing() as db:
        kept = editions.keep(db, old)
    html = page(f"{HERE}/editions/{kept}")
    assert "This is the edition an audit was made with, as it was kept then." in html
    assert "edition 2025.1 (adopted)" in html
    assert was.statement in by_id(html, first.id).words
    assert first.statement not in html
    assert "blank.pdf" not in html
    assert was.statement not in page(HERE)
    page(f"/standards/another/editions/{kept}", 404)


def test_an_adopted_edition_is_not_called_a_draft(page: Page, store: Store, real: Standard) -> None:
    with store.writing() as db:
        kept = editions.keep(db, replace(real, status=Status.ADOPTED))
    html = page(f"{HERE}/editions/{kept}")
    assert "edition 2026.1 (adopted)" in html
    assert "notice--draft" not in html
    assert "notice--draft" in page(HERE)


def test_a_kept_edition_that_was_tampered_with_is_not_shown(client: FlaskClient, store: Store, real: Standard) -> None:
    with store.writing() as db:
        kept = editions.keep(db, replace(real, edition="2024.1"))
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'editions'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE editions SET content = replace(content, 'DEF-1', 'DEF-9') WHERE content_hash = ?", (kept,))
    answer = client.get(f"{HERE}/editions/{kept}")
    assert answer.status_code == 503
    assert "no longer those of the audit" in answer.text


def test_nobody_has_to_have_an_audit_to_read_it(app: Flask) -> None:
    assert app.test_client().get(HERE).status_code == 200
