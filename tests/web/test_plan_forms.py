"""Changing a plan: only what somebody decided is stored, nothing typed is lost, nothing wrong gets in."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from audit import library
from audit.core.plan import Effort, Progress, SavedAction
from audit.store import audits
from audit.store.database import Store
from tests.web.audit_pages import (
    NOBODY,
    all_at,
    audit_of,
    by_id,
    changed,
    fill,
    form_of,
    half_done,
    outcome,
    red_lines,
    saved_actions,
    section,
)
from tests.web.conftest import Element, Page, Post, read

REAL = library.default()
LINES = red_lines(REAL)


@pytest.fixture
def half(store: Store, audit: str) -> str:
    """Return an audit with five gaps; see ``half_done``."""
    return half_done(store, audit, REAL)


@pytest.fixture
def at(half: str) -> str:
    """Return the address of the action of the open red line."""
    return f"/audits/{half}/plan/{LINES[0]}"


def plan_of(store: Store, name: str) -> dict[str, str | None]:
    """Return what each action of a plan says, by key; ``None`` where the program's own words stand."""
    plan = outcome(store, name).plan
    return {a.saved.key: a.text for a in (*plan.actions, *plan.settled)}


def test_an_action_saved_as_it_was_drafted_stores_no_draft(
    page: Page, post: Post, at: str, store: Store, half: str
) -> None:
    answer = post(at, changed(page, at))
    assert answer.location == f"/audits/{half}/plan?shown={LINES[0]}#action-{LINES[0]}"
    assert saved_actions(store, half) == {LINES[0]: SavedAction(key=LINES[0], criteria=(LINES[0],), version=1)}


def test_every_field_is_kept_as_it_was_given(page: Page, post: Post, at: str, store: Store, half: str) -> None:
    post(
        at,
        changed(
            page,
            at,
            text="  Sign with the shelter.\r\nThen review. ",
            interim="Ring the hotline.",
            interim_done="1",
            owner=" Programme \n manager ",
            due="2026-12-24",
            progress="in progress",
            outside="The council decides.",
            evidence="The signed agreement",
            effort="large",
            cost="400 €",
            needs_support="1",
            note="Ask in März",
            criteria=[LINES[2]],
        ),
    )
    assert saved_actions(store, half)[LINES[0]] == SavedAction(
        key=LINES[0],
        criteria=(LINES[0], LINES[2]),
        text="Sign with the shelter.\nThen review.",
        interim="Ring the hotline.",
        interim_done=True,
        owner="Programme manager",
        due=date(2026, 12, 24),
        progress=Progress.IN_PROGRESS,
        outside="The council decides.",
        evidence="The signed agreement",
        effort=Effort.LARGE,
        cost="400 €",
        needs_support=True,
        note="Ask in März",
        version=1,
    )
    html = page(f"/audits/{half}/plan")
    for words in ("The action is saved.", "Sign with the shelter.", "400 €", "Large", "Taken, by own account"):
        assert words in html
    again = form_of(page(at))
    assert (again["effort"], again["criteria"], again["due"]) == (["large"], [LINES[2]], ["2026-12-24"])


def test_only_what_was_changed_is_stored(page: Page, post: Post, at: str, store: Store, half: str) -> None:
    post(at, changed(page, at, owner="Coordinator"))
    saved = next(iter(saved_actions(store, half).values()))
    assert (saved.owner, saved.text, saved.interim, saved.due) == ("Coordinator", None, None, None)


def test_a_draft_keeps_in_step_after_an_edit_of_something_else(page: Page, post: Post, store: Store, half: str) -> None:
    unknown = f"/audits/{half}/plan/{LINES[1]}"
    post(unknown, changed(page, unknown, owner="Coordinator"))
    assert plan_of(store, half)[LINES[1]] is None
    fill(store, half, {LINES[1]: 1})
    assert plan_of(store, half)[LINES[1]] == REAL.criterion(LINES[1]).action


