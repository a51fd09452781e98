"""Draws the chart "radar": a closed line over numbered spokes, never filled, with every domain named beside it."""

import math
from collections.abc import Sequence

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_radar import RadarPicture, Spoke
from audit.render.chart_type import Type, wrap
from audit.render.palette import INK, INK_SOFT, LEVELS, RED, RULE, WHITE

_TITLE = Type(14, bold=True)
_SMALL = Type(13.5, colour=INK_SOFT)
_WARNING = Type(13.5, bold=True, colour=RED)
_NUMBER = Type(15, bold=True, anchor="center")
_RINGS = (0.25, 0.5, 0.75)
_RING = Pen(edge=RULE, width=1)
_TARGET = Pen(edge=INK, width=2.2)
_SHAPE = Pen(edge=LEVELS[3], width=2.5)
_HERE = Pen(LEVELS[3], WHITE, 1.5)
_Lines = list[tuple[tuple[str, ...], Type]]


def draw(picture: RadarPicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs: the list beside the radar, or below it when narrow."""
    radius = 116 if narrow else 140
    width = 320 if narrow else 720
    left, room = (2, 314) if narrow else (376, 340)
    blocks = [_block(number, spoke, room - 26) for number, spoke in enumerate(picture.spokes, 1)]
    notes = wrap(picture.target, 320, _SMALL, 2), *(wrap(note, 310, _SMALL, 3) for note in picture.notes)
    below = 2 * radius + 84 + sum(len(lines) for lines in notes) * _SMALL.leading
    listed = sum(_tall(lines) for _, lines in blocks)
    canvas = Canvas(width, round(below + listed + 10 if narrow else max(below, listed + 20)))
    _radar(canvas, picture.spokes, (160 if narrow else 180, radius + 40), radius)
    y: float = 2 * radius + 88
    for lines in notes:
        y = canvas.lines(2, y, lines, _SMALL)
    _list(canvas, blocks, left, below + 16 if narrow else 26)
    return canvas


def _block(number: int, spoke: Spoke, room: float) -> tuple[int, _Lines]:
    lines: _Lines = [(wrap(spoke.title, room, _TITLE, 3), _TITLE), (wrap(spoke.value, room, _SMALL, 2), _SMALL)]
    lines.extend((wrap(text, room, _WARNING, 2), _WARNING) for text in spoke.red_lines)
    return number, lines


def _tall(lines: _Lines) -> float:
    return sum(len(texts) * look.leading for texts, look in lines) + 10


def _list(canvas: Canvas, blocks: Sequence[tuple[int, _Lines]], left: float, top: float) -> None:
    y = top
    for number, lines in blocks:
        canvas.text(left + 8, y, str(number), _NUMBER)
        line = y
        for texts, look in lines:
            line = canvas.lines(left + 26, line, texts, look)
        y += _tall(lines)


def _point(centre: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    """Return the point at this radius, ``turn`` of a full turn clockwise from the top."""
    angle = 2 * math.pi * turn
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def _radar(canvas: Canvas, spokes: Sequence[Spoke], centre: tuple[float, float], radius: float) -> None:
    for share in _RINGS:
        canvas.dot(*centre, radius * share, _RING)
    for number, spoke in enumerate(spokes):
        turn = number / len(spokes)
        dash = (3.0, 3.0) if spoke.low is None else ()
        canvas.line([centre, _point(centre, radius, turn)], Pen(edge=INK_SOFT, width=0.8, dash=dash))
        x, y = _point(centre, radius + 20, turn)
        _numbered(canvas, number + 1, spoke, (x, y))
    canvas.dot(*centre, radius, _TARGET)
    _shape(canvas, spokes, centre, radius)


def _numbered(canvas: Canvas, number: int, spoke: Spoke, place: tuple[float, float]) -> None:
    """Write a spoke's number, in a red diamond where red lines are not held."""
    x, y = place
    if spoke.red_lines:
        canvas.diamond(x, y, 16, Pen(WHITE, RED, 2))
    canvas.text(x, y + 5, str(number), _NUMBER)


def _shape(canvas: Canvas, spokes: Sequence[Spoke], centre: tuple[float, float], radius: float) -> None:
    """Join the dots of neighbours; where nothing applies the line has a hole."""
    points = [
        None if s.low is None else _point(centre, radius * s.low, number / len(spokes))
        for number, s in enumerate(spokes)
    ]
    for here, after in zip(points, [*points[1:], *points[:1]], strict=True):
        if here is not None and after is not None:
            canvas.line([here, after], _SHAPE)
    for point in points:
        if point is not None:
            canvas.dot(*point, 5.5, _HERE)
