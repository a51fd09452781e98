"""Draws the chart "domains": a dot on a common scale for each domain, and a line from it to the target."""

from collections.abc import Callable
from dataclasses import dataclass

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_domains import DomainKey, DomainRow, DomainsPicture
from audit.render.chart_type import Type, measure, wrap
from audit.render.palette import INK, INK_SOFT, LEVEL_EDGE, LEVELS, RED, RULE, TEAL, WHITE

_TITLE = Type(15, bold=True)
_VALUE = Type(15, bold=True)
_SMALL = Type(13.5, colour=INK_SOFT)
_WARNING = Type(13.5, bold=True, colour=RED)
_WORDS = Type(13.5)
_TARGET = Pen(edge=INK, width=2.5)
_GRID = Pen(edge=RULE, width=1)
_GAP = Pen(edge=TEAL, width=2)
_POSSIBLE = Pen(LEVELS[0], LEVEL_EDGE, 1, (3, 2))
_HERE = Pen(LEVELS[3], WHITE, 1.5)
_BEFORE = Pen(WHITE, INK, 1.5)
_OPEN = Pen(RED, RED, 1.5)
_UNCLEAR = Pen(WHITE, RED, 1.8)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's parts stand, in pixels from the left. ``stacked`` puts them below each other."""

    width: int
    label_width: int
    start: int
    end: int
    value: int
    stacked: bool


