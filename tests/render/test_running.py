"""The foot of every page: a page that is torn out still says that it is of a first pass."""

from datetime import date

from audit.core.answers import AnswerSheet
from audit.core.standard import Scope, Standard
from audit.render import page_parts, pages, paper_report
from tests.render.papers import SUBJECT


def foot(standard: Standard, scope: Scope) -> str:
    outcome = page_parts.outcome(standard, AnswerSheet(scope, date(2026, 11, 1), {}))
    return " ".join(paper_report.report(pages.results(SUBJECT, outcome), "").running)


def test_a_first_pass_says_so_at_the_foot_of_every_page(standard: Standard) -> None:
    assert "First pass · Draft, not signed off" in foot(standard, Scope.FIRST_PASS)
    assert "First pass" not in foot(standard, Scope.FULL)
