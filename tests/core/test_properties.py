"""What holds for every standard and every sheet of answers, whatever they are: tried on made-up ones and the bakery."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit import library
from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.gaps import find
from audit.core.plan import Progress, Purpose, SavedAction, assemble, project
from audit.core.scoring import WORST_FIRST, DomainScore, Scorecard, Standing, State, percent, score
from audit.core.standard import TOP_LEVEL, Criterion, Scope, Standard
from tests.conftest import SMALL
from tests.core.made_up import DAY, EVIDENCE, OUTSIDE, PROVEN, changed, sheets, standards, without

BAKERY = library.load(SMALL)
# A slow machine is no defect; the number of examples is our choice.
rule = settings(max_examples=100, deadline=None)


@st.composite
def audits(draw: st.DrawFn) -> tuple[Standard, AnswerSheet]:
    """Draw a standard, one time in three the bakery, and answers to it."""
    standard = draw(st.one_of(st.just(BAKERY), standards(), standards()))
    return standard, draw(sheets(standard))


@st.composite
def audits_and_one(draw: st.DrawFn) -> tuple[Standard, AnswerSheet, Criterion]:
    """Draw an audit and one of the standard's criteria."""
    standard, sheet = draw(audits())
    return standard, sheet, draw(st.sampled_from(tuple(standard.criteria())))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Standard, AnswerSheet, tuple[SavedAction, ...]]:
    """Draw an audit and what people decided about its plan: no two actions bear one key."""
    standard, sheet = draw(audits())
    names = [c.id for c in standard.criteria()]
    keys = draw(st.lists(st.sampled_from([*names, "own1", "own2"]), unique=True, max_size=4))
    return standard, sheet, tuple(draw(_decided(key, names)) for key in keys)


def _decided(key: str, names: list[str]) -> st.SearchStrategy[SavedAction]:
    words = st.one_of(st.none(), st.sampled_from(("Ask the guild", "Buy a bell")))
    return st.builds(
        SavedAction,
        key=st.just(key),
        criteria=st.lists(st.sampled_from(names), max_size=3).map(tuple),
        text=words,
        interim=words,
        due=st.one_of(st.none(), st.dates(DAY, DAY + timedelta(days=700))),
        progress=st.sampled_from(Progress),
        outside=st.sampled_from(("", "The landlord decides")),
        note=st.sampled_from(("", "Not before May")),
    )


def rank(standing: Standing | None) -> int:
    assert standing is not None
    return WORST_FIRST.index(standing)


Scored = Scorecard | DomainScore
Documents = tuple[Evidence, ...]
Planned = tuple[Standard, AnswerSheet, tuple[SavedAction, ...]]


def scored(card: Scorecard) -> list[Scored]:
    """Return the whole and every domain to which anything applies: the rules below hold for each."""
    return [s for s in everything(card) if s.low is not None]


def everything(card: Scorecard) -> list[Scored]:
    """Return the whole and every domain."""
    return [card, *card.domains]


def results(card: Scorecard) -> list[tuple[Standing | None, Fraction | None, Fraction | None, Fraction | None]]:
    return [(s.standing, s.score, s.low, s.high) for s in everything(card)]


def pairs(before: Scorecard, after: Scorecard) -> list[tuple[Scored, Scored]]:
    """Return every result beside what became of it."""
    assert [s.low is None for s in before.domains] == [s.low is None for s in after.domains]
    return list(zip(scored(before), scored(after), strict=True))


def shares(result: Scored) -> tuple[Fraction, Fraction]:
    assert result.low is not None
    assert result.high is not None
    return result.low, result.high


def assert_never_lower(before: Scorecard, after: Scorecard) -> None:
    for old, new in pairs(before, after):
        assert shares(new)[0] >= shares(old)[0]
        assert shares(new)[1] >= shares(old)[1]
        assert rank(new.standing) >= rank(old.standing)


@rule
@given(audits_and_one(), st.sampled_from([(0, 1), (0, 3), (1, 2), (1, 3), (2, 3)]), EVIDENCE)
def test_raising_a_level_lowers_nothing(
    audit: tuple[Standard, AnswerSheet, Criterion], levels: tuple[int, int], evidence: Documents
) -> None:
    standard, sheet, asked = audit
    before, after = (changed(sheet, {asked.id: Answer(level=n, evidence=evidence)}) for n in levels)
    assert_never_lower(score(standard, before), score(standard, after))


@rule
@given(audits_and_one(), EVIDENCE)
def test_naming_more_documents_lowers_nothing(audit: tuple[Standard, AnswerSheet, Criterion], more: Documents) -> None:
    standard, sheet, asked = audit
    before = sheet.answer(asked.id)
    named = changed(sheet, {asked.id: replace(before, evidence=before.evidence + more)})
    assert_never_lower(score(standard, sheet), score(standard, named))


