"""What looks like a person's details is pointed out before it is saved, and stays where a person says so."""

import json
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest

from audit.core.answers import Answer
from audit.core.standard import Standard
from audit.store.database import Store
from audit.web import personal_check
from tests.web.audit_pages import by_id, changed, form_of, half_done, saved_actions
from tests.web.conftest import Autosave, Element, Page, Post, Saved, read

DOMAIN = "collaboration"
PHONE = "Ask at +385 91 234 5678 in the evening"
POINTED = "This looks like a phone number: “+385 91 234 5678”. Leave it out if it is about a person."


@pytest.fixture
def domain(audit: str) -> str:
    return f"/audits/{audit}/domains/{DOMAIN}"


def sent(page: Page, at: str, **more: object) -> dict[str, object]:
    return {**form_of(page(at)), **{name.replace("_", "-"): value for name, value in more.items()}}


def box(html: str, field: str) -> Element:
    return by_id(html, f"{field}-keep")


def test_without_a_script_the_page_asks_and_saves_the_rest(post: Post, page: Page, saved: Saved, domain: str) -> None:
    given = {"COL-1-note": PHONE, "COL-1-level": "2", "COL-2-level": "1", "COL-2-note": "In the manual, chapter 3"}
    html = post(domain, {**sent(page, domain), **given}, expected=422).text
    link = next(e for e in read(html).all("a") if e.attrs.get("href") == "#COL-1-note")
    assert link.words == f"COL-1: {POINTED}"
    note = by_id(html, "COL-1-note")
    assert note.text.strip() == PHONE
    assert note.attrs["aria-describedby"].split() == ["COL-1-note-error", "COL-1-people"]
    assert by_id(html, "COL-1-note-error").words == f"Error: {POINTED}"
    assert box(html, "COL-1-note").attrs["aria-describedby"] == "COL-1-note-error"
    assert "checked" not in box(html, "COL-1-note").attrs
    first, second = saved("COL-1"), saved("COL-2")
    assert first is not None
    assert first.answer == Answer(level=2)
    assert second is not None
    assert second.answer == Answer(level=1, note="In the manual, chapter 3")


def test_a_tick_keeps_it_and_it_is_not_asked_again(post: Post, page: Page, saved: Saved, domain: str) -> None:
    html = post(domain, sent(page, domain, COL_1_note=PHONE), expected=422).text
    post(domain, {**form_of(html), "COL-1-note-keep": box(html, "COL-1-note").attrs["value"]})
    kept = saved("COL-1")
    assert kept is not None
    assert kept.answer.note == PHONE
    assert "-keep" not in page(domain)
    post(domain, sent(page, domain, COL_1_note=PHONE + ".", COL_1_level="2"))
    html = post(domain, sent(page, domain, COL_1_note=PHONE + ", or his wife Ana"), expected=422).text
    assert by_id(html, "COL-1-note-error").words.startswith("Error: This could be a person's name: “")
    assert "phone number" not in html


def test_changing_the_text_after_ticking_is_another_text(post: Post, page: Page, saved: Saved, domain: str) -> None:
    html = post(domain, sent(page, domain, COL_1_note=PHONE), expected=422).text
    tick = {"COL-1-note-keep": box(html, "COL-1-note").attrs["value"]}
    html = post(domain, {**form_of(html), **tick, "COL-1-note": "His wife Ana"}, expected=422).text
    assert "checked" not in box(html, "COL-1-note").attrs
    assert saved("COL-1") is None or saved("COL-1").answer.is_blank  # type: ignore[union-attr]  # looked at just before
    post(domain, {**form_of(html), "COL-1-note": "His wife"})
    assert saved("COL-1").answer.note == "His wife"  # type: ignore[union-attr]  # saved just before


def test_a_title_and_a_reason_are_looked_at_too(post: Post, page: Page, saved: Saved, domain: str) -> None:
    more = {"COL-6-level": "not-applicable", "COL-6-reason": "Says ana@example.org"}
    titles = {"COL-1-document-1-title": "Letter of Ana Kovač", "COL-1-document-1-date": "2026-13-01"}
    html = post(domain, {**sent(page, domain), **more, **titles, "COL-1-level": "3"}, expected=422).text
    assert by_id(html, "COL-6-reason-error").words.startswith("Error: This looks like an e-mail address")
    assert by_id(html, "COL-1-document-1-title-error").words.startswith("Error: This could be a person's name")
    assert by_id(html, "COL-1-document-1-date-error").words
    ticks = {f"{f}-keep": box(html, f).attrs["value"] for f in ("COL-6-reason", "COL-1-document-1-title")}
    html = post(domain, {**form_of(html), **ticks}, expected=422).text
    # The date is still wrong, and the tick beside it is not forgotten.
    assert "checked" in box(html, "COL-1-document-1-title").attrs
    assert saved("COL-6").answer.not_applicable == "Says ana@example.org"  # type: ignore[union-attr]  # saved just before
    post(domain, {**form_of(html), "COL-1-document-1-date": "2026-03-01"})
    assert saved("COL-1").answer.evidence[0].title == "Letter of Ana Kovač"  # type: ignore[union-attr]  # saved just before


