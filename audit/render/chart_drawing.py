"""Where a chart becomes SVG. Importing this module loads matplotlib; nothing else in the program does."""

from audit.render import chart_draw_domains, chart_draw_grid, chart_draw_priorities, chart_draw_radar
from audit.render.chart_canvas import Canvas, Pen
from audit.render.chart_domains import DomainsPicture
from audit.render.chart_grid import GridPicture
from audit.render.chart_parts import Chart, Picture
from audit.render.chart_priorities import PrioritiesPicture
from audit.render.chart_radar import RadarPicture
from audit.render.chart_svg import Heading
from audit.render.chart_type import Type
from audit.render.palette import INK


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
    if isinstance(picture, DomainsPicture):
        return chart_draw_domains.draw(picture, narrow=narrow)
    if isinstance(picture, GridPicture):
        return chart_draw_grid.draw(picture, narrow=narrow)
    if isinstance(picture, PrioritiesPicture):
        return chart_draw_priorities.draw(picture, narrow=narrow)
    if isinstance(picture, RadarPicture):
        return chart_draw_radar.draw(picture, narrow=narrow)
    raise TypeError(type(picture).__name__)
