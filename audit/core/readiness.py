"""What stops an audit from being signed, and what weakens it (design section 7).

A signature must not claim more than was answered: a red line nobody has given a level, or an open one without a step
that protects people meanwhile, stops it. What is knowingly not known may be signed: it is said, and weighs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audit.core.doubts import Doubt
from audit.core.plan import Plan
from audit.core.scoring import Reading, Scorecard, State


class Matter(StrEnum):
    """What a point is about; the first three stop a signature."""

    RED_LINE_UNKNOWN = "red-line-unknown"
    NO_INTERIM = "no-interim"
    NOT_SAID = "not-said"
    NOT_SURE = "not-sure"
    UNPROVEN = "unproven"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that stops or weakens, with the ids of the criteria it is about, in the order of the standard."""

    matter: Matter
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stops a signature and what weakens it; a point that is about nothing is left out.

    ``doubts`` are those that the point ``DOUBT`` counts.
    """

    stops: tuple[Point, ...]
    weakens: tuple[Point, ...]
    doubts: tuple[Doubt, ...]

    @property
    def can_be_signed(self) -> bool:
        """Whether nothing stops it."""
        return not self.stops


def readiness(card: Scorecard, plan: Plan, doubts: Iterable[Doubt] = ()) -> Readiness:
    """Return what stops and what weakens the signature of an audit.

    Args:
        card: the result of its answers.
        plan: its plan, with what people decided; an open red line needs its interim step marked as taken there.
        doubts: the pairs of answers that hardly go together.
    """
    protected = {g.reading.criterion.id for a in plan.actions if a.saved.interim_done for g in a.gaps}
    unknown = card.red_lines.unknown
    others = [r for r in card.readings if not r.criterion.is_red_line]
    found = tuple(doubts)
    stops = (
        _point(Matter.RED_LINE_UNKNOWN, unknown),
        _point(Matter.NO_INTERIM, (r for r in card.red_lines.open if r.criterion.id not in protected)),
        _point(Matter.NOT_SAID, (r for r in others if r.state is State.UNANSWERED)),
    )
    weakens = (
        _point(Matter.NOT_SURE, (r for r in others if r.state is State.NOT_SURE)),
        _point(Matter.UNPROVEN, (r for r in card.readings if r.state is State.UNPROVEN)),
        Point(Matter.DOUBT, tuple(dict.fromkeys(doubt.check.when.criterion for doubt in found))),
    )
    return Readiness(_kept(stops), _kept(weakens), found)


def _kept(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(point for point in points if point.criteria)


def _point(matter: Matter, readings: Iterable[Reading]) -> Point:
    return Point(matter, tuple(reading.criterion.id for reading in readings))
