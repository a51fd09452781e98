"""The action plan: what the gaps ask for, with what people decided laid over it.

Nothing drafted is ever stored. A stored action holds only what a person chose; every place left ``None``
is filled from the gap and the standard when the plan is put together. So the plan keeps in step with the
answers by itself, and no edit can be overwritten (design section 6).
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from audit.core.answers import Answer, AnswerSheet, Evidence, is_long_enough
from audit.core.gaps import Gap
from audit.core.scoring import Reading, Scorecard, State, rescore, score
from audit.core.standard import TOP_LEVEL, Priority, Standard

# The title a projected document carries; it never leaves a projection.
PROJECTED = "projected"
_PROVEN = Answer(level=TOP_LEVEL, evidence=(Evidence(PROJECTED),))


class Purpose(StrEnum):
    """What a drafted action asks for."""

    REPAIR = "repair"
    FIND_OUT = "find out"
    NAME_DOCUMENT = "name document"
    OWN = "own"


class Progress(StrEnum):
    """How far an action is."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    DONE = "done"
    WILL_NOT_DO = "will not do"


class Effort(StrEnum):
    """How much work an action is thought to be."""

    UNKNOWN = ""
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAction:
    """What people decided about one action.

    ``key`` is the id of the criterion whose gap drafted it, or an id of its own for an action somebody added.
    ``criteria`` are the ids it closes. ``None`` in ``text``, ``due`` or ``interim`` means "as drafted".
    ``reason`` says why it will not be done; ``outside`` why it is outside our control (the gap stays open).
    """

    key: str
    criteria: tuple[str, ...]
    text: str | None = None
    interim: str | None = None
    interim_done: bool = False
    owner: str = ""
    due: date | None = None
    progress: Progress = Progress.NOT_STARTED
    reason: str = ""
    outside: str = ""
    evidence: str = ""
    effort: Effort = Effort.UNKNOWN
    cost: str = ""
    needs_support: bool = False
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """One action as the plan shows it.

    ``gaps`` are the gaps it would close, in the order of the plan; empty when they are closed already.
    ``text`` is ``None`` where words of the program, not of the standard, say what to do (see ``purpose``).
    ``interim`` is ``None`` unless an open red line is among its gaps; ``priority`` is ``None`` without a gap.
    """

    saved: SavedAction
    purpose: Purpose
    gaps: tuple[Gap, ...]
    text: str | None
    interim: str | None
    interim_due: date | None
    due: date | None
    priority: Priority | None

    @property
    def is_waiting(self) -> bool:
        """Whether there is still something to do: not done, not dropped."""
        return self.saved.progress not in {Progress.DONE, Progress.WILL_NOT_DO}

    @property
    def is_expected(self) -> bool:
        """Whether somebody still means to do it: it waits, and nothing outside the programme's control stops it."""
        return self.is_waiting and not self.saved.outside

    @property
    def is_for_red_line(self) -> bool:
        """Whether a red line that is not held is among its gaps."""
        return any(g.reading.criterion.is_red_line for g in self.gaps)

    @property
    def exceeds(self) -> Priority | None:
        """The priority of a red line whose days the action goes beyond, since a person moved its date so far.

        ``None`` where it keeps to the days the standard asks for, is done, will not be done or is about no red line.
        """
        due = self.saved.due
        if due is None or not self.is_waiting:
            return None
        asked = next((g for g in self.gaps if g.reading.criterion.is_red_line), None)
        return asked.priority if asked and due > asked.due else None

    def is_late(self, today: date) -> bool:
        """Whether the action, or the step that protects people meanwhile, is overdue."""
        return self.is_overdue(today) or self.is_interim_overdue(today)

    def is_overdue(self, today: date) -> bool:
        """Whether the action waits and its date lies before ``today``."""
        return self.is_waiting and self.due is not None and self.due < today

    def is_interim_overdue(self, today: date) -> bool:
        """Whether the step that protects people meanwhile is not taken and its date lies before ``today``."""
        return self.interim_due is not None and not self.saved.interim_done and self.interim_due < today


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many actions are overdue on a day, and how many of these are for red lines that are not held."""

    actions: int
    red_lines: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan: what is to be done in its order, and what somebody worked on whose gap is closed."""

    actions: tuple[Action, ...]
    settled: tuple[Action, ...]

    def overdue(self, today: date) -> Overdue:
        """Count what is overdue; nothing is where the gap is closed already."""
        late = [a for a in self.actions if a.is_late(today)]
        return Overdue(len(late), sum(a.is_for_red_line for a in late))


def assemble(standard: Standard, gaps: Iterable[Gap], saved: Iterable[SavedAction], on: date) -> Plan:
    """Lay what people decided over what the gaps ask for.

    Args:
        standard: the edition of the audit.
        gaps: from ``gaps.find``, in order.
        saved: the stored actions of the audit.
        on: the audit's date; interim steps are due at once.
    """
    waiting = {g.reading.criterion.id: g for g in gaps}
    stored = tuple(saved)
    covered = {name for action in stored for name in _closes(action)}
    drafted = [_draft(name) for name in waiting if name not in covered]
    actions = [_action(standard, a, waiting, on) for a in (*stored, *drafted)]
    place = {name: number for number, name in enumerate(waiting)}
    ordered = sorted((a for a in actions if a.gaps or a.purpose is Purpose.OWN), key=lambda a: _rank(a, place))
    settled = tuple(a for a in actions if not a.gaps and a.purpose is not Purpose.OWN)
    return Plan(tuple(ordered), settled)


