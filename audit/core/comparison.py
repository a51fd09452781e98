"""Two audits side by side, criterion by criterion: better, same, worse, or not to be told (design section 7).

Only what both asked in the same words is compared. An unknown is never "same" and never "worse": it has words of its
own. What cannot be compared is listed with the reason, so that nobody takes a part for the whole.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from audit.core.answers import AnswerSheet
from audit.core.scoring import Reading, Scorecard, State, score
from audit.core.standard import Criterion, Domain, Scope, Standard
from audit.errors import N_, AuditError


class UnlikeStandardsError(AuditError):
    """Two audits by different standards were to be compared."""

    sentence = N_(
        "These two audits ask different things: one is by “%(one)s”, the other by “%(other)s”. They cannot be compared."
    )


class Change(StrEnum):
    """What became of one criterion, in the order in which it should be looked at."""

    WORSE = "worse"
    NEWLY_UNKNOWN = "newly-unknown"
    NO_LONGER_APPLIES = "no-longer-applies"
    STILL_UNKNOWN = "still-unknown"
    NEWLY_KNOWN = "newly-known"
    APPLIES_NOW = "applies-now"
    BETTER = "better"
    SAME = "same"
    OUTSIDE = "outside"


class Apart(StrEnum):
    """Why a criterion is not compared."""

    ASKED_BEFORE = "asked-before"
    ASKED_AFTER = "asked-after"
    REWORDED = "reworded"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair:
    """One criterion in both audits, as each read it by its own edition."""

    before: Reading
    after: Reading
    change: Change

    @property
    def criterion(self) -> Criterion:
        """The criterion in the words of the later audit; they are the same in both."""
        return self.after.criterion

    @property
    def is_red_line(self) -> bool:
        """Whether either edition has it as a red line."""
        return self.before.criterion.is_red_line or self.after.criterion.is_red_line


@dataclass(frozen=True, slots=True)
class Left:
    """A criterion that is not compared, and why. It is the later edition's wherever that has it."""

    criterion: Criterion
    why: Apart


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two audits compared. ``before`` and ``after`` are scored over what is compared, and nothing else.

    ``pairs`` stand in the order of the later edition, ``apart`` by reason and in the order of their edition.
    """

    before: Scorecard
    after: Scorecard
    pairs: tuple[Pair, ...]
    apart: tuple[Left, ...]

    @property
    def is_whole(self) -> bool:
        """Whether both asked exactly the same, so that nothing was left out."""
        return not self.apart

    @property
    def red_lines_lost(self) -> tuple[Pair, ...]:
        """Red lines held then that are not held now: open, without a document, or not known."""
        return tuple(p for p in self._red_lines() if _held(p.before) and p.after.applies and not _held(p.after))

    @property
    def red_lines_fallen(self) -> tuple[Pair, ...]:
        """Red lines that were not held then and are worse, or not known any more: further from held than they were."""
        falling = {Change.WORSE, Change.NEWLY_UNKNOWN}
        return tuple(p for p in self._red_lines() if p.change in falling and not _held(p.before))

    @property
    def red_lines_gained(self) -> tuple[Pair, ...]:
        """Red lines held now that were not held then."""
        return tuple(p for p in self._red_lines() if p.before.applies and not _held(p.before) and _held(p.after))

    @property
    def red_lines_taken_out(self) -> tuple[Pair, ...]:
        """Red lines that counted then and are said not to apply now."""
        return tuple(p for p in self._red_lines() if p.change is Change.NO_LONGER_APPLIES)

    def of(self, change: Change) -> tuple[Pair, ...]:
        """Return the pairs with this change."""
        return tuple(p for p in self.pairs if p.change is change)

    def left(self, why: Apart) -> tuple[Criterion, ...]:
        """Return the criteria that are not compared for this reason."""
        return tuple(left.criterion for left in self.apart if left.why is why)

    def counts(self, names: Iterable[str] | None = None) -> dict[Change, int]:
        """Count every change, of all pairs or of those with these ids; what does not occur is 0."""
        wanted = None if names is None else set(names)
        found = Counter(p.change for p in self.pairs if wanted is None or p.criterion.id in wanted)
        return {change: found[change] for change in Change}

    def _red_lines(self) -> tuple[Pair, ...]:
        return tuple(p for p in self.pairs if p.is_red_line)


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """Compare two audits, the earlier first.

    Raises:
        UnlikeStandardsError: they are by different standards.
    """
    check_alike(before.standard, after.standard)
    earlier = {r.criterion.id: r for r in before.readings}
    later = {r.criterion.id: r for r in after.readings}
    common = {n for n, r in later.items() if n in earlier and r.criterion.asks_the_same(earlier[n].criterion)}
    then = _over(before, after.standard, {n: earlier[n] for n in common})
    now = _over(after, after.standard, {n: later[n] for n in common})
    pairs = tuple(Pair(b, a, change(b, a)) for b, a in zip(then.readings, now.readings, strict=True))
    return Comparison(then, now, pairs, tuple(_apart(before, after, common)))


def check_alike(one: Standard, other: Standard) -> None:
    """Refuse what asks different things.

    Raises:
        UnlikeStandardsError: these are different standards, not editions of one.
    """
    if one.id != other.id:
        raise UnlikeStandardsError(one=one.title, other=other.title)


def change(before: Reading, after: Reading) -> Change:
    """Say what became of one criterion. What is not known, or does not apply, is never better, same or worse."""
    if not after.applies:
        return Change.NO_LONGER_APPLIES if before.applies else Change.OUTSIDE
    if after.is_unknown:
        return Change.STILL_UNKNOWN if before.is_unknown else Change.NEWLY_UNKNOWN
    if before.is_unknown:
        return Change.NEWLY_KNOWN
    if not before.applies:
        return Change.APPLIES_NOW
    return _moved(before, after)


def _moved(before: Reading, after: Reading) -> Change:
    """Compare two levels that count. From 3 without a document to 2 is worse: what was said to be so is not any more.

    The other way round nothing was shown, so it is the same.
    """
    then, now = before.effective_level or 0, after.effective_level or 0
    if now > then:
        return Change.BETTER
    is_less = now < then or (after.level or 0) < (before.level or 0)
    return Change.WORSE if is_less else Change.SAME


def _over(card: Scorecard, layout: Standard, readings: dict[str, Reading]) -> Scorecard:
    """Score only some criteria of an audit, in the domains of the later edition, each in its own edition's words."""
    domains = tuple(d for d in (_narrowed(d, readings) for d in layout.domains) if d.criteria)
    answers = {name: reading.answer for name, reading in readings.items()}
    # Each was asked by its audit, whatever its scope; no date is looked at in scoring.
    return score(replace(card.standard, domains=domains), AnswerSheet(Scope.FULL, date.min, answers))


