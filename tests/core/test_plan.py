"""The plan: drafted from the gaps, and nothing a person decided is ever lost (design section 6)."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.gaps import Gap, find
from audit.core.plan import (
    PROJECTED,
    Action,
    Effort,
    Overdue,
    Plan,
    Progress,
    Purpose,
    SavedAction,
    assemble,
    keep_taken,
    needs_interim,
    own_action,
    project,
    projections,
)
from audit.core.scoring import Standing, score
from audit.core.standard import Kind, Scope, Standard
from tests.conftest import DAY, sheet
from tests.core.made_up import criterion, held
from tests.core.made_up import standard as made_up

UNPROVEN = Answer(level=3)
NEXT_DAY = DAY + timedelta(days=1)


def plan(standard: Standard, answers: AnswerSheet, *saved: SavedAction) -> Plan:
    return assemble(standard, gaps(standard, answers), saved, answers.date)


def gaps(standard: Standard, answers: AnswerSheet) -> tuple[Gap, ...]:
    return find(score(standard, answers), answers.date)


def only(made: Plan) -> Action:
    (action,) = made.actions
    return action


def keys(actions: tuple[Action, ...]) -> list[str]:
    return [a.saved.key for a in actions]


def test_nothing_is_drafted_where_there_is_no_gap(standard: Standard) -> None:
    assert plan(standard, held(standard)) == Plan((), ())


def test_a_gap_drafts_the_action_of_its_criterion(standard: Standard) -> None:
    action = only(plan(standard, held(standard, FLO_1=1)))
    assert (action.saved.key, action.saved.criteria) == ("FLO-1", ("FLO-1",))
    assert (action.purpose, action.text) == (Purpose.REPAIR, "Mend FLO-1.")
    # A must at 1 is urgent: 90 days from 1 November are 30 January.
    assert (action.due, action.priority) == (date(2027, 1, 30), standard.priority(2))
    assert (action.interim, action.interim_due) == (None, None)
    assert action.is_waiting


@pytest.mark.parametrize("given", [Answer(not_sure=True), BLANK], ids=["not sure", "unanswered"])
def test_an_unknown_drafts_finding_out(standard: Standard, given: Answer) -> None:
    action = only(plan(standard, held(standard, FIR_1=given)))
    assert (action.purpose, action.text) == (Purpose.FIND_OUT, None)
    # Only an open red line has an interim step: here nobody knows yet whether it is open.
    assert (action.interim, action.interim_due) == (None, None)


def test_an_unproven_three_drafts_naming_the_document(standard: Standard) -> None:
    action = only(plan(standard, held(standard, FIR_1=UNPROVEN)))
    assert (action.purpose, action.text, action.interim) == (Purpose.NAME_DOCUMENT, None, None)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_an_open_red_line_gets_its_interim_step_at_once(standard: Standard, level: int) -> None:
    action = only(plan(standard, held(standard, FIR_1=level)))
    assert (action.interim, action.interim_due) == ("Until FIR-1 is mended, bake nothing.", DAY)
    # The repair itself has its 30 days.
    assert action.due == date(2026, 12, 1)


def test_a_must_needs_no_interim_step(standard: Standard) -> None:
    (gap,) = gaps(standard, held(standard, FLO_1=0))
    assert not needs_interim(gap)


def test_the_plan_runs_by_priority_then_date_then_the_order_of_the_gaps(standard: Standard) -> None:
    answers = held(standard, FIR_1=2, FIR_2=None, FIR_3=0, FLO_1=1, SHO_1=2)
    # FIR-2 unknown stands before FIR-1 open; both are due in 30 days. FLO-1 was given an earlier date than FIR-3.
    earlier = SavedAction(key="FLO-1", criteria=("FLO-1",), due=NEXT_DAY)
    own = SavedAction(key="own", criteria=(), text="Buy a bell", due=NEXT_DAY)
    undated = SavedAction(key="later", criteria=(), text="Paint the door")
    made = plan(standard, answers, undated, own, earlier)
    assert keys(made.actions) == ["FIR-2", "FIR-1", "FLO-1", "FIR-3", "SHO-1", "own", "later"]


def test_what_a_person_decided_lies_over_the_draft(standard: Standard) -> None:
    saved = SavedAction(
        key="FIR-1",
        criteria=("FIR-1",),
        text="Order a new door",
        interim="Bake next door",
        owner="Baker",
        due=date(2026, 11, 20),
        progress=Progress.IN_PROGRESS,
        evidence="Invoice and photo",
        effort=Effort.SMALL,
        cost="200",
        needs_support=True,
        note="The guild may help",
        version=4,
    )
    action = only(plan(standard, held(standard, FIR_1=1), saved))
    assert action.saved is saved
    assert (action.text, action.interim, action.due) == ("Order a new door", "Bake next door", date(2026, 11, 20))
    assert action.interim_due == DAY


def test_what_was_left_open_keeps_in_step_with_the_answers(standard: Standard) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1",), owner="Baker")
    first, second = (only(plan(standard, held(standard, FLO_1=level), saved)) for level in (0, 2))
    assert (first.due, second.due) == (date(2027, 1, 30), date(2027, 4, 30))
    assert only(plan(standard, held(standard, FLO_1=None), saved)).purpose is Purpose.FIND_OUT


def test_an_action_whose_gap_is_closed_is_kept_apart(standard: Standard) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1",), note="Ask the mill", interim="Sweep")
    made = plan(standard, held(standard), saved)
    assert made.actions == ()
    (action,) = made.settled
    assert (action.saved, action.gaps, action.priority, action.due) == (saved, (), None, None)
    assert (action.text, action.interim) == ("Mend FLO-1.", None)


def test_an_own_action_starts_empty() -> None:
    action = own_action("k")
    assert (action.saved, action.purpose) == (SavedAction(key="k", criteria=()), Purpose.OWN)
    assert (action.gaps, action.text, action.due, action.priority) == ((), None, None, None)
    assert action.is_waiting


def test_an_own_action_stays_when_its_gaps_are_closed(standard: Standard) -> None:
    own = SavedAction(key="own", criteria=("FLO-1",), text="Buy a shelf")
    action = only(plan(standard, held(standard), own))
    assert (action.purpose, action.text, action.gaps) == (Purpose.OWN, "Buy a shelf", ())


def test_an_own_action_takes_the_place_of_the_drafts_it_closes(standard: Standard) -> None:
    own = SavedAction(key="own", criteria=("FLO-1", "FIR-3"), text="Train everybody")
    made = plan(standard, held(standard, FLO_1=1, FIR_3=0, SHO_1=0), own)
    assert keys(made.actions) == ["own", "SHO-1"]
    assert made.actions[0].purpose is Purpose.OWN


def test_an_action_for_several_gaps_lists_them_in_the_order_of_the_plan(standard: Standard) -> None:
    # FLO-1 at 0 stands before FLO-2 and FIR-3 at 1; FIR-3 stands first in the standard.
    saved = SavedAction(key="FLO-2", criteria=("FLO-2", "FIR-3", "FLO-1", "FLO-2"))
    action = only(plan(standard, held(standard, FLO_1=0, FLO_2=1, FIR_3=1), saved))
    assert [g.reading.criterion.id for g in action.gaps] == ["FLO-1", "FIR-3", "FLO-2"]


def test_a_drafted_text_asks_for_the_gaps_that_are_still_there(standard: Standard) -> None:
    # FLO-1 drafted the action and is closed by now: what is left to mend is FLO-2.
    saved = SavedAction(key="FLO-1", criteria=("FLO-1", "FLO-2"), owner="Baker")
    assert only(plan(standard, held(standard, FLO_2=0), saved)).text == "Mend FLO-2."


def test_a_drafted_text_asks_for_every_gap_to_be_mended(standard: Standard) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1", "FLO-2", "SHO-1"), owner="Baker")
    action = only(plan(standard, held(standard, FLO_1=1, FLO_2=0, SHO_1=UNPROVEN), saved))
    assert action.text == "Mend FLO-2. Mend FLO-1."


def test_the_interim_steps_of_several_red_lines_stand_together(standard: Standard) -> None:
    saved = SavedAction(key="FIR-2", criteria=("FIR-2", "FIR-1", "FLO-1"))
    action = only(plan(standard, held(standard, FIR_1=0, FIR_2=2, FLO_1=0), saved))
    assert action.interim == "Until FIR-1 is mended, bake nothing. Until FIR-2 is mended, bake nothing."
    assert (action.priority, action.due) == (standard.priority(1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("criteria", "is_taken"),
    [
        (("FIR-1",), True),
        # What joins needs no step of its own: a must, or a red line nobody knows of.
        (("FIR-1", "FLO-2", "FIR-3"), True),
        # A red line that is open has a step nobody has taken yet.
        (("FIR-1", "FIR-2"), False),
        # Less than before is still taken.
        ((), True),
    ],
)
def test_a_step_is_taken_for_the_red_lines_it_was_said_of(
    standard: Standard, criteria: tuple[str, ...], is_taken: bool
) -> None:
    answers = held(standard, FIR_1=0, FIR_2=2, FIR_3=None, FLO_2=0)
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), interim_done=True)
    shown = plan(standard, answers, saved).actions[0]
    changed = plan(standard, answers, replace(saved, criteria=criteria, owner="Baker")).actions[0]
    assert keep_taken(shown, changed) == replace(saved, criteria=criteria, owner="Baker", interim_done=is_taken)


def test_an_action_always_closes_the_gap_that_drafted_it(standard: Standard) -> None:
    # Otherwise two actions would bear one key, and saving one would write over the other.
    saved = SavedAction(key="FLO-1", criteria=("FLO-2",), owner="Baker")
    made = plan(standard, held(standard, FLO_1=0, FLO_2=0), saved)
    assert keys(made.actions) == ["FLO-1"]
    assert made.actions[0].saved is saved
    assert [g.reading.criterion.id for g in made.actions[0].gaps] == ["FLO-1", "FLO-2"]


def test_two_people_may_work_on_one_gap(standard: Standard) -> None:
    first = SavedAction(key="FLO-1", criteria=("FLO-1",), owner="Baker")
    second = SavedAction(key="own", criteria=("FLO-1",), text="Ask the mill", due=NEXT_DAY)
    assert keys(plan(standard, held(standard, FLO_1=0), first, second).actions) == ["own", "FLO-1"]


def test_an_action_that_will_not_be_done_keeps_its_gap_in_the_plan(standard: Standard) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1",), progress=Progress.WILL_NOT_DO, reason="We close in May")
    action = only(plan(standard, held(standard, FLO_1=0), saved))
    assert [g.reading.criterion.id for g in action.gaps] == ["FLO-1"]
    assert not action.is_waiting


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ({}, True),
        ({"progress": Progress.IN_PROGRESS}, True),
        ({"outside": "The landlord decides"}, False),
        ({"progress": Progress.DONE}, False),
        ({"progress": Progress.WILL_NOT_DO, "reason": "We close in May"}, False),
    ],
    ids=["nobody decided anything", "begun", "outside our control", "done", "will not be done"],
)
def test_an_action_is_expected_where_somebody_still_means_to_do_it(
    standard: Standard, decided: dict[str, Any], expected: bool
) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1",), **decided)
    assert only(plan(standard, held(standard, FLO_1=0), saved)).is_expected is expected


@pytest.mark.parametrize(
    ("progress", "today", "overdue"),
    [
        (Progress.NOT_STARTED, date(2026, 12, 1), False),
        (Progress.NOT_STARTED, date(2026, 12, 2), True),
        (Progress.IN_PROGRESS, date(2026, 12, 2), True),
        (Progress.DONE, date(2026, 12, 2), False),
        (Progress.WILL_NOT_DO, date(2026, 12, 2), False),
    ],
)
def test_overdue_means_waiting_and_past_its_date(
    standard: Standard, progress: Progress, today: date, overdue: bool
) -> None:
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), progress=progress)
    assert only(plan(standard, held(standard, FIR_1=0), saved)).is_overdue(today) is overdue


def test_an_action_without_a_date_is_never_overdue(standard: Standard) -> None:
    own = SavedAction(key="own", criteria=(), text="Paint the door")
    assert not only(plan(standard, held(standard), own)).is_overdue(date.max)


@pytest.mark.parametrize(
    ("level", "done", "today", "overdue"),
    [(0, False, DAY, False), (0, False, NEXT_DAY, True), (0, True, NEXT_DAY, False), (None, False, NEXT_DAY, False)],
    ids=["on the day", "a day later", "taken", "no interim step"],
)
def test_the_interim_step_is_overdue_after_the_audits_day(
    standard: Standard, level: int | None, done: bool, today: date, overdue: bool
) -> None:
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), interim_done=done)
    assert only(plan(standard, held(standard, FIR_1=level), saved)).is_interim_overdue(today) is overdue


def test_a_repair_that_is_dropped_leaves_the_interim_step_due(standard: Standard) -> None:
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), progress=Progress.WILL_NOT_DO, reason="No money")
    assert only(plan(standard, held(standard, FIR_1=0), saved)).is_interim_overdue(NEXT_DAY)


def test_a_projection_brings_what_is_due_by_then_to_a_proven_3(standard: Standard) -> None:
    answers = held(standard, FIR_1=0, FLO_1=2)
    made = plan(standard, answers)
    # FIR-1 is due on 1 December, FLO-1 on 30 April.
    before, between, after = (
        project(standard, answers, made, by) for by in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 4, 30))
    )
    assert before == score(standard, answers)
    assert (before.standing, between.standing) == (Standing.RED_LINE_OPEN, Standing.MINIMUM_MET)
    assert (after.standing, after.score) == (Standing.GOOD_PRACTICE, Fraction(1))
    assert {e.title for r in between.readings for e in r.answer.evidence} == {"House book, page 2", PROJECTED}


def test_a_look_ahead_over_several_days_is_as_one_for_each(standard: Standard) -> None:
    answers = sheet(FIR_1=0, FIR_2=None, FIR_3=1, FLO_1=UNPROVEN, FLO_2=2, SHO_1="We bake to order only.")
    made = plan(standard, answers, SavedAction(key="FLO-3", criteria=("FLO-3", "FIR-3"), due=NEXT_DAY))
    days = [DAY, NEXT_DAY, date(2026, 12, 1), date(2027, 1, 30), date(2028, 1, 1)]
    ahead = list(projections(score(standard, answers), made, days))
    for day, card in zip(days, ahead, strict=True):
        reached = {g.reading.criterion.id for a in made.actions if a.due and a.due <= day for g in a.gaps}
        proven = Answer(level=3, evidence=(Evidence(PROJECTED),))
        assert card == score(standard, replace(answers, answers={**answers.answers, **dict.fromkeys(reached, proven)}))


DUE = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("answers", "saved", "days"),
    [
        ({"FIR_1": 1}, {"due": DUE + timedelta(days=1)}, 30),
        ({"FIR_1": None}, {"due": DUE + timedelta(days=1)}, 30),
        ({"FIR_1": UNPROVEN}, {"due": date(2027, 1, 31)}, 90),
        ({"FIR_1": UNPROVEN}, {"due": date(2027, 1, 30)}, None),
        ({"FIR_1": 1}, {"due": DUE}, None),
        ({"FIR_1": 1}, {}, None),
        ({"FIR_1": 1}, {"due": date(2028, 1, 1), "progress": Progress.DONE}, None),
        ({"FIR_1": 1}, {"due": date(2028, 1, 1), "progress": Progress.WILL_NOT_DO}, None),
        ({}, {"due": date(2028, 1, 1)}, None),
    ],
)
def test_a_date_beyond_what_the_standard_asks_of_a_red_line_is_known(
    standard: Standard, answers: dict[str, Any], saved: dict[str, Any], days: int | None
) -> None:
    made = plan(standard, held(standard, **answers), SavedAction(key="FIR-1", criteria=("FIR-1",), **saved))
    (action,) = (*made.actions, *made.settled)
    assert (action.exceeds and action.exceeds.days) == days


def test_a_must_may_be_due_when_people_say(standard: Standard) -> None:
    saved = SavedAction(key="FLO-1", criteria=("FLO-1",), due=date(2030, 1, 1))
    assert only(plan(standard, held(standard, FLO_1=0), saved)).exceeds is None


def test_a_red_line_closed_along_with_a_must_is_known_too(standard: Standard) -> None:
    saved = SavedAction(key="own", criteria=("FLO-1", "FIR-2"), due=date(2030, 1, 1))
    made = plan(standard, held(standard, FLO_1=0, FIR_2=2), saved)
    assert [a.exceeds and a.exceeds.days for a in made.actions] == [30]


def test_what_is_overdue_is_counted_with_the_red_lines_among_it(standard: Standard) -> None:
    # FIR-1: its interim step is due at once, the repair in 30 days. FLO-1: in 90 days.
    settled = SavedAction(key="FIR-2", criteria=("FIR-2",), due=DAY)
    made = plan(standard, held(standard, FIR_1=1, FLO_1=1), settled)
    told = [made.overdue(day) for day in (DAY, NEXT_DAY, date(2027, 1, 30), date(2027, 1, 31))]
    assert told == [Overdue(0, 0), Overdue(1, 1), Overdue(1, 1), Overdue(2, 1)]


@pytest.mark.parametrize(
    "saved",
    [
        SavedAction(key="FIR-1", criteria=("FIR-1",), progress=Progress.WILL_NOT_DO, reason="No money"),
        SavedAction(key="FIR-1", criteria=("FIR-1",), outside="The landlord decides"),
        SavedAction(key="FIR-1", criteria=("FIR-1",), due=date(2028, 1, 1)),
    ],
    ids=["will not be done", "outside our control", "due later"],
)
def test_a_projection_counts_on_no_action_that_brings_nothing(standard: Standard, saved: SavedAction) -> None:
    answers = held(standard, FIR_1=0)
    result = project(standard, answers, plan(standard, answers, saved), date(2027, 11, 1))
    assert result.standing is Standing.RED_LINE_OPEN


def test_a_projection_of_a_first_pass_stays_a_first_pass(standard: Standard) -> None:
    answers = sheet(Scope.FIRST_PASS)
    result = project(standard, answers, plan(standard, answers), date(2030, 1, 1))
    assert (result.standing, result.score) == (Standing.MINIMUM_MET, Fraction(1))


def test_an_undated_action_is_projected_with_nothing() -> None:
    shape = made_up((criterion("A-1", Kind.SHOULD),))
    answers = sheet(A_1=0)
    own = SavedAction(key="own", criteria=(), text="Paint the door")
    made = plan(shape, answers, own)
    assert project(shape, answers, made, date.max).score == 1
