"""The drawings: the same bytes everywhere, safe under a strict policy, and no text can break one."""

import hashlib
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from audit import resources
from audit.core import gaps
from audit.core.answers import Answer, AnswerSheet
from audit.core.scoring import Scorecard, score
from audit.core.standard import Domain, Kind, Scope, Standard
from audit.errors import MissingFolderError
from audit.render import chart_draw_grid, chart_type, charts
from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_svg import Heading
from audit.render.chart_type import Type, fit, measure, printable, wrap
from tests.conftest import SMALL, sheet
from tests.core import made_up

DAY = date(2026, 11, 1)
HALF_WAY = sheet(FIR_1=1, FIR_2=None, FIR_3=2, FIR_4=Answer(level=3), FLO_1=3, FLO_2="We buy sifted flour.", SHO_1=0)
SVG = "{http://www.w3.org/2000/svg}"
BOTH = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
EACH = pytest.mark.parametrize("name", charts.NAMES)

HOSTILE = {
    "mathematics": r"$\frac{1}{0}$ \alpha_{2}",
    "an unfinished formula": "costs 5 $ a day",
    "markup": '<script>alert(1)</script> & "quoted" ]]> --> <!--',
    "right to left": "بيان العنف שלום",
    "Georgian": "ძალადობის განსაზღვრა",
    "very long": "Programme " * 500,
    "one endless word": "W" * 5_000,
    "emoji": "🧯👩‍👧 family",
    "control characters": "a\x00b\x1b[31mc\r\nd\x7f\u2028e",
    "turned direction": "user\u202egnp.exe\u2066",
    "a lone surrogate": "half \ud83d of one",
    "private use": "\ue000\U0010fffd",
    "combining marks": "Z̶̢̛a̸͜l",
    "nothing but blanks": "   ",
    "nothing": "",
}


def made(name: str, standard: Standard, answers: AnswerSheet, before: Scorecard | None = None) -> Chart:
    card = score(standard, answers)
    return charts.build(name, card, gaps.find(card, DAY), before)


def parsed(svg: bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, not somebody's file


def renamed(standard: Standard, text: str) -> Standard:
    """Return the standard with this text in every place that a picture shows."""
    return replace(
        standard,
        levels=tuple(replace(word, label=text) for word in standard.levels),
        priorities=tuple(replace(p, label=text) for p in standard.priorities),
        domains=tuple(replace(d, title=text) for d in standard.domains),
    )


@EACH
@BOTH
def test_the_same_chart_gives_the_same_bytes(standard: Standard, name: str, narrow: bool) -> None:
    first = charts.draw(made(name, standard, HALF_WAY), narrow=narrow)
    assert charts.draw(made(name, standard, HALF_WAY), narrow=narrow) == first


def test_a_fresh_process_gives_the_same_bytes(standard: Standard) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path; from audit import library; from audit.render import charts;"
        "from tests.render.test_chart_drawings import HALF_WAY, made;"
        "standard = library.load(Path(sys.argv[1]));"
        "print(*(hashlib.sha256(charts.draw(made(n, standard, HALF_WAY))).hexdigest() for n in charts.NAMES))"
    )
    fresh = subprocess.run([sys.executable, "-c", code, str(SMALL)], check=True, capture_output=True, text=True)
    here = [hashlib.sha256(charts.draw(made(n, standard, HALF_WAY))).hexdigest() for n in charts.NAMES]
    assert fresh.stdout.split() == here


def test_threads_at_once_give_the_same_bytes(standard: Standard) -> None:
    made_charts = [made(name, standard, HALF_WAY) for name in charts.NAMES]
    expected = [charts.draw(chart) for chart in made_charts]
    drawn: list[list[bytes]] = []
    workers = [
        threading.Thread(target=lambda: drawn.append([charts.draw(chart) for chart in made_charts])) for _ in range(6)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert drawn == [expected] * 6


@EACH
@BOTH
def test_a_drawing_stands_under_a_policy_that_allows_nothing(standard: Standard, name: str, narrow: bool) -> None:
    svg = charts.draw(made(name, standard, HALF_WAY), narrow=narrow).decode()
    assert not re.findall(r"style|<script|<text|<image|<metadata|<!|font-family", svg)
    assert set(re.findall(r'"(https?://[^"]*)"', svg)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@EACH
@BOTH
def test_a_drawing_says_what_it_is_and_bears_ids_of_its_own(standard: Standard, name: str, narrow: bool) -> None:
    chart = made(name, standard, HALF_WAY)
    svg = charts.draw(chart, narrow=narrow)
    root = parsed(svg)
    prefix = f"{name}-narrow" if narrow else name
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg.decode())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{prefix}-title {prefix}-desc"
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == chart.alt
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"{prefix}-") for name in ids)
    assert {a or b for a, b in used} <= set(ids)