def test_the_script_is_told_what_is_asked_and_nothing_is_called_saved(autosave: Autosave, saved: Saved) -> None:
    answer = autosave("COL-1", 422, level="2", note=PHONE).get_json()
    assert answer["problems"] == [{"field": "COL-1-note", "text": POINTED}]
    assert answer["message"] == "Not saved yet: what is marked here. Change it, or tick that you checked it."
    assert "saved_text" not in answer
    (asked,) = answer["questions"]
    assert asked["name"] == "COL-1-note-keep"
    assert asked["label"] == "I checked it: it is not about a person"
    assert not asked["ticked"]
    done = autosave("COL-1", version=answer["version"], level="2", note=PHONE, note_keep=asked["value"]).get_json()
    assert done["problems"] == []
    assert done["saved_text"].startswith("Saved ")
    assert saved("COL-1").answer == Answer(level=2, note=PHONE)  # type: ignore[union-attr]  # saved just before


def test_the_names_of_programme_and_organisation_stand_in_the_open(autosave: Autosave) -> None:
    autosave("COL-1", note="Society for safety and Steps agreed on it with the court")


def test_showing_a_page_looks_at_no_text(
    monkeypatch: pytest.MonkeyPatch, page: Page, autosave: Autosave, audit: str, domain: str
) -> None:
    autosave("COL-1", level="2", note="In the manual")

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(personal_check, "findings", never)
    for at in (domain, f"{domain}/check", f"/audits/{audit}", f"/audits/{audit}/plan", f"/audits/{audit}/plan/COL-1"):
        page(at)
    autosave("COL-1", version=1, level="1", note="In the manual")


def test_the_texts_of_an_action_are_looked_at(post: Post, page: Page, store: Store, audit: str, real: Standard) -> None:
    key = next(c.id for c in real.criteria() if c.is_red_line)
    at = f"/audits/{half_done(store, audit, real)}/plan/{key}"
    texts = ("text", "interim", "reason", "outside", "evidence", "cost", "note", "owner")
    given = {name: f"{PHONE} {number}" for number, name in enumerate(texts)}
    html = post(at, changed(page, at, **given), expected=422).text
    assert saved_actions(store, audit) == {}
    for name in texts:
        assert by_id(html, f"{name}-error").words.startswith("Error: This looks like a phone number")
        assert name in {e.attrs.get("id") for e in read(html).all("textarea", "input")}
    ticks = {f"{name}-keep": box(html, name).attrs["value"] for name in texts}
    html = post(at, {**form_of(html), **ticks, "due": "1999-01-01"}, expected=422).text
    assert "checked" in box(html, "note").attrs
    post(at, {**form_of(html), "due": ""})
    action = saved_actions(store, audit)[key]
    assert (action.note, action.owner) == (given["note"], given["owner"])
    post(at, changed(page, at, owner="programme manager"))


def test_what_the_program_drafted_is_never_asked_about(
    post: Post, page: Page, store: Store, audit: str, real: Standard
) -> None:
    half_done(store, audit, real)
    for criterion in [c.id for c in real.criteria() if c.is_red_line][:2]:
        at = f"/audits/{audit}/plan/{criterion}"
        drafted = {"drafted_text": "His wife Ana drafted it", "text": "His wife Ana drafted it"}
        post(at, changed(page, at, note="Seen", **drafted))


@pytest.fixture
def bring(post: Post, audit: str) -> Callable[[Mapping[str, object]], str]:
    """Bring in answers as a file and return the address of what they would change."""

    def send(given: Mapping[str, object]) -> str:
        content = {
            "format": "self-audit-answers/1",
            "standard": "wwp-en-2018-topics",
            "edition": "2026.1",
            "scope": "full",
            "date": "2026-11-01",
            "programme": {"name": "Steps", "country": "HR", "setting": "community"},
            "answers": given,
        }
        file = {"file": (BytesIO(json.dumps(content).encode()), "answers.json")}
        return post(f"/audits/{audit}/answers-file", file).location

    return send


def test_a_file_is_asked_about_once(
    post: Post, page: Page, saved: Saved, bring: Callable[[Mapping[str, object]], str]
) -> None:
    evidence = [{"title": "Letter of Ana Kovač", "date": "2026-03-01"}]
    at = bring(
        {"COL-1": {"level": 3, "evidence": evidence}, "COL-2": {"level": 2, "note": PHONE}, "COL-3": {"level": 1}}
    )
    html = page(at)
    listed = [e.words for e in read(html).all("li") if "This " in e.words]
    assert listed[0].startswith("COL-1 This could be a person's name: “")
    assert listed[1] == f"COL-2 {POINTED}"
    versions = {f"COL-{n}-version": "0" for n in (1, 2, 3)}
    html = post(at, versions, expected=422).text
    assert (
        by_id(html, "keep-error").words == "Error: Look at what could be about a person, and tick that you checked it."
    )
    assert saved("COL-3") is None
    post(at, {**versions, "keep": by_id(html, "keep").attrs["value"]})
    assert saved("COL-2").answer.note == PHONE  # type: ignore[union-attr]  # saved just before


def test_a_file_with_nothing_of_the_kind_is_not_asked_about(
    post: Post, page: Page, saved: Saved, bring: Callable[[Mapping[str, object]], str]
) -> None:
    at = bring({"COL-2": {"level": 2, "note": "In the manual, chapter 3"}})
    assert 'id="keep"' not in page(at)
    post(at, {"COL-2-version": "0"})
    assert saved("COL-2").answer.level == 2  # type: ignore[union-attr]  # saved just before
