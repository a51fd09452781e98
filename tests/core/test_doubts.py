"""Doubts: two answers that hardly go together, found by the checks of a standard."""

import pytest

from audit.core import doubts
from audit.core.answers import Answer
from audit.core.standard import Claim, Scope, Standard
from tests.conftest import sheet


def found(standard: Standard, scope: Scope = Scope.FULL, **given: Answer | int | str | None) -> list[str]:
    return [doubt.check.id for doubt in doubts.find(standard, sheet(scope, **given))]


@pytest.mark.parametrize("guard", [2, 3])
@pytest.mark.parametrize("extinguisher", [0, 1])
def test_two_answers_that_hardly_go_together_are_doubted(standard: Standard, guard: int, extinguisher: int) -> None:
    (doubt,) = doubts.find(standard, sheet(FIR_1=guard, FIR_2=extinguisher))
    assert (doubt.check, doubt.level, doubt.doubted_by) == (standard.checks[0], guard, extinguisher)


@pytest.mark.parametrize(
    ("guard", "extinguisher"),
    [(1, 0), (2, 2), (3, 3), (None, 0), (3, None), (3, "We bake outdoors")],
    ids=["claims too little", "both there", "both every time", "not sure of one", "not sure of the other", "outside"],
)
def test_what_goes_together_or_is_not_known_is_not_doubted(
    standard: Standard, guard: int | None, extinguisher: int | str | None
) -> None:
    assert found(standard, FIR_1=guard, FIR_2=extinguisher) == []


def test_an_empty_sheet_raises_no_doubt(standard: Standard) -> None:
    assert found(standard) == []


def test_a_level_counts_as_given_also_without_a_document(standard: Standard) -> None:
    assert found(standard, FLO_3=Answer(level=3), SHO_1=0) == ["shop-without-flour"]


def test_doubts_come_in_the_order_of_the_checks(standard: Standard) -> None:
    assert found(standard, SHO_1=1, FLO_3=3, FIR_1=3, FIR_2=0) == ["guard-without-extinguisher", "shop-without-flour"]


def test_what_a_first_pass_does_not_ask_raises_no_doubt(standard: Standard) -> None:
    assert found(standard, Scope.FIRST_PASS, SHO_1=1, FLO_3=3, FIR_1=3, FIR_2=0) == ["guard-without-extinguisher"]


def test_a_claim_holds_within_its_bounds() -> None:
    assert [Claim("A", at_least=1, at_most=2).holds(n) for n in (None, 0, 1, 2, 3)] == [False, False, True, True, False]
