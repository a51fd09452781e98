"""The result of an audit as plain JSON values, exactly as design section 16 writes it. Numbers are not rounded."""

from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from audit.core.gaps import Gap
from audit.core.scoring import FORMULA, DomainScore, Reading, RedLines, Scorecard


def to_json(card: Scorecard, gaps: Iterable[Gap]) -> dict[str, Any]:
    """Return what ``self-audit score --json`` prints.

    Shares are floats from 0 to 1, and ``None`` where there is nothing to score.
    """
    return {
        "standard": card.standard.id,
        "edition": card.standard.edition,
        "formula": FORMULA,
        "scope": card.scope.value,
        "standing": card.standing and card.standing.value,
        **_shares(card),
        **asdict(card.counts),
        "red_lines": _red_lines(card.red_lines),
        "domains": [_domain(d) for d in card.domains],
        "gaps": [_gap(g) for g in gaps],
    }


def _shares(result: Scorecard | DomainScore) -> dict[str, float | None]:
    return {"score": _number(result.score), "low": _number(result.low), "high": _number(result.high)}


def _number(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _red_lines(lines: RedLines) -> dict[str, list[str] | int]:
    return {
        "open": _ids(lines.open),
        "unproven": _ids(lines.unproven),
        "unknown": _ids(lines.unknown),
        "held": len(lines.held),
    }


def _ids(readings: Iterable[Reading]) -> list[str]:
    return [r.criterion.id for r in readings]


def _domain(result: DomainScore) -> dict[str, Any]:
    return {
        "id": result.domain.id,
        "standing": result.standing and result.standing.value,
        **_shares(result),
        **asdict(result.counts),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    reading = gap.reading
    return {
        "criterion": reading.criterion.id,
        "kind": reading.criterion.kind.value,
        "state": reading.state.value,
        "level": reading.level,
        "effective_level": reading.effective_level,
        "priority": gap.priority.number,
        "label": gap.priority.label,
        "due": gap.due.isoformat(),
    }
