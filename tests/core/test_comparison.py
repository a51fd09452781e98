"""Two audits side by side: an unknown is never the same and never worse, and nothing is compared that was not asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.core.answers import Answer, AnswerSheet
from audit.core.comparison import Apart, Change, UnlikeStandardsError, change, compare
from audit.core.scoring import Scorecard, read, score
from audit.core.standard import Kind, Scope, Standard
from tests.conftest import answer, sheet
from tests.core import made_up


def card(standard: Standard, scope: Scope = Scope.FULL, **given: Answer | int | str | None) -> Scorecard:
    return score(standard, sheet(scope, **given))


UNANSWERED, UNPROVEN, OUTSIDE = Answer(), Answer(level=3), "We bake outdoors"


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (1, 2, Change.BETTER),
        (2, 1, Change.WORSE),
        (2, 2, Change.SAME),
        (3, UNPROVEN, Change.WORSE),
        (UNPROVEN, 2, Change.WORSE),
        (2, UNPROVEN, Change.SAME),
        (UNPROVEN, UNPROVEN, Change.SAME),
        (UNPROVEN, 3, Change.BETTER),
        (3, None, Change.NEWLY_UNKNOWN),
        (0, UNANSWERED, Change.NEWLY_UNKNOWN),
        (OUTSIDE, None, Change.NEWLY_UNKNOWN),
        (None, UNANSWERED, Change.STILL_UNKNOWN),
        (UNANSWERED, None, Change.STILL_UNKNOWN),
        (None, 0, Change.NEWLY_KNOWN),
        (UNANSWERED, 3, Change.NEWLY_KNOWN),
        (OUTSIDE, 0, Change.APPLIES_NOW),
        (0, OUTSIDE, Change.NO_LONGER_APPLIES),
        (None, OUTSIDE, Change.NO_LONGER_APPLIES),
        (OUTSIDE, OUTSIDE, Change.OUTSIDE),
    ],
)
def test_every_change_has_its_own_word(
    standard: Standard, then: Answer | int | str | None, now: Answer | int | str | None, expected: Change
) -> None:
    criterion = standard.criterion("FIR-2")
    assert change(read(criterion, answer(then)), read(criterion, answer(now))) is expected


def test_unlike_standards_are_a_sentence(standard: Standard, real: Standard) -> None:
    with pytest.raises(UnlikeStandardsError) as caught:
        compare(card(standard), card(real))
    assert "“Safe bakery”" in str(caught.value)
    assert "cannot be compared" in str(caught.value)


def test_the_same_audit_twice_is_whole_and_the_same(standard: Standard) -> None:
    found = compare(card(standard, FIR_1=3, FIR_2=1), card(standard, FIR_1=3, FIR_2=1))
    assert found.is_whole
    counts = found.counts()
    assert (counts[Change.SAME], counts[Change.STILL_UNKNOWN]) == (2, 8)
    assert sum(counts.values()) == 10
    assert found.counts(["FIR-1", "FIR-3"]) == {c: int(c in {Change.SAME, Change.STILL_UNKNOWN}) for c in Change}


def test_audits_that_share_no_question_compare_nothing(standard: Standard) -> None:
    other = replace(standard, domains=(replace(standard.domains[0], criteria=standard.domains[0].criteria[:1]),))
    reworded = replace(other.domains[0], criteria=(replace(other.domains[0].criteria[0], statement="Another."),))
    found = compare(card(other, FIR_1=3), card(replace(other, domains=(reworded,)), FIR_1=3))
    assert found.pairs == ()
    assert (found.before.low, found.after.low, found.after.standing) == (None, None, None)
    assert [left.why for left in found.apart] == [Apart.REWORDED]


def test_a_criterion_whose_kind_changed_is_compared_and_stays_a_red_line_to_look_at(standard: Standard) -> None:
    fire = standard.domains[0]
    softer = (replace(fire.criteria[0], kind=Kind.SHOULD), *fire.criteria[1:])
    later = replace(standard, domains=(replace(fire, criteria=softer), *standard.domains[1:]))
    found = compare(card(standard, FIR_1=3), card(later, FIR_1=1))
    assert [p.criterion.id for p in found.red_lines_lost] == ["FIR-1"]
    assert not found.pairs[0].criterion.is_red_line


def test_reworded_and_asked_only_by_the_earlier_audit(standard: Standard) -> None:
    fire = standard.domains[0]
    other = (*fire.criteria[:3], replace(fire.criteria[3], statement="Something else."))
    later = replace(standard, domains=(replace(fire, criteria=other), *standard.domains[1:]))
    found = compare(card(standard, FIR_4=2), card(later, Scope.FIRST_PASS))
    assert [c.statement for c in found.left(Apart.REWORDED)] == ["Something else."]


# One draw of everything at once: drawing inside a test is too slow where the machine is busy.
PAIRS = made_up.standards().flatmap(lambda s: st.tuples(st.just(s), made_up.sheets(s), made_up.sheets(s)))


@given(PAIRS)
def test_every_criterion_is_compared_or_left_out_once(drawn: tuple[Standard, AnswerSheet, AnswerSheet]) -> None:
    standard = drawn[0]
    one, other = score(standard, drawn[1]), score(standard, drawn[2])
    found = compare(one, other)
    asked = {r.criterion.id for r in (*one.readings, *other.readings)}
    told = [p.criterion.id for p in found.pairs] + [left.criterion.id for left in found.apart]
    assert sorted(told) == sorted(asked)
    for pair in found.pairs:
        is_unknown = pair.before.is_unknown or pair.after.is_unknown
        assert not (is_unknown and pair.change in {Change.SAME, Change.WORSE, Change.BETTER})
        back = change(pair.after, pair.before)
        assert not (pair.change is back is Change.BETTER)


@given(PAIRS)
def test_over_the_same_questions_the_shares_are_those_of_the_audits(
    drawn: tuple[Standard, AnswerSheet, AnswerSheet],
) -> None:
    one = score(drawn[0], replace(drawn[1], scope=Scope.FULL))
    found = compare(one, one)
    assert (found.after.low, found.after.high, found.after.standing) == (one.low, one.high, one.standing)
