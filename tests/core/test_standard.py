"""A standard answers what it is asked, in its own order, and says so where it has nothing of that name."""

from collections.abc import Callable

import pytest

from audit.core.standard import Kind, Scope, Standard
from audit.errors import UnknownNameError
from tests.core.made_up import criterion


def ids(standard: Standard, scope: Scope) -> list[str]:
    return [c.id for c in standard.criteria(scope)]


def test_a_full_audit_asks_everything_in_the_order_of_the_files(standard: Standard) -> None:
    fire, flour, shop = ["FIR-1", "FIR-2", "FIR-3", "FIR-4"], ["FLO-1", "FLO-2", "FLO-3", "FLO-4"], ["SHO-1", "SHO-2"]
    assert ids(standard, Scope.FULL) == fire + flour + shop
    assert [c.id for c in standard.criteria()] == fire + flour + shop


def test_a_first_pass_leaves_out_every_should(standard: Standard) -> None:
    assert ids(standard, Scope.FIRST_PASS) == ["FIR-1", "FIR-2", "FIR-3", "FLO-1", "FLO-2"]
    assert standard.domain("shop").in_scope(Scope.FIRST_PASS) == ()


def test_the_first_pass_of_the_real_standard_has_48_criteria(real: Standard) -> None:
    kinds = [c.kind for c in real.criteria()]
    # Design section 4: 25 red lines, 23 other musts, 52 shoulds; 25 + 23 = 48.
    assert [kinds.count(kind) for kind in Kind] == [25, 23, 52]
    assert len(ids(real, Scope.FIRST_PASS)) == 48


def test_places_count_from_nought_across_domains(standard: Standard) -> None:
    assert (standard.order["FIR-1"], standard.order["FLO-1"], standard.order["SHO-2"]) == (0, 4, 9)


def test_each_part_is_found_by_its_name(standard: Standard) -> None:
    assert standard.criterion("FLO-2").statement == "Sieves are checked."
    assert standard.domain_of("FLO-2").id == "flour"
    assert standard.domain("shop").title == "Shop"
    assert standard.document("guild").year == "2025"
    assert standard.priority(2).days == 90
    assert standard.has("FLO-2")
    assert not standard.has("FLO-9")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: s.criterion("FLO-9"), "There is no criterion “FLO-9” in this edition."),
        (lambda s: s.domain_of("FLO-9"), "There is no criterion “FLO-9” in this edition."),
        (lambda s: s.domain("oven"), "There is no domain “oven” in this edition."),
        (lambda s: s.document("novel"), "There is no document “novel” in this edition."),
        (lambda s: s.priority(5), "There is no priority “5” in this edition."),
    ],
    ids=["criterion", "domain of a criterion", "domain", "document", "priority"],
)
def test_an_unknown_name_is_refused_with_a_sentence(
    standard: Standard, ask: Callable[[Standard], object], said: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        ask(standard)
    assert str(caught.value) == said


def test_does_not_apply_may_be_chosen_only_where_the_standard_says_when(standard: Standard) -> None:
    assert standard.criterion("FIR-2").may_not_apply
    assert not standard.criterion("FIR-1").may_not_apply


@pytest.mark.parametrize(("kind", "is_red_line"), [(Kind.RED_LINE, True), (Kind.MUST, False), (Kind.SHOULD, False)])
def test_only_a_red_line_is_a_red_line(kind: Kind, is_red_line: bool) -> None:
    assert criterion("X-1", kind).is_red_line is is_red_line