@EACH
def test_a_narrow_drawing_fits_a_phone(standard: Standard, name: str) -> None:
    chart = made(name, standard, HALF_WAY)
    assert charts.size(charts.draw(chart))[0] == 720
    assert charts.size(charts.draw(chart, narrow=True))[0] == 320


def test_what_is_no_drawing_has_no_size() -> None:
    assert charts.size(b"<html>") == (0, 0)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@EACH
@BOTH
def test_no_text_breaks_a_drawing(standard: Standard, name: str, narrow: bool, text: str) -> None:
    svg = charts.draw(made(name, renamed(standard, text), HALF_WAY), narrow=narrow)
    parsed(svg)
    assert b"<script" not in svg
    assert len(svg) < 400_000
    assert charts.size(svg)[1] < 3_000


@BOTH
def test_long_ids_and_many_criteria_fit_their_cells(narrow: bool) -> None:
    many = tuple(made_up.criterion(f"A-VERY-LONG-ID-OF-A-CRITERION-{n}", Kind.RED_LINE) for n in range(60))
    parsed(charts.draw(made("grid", made_up.standard(many), sheet()), narrow=narrow))


@BOTH
def test_an_open_red_line_is_known_by_its_whole_name(
    real: Standard, monkeypatch: pytest.MonkeyPatch, narrow: bool
) -> None:
    """In bold "WOM-10" was wider than its cell: which red line was open could not be read."""
    shown: list[str] = []

    def fitted(text: str, width: float, look: Type) -> str:
        shown.append(fit(text, width, look))
        return shown[-1]

    monkeypatch.setattr(chart_draw_grid, "fit", fitted)
    charts.draw(
        made("grid", real, AnswerSheet(Scope.FULL, DAY, {c.id: Answer(0) for c in real.criteria()})), narrow=narrow
    )
    assert {c.id for c in real.criteria()} <= set(shown)


@EACH
@BOTH
def test_a_single_domain_and_one_without_criteria_are_drawn(name: str, narrow: bool) -> None:
    bare = made_up.standard((made_up.criterion("A-1", Kind.SHOULD),))
    lone = replace(bare, domains=(*bare.domains, Domain("empty", "Empty", "", ())))
    answers = AnswerSheet(Scope.FULL, DAY, {"A-1": made_up.PROVEN})
    parsed(charts.draw(made(name, lone, answers), narrow=narrow))


@BOTH
def test_last_time_is_drawn(standard: Standard, narrow: bool) -> None:
    before = score(standard, sheet(FIR_1=3))
    marked = made("domains", standard, HALF_WAY, before)
    assert charts.draw(marked, narrow=narrow) != charts.draw(made("domains", standard, HALF_WAY), narrow=narrow)


def test_a_picture_that_nobody_can_draw_is_a_mistake_of_ours() -> None:
    chart = Chart("unknown", "", "", Table("", (), ()), Picture(), "en")
    with pytest.raises(TypeError, match="Picture"):
        charts.draw(chart)


def test_warming_up_loads_the_fonts() -> None:
    charts.warm()
    assert "matplotlib" in sys.modules


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Plain text", "Plain text"),
        ("ქალი", "ქალი"),
        ("e\u0301", "é"),
        ("a\tb\x00", "a b "),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202eturned", "turned"),
        ("\U000f0000", "\ufffd"),
        ("漢", "\ufffd"),
    ],
)
def test_what_no_font_can_set_becomes_a_placeholder(given: str, shown: str) -> None:
    assert printable(given) == shown


def test_without_our_fonts_matplotlibs_own_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise MissingFolderError(name=name)

    monkeypatch.setattr(resources, "directory", missing)
    assert [path.name for path in chart_type._files.__wrapped__(bold=True)] == ["DejaVuSans-Bold.ttf"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_broken_lines_fit_their_width(text: str) -> None:
    look = Type(14, bold=True)
    lines = wrap(text, 120, look, 3)
    assert len(lines) <= 3
    assert all(measure(line, look) <= 120 for line in lines)


def test_what_is_cut_ends_with_an_ellipsis() -> None:
    look = Type(14)
    assert wrap("one two three four five", 60, look, 2)[-1].endswith("…")
    assert fit("one two three four five", 60, look).endswith("…")
    assert fit("one", 60, look) == "one"
    assert wrap("one " * 200, 10_000, look)[-1].endswith("…")


def test_no_line_runs_through_a_mark() -> None:
    canvas = Canvas(40, 40)
    canvas.dot(20, 20, 8, Pen("#123456"))
    canvas.line([(0, 20), (40, 20)], Pen(edge="#654321", width=2))
    svg = canvas.svg(Heading("x", "", "", "en")).decode()
    assert 0 < svg.index("#654321") < svg.index("#123456")
