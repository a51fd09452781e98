"""What a form of the plan cannot take is said, everything typed is shown again, and the store stays as it was."""

import pytest

from audit import library
from audit.store.database import Store
from tests.web.audit_pages import by_id, changed, form_of, half_done, red_lines, saved_actions
from tests.web.conftest import Page, Post

REAL = library.default()
LONG = "ž" * 5_001


@pytest.fixture
def half(store: Store, audit: str) -> str:
    """Return an audit with five gaps; see ``half_done``."""
    return half_done(store, audit, REAL)


@pytest.fixture
def at(half: str) -> str:
    """Return the address of the action of the open red line."""
    return f"/audits/{half}/plan/{red_lines(REAL)[0]}"


BAD = {
    "a text too short": ("text", "abc", "Say what is to be done, in 5 characters or more."),
    "a text of unseen signs": ("text", "\u200b" * 9, "Say what is to be done, in 5 characters or more."),
    "a text too long": ("text", LONG, "This text has 5001 characters; it may have 5000."),
    "NUL": ("note", "a\x00b", "characters that cannot be shown"),
    "marks that turn text round": ("reason", "a\u202eb", "characters that cannot be shown"),
    "a step that says nothing": ("interim", "x", "Say what protects people, in 5 characters or more"),
    "a note too long": ("note", LONG, "This text has 5001 characters"),
    "an owner too long": ("owner", "o" * 301, "This text has 301 characters; it may have 300."),
    "a cost too long": ("cost", "1" * 301, "it may have 300"),
    "no such day": ("due", "2026-02-30", "Write the date as year, month, day"),
    "a day in words": ("due", "tomorrow", "Write the date as year, month, day"),
    "another century": ("due", "1026-02-03", "Write the date as year, month, day"),
    "no such state": ("progress", "finished", "Choose how far it is."),
    "no such effort": ("effort", "huge", "Choose one of the answers on the page."),
    "no such criterion": ("criteria", ["XXX-1"], "Choose among the answers on the page."),
    "a criterion without a gap": ("criteria", ["QUA-12"], "Choose among the answers on the page."),
    "a box with a value of its own": ("needs_support", "yes", "Tick the box or leave it empty."),
    "an owner twice": ("owner", ["A", "B"], "This came twice."),
    "a text twice": ("text", ["Sign it now", "Sign it later"], "This came twice."),
    "a state twice": ("progress", ["done", "done"], "This came twice."),
    "a version that is no number": ("version", "one", "The page is not complete."),
    "a version in other digits": ("version", "٠", "The page is not complete."),
    "a version of thirty digits": ("version", "1" * 30, "The page is not complete."),
    "a version twice": ("version", ["0", "0"], "This came twice."),
    "a draft twice": ("drafted_text", ["a", "b"], "This came twice."),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_taken_is_said_and_everything_typed_is_shown_again(
    page: Page, post: Post, store: Store, half: str, at: str, bad: tuple[str, object, str]
) -> None:
    name, value, words = bad
    typed = {"outside": "The council decides.", "evidence": "Letter of <June>", "due": "2026-12-24", "effort": "small"}
    sent = changed(page, at, **{**typed, name: value})
    answer = post(at, sent, expected=422)
    assert words in answer.text
    assert "Error: Change an action" in answer.text
    again = form_of(answer.text)
    for field, was in typed.items():
        if field != name:
            assert again[field] == [was], field
    if name in {"text", "note", "reason", "interim", "owner", "cost"} and isinstance(value, str):
        assert again[name] == [value]
    assert saved_actions(store, half) == {}


@pytest.mark.parametrize("missing", ["version", "text", "progress"])
def test_a_form_that_is_not_whole_is_refused(
    page: Page, post: Post, store: Store, half: str, at: str, missing: str
) -> None:
    sent = changed(page, at, note="Kept")
    del sent[missing]
    answer = post(at, sent, expected=422)
    assert by_id(answer.text, "note").text.strip() == "Kept"
    assert saved_actions(store, half) == {}