def test_a_page_left_open_while_the_answer_changes_does_not_freeze_the_old_draft(
    page: Page, post: Post, store: Store, half: str
) -> None:
    """The page showed "find out", due in 30 days; then the answer came. Nobody decided on that text or that day."""
    unknown = f"/audits/{half}/plan/{LINES[1]}"
    sent = changed(page, unknown, note="Asked on Monday")
    fill(store, half, {LINES[1]: 3})
    fill(store, half, {LINES[1]: 2})
    post(unknown, sent)
    saved = saved_actions(store, half)[LINES[1]]
    assert (saved.text, saved.interim, saved.due, saved.note) == (None, None, None, "Asked on Monday")
    assert plan_of(store, half)[LINES[1]] == REAL.criterion(LINES[1]).action


def test_a_step_typed_while_the_answer_changes_is_kept(
    page: Page, post: Post, store: Store, half: str, at: str
) -> None:
    sent = changed(page, at, interim="Ring the hotline.")
    fill(store, half, {LINES[0]: None})
    post(at, sent)
    assert saved_actions(store, half)[LINES[0]].interim == "Ring the hotline."


def test_what_somebody_wrote_survives_every_change_of_the_answer(
    page: Page, post: Post, store: Store, half: str, at: str
) -> None:
    post(at, changed(page, at, text="Sign with the shelter."))
    for said in (0, None, 3, 2):
        fill(store, half, {LINES[0]: said})
        assert plan_of(store, half)[LINES[0]] == "Sign with the shelter."
        assert "Sign with the shelter." in page(f"/audits/{half}/plan")


def test_typing_the_draft_again_goes_back_to_the_draft(
    page: Page, post: Post, store: Store, half: str, at: str
) -> None:
    criterion = REAL.criterion(LINES[0])
    post(at, changed(page, at, text="Sign with the shelter.", interim="Ring the hotline.", due="2027-01-01"))
    post(at, changed(page, at, text=criterion.action, interim="", due=""))
    saved = saved_actions(store, half)[LINES[0]]
    assert (saved.text, saved.interim, saved.due, saved.version) == (None, None, None, 2)


def test_will_not_do_needs_a_reason(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    for reason in ("", "  no ", "\u200b" * 9):
        answer = post(at, changed(page, at, progress="will not do", reason=reason, note="Kept?"), expected=422)
        assert "Say why it will not be done, in 5 characters or more." in answer.text
        assert "Kept?" in answer.text
    assert saved_actions(store, half) == {}
    post(at, changed(page, at, progress="will not do", reason="The house was sold."))
    assert len(outcome_gaps(page, half)) == 5


def outcome_gaps(page: Page, half: str) -> list[str]:
    return [e.words for e in read(page(f"/audits/{half}/results")).all("li") if e.attrs.get("class") == "gaps__item"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-10-31", "This is before the audit of 1 November 2026. Choose that day or a later one."),
        ("1999-12-01", "This is before the audit of 1 November 2026. Choose that day or a later one."),
        ("2037-01-01", "This is more than 10 years after the audit of 1 November 2026. Check the year."),
        ("2026-13-01", "Write the date as year, month, day, such as 2026-03-01, or leave it empty."),
    ],
)
def test_a_day_on_which_nothing_can_be_due_is_refused_at_its_field(
    page: Page, post: Post, store: Store, at: str, day: str, said: str
) -> None:
    half = at.split("/")[2]
    post(at, changed(page, at, owner="Coordinator"))
    before = saved_actions(store, half)
    html = post(at, changed(page, at, due=day, note="Kept?"), expected=422).text
    assert by_id(html, "due-error").words == f"Error: {said}"
    assert [a.words for a in read(html).all("a") if a.attrs.get("href") == "#due"] == [said]
    sent = form_of(html)
    assert (sent["due"], sent["note"], sent["owner"]) == ([day], ["Kept?"], ["Coordinator"])
    assert saved_actions(store, half) == before


