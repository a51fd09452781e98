"""Text in pictures: which fonts set it, how wide it is, where it breaks, and what no font can set.

The fonts come with the package and are entered under names of our own, so that a font of the same name on
somebody's machine cannot change a picture. matplotlib's own font steps in for characters they lack.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, fontManager, get_font, ttfFontProperty
from matplotlib.textpath import text_to_path

from audit import resources
from audit.errors import MissingFolderError
from audit.render.palette import INK

_OURS = (
    ("Self-Audit Sans", ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")),
    ("Self-Audit Georgian", ("NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf")),
)
_THEIRS = ("Self-Audit Fallback", ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
# What is drawn instead of a character that no font has.
_PLACEHOLDER = "\ufffd"
_ELLIPSIS = "…"
# Nobody reads more than this of a title in a picture; cutting it first keeps measuring it cheap.
_LONGEST_TEXT = 240
_MEASURED_AT = 100


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


@cache
def font(size: float, *, bold: bool) -> FontProperties:
    """Return a font with its stand-ins for characters it lacks."""
    return FontProperties(family=list(_families()), weight="bold" if bold else "normal", size=size)


def measure(text: str, look: Type) -> float:
    """Return how wide a line of printable text is, in pixels."""
    return _measured(text, bold=look.bold) * look.size / _MEASURED_AT


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
    known = _known()
    return "".join(_stand_in(c) if ord(c) not in known or c < " " else c for c in text)


def _stand_in(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" or category.startswith("M"):
        return ""
    return " " if category in {"Cc", "Zl", "Zp", "Zs"} else _PLACEHOLDER


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
def _measured(text: str, *, bold: bool) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(_MEASURED_AT, bold=bold), ismath=False)
    return float(width)


@cache
def _families() -> tuple[str, ...]:
    """Enter the fonts into matplotlib's list; return the names of those that are there."""
    return tuple(_enter(family, paths) for family, paths in _files())


def _files() -> tuple[tuple[str, list[Path]], ...]:
    theirs = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sources = [(_THEIRS[0], [theirs / name for name in _THEIRS[1]])]
    try:
        ours = resources.directory("static") / "vendor" / "noto"
    except MissingFolderError:
        return tuple(sources)
    listed = [(family, [ours / name for name in names]) for family, names in _OURS]
    return (*(pair for pair in listed if all(path.is_file() for path in pair[1])), *sources)


def _enter(family: str, paths: list[Path]) -> str:
    fontManager.ttflist.extend(replace(ttfFontProperty(get_font(path)), name=family) for path in paths)
    return family


@cache
def _known() -> frozenset[int]:
    return frozenset(code for _, paths in _files() for code in get_font(paths[0]).get_charmap())
