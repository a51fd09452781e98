"""What the charts say: title, finding, numbers. Every expectation is worked by hand from the small bakery standard.

Fire: FIR-1 and FIR-2 red lines, FIR-3 must, FIR-4 should. Flour: FLO-1 and FLO-2 musts, FLO-3 and FLO-4 shoulds.
Shop: SHO-1 and SHO-2 shoulds.
"""

import gettext
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale

from audit import language
from audit.core import gaps
from audit.core.answers import Answer, AnswerSheet
from audit.core.scoring import Scorecard, score
from audit.core.standard import Kind, Scope, Standard
from audit.errors import UnknownNameError
from audit.render import chart_domains, chart_grid, chart_radar, charts
from audit.render.chart_domains import DomainKey, DomainRow, DomainsPicture
from audit.render.chart_grid import Cell, GridPicture, GridRow, Outline
from audit.render.chart_parts import Chart
from audit.render.chart_priorities import KindBar, PrioritiesPicture, PriorityRow
from audit.render.chart_radar import RadarPicture, Spoke
from audit.render.chart_words import LONGEST_LIST, listed
from tests.conftest import DAY, sheet

REASON = "We bake to order only."
# Fire: (1 + 2)/3 of 4 = 25 %, with two unknown at most 75 %. Flour: 1 of 3 = 33 %, at most 100 %. Shop: nothing.
HALF_WAY = sheet(FIR_1=1, FIR_2=None, FIR_3=2, FLO_1=3, FLO_2=REASON, SHO_1=REASON, SHO_2=REASON)
ALL_HELD = sheet(FIR_1=3, FIR_2=3, FIR_3=3, FIR_4=3, FLO_1=3, FLO_2=3, FLO_3=3, FLO_4=3, SHO_1=3, SHO_2=3)


def made(name: str, standard: Standard, answers: AnswerSheet, before: AnswerSheet | None = None) -> Chart:
    card = score(standard, answers)
    return charts.build(name, card, gaps.find(card, DAY), score(standard, before) if before else None)


def test_domains_opens_with_the_red_lines_then_the_lowest_domain_then_the_whole(standard: Standard) -> None:
    assert made("domains", standard, HALF_WAY).alt == (
        "2 red lines are not held. Open: FIR-1. Not known: FIR-2. "
        "Lowest domain: Fire with at least 25% (2 of 4 answered). "
        "All domains together: at least 29%, at most 88% "
        "(3 answered, 4 not known (1 of these not sure), 3 do not apply)."
    )


def test_domains_has_the_same_numbers_in_a_table(standard: Standard) -> None:
    chart = made("domains", standard, HALF_WAY)
    assert chart.title == chart.table.caption == "How far each domain is from its target"
    assert chart.table.head == (
        "Domain",
        "At least",
        "At most",
        "Answered",
        "Not known",
        "Does not apply",
        "Red lines",
    )
    assert chart.table.rows == (
        ("Fire", "25%", "75%", "2", "2", "0", "1 open, 1 not known"),
        ("Flour", "33%", "100%", "1", "2", "1", "no red line applies"),
        ("Shop", "–", "–", "0", "0", "2", "no red line applies"),
    )


def test_domains_draws_the_same_numbers(standard: Standard) -> None:
    fire = DomainRow(
        title="Fire",
        counts="2 of 4 answered",
        reached="at least 25%",
        at_most="at most 75%",
        low=0.25,
        high=0.75,
        before=None,
        red_lines=("1 red line open", "1 red line not known"),
        is_open=True,
    )
    flour = DomainRow(
        title="Flour",
        counts="1 of 3 answered, 1 does not apply",
        reached="at least 33%",
        at_most="at most 100%",
        low=1 / 3,
        high=1.0,
        before=None,
        red_lines=(),
        is_open=False,
    )
    shop = DomainRow(
        title="Shop",
        counts="2 do not apply",
        reached="nothing applies",
        at_most="",
        low=None,
        high=None,
        before=None,
        red_lines=(),
        is_open=False,
    )
    key = DomainKey(
        here="reached (at least, while something is not known)",
        possible="possible once everything is known",
        before="",
        gap="gap to the target",
        red_line="red line open",
        red_line_unclear="",
    )
    scale = ("0%", "50%", "target 100%")
    assert made("domains", standard, HALF_WAY).picture == DomainsPicture((fire, flour, shop), scale, key)


