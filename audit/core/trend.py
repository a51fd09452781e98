"""What became of a programme over all its audits: which red lines were held at each (design sections 7 and 10).

Only signed audits make a trend: a draft may still change. The draft in hand is set apart from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.core.beside import NOTHING, Beside
from audit.core.comparison import Change, change
from audit.core.programme import Audit
from audit.core.scoring import Reading, Scorecard, State
from audit.core.signing import Beginning

# These are about the same time as the audit they follow, and take its place.
_REPLACING = frozenset({Beginning.AMENDMENT, Beginning.COMPLETION})
# What takes a red line that was not held further from being held.
_FALLING = frozenset({Change.WORSE, Change.NEWLY_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Choice:
    """Which audits of a programme make its trend.

    ``signed`` are the oldest first. ``draft`` is the newest one not signed, if it is not older than the last signed.
    ``replaced`` are signed ones that a signed amendment or completion took the place of; ``unlike`` are signed by
    another standard.
    """

    signed: tuple[Audit, ...]
    draft: Audit | None
    replaced: tuple[Audit, ...]
    unlike: tuple[Audit, ...]

    @property
    def audits(self) -> tuple[Audit, ...]:
        """Those whose results are needed."""
        return (*self.signed, self.draft) if self.draft else self.signed


@dataclass(frozen=True, slots=True)
class Point:
    """One audit in a trend, and what changed since the one before it.

    ``lost`` are the ids of red lines that were held then and are open or unproven now, ``unsure`` of those not known
    now, ``fallen`` of those that were not held then and are worse or not known any more, ``out`` of those that counted
    then and are said not to apply now, ``gained`` of those held now that were not held then; all among what both asked
    in the same words. ``is_joined`` is whether both asked exactly the same, so that their shares may be set side by
    side. ``beside`` is what others say beside this audit.
    """

    audit: Audit
    card: Scorecard
    lost: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    fallen: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    is_joined: bool = False
    beside: Beside = NOTHING


@dataclass(frozen=True, slots=True)
class Trend:
    """The signed audits of a programme, the oldest first, and the draft set apart from them."""

    points: tuple[Point, ...]
    draft: Point | None
    replaced: tuple[Audit, ...]
    unlike: tuple[Audit, ...]


def choose(audits: Iterable[Audit]) -> Choice:
    """Choose what makes a trend; trial runs never do.

    Args:
        audits: all of a programme, in any order.
    """
    counting = sorted((a for a in audits if not a.is_test), key=lambda a: (a.date, a.created, a.id))
    signed = [a for a in counting if a.is_signed]
    drafts = [a for a in counting if not a.is_signed and (not signed or a.date >= signed[-1].date)]
    gone = {a.follows for a in signed if a.begun_as in _REPLACING}
    standard = (signed or drafts)[-1].standard if signed or drafts else ""
    return Choice(
        signed=tuple(a for a in signed if a.standard == standard and a.id not in gone),
        draft=next((a for a in reversed(drafts) if a.standard == standard), None),
        replaced=tuple(a for a in signed if a.id in gone),
        unlike=tuple(a for a in signed if a.standard != standard and a.id not in gone),
    )


def trend(choice: Choice, cards: Mapping[str, Scorecard], beside: Mapping[str, Beside] | None = None) -> Trend:
    """Follow a programme from audit to audit.

    Args:
        choice: from ``choose``.
        cards: the results of its audits, by their ids.
        beside: what others say beside them, by their ids; one that is left out has nothing beside it.
    """
    said = beside or {}
    points: list[Point] = []
    for audit in choice.audits:
        last = points[-1].card if points else None
        points.append(replace(_point(audit, cards[audit.id], last), beside=said.get(audit.id, NOTHING)))
    draft = points.pop() if choice.draft else None
    return Trend(tuple(points), draft, choice.replaced, choice.unlike)


def _point(audit: Audit, card: Scorecard, last: Scorecard | None) -> Point:
    if last is None:
        return Point(audit, card)
    pairs = _red_lines(last, card)
    return Point(
        audit=audit,
        card=card,
        lost=_ids(now for then, now in pairs if _held(then) and now.applies and not now.is_unknown and not _held(now)),
        unsure=_ids(now for then, now in pairs if _held(then) and now.is_unknown),
        fallen=_ids(now for then, now in pairs if not _held(then) and change(then, now) in _FALLING),
        out=_ids(now for then, now in pairs if then.applies and not now.applies),
        gained=_ids(now for then, now in pairs if then.applies and not _held(then) and _held(now)),
        is_joined=_asks_the_same(last, card),
    )


def _red_lines(last: Scorecard, card: Scorecard) -> list[tuple[Reading, Reading]]:
    """Return the red lines that two audits asked in the same words, each as it was then and is now.

    One that an edition made a lesser criterion is among them: what was lost by then is lost all the same.
    """
    before = {r.criterion.id: r for r in last.readings}
    pairs = [(before[r.criterion.id], r) for r in card.readings if r.criterion.id in before]
    lines = [(then, now) for then, now in pairs if then.criterion.is_red_line or now.criterion.is_red_line]
    return [(then, now) for then, now in lines if now.criterion.asks_the_same(then.criterion)]


def _asks_the_same(last: Scorecard, card: Scorecard) -> bool:
    if last.scope is not card.scope:
        return False
    if last.standard is card.standard:
        return True
    before, now = ([r.criterion for r in c.readings] for c in (last, card))
    alike = all(a.asks_the_same(b) and a.kind is b.kind for a, b in zip(before, now, strict=False))
    return len(before) == len(now) and alike


def _held(reading: Reading) -> bool:
    return reading.state is State.HELD


def _ids(readings: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(r.criterion.id for r in readings)
