"""The chart "trend": how many red lines were held at each signed audit of a programme, and what was reached.

Time runs downwards. The draft in hand is set apart below a line: it may still change.
"""

from dataclasses import dataclass

from audit.core.scoring import RedLines, Scorecard
from audit.core.standard import Scope
from audit.core.trend import Point, Trend
from audit.language import format_date, gettext
from audit.render import change_words, words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import reached, tag

NAME = "trend"


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One audit as drawn. ``lines`` count red lines held, without a document, not known and open.

    Shares run from 0 to 1, ``None`` where nothing applies. ``losses`` and ``gains`` say what became of red lines
    since the row above.
    """

    title: str
    scope: str
    headline: str
    reached: str
    counts: str
    lines: tuple[int, int, int, int]
    low: float | None
    high: float | None
    is_signed: bool
    losses: tuple[str, ...]
    gains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrendKey:
    """The words of the key; "" for a mark that does not occur."""

    held: str
    unproven: str
    unknown: str
    opened: str
    here: str
    possible: str


@dataclass(frozen=True, slots=True)
class TrendPicture(Picture):
    """A row for each audit; ``most`` is the longest bar; ``draft`` stands over the row set apart, and the key below."""

    rows: tuple[TrendRow, ...]
    most: int
    draft: str
    key: TrendKey


def build(found: Trend) -> Chart:
    """Make the chart."""
    title = gettext("Red lines held at each audit")
    points = (*found.points, found.draft) if found.draft else found.points
    rows = tuple(_row(p, is_first=not number) for number, p in enumerate(points))
    return Chart(
        name=NAME,
        title=title,
        alt=" ".join(_finding(found)),
        table=_table(points, rows, title),
        picture=TrendPicture(
            rows=rows,
            most=max((sum(row.lines) for row in rows), default=0),
            draft=gettext("Not signed off; it may still change:") if found.draft else "",
            key=_key(rows),
        ),
        language=tag(),
    )


def _row(point: Point, *, is_first: bool) -> TrendRow:
    card = point.card
    lines = card.red_lines
    other = "" if is_first or point.is_joined else gettext("asks other things than the audit before")
    return TrendRow(
        title=format_date(point.audit.date),
        scope=words.joined(part for part in (_scope(card), other) if part),
        headline=words.red_line_headline(card),
        reached=reached(card),
        counts=words.counts(card.counts),
        lines=(len(lines.held), len(lines.unproven), len(lines.unknown), len(lines.open)),
        low=None if card.low is None else float(card.low),
        high=None if card.high is None else float(card.high),
        is_signed=point.audit.is_signed,
        losses=change_words.losses(point),
        gains=change_words.gains(point),
    )


def _scope(card: Scorecard) -> str:
    return gettext("First pass") if card.scope is Scope.FIRST_PASS else gettext("Full audit")


def _key(rows: tuple[TrendRow, ...]) -> TrendKey:
    held, unproven, unknown, opened = (sum(row.lines[n] for row in rows) for n in range(4))
    return TrendKey(
        held=gettext("red lines held") if held else "",
        unproven=gettext("without a document") if unproven else "",
        unknown=gettext("not known") if unknown else "",
        opened=gettext("red lines open") if opened else "",
        here=gettext("reached over all domains, from none to all"),
        possible=gettext("possible once everything is known") if any(r.low != r.high for r in rows) else "",
    )


def _finding(found: Trend) -> list[str]:
    """Say first what happened to the red lines, then what was held at each audit."""
    said = [*_last_change(found.points)]
    if found.points:
        said.append(gettext("Red lines held at signed audits: %(each)s.", each=_each(found.points)))
    else:
        said.append(gettext("No audit is signed off yet."))
    if found.draft:
        values = {"day": format_date(found.draft.audit.date), "held": _held(found.draft.card.red_lines)}
        said.append(gettext("The draft of %(day)s stands apart: %(held)s held.", **values))
        said += [f"{change}." for change in change_words.since(found.draft)]
    return said


def _last_change(points: tuple[Point, ...]) -> list[str]:
    if len(points) < 2:  # noqa: PLR2004 - a change takes two
        return []
    changes = change_words.since(points[-1])
    if not changes:
        return [gettext("Since the signed audit before, no red line was lost and none was gained.")]
    return [gettext("Since the signed audit before: %(changes)s.", changes="; ".join(changes))]


def _each(points: tuple[Point, ...]) -> str:
    values = [{"held": _held(p.card.red_lines), "day": format_date(p.audit.date)} for p in points]
    return words.joined(gettext("%(held)s on %(day)s", **value) for value in values)


def _held(lines: RedLines) -> str:
    return change_words.held_of(lines)


def _table(points: tuple[Point, ...], rows: tuple[TrendRow, ...], caption: str) -> Table:
    head = (
        gettext("Audit"),
        gettext("Scope"),
        gettext("Red lines held"),
        gettext("Red lines"),
        gettext("Since the audit before"),
        gettext("Standing"),
        gettext("Reached"),
        gettext("Edition"),
    )
    return Table(caption, head, tuple(map(_cells, points, rows)))


def _cells(point: Point, row: TrendRow) -> tuple[str, ...]:
    card = point.card
    return (
        change_words.when(point.audit.date, is_signed=point.audit.is_signed),
        _scope(card),
        _held(card.red_lines),
        row.headline,
        "; ".join(row.losses + row.gains) or "–",
        change_words.standing(card, point.beside),
        f"{row.reached} ({row.counts})",
        point.audit.edition,
    )
