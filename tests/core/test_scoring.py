"""Formula 1, rule by rule (design section 5). Whole audits are in tests/worked."""

from fractions import Fraction

import pytest

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.scoring import (
    FORMULA,
    WORST_FIRST,
    Counts,
    Scorecard,
    Standing,
    State,
    applying,
    percent,
    read,
    score,
)
from audit.core.standard import Criterion, Kind, Scope, Standard
from tests.conftest import sheet
from tests.core.made_up import DAY, PROVEN, criterion, held
from tests.core.made_up import standard as made_up

UNPROVEN = Answer(level=3, evidence=(Evidence("Book"),))
NOT_SURE = Answer(not_sure=True)
OUTSIDE = Answer(not_applicable="The oven is outdoors.")
LINE, MUST, SHOULD = Kind.RED_LINE, Kind.MUST, Kind.SHOULD


def card(kinds: list[Kind], answers: list[Answer], scope: Scope = Scope.FULL) -> Scorecard:
    """Score one domain whose criteria have these kinds, in order, with these answers."""
    criteria = tuple(criterion(f"X-{n}", kind) for n, kind in enumerate(kinds))
    given = {c.id: a for c, a in zip(criteria, answers, strict=True)}
    return score(made_up(criteria), AnswerSheet(scope, DAY, given))


def test_the_formula_has_a_number() -> None:
    assert FORMULA == 1


def test_standings_run_from_the_worst_to_the_best() -> None:
    expected = ["red-line-open", "incomplete", "below-minimum", "minimum-met", "good-practice"]
    assert [s.value for s in WORST_FIRST] == expected


# State and effective level of every kind under every answer: design section 5 and, for the words, section 16.
STATES = [
    (LINE, Answer(level=0), State.OPEN, 0),
    (LINE, Answer(level=1), State.OPEN, 1),
    (LINE, Answer(level=2), State.OPEN, 2),
    (LINE, UNPROVEN, State.UNPROVEN, 2),
    (LINE, PROVEN, State.HELD, 3),
    (LINE, NOT_SURE, State.NOT_SURE, None),
    (LINE, Answer(), State.UNANSWERED, None),
    (LINE, OUTSIDE, State.NOT_APPLICABLE, None),
    (MUST, Answer(level=0), State.OPEN, 0),
    (MUST, Answer(level=1), State.OPEN, 1),
    (MUST, Answer(level=2), State.PARTLY, 2),
    (MUST, UNPROVEN, State.UNPROVEN, 2),
    (MUST, PROVEN, State.HELD, 3),
    (SHOULD, Answer(level=1), State.OPEN, 1),
    (SHOULD, Answer(level=2), State.PARTLY, 2),
    (SHOULD, UNPROVEN, State.UNPROVEN, 2),
    (SHOULD, NOT_SURE, State.NOT_SURE, None),
    (SHOULD, Answer(note="Ask on Monday"), State.UNANSWERED, None),
]


@pytest.mark.parametrize(("kind", "given", "state", "effective"), STATES)
def test_each_state(kind: Kind, given: Answer, state: State, effective: int | None) -> None:
    reading = read(criterion("X-1", kind), given)
    assert (reading.state, reading.effective_level, reading.level) == (state, effective, given.level)
    assert reading.is_unknown is (state in {State.NOT_SURE, State.UNANSWERED})
    assert reading.applies is (state is not State.NOT_APPLICABLE)


@pytest.mark.parametrize("kind", [LINE, MUST, SHOULD])
@pytest.mark.parametrize(
    ("asked_may_not_apply", "reason"),
    [(False, "The oven is outdoors."), (True, "None"), (True, ""), (True, "  no   ")],
    ids=["where it is not allowed", "reason of 4 letters", "no reason", "blanks and 2 letters"],
)
def test_what_may_not_be_left_out_stays_unknown(kind: Kind, asked_may_not_apply: bool, reason: str) -> None:
    # Sections 4 and 16: only where the criterion allows it, with a reason of 5 characters or more. Whatever let such
    # an answer in, a red line must not leave the sums by it.
    asked = criterion("X-1", kind, may_not_apply=asked_may_not_apply)
    assert read(asked, Answer(not_applicable=reason)).state is State.UNANSWERED


