"""What a chart is before anybody draws it: its title, its finding in words, its numbers, and what is drawn.

Making one costs about a millisecond and needs no matplotlib, so that a page can carry the words and the table
while the picture itself comes from the cache.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture. The first cell of a row names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, in the reader's words. Each kind of chart has its own; all hold plain values only."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. ``alt`` opens with the finding; ``language`` is the tag of the words, such as "en-GB".

    ``keeps`` is whether its drawing may lie in the folder of drawings: not where it shows what a partner service can
    still take back.
    """

    name: str
    title: str
    alt: str
    table: Table
    picture: Picture
    language: str
    keeps: bool = True
