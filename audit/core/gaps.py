"""Gaps: every criterion that applies and is unknown or short of a proven 3, ordered by risk to women and children."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from audit.core.scoring import MUST_MINIMUM, Reading, Scorecard, State
from audit.core.standard import TOP_LEVEL, Kind, Priority, Standard


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: the criterion as it was read, how urgent it is and when it is due."""

    reading: Reading
    priority: Priority
    due: date


def find(card: Scorecard, on: date) -> tuple[Gap, ...]:
    """Return the gaps of a scorecard in the order in which they should be mended (design section 6).

    Args:
        card: the result of the audit.
        on: the audit's date; days until due count from it.
    """
    gaps = [_gap(card.standard, r, on) for r in card.readings if is_gap(r)]
    return tuple(sorted(gaps, key=lambda g: _rank(card.standard, g)))


def is_gap(reading: Reading) -> bool:
    """Whether this criterion applies and is unknown or below a proven 3."""
    return reading.applies and reading.effective_level != TOP_LEVEL


def by_priority(gaps: Iterable[Gap], standard: Standard) -> tuple[tuple[Priority, tuple[Gap, ...]], ...]:
    """Return every priority of the standard with its gaps, empty ones included."""
    listed = tuple(gaps)
    return tuple((p, tuple(g for g in listed if g.priority == p)) for p in standard.priorities)


def priority_number(reading: Reading) -> int:
    """Return the number of the priority, 1 to 4 (the table of design section 6)."""
    if reading.criterion.is_red_line:
        return 2 if reading.state is State.UNPROVEN else 1
    short = (reading.effective_level or 0) < MUST_MINIMUM
    if reading.criterion.kind is Kind.MUST:
        return 2 if short else 3
    return 3 if short else 4


def _gap(standard: Standard, reading: Reading, on: date) -> Gap:
    priority = standard.priority(priority_number(reading))
    return Gap(reading, priority, on + timedelta(days=priority.days))


def _rank(standard: Standard, gap: Gap) -> tuple[int, int, int]:
    level = gap.reading.effective_level
    return gap.priority.number, -1 if level is None else level, standard.order[gap.reading.criterion.id]