# Standing of one domain. Each row changes one thing from the row that would be better.
STANDINGS = [
    ("all held", [LINE, MUST, SHOULD], [PROVEN, PROVEN, PROVEN], Standing.GOOD_PRACTICE),
    ("a should at 2", [LINE, MUST, SHOULD], [PROVEN, PROVEN, Answer(level=2)], Standing.GOOD_PRACTICE),
    ("a should unproven", [LINE, MUST, SHOULD], [PROVEN, PROVEN, UNPROVEN], Standing.GOOD_PRACTICE),
    ("a should at 1", [LINE, MUST, SHOULD], [PROVEN, PROVEN, Answer(level=1)], Standing.MINIMUM_MET),
    ("a must at 2", [LINE, MUST, SHOULD], [PROVEN, Answer(level=2), PROVEN], Standing.MINIMUM_MET),
    ("a must unproven", [LINE, MUST, SHOULD], [PROVEN, UNPROVEN, PROVEN], Standing.MINIMUM_MET),
    ("every should at 0", [LINE, MUST, SHOULD], [PROVEN, PROVEN, Answer(level=0)], Standing.MINIMUM_MET),
    ("a must at 1", [LINE, MUST, SHOULD], [PROVEN, Answer(level=1), PROVEN], Standing.BELOW_MINIMUM),
    ("a must at 0", [LINE, MUST, SHOULD], [PROVEN, Answer(level=0), PROVEN], Standing.BELOW_MINIMUM),
    ("a red line unproven", [LINE, MUST, SHOULD], [UNPROVEN, PROVEN, PROVEN], Standing.BELOW_MINIMUM),
    ("a must unknown", [LINE, MUST, SHOULD], [PROVEN, NOT_SURE, PROVEN], Standing.INCOMPLETE),
    ("a should unknown", [LINE, MUST, SHOULD], [PROVEN, PROVEN, Answer()], Standing.INCOMPLETE),
    ("a must at 0, one unknown", [MUST, MUST], [Answer(level=0), NOT_SURE], Standing.INCOMPLETE),
    ("a red line at 2", [LINE, MUST, SHOULD], [Answer(level=2), PROVEN, PROVEN], Standing.RED_LINE_OPEN),
    ("a red line at 0", [LINE, MUST, SHOULD], [Answer(level=0), PROVEN, PROVEN], Standing.RED_LINE_OPEN),
    ("a red line not sure", [LINE, MUST, SHOULD], [NOT_SURE, PROVEN, PROVEN], Standing.RED_LINE_OPEN),
    ("a red line unanswered", [LINE, MUST, SHOULD], [Answer(), PROVEN, PROVEN], Standing.RED_LINE_OPEN),
    ("one open, one unproven", [LINE, LINE], [Answer(level=1), UNPROVEN], Standing.RED_LINE_OPEN),
    ("a red line outside", [LINE, MUST, SHOULD], [OUTSIDE, PROVEN, PROVEN], Standing.GOOD_PRACTICE),
    ("only shoulds, at 2", [SHOULD, SHOULD], [Answer(level=2), Answer(level=2)], Standing.GOOD_PRACTICE),
    ("nothing applies", [LINE, MUST], [OUTSIDE, OUTSIDE], None),
]


@pytest.mark.parametrize(
    ("kinds", "answers", "standing"), [row[1:] for row in STANDINGS], ids=[row[0] for row in STANDINGS]
)
def test_each_standing(kinds: list[Kind], answers: list[Answer], standing: Standing | None) -> None:
    result = card(kinds, answers)
    assert result.domains[0].standing == standing
    assert result.standing == standing


def test_a_first_pass_cannot_reach_beyond_the_minimum() -> None:
    assert card([LINE, MUST, SHOULD], [PROVEN] * 3, Scope.FIRST_PASS).standing is Standing.MINIMUM_MET


def test_an_average_cannot_hide_a_red_line() -> None:
    # 59 of 60 criteria proven, one red line at 2: a share of 179/180, and the worst standing there is.
    result = card([LINE] * 60, [PROVEN] * 59 + [Answer(level=2)])
    assert result.score == Fraction(179, 180)
    assert result.standing is Standing.RED_LINE_OPEN


def test_at_least_counts_an_unknown_as_0_and_at_most_as_3() -> None:
    # Levels 2 and 1, one unknown, one outside: n = 3; low (2/3 + 1/3)/3 = 1/3, high (1 + 1)/3 = 2/3.
    domain = card([MUST] * 4, [Answer(level=2), Answer(level=1), NOT_SURE, OUTSIDE]).domains[0]
    assert (domain.score, domain.low, domain.high) == (None, Fraction(1, 3), Fraction(2, 3))
    assert domain.counts == Counts(answered=2, unknown=1, unsure=1, not_applicable=1)


