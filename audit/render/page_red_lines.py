"""Red lines that are not held, in the order a page shows them: what somebody has answered in full, the rest in short.

Early in an audit most red lines are not answered yet. Told one by one, each with its interim step, they would hide
the open ones, which are known to endanger someone. So they follow in a short list, and count as not held all the same.
"""

from collections.abc import Iterable
from itertools import groupby

from audit.core.scoring import Reading, State
from audit.errors import N_
from audit.language import gettext, ngettext
from audit.render.page_parts import DomainLines, RedLine, RedLineGroup

# An open red line at this level is in place, but not in every case (design section 5).
_NOT_EVERY_TIME = 2
_NOT_IN_PLACE = N_("Open, not in place")
_PARTLY = N_("Open, not every time")
# How a red line that is not held may have been answered, most dangerous first.
_ANSWERED = (_NOT_IN_PLACE, _PARTLY, N_("Not sure yet"), N_("No document named"))
_STATES = {State.NOT_SURE: _ANSWERED[2], State.UNPROVEN: _ANSWERED[3]}


def groups(lines: Iterable[tuple[Reading, RedLine]]) -> tuple[RedLineGroup, ...]:
    """Return the red lines that somebody has answered and that are not held, the open ones first.

    Args:
        lines: those that are not held, as they were read and as a page tells them.
    """
    told = [(_how(reading), line) for reading, line in lines]
    by_state = {said: tuple(line for how, line in told if how == said) for said in _ANSWERED}
    return tuple(
        RedLineGroup(title=_counted(gettext(said), len(listed)), lines=listed)
        for said, listed in by_state.items()
        if listed
    )


def unanswered(lines: Iterable[RedLine]) -> tuple[DomainLines, ...]:
    """Return the red lines that nobody has answered yet, by domain, in the order of the standard."""
    left = [line.criterion for line in lines if line.code == State.UNANSWERED]
    return tuple(
        DomainLines(id=domain, title=title, lines=tuple(listed))
        for (domain, title), listed in groupby(left, lambda c: (c.domain, c.domain_title))
    )


def unanswered_title(number: int) -> str:
    """Return the heading of that list; empty where every red line is answered."""
    return _counted(gettext("Not answered yet"), number) if number else ""


def unanswered_words(number: int) -> str:
    """Return what it means that so many red lines are not answered; empty where every one is."""
    if not number:
        return ""
    return ngettext(
        "Nobody has said yet how it stands. It may be open, so it counts as not held. Answer it first.",
        "Nobody has said yet how these %(num)s stand. Any of them may be open, so each counts as not held. "
        "Answer them first.",
        number,
    )


def _how(reading: Reading) -> str:
    if reading.state is State.OPEN:
        return _PARTLY if reading.level == _NOT_EVERY_TIME else _NOT_IN_PLACE
    return _STATES.get(reading.state, "")


def _counted(state: str, count: int) -> str:
    return gettext("%(state)s: %(count)s", state=state, count=count)
