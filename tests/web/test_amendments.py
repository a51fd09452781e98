"""A signed audit is mended or completed in a new one with all its answers, once, and for a reason."""

from collections.abc import Callable
from datetime import date

import pytest

from audit.core.people import Role
from audit.core.signing import Beginning
from audit.core.standard import Scope
from audit.store.database import Store
from tests.web.beginnings import ANSWERS, count, domain, fill, kept, marks, once_on, stored
from tests.web.conftest import Page, Post, last_part, read


@pytest.fixture
def signed(store: Store, audit: str) -> str:
    """Return the id of a signed full audit with some answers and a plan that somebody worked on."""
    return fill(store, audit)


@pytest.fixture
def first_pass(store: Store, start: Callable[..., str]) -> str:
    """Return the id of a signed first pass."""
    return fill(store, start("first-pass"))


# ---- Amendments


def amend(page: Page, post: Post, audit: str, reason: str = "A level was wrong") -> str:
    """Amend an audit through its pages."""
    once = once_on(page(f"/audits/{audit}/amend"))
    return last_part(post(f"/audits/{audit}/amend", {"once": once, "reason": reason}))


def test_an_amendment_starts_from_all_answers_and_names_what_it_amends(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    assert f"/audits/{signed}/amend" in page(f"/audits/{signed}")
    made = amend(page, post, signed)
    found = kept(store, made)
    assert (found.begun_as, found.follows, found.reason) == (Beginning.AMENDMENT, signed, "A level was wrong")
    assert (found.date, found.scope, found.content_hash) == (
        date(2026, 11, 1),
        Scope.FULL,
        kept(store, signed).content_hash,
    )
    assert {code: s.answer for code, s in stored(store, made).items()} == ANSWERS
    words = "It amends the signed audit of 1 November 2026, which stays as it was signed."
    for path in (
        "",
        "/domains/collaboration",
        "/domains/collaboration/check",
        "/results",
        "/plan",
        "/report",
    ):
        assert words in page(f"/audits/{made}{path}"), path
    assert "1 November 2026 · amends the audit of 1 November 2026" in page(f"/audits/{made}/answers-file")
    assert "A level was wrong" in page(f"/audits/{made}/results")
    assert marks(page(domain(made)), "COL-2") == [("1", "As signed")]
    assert "amends the audit of 1 November 2026" in page(f"/programmes/{found.programme}")


def test_an_amendment_can_be_answered_and_the_signed_audit_stays(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    made = amend(page, post, signed)
    post(domain(made), {"COL-2-version": "1", "COL-2-level": "2", "action": "save"})
    assert stored(store, made)["COL-2"].answer.level == 2
    assert stored(store, signed)["COL-2"].answer.level == 1
    html = page(domain(made))
    assert html.count("As it was signed") == 1
    post(domain(made), {"COL-2-version": "2", "action": "same:COL-2"})
    assert stored(store, made)["COL-2"].answer == ANSWERS["COL-2"]


def test_a_double_click_makes_one_amendment(page: Page, post: Post, store: Store, signed: str) -> None:
    once = once_on(page(f"/audits/{signed}/amend"))
    sent = {"once": once, "reason": "A level was wrong"}
    first, second = (last_part(post(f"/audits/{signed}/amend", sent)) for _ in range(2))
    assert first == second
    assert count(store) == 2


def test_a_second_amendment_of_one_audit_is_refused_and_leads_to_the_first(
    page: Page, post: Post, store: Store, signed: str
) -> None:
    made = amend(page, post, signed)
    html = page(f"/audits/{signed}/amend")
    assert "<textarea" not in html
    assert f"/audits/{made}" in html
    assert f"/audits/{made}" in page(f"/audits/{signed}")
    said = post(f"/audits/{signed}/amend", {"once": "c" * 16, "reason": "Once more"}, expected=409).text
    assert "This audit was amended or completed already. Nothing was started." in said
    assert "Once more" in said, "what was typed is not lost"
    assert count(store) == 2


def test_an_audit_that_is_not_signed_is_not_amended(page: Page, post: Post, store: Store, audit: str) -> None:
    for path in ("amend", "complete"):
        assert "This audit is not signed yet." in page(f"/audits/{audit}/{path}", 409)
        sent = {"once": "c" * 16, "reason": "A level was wrong"}
        assert "This audit is not signed yet." in post(f"/audits/{audit}/{path}", sent, expected=409).text
    assert f"/audits/{audit}/amend" not in page(f"/audits/{audit}")
    assert count(store) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": ""}, "Say why the amendment is needed."),
        ({}, "Say why the amendment is needed."),
        ({"reason": "\u200b \u2060   \u200b"}, "Say why the amendment is needed."),
        ({"reason": "x" * 5001}, "it may have 5000"),
        ({"reason": "Wrong\x00 level"}, "cannot be shown"),
        ({"reason": ["One reason", "Another one"]}, "This came twice."),
        ({"once": "not a mark", "reason": "A level was wrong"}, "The page is not complete."),
        ({"reason": "She told us: ana@example.org"}, "This looks like an e-mail address"),
    ],
    ids=["empty", "missing", "unseen signs", "too long", "NUL", "twice", "a mark of one's own", "a person's address"],
)
def test_a_reason_that_cannot_stand_on_a_paper_starts_nothing(
    post: Post, store: Store, signed: str, sent: dict[str, object], sentence: str
) -> None:
    assert sentence in post(f"/audits/{signed}/amend", sent, expected=422).text
    assert count(store) == 1


