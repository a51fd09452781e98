"""The pictures of two audits and of many: what they say, worked by hand from the bakery, and that they can be drawn."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.core.answers import Answer, AnswerSheet
from audit.core.beside import NOTHING
from audit.core.comparison import compare
from audit.core.programme import Audit
from audit.core.scoring import score
from audit.core.signing import State
from audit.core.standard import Scope, Standard
from audit.core.trend import choose, trend
from audit.render import change_words, chart_change, chart_trend, charts
from audit.render.chart_change import ChangePicture, Fill, Piece
from audit.render.chart_parts import Chart
from audit.render.chart_trend import TrendPicture
from tests.conftest import sheet

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
OUTDOORS = "We bake outdoors"
# FIR-1 lost, FIR-2 taken out, FIR-3 newly known, FIR-4 still unknown; FLO-1 worse, FLO-2 better, FLO-3 same, FLO-4
# newly unknown; SHO-1 applies now, SHO-2 neither time.
THEN = sheet(FIR_1=3, FIR_2=1, FLO_1=2, FLO_2=1, FLO_3=2, FLO_4=2, SHO_1=OUTDOORS, SHO_2=OUTDOORS)
NOW = sheet(FIR_1=2, FIR_2=OUTDOORS, FIR_3=2, FLO_1=1, FLO_2=3, FLO_3=2, FLO_4=None, SHO_1=3, SHO_2=OUTDOORS)
HOSTILE = ('<script>alert(1)</script> & "', "W" * 4000, "بيان العنف", "a\x00b\x1b[31m", "", "🧯")
BOTH = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])


def change(standard: Standard, then: AnswerSheet = THEN, now: AnswerSheet = NOW) -> Chart:
    return chart_change.build(compare(score(standard, then), score(standard, now)))


def audit(name: str, year: int, state: State = State.SIGNED, scope: Scope = Scope.FULL) -> Audit:
    return Audit(
        id=name,
        organisation="guild",
        programme="bakery",
        standard="bakery-2025",
        edition="2025.2",
        content_hash="",
        formula=1,
        scope=scope,
        date=date(year, 11, 1),
        is_test=False,
        created=NOON,
        changed=NOON,
        state=state,
    )


def years(standard: Standard, *sheets: AnswerSheet, draft: AnswerSheet | None = None) -> Chart:
    """Return the trend of signed audits, one a year from 2020 on, and a draft of 2029."""
    found = [(audit(f"a{n}", 2020 + n, scope=s.scope), s) for n, s in enumerate(sheets)]
    if draft is not None:
        found.append((audit("draft", 2029, State.DRAFT), draft))
    cards = {a.id: score(standard, s) for a, s in found}
    return chart_trend.build(trend(choose(a for a, _ in found), cards))


def renamed(standard: Standard, text: str) -> Standard:
    return replace(standard, domains=tuple(replace(d, title=text) for d in standard.domains))


def test_a_change_opens_with_the_red_lines_and_counts_every_change(standard: Standard) -> None:
    assert change(standard).alt == (
        "1 red line that was held is not held now: FIR-1. 1 red line is said not to apply now: FIR-2. "
        "Red lines held now: 0 of 1; then: 1 of 2. "
        "10 criteria compared: 2 worse, 1 newly unknown, 1 said not to apply now, 1 still not known, 1 newly known, "
        "1 applies now, 1 better, 1 the same, 1 applies neither time."
    )


def test_a_change_has_the_same_numbers_in_its_table(standard: Standard) -> None:
    table = change(standard).table
    assert table.head[:4] == ("Domain", "Worse", "Newly unknown", "Said not to apply now")
    assert table.rows[0] == (
        "Fire", "1", "0", "1", "1", "1", "0", "0", "0", "0",
        "at least 33% (2 answered, 2 not known, 0 do not apply)",
        "at least 44% (2 answered, 1 not known, 1 does not apply)",
        "1 held, 1 open",
        "1 open, 1 does not apply",
    )  # fmt: skip
    assert [len(row) for row in table.rows] == [len(table.head)] * 3


def test_a_bar_has_a_piece_for_each_change_the_losses_first(standard: Standard) -> None:
    picture = change(standard).picture
    assert isinstance(picture, ChangePicture)
    assert picture.rows[1].pieces == (
        Piece(Fill.WORSE, 1, "–1"),
        Piece(Fill.NEWLY_UNKNOWN, 1, "?1"),
        Piece(Fill.SAME, 1, "=1"),
        Piece(Fill.BETTER, 1, "+1"),
    )
    assert picture.rows[0].red_lines == (
        "Red line not held any more: FIR-1",
        "Red line said not to apply now: FIR-2",
    )
    assert picture.most == 4
    assert [fill for fill, _ in picture.key] == list(Fill)


def test_nothing_lost_nothing_gained_and_nothing_compared_are_said(standard: Standard) -> None:
    same = change(standard, THEN, THEN)
    assert same.alt.startswith("No red line was lost, and none was gained. Red lines held now: 1 of 2; then: 1 of 2. ")
    assert isinstance(same.picture, ChangePicture)
    assert same.picture.red_line == ""
    other = replace(standard, domains=())
    assert chart_change.build(compare(score(other, THEN), score(standard, NOW))).alt == (
        "No red line was lost, and none was gained. No criterion can be compared."
    )


def test_a_red_line_that_only_fell_further_is_told_and_one_that_nobody_asks_is_not_counted(standard: Standard) -> None:
    alt = change(standard, sheet(FIR_1=2, FIR_2=1), sheet(FIR_1=0, FIR_2=None)).alt
    assert alt.startswith(
        "2 red lines that were not held are worse, or not known any more: FIR-1, FIR-2. "
        "Red lines held now: 0 of 2; then: 0 of 2. "
    )
    flour = replace(standard, domains=standard.domains[1:])
    assert "No red line among these applies now." in change(flour).alt


def test_a_trend_opens_with_what_changed_last_and_sets_the_draft_apart(standard: Standard) -> None:
    chart = years(standard, sheet(FIR_1=3, FIR_2=1), sheet(FIR_1=2, FIR_2=3), draft=sheet(FIR_1=3, FIR_2=None))
    assert chart.alt == (
        "Since the signed audit before: No longer held: FIR-1; Newly held: FIR-2. "
        "Red lines held at signed audits: 1 of 2 on 1 November 2020, 1 of 2 on 1 November 2021. "
        "The draft of 1 November 2029 stands apart: 1 of 2 held. Not known any more: FIR-2. Newly held: FIR-1."
    )
    assert chart.table.rows[1][:5] == (
        "1 November 2021, signed off",
        "Full audit",
        "1 of 2",
        "1 held, 1 open, 0 not known",
        "No longer held: FIR-1; Newly held: FIR-2",
    )


def test_a_trend_without_a_change_or_a_signature_says_so(standard: Standard) -> None:
    held = sheet(FIR_1=3, FIR_2=3)
    assert years(standard, held, held).alt.startswith(
        "Since the signed audit before, no red line was lost and none was gained."
    )
    assert years(standard, draft=held).alt.startswith("No audit is signed off yet.")


def test_a_row_says_where_it_asks_other_things(standard: Standard) -> None:
    chart = years(standard, sheet(Scope.FIRST_PASS, FIR_1=3), sheet(FIR_1=3))
    assert isinstance(chart.picture, TrendPicture)
    assert [row.scope for row in chart.picture.rows] == [
        "First pass",
        "Full audit, asks other things than the audit before",
    ]


def drawable(standard: Standard) -> list[Chart]:
    nothing = AnswerSheet(Scope.FULL, date.min, {"SHO-1": Answer(not_applicable=OUTDOORS)})
    shop = replace(standard, domains=(replace(standard.domains[2], criteria=standard.domains[2].criteria[:1]),))
    return [
        change(standard),
        change(standard, THEN, THEN),
        chart_change.build(compare(score(replace(standard, domains=()), THEN), score(standard, NOW))),
        years(standard, THEN, NOW, sheet(FIR_1=Answer(level=3)), draft=sheet(FIR_1=None, FIR_2=2)),
        years(standard, THEN),
        years(standard, draft=NOW),
        years(standard),
        years(shop, nothing),
    ]


@BOTH
def test_every_kind_of_it_is_drawn_safely_and_alike(standard: Standard, narrow: bool) -> None:
    for chart in drawable(standard):
        svg = charts.draw(chart, narrow=narrow)
        root = ET.fromstring(svg)  # noqa: S314 - our own drawing, not somebody's file
        assert root.findtext("{http://www.w3.org/2000/svg}desc") == chart.alt
        assert charts.size(svg)[0] == (320 if narrow else 720)
        assert not re.findall(rb"style|<script|<text|<image|<metadata|<!|font-family", svg)
        assert charts.draw(chart, narrow=narrow) == svg


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "endless", "right to left", "controls", "nothing", "emoji"])
@BOTH
def test_no_title_breaks_a_drawing(standard: Standard, text: str, narrow: bool) -> None:
    svg = charts.draw(change(renamed(standard, text)), narrow=narrow)
    ET.fromstring(svg)  # noqa: S314 - our own drawing, not somebody's file
    assert charts.size(svg)[1] < 3_000


def test_a_long_list_of_red_lines_not_held_ends_in_a_number(real: Standard) -> None:
    """None of 25 is answered: eight are named, 17 counted. Where each is held there is nothing to say."""
    said = change_words.not_held_now(score(real, sheet()))
    assert said.startswith("Not held in the later audit: COL-1 (not answered yet), COL-3 ")
    assert said.endswith("(not answered yet), and 17 more.")
    assert said.count("(not answered yet)") == 8


def test_a_standing_where_nothing_applies_rests_on_nobodys_word(standard: Standard) -> None:
    nothing = score(replace(standard, domains=()), THEN)
    assert change_words.standing(nothing, NOTHING) == "Nothing applies"
    assert change_words.not_held_now(nothing) == ""


def test_a_red_line_that_falls_further_is_told_in_a_trend(standard: Standard) -> None:
    alt = years(standard, sheet(FIR_1=Answer(level=3), FIR_2=3), sheet(FIR_1=0, FIR_2=3)).alt
    assert alt.startswith("Since the signed audit before: Not held, and worse or not known any more: FIR-1. ")
