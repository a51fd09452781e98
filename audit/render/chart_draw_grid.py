"""Draws the chart "grid": a cell for each criterion, its id above, its level below.

A cell says everything without colour: the digit, the hatch, the dots, the weight of the outline, and for an
open red line a dark band behind the id.
"""

from dataclasses import dataclass, replace

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_grid import Cell, GridPicture, GridRow, Outline
from audit.render.chart_type import Type, fit, measure, printable, wrap
from audit.render.palette import INK, INK_SOFT, LEVEL_EDGE, LEVELS, ON_LEVELS, RED, RULE, WHITE

_TITLE = Type(15, bold=True)
_WARNING = Type(13.5, bold=True, colour=RED)
_WORDS = Type(13.5)
# A name is set smaller where it would not fit, down to a size that can still be read.
_NAME, _SMALLEST_NAME = 13, 10
_CELL_WIDTH = 56
_ID_HEIGHT = 18
_CELL_HEIGHT = 42
_PITCH_X = 60
_PITCH_Y = 49
_OUTLINES = {
    Outline.PLAIN: Pen(edge=LEVEL_EDGE, width=0.8),
    Outline.HELD: Pen(edge=RED, width=2.2),
    Outline.OPEN: Pen(edge=RED, width=3.6),
    Outline.UNCLEAR: Pen(edge=RED, width=3.2, dash=(6, 3)),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where things stand, in pixels: the room for a title, the first cell, how many cells in a line."""

    width: int
    label_width: int
    left: int
    most: int
    stacked: bool


WIDE = Place(width=720, label_width=164, left=181, most=9, stacked=False)
NARROW = Place(width=320, label_width=316, left=8, most=5, stacked=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its lines broken: how tall its label is and how tall it is in all."""

    row: GridRow
    title: tuple[str, ...]
    warnings: tuple[str, ...]
    label_height: float
    height: float


def draw(picture: GridPicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    rows = [_measured(row, place) for row in picture.rows]
    columns = 1 if narrow else 2
    bottom = 4 + sum(r.height for r in rows)
    canvas = Canvas(place.width, round(bottom + 8 + -(-len(picture.key) // columns) * _PITCH_Y))
    y: float = 4
    for row in rows:
        _row(canvas, row, place, y)
        y += row.height
    canvas.line([(0, bottom), (place.width, bottom)], Pen(edge=RULE, width=1))
    _key(canvas, picture.key, columns, bottom + 10)
    return canvas


def _measured(row: GridRow, place: Place) -> _Row:
    title = wrap(row.title, place.label_width, _TITLE, 5)
    warnings = tuple(line for text in row.red_lines for line in wrap(text, place.label_width, _WARNING, 2))
    label = len(title) * _TITLE.leading + len(warnings) * _WARNING.leading
    cells = -(-len(row.cells) // place.most) * _PITCH_Y
    height = label + 12 + cells + 12 if place.stacked else max(label + 12, cells + 8) + 8
    return _Row(row, title, warnings, label, height)


def _row(canvas: Canvas, measured: _Row, place: Place, top: float) -> None:
    canvas.line([(0, top), (place.width, top)], Pen(edge=RULE, width=1))
    y = canvas.lines(2, top + 24, measured.title, _TITLE)
    canvas.lines(2, y, measured.warnings, _WARNING)
    first = top + (measured.label_height + 16 if place.stacked else 10)
    for number, cell in enumerate(measured.row.cells):
        x = place.left + number % place.most * _PITCH_X
        _cell(canvas, cell, x, first + number // place.most * _PITCH_Y)


def _cell(canvas: Canvas, cell: Cell, x: float, y: float) -> None:
    opened = cell.outline is Outline.OPEN
    if opened:
        canvas.box((x, y, _CELL_WIDTH, _ID_HEIGHT), Pen(RED))
    _level(canvas, cell, x, y + _ID_HEIGHT)
    canvas.box((x, y, _CELL_WIDTH, _CELL_HEIGHT), _OUTLINES[cell.outline])
    look = _name(cell.name, is_open=opened)
    canvas.text(x + _CELL_WIDTH / 2, y + 14, fit(cell.name, _CELL_WIDTH - 2, look), look)


def _name(name: str, *, is_open: bool) -> Type:
    """Return how the name of a cell is set: a red line has to be known by its whole name."""
    look = Type(_NAME, bold=is_open, colour=WHITE if is_open else INK, anchor="center")
    share = (_CELL_WIDTH - 4) / max(measure(printable(name), look), 1)
    return replace(look, size=max(_SMALLEST_NAME, _NAME * min(share, 1)))


def _level(canvas: Canvas, cell: Cell, x: float, y: float) -> None:
    """Draw the lower part of a cell: the level, the dots of an unknown, or the hatch of what does not apply."""
    height = _CELL_HEIGHT - _ID_HEIGHT
    place = (x, y, _CELL_WIDTH, height)
    middle = x + _CELL_WIDTH / 2
    if cell.level is not None:
        canvas.box(place, Pen(LEVELS[cell.level]))
        canvas.text(middle, y + 18, cell.mark, Type(16, bold=True, colour=ON_LEVELS[cell.level], anchor="center"))
        return
    if cell.applies:
        canvas.dotted(place, Pen(edge=INK_SOFT, width=2))
    else:
        canvas.box(place, Pen(WHITE, INK_SOFT, 0, (), "////"))
    canvas.box((middle - 9, y + 3, 18, height - 6), Pen(WHITE))
    canvas.text(middle, y + 18, cell.mark, Type(16, bold=True, anchor="center"))


def _key(canvas: Canvas, key: tuple[tuple[Cell, str], ...], columns: int, top: float) -> None:
    """Draw the key, column by column."""
    deep = -(-len(key) // columns)
    room = canvas.width / columns - _CELL_WIDTH - 20
    for number, (cell, words) in enumerate(key):
        x = 4 + number // deep * canvas.width / columns
        y = top + number % deep * _PITCH_Y
        _cell(canvas, cell, x, y)
        lines = wrap(words, room, _WORDS, 2)
        canvas.lines(x + _CELL_WIDTH + 12, y + (26 if len(lines) == 1 else 18), lines, _WORDS)