def test_a_reason_that_somebody_looked_at_may_stay(page: Page, post: Post, store: Store, signed: str) -> None:
    sent = {"once": once_on(page(f"/audits/{signed}/amend")), "reason": "As Ana Kovač found out"}
    asked = read(post(f"/audits/{signed}/amend", sent, expected=422).text)
    box = next(e for e in asked.all("input") if e.attrs.get("name") == "reason-keep")
    made = last_part(post(f"/audits/{signed}/amend", {**sent, "reason-keep": box.attrs["value"]}))
    assert kept(store, made).reason == "As Ana Kovač found out"


def test_who_may_not_answer_may_not_amend(
    visitor: Callable[[Role], object], page: Page, store: Store, signed: str
) -> None:
    reader = visitor(Role.READER)
    assert reader.get(f"/audits/{signed}/amend").status_code == 403  # type: ignore[attr-defined]  # a browser
    assert "Amend this audit" not in reader.get(f"/audits/{signed}").text  # type: ignore[attr-defined]  # a browser
    assert "Amend this audit" in page(f"/audits/{signed}")
    assert count(store) == 1


# ---- Completing a first pass


def test_a_first_pass_is_completed_without_answering_anything_twice(
    page: Page, post: Post, store: Store, first_pass: str
) -> None:
    assert f"/audits/{first_pass}/complete" in page(f"/audits/{first_pass}")
    once = once_on(page(f"/audits/{first_pass}/complete"))
    made = last_part(post(f"/audits/{first_pass}/complete", {"once": once}))
    found = kept(store, made)
    assert (found.begun_as, found.follows, found.scope) == (Beginning.COMPLETION, first_pass, Scope.FULL)
    assert {code: s.answer for code, s in stored(store, made).items()} == ANSWERS
    words = "It completes the signed first pass of 1 November 2026, whose answers it took over."
    for path in ("", "/domains/collaboration", "/results", "/plan", "/report"):
        assert words in page(f"/audits/{made}{path}"), path
    assert marks(page(domain(made)), "COL-1") == [("3", "In the first pass")]
    assert last_part(post(f"/audits/{first_pass}/complete", {"once": once})) == made
    assert count(store) == 2


def test_a_full_audit_is_not_completed(page: Page, post: Post, store: Store, signed: str) -> None:
    assert f"/audits/{signed}/complete" not in page(f"/audits/{signed}")
    assert "so there is nothing to complete" in page(f"/audits/{signed}/complete", 409)
    assert (
        "so there is nothing to complete" in post(f"/audits/{signed}/complete", {"once": "c" * 16}, expected=409).text
    )
    post(f"/audits/{signed}/complete", {"once": "?"}, expected=409)
    assert count(store) == 1


def test_a_completion_without_its_mark_is_refused(post: Post, store: Store, first_pass: str) -> None:
    post(f"/audits/{first_pass}/complete", {"once": "?"}, expected=422)
    assert count(store) == 1


# ---- On paper and in the history


def test_the_history_says_how_an_audit_began_and_why(page: Page, post: Post, store: Store, signed: str) -> None:
    made = amend(page, post, signed)
    found = kept(store, made)
    html = page(f"/organisations/{found.organisation}/history?about={found.programme}/{made}")
    assert "Begun as: an amendment, with all answers taken over" in html
    assert "Why it was amended: A level was wrong" in html
    assert html.count("Answer saved") >= len(ANSWERS)


def test_a_programme_with_a_signed_audit_says_that_it_stays(
    page: Page, store: Store, audit: str, programme: str
) -> None:
    where = f"/programmes/{programme}/delete"
    assert "Delete it" in page(where)
    fill(store, audit)
    html = page(where)
    assert "These stay until everything of the organisation is erased" in html
    assert "Delete it" not in html
    assert f"/programmes/{programme}/merge" in html
