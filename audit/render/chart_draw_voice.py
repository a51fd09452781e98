"""Draws the chart "second-voice": two marks on a scale of levels for each criterion, and a line between them."""

from dataclasses import dataclass

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_draw_pieces import RULE_PEN, Item, key, key_height
from audit.render.chart_type import Type, wrap
from audit.render.chart_voice import VoicePicture, VoiceRow
from audit.render.palette import INK, INK_SOFT, LEVELS, RED, WHITE

_NAME = Type(15, bold=True)
_RED_NAME = Type(15, bold=True, colour=RED)
_TITLE = Type(13.5)
_SMALL = Type(13.5, colour=INK_SOFT)
_SCALE = Type(13.5, colour=INK_SOFT, anchor="center")
_APART = Pen(edge=INK_SOFT, width=1.5)
_FAR = Pen(edge=INK, width=4)
_OWN = Pen(LEVELS[3], WHITE, 1.5)
_THEIRS = Pen(WHITE, INK, 2.4)
# The two marks of one level stand beside each other.
_ASIDE = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's parts stand, in pixels from the left. ``stacked`` puts the scale below the words."""

    width: int
    label_width: int
    start: int
    end: int
    stacked: bool


WIDE = Place(width=720, label_width=400, start=450, end=690, stacked=False)
NARROW = Place(width=320, label_width=312, start=24, end=296, stacked=True)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its lines broken: what it shows, and how tall it is."""

    row: VoiceRow
    title: tuple[str, ...]
    note: tuple[str, ...]
    height: float


def draw(picture: VoicePicture, *, narrow: bool) -> Canvas:
    """Draw the chart on a sheet as tall as it needs."""
    place = NARROW if narrow else WIDE
    columns = 1 if narrow else 2
    rows = [_measured(row, place) for row in picture.rows]
    items = _items(picture)
    top = 4 if narrow else 28
    bottom = top + sum(r.height for r in rows)
    canvas = Canvas(place.width, round(bottom + 18 + key_height(items, place.width, columns)))
    if not narrow:
        _scale(canvas, picture, place, 18)
    y: float = top
    for row in rows:
        _row(canvas, row, picture, place, y)
        y += row.height
    key(canvas, items, columns, bottom + 16)
    return canvas


def _measured(row: VoiceRow, place: Place) -> _Row:
    title = wrap(row.title, place.label_width, _TITLE, 4)
    room = place.label_width if place.stacked else place.end - place.start
    note = wrap(row.note, room, _SMALL, 2) if row.note else ()
    label = _NAME.leading + len(title) * _TITLE.leading
    beside = len(note) * _SMALL.leading
    height = label + 52 + beside + 14 if place.stacked else max(label + 18, 46 + beside)
    return _Row(row, title, note, height)


def _scale(canvas: Canvas, picture: VoicePicture, place: Place, y: float) -> None:
    for level, words in enumerate(picture.scale):
        canvas.text(_at(level, picture, place), y, words, _SCALE)


def _at(level: int, picture: VoicePicture, place: Place) -> float:
    return place.start + level * (place.end - place.start) / max(len(picture.scale) - 1, 1)


def _row(canvas: Canvas, measured: _Row, picture: VoicePicture, place: Place, top: float) -> None:
    row = measured.row
    canvas.line([(0, top), (place.width, top)], RULE_PEN)
    y = canvas.lines(2, top + 22, (row.label,), _RED_NAME if row.is_red_line else _NAME)
    y = canvas.lines(2, y, measured.title, _TITLE)
    axis = y + 26 if place.stacked else top + 22
    if place.stacked:
        _scale(canvas, picture, place, y + 8)
    canvas.line([(place.start, axis), (place.end, axis)], RULE_PEN)
    _marks(canvas, row, picture, place, axis)
    canvas.lines(4 if place.stacked else place.start, axis + 26, measured.note, _SMALL)


def _marks(canvas: Canvas, row: VoiceRow, picture: VoicePicture, place: Place, axis: float) -> None:
    aside = _ASIDE if row.own == row.theirs else 0
    own = None if row.own is None else _at(row.own, picture, place) - aside
    theirs = None if row.theirs is None else _at(row.theirs, picture, place) + aside
    if own is not None and theirs is not None and not aside:
        inward = 8 if own < theirs else -8
        canvas.line([(own + inward, axis), (theirs - inward, axis)], _FAR if row.is_first else _APART)
    if own is not None:
        canvas.dot(own, axis, 7.5, _OWN)
    if theirs is not None:
        canvas.diamond(theirs, axis, 8, _THEIRS)


def _items(picture: VoicePicture) -> list[Item]:
    return [
        (lambda c, x, y: c.dot(x + 13, y, 7.5, _OWN), picture.programme),
        (lambda c, x, y: c.diamond(x + 13, y, 8, _THEIRS), picture.service),
        (lambda c, x, y: c.line([(x, y), (x + 26, y)], _FAR), picture.first),
    ]
