"""The foot of every page: a page that is torn out still says that it is of a first pass."""

from dataclasses import replace
from datetime import date

from audit.core.answers import AnswerSheet
from audit.core.standard import Scope, Standard
from audit.render import page_parts, pages, paper_report
from tests.render.papers import SUBJECT, small


def foot(standard: Standard, scope: Scope) -> str:
    outcome = page_parts.outcome(standard, AnswerSheet(scope, date(2026, 11, 1), {}))
    return " ".join(paper_report.report(pages.results(SUBJECT, outcome), "").running)


def test_a_first_pass_says_so_at_the_foot_of_every_page(standard: Standard) -> None:
    assert "First pass · Draft, not signed off" in foot(standard, Scope.FIRST_PASS)
    assert "First pass" not in foot(standard, Scope.FULL)


def test_a_long_foot_gets_the_room_it_needs() -> None:
    """A signed addendum of a re-audit has eight lines there; the last of them stood at the edge of the paper."""
    short = replace(small(), running=("a line",) * 3)
    usual = replace(small(), running=("a line",) * 5)
    long = replace(small(), running=("a line",) * 4 + ("words " * 40,) * 2)
    assert (short.foot_room, usual.foot_room, long.foot_room) == (23, 29, 35)
