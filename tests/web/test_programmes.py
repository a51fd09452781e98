"""Programmes and their audits: made, changed, started, marked and deleted through their pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from audit.core.answers import Answer
from audit.core.plan import SavedAction
from audit.core.programme import Audit, WorkModel
from audit.store import actions, answers, audits, organisations, programmes
from audit.store.connection import Connection
from audit.store.database import Store
from audit.web import choices
from tests.web.audit_pages import audit_of
from tests.web.conftest import NOW, PROGRAMME, Page, Post, delete, last_part, seen_on


def test_the_first_programme_makes_the_organisation(page: Page, post: Post, store: Store, programme: str) -> None:
    with store.reading() as db:
        (organisation,) = organisations.listing(db)
        made = programmes.get(db, programme, organisation.id)
    assert (organisation.name, organisation.zone, organisation.country) == ("Society for safety", "Europe/Zagreb", "HR")
    assert not organisation.fictional
    assert made.languages == ("hr",)
    assert made.models == (WorkModel.SOCIAL_EDUCATIONAL,)
    assert "Steps" in page(f"/programmes/{programme}")


def test_the_second_programme_belongs_to_the_same_organisation(page: Page, post: Post, programme: str) -> None:
    html = page("/programmes/new")
    assert 'name="organisation"' not in html
    second = last_part(post("/programmes/new", {**PROGRAMME, "name": "Second"}))
    assert "Society for safety" in page(f"/programmes/{second}")


def test_several_models_and_languages_can_be_chosen(store: Store, post: Post, programme: str) -> None:
    sent = [*PROGRAMME.items(), ("version", "1"), ("models", "family"), ("language_2", "en"), ("language_3", "hr")]
    post(f"/programmes/{programme}/edit", sent)
    with store.reading() as db:
        owner = organisations.listing(db)[0]
        changed = programmes.get(db, programme, owner.id)
    assert changed.models == (WorkModel.SOCIAL_EDUCATIONAL, WorkModel.FAMILY)
    assert changed.languages == ("hr", "en")


def test_an_audit_begins_with_one_word_that_its_criteria_are_a_draft(page: Page, programme: str) -> None:
    html = page(f"/programmes/{programme}/audits/new")
    assert html.count("Draft criteria") == 1


def test_family_models_are_not_failed_by_their_name(page: Page) -> None:
    html = page("/programmes/new")
    assert "No model fails by its name, family models included" in html
    assert "THE-5" in html
    assert "WOM-7" in html


def test_what_is_missing_is_named_and_what_was_typed_stays(post: Post) -> None:
    answer = post("/programmes/new", {"name": "Steps & <b>more</b>", "country": "HR"}, expected=422)
    for words in ("Write the name of your organisation", "Choose at least one language", "Choose at least one model"):
        assert words in answer.text
    assert 'value="Steps &amp; &lt;b&gt;more&lt;/b&gt;"' in answer.text
    assert '<option value="HR" selected>' in answer.text
    assert "Error:" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "x" * 201),
        ("name", "A\0B"),
        ("name", "A\u202eB"),
        ("country", "XX"),
        ("country", "hr"),
        ("country", ""),
        ("language_1", "klingon"),
        ("language_2", "xx"),
        ("setting", "casino"),
        ("size_band", "9"),
        ("models", "astrology"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(post: Post, store: Store, field: str, value: str) -> None:
    answer = post("/programmes/new", {**PROGRAMME, field: value}, expected=422)
    assert "govuk-error-message" in answer.text
    with store.reading() as db:
        assert organisations.listing(db) == ()


@pytest.mark.parametrize("field", ["name", "country", "setting", "models"])
def test_a_field_that_comes_twice_is_refused(post: Post, store: Store, field: str) -> None:
    post("/programmes/new", [*PROGRAMME.items(), (field, PROGRAMME[field])], expected=422)
    with store.reading() as db:
        assert organisations.listing(db) == ()


def test_fields_nobody_asked_for_are_ignored(post: Post, store: Store) -> None:
    made = last_part(post("/programmes/new", {**PROGRAMME, "id": "a" * 16, "fictional": "1", "is_admin": "1"}))
    assert made != "a" * 16
    with store.reading() as db:
        assert not organisations.listing(db)[0].fictional


def test_a_name_is_kept_in_composed_letters_on_one_line(post: Post, page: Page) -> None:
    made = last_part(post("/programmes/new", {**PROGRAMME, "name": " Kora\u0063\u030ci \n za  mir "}))
    assert '<h1 class="govuk-heading-xl page-title">Kora\u010di za mir</h1>' in page(f"/programmes/{made}")


def test_a_programme_is_changed_on_the_page_that_shows_it(page: Page, post: Post, programme: str) -> None:
    html = page(f"/programmes/{programme}/edit")
    assert 'value="Steps"' in html
    assert '<option value="hr" selected>' in html
    post(f"/programmes/{programme}/edit", {**PROGRAMME, "version": "1", "name": "New steps", "setting": "prison"})
    html = page(f"/programmes/{programme}")
    assert "New steps" in html
    assert "Prison" in html
    post(f"/programmes/{programme}/edit", {**PROGRAMME, "version": "2", "name": ""}, expected=422)
    assert "New steps" in page(f"/programmes/{programme}")


def test_the_organisation_and_its_time_zone_can_be_changed(page: Page, post: Post, programme: str) -> None:
    assert '<option value="Europe/Zagreb" selected>' in page(f"/programmes/{programme}/organisation")
    post(f"/programmes/{programme}/organisation", {"version": "1", "organisation": "Safety", "zone": "Asia/Tbilisi"})
    html = page(f"/programmes/{programme}")
    assert "Safety" in html
    assert "Asia/Tbilisi" in html
    sent = {"version": "2", "organisation": "", "zone": "Asia/Tbilisi"}
    post(f"/programmes/{programme}/organisation", sent, expected=422)


def test_an_audit_starts_with_what_was_chosen(page: Page, store: Store, start: Callable[..., str]) -> None:
    first_pass = start("first-pass", date="2026-10-05", is_test="1")
    with store.reading() as db:
        found = audits.get(db, first_pass, organisations.listing(db)[0].id)
    assert (found.scope.value, found.date.isoformat(), found.is_test) == ("first-pass", "2026-10-05", True)
    html = page(f"/audits/{first_pass}")
    assert "0 of 48 answered" in html
    assert "A trial." in html


def test_the_date_of_an_audit_begins_with_today_in_the_organisations_zone(page: Page, programme: str) -> None:
    assert 'name="date" type="date" value="2026-11-21"' in page(f"/programmes/{programme}/audits/new")


@pytest.mark.parametrize(
    "sent",
    [
        {"scope": "full"},
        {"date": "2026-11-01"},
        {"scope": "half", "date": "2026-11-01"},
        {"scope": "full", "date": ""},
        {"scope": "full", "date": "2026-02-30"},
        {"scope": "full", "date": "1999-12-31"},
        {"scope": "full", "date": "9999-12-31"},
        {"scope": "full", "date": "01.11.2026"},
        {"scope": "full", "date": "٢٠٢٦-١١-٠١"},
        {"scope": "full", "date": "2026-11-01", "is_test": "yes"},
    ],
    ids=str,
)
def test_an_audit_that_cannot_be_is_not_started(page: Page, post: Post, programme: str, sent: dict[str, str]) -> None:
    post(f"/programmes/{programme}/audits/new", sent, expected=422)
    assert "None yet" in page(f"/programmes/{programme}")


def test_audits_are_listed_newest_first_and_trials_are_marked(
    page: Page, programme: str, start: Callable[..., str]
) -> None:
    older, newer = start(date="2025-11-01"), start(date="2026-11-01", is_test="1")
    html = page(f"/programmes/{programme}")
    assert html.index(newer) < html.index(older)
    assert html.count('<span class="tag">Trial</span>') == 1


def test_an_audit_can_be_marked_as_a_trial_and_back(page: Page, post: Post, audit: str) -> None:
    post(f"/audits/{audit}/test", {"is_test": "1"})
    html = page(f"/audits/{audit}")
    assert "This audit is a trial now." in html
    assert "It is not a trial, it counts" in html
    post(f"/audits/{audit}/test", {"is_test": "0"})
    assert "Mark as a trial" in page(f"/audits/{audit}")


def test_deleting_says_first_what_is_lost(page: Page, post: Post, audit: str, programme: str) -> None:
    assert "Nothing has been answered in it yet" in page(f"/audits/{audit}/delete")
    post(f"/audits/{audit}/domains/theory", {"THE-1-version": "0", "THE-1-level": "2", "action": "save"})
    html = page(f"/audits/{audit}/delete")
    assert "1 answer, with its documents and notes" in html
    assert f"/audits/{audit}/answers.json" in html
    assert page(f"/audits/{audit}"), "asking deletes nothing"
    delete(page, post, f"/audits/{audit}")
    assert "The audit was deleted." in page(f"/programmes/{programme}")
    page(f"/audits/{audit}", 404)


def test_deleting_twice_is_an_unknown_page(page: Page, post: Post, audit: str) -> None:
    delete(page, post, f"/audits/{audit}")
    post(f"/audits/{audit}/delete", expected=404)


@pytest.mark.parametrize(
    "save",
    [
        lambda db, audit: answers.save(db, audit, "THE-1", Answer(level=0), 1, NOW),
        lambda db, audit: actions.save(db, audit, SavedAction(key="THE-1", criteria=("THE-1",)), 0, NOW),
    ],
    ids=["an answer", "an action"],
)
def test_no_audit_is_deleted_with_what_its_page_did_not_show(
    page: Page, post: Post, store: Store, audit: str, save: Callable[[Connection, Audit], object]
) -> None:
    """Also where both come within one second, which is all that a time tells."""
    post(f"/audits/{audit}/domains/theory", {"THE-1-version": "0", "THE-1-level": "1", "action": "save"})
    seen = seen_on(page(f"/audits/{audit}/delete"))
    with store.writing() as db:
        save(db, audit_of(store, audit))
    answer = post(f"/audits/{audit}/delete", {"seen": seen}, expected=409)
    assert "Nothing was deleted. Look at it again." in answer.text
    page(f"/audits/{audit}")
    for wrong in ({}, {"seen": ""}, {"seen": "x"}):
        post(f"/audits/{audit}/delete", wrong, expected=409)
    post(f"/audits/{audit}/delete", {"seen": seen_on(answer.text)})
    page(f"/audits/{audit}", 404)


def test_nothing_is_deleted_by_opening_an_address(client: FlaskClient, page: Page, audit: str) -> None:
    assert client.get(f"/audits/{audit}/test").status_code == 405
    page(f"/audits/{audit}/delete")
    page(f"/audits/{audit}")


def test_the_zone_of_this_machine_is_known_where_it_names_one(tmp_path: Path) -> None:
    place = tmp_path / "zoneinfo" / "Europe" / "Athens"
    place.parent.mkdir(parents=True)
    place.touch()
    (tmp_path / "localtime").symlink_to(place)
    assert choices.likely_zone(tmp_path / "localtime") == "Europe/Athens"
    assert choices.likely_zone(tmp_path / "nowhere") == choices.FALLBACK_ZONE


def test_a_zone_this_machine_does_not_know_shows_utc() -> None:
    assert str(choices.zone("Mars/Olympus")) == "UTC"
    assert str(choices.zone("/etc/passwd")) == "UTC"


def test_before_the_first_programme_there_is_no_organisation(store: Store, page: Page) -> None:
    assert "Start: describe your programme" in page("/")
    with store.reading() as db:
        assert organisations.listing(db) == ()
