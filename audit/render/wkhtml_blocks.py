"""Blocks cut to what wkhtmltopdf can keep whole.

Debian's build repeats no table head, cuts rows at page ends and leaves headings behind. It does keep a block
whole that is told so, hence: short tables each with its own head, lists in single entries, and a heading in
one block with the first thing under it (research on pdf and charts, 2.1).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit.render.paper_parts import Block, Bullets, Card, Cell, Facts, Heading, Paragraph, Picture, Table

# A table longer than this is set as several.
LINES_IN_A_TABLE = 26
# About so many characters of table text fit the width of a page.
_CHARACTERS_A_LINE = 105
# A card with more text than this is set in parts, so that it does not leave half a page empty.
_CARD_IN_ONE = 400
# A list of facts up to this length stands as one table.
_FACTS_IN_ONE = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stay together, each with the name of its macro."""

    new_page: bool
    parts: tuple[tuple[str, Block], ...]


def groups(blocks: tuple[Block, ...], tall: frozenset[str] = frozenset()) -> Iterator[Group]:
    """Yield the blocks of a paper, headings together with what follows them.

    Args:
        blocks: of the paper.
        tall: the charts that fill a page. They stand at the end, each on its own page: this engine cannot let the
            text go on before them, and would leave a page half empty.
    """
    waiting: list[Block] = []
    late: list[Block] = []
    for block in blocks:
        if isinstance(block, Picture) and block.chart.name in tall:
            late.append(block)
        elif isinstance(block, Heading) or (isinstance(block, Paragraph) and _opens(waiting)):
            waiting.append(block)
        else:
            first, *rest = _cut(block)
            yield _group([*waiting, first])
            yield from (_group([part]) for part in rest)
            waiting = []
    if waiting:
        yield _group(waiting)
    yield from (_group([block], new_page=True) for block in late)


def _opens(waiting: list[Block]) -> bool:
    """Whether the next paragraph opens a section: it stays with the first thing after it, too."""
    return bool(waiting) and isinstance(waiting[-1], Heading)


def _group(blocks: list[Block], *, new_page: bool = False) -> Group:
    asked = any(isinstance(block, Heading) and block.new_page for block in blocks)
    return Group(new_page or asked, tuple((type(block).__name__.lower(), block) for block in blocks))


def _cut(block: Block) -> list[Block]:
    if isinstance(block, Table):
        return list(_tables(block))
    if isinstance(block, Card) and sum(len(a) + len(b) for a, b in block.rows) > _CARD_IN_ONE:
        return list(_cards(block))
    if isinstance(block, Bullets) and block.items:
        return [Bullets((item,)) for item in block.items]
    if isinstance(block, Facts) and len(block.pairs) > _FACTS_IN_ONE * block.columns:
        return [Facts((pair,), block.columns) for pair in block.pairs] if block.columns == 1 else [block]
    return [block]


def _cards(card: Card) -> Iterator[Card]:
    """Yield a card in parts, one below the other: its name with the first row, then each row, the foot at the end."""
    first, *rest = card.rows
    yield replace(card, rows=(first,), foot=() if rest else card.foot)
    for number, row in enumerate(rest, 1):
        yield Card("", "", (row,), card.foot if number == len(rest) else (), card.tone)


def _tables(table: Table) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    room = LINES_IN_A_TABLE
    for row in table.rows:
        needs = max(_lines(cell, width) for cell, width in zip(row, table.widths, strict=True))
        if rows and needs > room:
            yield Table(table.caption, table.head, tuple(rows), table.widths)
            rows, room = [], LINES_IN_A_TABLE
        rows.append(row)
        room -= needs
    yield Table(table.caption, table.head, tuple(rows), table.widths)


def _lines(cell: Cell, width: int) -> int:
    return len(cell.text) * 100 // (width * _CHARACTERS_A_LINE) + cell.text.count("\n") + 1
