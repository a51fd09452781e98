"""Draws the chart "priorities": a bar for each kind of gap within each priority, all on one scale."""

from dataclasses import dataclass

from audit.core.standard import Kind
from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_priorities import KindBar, PrioritiesPicture, PriorityRow
from audit.render.chart_type import Type, measure, wrap
from audit.render.palette import INK_SOFT, LEVEL_EDGE, LEVELS, RED, RULE

_TITLE = Type(16, bold=True)
_SMALL = Type(13.5, colour=INK_SOFT)
_LABEL = Type(14)
_WARNING = Type(14, bold=True, colour=RED)
_BAR = 18
_STEP = 27
_FILLS = {
    Kind.RED_LINE: Pen(RED, RED, 1),
    Kind.MUST: Pen(LEVELS[3], LEVEL_EDGE, 1),
    Kind.SHOULD: Pen(LEVELS[1], LEVEL_EDGE, 1),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where things stand, in pixels: the room for a label, where bars start. ``stacked`` puts labels above."""

    width: int
    label_width: int
    left: int
    stacked: bool


WIDE = Place(width=720, label_width=186, left=206, stacked=False)
NARROW = Place(width=320, label_width=316, left=2, stacked=True)


def draw(picture: PrioritiesPicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    heights = [_height(row, place) for row in picture.rows]
    canvas = Canvas(place.width, round(sum(heights) + 8))
    scale = _scale(picture, place)
    y: float = 4
    for row, height in zip(picture.rows, heights, strict=True):
        _row(canvas, row, place, y, scale)
        y += height
    return canvas


def _scale(picture: PrioritiesPicture, place: Place) -> float:
    """Return the pixels of one gap: the longest bar still leaves room for the longest words beside it."""
    bars = [bar for row in picture.rows for bar in row.bars]
    if not bars:
        return 0
    most = max(bar.number for bar in bars)
    if place.stacked:
        return (place.width - 8) / most
    words = max(measure(bar.label, _WARNING) for bar in bars)
    return max(place.width - place.left - min(words, 300) - 16, 120) / most


def _label(row: PriorityRow, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return wrap(row.title, place.label_width, _TITLE, 2), wrap(row.due, place.label_width, _SMALL, 2)


def _height(row: PriorityRow, place: Place) -> float:
    title, due = _label(row, place)
    label = len(title) * _TITLE.leading + len(due) * _SMALL.leading
    if place.stacked:
        return label + 22 + max(len(row.bars), 0.5) * (_STEP + 20)
    return max(label, len(row.bars) * _STEP) + 26


def _row(canvas: Canvas, row: PriorityRow, place: Place, top: float, scale: float) -> None:
    canvas.line([(0, top), (place.width, top)], Pen(edge=RULE, width=1))
    title, due = _label(row, place)
    y = canvas.lines(2, top + 27, title, _TITLE)
    y = canvas.lines(2, y, due, _SMALL)
    if row.nothing:
        canvas.text(place.left, y + 2 if place.stacked else top + 27, row.nothing, _SMALL)
    for number, bar in enumerate(row.bars):
        if place.stacked:
            _bar_below(canvas, bar, y + 4 + number * (_STEP + 20), scale)
        else:
            _bar_beside(canvas, bar, (place.left, top + 13 + number * _STEP), scale)


def _words(bar: KindBar) -> Type:
    return _WARNING if bar.kind is Kind.RED_LINE else _LABEL


def _bar_beside(canvas: Canvas, bar: KindBar, corner: tuple[float, float], scale: float) -> None:
    x, y = corner
    width = bar.number * scale
    canvas.box((x, y, width, _BAR), _FILLS[bar.kind])
    canvas.text(x + width + 10, y + 14, bar.label, _words(bar))


def _bar_below(canvas: Canvas, bar: KindBar, y: float, scale: float) -> None:
    canvas.text(2, y + 3, bar.label, _words(bar))
    canvas.box((2, y + 10, bar.number * scale, _BAR), _FILLS[bar.kind])
