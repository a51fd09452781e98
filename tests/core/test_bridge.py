"""A new edition: what changed, what must be answered again, and a dry run that changes nothing."""

from dataclasses import replace

import pytest

from audit.core.answers import Answer
from audit.core.bridge import Fate, Step, carried, dry_run, steps
from audit.core.comparison import UnlikeStandardsError
from audit.core.standard import Criterion, Kind, Scope, Standard
from tests.conftest import sheet


@pytest.fixture
def newer(standard: Standard) -> Standard:
    """Return a later edition: FIR-1 reworded, FIR-3 now a red line, FIR-4 gone, SHO-3 new, FLO-2 always applies."""
    fire, flour, shop = standard.domains
    first, second, third, _ = fire.criteria
    levels = (*first.levels[:3], "FIR-1: we do, every day and every night.")
    new_fire = (replace(first, levels=levels), second, replace(third, kind=Kind.RED_LINE))
    new_flour = tuple(replace(c, not_applicable_when="") if c.id == "FLO-2" else c for c in flour.criteria)
    new_shop = (*shop.criteria, replace(shop.criteria[0], id="SHO-3", statement="The sign is lit."))
    domains = (
        replace(fire, criteria=new_fire),
        replace(flour, criteria=new_flour),
        replace(shop, criteria=new_shop),
    )
    return replace(standard, edition="2026.1", domains=domains)


def ids(criteria: tuple[Criterion, ...]) -> list[str]:
    return [c.id for c in criteria]


def test_every_criterion_has_one_fate(standard: Standard, newer: Standard) -> None:
    found = {s.criterion.id: s.fate for s in steps(standard, newer)}
    assert len(found) == len(steps(standard, newer)) == 11
    assert {n: f for n, f in found.items() if f is not Fate.UNCHANGED} == {
        "FIR-1": Fate.REWORDED,
        "FIR-3": Fate.REWEIGHED,
        "SHO-3": Fate.NEW,
        "FIR-4": Fate.GONE,
    }
    last: Step = steps(standard, newer)[-1]
    assert (last.criterion, last.new) == (standard.criterion("FIR-4"), None)


def test_only_answers_to_the_same_question_are_kept(standard: Standard, newer: Standard) -> None:
    given = sheet(FIR_1=3, FIR_2=2, FIR_3=1, FIR_4=3)
    assert sorted(carried(standard, newer, given).answers) == ["FIR-2", "FIR-3"]


def test_a_dry_run_says_what_to_answer_again_and_what_becomes_of_the_result(
    standard: Standard, newer: Standard
) -> None:
    given = sheet(
        FIR_1=3, FIR_2=3, FIR_3=3, FIR_4=3, FLO_1=3, FLO_2="We buy it sifted", FLO_3=3, FLO_4=None, SHO_1=3, SHO_2=3
    )
    run = dry_run(standard, newer, given)
    # FLO-4 was not sure and still is: nothing new to ask. FLO-2 may no longer be left out.
    assert ids(run.again) == ["FIR-1", "FLO-2", "SHO-3"]
    # Kept: two of fire, three of flour with the one not sure, two of the shop.
    assert run.kept == 7
    assert run.before.standing == "incomplete"
    assert run.after.standing == "red-line-open"
    assert [r.criterion.id for r in run.after.red_lines.unknown] == ["FIR-1"]
    assert given.answers["FIR-1"] == Answer(level=3, evidence=given.answers["FIR-1"].evidence)


def test_the_same_edition_asks_nothing_again(standard: Standard) -> None:
    given = sheet(FIR_1=3, FIR_2=None)
    run = dry_run(standard, standard, given)
    assert (run.again, run.kept, run.before == run.after) == ((), 2, True)
    assert {s.fate for s in steps(standard, standard)} == {Fate.UNCHANGED}


def test_a_first_pass_has_to_answer_what_is_now_a_must(standard: Standard) -> None:
    fire = standard.domains[0]
    stricter = (*fire.criteria[:3], replace(fire.criteria[3], kind=Kind.MUST))
    newer = replace(standard, domains=(replace(fire, criteria=stricter), *standard.domains[1:]))
    run = dry_run(standard, newer, sheet(Scope.FIRST_PASS, FIR_1=3, FIR_2=3, FIR_3=3, FLO_1=3, FLO_2=3))
    assert ids(run.again) == ["FIR-4"]


def test_a_reworded_question_nobody_answered_is_to_be_answered(standard: Standard, newer: Standard) -> None:
    assert ids(dry_run(standard, newer, sheet(FIR_2=1)).again) == ["FIR-1", "SHO-3"]


def test_another_standard_is_no_new_edition(standard: Standard, real: Standard) -> None:
    with pytest.raises(UnlikeStandardsError):
        steps(standard, real)
