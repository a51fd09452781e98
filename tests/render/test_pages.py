"""The pages say red lines first, every number with its counts, and no more than was answered."""

import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime

import pytest
from babel import Locale

from audit.core.answers import Answer
from audit.core.plan import SavedAction
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand
from audit.core.scoring import FORMULA, Standing
from audit.core.standard import Kind, Scope, Standard, Status
from audit.render import blank, page_parts, pages, paper_plan, paper_plan_short, plan_pages
from audit.render.page_parts import Outcome, PlanPage, ResultsPage, outcome
from audit.render.paper_parts import Paragraph
from tests.conftest import DAY, sheet
from tests.core import made_up
from tests.render.papers import HALF_WAY, HELD, REASON, SAVED, SUBJECT, half_way

LATER = date(2026, 12, 24)
# One red line, and it may not apply.
NO_OVEN = made_up.standard((made_up.criterion("OVE-1", Kind.RED_LINE),))


@pytest.fixture(scope="module")
def found(standard: Standard) -> Outcome:
    return half_way(standard)


@pytest.fixture(scope="module")
def page(found: Outcome) -> ResultsPage:
    return pages.results(SUBJECT, found)


@pytest.fixture(scope="module")
def plan(found: Outcome) -> PlanPage:
    return plan_pages.plan_page(SUBJECT, found, LATER)


def results(standard: Standard, scope: Scope = Scope.FULL, **answers: Answer | int | str | None) -> ResultsPage:
    return pages.results(SUBJECT, outcome(standard, sheet(scope, **answers)))


def test_red_lines_not_held_stand_by_name_with_their_step(page: ResultsPage) -> None:
    first, second = page.red_lines
    assert (first.criterion.id, first.state, first.now) == (
        "FIR-1",
        "not in place",
        "FIR-1: it depends on who is working.",
    )
    assert first.step_label == "Until it is mended"
    # A person's own step comes before the standard's.
    assert first.step == "Use the small oven."
    assert first.step_due == "At once, from 1 November 2026; not marked as taken"
    assert (first.action, first.due) == ("Fit a guard.", "20 November 2026")
    assert (second.criterion.id, second.state, second.now) == ("FIR-2", "not sure yet", "")
    assert second.step == "Until FIR-2 is mended, bake nothing."
    assert (second.step_due, second.due) == ("", "1 December 2026")


def test_a_late_red_line_says_so_only_where_the_day_is_known(standard: Standard) -> None:
    found = outcome(standard, HALF_WAY)
    late = [line.due for line in pages.results(SUBJECT, found, LATER).red_lines]
    assert late == [f"{line.due}, overdue" for line in pages.results(SUBJECT, found).red_lines] != []


def test_a_plan_out_of_an_answers_file_says_where_it_comes_from(standard: Standard) -> None:
    found, nobody = outcome(standard, HALF_WAY), replace(SUBJECT, organisation="")
    said = plan_pages.plan_page(nobody, found, LATER).origin
    assert "An answers file holds no plan" in said
    assert plan_pages.plan_page(SUBJECT, found, LATER).origin == ""
    assert Paragraph(said) in paper_plan.plan(plan_pages.plan_page(nobody, found), "k").blocks
    assert Paragraph(said) in tuple(paper_plan_short.plan(plan_pages.plan_page(nobody, found)))


def test_an_emptied_step_gives_way_to_the_standards(standard: Standard) -> None:
    emptied = replace(SAVED[0], interim="", interim_done=True)
    line = pages.results(SUBJECT, outcome(standard, HALF_WAY, (emptied,))).red_lines[0]
    assert line.step == "Until FIR-1 is mended, bake nothing."
    assert line.step_done


def test_an_unproven_red_line_asks_for_its_document(standard: Standard) -> None:
    line = results(standard, FIR_1=3, FIR_2=Answer(level=3)).red_lines[0]
    assert (line.state, line.step_label, line.step_due) == ("no document named", "To hold it", "")
    assert line.step.startswith("Name the document")


