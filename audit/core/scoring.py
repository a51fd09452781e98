"""Formula 1 (design section 5): from answers to a scorecard that no average can make flattering.

Sums are exact fractions; whoever prints them turns them into a float or a percent, once, at the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from audit.core.answers import Answer, AnswerSheet, is_long_enough
from audit.core.standard import TOP_LEVEL, Criterion, Domain, Kind, Scope, Standard

FORMULA = 1
# Below this a must is short of the minimum (design section 5, standing).
MUST_MINIMUM = 2


class State(StrEnum):
    """How a criterion stands."""

    HELD = "held"
    UNPROVEN = "unproven"
    PARTLY = "partly"
    OPEN = "open"
    NOT_SURE = "not sure"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not applicable"


UNKNOWN = frozenset({State.NOT_SURE, State.UNANSWERED})


class Standing(StrEnum):
    """What an audit reaches in words, worst first."""

    RED_LINE_OPEN = "red-line-open"
    INCOMPLETE = "incomplete"
    BELOW_MINIMUM = "below-minimum"
    MINIMUM_MET = "minimum-met"
    GOOD_PRACTICE = "good-practice"


WORST_FIRST = tuple(Standing)


@dataclass(frozen=True, slots=True)
class Reading:
    """One criterion beside its answer, read by the rules. Levels are ``None`` for an unknown."""

    criterion: Criterion
    answer: Answer
    state: State
    level: int | None
    effective_level: int | None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has yet said how it stands."""
        return self.state in UNKNOWN

    @property
    def applies(self) -> bool:
        """Whether it counts: everything but "does not apply"."""
        return self.state is not State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Counts:
    """How many criteria are answered with a level, unknown, of these not sure, and not applicable."""

    answered: int
    unknown: int
    unsure: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class DomainScore:
    """One domain's result. Shares run from 0 to 1; ``None`` means "nothing to score", never zero.

    ``score`` is ``None`` also while anything is unknown; ``low`` and ``high`` then say at least and at most.
    """

    domain: Domain
    readings: tuple[Reading, ...]
    counts: Counts
    standing: Standing | None
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class RedLines:
    """The red lines that apply, in the order of the standard, by how they stand."""

    open: tuple[Reading, ...]
    unproven: tuple[Reading, ...]
    unknown: tuple[Reading, ...]
    held: tuple[Reading, ...]

    @property
    def not_held(self) -> tuple[Reading, ...]:
        """Open first, then unknown, then unproven: the order in which they may endanger someone."""
        return self.open + self.unknown + self.unproven


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The result of one audit by formula 1. Shares as in :class:`DomainScore`."""

    standard: Standard
    scope: Scope
    domains: tuple[DomainScore, ...]
    counts: Counts
    red_lines: RedLines
    standing: Standing | None
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every criterion in scope, read, in the order of the standard."""
        return tuple(r for d in self.domains for r in d.readings)


def read(criterion: Criterion, answer: Answer) -> Reading:
    """Read one answer by the rules of design sections 5 and 16."""
    effective = answer.effective_level
    return Reading(criterion, answer, _state(criterion, answer, effective), answer.level, effective)


def score(standard: Standard, sheet: AnswerSheet) -> Scorecard:
    """Score an answer sheet by formula 1; answers outside its scope do not count."""
    return _scorecard(standard, sheet.scope, tuple(_score_domain(d, sheet) for d in standard.domains))


def rescore(card: Scorecard, changed: Mapping[str, Reading]) -> Scorecard:
    """Score an audit again with some criteria read otherwise; what did not change is not worked out anew.

    Args:
        card: from ``score``.
        changed: the other readings by the ids of their criteria; those out of scope do not count.
    """
    return _scorecard(card.standard, card.scope, tuple(_rescored(d, card.scope, changed) for d in card.domains))


def _scorecard(standard: Standard, scope: Scope, domains: tuple[DomainScore, ...]) -> Scorecard:
    scored = [d for d in domains if d.low is not None]
    return Scorecard(
        standard=standard,
        scope=scope,
        domains=domains,
        counts=_added(d.counts for d in domains),
        red_lines=_red_lines(r for d in domains for r in d.readings),
        standing=min((d.standing for d in scored if d.standing), key=WORST_FIRST.index, default=None),
        score=_mean([d.score for d in scored]),
        low=_mean([d.low for d in scored]),
        high=_mean([d.high for d in scored]),
    )


def percent(share: Fraction | None) -> int | None:
    """Return a share as a whole percent, halves up; 100 only for exactly 1 and 0 only for exactly 0.

    ``None`` stays ``None``.
    """
    if share is None:
        return None
    if share in (0, 1):
        return int(share) * 100
    return min(max(int(share * 100 + Fraction(1, 2)), 1), 99)


