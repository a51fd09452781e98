"""The worked examples in tests/worked: worked by hand from the design, recomputed here. Their README explains them."""

import tomllib
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.gaps import Gap, by_priority, find
from audit.core.scoring import Counts, DomainScore, Reading, Scorecard, percent, score
from audit.core.standard import TOP_LEVEL, Scope, Standard

FOLDER = Path(__file__).parents[1] / "worked"
FILES = sorted(FOLDER.glob("*.toml"))
KEYS = {"name", "why", "standard", "scope", "date", "others", "answers", "documents", "expected"}
EXPECTED = {"standing", "score", "low", "high", "percent", "counts", "red_lines", "domains"}
GAPS = ({"gaps"}, {"gaps_by_priority", "first_gaps"})

NONE = "none"
WITH_DOCUMENT = " with a document"
OUTSIDE = "does not apply: "


def read_answer(written: int | str, title: str | None) -> Answer:
    """Read the short notation of an answer; the README of the examples explains it."""
    if isinstance(written, int):
        return Answer(level=written, evidence=(Evidence(title),) if title is not None else ())
    assert title is None, "a document's title belongs to a level"
    if written.endswith(WITH_DOCUMENT):
        return Answer(level=int(written.removesuffix(WITH_DOCUMENT)), evidence=(Evidence("House book, page 2"),))
    if written.startswith(OUTSIDE):
        return Answer(not_applicable=written.removeprefix(OUTSIDE))
    return {"not sure": Answer(not_sure=True), "unanswered": BLANK}[written]


def read_sheet(example: dict[str, Any], standard: Standard) -> AnswerSheet:
    answers, titles = example.get("answers", {}), example.get("documents", {})
    assert all(standard.has(name) for name in answers)
    assert set(titles) <= set(answers)
    written = {c.id: answers.get(c.id, example.get("others", "unanswered")) for c in standard.criteria()}
    given = {name: read_answer(words, titles.get(name)) for name, words in written.items()}
    return AnswerSheet(Scope(example["scope"]), example["date"], given)


def share(value: Fraction | None) -> str:
    return NONE if value is None else str(value)


def written_share(words: str) -> str:
    """Return a fraction in lowest terms, so that 10/12 may be written where it is easier to follow."""
    return NONE if words == NONE else str(Fraction(words))


def shown(card: Scorecard) -> str:
    low, high = percent(card.low), percent(card.high)
    return NONE if low is None else f"{low} to {high}"


def counted(counts: Counts) -> str:
    return (
        f"{counts.answered} answered, {counts.unknown} unknown, {counts.unsure} of these not sure, "
        f"{counts.not_applicable} not applicable"
    )


def line(domain: DomainScore) -> str:
    """Write a domain as the examples do: its standing, then its score or its "at least … to at most …"."""
    if domain.low is None:
        assert (domain.standing, domain.score, domain.high) == (None, None, None)
        return "nothing applies"
    if domain.score is None:
        return f"{domain.standing}, {domain.low} to {domain.high}"
    assert domain.score == domain.low == domain.high
    return f"{domain.standing}, {domain.score}"


def listed(gaps: Iterable[Gap]) -> list[str]:
    return [f"{g.reading.criterion.id}: {g.priority.number} {g.priority.label}, due {g.due}" for g in gaps]


def names(readings: Iterable[Reading], expected: list[str] | int) -> list[str] | int:
    """Return the ids of red lines, or how many there are where the example says just that."""
    found = [r.criterion.id for r in readings]
    return len(found) if isinstance(expected, int) else found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_worked_example(path: Path, standard: Standard, real: Standard) -> None:
    example = tomllib.loads(path.read_text(encoding="utf-8"))
    used = {"bakery": standard, real.id: real}[example["standard"]]
    sheet = read_sheet(example, used)
    card = score(used, sheet)
    expected = example["expected"]
    assert (card.standing or NONE) == expected["standing"]
    assert [share(s) for s in (card.score, card.low, card.high)] == [
        written_share(expected[key]) for key in ("score", "low", "high")
    ]
    assert shown(card) == expected["percent"]
    assert counted(card.counts) == expected["counts"]
    assert {d.domain.id: line(d) for d in card.domains} == expected["domains"]
    for state, wanted in expected["red_lines"].items():
        assert names(getattr(card.red_lines, state), wanted) == wanted
    check_gaps(expected, find(card, sheet.date), used)


def check_gaps(expected: dict[str, Any], found: tuple[Gap, ...], standard: Standard) -> None:
    if "gaps" in expected:
        assert listed(found) == expected["gaps"]
        return
    assert [len(gaps) for _, gaps in by_priority(found, standard)] == expected["gaps_by_priority"]
    assert listed(found)[: len(expected["first_gaps"])] == expected["first_gaps"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_an_example_is_whole_and_shows_its_arithmetic(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    example = tomllib.loads(text)
    assert set(example) <= KEYS
    assert KEYS - {"others", "answers", "documents"} <= set(example)
    assert set(example["expected"]) in [EXPECTED | gaps for gaps in GAPS]
    assert set(example["expected"]["red_lines"]) == {"open", "unproven", "unknown", "held"}
    assert "\n# " in text
    # A level is written as a number; true would pass for 1.
    assert not [
        v
        for v in example.get("answers", {}).values()
        if isinstance(v, bool) or (v not in range(TOP_LEVEL + 1) and not isinstance(v, str))
    ]


def test_the_examples_cover_what_can_happen() -> None:
    examples = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES]
    expected = [e["expected"] for e in examples]
    assert {e["standing"] for e in expected} == {
        "red-line-open",
        "incomplete",
        "below-minimum",
        "minimum-met",
        "good-practice",
    }
    assert {state for e in expected for state, lines in e["red_lines"].items() if lines} == {
        "open",
        "unproven",
        "unknown",
        "held",
    }
    assert {e["scope"] for e in examples} == {"full", "first-pass"}
    assert sum(e["standard"] != "bakery" for e in examples) >= 4
    assert {gap.split(": ")[1][0] for e in expected for gap in e.get("gaps", [])} == {"1", "2", "3", "4"}
    assert len(examples) >= 24
    assert len({e["name"] for e in examples}) == len(examples)
