"""The worked examples in tests/worked/comparison and tests/worked/trend: worked by hand, recomputed here."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.core.answers import AnswerSheet
from audit.core.comparison import Apart, Change, compare
from audit.core.programme import Audit
from audit.core.scoring import Scorecard, score
from audit.core.signing import Beginning, State
from audit.core.standard import Scope, Standard
from audit.core.trend import Point, choose, trend
from tests.core.test_worked import read_answer

FOLDER = Path(__file__).parents[1] / "worked"
COMPARISONS = sorted(FOLDER.glob("comparison/*.toml"))
TRENDS = sorted(FOLDER.glob("trend/*.toml"))
RED_LINES = ("red_lines_lost", "red_lines_fallen", "red_lines_gained", "red_lines_taken_out")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def card(standard: Standard, written: dict[str, Any]) -> Scorecard:
    answers = written.get("answers", {})
    assert all(standard.has(name) for name in answers)
    given = {
        c.id: read_answer(answers.get(c.id, written.get("others", "unanswered")), None) for c in standard.criteria()
    }
    return score(standard, AnswerSheet(Scope(written.get("scope", "full")), date(2026, 11, 1), given))


def share(result: Scorecard) -> str:
    return str(result.low) if result.low == result.high else f"{result.low} to {result.high}"


def editions(standard: Standard, differs: dict[str, list[str]]) -> tuple[Standard, Standard]:
    """Return the earlier and the later edition of a standard that differ as an example says."""
    earlier = without(standard, differs.get("new", []))
    later = without(standard, differs.get("gone", []))
    domains = tuple(
        replace(
            d,
            criteria=tuple(
                replace(c, statement=f"{c.statement} Always.") if c.id in differs.get("reworded", []) else c
                for c in d.criteria
            ),
        )
        for d in later.domains
    )
    return earlier, replace(later, edition="2026.1", domains=domains)


def without(standard: Standard, names: list[str]) -> Standard:
    domains = (replace(d, criteria=tuple(c for c in d.criteria if c.id not in names)) for d in standard.domains)
    return replace(standard, domains=tuple(domains))


@pytest.mark.parametrize("path", COMPARISONS, ids=lambda p: p.stem)
def test_a_worked_comparison(path: Path, standard: Standard) -> None:
    example = load(path)
    expected = example["expected"]
    one, other = editions(standard, example.get("later_edition", {}))
    found = compare(card(one, example["before"]), card(other, example["after"]))
    assert (share(found.before), share(found.after)) == (expected.pop("before"), expected.pop("after"))
    for change in Change:
        assert [p.criterion.id for p in found.of(change)] == expected.pop(change.value, []), change
    for why in Apart:
        assert [c.id for c in found.left(why)] == expected.pop(why.value, []), why
    for name in RED_LINES:
        assert [p.criterion.id for p in getattr(found, name)] == expected.pop(name, []), name
    assert expected == {}


@pytest.mark.parametrize("path", TRENDS, ids=lambda p: p.stem)
def test_a_worked_trend(path: Path, standard: Standard) -> None:
    example = load(path)
    expected = example["expected"]
    cards = {a["id"]: card(standard, a) for a in example["audits"]}
    found = trend(choose([read_audit(a) for a in example["audits"]]), cards)
    every = (*found.points, found.draft) if found.draft else found.points
    assert [line(p) for p in found.points] == expected.pop("points")
    assert (line(found.draft) if found.draft else None) == expected.pop("draft", None)
    assert {p.audit.id: list(p.lost) for p in every} == expected.pop("lost")
    assert {p.audit.id: list(p.unsure) for p in every} == expected.pop("not_known_any_more")
    assert {p.audit.id: list(p.gained) for p in every} == expected.pop("gained")
    assert {p.audit.id: list(p.fallen) for p in every if p.fallen} == expected.pop("fallen", {})
    assert {p.audit.id: list(p.out) for p in every if p.out} == expected.pop("taken_out", {})
    assert [a.id for a in found.replaced] == expected.pop("replaced", [])
    assert [p.audit.id for p in every if p.is_joined] == expected.pop("side_by_side")
    assert expected == {}


def read_audit(written: dict[str, Any]) -> Audit:
    return Audit(
        id=written["id"],
        organisation="guild",
        programme="bakery",
        standard="bakery-2025",
        edition="2025.2",
        content_hash="",
        formula=1,
        scope=Scope(written.get("scope", "full")),
        date=written["date"],
        is_test=written.get("is_test", False),
        created=NOON,
        changed=NOON,
        state=State(written["state"]),
        begun_as=Beginning(written.get("begun_as", "new")),
        follows=written.get("follows"),
    )


def line(point: Point) -> str:
    lines = point.card.red_lines
    applying = len(lines.held) + len(lines.not_held)
    return (
        f"{point.audit.id}: {len(lines.held)} held of {applying}, {point.card.standing or 'none'}, {share(point.card)}"
    )


@pytest.mark.parametrize("path", [*COMPARISONS, *TRENDS], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_an_example_says_why_and_shows_its_arithmetic(path: Path) -> None:
    example = load(path)
    assert example["name"]
    assert example["why"].endswith(".")
    assert "\n# " in path.read_text(encoding="utf-8").partition("[expected]")[2]


def test_the_examples_cover_every_change_and_every_reason() -> None:
    said = {word for path in COMPARISONS for word in load(path)["expected"]}
    assert said >= {c.value for c in Change} | {why.value for why in Apart} | set(RED_LINES)