def test_one_sentence_says_whether_all_red_lines_are_held(standard: Standard, page: ResultsPage) -> None:
    assert page.red_line_answer.startswith("2 red lines are not held.")
    assert pages.results(SUBJECT, outcome(standard, HELD)).red_line_answer == "Every red line is held, by own account."
    none = results(NO_OVEN, OVE_1=REASON)
    assert none.red_line_answer == "No red line applies."


def test_a_percent_comes_with_standing_and_counts(page: ResultsPage) -> None:
    assert (page.at_least, page.at_most) == ("at least 33%", "at most 71%")
    assert (page.standing, page.standing_by) == ("Red line open or not known", "By own account")
    assert page.counts == "5 answered, 3 not known (1 of these not sure), 2 do not apply"
    assert (page.answered, page.unknown, page.unsure, len(page.not_applicable)) == (5, 3, 1, 2)
    assert page.standing_why.endswith("Here that is: Fire.")


def test_where_nothing_applies_no_domain_is_lowest() -> None:
    empty = results(NO_OVEN, OVE_1=REASON)
    assert (empty.standing, empty.standing_code, empty.standing_why, empty.at_least) == ("Nothing applies", "", "", "")
    assert {d.why for d in empty.domains} == {"Nothing here applies to this programme, so it counts neither way."}
    assert [(d.low, d.high) for d in empty.domains] == [(None, None)]


@pytest.mark.parametrize(
    ("scope", "answers", "said"),
    [
        (Scope.FULL, {"FIR_1": 1, "FIR_2": None}, "FIR-1 (not in place), FIR-2 (not sure yet)"),
        (Scope.FULL, {"FIR_1": 3, "FIR_2": 3, "FIR_3": 1}, "FIR-4 (not answered yet)"),
        (
            Scope.FULL,
            {"FIR_1": 3, "FIR_2": Answer(level=3), "FIR_3": 1, "FIR_4": 0},
            "FIR-2 (no document named), FIR-3 (not in place)",
        ),
        (Scope.FULL, {"FIR_1": 3, "FIR_2": 3, "FIR_3": 2, "FIR_4": 1}, "FIR-3 (not every time), FIR-4 (not in place)"),
        (Scope.FIRST_PASS, {"FIR_1": 3, "FIR_2": 3, "FIR_3": 2}, "Only the full audit can show it."),
        (Scope.FIRST_PASS, {"FIR_1": 3, "FIR_2": 3, "FIR_3": 3}, "A first pass cannot show more than this."),
        (Scope.FULL, {"FIR_1": 3, "FIR_2": 3, "FIR_3": 3, "FIR_4": 2}, "Nothing holds it down."),
    ],
    ids=["red line open", "incomplete", "below minimum", "minimum met", "first pass", "first pass whole", "good"],
)
def test_why_a_domain_stands_where_it_stands(
    standard: Standard, scope: Scope, answers: dict[str, Answer | int | str | None], said: str
) -> None:
    assert said in results(standard, scope, **answers).domains[0].why


def test_every_standing_but_the_best_says_what_the_next_one_needs(standard: Standard) -> None:
    assert set(pages._NEXT) == set(Standing) - {Standing.GOOD_PRACTICE}


def test_a_long_list_names_the_first_and_counts_the_rest(real: Standard) -> None:
    nothing = pages.results(SUBJECT, outcome(real, sheet()))
    assert "and" in nothing.domains[1].why
    assert nothing.domains[1].why.count("(") <= pages.MOST_NAMED


def test_gaps_stand_by_priority_with_now_and_next(page: ResultsPage) -> None:
    now, urgent, plan_, improve = page.gaps
    assert [g.criterion.id for g in now.gaps] == ["FIR-2", "FIR-1"]
    assert (now.label, now.within, now.count) == ("Act now", "within 30 days", "2 gaps")
    assert (now.gaps[0].level, now.gaps[0].now, now.gaps[0].next) == (None, "", "Find out how this stands.")
    assert (now.gaps[1].now, now.gaps[1].next) == (
        "FIR-1: it depends on who is working.",
        "FIR-1: we do, but not at weekends.",
    )
    assert [g.criterion.id for g in urgent.gaps] == ["FLO-2"]
    assert [g.criterion.id for g in plan_.gaps] == ["FLO-4", "FLO-3", "FIR-3"]
    assert [g.criterion.id for g in improve.gaps] == ["FIR-4"]
    assert improve.gaps[0].next.startswith("Name the document")
    assert page.gap_count == "7 gaps"


