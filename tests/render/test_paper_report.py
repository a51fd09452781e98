"""The report as blocks: everything is told, and hardly anything twice."""

from audit.core.standard import Standard
from audit.render import pages, paper_report
from audit.render.page_parts import ResultsPage
from audit.render.paper_parts import Block, Card, Entry, Facts, Heading, Paragraph, Picture
from tests.render.papers import SUBJECT, half_way


def page_of(standard: Standard) -> ResultsPage:
    return pages.results(SUBJECT, half_way(standard))


def section(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Return the blocks under a heading of level 2."""
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    (first,) = (n for n in starts if getattr(blocks[n], "text", "") == title)
    return blocks[first + 1 : min((n for n in starts if n > first), default=len(blocks))]


def test_every_red_line_that_is_not_held_has_a_card_before_any_number(standard: Standard) -> None:
    page = page_of(standard)
    blocks = paper_report.report(page, "k").blocks
    cards = [block for block in blocks if isinstance(block, Card)]
    told = [card.name.split(" ")[0] for card in cards]
    assert sorted(told) == sorted(line.criterion.id for line in page.red_lines) != []
    assert told[:1] == [line.criterion.id for group in page.red_line_groups for line in group.lines][:1]
    assert blocks[3:5] == (
        Paragraph(page.red_line_answer, "strong"),
        Paragraph(f"Red lines: {page.red_line_headline}."),
    )
    standing = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text == "Standing")
    assert blocks.index(cards[-1]) < standing


def test_every_gap_is_told_with_what_it_says_now_and_what_comes_next(standard: Standard) -> None:
    page = page_of(standard)
    entries = [
        b for b in section(paper_report.report(page, "k").blocks, "Gaps, most urgent first") if isinstance(b, Entry)
    ]
    gaps = [gap for group in page.gaps for gap in group.gaps]
    assert [entry.name for entry in entries] == [f"{g.criterion.id} · {g.criterion.statement}" for g in gaps]
    for entry, gap in zip(entries, gaps, strict=True):
        told = dict(entry.rows)
        assert told[gap.criterion.kind] == gap.state
        red = gap.criterion.is_red_line
        # The next level of a red line is open too: on the first pages stands what mends it.
        assert told.get("Now", "") == ("" if red else gap.now)
        assert told.get(gap.next_label, "") == ("" if red else gap.next)
        assert entry.tone == ("red" if red else "calm")


def test_all_answers_name_every_criterion_and_tell_what_is_held_in_full(standard: Standard) -> None:
    page = page_of(standard)
    blocks = section(paper_report.report(page, "k").blocks, "All answers")
    named = " ".join(value for block in blocks if isinstance(block, Facts) for _, value in block.pairs)
    rows = [row for domain in page.answers for row in domain.rows]
    assert all(row.criterion.id in named for row in rows)
    held = [row for row in rows if row.code == "held"]
    told = [block for block in blocks if isinstance(block, Entry)]
    assert [entry.rows[0][1] for entry in told] == [row.sentence for row in held] != []
    assert "FIR-4" in named
    assert "2 documents named" in " ".join(label for entry in told for label, _ in entry.rows)


def test_what_does_not_apply_is_told_with_its_reason_and_what_is_not_known_by_name(standard: Standard) -> None:
    blocks = section(paper_report.report(page_of(standard), "k").blocks, "What does not count, and what is not known")
    whole = repr(blocks)
    for words in ("We bake to order only.", "Not sure yet", "Not answered yet", "FIR-2", "no document named"):
        assert words in whole


def test_the_small_picture_comes_first_and_the_radar_stays_away(standard: Standard) -> None:
    blocks = paper_report.report(page_of(standard), "k").blocks
    assert [b.chart.name for b in blocks if isinstance(b, Picture)] == ["priorities", "domains", "grid"]


def test_no_section_starts_a_page_of_its_own(standard: Standard) -> None:
    blocks = paper_report.report(page_of(standard), "k").blocks
    assert not [block for block in blocks if isinstance(block, Heading) and block.new_page]
