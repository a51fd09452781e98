"""Where a chart becomes SVG. Importing this module loads matplotlib; nothing else in the program does."""

from collections.abc import Callable

from audit.render import (
    chart_draw_change,
    chart_draw_domains,
    chart_draw_grid,
    chart_draw_priorities,
    chart_draw_radar,
    chart_draw_trend,
    chart_draw_voice,
)
from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_change import ChangePicture
from audit.render.chart_domains import DomainsPicture
from audit.render.chart_grid import GridPicture
from audit.render.chart_parts import Chart, Picture
from audit.render.chart_priorities import PrioritiesPicture
from audit.render.chart_radar import RadarPicture
from audit.render.chart_svg import Heading
from audit.render.chart_trend import TrendPicture
from audit.render.chart_type import Type
from audit.render.chart_voice import VoicePicture
from audit.render.palette import INK

# Who draws which picture.
_DRAWN: dict[type[Picture], Callable[..., Canvas]] = {
    ChangePicture: chart_draw_change.draw,
    DomainsPicture: chart_draw_domains.draw,
    GridPicture: chart_draw_grid.draw,
    PrioritiesPicture: chart_draw_priorities.draw,
    RadarPicture: chart_draw_radar.draw,
    TrendPicture: chart_draw_trend.draw,
    VoicePicture: chart_draw_voice.draw,
}


def draw(chart: Chart, *, narrow: bool) -> bytes:
    """Return the chart as SVG, UTF-8 bytes; the same chart always gives the same bytes."""
    prefix = f"{chart.name}-narrow" if narrow else chart.name
    canvas = _canvas(chart.picture, narrow=narrow)
    return canvas.svg(Heading(prefix, chart.title, chart.alt, chart.language))


def warm() -> None:
    """Load the fonts and everything a first drawing loads, with a small drawing that nobody sees."""
    canvas = Canvas(10, 10)
    canvas.box((0, 0, 5, 5), Pen(INK, INK, 1))
    for bold in (False, True):
        canvas.text(0, 10, "é", Type(bold=bold))
    canvas.svg(Heading("warm", "", "", "en"))


def _canvas(picture: Picture, *, narrow: bool) -> Canvas:
    if type(picture) not in _DRAWN:
        raise TypeError(type(picture).__name__)
    return _DRAWN[type(picture)](picture, narrow=narrow)