def test_domains_shows_last_time_where_that_domain_had_a_score(standard: Standard) -> None:
    chart = made("domains", standard, HALF_WAY, before=sheet(FIR_1=3, SHO_1=REASON, SHO_2=REASON))
    assert chart.table.head[-1] == "Last time, at least"
    assert [row[-1] for row in chart.table.rows] == ["25%", "0%", "–"]
    assert isinstance(chart.picture, DomainsPicture)
    assert [row.before for row in chart.picture.rows] == [0.25, 0.0, None]
    assert chart.picture.key.before == "last time"


def test_domains_of_an_earlier_audit_without_that_domain_has_no_mark_there(standard: Standard) -> None:
    now, earlier = score(standard, HALF_WAY), score(standard, ALL_HELD)
    chart = charts.build("domains", now, (), replace(earlier, domains=earlier.domains[:1]))
    assert [row[-1] for row in chart.table.rows] == ["100%", "–", "–"]


def test_a_complete_audit_says_one_number_and_no_at_least(standard: Standard) -> None:
    chart = made("domains", standard, ALL_HELD)
    assert chart.alt == (
        "All 2 red lines are held. All domains together: 100% (10 answered, 0 not known, 0 do not apply)."
    )
    assert isinstance(chart.picture, DomainsPicture)
    assert chart.picture.key == DomainKey("reached", "", "", "", "", "")
    assert chart.picture.rows[0].reached == "100%"


def test_domains_that_are_lowest_together_are_all_named(standard: Standard) -> None:
    chart = made("domains", standard, sheet(FIR_1=3, FIR_2=3, SHO_1=3))
    # Fire 2 of 4 and Shop 1 of 2 are at half; Flour, with nothing answered, is lower still.
    assert "Lowest domain: Flour with at least 0% (0 of 4 answered)." in chart.alt
    chart = made("domains", standard, sheet(FIR_1=3, FIR_2=3, SHO_1=3, FLO_1=3, FLO_2=3, FLO_3=3))
    assert "Lowest domains: Fire with at least 50% (2 of 4 answered), Shop with at least 50% (1 of 2" in chart.alt


def test_nothing_answered_names_every_red_line_and_no_lowest_domain(standard: Standard) -> None:
    assert made("domains", standard, sheet()).alt == (
        "2 red lines are not held. Not known: FIR-1, FIR-2. "
        "All domains together: at least 0%, at most 100% (0 answered, 10 not known, 0 do not apply)."
    )


def test_nothing_that_applies_is_no_zero(standard: Standard) -> None:
    shop = replace(standard, domains=standard.domains[2:])
    assert made("domains", shop, sheet(SHO_1=REASON, SHO_2=REASON)).alt == "No red line applies. Nothing applies."


def test_a_red_line_without_a_document_is_named_and_marked_as_unclear(standard: Standard) -> None:
    chart = made("domains", standard, sheet(FIR_1=Answer(level=3), FIR_2=REASON, FIR_3=3, FIR_4=3))
    assert chart.alt.startswith("1 red line is not held. No document named: FIR-1. ")
    assert isinstance(chart.picture, DomainsPicture)
    assert chart.picture.rows[0].red_lines == ("1 red line without a document",)
    assert chart.picture.key.red_line == ""
    assert chart.picture.key.red_line_unclear == "red line not known, or without a document"


def test_one_held_red_line_is_said_in_the_singular(standard: Standard) -> None:
    assert made("grid", standard, sheet(FIR_1=3, FIR_2=REASON)).alt.startswith("The one red line is held. ")


def test_grid_says_how_many_criteria_stand_where(standard: Standard) -> None:
    assert made("grid", standard, HALF_WAY).alt == (
        "2 red lines are not held. Open: FIR-1. Not known: FIR-2. "
        "Of 10 criteria: 1 at level 3, 1 at level 2, 1 at level 1, 0 at level 0, 4 not known, 3 do not apply."
    )


def test_grid_has_every_criterion_in_a_table(standard: Standard) -> None:
    chart = made("grid", standard, HALF_WAY)
    assert chart.table.head == ("Criterion", "Domain", "Kind", "Level that counts", "State")
    assert chart.table.rows == (
        ("FIR-1", "Fire", "Red line", "1", "not in place"),
        ("FIR-2", "Fire", "Red line", "?", "not sure yet"),
        ("FIR-3", "Fire", "Must", "2", "not every time"),
        ("FIR-4", "Fire", "Should", "?", "not answered yet"),
        ("FLO-1", "Flour", "Must", "3", "in place, every time"),
        ("FLO-2", "Flour", "Must", "–", "does not apply"),
        ("FLO-3", "Flour", "Should", "?", "not answered yet"),
        ("FLO-4", "Flour", "Should", "?", "not answered yet"),
        ("SHO-1", "Shop", "Should", "–", "does not apply"),
        ("SHO-2", "Shop", "Should", "–", "does not apply"),
    )


