"""The plan page: ordered by risk, in step with the answers, honest about what is late and what stays open."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from audit.core.plan import Progress, SavedAction
from audit.core.standard import Kind, Standard
from audit.store import actions
from audit.store.database import Store
from tests.web.audit_pages import (
    NOBODY,
    all_at,
    audit_of,
    by_id,
    changed,
    fill,
    half_done,
    outcome,
    red_lines,
    saved_actions,
    section,
)
from tests.web.conftest import Clock, Element, Page, Post, read


def decide(store: Store, audit: str, **what: object) -> None:
    given = {"criteria": (what["key"],), **what}
    with store.writing() as db:
        actions.save(db, audit_of(store, audit), SavedAction(**given), 0, store.clock())  # type: ignore[arg-type]  # words of a test


def show(page: Page, audit: str, more: str = "", expected: int = 200) -> str:
    return page(f"/audits/{audit}/plan{more}", expected)


def articles(html: str) -> dict[str, Element]:
    found = list(read(html).all("article"))
    return {e.attrs["id"].removeprefix("action-"): e for e in found}


@pytest.fixture
def lines(real: Standard) -> list[str]:
    """Return the ids of the red lines."""
    return red_lines(real)


@pytest.fixture
def half(store: Store, audit: str, real: Standard) -> str:
    """Return an audit with five gaps; see ``half_done``."""
    return half_done(store, audit, real)


def test_there_is_one_action_for_each_gap_the_most_urgent_first(page: Page, store: Store, half: str) -> None:
    html = show(page, half)
    gaps = [g.reading.criterion.id for g in outcome(store, half).gaps]
    assert list(articles(html)) == gaps
    assert len(gaps) == 5
    assert [h.words for h in read(html).all("h2") if h.attrs.get("class") == "priority-group"] == [
        "1 Act now within 30 days · 2 actions 1 overdue",
        "2 Urgent within 90 days · 2 actions",
        "4 Improve within 365 days · 1 action",
    ]
    assert "5 actions" in html


def test_a_drafted_action_says_what_who_and_by_when(page: Page, half: str, real: Standard, lines: list[str]) -> None:
    shown = articles(show(page, half))
    criterion = real.criterion(lines[0])
    action = shown[lines[0]].words
    for words in (criterion.action, criterion.statement, "Red line", "Not started", "Due1 December 2026"):
        assert words in action
    assert f"Suggested role{criterion.lead}" in action
    assert f"Until it is mended: {criterion.interim} At once, from 1 November 2026; not marked as taken" in action
    assert "Name the document that shows this is in place every time." in shown[lines[2]].words


def test_a_red_line_nobody_knows_about_says_what_protects_people_too(
    page: Page, half: str, real: Standard, lines: list[str]
) -> None:
    action = articles(show(page, half))[lines[1]].words
    assert "Find out how this stands, and answer the criterion." in action
    assert f"Find out now. Until it is known: {real.criterion(lines[1]).interim}" in action
    assert "Until it is mended" not in action


def test_a_step_of_ones_own_protects_people_while_nobody_knows(
    page: Page, half: str, store: Store, lines: list[str]
) -> None:
    decide(store, half, key=lines[1], interim="We ring every evening.")
    assert "Until it is known: We ring every evening." in articles(show(page, half))[lines[1]].words


def test_the_plan_opens_with_the_red_lines_and_the_standing(page: Page, half: str) -> None:
    html = show(page, half)
    marks = ["Red line open or not known", "By own account", "22 held, 1 open, 1 not known, 1 without a document"]
    places = [html.index(mark) for mark in [*marks, "99 answered, 1 not known", "<article"]]
    assert places == sorted(places)
    assert "%" not in html[: places[-1]]


@pytest.fixture
def later(clock: Clock, again: Callable[[], None]) -> Callable[[datetime], None]:
    """Return what lets time pass, until somebody opens the pages again."""

    def move(to: datetime) -> None:
        clock.now = to
        again()

    return move


def test_what_is_late_is_marked(
    page: Page, half: str, later: Callable[[datetime], None], lines: list[str], store: Store
) -> None:
    assert "Plan as of 21 November 2026: 1 action is overdue, 1 of these for a red line" in said(show(page, half))
    assert "1 action is overdue" in show(page, half)  # its interim step was due at once
    assert "the step that protects people meanwhile is overdue" in articles(show(page, half))[lines[0]].words
    later(datetime(2026, 12, 2, 12, tzinfo=UTC))
    html = show(page, half)
    assert "2 actions are overdue" in html
    late = [key for key, e in articles(html).items() if any("tag--overdue" in s.attrs["class"] for s in tags(e))]
    assert late == [lines[1], lines[0]]
    decide(store, half, key=lines[0], progress=Progress.DONE, interim_done=True)
    assert "1 action is overdue" in show(page, half)


def said(html: str) -> str:
    return next(read(html).all("main")).words


def test_where_nothing_is_late_the_page_says_so(page: Page, half: str, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    html = show(page, half)
    assert "Plan as of 1 November 2026: no action is overdue." in said(html)
    assert "tag--overdue" not in html


def test_a_red_line_put_off_beyond_what_the_standard_asks_says_so(
    page: Page, half: str, store: Store, lines: list[str]
) -> None:
    mark = "later than the 30 days the standard asks for"
    assert mark not in show(page, half)
    decide(store, half, key=lines[0], due=date(2026, 12, 2))
    assert f"Due2 December 2026, {mark}" in articles(show(page, half))[lines[0]].words
    assert f"Due 2 December 2026, {mark}." in page(f"/audits/{half}/results")


def test_what_is_far_off_is_folded_and_a_jump_leads_to_each_part(page: Page, half: str, store: Store) -> None:
    decide(store, half, key="own", text="Invite the shelter.", criteria=())
    html = show(page, half)
    jumps = next(e for e in read(html).all("nav") if e.attrs.get("aria-label") == "On this page")
    assert [(a.attrs["href"], a.words) for a in jumps.all("a")] == [
        ("#priority-1", "Act now, 2 actions"),
        ("#priority-2", "Urgent, 2 actions"),
        ("#priority-4", "Improve, 1 action"),
        ("#own-actions", "Other actions of our own, 1 action"),
        ("#projection-title", "If the plan is kept"),
    ]
    assert all(by_id(html, a.attrs["href"][1:]) for a in jumps.all("a"))
    folds = list(next(read(html).all("main")).all("details"))
    inside = [e.attrs["id"] for fold in folds for e in fold.all("article")]
    assert inside == [f"action-{list(articles(html))[4]}"]
    assert not any("open" in fold.attrs for fold in folds)


def test_an_action_that_was_just_changed_is_not_folded(page: Page, half: str) -> None:
    last = list(articles(show(page, half)))[4]
    assert not list(next(read(show(page, half, f"?shown={last}")).all("main")).all("details"))


def tags(element: Element) -> list[Element]:
    return [e for e in element.all("strong") if "tag" in e.attrs.get("class", "")]


def test_late_is_counted_where_the_organisation_is(page: Page, half: str, later: Callable[[datetime], None]) -> None:
    """In Zagreb the second of December begins an hour before it does in Greenwich."""
    later(datetime(2026, 12, 1, 22, 30, tzinfo=UTC))
    assert "1 action is overdue" in show(page, half)
    later(datetime(2026, 12, 1, 23, 30, tzinfo=UTC))
    assert "2 actions are overdue" in show(page, half)


def test_done_is_not_enough_while_the_gap_is_open(page: Page, half: str, store: Store, lines: list[str]) -> None:
    decide(store, half, key=lines[0], progress=Progress.DONE)
    action = articles(show(page, half))[lines[0]]
    assert "Done, and the gap is still open." in action.words
    again = [a for a in action.all("a") if a.words == f"Answer {lines[0]} again"]
    assert [a.attrs["href"].partition("#")[2] for a in again] == [lines[0]]
    fill(store, half, {lines[0]: 3})
    html = show(page, half)
    settled = section(html, "Worked on, and the gap is closed")
    assert "The gap is closed." in settled.words
    assert "again" not in settled.words
    assert list(articles(html))[-1] == lines[0]


def test_will_not_do_and_outside_keep_the_gap_and_say_why(
    page: Page, half: str, store: Store, lines: list[str]
) -> None:
    decide(store, half, key=lines[0], progress=Progress.WILL_NOT_DO, reason="The house was sold.")
    decide(store, half, key=lines[1], outside="The court decides.", reason="An old reason.", needs_support=True)
    shown = articles(show(page, half))
    assert list(shown)[:2] == [lines[1], lines[0]]
    assert "Why it will not be doneThe house was sold." in shown[lines[0]].words
    assert "The gap stays open." in shown[lines[0]].words
    assert "Outside our controlThe court decides." in shown[lines[1]].words
    assert "needs support" in shown[lines[1]].words
    assert "An old reason" not in shown[lines[1]].words


def test_the_draft_follows_the_answers_and_what_was_written_stays(
    page: Page, half: str, store: Store, real: Standard, lines: list[str]
) -> None:
    decide(store, half, key=lines[1], owner="Coordinator")
    decide(store, half, key=lines[2], text="Print the handbook.", due=date(2027, 5, 4))
    fill(store, half, {lines[1]: 1, lines[2]: 0})
    shown = articles(show(page, half))
    assert real.criterion(lines[1]).action in shown[lines[1]].words
    assert "Who sees to itCoordinator" in shown[lines[1]].words
    assert "Print the handbook." in shown[lines[2]].words
    assert "Due4 May 2027" in shown[lines[2]].words
    assert real.criterion(lines[2]).action not in shown[lines[2]].words


def test_a_plan_without_gaps_says_so(page: Page, audit: str, store: Store, real: Standard) -> None:
    fill(store, audit, all_at(real))
    assert "There is no gap, and nobody has added an action." in show(page, audit)


def test_what_the_plan_reaches_is_told_with_standing_red_lines_and_counts(page: Page, half: str) -> None:
    told = section(show(page, half), "If the plan is kept")
    reached = [e.words for e in told.all("li")]
    assert [r.partition(":")[0] for r in reached] == [
        "By 1 December 2026",
        "By 30 January 2027",
        "By 30 April 2027",
        "By 1 November 2027",
    ]
    assert (
        "Below the minimum By own account. Red lines: 24 held, 0 open, 0 not known, 1 without a document" in reached[0]
    )
    assert "Good practice By own account. Red lines: 25 held" in reached[1]
    assert all("100 answered, 0 not known" in r for r in reached)
    assert "nothing else changes" in told.words


def test_a_day_of_ones_own_can_be_asked_for(page: Page, half: str) -> None:
    html = show(page, half, "?by=2026-11-30")
    told = [e.words for e in read(html).all("p") if e.attrs.get("role") == "status"]
    assert len(told) == 1
    assert told[0].startswith(
        "By 30 November 2026: Red line open or not known By own account. Red lines: 22 held, 1 open"
    )
    assert by_id(html, "by").attrs["value"] == "2026-11-30"


@pytest.mark.parametrize("wrong", ["soon", "2026-02-30", "30.11.2026", "1026-01-01", "٢٠٢٦-١١-٠١", "%00", "9" * 300])
def test_what_is_no_day_is_said_and_shown_again(page: Page, half: str, wrong: str) -> None:
    html = show(page, half, f"?by={wrong}", 422)
    assert "Write the date as year, month, day, such as 2026-03-01" in by_id(html, "by-error").words
    assert html.count('role="status"') == 0


def test_a_first_pass_plans_no_shoulds(page: Page, start: Callable[..., str], real: Standard) -> None:
    shown = articles(show(page, start("first-pass")))
    assert len(shown) == 48
    assert all(real.criterion(key).kind is not Kind.SHOULD for key in shown)


def test_every_action_can_be_changed_and_leads_to_its_question(page: Page, half: str, real: Standard) -> None:
    for key, action in articles(show(page, half)).items():
        links = [a.attrs["href"] for a in action.all("a")]
        domain = real.domain_of(key).id
        assert links == [f"/audits/{half}/domains/{domain}#{key}", f"/audits/{half}/plan/{key}"]
        assert [a.words for a in action.all("a")][-1] == f"Change: {key}"


def test_a_plan_nobody_has_is_not_found(page: Page, audit: str) -> None:
    show(page, NOBODY, "", 404)


def test_a_red_line_that_joins_an_action_is_not_protected_by_an_older_tick(
    page: Page, post: Post, store: Store, half: str, real: Standard, lines: list[str]
) -> None:
    """Whoever ticked the step saw the one of the first red line; the second has a step nobody has taken."""
    fill(store, half, {lines[3]: 0})
    at = f"/audits/{half}/plan/{lines[0]}"
    post(at, changed(page, at, interim_done="1"))
    assert "Taken, by own account" in articles(show(page, half))[lines[0]].words
    post(at, changed(page, at, criteria=[lines[3]]))
    html = show(page, half)
    assert "its step does not count as taken yet" in html
    action = articles(html)[lines[0]].words
    assert real.criterion(lines[3]).interim in action
    assert "Taken, by own account" not in action
    post(at, changed(page, at, interim_done="1"))
    assert saved_actions(store, half)[lines[0]].interim_done
    assert "Taken, by own account" in articles(show(page, half))[lines[0]].words