def test_what_does_not_count_is_listed(page: ResultsPage) -> None:
    assert [(x.criterion.id, x.reason) for x in page.not_applicable] == [("SHO-1", REASON), ("SHO-2", REASON)]
    assert [x.criterion.id for x in page.not_sure] == ["FIR-2"]
    assert [x.criterion.id for x in page.unanswered] == ["FLO-2", "FLO-4"]
    assert [x.criterion.id for x in page.unproven] == ["FIR-4"]


def test_answers_are_whole_and_a_copy_for_others_is_without_details(page: ResultsPage) -> None:
    rows = {r.criterion.id: r for d in page.answers for r in d.rows}
    assert rows["FLO-1"].titles == ("Mill contract, 3 February 2026", "Second house book")
    assert rows["FLO-1"].documents == "2 documents named"
    assert [rows[n].mark for n in ("FIR-1", "FIR-2", "FLO-1", "SHO-1")] == ["1", "?", "3", "–"]
    assert rows["SHO-1"].sentence == REASON
    assert rows["FIR-4"].note == "Asked the insurer."
    others = page.without_details()
    shown = [r for d in others.answers for r in d.rows]
    assert not any(r.titles or r.note for r in shown)
    assert [r.documents for r in shown] == [r.documents for d in page.answers for r in d.rows]
    assert others.not_shared.startswith("Not in this copy: titles of documents, notes, and what the plan says of cost")
    assert "insurer" not in repr(others)


def test_facts_say_by_which_edition_and_what_it_is_not(page: ResultsPage, standard: Standard) -> None:
    facts = page.facts
    assert dict(facts.lines)["Edition"] == "Safe bakery, edition 2025.2 (adopted)"
    assert (facts.country, facts.setting, facts.date, facts.language) == (
        "Croatia",
        "Community",
        "1 November 2026",
        "en",
    )
    assert facts.notices == ("Fictional: this programme and its answers are made up for a demonstration.",)
    assert (facts.basis, facts.first_pass) == ("", "")
    draft = replace(standard, status=Status.DRAFT, basis="Draft criteria")
    test = replace(SUBJECT, is_fictional=False, is_test=True, organisation="")
    first = pages.results(test, outcome(draft, sheet(Scope.FIRST_PASS))).facts
    assert first.basis == "Draft criteria"
    assert first.first_pass.endswith("The other 5 criteria were not asked.")
    assert first.notices == ("Marked as a trial by the programme.",)
    assert "Organisation" not in dict(first.lines)


def test_a_language_has_its_script_only_where_it_is_said() -> None:
    assert pages.language_tag(Locale.parse("en_GB")) == "en"
    assert pages.language_tag(Locale.parse("sr_Latn")) == "sr-Latn"


def test_a_stored_audit_is_a_subject(standard: Standard) -> None:
    organisation = Organisation(id="o", name="Guild", country="HR", zone="Europe/Zagreb", fictional=True)
    programme = Programme(
        id="p",
        organisation="o",
        name="Bread",
        country="AT",
        languages=("de",),
        setting=Setting.PRISON,
        size_band=SizeBand.UNDER_25,
        models=(),
    )
    now = datetime(2026, 11, 1, tzinfo=UTC)
    audit = Audit(
        id="a",
        organisation="o",
        programme="p",
        standard=standard.id,
        edition=standard.edition,
        content_hash="f" * 64,
        formula=FORMULA,
        scope=Scope.FULL,
        date=DAY,
        is_test=True,
        created=now,
        changed=now,
    )
    made = page_parts.subject(organisation, programme, audit)
    assert (made.programme, made.organisation, made.country, made.content_hash) == ("Bread", "Guild", "AT", "f" * 64)
    assert made.is_fictional
    assert made.is_test


