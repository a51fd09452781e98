"""Draws the chart "trend": a row for each audit, the oldest first; a bar of its red lines over a scale of its share."""

from dataclasses import dataclass

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_draw_pieces import RULE_PEN, WORDS, Item, Style, key, key_height, piece, sample
from audit.render.chart_trend import TrendKey, TrendPicture, TrendRow
from audit.render.chart_type import Type, wrap
from audit.render.palette import INK, INK_SOFT, LEVEL_EDGE, LEVELS, ON_LEVELS, RED, WHITE

_TITLE = Type(15, bold=True)
_SMALL = Type(13.5, colour=INK_SOFT)
_WARNING = Type(13.5, bold=True, colour=RED)
_GAIN = Type(13.5, bold=True)
_BAR = 24
_DOT = 7.5
_HELD = Style(Pen(LEVELS[3], LEVEL_EDGE, 0.8), ON_LEVELS[3])
_UNPROVEN = Style(Pen(WHITE, RED, 2, (6, 3)))
_UNKNOWN = Style(Pen("none", RED, 2), dots=Pen(edge=INK_SOFT, width=2), is_patterned=True)
_OPEN = Style(Pen(RED, RED, 1), WHITE)
_STYLES = (_HELD, _UNPROVEN, _UNKNOWN, _OPEN)
_POSSIBLE = Pen(LEVELS[0], LEVEL_EDGE, 1, (3, 2))
_HERE = Pen(LEVELS[3], WHITE, 1.5)
_DRAFT = Pen(WHITE, LEVELS[3], 2.4)
_APART = Pen(edge=INK, width=1.6, dash=(7, 4))
_LOST = Pen(RED, RED, 1.5)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's parts stand, in pixels from the left. ``stacked`` puts the bar below its title."""

    width: int
    label_width: int
    start: int
    end: int
    stacked: bool


WIDE = Place(width=720, label_width=188, start=212, end=700, stacked=False)
NARROW = Place(width=320, label_width=312, start=10, end=304, stacked=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its lines broken: what it shows, how tall its label and how tall it is in all."""

    row: TrendRow
    label: tuple[str, ...]
    headline: tuple[str, ...]
    reached: tuple[str, ...]
    losses: tuple[str, ...]
    gains: tuple[str, ...]
    label_height: float
    height: float


def draw(picture: TrendPicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    columns = 1 if narrow else 2
    rows = [_measured(row, place) for row in picture.rows]
    items = _items(picture.key)
    apart = 40 if picture.draft else 0
    bottom = 4 + sum(r.height for r in rows) + apart
    canvas = Canvas(place.width, round(bottom + 18 + key_height(items, place.width, columns)))
    y: float = 4
    for row in rows:
        if not row.row.is_signed:
            y += apart
            canvas.line([(0, y - apart + 8), (place.width, y - apart + 8)], _APART)
            canvas.text(2, y - 10, picture.draft, Type(13.5, bold=True))
        _row(canvas, row, place, (y, max(picture.most, 1)))
        y += row.height
    key(canvas, items, columns, bottom + 16)
    return canvas


def _measured(row: TrendRow, place: Place) -> _Row:
    label = wrap(row.scope, place.label_width, _SMALL, 2)
    room = place.end - place.start
    headline = wrap(row.headline, room, WORDS, 3)
    reached = wrap(f"{row.reached} ({row.counts})", room, _SMALL, 3)
    losses, gains = (_wrapped(texts, room - 20) for texts in (row.losses, row.gains))
    above = _TITLE.leading + len(label) * _SMALL.leading
    below = _BAR + len(headline) * WORDS.leading + 34 + len(reached) * _SMALL.leading
    below += (len(losses) + len(gains)) * _WARNING.leading + (8 if losses or gains else 0)
    height = above + below + 36 if place.stacked else max(above + 18, below + 30)
    return _Row(row, label, headline, reached, losses, gains, above, height)


def _row(canvas: Canvas, measured: _Row, place: Place, at: tuple[float, int]) -> None:
    """Draw one row; ``at`` is its top and how many red lines fill a whole bar."""
    top, most = at
    if measured.row.is_signed:
        canvas.line([(0, top), (place.width, top)], RULE_PEN)
    canvas.text(2, top + 24, measured.row.title, _TITLE)
    canvas.lines(2, top + 24 + _TITLE.leading, measured.label, _SMALL)
    bar = top + measured.label_height + 18 if place.stacked else top + 10
    _lines(canvas, measured.row, place, (bar, most))
    y = canvas.lines(place.start, bar + _BAR + 18, measured.headline, WORDS)
    _share(canvas, measured.row, place, y + 6)
    y = canvas.lines(place.start, y + 32, measured.reached, _SMALL)
    if measured.losses:
        canvas.diamond(place.start + 6, y - 1, 6, _LOST)
    y = canvas.lines(place.start + 18, y + 4, measured.losses, _WARNING)
    canvas.lines(place.start + 18, y, measured.gains, _GAIN)


def _wrapped(texts: tuple[str, ...], room: float) -> tuple[str, ...]:
    return tuple(line for text in texts for line in wrap(text, room, _WARNING, 3))


def _lines(canvas: Canvas, row: TrendRow, place: Place, at: tuple[float, int]) -> None:
    """Draw the bar of red lines; ``at`` is its top and how many fill its whole length."""
    top, most = at
    step = (place.end - place.start) / most
    x: float = place.start
    for number, style in zip(row.lines, _STYLES, strict=True):
        if number:
            piece(canvas, (x, top, number * step, _BAR), str(number), style)
            x += number * step


def _share(canvas: Canvas, row: TrendRow, place: Place, axis: float) -> None:
    """Draw the scale from nought to all, with the dot of what is reached and what is still possible."""
    if row.low is None or row.high is None:
        return
    x, most = (place.start + share * (place.end - place.start) for share in (row.low, row.high))
    # Lines lie over shapes, so they stop where the dot begins and go on where the range ends.
    canvas.line([(place.start, axis), (max(x - _DOT, place.start), axis)], RULE_PEN)
    canvas.line([(min(max(x + _DOT, most), place.end), axis), (place.end, axis)], RULE_PEN)
    canvas.line([(place.end, axis - 8), (place.end, axis + 8)], Pen(edge=INK, width=2.5))
    if most > x:
        canvas.box((x, axis - 6, most - x, 12), _POSSIBLE)
    canvas.dot(x, axis, _DOT, _HERE if row.is_signed else _DRAFT)


def _items(words: TrendKey) -> list[Item]:
    items: list[Item] = [
        (sample(_HELD), words.held),
        (sample(_OPEN), words.opened),
        (sample(_UNKNOWN), words.unknown),
        (sample(_UNPROVEN), words.unproven),
        (lambda c, x, y: c.dot(x + 13, y, _DOT, _HERE), words.here),
        (lambda c, x, y: c.box((x, y - 6, 26, 12), _POSSIBLE), words.possible),
    ]
    return [item for item in items if item[1]]