def test_grid_draws_the_same_cells(standard: Standard) -> None:
    chart = made("grid", standard, HALF_WAY)
    assert isinstance(chart.picture, GridPicture)
    assert chart.picture.rows[:2] == (
        GridRow(
            "Fire",
            ("1 red line open", "1 red line not known"),
            (
                Cell("FIR-1", "1", 1, outline=Outline.OPEN),
                Cell("FIR-2", "?", outline=Outline.UNCLEAR),
                Cell("FIR-3", "2", 2),
                Cell("FIR-4", "?"),
            ),
        ),
        GridRow(
            "Flour",
            (),
            (Cell("FLO-1", "3", 3), Cell("FLO-2", "–", applies=False), Cell("FLO-3", "?"), Cell("FLO-4", "?")),
        ),
    )


@pytest.mark.parametrize(
    ("answer", "mark", "level", "outline"),
    [
        (Answer(level=0), "0", 0, Outline.OPEN),
        (Answer(level=2), "2", 2, Outline.OPEN),
        (Answer(level=3), "2*", 2, Outline.UNCLEAR),
        (None, "?", None, Outline.UNCLEAR),
        (3, "3", 3, Outline.HELD),
        (REASON, "–", None, Outline.PLAIN),
    ],
)
def test_a_red_line_is_outlined_by_how_it_stands(
    standard: Standard, answer: Answer | int | str | None, mark: str, level: int | None, outline: Outline
) -> None:
    chart = made("grid", standard, sheet(FIR_2=answer))
    assert isinstance(chart.picture, GridPicture)
    cell = chart.picture.rows[0].cells[1]
    assert cell == Cell("FIR-2", mark, level, applies=answer != REASON, outline=outline)


def test_the_key_of_the_grid_uses_the_labels_of_the_standard(standard: Standard) -> None:
    chart = made("grid", standard, HALF_WAY)
    assert isinstance(chart.picture, GridPicture)
    assert [words for _, words in chart.picture.key] == [
        "No",
        "It depends",
        "Mostly",
        "Always",
        "level 3 without a document, counts as 2",
        "not known",
        "does not apply",
        "red line open",
        "red line not known, or without a document",
        "red line held",
    ]


def test_a_first_pass_shows_no_should(standard: Standard) -> None:
    chart = made("grid", standard, sheet(Scope.FIRST_PASS, FIR_1=3))
    assert [row[0] for row in chart.table.rows] == ["FIR-1", "FIR-2", "FIR-3", "FLO-1", "FLO-2"]


def test_priorities_counts_the_gaps_by_kind_and_says_what_is_not_known(standard: Standard) -> None:
    # FIR-1 and FIR-2: act now. FIR-3, a must at 2, and three unknown shoulds: plan.
    chart = made("priorities", standard, HALF_WAY)
    assert chart.alt == "Act now: 2 red lines (1 not known). Plan: 1 must, 3 shoulds (3 not known). 6 gaps in all."
    assert chart.table.head == (
        "Priority",
        "Days until due",
        "Red lines",
        "Musts",
        "Shoulds",
        "All gaps",
        "Of these not known",
    )
    assert chart.table.rows == (
        ("Act now", "30", "2", "0", "0", "2", "1"),
        ("Urgent", "90", "0", "0", "0", "0", "0"),
        ("Plan", "180", "0", "1", "3", "4", "3"),
        ("Improve", "365", "0", "0", "0", "0", "0"),
    )


def test_priorities_draws_the_same_numbers(standard: Standard) -> None:
    red_lines, must, should = Kind
    assert made("priorities", standard, HALF_WAY).picture == PrioritiesPicture(
        (
            PriorityRow("Act now", "due within 30 days", (KindBar(red_lines, 2, "2 red lines (1 not known)"),), ""),
            PriorityRow("Urgent", "due within 90 days", (), "nothing here"),
            PriorityRow(
                "Plan",
                "due within 180 days",
                (KindBar(must, 1, "1 must"), KindBar(should, 3, "3 shoulds (3 not known)")),
                "",
            ),
            PriorityRow("Improve", "due within 365 days", (), "nothing here"),
        )
    )


def test_priorities_without_gaps_says_so(standard: Standard) -> None:
    assert made("priorities", standard, ALL_HELD).alt == (
        "No gaps: every criterion that applies is in place every time, with a document named."
    )


