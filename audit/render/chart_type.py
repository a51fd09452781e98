"""Text in pictures: which fonts set it, how wide it is, where it breaks, and what no font can set.

The fonts are those that come with the package, by their files, so that a font on somebody's machine cannot
change a picture; matplotlib's own font steps in for characters they lack. Text becomes the outlines of its
glyphs. Their layout is kept from drawing to drawing: laying text out anew was two thirds of a drawing's cost.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from numpy import float64, uint8
from numpy.typing import NDArray

from audit import resources
from audit.errors import MissingFolderError
from audit.render.palette import INK

_OURS = (("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"), ("NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf"))
_THEIRS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
# What is drawn instead of a character that no font has.
_PLACEHOLDER = "\ufffd"
_ELLIPSIS = "…"
# Persian and the scripts of India need them inside words.
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Nobody reads more than this of a title in a picture; cutting it first keeps measuring it cheap.
_LONGEST_TEXT = 240
# The size at which text is laid out, once for every size it is drawn in; 64 of freetype's units are a pixel.
LAID_OUT_AT = 100
_DPI = 72
_UNITS = 64
# The letters of an SVG path, by matplotlib's codes, and how many points each takes.
_STROKES = {
    int(Outline.MOVETO): ("M", 1),
    int(Outline.LINETO): ("L", 1),
    int(Outline.CURVE3): ("Q", 2),
    int(Outline.CURVE4): ("C", 3),
    int(Outline.CLOSEPOLY): ("Z", 0),
}


@dataclass(frozen=True, slots=True)
class Type:
    """How a line of text is set: its size in pixels; ``anchor`` is "left", "center" or "right"."""

    size: float = 14
    bold: bool = False
    colour: str = INK
    anchor: Literal["left", "center", "right"] = "left"

    @property
    def leading(self) -> int:
        """The distance of two lines, in pixels."""
        return round(self.size * 1.35)


@dataclass(frozen=True, slots=True)
class Glyph:
    """The outline of one glyph as the data of an SVG path, and where it stands in its line (``y`` upwards)."""

    outline: str
    x: float
    y: float


def measure(text: str, look: Type) -> float:
    """Return how wide a line of printable text is, in pixels."""
    return _measured(text, bold=look.bold) * look.size / LAID_OUT_AT


def wrap(text: str, width: float, look: Type, most: int = 4) -> tuple[str, ...]:
    """Break a text into printable lines that fit a width.

    Args:
        text: any text; words wider than the line are broken.
        width: the width of a line in pixels.
        look: how it will be set.
        most: the most lines; a text that needs more ends with an ellipsis.
    """
    lines: list[str] = []
    for piece in _pieces(printable(text[:_LONGEST_TEXT]), width, look):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and measure(longer, look) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    if len(lines) > most or (lines and len(text) > _LONGEST_TEXT):
        lines = [*lines[: most - 1], fit(f"{lines[min(most, len(lines)) - 1]}{_ELLIPSIS}", width, look)]
    return tuple(lines)


def fit(text: str, width: float, look: Type) -> str:
    """Return the text, or as much of it as fits a width, with an ellipsis."""
    line = printable(text[:_LONGEST_TEXT])
    if measure(line, look) <= width:
        return line
    while line and measure(f"{line}{_ELLIPSIS}", look) > width:
        line = line[:-1].rstrip(_ELLIPSIS)
    return f"{line}{_ELLIPSIS}"


def printable(text: str) -> str:
    """Return the text with blanks for control characters and a placeholder for what no font has."""
    return text if text.isascii() and text.isprintable() else _shown(text)


@lru_cache(maxsize=4096)
def _shown(text: str) -> str:
    return "".join(_character(c) for c in unicodedata.normalize("NFC", text))


def _character(character: str) -> str:
    """Return what is set for one character; marks that turn the direction of others are left out."""
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cf" and character not in _JOINERS:
        return ""
    if ord(character) in _known():
        return character
    return "" if category.startswith("M") or character in _JOINERS else _PLACEHOLDER


def _pieces(text: str, width: float, look: Type) -> Iterator[str]:
    """Yield the words of a text, those wider than a line in parts."""
    for word in text.split():
        rest = word
        while measure(rest, look) > width and len(rest) > 1:
            fitting = next((n for n in range(len(rest) - 1, 1, -1) if measure(rest[:n], look) <= width), 1)
            yield rest[:fitting]
            rest = rest[fitting:]
        yield rest


@lru_cache(maxsize=8192)
def glyphs(text: str, *, bold: bool) -> tuple[Glyph, ...]:
    """Return a line of printable text as glyphs, laid out at ``LAID_OUT_AT`` pixels."""
    placed, outlines, _ = text_to_path.get_glyphs_with_font(_font(bold=bold), text)
    paths = {name: _path(*outline) for name, outline in outlines.items()}
    return tuple(Glyph(paths[name], x, y) for name, x, y, _ in placed if paths[name])


@lru_cache(maxsize=8192)
def _measured(text: str, *, bold: bool) -> float:
    font = _font(bold=bold)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / _UNITS


def _font(*, bold: bool) -> FT2Font:
    font = get_font(_files(bold=bold))
    font.set_size(LAID_OUT_AT, _DPI)
    return font


@cache
def _files(*, bold: bool) -> tuple[Path, ...]:
    """Return the fonts of one weight, first the one that is asked first."""
    theirs = Path(mpl.get_data_path()) / "fonts" / "ttf" / _THEIRS[bold]
    try:
        ours = resources.directory("static") / "vendor" / "noto"
    except MissingFolderError:
        return (theirs,)
    return (*(path for names in _OURS if (path := ours / names[bold]).is_file()), theirs)


@cache
def _known() -> frozenset[int]:
    return frozenset(code for path in _files(bold=False) for code in get_font(path).get_charmap())


def _path(vertices: NDArray[float64], codes: NDArray[uint8]) -> str:
    """Return an outline as the data of an SVG path."""
    parts: list[str] = []
    at = 0
    points = vertices.tolist()
    kinds = codes.tolist()
    while at < len(kinds):
        letter, count = _STROKES[kinds[at]]
        parts.append(letter + " ".join(f"{x:.1f} {y:.1f}" for x, y in points[at : at + count]))
        at += max(count, 1)
    return "".join(parts)
