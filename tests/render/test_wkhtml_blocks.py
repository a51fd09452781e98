"""Pages are cut where wkhtmltopdf keeps things whole: between rows, never between a heading and its text."""

from audit.core.standard import Standard
from audit.render import pages, wkhtml_blocks
from audit.render.paper_parts import Bullets, Card, Cell, Facts, Heading, Paragraph, Picture, Table
from tests.render.papers import SUBJECT, half_way


def test_a_heading_stays_with_what_follows() -> None:
    first, last = Heading("A", new_page=True), Heading("Z")
    found = list(wkhtml_blocks.groups((first, Heading("B", 3), Paragraph("p"), Paragraph("q"), Paragraph("r"), last)))
    assert [(g.new_page, [name for name, _ in g.parts]) for g in found] == [
        (True, ["heading", "heading", "paragraph", "paragraph"]),
        (False, ["paragraph"]),
        (False, ["heading"]),
    ]


def test_a_long_card_is_set_in_parts_that_say_the_same() -> None:
    rows = (("a", "x" * 300), ("b", "y" * 300), ("c", "z"))
    card = Card("Name", "tag", rows, (("foot", "f"),), "red", 3)
    found = [b for g in wkhtml_blocks.groups((card,)) for _, b in g.parts if isinstance(b, Card)]
    assert [b.name for b in found] == ["Name", "", ""]
    assert tuple(row for b in found for row in b.rows) == rows
    assert [b.foot for b in found] == [(), (), card.foot]
    assert {b.tone for b in found} == {"red"}
    assert [b for g in wkhtml_blocks.groups((Card("n", "t", (("a", "x"),)),)) for _, b in g.parts] == [
        Card("n", "t", (("a", "x"),))
    ]


def test_a_long_table_is_cut_between_rows_and_keeps_its_head() -> None:
    rows = tuple((Cell("x" * 300), Cell(str(n))) for n in range(40))
    found = [b for g in wkhtml_blocks.groups((Table("c", ("a", "b"), rows, (50, 50)),)) for _, b in g.parts]
    tables = [block for block in found if isinstance(block, Table)]
    assert len(tables) == len(found) > 5
    assert all(t.head == ("a", "b") for t in tables)
    assert tuple(row for t in tables for row in t.rows) == rows


def test_a_row_longer_than_a_page_stands_alone() -> None:
    rows = ((Cell("x" * 9_000),), (Cell("y"),))
    assert len(list(wkhtml_blocks.groups((Table("c", ("a",), rows, (100,)),)))) == 2


def test_lists_and_long_facts_are_cut_into_entries() -> None:
    pairs = tuple((str(n), "v") for n in range(6))
    assert len(list(wkhtml_blocks.groups((Bullets(("a", "b")), Facts(pairs))))) == 8
    assert len(list(wkhtml_blocks.groups((Bullets(()), Facts(pairs, 2), Facts(pairs[:2]))))) == 3


def test_a_chart_that_fills_a_page_stands_at_the_end_on_its_own(standard: Standard) -> None:
    chart = pages.results(SUBJECT, half_way(standard)).charts[0]
    blocks = (Heading("Pictures"), Picture(chart), Paragraph("p"))
    found = list(wkhtml_blocks.groups(blocks, frozenset({chart.name})))
    assert [(g.new_page, [name for name, _ in g.parts]) for g in found] == [
        (False, ["heading", "paragraph"]),
        (True, ["picture"]),
    ]
    (group, _) = wkhtml_blocks.groups(blocks)
    assert [name for name, _ in group.parts] == ["heading", "picture"]
