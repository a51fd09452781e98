"""Red lines that nobody has answered yet never hide the open ones, and are never left out of the count."""

from audit.core.answers import Answer
from audit.core.standard import Scope, Standard
from audit.render import page_red_lines, pages
from audit.render.page_parts import ResultsPage, outcome
from tests.conftest import sheet
from tests.render.papers import SUBJECT


def early(standard: Standard, **given: Answer | int | str | None) -> ResultsPage:
    return pages.results(SUBJECT, outcome(standard, sheet(Scope.FULL, **given)))


def test_what_somebody_has_answered_stands_by_how_dangerous_it_is(real: Standard) -> None:
    lines = [c.id for c in real.criteria() if c.is_red_line]
    said = dict(zip(lines, (Answer(level=3), None, 2, 1, 0), strict=False))
    page = early(real, **{code.replace("-", "_"): given for code, given in said.items()})
    assert [(g.title, [line.criterion.id for line in g.lines]) for g in page.red_line_groups] == [
        ("Open, not in place: 2", lines[3:5]),
        ("Open, not every time: 1", lines[2:3]),
        ("Not sure yet: 1", lines[1:2]),
        ("No document named: 1", lines[:1]),
    ]
    assert all(line.step for group in page.red_line_groups for line in group.lines)


def test_what_nobody_has_answered_stands_in_short_by_domain_and_counts(real: Standard) -> None:
    page = early(real)
    assert page.red_line_groups == ()
    named = [c.id for domain in page.unanswered_lines for c in domain.lines]
    assert named == [c.id for c in real.criteria() if c.is_red_line]
    assert len({domain.id for domain in page.unanswered_lines}) == len(page.unanswered_lines)
    assert page.unanswered_title == "Not answered yet: 25"
    assert page.unanswered_words.startswith("Nobody has said yet how these 25 stand. Any of them may be open")
    assert page.red_line_answer.startswith("25 red lines are not held.")
    assert len(page.red_lines) == 25


def test_every_red_line_not_held_is_in_one_of_the_two(real: Standard) -> None:
    lines = [c.id.replace("-", "_") for c in real.criteria() if c.is_red_line]
    page = early(real, **dict.fromkeys(lines[::3], 1), **dict.fromkeys(lines[1::3], 3))
    told = {line.criterion.id for group in page.red_line_groups for line in group.lines}
    short = {c.id for domain in page.unanswered_lines for c in domain.lines}
    assert told | short == {line.criterion.id for line in page.red_lines}
    assert not told & short


def test_one_red_line_is_not_told_in_the_plural() -> None:
    assert page_red_lines.unanswered_words(1).startswith("Nobody has said yet how it stands.")
    assert (page_red_lines.unanswered_words(0), page_red_lines.unanswered_title(0)) == ("", "")


def test_gaps_that_can_wait_are_folded_and_all_of_a_priority_are_due_on_one_day(real: Standard) -> None:
    page = early(real)
    assert [g.is_folded for g in page.gaps] == [False, False, True, True]
    for group in page.gaps:
        assert {gap.due for gap in group.gaps} <= {group.due}
