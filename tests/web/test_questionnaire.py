"""The questionnaire: a list of domains, a page for each, a check; and one answer saved as it is given."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from audit import library
from audit.core.answers import Answer, Evidence
from audit.core.programme import StoredAnswer
from audit.store import organisations
from audit.store.database import Store
from tests.web.conftest import Autosave, Clock, Page, Post, Saved, read

# A criterion that may not apply, one that always does, and their domain.
OPTIONAL, ALWAYS, DOMAIN = "COL-6", "COL-1", "collaboration"


def control(html: str, name: str) -> str:
    """Return the tag of the control with this name."""
    start = html.index(f'name="{name}"')
    return html[html.rindex("<", 0, start) : html.index(">", start)]


# ---- The list of domains


def test_a_new_audit_lists_every_domain_as_not_yet_started(page: Page, audit: str) -> None:
    html = page(f"/audits/{audit}")
    assert html.count("Not yet started") == 8
    assert "0 of 14 answered" in html
    assert "25 red lines are not known yet" in html
    assert "Go on with: Definition of violence" in html
    assert "Draft, not signed off" in html


def test_the_list_leads_back_to_what_was_begun(page: Page, autosave: Autosave, audit: str) -> None:
    autosave("COL-1", level="2")
    autosave("COL-2", not_sure="", level="not-sure")
    html = page(f"/audits/{audit}")
    assert "1 of 14 answered, 1 not sure yet" in html
    assert html.count("In progress") == 1
    assert "Go on with: Collaboration" in html


def test_an_open_red_line_is_said_in_the_list_and_in_the_check(page: Page, autosave: Autosave, audit: str) -> None:
    danger = "1 red line is open. The results say what protects people until it is mended."
    assert danger not in page(f"/audits/{audit}")
    autosave("COL-1", level="0")
    assert f"{danger} 24 red lines are not known yet." in page(f"/audits/{audit}")
    assert danger in page(f"/audits/{audit}/domains/{DOMAIN}/check")
    assert danger not in page(f"/audits/{audit}/domains/children/check")


def test_a_first_pass_asks_red_lines_and_musts_only(page: Page, start: Callable[..., str]) -> None:
    first_pass = start("first-pass")
    html = page(f"/audits/{first_pass}/domains/{DOMAIN}")
    domain = library.default().domain(DOMAIN)
    for criterion in domain.criteria:
        assert (f'id="{criterion.id}"' in html) == (criterion.kind != "should")
    assert "cannot reach more than" in page(f"/audits/{first_pass}")


# ---- A domain


@pytest.mark.parametrize("domain", [d.id for d in library.default().domains])
def test_each_domain_shows_statement_reason_and_four_levels_of_each_criterion(
    page: Page, audit: str, domain: str
) -> None:
    html = page(f"/audits/{audit}/domains/{domain}").replace("&#39;", "'").replace("&#34;", '"')
    for criterion in library.default().domain(domain).criteria:
        for words in (criterion.statement, criterion.why, *criterion.levels, *criterion.evidence):
            assert words in html
        assert (criterion.not_applicable_when in html) == bool(criterion.not_applicable_when) or not (
            criterion.not_applicable_when
        )
        assert (f'name="{criterion.id}-level" type="radio" value="not-applicable"' in html) == criterion.may_not_apply
        assert (f'name="{criterion.id}-reason"' in html) == criterion.may_not_apply
        assert f'id="{criterion.id}-people"' in html


def test_the_way_to_the_domains_before_and_after_is_there(page: Page, audit: str) -> None:
    first, last = page(f"/audits/{audit}/domains/definition"), page(f"/audits/{audit}/domains/quality")
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_an_unknown_domain_is_an_unknown_page(page: Page, audit: str) -> None:
    page(f"/audits/{audit}/domains/baking", 404)
    page(f"/audits/{audit}/domains/baking/check", 404)


def jumps(html: str) -> dict[str, tuple[str, str]]:
    """Return where the list of criteria leads, and how it says each stands, by id."""
    nav = next(e for e in read(html).all("nav") if e.attrs.get("class") == "jump")
    found = [(next(li.all("a")), list(li.all("span"))[-1]) for li in nav.all("li")]
    return {state.attrs["data-state-of"]: (a.attrs["href"], state.words) for a, state in found}


def test_the_top_of_a_domain_leads_to_each_criterion_and_says_how_it_stands(
    page: Page, autosave: Autosave, path: str
) -> None:
    autosave("COL-1", level="0")
    assert autosave("COL-2", level="not-sure").get_json()["state"] == "Not sure yet"
    autosave(OPTIONAL, level="not-applicable", reason="No local structure exists")
    autosave("COL-3", note="Only a note")
    asked = [c.id for c in library.default().domain(DOMAIN).criteria]
    states = {"COL-1": "Answered", "COL-2": "Not sure yet", OPTIONAL: "Answered"}
    assert jumps(page(path)) == {code: (f"#{code}", states.get(code, "Not answered")) for code in asked}


def folds(html: str, code: str) -> dict[str, bool]:
    """Return which parts of a card are folded away, and whether they stand open."""
    card = next(e for e in read(html).all("div") if e.attrs.get("data-criterion") == code)
    return {next(d.all("span")).words.removesuffix(f" {code}"): "open" in d.attrs for d in card.all("details")}


def test_empty_fields_are_folded_and_filled_ones_stand_open(page: Page, autosave: Autosave, path: str) -> None:
    closed = {"What would show it": False, "Documents": False, "Note": False, "Comments": False}
    autosave("COL-1", level="2", document_1_title="Agreement")
    autosave("COL-2", level="2", note="Our note")
    autosave("COL-3", level="3")
    autosave("COL-4", level="1")
    html = page(path)
    assert folds(html, "COL-1") == {**closed, "Documents": True}
    assert folds(html, "COL-2") == {**closed, "Note": True}
    assert folds(html, "COL-3") == {**closed, "Documents": True}, "level 3 waits for its document"
    assert folds(html, "COL-4") == closed
    assert folds(page(f"{path}?add=COL-4"), "COL-4") == {**closed, "Documents": True}


WRONG_FIELDS = {
    "a short title": ({"document-1-title": "abc"}, "Documents"),
    "a day that is none": ({"document-1-date": "2026-02-30", "document-1-title": "Manual"}, "Documents"),
    "a note with a bell": ({"note": "a\x07b"}, "Note"),
}


@pytest.mark.parametrize(("typed", "fold"), WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_what_was_typed_wrong_is_in_sight_and_its_error_is_heard_first(
    post: Post, path: str, typed: dict[str, str], fold: str
) -> None:
    sent = {"COL-1-version": "0", "action": "save", **{f"COL-1-{name}": text for name, text in typed.items()}}
    html = post(path, sent, expected=422).text
    assert folds(html, "COL-1")[fold]
    assert not folds(html, "COL-2")[fold]
    name = f"COL-1-{next(iter(typed))}"
    assert f'aria-describedby="{name}-error' in control(html, name)


def test_an_error_of_the_levels_is_heard_before_the_reason(post: Post, path: str) -> None:
    html = post(path, {"COL-1-version": "0", "COL-1-level": "9", "action": "save"}, expected=422).text
    assert 'aria-describedby="COL-1-level-error COL-1-level-hint"' in html


# ---- Saving one answer by script


def test_a_level_is_saved_as_it_is_given(autosave: Autosave, saved: Saved) -> None:
    answer = autosave(ALWAYS, level="2").get_json()
    assert answer == {
        "problems": [],
        "saved": "2026-11-21T13:02:00+00:00",
        "saved_text": "Saved 14:02.",
        "status": "1 of 14 answered",
        "state": "Answered",
        "state_code": "answered",
        "version": 1,
    }
    assert saved(ALWAYS) == StoredAnswer(Answer(level=2), 1, datetime(2026, 11, 21, 13, 2, tzinfo=UTC), can_undo=True)


def test_level_3_without_a_document_says_plainly_that_it_counts_as_2(autosave: Autosave, page: Page, path: str) -> None:
    said = autosave(ALWAYS, level="3").get_json()["saved_text"]
    assert said == "Saved 14:02. Level 3 counts as 2 until a document is named."
    assert said in page(path)
    named = autosave(ALWAYS, level="3", version=1, document_1_title="Agreement with the shelter")
    assert named.get_json()["saved_text"] == "Saved 14:02."


def test_everything_about_an_answer_is_kept(autosave: Autosave, saved: Saved, page: Page, path: str) -> None:
    autosave(
        ALWAYS,
        level="3",
        document_1_title="  Agreement,  signed ",
        document_1_date="2026-03-01",
        document_2_title="Minutes & <minutes>",
        document_2_date="",
        document_3_title="",
        document_3_date="",
        note="One\r\ntwo\u0301 ",
    )
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer == Answer(
        level=3,
        evidence=(Evidence("Agreement, signed", date(2026, 3, 1)), Evidence("Minutes & <minutes>")),
        note="One\ntw\u00f3",
    )
    html = page(path)
    assert 'value="Minutes &amp; &lt;minutes&gt;"' in html
    assert f'name="{ALWAYS}-document-3-title"' in html, "one empty row is always there"


def test_not_sure_yet_and_does_not_apply_are_kept(autosave: Autosave, saved: Saved) -> None:
    autosave(ALWAYS, level="not-sure")
    autosave(OPTIONAL, level="not-applicable", reason="No local structure exists")
    first, second = saved(ALWAYS), saved(OPTIONAL)
    assert first is not None
    assert first.answer == Answer(not_sure=True)
    assert second is not None
    assert second.answer == Answer(not_applicable="No local structure exists")


def test_the_reason_goes_when_a_level_is_chosen_instead(autosave: Autosave, saved: Saved) -> None:
    autosave(OPTIONAL, level="not-applicable", reason="No local structure exists")
    autosave(OPTIONAL, version=1, level="1", reason="No local structure exists")
    stored = saved(OPTIONAL)
    assert stored is not None
    assert stored.answer == Answer(level=1)


def test_saving_the_same_again_is_harmless(autosave: Autosave, saved: Saved) -> None:
    for _ in range(3):
        assert autosave(ALWAYS, level="2").get_json()["version"] == 1


def test_the_time_is_shown_in_the_organisations_zone_with_its_day_when_older(
    autosave: Autosave, page: Page, path: str, clock: Clock, again: Callable[[], None]
) -> None:
    clock.now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    autosave(ALWAYS, level="2")
    assert "Saved 00:30" in page(path)
    clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    again()
    assert "Saved 21 November 2026, 00:30" in page(path)


BROKEN = {
    "a level of 4": {"level": "4"},
    "a level of -1": {"level": "-1"},
    "a level of 2.0": {"level": "2.0"},
    "a level with space": {"level": " 2"},
    "an Arabic-Indic digit": {"level": "٣"},
    "NaN": {"level": "NaN"},
    "true": {"level": "true"},
    "nothing in it": {"level": ""},
    "NUL in it": {"level": "2\0"},
    "a level twice": {"level": ["1", "3"]},
    "the same level twice": {"level": ["1", "1"]},
    "does not apply where it always does": {"level": "not-applicable", "reason": "Because we say so"},
    "no version": {"version": None, "level": "2"},
    "an empty version": {"version": "", "level": "2"},
    "a version of -1": {"version": "-1", "level": "2"},
    "a version of 30 digits": {"version": "9" * 30, "level": "2"},
    "a version of other digits": {"version": "٠", "level": "2"},
    "the version twice": {"version": ["0", "0"], "level": "2"},
    "the note twice": {"level": "2", "note": ["a", "b"]},
}


@pytest.mark.parametrize("fields", BROKEN.values(), ids=BROKEN.keys())
def test_what_no_page_of_ours_sends_changes_nothing(
    autosave: Autosave, saved: Saved, fields: dict[str, object]
) -> None:
    answer = autosave(ALWAYS, expected=422, **fields).get_json()
    assert answer["problems"][0]["field"] == f"{ALWAYS}-level"
    assert answer["problems"][0]["text"].endswith(".")
    assert saved(ALWAYS) is None


BAD_TEXTS = {
    "5,001 characters": "x" * 5_001,
    "NUL": "a\0b",
    "a bell": "a\x07b",
    "a bidi override": "a\u202eb",
    "a bidi isolate": "a\u2066b",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_wrong_note_does_not_cost_the_level(autosave: Autosave, saved: Saved, text: str) -> None:
    autosave(ALWAYS, level="1", note="As it was")
    answer = autosave(ALWAYS, 422, version=1, level="2", note=text).get_json()
    assert [p["field"] for p in answer["problems"]] == [f"{ALWAYS}-note"]
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer == Answer(level=2, note="As it was")
    assert answer["version"] == stored.version == 2


def test_the_longest_note_is_kept_whole_in_any_script(autosave: Autosave, saved: Saved) -> None:
    note = "ძალადობა🕊" * 500
    autosave(ALWAYS, level="2", note=note)
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer.note == note


BAD_DOCUMENTS = {
    "a short title": ({"document_1_title": "abc"}, "document-1-title"),
    "a title of 301 characters": ({"document_1_title": "x" * 301}, "document-1-title"),
    "a date without a title": ({"document_1_title": "", "document_1_date": "2026-03-01"}, "document-1-title"),
    "a day that is none": ({"document_1_title": "Manual", "document_1_date": "2026-02-30"}, "document-1-date"),
    "a date in words": ({"document_1_title": "Manual", "document_1_date": "yesterday"}, "document-1-date"),
    "a year too far": ({"document_1_title": "Manual", "document_1_date": "9999-01-01"}, "document-1-date"),
    "a title twice": ({"document_1_title": ["Manual", "Other"]}, "document-1-title"),
    "NUL": ({"document_1_title": "Man\0ual"}, "document-1-title"),
    "21 documents": ({f"document_{n}_title": f"Manual {n}" for n in range(1, 22)}, "document-1-title"),
}


@pytest.mark.parametrize(("fields", "where"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS.keys())
def test_a_wrong_document_keeps_the_stored_ones_and_the_level(
    autosave: Autosave, saved: Saved, fields: dict[str, object], where: str
) -> None:
    autosave(ALWAYS, level="1", document_1_title="The one before")
    answer = autosave(ALWAYS, 422, version=1, level="2", **fields).get_json()
    assert answer["problems"][0]["field"] == f"{ALWAYS}-{where}"
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer == Answer(level=2, evidence=(Evidence("The one before"),))


def test_does_not_apply_needs_a_reason(autosave: Autosave, saved: Saved) -> None:
    for reason in ("", "   ", "abcd"):
        answer = autosave(OPTIONAL, 422, level="not-applicable", reason=reason, note="A note").get_json()
        assert answer["problems"] == [
            {"field": f"{OPTIONAL}-reason", "text": "Say why it does not apply, in 5 characters or more."}
        ]
    stored = saved(OPTIONAL)
    assert stored is not None
    assert stored.answer == Answer(note="A note")


def test_a_reason_without_its_choice_is_pointed_out(autosave: Autosave, saved: Saved) -> None:
    answer = autosave(OPTIONAL, 422, reason="No local structure").get_json()
    assert answer["problems"][0]["field"] == f"{OPTIONAL}-level"
    assert saved(OPTIONAL) is None


def test_a_request_that_leaves_parts_out_changes_nothing_of_them(autosave: Autosave, saved: Saved) -> None:
    autosave(ALWAYS, level="3", note="Kept", document_1_title="The manual")
    autosave(ALWAYS, version=1, level="2")
    autosave(ALWAYS, version=2, note="Changed")
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer == Answer(level=2, note="Changed", evidence=(Evidence("The manual"),))


def test_the_newer_answer_of_somebody_else_is_never_overwritten(autosave: Autosave, saved: Saved) -> None:
    autosave(ALWAYS, level="1")
    answer = autosave(ALWAYS, 409, version=0, level="2")
    assert "another answer was saved meanwhile" in answer.get_json()["message"]
    stored = saved(ALWAYS)
    assert stored is not None
    assert stored.answer == Answer(level=1)


@pytest.mark.parametrize("criterion", ["XXX-1", "col-1", "COL-99", "a" * 40])
def test_an_unknown_criterion_is_an_unknown_page(autosave: Autosave, criterion: str) -> None:
    assert "no such page" in autosave(criterion, 404, level="2").get_json()["message"]


def test_a_criterion_outside_a_first_pass_is_not_asked(post: Post, start: Callable[..., str]) -> None:
    should = next(c.id for c in library.default().criteria() if c.kind == "should")
    sent = {f"{should}-version": "0", f"{should}-level": "2"}
    post(f"/audits/{start('first-pass')}/answers/{should}", sent, expected=404, X_Requested_With="fetch")


def test_after_a_restart_everything_is_there(
    app: Flask, autosave: Autosave, store: Store, page: Page, path: str
) -> None:
    autosave(ALWAYS, level="2", note="Before the restart")
    store.close()
    assert "Before the restart" in page(path)


# ---- The check of a domain


def test_the_check_lists_answers_and_what_is_open(page: Page, autosave: Autosave, path: str) -> None:
    autosave("COL-1", level="3", note="Our note", document_1_title="Agreement", document_1_date="2026-03-01")
    autosave("COL-2", level="3")
    autosave("COL-3", level="not-sure")
    html = page(f"{path}/check")
    assert "2 of 14 answered, 1 not sure yet" in html
    assert "Document: Agreement, 1 March 2026" in html
    assert "Note: Our note" in html
    assert "Level 3 counts as 2 until a document is named." in html
    assert "13 answers are missing or not proven" in html
    assert f'href="{path}#COL-1"' in html


def test_a_domain_is_called_complete_only_when_somebody_says_so(page: Page, post: Post, path: str, audit: str) -> None:
    assert "Choose yes or no" in post(f"{path}/check", {}, expected=422).text
    post(f"{path}/check", {"completed": "maybe"}, expected=422)
    post(f"{path}/check", {"completed": ["yes", "yes"]}, expected=422)
    post(f"{path}/check", {"completed": "yes"})
    assert page(f"/audits/{audit}").count("Checked by the team, 14 not known") == 1
    assert "Checked by the team, 14 not known" in page(f"{path}/check")
    assert "checked" in control(page(f"{path}/check"), "completed")
    post(f"{path}/check", {"completed": "no"})
    for shown in (page(f"/audits/{audit}"), page(f"{path}/check")):
        assert "Checked by the team" not in shown


def test_what_is_checked_says_no_more_than_was_answered(
    page: Page, post: Post, autosave: Autosave, path: str, audit: str
) -> None:
    asked = [c.id for c in library.default().domain(DOMAIN).criteria]
    for code in asked[1:]:
        autosave(code, level="2")
    autosave(asked[0], level="not-sure")
    post(f"{path}/check", {"completed": "yes"})
    assert "Checked by the team, 1 not known" in page(f"/audits/{audit}")
    autosave(asked[0], version=1, level="1")
    for shown in (page(f"/audits/{audit}"), page(f"{path}/check")):
        assert "Checked by the team" in shown
        assert "Checked by the team," not in shown
        assert "Completed" not in shown


def test_when_every_domain_is_completed_the_list_leads_to_the_results(page: Page, post: Post, audit: str) -> None:
    for domain in library.default().domains:
        post(f"/audits/{audit}/domains/{domain.id}/check", {"completed": "yes"})
    html = page(f"/audits/{audit}")
    assert "You have checked every domain. 100 criteria are still not known" in html
    assert html.count(">Results</a>") == 2


def test_the_answers_of_one_organisation_are_named_in_every_row(store: Store, autosave: Autosave) -> None:
    autosave("COL-1", level="2")
    with store.reading() as db:
        rows = db.execute("SELECT DISTINCT organisation FROM answers").fetchall()
        assert [row[0] for row in rows] == [o.id for o in organisations.listing(db)]