@lru_cache(maxsize=1024)
def _draft(key: str) -> SavedAction:
    """Return what is stored of an action nobody touched: nothing but its key. A plan has a hundred of them."""
    return SavedAction(key=key, criteria=(key,))


def own_action(key: str) -> Action:
    """Return an empty action that somebody is about to add under a key of its own."""
    saved = SavedAction(key=key, criteria=())
    return Action(saved, Purpose.OWN, (), None, None, None, None, None)


def project(standard: Standard, sheet: AnswerSheet, plan: Plan, by: date) -> Scorecard:
    """Return the scorecard if every action due by a date brings its criteria to a proven 3, and nothing else changes.

    Actions that will not be done or are outside the programme's control bring nothing.
    """
    return next(projections(score(standard, sheet), plan, [by]))


def projections(card: Scorecard, plan: Plan, days: Iterable[date]) -> Iterator[Scorecard]:
    """Yield what ``project`` returns for each of several days, each worked out from the one before.

    Args:
        card: the result of the audit as it stands.
        plan: its plan.
        days: in order, the earliest first.
    """
    waiting = [a for a in plan.actions if a.due is not None and _counts_on(a.saved)]
    for day in days:
        reached = [g.reading for a in waiting if a.due is not None and a.due <= day for g in a.gaps]
        waiting = [a for a in waiting if a.due is not None and a.due > day]
        card = rescore(card, {r.criterion.id: _proven(r) for r in reached})
        yield card


def _proven(reading: Reading) -> Reading:
    """Return the reading of a proven 3, which is held whatever the criterion."""
    return Reading(reading.criterion, _PROVEN, State.HELD, TOP_LEVEL, TOP_LEVEL)


def purpose_of(gap: Gap) -> Purpose:
    """Return what the draft for this gap asks for: to find out, to name the document, or to repair."""
    if gap.reading.is_unknown:
        return Purpose.FIND_OUT
    return Purpose.NAME_DOCUMENT if gap.reading.state is State.UNPROVEN else Purpose.REPAIR


def _counts_on(saved: SavedAction) -> bool:
    return saved.progress is not Progress.WILL_NOT_DO and not saved.outside


def _action(standard: Standard, saved: SavedAction, waiting: Mapping[str, Gap], on: date) -> Action:
    closes = _closes(saved)
    # In the order of the gaps; most actions close one, and looking through all for each would be half the work.
    names = closes if len(closes) == 1 else [name for name in waiting if name in closes]
    gaps = tuple(waiting[name] for name in names if name in waiting)
    first = gaps[0] if gaps else None
    purpose = _purpose(standard, saved, first)
    return Action(
        saved=saved,
        purpose=purpose,
        gaps=gaps,
        text=saved.text if saved.text is not None else _drafted_text(standard, saved, purpose, gaps),
        interim=_interim(saved, gaps),
        interim_due=on if _interim(saved, gaps) is not None else None,
        due=saved.due or (first.due if first else None),
        priority=first.priority if first else None,
    )


def _closes(saved: SavedAction) -> frozenset[str]:
    """Return the criteria an action closes: always the one that drafted it, or two actions would bear its key."""
    return frozenset((saved.key, *saved.criteria))


def _purpose(standard: Standard, saved: SavedAction, first: Gap | None) -> Purpose:
    if not standard.has(saved.key):
        return Purpose.OWN
    return purpose_of(first) if first else Purpose.REPAIR


def _drafted_text(standard: Standard, saved: SavedAction, purpose: Purpose, gaps: tuple[Gap, ...]) -> str | None:
    if purpose is not Purpose.REPAIR:
        return None
    repairs = [g.reading.criterion.action for g in gaps if purpose_of(g) is Purpose.REPAIR]
    return " ".join(repairs) or standard.criterion(saved.key).action


def _interim(saved: SavedAction, gaps: tuple[Gap, ...]) -> str | None:
    steps = [g.reading.criterion.interim for g in gaps if needs_interim(g)]
    if not steps:
        return None
    return own_interim(saved) or " ".join(steps)


def own_interim(saved: SavedAction) -> str:
    """Return the step somebody wrote in the place of the standard's; "" where it says too little to protect anybody."""
    return saved.interim if saved.interim is not None and is_long_enough(saved.interim) else ""


def keep_taken(shown: Action, changed: Action) -> SavedAction:
    """Return what was decided about an action; its step is taken only where it protects against no more than before.

    One tick may stand for several red lines. Whoever set it knew those the page showed; one that joins them later has
    a step of its own, which nobody has taken yet.

    Args:
        shown: the action as the page showed it.
        changed: the same action as the plan would show it from now on.
    """
    is_known = _unprotected(changed) <= _unprotected(shown)
    return changed.saved if is_known else replace(changed.saved, interim_done=False)


def stays_taken(levels: Sequence[int | None]) -> bool:
    """Whether a step that was taken can still be: what it protects against has been open ever since.

    Args:
        levels: of one criterion, from the answer when the step was said to be taken to that of now, which is open.
            ``None`` where it was unknown or did not apply.
    """
    return all(level is not None and level < TOP_LEVEL for level in levels)


def _unprotected(action: Action) -> set[str]:
    return {gap.reading.criterion.id for gap in action.gaps if needs_interim(gap)}


def needs_interim(gap: Gap) -> bool:
    """Whether people must be protected at once: the gap is an open red line (design section 6)."""
    return gap.reading.criterion.is_red_line and gap.reading.state is State.OPEN


def _rank(action: Action, place: Mapping[str, int]) -> tuple[int, date, int]:
    number = action.priority.number if action.priority else sys.maxsize
    first = min((place[g.reading.criterion.id] for g in action.gaps), default=len(place))
    return number, action.due or date.max, first