def test_a_domain_counts_as_much_as_any_other() -> None:
    # One criterion at 0 beside four proven: the mean of 0 and 1 is 1/2, not 4/5.
    small = (criterion("A", SHOULD),)
    large = tuple(criterion(f"B{n}", SHOULD) for n in range(4))
    assert score(made_up(small, large), sheet(A=0, B0=3, B1=3, B2=3, B3=3)).score == Fraction(1, 2)


def test_a_domain_where_nothing_applies_stands_outside_the_mean_and_the_standing() -> None:
    shape = made_up((criterion("A", LINE),), (criterion("B", MUST),))
    result = score(shape, sheet(A="The oven is outdoors.", B=2))
    outside, inside = result.domains
    assert (outside.score, outside.low, outside.high, outside.standing) == (None, None, None, None)
    assert (result.score, result.standing) == (inside.score, inside.standing)
    assert (result.score, result.standing) == (Fraction(2, 3), Standing.MINIMUM_MET)


def test_where_nothing_applies_at_all_there_is_no_number_and_no_standing() -> None:
    result = card([LINE, MUST], [OUTSIDE, OUTSIDE])
    assert (result.score, result.low, result.high, result.standing) == (None, None, None, None)
    assert result.counts == Counts(answered=0, unknown=0, unsure=0, not_applicable=2)


def test_one_unknown_anywhere_takes_the_overall_score_away(standard: Standard) -> None:
    result = score(standard, held(standard, SHO_2=None))
    assert [d.score for d in result.domains] == [1, 1, None]
    assert result.score is None
    # Shop: 1 of 2, so at least (1 + 1 + 1/2)/3 = 5/6.
    assert (result.low, result.high) == (Fraction(5, 6), Fraction(1))


def test_answers_outside_the_scope_or_the_standard_do_not_count(standard: Standard) -> None:
    inside = sheet(Scope.FIRST_PASS, FIR_1=3)
    more = sheet(Scope.FIRST_PASS, FIR_1=3, FIR_4=3, SHO_1=None, ZZZ_1=3)
    assert score(standard, inside) == score(standard, more)


def test_red_lines_are_sorted_by_how_they_stand() -> None:
    lines = card(
        [LINE] * 7 + [MUST], [PROVEN, NOT_SURE, UNPROVEN, Answer(level=2), OUTSIDE, Answer(), PROVEN, Answer()]
    )
    found = lines.red_lines
    assert [r.criterion.id for r in found.held] == ["X-0", "X-6"]
    assert [r.criterion.id for r in found.unknown] == ["X-1", "X-5"]
    assert [r.criterion.id for r in found.unproven] == ["X-2"]
    assert [r.criterion.id for r in found.open] == ["X-3"]
    assert [r.criterion.id for r in found.not_held] == ["X-3", "X-1", "X-5", "X-2"]


def test_readings_are_in_the_order_of_the_standard(standard: Standard) -> None:
    assert [r.criterion.id for r in score(standard, sheet()).readings] == [c.id for c in standard.criteria()]


def test_what_does_not_apply_is_left_out_in_one_place() -> None:
    asked: Criterion = criterion("X-1", LINE)
    inside, outside = read(asked, NOT_SURE), read(asked, OUTSIDE)
    assert applying([inside, outside]) == [inside]


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, None),
        (Fraction(0), 0),
        (Fraction(1), 100),
        (Fraction(1, 8), 13),
        (Fraction(3, 8), 38),
        (Fraction(5, 8), 63),
        (Fraction(249, 250), 99),
        (Fraction(199, 200), 99),
        (Fraction(10**9 - 1, 10**9), 99),
        (Fraction(1, 250), 1),
        (Fraction(1, 200), 1),
        (Fraction(1, 10**9), 1),
        (Fraction(1, 3), 33),
        (Fraction(2, 3), 67),
        (Fraction(1, 2), 50),
        (Fraction(29, 200), 15),
        (Fraction(57, 100), 57),
        (Fraction(989, 1000), 99),
        (Fraction(984, 1000), 98),
    ],
    ids=str,
)
def test_each_percent(share: Fraction | None, shown: int | None) -> None:
    assert percent(share) == shown