def _narrowed(domain: Domain, readings: dict[str, Reading]) -> Domain:
    return replace(domain, criteria=tuple(readings[c.id].criterion for c in domain.criteria if c.id in readings))


def _apart(before: Scorecard, after: Scorecard, common: set[str]) -> Iterable[Left]:
    found = [*_of_later(before, after, common), *_of_earlier(before, after, common)]
    return sorted(found, key=lambda left: list(Apart).index(left.why))


def _of_later(before: Scorecard, after: Scorecard, common: set[str]) -> Iterable[Left]:
    """Yield what the later audit asked and the earlier did not ask in these words."""
    for criterion in (r.criterion for r in after.readings if r.criterion.id not in common):
        if not before.standard.has(criterion.id):
            yield Left(criterion, Apart.NEW)
        elif criterion.asks_the_same(before.standard.criterion(criterion.id)):
            yield Left(criterion, Apart.ASKED_AFTER)
        else:
            yield Left(criterion, Apart.REWORDED)


def _of_earlier(before: Scorecard, after: Scorecard, common: set[str]) -> Iterable[Left]:
    """Yield what only the earlier audit asked."""
    asked = {r.criterion.id for r in after.readings}
    for criterion in (r.criterion for r in before.readings if r.criterion.id not in common | asked):
        if not after.standard.has(criterion.id):
            yield Left(criterion, Apart.GONE)
            continue
        kept = after.standard.criterion(criterion.id)
        yield Left(kept, Apart.ASKED_BEFORE if criterion.asks_the_same(kept) else Apart.REWORDED)


def _held(reading: Reading) -> bool:
    return reading.state is State.HELD
