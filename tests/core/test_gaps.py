"""Gaps: which they are, how urgent, when due, and in what order (design section 6)."""

from datetime import date, timedelta

import pytest

from audit.core.answers import Answer
from audit.core.gaps import by_priority, find, is_gap, priority_number
from audit.core.scoring import read, score
from audit.core.standard import Kind, Scope, Standard
from tests.conftest import sheet
from tests.core.made_up import DAY, PROVEN, criterion, held
from tests.core.made_up import standard as made_up

UNPROVEN = Answer(level=3)
NOT_SURE = Answer(not_sure=True)
NOTHING = Answer()

# The table of design section 6, row by row. None: no gap.
TABLE = [
    (Kind.RED_LINE, Answer(level=0), 1),
    (Kind.RED_LINE, Answer(level=1), 1),
    (Kind.RED_LINE, Answer(level=2), 1),
    (Kind.RED_LINE, NOT_SURE, 1),
    (Kind.RED_LINE, NOTHING, 1),
    (Kind.RED_LINE, UNPROVEN, 2),
    (Kind.RED_LINE, PROVEN, None),
    (Kind.MUST, Answer(level=0), 2),
    (Kind.MUST, Answer(level=1), 2),
    (Kind.MUST, NOT_SURE, 2),
    (Kind.MUST, NOTHING, 2),
    (Kind.MUST, Answer(level=2), 3),
    (Kind.MUST, UNPROVEN, 3),
    (Kind.MUST, PROVEN, None),
    (Kind.SHOULD, Answer(level=0), 3),
    (Kind.SHOULD, Answer(level=1), 3),
    (Kind.SHOULD, NOT_SURE, 3),
    (Kind.SHOULD, NOTHING, 3),
    (Kind.SHOULD, Answer(level=2), 4),
    (Kind.SHOULD, UNPROVEN, 4),
    (Kind.SHOULD, PROVEN, None),
    (Kind.RED_LINE, Answer(not_applicable="No oven."), None),
    (Kind.MUST, Answer(not_applicable="No oven."), None),
    (Kind.SHOULD, Answer(not_applicable="No oven."), None),
]


@pytest.mark.parametrize(
    ("kind", "given", "number"), TABLE, ids=lambda v: str(v) if isinstance(v, Kind | int) else None
)
def test_each_row_of_the_table(kind: Kind, given: Answer, number: int | None) -> None:
    reading = read(criterion("X-1", kind), given)
    assert is_gap(reading) is (number is not None)
    if number is not None:
        assert priority_number(reading) == number


@pytest.mark.parametrize(
    ("on", "due"),
    [
        # 30 days: November has 30. 90: December to day 60, then 30 of January. 180: the 90 to 30 January, then
        # 1 + 28 + 31 + 30. 365: the same day of a plain year.
        (date(2026, 11, 1), [date(2026, 12, 1), date(2027, 1, 30), date(2027, 4, 30), date(2027, 11, 1)]),
        # February 2028 has 29 days: 1 March is day 29. March ends on day 59, April on 89. July 30 is day 180.
        (date(2028, 2, 1), [date(2028, 3, 2), date(2028, 5, 1), date(2028, 7, 30), date(2029, 1, 31)]),
    ],
    ids=["a plain year", "a leap year"],
)
def test_the_days_count_from_the_audits_date(on: date, due: list[date]) -> None:
    kinds = [Kind.RED_LINE, Kind.MUST, Kind.SHOULD]
    shape = made_up((*(criterion(f"X-{n}", kind) for n, kind in enumerate(kinds)), criterion("X-3", Kind.SHOULD)))
    answers = sheet(X_0=0, X_1=0, X_2=0, X_3=2)
    assert [g.due for g in find(score(shape, answers), on)] == due


def test_unknown_comes_first_then_the_lower_level_then_the_order_of_the_standard(standard: Standard) -> None:
    # Priority 2: FLO-1 unknown, FLO-2 at 0, FIR-3 at 1, then FIR-1, FIR-2 unproven (they count as 2).
    # Priority 3: FIR-4 unknown, FLO-3 at 0, FLO-4 at 1. Priority 4: SHO-1, SHO-2 at 2.
    three = Answer(level=3)
    answers = sheet(FIR_1=three, FIR_2=three, FIR_3=1, FLO_1=None, FLO_2=0, FLO_3=0, FLO_4=1, SHO_1=2, SHO_2=2)
    found = find(score(standard, answers), DAY)
    order = ["FLO-1", "FLO-2", "FIR-3", "FIR-1", "FIR-2", "FIR-4", "FLO-3", "FLO-4", "SHO-1", "SHO-2"]
    assert [g.reading.criterion.id for g in found] == order


def test_a_red_line_that_lifts_the_score_least_still_comes_first() -> None:
    # A red line at 2 would lift the score by one step, a should at 0 by three: risk decides, not the score.
    shape = made_up((criterion("A", Kind.SHOULD),), (criterion("B", Kind.RED_LINE),))
    assert [g.reading.criterion.id for g in find(score(shape, sheet(A=0, B=2)), DAY)] == ["B", "A"]


def test_every_priority_is_listed_even_without_a_gap(standard: Standard) -> None:
    found = find(score(standard, held(standard, FLO_1=2)), DAY)
    listed = by_priority(iter(found), standard)
    assert [(p.label, [g.reading.criterion.id for g in gaps]) for p, gaps in listed] == [
        ("Act now", []),
        ("Urgent", []),
        ("Plan", ["FLO-1"]),
        ("Improve", []),
    ]
    assert found[0].due == DAY + timedelta(days=180)


def test_a_first_pass_has_no_gap_in_a_should(standard: Standard) -> None:
    found = find(score(standard, sheet(Scope.FIRST_PASS, FIR_4=0, SHO_1=0)), DAY)
    assert [g.reading.criterion.id for g in found] == ["FIR-1", "FIR-2", "FIR-3", "FLO-1", "FLO-2"]