def test_radar_says_that_it_is_an_extra_and_keeps_the_red_lines_with_it(standard: Standard) -> None:
    chart = made("radar", standard, HALF_WAY)
    assert chart.title == "The same scores as a radar (an extra; its area means nothing)"
    assert chart.alt == made("domains", standard, HALF_WAY).alt
    assert chart.table.head == ("Domain", "At least", "Answered", "Red lines")
    assert chart.table.rows == (
        ("Fire", "25%", "2 of 4 answered", "1 open, 1 not known"),
        ("Flour", "33%", "1 of 3 answered, 1 does not apply", "no red line applies"),
        ("Shop", "–", "2 do not apply", "no red line applies"),
    )
    assert chart.picture == RadarPicture(
        (
            Spoke("Fire", "at least 25%, 2 of 4 answered", 0.25, ("1 red line open", "1 red line not known")),
            Spoke("Flour", "at least 33%, 1 of 3 answered, 1 does not apply", 1 / 3, ()),
            Spoke("Shop", "nothing applies, 2 do not apply", None, ()),
        ),
        "outer ring: target",
        (
            "Red lines: 0 held, 1 open, 1 not known.",
            "Shown is what is reached at least. The area means nothing: read the numbers.",
        ),
    )


def test_all_charts_come_in_the_order_of_a_page(standard: Standard) -> None:
    card = score(standard, HALF_WAY)
    every = charts.build_all(card, gaps.find(card, DAY))
    assert tuple(c.name for c in every) == charts.NAMES == ("domains", "grid", "priorities", "radar")


def test_a_chart_of_another_name_is_refused(standard: Standard) -> None:
    with pytest.raises(UnknownNameError, match="There is no chart “pie” in this edition"):
        made("pie", standard, HALF_WAY)


def test_a_long_list_of_names_is_cut_and_counted() -> None:
    names = [f"WOM-{number}" for number in range(1, LONGEST_LIST + 3)]
    assert listed(names) == "WOM-1, WOM-2, WOM-3, WOM-4, WOM-5, WOM-6, WOM-7, WOM-8 and 2 more"


def test_a_chart_speaks_the_language_in_use(standard: Standard) -> None:
    class German(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"nothing applies": "nichts trifft zu"}.get(message, message)

    with language.using(language.Language(Locale("de", "AT"), German())):
        chart = made("domains", standard, HALF_WAY)
    assert chart.language == "de-AT"
    assert isinstance(chart.picture, DomainsPicture)
    assert chart.picture.rows[2].reached == "nichts trifft zu"
    assert chart.table.rows[0][1] == "25\N{NO-BREAK SPACE}%"


def test_the_key_changes_with_anything_that_is_drawn(standard: Standard) -> None:
    chart = made("domains", standard, HALF_WAY)
    others = [
        charts.key(chart, narrow=True),
        charts.key(made("radar", standard, HALF_WAY)),
        charts.key(made("domains", standard, sheet(FIR_1=2))),
        charts.key(replace(chart, language="de")),
        charts.key(replace(chart, alt="Something else.")),
    ]
    assert charts.key(chart) == charts.key(made("domains", standard, HALF_WAY))
    assert len({charts.key(chart), *others}) == 6


def test_words_and_numbers_need_no_matplotlib() -> None:
    code = "import sys; import audit.render.charts, audit.render.cache; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_percentage_of_an_alt_text_has_its_counts(real: Standard) -> None:
    card: Scorecard = score(real, sheet(WOM_1=1))
    for module in (chart_domains, chart_grid, chart_radar):
        for sentence in module.build(card).alt.split(". "):
            assert "%" not in sentence or "answered" in sentence


def test_a_change_in_what_draws_makes_kept_drawings_old(standard: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = made("domains", standard, HALF_WAY)
    before = charts.key(chart)
    monkeypatch.setattr(charts, "drawn_by", lambda: "another drawing")
    assert charts.key(chart) != before


def test_everything_that_draws_counts() -> None:
    folder = Path(charts.__file__).parent
    counted = {path.name for pattern in charts._DRAWN_BY for path in folder.glob(pattern)}
    drawing = {"chart_canvas.py", "chart_svg.py", "chart_type.py", "chart_drawing.py", "palette.py"}
    names = (*charts.NAMES, "pieces", "change", "trend", "voice")
    assert counted == drawing | {f"chart_draw_{name}.py" for name in names}
    assert len(charts.drawn_by()) == 64