def _state(criterion: Criterion, answer: Answer, effective: int | None) -> State:
    if _is_excused(criterion, answer):
        return State.NOT_APPLICABLE
    if answer.level is None:
        return State.NOT_SURE if answer.not_sure else State.UNANSWERED
    if answer.level == TOP_LEVEL:
        return State.HELD if effective == TOP_LEVEL else State.UNPROVEN
    if criterion.is_red_line or answer.level < MUST_MINIMUM:
        return State.OPEN
    return State.PARTLY


def _is_excused(criterion: Criterion, answer: Answer) -> bool:
    """Whether "does not apply" holds; where the standard does not allow it, or without a reason, nobody has answered.

    Forms and files refuse such an answer. It is looked at here again, so that no red line can leave the sums by it.
    """
    return criterion.may_not_apply and answer.not_applicable is not None and is_long_enough(answer.not_applicable)


def _score_domain(domain: Domain, sheet: AnswerSheet) -> DomainScore:
    readings = tuple(read(c, sheet.answer(c.id)) for c in domain.in_scope(sheet.scope))
    return _domain_score(domain, readings, sheet.scope)


def _rescored(before: DomainScore, scope: Scope, changed: Mapping[str, Reading]) -> DomainScore:
    if not any(r.criterion.id in changed for r in before.readings):
        return before
    readings = tuple(changed.get(r.criterion.id, r) for r in before.readings)
    return _domain_score(before.domain, readings, scope)


def _domain_score(domain: Domain, readings: tuple[Reading, ...], scope: Scope) -> DomainScore:
    counts, counting = _count(readings), applying(readings)
    low, high = _bounds(counting, counts.unknown)
    return DomainScore(
        domain=domain,
        readings=readings,
        counts=counts,
        standing=_standing(counting, scope, counts.unknown),
        score=None if counts.unknown else low,
        low=low,
        high=high,
    )


def applying(readings: Iterable[Reading]) -> list[Reading]:
    """Leave out what does not apply. This is the one place where "not applicable" leaves the sums."""
    return [r for r in readings if r.applies]


def _bounds(readings: list[Reading], unknown: int) -> tuple[Fraction | None, Fraction | None]:
    if not readings:
        return None, None
    earned = sum(r.effective_level or 0 for r in readings)
    most = len(readings) * TOP_LEVEL
    return Fraction(earned, most), Fraction(earned + unknown * TOP_LEVEL, most)


def _mean(shares: list[Fraction | None]) -> Fraction | None:
    known = [s for s in shares if s is not None]
    if not known or len(known) < len(shares):
        return None
    # One sum of whole numbers: adding fractions one by one takes five times as long.
    common = lcm(*(s.denominator for s in known))
    return Fraction(sum(s.numerator * (common // s.denominator) for s in known), common * len(known))


def _count(readings: Iterable[Reading]) -> Counts:
    states = [r.state for r in readings]
    unsure = states.count(State.NOT_SURE)
    unknown = unsure + states.count(State.UNANSWERED)
    outside = states.count(State.NOT_APPLICABLE)
    return Counts(len(states) - unknown - outside, unknown, unsure, outside)


def _added(counts: Iterable[Counts]) -> Counts:
    each = list(counts)
    return Counts(
        answered=sum(c.answered for c in each),
        unknown=sum(c.unknown for c in each),
        unsure=sum(c.unsure for c in each),
        not_applicable=sum(c.not_applicable for c in each),
    )


def _red_lines(readings: Iterable[Reading]) -> RedLines:
    lines = applying(r for r in readings if r.criterion.is_red_line)
    return RedLines(
        open=tuple(r for r in lines if r.state is State.OPEN),
        unproven=tuple(r for r in lines if r.state is State.UNPROVEN),
        unknown=tuple(r for r in lines if r.is_unknown),
        held=tuple(r for r in lines if r.state is State.HELD),
    )


def _standing(readings: list[Reading], scope: Scope, unknown: int) -> Standing | None:
    if not readings:
        return None
    if any(r.criterion.is_red_line and (r.is_unknown or r.state is State.OPEN) for r in readings):
        return Standing.RED_LINE_OPEN
    if unknown:
        return Standing.INCOMPLETE
    if any(_is_below_minimum(r) for r in readings):
        return Standing.BELOW_MINIMUM
    if scope is Scope.FULL and all(_is_good_practice(r) for r in readings):
        return Standing.GOOD_PRACTICE
    return Standing.MINIMUM_MET


def _is_below_minimum(reading: Reading) -> bool:
    if reading.criterion.is_red_line:
        return reading.state is State.UNPROVEN
    return reading.criterion.kind is Kind.MUST and (reading.effective_level or 0) < MUST_MINIMUM


def _is_good_practice(reading: Reading) -> bool:
    needed = MUST_MINIMUM if reading.criterion.kind is Kind.SHOULD else TOP_LEVEL
    return (reading.effective_level or 0) >= needed
