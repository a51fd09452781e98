"""A sheet to draw on: matplotlib's Figure, with places counted in CSS pixels from its top left corner.

No pyplot and no axes: every place is worked out beforehand, which halves the cost and keeps margins fixed.
matplotlib's settings are global, so they are made once, when this module is first imported.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Polygon, Rectangle
from matplotlib.transforms import Affine2D

from audit.render.chart_svg import Heading, TextRun, finished
from audit.render.chart_type import LAID_OUT_AT, Type, glyphs, measure, printable
from audit.render.palette import WHITE

# At 72 dots an inch a point is one unit of the SVG, so that all lengths here are CSS pixels.
_DPI = 72
_DOT_STEP = 6
# How much of a text stands left of its place.
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}

# Above lines, which matplotlib draws at 2, above every other shape: a line ran through the marks that stand on it.
_MARKS = 3
# A matplotlibrc of the machine must not change a picture.
mpl.rcdefaults()
mpl.rcParams.update(
    {
        "svg.hashsalt": "self-audit",
        "hatch.linewidth": 1.2,
        "figure.facecolor": WHITE,
    }
)


@dataclass(frozen=True, slots=True)
class Pen:
    """How a shape is drawn: fill, edge, width of the edge in pixels, dashes in pixels, hatch."""

    fill: str = "none"
    edge: str = "none"
    width: float = 0
    dash: tuple[float, ...] = ()
    hatch: str = ""


class Canvas:
    """A white sheet of ``width`` by ``height`` pixels. ``y`` grows downwards; a line of text stands on its ``y``."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
        self._texts: list[TextRun] = []
        self._downwards = Affine2D().scale(1, -1).translate(0, height)

    def text(self, x: float, y: float, text: str, look: Type) -> None:
        """Set one line of text. Texts stand above all shapes."""
        line = printable(text)
        width = measure(line, look) if look.anchor != "left" else 0
        left = x - width * _SHARES[look.anchor]
        self._texts.append(
            TextRun(round(left, 2), round(y, 2), look.size / LAID_OUT_AT, look.colour, glyphs(line, bold=look.bold))
        )

    def lines(self, x: float, y: float, lines: Sequence[str], look: Type) -> float:
        """Set lines of text below each other, the first on ``y``; return the ``y`` of the line that would follow."""
        for number, line in enumerate(lines):
            self.text(x, y + number * look.leading, line, look)
        return y + len(lines) * look.leading

    def box(self, place: tuple[float, float, float, float], pen: Pen) -> None:
        """Draw a rectangle: left, top, width, height."""
        left, top, width, height = place
        self._shape(Rectangle((left, top), width, height), pen)

    def dot(self, x: float, y: float, radius: float, pen: Pen) -> None:
        """Draw a circle, above all lines."""
        self._shape(Circle((x, y), radius, zorder=_MARKS), pen)

    def diamond(self, x: float, y: float, radius: float, pen: Pen) -> None:
        """Draw a square that stands on its corner, above all lines."""
        corners = [(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)]
        self._shape(Polygon(corners, closed=True, zorder=_MARKS), pen)

    def line(self, points: Sequence[tuple[float, float]], pen: Pen) -> None:
        """Draw a line through points; only edge, width and dash of the pen count."""
        across = [x for x, _ in points]
        down = [y for _, y in points]
        line = Line2D(across, down, color=pen.edge, linewidth=pen.width, solid_capstyle="butt")
        if pen.dash:
            line.set_linestyle((0, tuple(length / pen.width for length in pen.dash)))
        self._add(line)

    def dotted(self, place: tuple[float, float, float, float], pen: Pen) -> None:
        """Fill a rectangle (left, top, width, height) with dots; only edge and width of the pen count.

        The dots are dashes of no length with round ends: a hatch of dots would weigh 100 kB.
        """
        left, top, width, height = place
        rows = [top + _DOT_STEP * (number + 0.5) for number in range(int(height // _DOT_STEP))]
        across = [x for _ in rows for x in (left + _DOT_STEP / 2, left + width, math.nan)]
        down = [y for row in rows for y in (row, row, math.nan)]
        line = Line2D(across, down, color=pen.edge, linewidth=pen.width, dash_capstyle="round")
        line.set_linestyle((0, (0, _DOT_STEP / pen.width)))
        self._add(line)

    def svg(self, heading: Heading) -> bytes:
        """Return the sheet as SVG, UTF-8 bytes."""
        out = io.StringIO()
        canvas = FigureCanvasSVG(self._figure)
        # Figure.savefig would draw everything twice.
        canvas.print_svg(out, metadata={"Date": None})  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped
        return finished(out.getvalue(), (self.width, self.height), self._texts, heading)

    def _shape(self, shape: Patch, pen: Pen) -> None:
        shape.set(facecolor=pen.fill, edgecolor=pen.edge, linewidth=pen.width)
        if pen.dash:
            shape.set_linestyle((0, tuple(length / pen.width for length in pen.dash)))
        if pen.hatch:
            shape.set_hatch(pen.hatch)
        self._add(shape)

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._downwards)
        self._figure.add_artist(artist)
