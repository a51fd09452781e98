"""From one edition of a standard to the next: what changed, what to answer again, and what that does to an audit.

A dry run changes nothing: it takes the answers whose criteria are unchanged, leaves the others open, and scores them by
the new edition (design section 7).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.core.answers import AnswerSheet
from audit.core.comparison import check_alike
from audit.core.scoring import Reading, Scorecard, score
from audit.core.standard import Criterion, Standard


class Fate(StrEnum):
    """What became of a criterion in a new edition. ``REWEIGHED`` asks the same as another kind."""

    NEW = "new"
    REWORDED = "reworded"
    REWEIGHED = "reweighed"
    GONE = "gone"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion on its way: as it was (``None`` for a new one) and as it is (``None`` for one that is gone)."""

    fate: Fate
    old: Criterion | None
    new: Criterion | None

    @property
    def criterion(self) -> Criterion:
        """The criterion as the new edition has it, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a step has one of the two; see ``steps``
        return found


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a new edition does to an audit: its result, and what it would be with the answers that may be kept.

    ``again`` are the criteria somebody has to answer: new, reworded, asked for the first time, or said not to apply
    where that may no longer be said. ``kept`` counts the answers that stay.
    """

    before: Scorecard
    after: Scorecard
    again: tuple[Criterion, ...]
    kept: int


def steps(old: Standard, new: Standard) -> tuple[Step, ...]:
    """Say what became of every criterion: first those of the new edition in its order, then those that are gone.

    Raises:
        UnlikeStandardsError: these are different standards, not editions of one.
    """
    check_alike(old, new)
    there = [_step(old.criterion(c.id) if old.has(c.id) else None, c) for c in new.criteria()]
    return (*there, *(Step(Fate.GONE, c, None) for c in old.criteria() if not new.has(c.id)))


def carried(old: Standard, new: Standard, sheet: AnswerSheet) -> AnswerSheet:
    """Return the answers that stay answers in the new edition.

    Raises:
        UnlikeStandardsError: these are different standards, not editions of one.
    """
    stays = (s.criterion.id for s in steps(old, new) if s.fate in {Fate.UNCHANGED, Fate.REWEIGHED})
    return replace(sheet, answers={name: sheet.answers[name] for name in stays if name in sheet.answers})


def dry_run(old: Standard, new: Standard, sheet: AnswerSheet) -> DryRun:
    """Try a new edition on an audit, without changing anything.

    Raises:
        UnlikeStandardsError: these are different standards, not editions of one.
    """
    before, after = score(old, sheet), score(new, carried(old, new, sheet))
    again = tuple(_again(before, after.readings))
    kept = sum(r.answer.is_given for r in after.readings) - sum(r.answer.is_given for r in again)
    return DryRun(before, after, tuple(r.criterion for r in again), kept)


def _step(old: Criterion | None, new: Criterion) -> Step:
    if old is None:
        return Step(Fate.NEW, None, new)
    if not new.asks_the_same(old):
        return Step(Fate.REWORDED, old, new)
    return Step(Fate.UNCHANGED if new.kind is old.kind else Fate.REWEIGHED, old, new)


def _again(before: Scorecard, readings: tuple[Reading, ...]) -> Iterable[Reading]:
    """Yield what is not known by the new edition and was not already unknown by the old one."""
    then = {r.criterion.id: r for r in before.readings}
    for reading in (r for r in readings if r.is_unknown):
        last = then.get(reading.criterion.id)
        if last is None or not last.is_unknown or not reading.criterion.asks_the_same(last.criterion):
            yield reading