WIDE = Place(width=720, label_width=268, start=292, end=570, value=590, stacked=False)
NARROW = Place(width=320, label_width=312, start=12, end=304, value=4, stacked=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its lines broken: what it shows, and how tall it is."""

    row: DomainRow
    title: tuple[str, ...]
    counts: tuple[str, ...]
    warnings: tuple[str, ...]
    height: float


def draw(picture: DomainsPicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    rows = [_measured(row, place) for row in picture.rows]
    top = 34
    bottom = top + sum(r.height for r in rows)
    items = _key_items(picture.key)
    canvas = Canvas(place.width, round(bottom + 14 + _key_height(items, place)))
    _scale(canvas, picture, place, (top, bottom))
    y: float = top
    for row in rows:
        _row(canvas, row, place, y)
        y += row.height
    _key(canvas, items, place, bottom + 14)
    return canvas


def _measured(row: DomainRow, place: Place) -> _Row:
    title = wrap(row.title, place.label_width, _TITLE, 3)
    counts = wrap(row.counts, place.label_width, _SMALL, 2)
    room = place.end - place.start + (0 if place.stacked else 20) - 20
    warnings = tuple(line for text in row.red_lines for line in wrap(text, room, _WARNING, 2))
    label = len(title) * _TITLE.leading + len(counts) * _SMALL.leading
    lines = len(warnings) * _WARNING.leading
    height = label + 52 + lines + 16 if place.stacked else max(label, 32 + lines, 42) + 22
    return _Row(row, title, counts, warnings, height)


def _scale(canvas: Canvas, picture: DomainsPicture, place: Place, span: tuple[float, float]) -> None:
    """Draw what all rows share: the words of the scale, and the lines for none, half and target."""
    top, bottom = span
    none, half, target = picture.scale
    middle = (place.start + place.end) / 2
    canvas.text(place.start, 20, none, Type(13.5, colour=INK_SOFT, anchor="center"))
    canvas.text(middle, 20, half, Type(13.5, colour=INK_SOFT, anchor="center"))
    right = min(place.end + measure(target, _SMALL) / 2, place.width - 2)
    canvas.text(right, 20, target, Type(13.5, bold=True, anchor="right"))
    if place.stacked:
        return
    for x in (place.start, middle):
        canvas.line([(x, top), (x, bottom)], _GRID)
    canvas.line([(place.end, top - 6), (place.end, bottom)], _TARGET)


def _row(canvas: Canvas, measured: _Row, place: Place, top: float) -> None:
    canvas.line([(0, top), (place.width, top)], _GRID)
    y = canvas.lines(2, top + 24, measured.title, _TITLE)
    y = canvas.lines(2, y, measured.counts, _SMALL)
    if place.stacked:
        _stacked(canvas, measured, place, y)
        return
    axis = top + 20
    canvas.text(place.value, axis + 5, measured.row.reached, _VALUE)
    canvas.text(place.value, axis + 25, measured.row.at_most, _SMALL)
    _marks(canvas, measured.row, place, axis)
    _warnings(canvas, measured, place.start, axis + 27)


def _stacked(canvas: Canvas, measured: _Row, place: Place, y: float) -> None:
    """Draw value, scale and warnings below the label, for a narrow sheet."""
    row = measured.row
    canvas.text(2, y + 2, row.reached, _VALUE)
    if row.at_most:
        canvas.text(2 + measure(row.reached, _VALUE) + 12, y + 2, row.at_most, _SMALL)
    axis = y + 22
    if row.low is not None:
        canvas.line([(place.start, axis), (place.end, axis)], _GRID)
        canvas.line([(place.end, axis - 11), (place.end, axis + 11)], _TARGET)
    _marks(canvas, row, place, axis)
    _warnings(canvas, measured, 4, axis + 27)


def _marks(canvas: Canvas, row: DomainRow, place: Place, axis: float) -> None:
    if row.low is None or row.high is None:
        return
    x, most = (place.start + share * (place.end - place.start) for share in (row.low, row.high))
    if most > x:
        canvas.box((x, axis - 6, most - x, 12), _POSSIBLE)
    canvas.line([(x, axis), (place.end, axis)], _GAP)
    if row.before is not None:
        last = place.start + row.before * (place.end - place.start)
        canvas.box((last - 5, axis - 5, 10, 10), _BEFORE)
    canvas.dot(x, axis, 7.5, _HERE)


def _warnings(canvas: Canvas, measured: _Row, left: float, y: float) -> None:
    """Write which red lines are not held, after one red mark."""
    if not measured.warnings:
        return
    canvas.diamond(left + 6, y - 5, 6, _OPEN if measured.row.is_open else _UNCLEAR)
    canvas.lines(left + 18, y, measured.warnings, _WARNING)


_Item = tuple[Callable[[Canvas, float, float], None], str]


def _key_items(key: DomainKey) -> list[_Item]:
    """Return the key: how each mark that occurs is drawn, and its words."""
    items: list[_Item] = [
        (lambda c, x, y: c.dot(x + 13, y, 7.5, _HERE), key.here),
        (lambda c, x, y: c.box((x, y - 6, 26, 12), _POSSIBLE), key.possible),
        (lambda c, x, y: c.line([(x, y), (x + 26, y)], _GAP), key.gap),
        (lambda c, x, y: c.box((x + 8, y - 5, 10, 10), _BEFORE), key.before),
        (lambda c, x, y: c.diamond(x + 13, y, 6, _OPEN), key.red_line),
        (lambda c, x, y: c.diamond(x + 13, y, 6, _UNCLEAR), key.red_line_unclear),
    ]
    return [item for item in items if item[1]]


def _columns(place: Place) -> int:
    return 1 if place.stacked else 2


def _key_lines(items: list[_Item], place: Place) -> list[tuple[str, ...]]:
    room = place.width / _columns(place) - 44
    return [wrap(words, room, _WORDS, 2) for _, words in items]


def _key_height(items: list[_Item], place: Place) -> float:
    step = _key_step(items, place)
    return step * -(-len(items) // _columns(place)) + 8


def _key_step(items: list[_Item], place: Place) -> float:
    return max(len(lines) for lines in _key_lines(items, place)) * _WORDS.leading + 6


def _key(canvas: Canvas, items: list[_Item], place: Place, top: float) -> None:
    columns = _columns(place)
    step = _key_step(items, place)
    canvas.line([(0, top - 12), (canvas.width, top - 12)], _GRID)
    for number, ((mark, _), lines) in enumerate(zip(items, _key_lines(items, place), strict=True)):
        x = 2 + number % columns * place.width / columns
        y = top + number // columns * step + 10
        mark(canvas, x, y)
        canvas.lines(x + 36, y + 5, lines, _WORDS)
