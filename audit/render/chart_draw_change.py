"""Draws the chart "change": a bar for each domain, one step long for each criterion, the losses at its left end."""

from dataclasses import dataclass

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_change import ChangePicture, ChangeRow, Fill
from audit.render.chart_draw_pieces import RULE_PEN, Item, Style, key, key_height, piece, sample
from audit.render.chart_type import Type, wrap
from audit.render.palette import INK, INK_SOFT, LEVEL_EDGE, LEVELS, ON_LEVELS, RED, WHITE

_TITLE = Type(15, bold=True)
_SMALL = Type(13.5, colour=INK_SOFT)
_WARNING = Type(13.5, bold=True, colour=RED)
_BAR = 24
_LOST = Pen(RED, RED, 1.5)
_DOTS = Pen(edge=INK_SOFT, width=2)
_STYLES = {
    Fill.WORSE: Style(Pen(INK, INK, 1), WHITE),
    Fill.NEWLY_UNKNOWN: Style(Pen("none", INK, 2.4), dots=_DOTS, is_patterned=True),
    Fill.STILL_UNKNOWN: Style(Pen("none", INK_SOFT, 0.8), dots=_DOTS, is_patterned=True),
    Fill.OUTSIDE: Style(Pen(WHITE, INK_SOFT, 0.8, (), "////"), is_patterned=True),
    Fill.SAME: Style(Pen(LEVELS[0], LEVEL_EDGE, 0.8), ON_LEVELS[0]),
    Fill.NEWLY_KNOWN: Style(Pen(LEVELS[1], LEVEL_EDGE, 0.8, (3, 2)), ON_LEVELS[1]),
    Fill.BETTER: Style(Pen(LEVELS[3], LEVEL_EDGE, 0.8), ON_LEVELS[3]),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's parts stand, in pixels from the left. ``stacked`` puts the bar below its title."""

    width: int
    label_width: int
    start: int
    end: int
    stacked: bool


WIDE = Place(width=720, label_width=256, start=280, end=716, stacked=False)
NARROW = Place(width=320, label_width=312, start=4, end=316, stacked=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its lines broken: what it shows, and how tall it is."""

    row: ChangeRow
    title: tuple[str, ...]
    small: tuple[str, ...]
    warnings: tuple[str, ...]
    height: float


def draw(picture: ChangePicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    columns = 1 if narrow else 2
    rows = [_measured(row, place) for row in picture.rows]
    items = _items(picture)
    bottom = 4 + sum(r.height for r in rows)
    canvas = Canvas(place.width, round(bottom + 18 + key_height(items, place.width, columns)))
    step = (place.end - place.start) / max(picture.most, 1)
    y: float = 4
    for row in rows:
        _row(canvas, row, place, (y, step))
        y += row.height
    key(canvas, items, columns, bottom + 16)
    return canvas


def _measured(row: ChangeRow, place: Place) -> _Row:
    title = wrap(row.title, place.label_width, _TITLE, 3)
    room = place.end - place.start
    small = (*wrap(row.shares, room, _SMALL, 2), *wrap(row.counts, room, _SMALL, 3))
    warnings = tuple(line for text in row.red_lines for line in wrap(text, room - 20, _WARNING, 3))
    below = _BAR + len(small) * _SMALL.leading + len(warnings) * _WARNING.leading
    label = len(title) * _TITLE.leading
    height = label + below + 34 if place.stacked else max(label + 18, below + 28)
    return _Row(row, title, small, warnings, height)


def _row(canvas: Canvas, measured: _Row, place: Place, at: tuple[float, float]) -> None:
    """Draw one row; ``at`` is its top and how long a criterion is."""
    top, step = at
    canvas.line([(0, top), (place.width, top)], RULE_PEN)
    y = canvas.lines(2, top + 24, measured.title, _TITLE)
    bar = y - 8 if place.stacked else top + 10
    x: float = place.start
    for part in measured.row.pieces:
        piece(canvas, (x, bar, part.number * step, _BAR), part.mark, _STYLES[part.fill])
        x += part.number * step
    y = canvas.lines(place.start, bar + _BAR + 17, measured.small, _SMALL)
    if measured.warnings:
        canvas.diamond(place.start + 6, y - 4, 6, _LOST)
        canvas.lines(place.start + 18, y + 1, measured.warnings, _WARNING)


def _items(picture: ChangePicture) -> list[Item]:
    items: list[Item] = [(sample(_STYLES[fill]), words) for fill, words in picture.key]
    if picture.red_line:
        items.append((lambda c, x, y: c.diamond(x + 13, y, 6, _LOST), picture.red_line))
    return items
