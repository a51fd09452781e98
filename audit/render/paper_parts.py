"""A paper before any engine sets it: a title, what stands at the foot of every page, and blocks in order.

Both engines get the same blocks, so that a paper says the same whoever made it. Everything is plain text;
no block holds markup, and no engine reads any into it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from audit.render.chart_parts import Chart
from audit.render.charts import size
from audit.render.printable import printable, unprintable

# A block with more text than this may be broken over two pages; a shorter one is kept whole.
LONGEST_WHOLE = 1_800
# The height of a drawing on one page, as a share of the width of the text: 215 mm of 170 mm.
_TALLEST = 1.26
# From this height on, as a share of its width, a drawing rarely fits under what stands on a page already.
_TALL = 0.7
# Millimetres below the text, for a foot of so many lines and for a longer one.
_LINES_SHORT = 3
_FOOT_SHORT = 23
FOOT_LONG = 29
# What a line of the foot takes, what stands above and below all of them, and how much text surely goes into one.
_FOOT_LINE, _FOOT_EDGES = 3, 11
_FOOT_CHARACTERS = 130

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3 (the title is the only one of level 1)."""

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``tone``: plain, strong, large or quiet."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value, in ``columns`` pairs of columns."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """Lines in a frame. ``tone``: calm or red."""

    lines: tuple[str, ...]
    tone: str = "calm"


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at: a name with a tag, rows of label and text, and a foot of short pairs.

    ``tone`` is red for red lines, else calm. ``level`` makes the name a heading; 0 leaves it a strong line.
    """

    name: str
    tag: str
    rows: tuple[tuple[str, str], ...]
    foot: tuple[tuple[str, str], ...] = ()
    tone: str = "calm"
    level: int = 0

    @property
    def is_long(self) -> bool:
        """Whether it may be broken over pages."""
        return len(self.name) + sum(len(a) + len(b) for a, b in self.rows + self.foot) > LONGEST_WHOLE


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a long list: a name and lines under it, each a label and a text; "" for a line without a label.

    ``tone`` is red for red lines, else calm. It costs an engine a third of a row of a table.
    """

    name: str
    rows: tuple[tuple[str, str], ...]
    tone: str = "calm"

    @property
    def is_long(self) -> bool:
        """Whether it may be broken over pages."""
        return len(self.name) + sum(len(a) + len(b) for a, b in self.rows) > LONGEST_WHOLE


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``tone``: "", strong, red, unknown, outside, or level-0 to level-3."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a head and rows; ``widths`` are shares of the width, in percent."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A plain list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart; the engine asks for its drawing when it sets it."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion to answer with a pen.

    ``choices`` (the digit of a level and its words) and ``others`` (an answer that is no level, and when it may be
    given) each get a box to tick; ``lines`` a line to write on.
    """

    name: str
    tag: str
    statement: str
    why: str
    choices: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    tone: str = "calm"


Block = Heading | Paragraph | Facts | Notice | Card | Entry | Table | Bullets | Picture | Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole paper. ``running`` stands at the foot of every page; ``iso_date`` dates the file, empty for none.

    ``page_words`` is the pattern of the page number, with the places %(page)s and %(pages)s.
    """

    kind: str
    title: str
    kicker: str
    subtitle: str
    language: str
    iso_date: str
    running: tuple[str, ...]
    page_words: str
    blocks: tuple[Block, ...]

    @property
    def foot_room(self) -> int:
        """The room below the text, in millimetres: no printer reaches the edge, whatever the foot has to say."""
        if len(self.running) <= _LINES_SHORT:
            return _FOOT_SHORT
        lines = sum(-(-len(text) // _FOOT_CHARACTERS) for text in self.running)
        return max(FOOT_LONG, _FOOT_EDGES + _FOOT_LINE * lines)


def share_of_width(svg: bytes) -> int:
    """Return how much of the width a drawing may take, in percent, so that it fits a page with its title."""
    width, height = size(svg)
    return min(100, int(100 * _TALLEST * width / height)) if height else 100


def is_tall(svg: bytes) -> bool:
    """Whether a drawing fills so much of a page that what follows should go before it rather than leave a gap."""
    width, height = size(svg)
    return height > _TALL * width


def for_paper(sheet: Sheet) -> Sheet:
    """Return the sheet with every text as the fonts can print it. Charts draw their own text."""
    return _mapped(sheet, printable)


def characters_lost(sheet: Sheet) -> tuple[str, ...]:
    """Return the characters of the sheet that will be shown as placeholders, each once."""
    return unprintable("\n".join(_texts(sheet)))


def _mapped(part: _Part, change: Callable[[str], str]) -> _Part:
    if isinstance(part, Chart):
        return part
    if isinstance(part, str):
        return change(part)  # type: ignore[return-value] # a text gives a text
    if isinstance(part, tuple):
        return tuple(_mapped(p, change) for p in part)  # type: ignore[return-value] # a tuple gives a tuple
    if is_dataclass(part) and not isinstance(part, type):
        changed: dict[str, Any] = {f.name: _mapped(getattr(part, f.name), change) for f in fields(part)}
        return replace(part, **changed)
    return part


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, Chart):
        return
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _texts(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))
