"""The chart "grid": every criterion at once, a row for each domain, so that no average hides one."""

from dataclasses import dataclass
from enum import StrEnum

from audit.core.scoring import DomainScore, Reading, Scorecard, State
from audit.core.standard import LEVELS, TOP_LEVEL
from audit.language import gettext, ngettext
from audit.render import words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import finding, not_held, of_domain, tag

NAME = "grid"

# What stands in a cell without a level.
UNKNOWN = "?"
OUTSIDE = "–"


class Outline(StrEnum):
    """How a cell is outlined."""

    PLAIN = "plain"
    HELD = "red line held"
    OPEN = "red line open"
    UNCLEAR = "red line not known or unproven"


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion as drawn. ``level`` is the effective one; ``None`` where there is none."""

    name: str
    mark: str
    level: int | None = None
    applies: bool = True
    outline: Outline = Outline.PLAIN


@dataclass(frozen=True, slots=True)
class GridRow:
    """One domain as drawn: its title, which red lines are not held, its cells."""

    title: str
    red_lines: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GridPicture(Picture):
    """A row for each domain, and the key: a sample cell beside its words."""

    rows: tuple[GridRow, ...]
    key: tuple[tuple[Cell, str], ...]


def build(card: Scorecard) -> Chart:
    """Make the chart."""
    title = gettext("Every criterion and its level")
    return Chart(
        name=NAME,
        title=title,
        alt=f"{finding(card.red_lines)} {_levels(card)}",
        table=_table(card, title),
        picture=GridPicture(tuple(_row(card, d) for d in card.domains), _key(card)),
        language=tag(),
    )


def _row(card: Scorecard, score: DomainScore) -> GridRow:
    lines = not_held(of_domain(card.red_lines, score))
    return GridRow(score.domain.title, lines, tuple(_cell(r) for r in score.readings))


def _cell(reading: Reading) -> Cell:
    return Cell(
        name=reading.criterion.id,
        mark=_mark(reading),
        level=reading.effective_level,
        applies=reading.applies,
        outline=_outline(reading),
    )


def _mark(reading: Reading) -> str:
    if not reading.applies:
        return OUTSIDE
    if reading.effective_level is None:
        return UNKNOWN
    star = "*" if reading.state is State.UNPROVEN else ""
    return f"{reading.effective_level}{star}"


def _outline(reading: Reading) -> Outline:
    if not reading.criterion.is_red_line or not reading.applies:
        return Outline.PLAIN
    if reading.state is State.HELD:
        return Outline.HELD
    return Outline.OPEN if reading.state is State.OPEN else Outline.UNCLEAR


def _key(card: Scorecard) -> tuple[tuple[Cell, str], ...]:
    labels = [(Cell("", str(word.level), word.level), word.label) for word in card.standard.levels]
    return (
        *labels,
        (Cell("", "2*", TOP_LEVEL - 1), gettext("level 3 without a document, counts as 2")),
        (Cell("", UNKNOWN), gettext("not known")),
        (Cell("", OUTSIDE, applies=False), gettext("does not apply")),
        (Cell("", "1", 1, outline=Outline.OPEN), gettext("red line open")),
        (Cell("", UNKNOWN, outline=Outline.UNCLEAR), gettext("red line not known, or without a document")),
        (Cell("", "3", TOP_LEVEL, outline=Outline.HELD), gettext("red line held")),
    )


def _levels(card: Scorecard) -> str:
    """Return how many criteria are at each level, in one sentence."""
    readings = card.readings
    at = [sum(r.effective_level == level for r in readings) for level in LEVELS]
    parts = [gettext("%(num)s at level %(level)s", num=at[level], level=level) for level in reversed(LEVELS)]
    parts.append(words.not_known(card.counts.unknown))
    outside = card.counts.not_applicable
    parts.append(ngettext("%(num)s does not apply", "%(num)s do not apply", outside))
    listed = words.joined(parts)
    number = len(readings)
    return ngettext("Of %(num)s criterion: %(listed)s.", "Of %(num)s criteria: %(listed)s.", number, listed=listed)


def _table(card: Scorecard, caption: str) -> Table:
    head = (gettext("Criterion"), gettext("Domain"), gettext("Kind"), gettext("Level that counts"), gettext("State"))
    rows = [
        (r.criterion.id, d.domain.title, words.kind(r.criterion.kind), _mark(r), words.state(r))
        for d in card.domains
        for r in d.readings
    ]
    return Table(caption, head, tuple(rows))