def test_the_plan_shows_what_people_decided(plan: PlanPage) -> None:
    first = plan.groups[0]
    assert [a.key for a in first.actions] == ["FIR-1", "FIR-2"]
    mended = first.actions[0]
    assert (mended.text, mended.interim, mended.owner) == ("Fit a guard.", "Use the small oven.", "Baker")
    assert [c.id for c in mended.criteria] == ["FIR-1", "FIR-3"]
    assert mended.has_red_line
    assert (mended.progress, mended.effort, mended.cost) == ("In progress", "Small", "200 euro")
    assert mended.flags == ("the step that protects people meanwhile is overdue", "needs support")
    assert mended.suggested_owner == "Baker"
    assert first.actions[1].text.startswith("Find out")
    assert (first.actions[1].interim, first.actions[1].interim_due) == ("", "")


def test_late_is_marked_against_a_day_and_only_then(plan: PlanPage, found: Outcome) -> None:
    late = plan.groups[0].actions[0]
    assert (late.is_overdue, late.due_note, late.interim_overdue) == (True, "Overdue", True)
    assert (plan.as_of, plan.overdue) == (
        "Plan as of 24 December 2026",
        "2 actions are overdue, 2 of these for red lines",
    )
    assert (plan.groups[0].overdue, plan.groups[1].overdue) == ("2 overdue", "")
    assert plan_pages.plan_page(SUBJECT, found, DAY).overdue == "no action is overdue"
    timeless = plan_pages.plan_page(SUBJECT, found)
    assert (timeless.as_of, timeless.overdue) == ("", "")
    assert not any(a.is_overdue or a.interim_overdue for g in timeless.groups for a in g.actions)


def test_an_action_that_is_no_red_line_s_is_counted_as_overdue_too(standard: Standard) -> None:
    late = plan_pages.plan_page(SUBJECT, nearly_held(standard, FLO_1=1), date(2027, 2, 1))
    assert late.overdue == "1 action is overdue"


def test_a_red_line_s_date_beyond_what_the_standard_asks_is_marked(standard: Standard, found: Outcome) -> None:
    assert not any(a.due_mark for g in plan_pages.plan_page(SUBJECT, found, LATER).groups for a in g.actions)
    put_off = outcome(standard, HALF_WAY, (replace(SAVED[0], due=date(2026, 12, 2)),))
    mark = "later than the 30 days the standard asks for"
    assert plan_pages.plan_page(SUBJECT, put_off).groups[0].actions[1].due_mark == mark
    assert pages.results(SUBJECT, put_off).red_lines[0].due == f"2 December 2026, {mark}"


def test_what_is_far_off_is_folded_but_never_a_red_line(standard: Standard) -> None:
    found = nearly_held(standard, FIR_1=1, FLO_1=2, SHO_1=2)
    assert folded(plan_pages.plan_page(SUBJECT, found)) == ["priority-3", "priority-4"]
    # An action that was just changed is seen at once.
    assert folded(plan_pages.plan_page(SUBJECT, found, None, "FLO-1")) == ["priority-4"]
    # Where nothing is more urgent, the most urgent of what there is stands open.
    assert folded(plan_pages.plan_page(SUBJECT, nearly_held(standard, FLO_1=2, SHO_1=2))) == ["priority-4"]


@pytest.mark.parametrize(("criteria", "expected"), [(("FLO-1",), ["settled"]), (("FLO-1", "FIR-1"), [])])
def test_what_is_settled_is_folded_but_never_a_red_line(
    standard: Standard, criteria: tuple[str, ...], expected: list[str]
) -> None:
    found = outcome(standard, HELD, (SavedAction(key="FLO-1", criteria=criteria),))
    assert folded(plan_pages.plan_page(SUBJECT, found)) == expected


def folded(page: PlanPage) -> list[str]:
    return [part.anchor for part in page.sections if part.is_folded]


def nearly_held(standard: Standard, **answers: Answer | int | str | None) -> Outcome:
    return outcome(standard, replace(HELD, answers={**HELD.answers, **sheet(Scope.FULL, **answers).answers}))


