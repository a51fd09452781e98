"""What the pictures of several audits share: bars made of pieces, and the key below."""

from collections.abc import Callable
from dataclasses import dataclass

from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_type import Type, measure, wrap
from audit.render.palette import INK, RULE, WHITE

WORDS = Type(13.5)
RULE_PEN = Pen(edge=RULE, width=1)
_MARK = 13.5
_KEY_MARK = 26
# Narrower than this no dot has room.
_LEAST_DOTS = 6

# Draws one mark of the key with its left edge and its middle given.
Item = tuple[Callable[[Canvas, float, float], None], str]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece is drawn; ``dots`` fill it where they have a width, and a mark on a pattern stands on white."""

    pen: Pen
    text: str = INK
    dots: Pen | None = None
    is_patterned: bool = False


def piece(canvas: Canvas, box: Box, mark: str, style: Style) -> None:
    """Draw one piece of a bar, with what is written in it where there is room."""
    left, top, width, height = box
    look = Type(_MARK, bold=True, colour=style.text, anchor="center")
    wide = measure(mark, look)
    is_written = bool(mark) and wide <= width - 2
    if style.dots:
        _dots(canvas, box, wide + 4 if is_written else 0, style.dots)
    canvas.box(box, style.pen)
    if not is_written:
        return
    middle = left + width / 2
    if style.is_patterned:
        canvas.box((middle - wide / 2 - 1, top + 3, wide + 2, height - 6), Pen(WHITE))
    canvas.text(middle, top + height / 2 + 5, mark, look)


def _dots(canvas: Canvas, box: Box, gap: float, pen: Pen) -> None:
    """Fill a piece with dots but for a gap in its middle: lines lie over boxes, so nothing could hide them there."""
    left, top, width, height = box
    side = (width - gap) / 2
    if not gap:
        canvas.dotted(box, pen)
    elif side >= _LEAST_DOTS:
        canvas.dotted((left, top, side, height), pen)
        canvas.dotted((left + width - side, top, side, height), pen)


def sample(style: Style) -> Callable[[Canvas, float, float], None]:
    """Return what draws a piece in the key."""
    return lambda canvas, x, y: piece(canvas, (x, y - 8, _KEY_MARK, 16), "", style)


def key_height(items: list[Item], width: int, columns: int) -> float:
    """Return how tall a key is, in pixels."""
    return _step(items, width, columns) * -(-len(items) // columns) + 8


def key(canvas: Canvas, items: list[Item], columns: int, top: float) -> None:
    """Draw the key below a rule."""
    step = _step(items, canvas.width, columns)
    canvas.line([(0, top - 12), (canvas.width, top - 12)], RULE_PEN)
    for number, (mark, words) in enumerate(items):
        x = 2 + number % columns * canvas.width / columns
        y = top + number // columns * step + 10
        mark(canvas, x, y)
        canvas.lines(x + 36, y + 5, _lines(words, canvas.width, columns), WORDS)


def _lines(words: str, width: int, columns: int) -> tuple[str, ...]:
    return wrap(words, width / columns - 44, WORDS, 2)


def _step(items: list[Item], width: int, columns: int) -> float:
    return max((len(_lines(words, width, columns)) for _, words in items), default=1) * WORDS.leading + 6