@rule
@given(audits_and_one(), st.integers(0, TOP_LEVEL), EVIDENCE, st.booleans())
def test_an_answer_to_an_unknown_only_narrows(
    audit: tuple[Standard, AnswerSheet, Criterion], level: int, evidence: Documents, not_sure: bool
) -> None:
    standard, sheet, asked = audit
    unknown = changed(sheet, {asked.id: Answer(not_sure=True) if not_sure else BLANK})
    answered = changed(sheet, {asked.id: Answer(level=level, evidence=evidence)})
    for old, new in pairs(score(standard, unknown), score(standard, answered)):
        assert shares(old)[0] <= shares(new)[0] <= shares(new)[1] <= shares(old)[1]
        # Not even an answer of 0 makes a standing worse: nothing counts as bad as not knowing.
        assert rank(new.standing) >= rank(old.standing)


@rule
@given(audits())
def test_not_sure_counts_as_no_answer_does(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    forgotten = changed(sheet, {name: BLANK for name, a in sheet.answers.items() if a.not_sure})
    before, after = score(standard, sheet), score(standard, forgotten)
    assert [(s.standing, shares(s)) for s in scored(before)] == [(s.standing, shares(s)) for s in scored(after)]


@rule
@given(audits(), st.integers(0, 2**32))
def test_the_order_of_answers_never_matters(audit: tuple[Standard, AnswerSheet], seed: int) -> None:
    standard, sheet = audit
    names = list(sheet.answers)
    Random(seed).shuffle(names)  # noqa: S311 - an order, not a secret
    turned = replace(sheet, answers={name: sheet.answers[name] for name in names})
    assert score(standard, turned) == score(standard, sheet)
    assert find(score(standard, turned), DAY) == find(score(standard, sheet), DAY)


@rule
@given(audits())
def test_the_score_lies_between_at_least_and_at_most(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    for result in scored(score(standard, sheet)):
        low, high = shares(result)
        assert 0 <= low <= high <= 1
        assert (result.score is None) is (result.counts.unknown > 0)
        assert (low == high) is (result.counts.unknown == 0)
        assert result.score in (None, low)


@rule
@given(audits())
def test_every_criterion_in_scope_is_counted_once(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    card = score(standard, sheet)
    counts, in_scope = card.counts, tuple(standard.criteria(sheet.scope))
    assert counts.answered + counts.unknown + counts.not_applicable == len(in_scope) == len(card.readings)
    assert counts.unsure <= counts.unknown
    lines, red = card.red_lines, [c for c in in_scope if c.is_red_line]
    outside = [r for r in card.readings if r.criterion.is_red_line and r.state is State.NOT_APPLICABLE]
    assert len(lines.held) + len(lines.not_held) + len(outside) == len(red)


@rule
@given(audits_and_one())
def test_what_does_not_apply_is_as_if_it_were_not_there(audit: tuple[Standard, AnswerSheet, Criterion]) -> None:
    # So "does not apply" can never raise a standing above what the rest earns, nor any number.
    standard, sheet, asked = audit
    assume(asked.may_not_apply)
    marked = score(standard, changed(sheet, {asked.id: OUTSIDE}))
    rest = score(without(standard, asked.id), sheet)
    assert results(marked) == results(rest)


@rule
@given(audits_and_one())
def test_where_it_is_not_allowed_does_not_apply_is_no_answer(audit: tuple[Standard, AnswerSheet, Criterion]) -> None:
    standard, sheet, asked = audit
    assume(not asked.may_not_apply)
    said = score(standard, changed(sheet, {asked.id: OUTSIDE}))
    blank = score(standard, changed(sheet, {asked.id: BLANK}))
    assert results(said) == results(blank)


@rule
@given(audits())
def test_no_red_line_ever_hides(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    card = score(standard, sheet)
    endangered = bool(card.red_lines.open or card.red_lines.unknown)
    assert (card.standing is Standing.RED_LINE_OPEN) is endangered
    if card.red_lines.unproven:
        assert rank(card.standing) <= rank(Standing.BELOW_MINIMUM)
    if card.standing is Standing.GOOD_PRACTICE:
        assert not card.red_lines.not_held
        assert card.scope is Scope.FULL


@rule
@given(audits())
def test_a_whole_stands_as_its_worst_domain(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    card = score(standard, sheet)
    ranks = [rank(d.standing) for d in card.domains if d.standing is not None]
    assert (card.standing is None) is (not ranks)
    if ranks:
        assert rank(card.standing) == min(ranks)


@rule
@given(audits())
def test_gaps_are_exactly_what_is_short_of_a_proven_3(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    card = score(standard, sheet)
    short = {
        c.id
        for c in standard.criteria(sheet.scope)
        if sheet.answer(c.id).not_applicable is None
        and not (sheet.answer(c.id).level == TOP_LEVEL and sheet.answer(c.id).names_a_document)
    }
    found = find(card, DAY)
    assert Counter(g.reading.criterion.id for g in found) == Counter(short)
    # Nothing is left to do only where everything that applies is at its best.
    assert (not found) is all(low == 1 for low, _ in map(shares, scored(card)))


@rule
@given(audits())
def test_gaps_run_from_the_most_to_the_least_urgent(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    found = find(score(standard, sheet), DAY)
    numbers = [g.priority.number for g in found]
    assert numbers == sorted(numbers)
    assert [g.due for g in found] == sorted(g.due for g in found)
    first = [g.reading for g in found if g.priority.number == 1]
    assert all(r.criterion.is_red_line and r.state is not State.UNPROVEN for r in first)
    card = score(standard, sheet)
    assert len(first) == len(card.red_lines.open) + len(card.red_lines.unknown)


@rule
@given(st.integers(0, 3000), st.integers(1, 3000))
def test_a_percent_is_whole_and_keeps_its_ends_for_the_ends(part: int, whole: int) -> None:
    share = Fraction(min(part, whole), whole)
    shown = percent(share)
    assert shown is not None
    assert (shown == 100) is (share == 1)
    assert (shown == 0) is (share == 0)
    if shown not in {1, 99}:
        # Halves up: never more than half a percent away, and a half only downwards of what is shown.
        assert Fraction(-1, 200) <= share - Fraction(shown, 100) < Fraction(1, 200)
    assert abs(share - Fraction(shown, 100)) < Fraction(1, 100)


@rule
@given(st.fractions(0, 1, max_denominator=999), st.fractions(0, 1, max_denominator=999))
def test_a_larger_share_never_shows_a_smaller_percent(one: Fraction, other: Fraction) -> None:
    small, large = percent(min(one, other)), percent(max(one, other))
    assert small is not None
    assert large is not None
    assert small <= large


@rule
@given(plans())
def test_a_plan_covers_every_gap_and_nothing_twice(plan: Planned) -> None:
    standard, sheet, saved = plan
    found = find(score(standard, sheet), DAY)
    made = assemble(standard, found, saved, DAY)
    for gap in found:
        name = gap.reading.criterion.id
        covering = [a for a in made.actions if gap in a.gaps]
        # One draft where nobody took it up; else exactly those who did.
        takers = {s.key for s in saved if name in (s.key, *s.criteria)}
        assert {a.saved.key for a in covering} == (takers or {name})
        assert all(a.gaps.count(gap) == 1 for a in covering)
    assert {g for a in made.actions for g in a.gaps} == set(found)


@rule
@given(plans())
def test_a_plan_never_loses_a_persons_words(plan: Planned) -> None:
    standard, sheet, saved = plan
    made = assemble(standard, find(score(standard, sheet), DAY), saved, DAY)
    shown = (*made.actions, *made.settled)
    assert len({a.saved.key for a in shown}) == len(shown)
    for decided in saved:
        (action,) = [a for a in shown if a.saved is decided]
        assert decided.text in (None, action.text)
        assert decided.due in (None, action.due)
        assert action.interim is None or decided.interim in (None, action.interim)


@rule
@given(plans())
def test_every_open_red_line_has_an_interim_step_due_at_once(
    plan: Planned,
) -> None:
    standard, sheet, saved = plan
    card = score(standard, sheet)
    made = assemble(standard, find(card, DAY), saved, DAY)
    for reading in card.red_lines.open:
        covering = [a for a in made.actions if reading.criterion.id in {g.reading.criterion.id for g in a.gaps}]
        assert all(a.interim and a.interim_due == DAY for a in covering)
    for action in made.actions:
        open_lines = [g for g in action.gaps if g.reading in card.red_lines.open]
        assert (action.interim is None) is (not open_lines)


@rule
@given(plans(), st.dates(DAY, DAY + timedelta(days=800)))
def test_a_projection_lowers_nothing(plan: Planned, by: date) -> None:
    standard, sheet, saved = plan
    made = assemble(standard, find(score(standard, sheet), DAY), saved, DAY)
    assert_never_lower(score(standard, sheet), project(standard, sheet, made, by))


@rule
@given(plans(), st.dates(DAY, DAY + timedelta(days=800)))
def test_a_later_projection_is_never_lower(plan: Planned, by: date) -> None:
    standard, sheet, saved = plan
    made = assemble(standard, find(score(standard, sheet), DAY), saved, DAY)
    later = project(standard, sheet, made, by + timedelta(days=180))
    assert_never_lower(project(standard, sheet, made, by), later)


@rule
@given(audits())
def test_a_plan_done_in_full_leaves_no_gap(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    made = assemble(standard, find(score(standard, sheet), DAY), (), DAY)
    best = project(standard, sheet, made, DAY + timedelta(days=365))
    assert find(best, DAY) == ()
    assert all(a.purpose is not Purpose.OWN for a in made.actions)
    top = Standing.GOOD_PRACTICE if sheet.scope is Scope.FULL else Standing.MINIMUM_MET
    assert best.standing in (None, top)


@rule
@given(audits())
def test_a_sheet_all_proven_is_the_best_there_is(audit: tuple[Standard, AnswerSheet]) -> None:
    standard, sheet = audit
    best = score(standard, changed(sheet, {c.id: PROVEN for c in standard.criteria()}))
    applies = any(standard.criteria(sheet.scope))
    assert best.score == (1 if applies else None)