def test_an_action_done_or_dropped_says_what_is_left(plan: PlanPage) -> None:
    rows = {a.key: a for g in plan.groups for a in g.actions}
    assert rows["FLO-2"].hint == "Done, and the gap is still open. Answer its criteria again."
    assert rows["FLO-2"].flags == ("outside our control",)
    assert (rows["FLO-3"].hint, rows["FLO-3"].reason) == ("The gap stays open.", "The mill closes.")
    assert rows["own1"].hint == ""
    assert rows["own1"].suggested_owner == ""
    assert [(a.key, a.hint) for a in plan.settled] == [("FLO-1", "The gap is closed.")]


def test_own_actions_stand_last_and_only_when_there_are_any(plan: PlanPage, standard: Standard) -> None:
    assert (plan.groups[-1].number, plan.groups[-1].label) == (None, "Other actions of our own")
    assert len(plan_pages.plan_page(SUBJECT, outcome(standard, HALF_WAY)).groups) == 4


def test_the_plan_looks_ahead(plan: PlanPage) -> None:
    assert [p.by for p in plan.projections] == [
        "1 December 2026",
        "30 January 2027",
        "30 April 2027",
        "1 November 2027",
    ]
    assert plan.projections[0].red_lines == "2 held, 0 open, 0 not known"
    # FLO-2 is outside their control and stays unanswered.
    assert plan.projections[-1].standing == "Incomplete"


def test_a_plan_for_others_is_without_details(plan: PlanPage) -> None:
    bare = plan.without_details()
    shown = [a for g in bare.groups for a in g.actions] + list(bare.settled)
    assert not any(a.note or a.cost or a.effort or a.evidence for a in shown)
    assert shown[0].owner == "Baker"


def test_the_blank_questionnaire_asks_everything_in_scope(standard: Standard) -> None:
    full = blank.blank_questionnaire(standard, Scope.FULL)
    assert [len(d.criteria) for d in full.domains] == [4, 4, 2]
    assert full.count == "10 criteria"
    asked = full.domains[0].criteria[0]
    assert [row.level for row in asked.levels] == [0, 1, 2, 3]
    assert asked.levels[2].sentence == "FIR-1: we do, but not at weekends."
    assert sum(int(number.split()[0]) for _, number in full.roles) == 10
    first = blank.blank_questionnaire(standard, Scope.FIRST_PASS)
    # The shop has only shoulds, so a first pass does not ask it.
    assert [d.id for d in first.domains] == ["fire", "flour"]
    assert (first.count, first.time) == ("5 criteria", "About two hours.")
    assert full.time != first.time


def test_documents_to_gather_are_named_once(real: Standard) -> None:
    for domain in real.domains:
        named = blank.documents(domain, Scope.FULL)
        assert named
        assert len(set(named)) == len(named)


def test_pages_hold_nothing_but_words_and_numbers(page: ResultsPage, plan: PlanPage) -> None:
    def plain(part: object) -> bool:
        if isinstance(part, tuple):
            return all(plain(p) for p in part)
        if is_dataclass(part):
            return all(plain(getattr(part, f.name)) for f in fields(part))
        return part is None or isinstance(part, str | int)

    assert plain(replace(page, charts=()))
    assert plain(plan)


def test_to_show_a_page_no_engine_is_imported() -> None:
    code = (
        "import sys, audit.render.pages, audit.render.plan_pages, audit.render.blank;"
        "print(sorted({'matplotlib', 'typst', 'page', 'pdfkit', 'pypdf', 'flask'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"


def test_a_red_line_said_not_to_apply_is_not_called_held() -> None:
    kitchen = made_up.standard(tuple(made_up.criterion(name, Kind.RED_LINE) for name in ("OVE-1", "GAS-1")))
    page = pages.results(SUBJECT, outcome(kitchen, sheet(OVE_1=3, GAS_1="We have no gas.")))
    assert page.red_line_answer == "Every red line that applies is held, by own account."
    assert page.red_line_headline == "1 held, 0 open, 0 not known, 1 does not apply"