def test_the_day_of_the_audit_is_a_day_to_act(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    post(at, changed(page, at, due="2026-11-01"))
    assert saved_actions(store, half)[LINES[0]].due == date(2026, 11, 1)


def test_the_gaps_to_choose_from_stand_folded_by_domain(
    store: Store, client: FlaskClient, page: Page, half: str
) -> None:
    gaps = {g.reading.criterion.id for g in outcome(store, half).gaps}
    folds = closing(page(client.get(f"/audits/{half}/plan/new").location))
    domains = {d.title: [c.id for c in d.criteria if c.id in gaps] for d in REAL.domains}
    assert {title: [e.attrs["value"] for e in fold.all("input")] for title, fold in folds.items()} == {
        title: names for title, names in domains.items() if names
    }
    assert not any("open" in fold.attrs for fold in folds.values())


def test_a_domain_with_a_criterion_that_is_ticked_stands_open(page: Page, post: Post, half: str, at: str) -> None:
    post(at, changed(page, at, criteria=[LINES[1]]))
    opened = [title for title, fold in closing(page(at)).items() if "open" in fold.attrs]
    assert opened == [REAL.domain_of(LINES[1]).title]
    wrong = post(at, changed(page, at, criteria=["XYZ-1"]), expected=422).text
    assert all("open" in fold.attrs for fold in closing(wrong).values())
    # The list of what is wrong leads to the first box.
    assert by_id(wrong, "criteria").attrs["type"] == "checkbox"


def closing(html: str) -> dict[str, Element]:
    """Return the folds with the criteria an action may close, by the title of their domain."""
    around = next(e for e in read(html).all("fieldset") if e.words.startswith("Criteria it closes"))
    return {next(fold.all("summary")).words.rpartition(" (")[0]: fold for fold in around.all("details")}


def test_outside_our_control_keeps_the_gap(page: Page, post: Post, half: str, at: str) -> None:
    post(at, changed(page, at, outside="The ministry decides."))
    assert len(outcome_gaps(page, half)) == 5
    reached = section(page(f"/audits/{half}/plan"), "If the plan is kept").words
    assert "Good practice" not in reached
    assert reached.count("Red line open or not known") == 4


def test_one_action_may_close_several_criteria(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    post(at, changed(page, at, criteria=LINES[1:3]))
    keys = [a.saved.key for a in outcome(store, half).plan.actions]
    assert len(keys) == 3
    assert not {LINES[1], LINES[2]} & set(keys)
    action = by_id(page(f"/audits/{half}/plan"), f"action-{LINES[0]}").words
    for line in LINES[:3]:
        assert REAL.criterion(line).statement in action
    page(f"/audits/{half}/plan/{LINES[1]}", 404)


def test_no_gap_can_be_taken_from_its_own_action(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    post(at, changed(page, at, criteria=[LINES[1]]))
    post(at, changed(page, at, criteria=[]))
    assert {g.reading.criterion.id for g in outcome(store, half).gaps} == set(plan_of(store, half))


def test_an_action_that_closes_very_much_can_still_be_saved(page: Page, post: Post, store: Store, audit: str) -> None:
    """Its draft is longer than anybody may type; who changes only the owner need not shorten it."""
    fill(store, audit, all_at(REAL, 1))
    every = [c.id for c in REAL.criteria()]
    at = f"/audits/{audit}/plan/{every[0]}"
    post(at, changed(page, at, criteria=every[1:]))
    assert len(form_of(page(at))["text"][0]) > 5_000
    for name in ("text", "interim"):
        longer = form_of(page(at))[name][0] + " And more."
        assert "it may have 5000" in post(at, changed(page, at, **{name: longer}), expected=422).text
    post(at, changed(page, at, owner="Everybody"))
    saved = saved_actions(store, audit)[every[0]]
    assert (saved.text, saved.interim, saved.owner, len(saved.criteria)) == (None, None, "Everybody", 100)


def test_an_own_action_is_added_changed_and_deleted(
    page: Page, post: Post, client: FlaskClient, store: Store, half: str
) -> None:
    at = client.get(f"/audits/{half}/plan/new").location
    sent = changed(page, at, text="Hold a day of training.", criteria=[LINES[2]], due="2026-11-20")
    post(at, sent)
    key, saved = next(iter(saved_actions(store, half).items()))
    assert at.endswith(key)
    assert (saved.text, saved.criteria, saved.due) == ("Hold a day of training.", (LINES[2],), date(2026, 11, 20))
    html = page(f"/audits/{half}/plan")
    assert "Hold a day of training." in html
    assert f'id="action-{LINES[2]}"' not in html
    edit = f"/audits/{half}/plan/{key}"
    post(edit, changed(page, edit, text="Hold two days of training.", criteria=[], due=""))
    assert "Hold two days of training." in section(page(f"/audits/{half}/plan"), "Other actions of our own").words
    asked = page(f"{edit}/remove")
    assert "Delete this action?" in asked
    assert "Hold two days of training." in asked
    post(f"{edit}/remove", form_of(asked))
    assert saved_actions(store, half) == {}
    assert "The action was deleted." in page(f"/audits/{half}/plan")
    page(edit, 404)
    post(f"{edit}/remove", {"version": "2"}, expected=404)


def test_an_own_action_without_a_text_is_not_added(
    page: Page, post: Post, client: FlaskClient, store: Store, half: str
) -> None:
    at = client.get(f"/audits/{half}/plan/new").location
    answer = post(at, changed(page, at, text="abc", note="Do not lose me"), expected=422)
    assert "Say what is to be done, in 5 characters or more." in answer.text
    assert by_id(answer.text, "note").text.strip() == "Do not lose me"
    assert saved_actions(store, half) == {}


def test_a_form_sent_twice_adds_one_action(
    page: Page, post: Post, client: FlaskClient, store: Store, half: str
) -> None:
    at = client.get(f"/audits/{half}/plan/new").location
    sent = changed(page, at, text="Hold a day of training.")
    post(at, sent)
    post(at, sent)
    assert [a.version for a in saved_actions(store, half).values()] == [1]
    answer = post(at, {**sent, "text": "Hold a week of training."}, expected=409)
    assert "Hold a day of training." in answer.text
    assert form_of(page(at))["text"] == ["Hold a day of training."]


def test_a_change_sent_twice_is_one_change(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    sent = changed(page, at, owner="Coordinator")
    post(at, sent)
    post(at, sent)
    assert [a.version for a in saved_actions(store, half).values()] == [1]


def test_two_people_see_both_versions_and_lose_nothing(
    page: Page, post: Post, store: Store, half: str, at: str
) -> None:
    mine = changed(
        page, at, text="Sign with the shelter.", note="Mine", interim="Ring the hotline.", criteria=[LINES[2]]
    )
    post(at, changed(page, at, text="Sign with the clinic.", owner="Director", interim="Wait for help."))
    answer = post(at, mine, expected=409)
    assert "This action was changed meanwhile" in answer.text
    theirs = section(answer.text, "The saved version").words
    for words in ("Sign with the clinic.", "Director", "Wait for help.", LINES[0]):
        assert words in theirs
    assert saved_actions(store, half)[LINES[0]].text == "Sign with the clinic."
    again = form_of(answer.text)
    assert {name: again[name] for name in ("text", "note", "interim", "criteria", "version")} == {
        "text": ["Sign with the shelter."],
        "note": ["Mine"],
        "interim": ["Ring the hotline."],
        "criteria": [LINES[2]],
        "version": ["1"],
    }
    post(at, again)
    saved = saved_actions(store, half)[LINES[0]]
    assert (saved.text, saved.note, saved.version) == ("Sign with the shelter.", "Mine", 2)


def test_somebody_went_back_to_the_draft_meanwhile(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    post(at, changed(page, at, owner="Director"))
    mine = changed(page, at, note="Mine")
    post(f"{at}/remove", form_of(page(f"{at}/remove")))
    answer = post(at, mine, expected=409)
    assert "It is as drafted again." in answer.text
    post(at, form_of(answer.text))
    assert saved_actions(store, half)[LINES[0]].note == "Mine"


def test_somebody_deleted_an_own_action_meanwhile(
    page: Page, post: Post, client: FlaskClient, store: Store, half: str
) -> None:
    at = client.get(f"/audits/{half}/plan/new").location
    post(at, changed(page, at, text="Hold a day of training."))
    mine = changed(page, at, text="Hold two days of training.")
    edit = at.replace("/new/", "/")
    post(f"{edit}/remove", form_of(page(f"{edit}/remove")))
    answer = post(at, mine, expected=409)
    assert "The action was deleted. Saving adds it again." in answer.text
    post(at, form_of(answer.text))
    assert [a.text for a in saved_actions(store, half).values()] == ["Hold two days of training."]


def test_going_back_to_the_draft_asks_first(page: Page, post: Post, store: Store, half: str, at: str) -> None:
    post(at, changed(page, at, text="Sign with the shelter.", needs_support="1", interim="Ring the hotline."))
    asked = page(f"{at}/remove")
    for words in ("Go back to the draft?", "Sign with the shelter.", "needs support", "Ring the hotline."):
        assert words in asked
    assert LINES[0] in saved_actions(store, half)
    post(f"{at}/remove", form_of(asked))
    assert saved_actions(store, half) == {}
    html = page(f"/audits/{half}/plan")
    assert "The action is as drafted again." in html
    assert REAL.criterion(LINES[0]).action in by_id(html, f"action-{LINES[0]}").words


def test_a_draft_has_nothing_to_go_back_from(client: FlaskClient, post: Post, half: str, at: str) -> None:
    answer = client.get(f"{at}/remove")
    assert (answer.status_code, answer.location) == (303, f"/audits/{half}/plan?shown={LINES[0]}#action-{LINES[0]}")
    post(f"{at}/remove", {"version": "0"})


@pytest.mark.parametrize("version", ["0", "2", "-1", "1x", "١", "", None, ["1", "1"]])
def test_an_old_page_removes_nothing(page: Page, post: Post, store: Store, half: str, at: str, version: object) -> None:
    post(at, changed(page, at, text="Sign with the shelter."))
    sent = {} if version is None else {"version": version}
    answer = post(f"{at}/remove", sent, expected=409)
    assert "This action was changed meanwhile" in answer.text
    assert "Sign with the shelter." in answer.text
    assert form_of(answer.text) == {"version": ["1"]}
    assert len(saved_actions(store, half)) == 1


def test_what_a_person_typed_is_shown_and_never_run(page: Page, post: Post, half: str, at: str) -> None:
    hostile = '</textarea><script>alert(1)</script> {{ 7 * 7 }} "><b> $\\frac$'
    post(at, changed(page, at, text=hostile, owner=hostile, note=hostile))
    for path in (f"/audits/{half}/plan", at, f"{at}/remove"):
        html = page(path)
        assert "<script>alert" not in html
        assert hostile in read(html).words or hostile in form_of(html)["text"][0]
    assert hostile in read(page(f"/audits/{half}/results")).words


def test_the_form_says_whose_draft_it_is(page: Page, post: Post, half: str, at: str) -> None:
    post(f"/audits/{half}/test", {"is_test": "1"})
    post(at, changed(page, at, owner="Coordinator"))
    for html in (page(at), page(f"{at}/remove")):
        for words in ("Draft, not signed off", "Steps", "1 November 2026", "A trial."):
            assert words in html


def test_every_box_says_whom_not_to_name(page: Page, at: str) -> None:
    html = page(at)
    assert "Do not name people" in by_id(html, "people").words
    for name in ("text", "interim", "owner", "reason", "outside", "evidence", "cost", "note"):
        assert "people" in by_id(html, name).attrs["aria-describedby"].split()


@pytest.mark.parametrize("path", ["plan/new", f"plan/new/{NOBODY}", "plan/DEF-1", "plan/DEF-1/remove"])
def test_an_audit_nobody_has_is_not_found(page: Page, audit: str, path: str) -> None:
    page(f"/audits/{NOBODY}/{path}", 404)


@pytest.mark.parametrize("key", ["XXX-1", NOBODY, "QUA-12", "1" * 30, "a_b", "a" * 41])
def test_an_action_nobody_has_is_not_found(page: Page, post: Post, half: str, key: str) -> None:
    page(f"/audits/{half}/plan/{key}", 404)
    page(f"/audits/{half}/plan/{key}/remove", 404)
    post(f"/audits/{half}/plan/{key}", {"text": "Some text", "version": "0"}, expected=404)


def test_an_audit_deleted_meanwhile_is_not_found_and_the_text_is_shown(
    page: Page, post: Post, store: Store, half: str, at: str
) -> None:
    sent = changed(page, at, text="Sign with the shelter.")
    with store.writing() as db:
        audits.delete_draft(db, audit_of(store, half))
    assert "Sign with the shelter." in post(at, sent, expected=404).text
