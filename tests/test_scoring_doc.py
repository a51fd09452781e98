"""The worked example of docs/scoring.md, read from the page and worked out again: the page cannot fall out of step."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import pytest

from audit.core.answers import Answer, AnswerSheet
from audit.core.gaps import find
from audit.core.plan import assemble, project
from audit.core.scoring import WORST_FIRST, DomainScore, Scorecard, percent, score
from audit.core.standard import Kind, Scope, Standard
from audit.render import words
from tests.core.made_up import PRIORITIES, PROVEN, criterion
from tests.core.made_up import standard as made_up

PAGE = (Path(__file__).parents[1] / "docs" / "scoring.md").read_text(encoding="utf-8")
DAY = date(2026, 11, 1)
KINDS = {words.kind(kind): kind for kind in Kind}
OUTSIDE = "does not apply: "

Row = tuple[str, ...]


def rows(*head: str) -> list[Row]:
    """Return the rows of the one table on the page with this head, each cell as plain text."""
    found = [table for table in tables() if table[0] == head]
    assert len(found) == 1, f"one table is headed {head}"
    return found[0][1:]


def tables() -> Iterator[list[Row]]:
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        lines = [tuple(cell.strip() for cell in line.strip("|\n").split("|")) for line in block.splitlines()]
        yield [lines[0], *lines[2:]]


def last(sum_written_out: str) -> Fraction:
    """Return the result at the end of a sum such as "(3 + 2) / 6 = 5/6", having worked the sum out too."""
    *sums, result = sum_written_out.split(" = ")
    for written in sums:
        assert worked_out(written) == Fraction(result), written
    return Fraction(result)


def worked_out(written: str) -> Fraction:
    above, below = re.fullmatch(r"\((.*)\) / (\d+)", written).groups()  # type: ignore[union-attr] # fails loudly
    return sum((Fraction(part) for part in above.split(" + ")), Fraction(0)) / int(below)


ASKED = rows("domain", "criterion", "kind", "answer", "counts as")


@pytest.fixture(scope="module")
def example() -> Standard:
    """Return the made-up standard of the page."""
    groups = [(title, tuple(lines)) for title, lines in groupby(ASKED, key=lambda row: row[0])]
    domains = [tuple(criterion(row[1].split()[0], KINDS[row[2]]) for row in lines) for _, lines in groups]
    plain = made_up(*domains)
    titled = zip(plain.domains, groups, strict=True)
    return replace(plain, domains=tuple(replace(domain, title=title) for domain, (title, _) in titled))


@pytest.fixture(scope="module")
def sheet() -> AnswerSheet:
    """Return the answers of the page."""
    return AnswerSheet(Scope.FULL, DAY, {row[1].split()[0]: given(row[3]) for row in ASKED})


@pytest.fixture(scope="module")
def card(example: Standard, sheet: AnswerSheet) -> Scorecard:
    return score(example, sheet)


def given(written: str) -> Answer:
    if written.startswith(OUTSIDE):
        return Answer(not_applicable=written.removeprefix(OUTSIDE))
    if written == "not sure":
        return Answer(not_sure=True)
    return PROVEN if written == "3 with a document" else Answer(level=int(written))


def shown(result: Scorecard | DomainScore) -> str:
    return f"{percent(result.low)} to {percent(result.high)}"


def test_each_answer_counts_as_the_page_says(card: Scorecard) -> None:
    counts_as = [
        "left out" if not r.applies else "not known" if r.effective_level is None else str(r.effective_level)
        for r in card.readings
    ]
    assert counts_as == [row[4] for row in ASKED]


def test_each_domain_stands_as_the_page_says(card: Scorecard) -> None:
    table = rows("domain", "at least", "at most", "shown", "standing")
    assert [(d.domain.title, d.low, d.high, shown(d), words.standing(d.standing)) for d in card.domains] == [
        (title, last(low), last(high), percents, standing) for title, low, high, percents, standing in table
    ]


def test_the_whole_stands_as_the_page_says(card: Scorecard) -> None:
    table = {what: result for what, result in rows("what", "result")}  # noqa: C416 - mypy cannot see that a row is a pair
    assert table.pop("standing") == words.standing(card.standing)
    assert table.pop("red lines") == words.red_line_headline(card)
    assert (last(table.pop("at least")), last(table.pop("at most"))) == (card.low, card.high)
    assert table.pop("shown") == shown(card)
    assert table.pop("counts") == words.counts(card.counts)
    assert not table
    assert f"At least {percent(card.low)} % sounds well." in PAGE


def test_the_gaps_come_in_the_order_of_the_page(card: Scorecard) -> None:
    found = [
        (g.reading.criterion.id, f"{g.priority.number} {g.priority.label}", g.due.isoformat()) for g in find(card, DAY)
    ]
    assert found == [row[:3] for row in rows("gap", "priority", "due", "why here")]


def test_the_projection_is_that_of_the_page(example: Standard, sheet: AnswerSheet, card: Scorecard) -> None:
    plan = assemble(example, find(card, DAY), (), DAY)
    for by, standing, low, whole in rows("by", "standing", "at least", "shown"):
        ahead = project(example, sheet, plan, date.fromisoformat(by))
        assert (words.standing(ahead.standing), ahead.low, str(percent(ahead.low))) == (standing, last(low), whole)


def test_the_page_names_every_standing_from_the_worst_to_the_best() -> None:
    assert [row[0] for row in rows("standing", "when")] == [words.standing(s) for s in WORST_FIRST]


def test_the_page_names_the_priorities_and_days_of_the_real_standard(real: Standard) -> None:
    table = [(row[0], row[2]) for row in rows("priority", "which", "days")]
    assert table == [(f"{p.number} {p.label}", str(p.days)) for p in real.priorities]
    # The made-up standard of the example uses the same.
    assert [(p.number, p.days) for p in PRIORITIES] == [(p.number, p.days) for p in real.priorities]


def test_the_page_names_the_levels_of_the_real_standard(real: Standard) -> None:
    table = rows("level", "meaning")
    assert [int(row[0]) for row in table] == [word.level for word in real.levels]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(125, 1000), "12.5 is shown as 13"),
        (Fraction(996, 1000), "99.6 is shown as 99"),
        (Fraction(4, 1000), "0.4 as 1"),
    ],
)
def test_the_rounding_is_that_of_the_page(share: Fraction, said: str) -> None:
    assert said in " ".join(PAGE.split())
    assert said.endswith(f" {percent(share)}")
