"""The pictures of a result. ``build`` makes words and numbers; ``draw`` makes the SVG and needs matplotlib."""

import hashlib
import json
import re
from dataclasses import fields
from functools import cache
from importlib import metadata
from pathlib import Path

from audit.core.gaps import Gap
from audit.core.scoring import Scorecard
from audit.errors import UnknownNameError
from audit.render.chart_parts import Chart, Picture, Table

NAMES = ("domains", "grid", "priorities", "radar")
# What a drawing is made by. A change in any of them makes every kept drawing an old one.
_DRAWN_BY = ("chart_canvas.py", "chart_svg.py", "chart_type.py", "chart_draw*.py", "palette.py")

_SIZE = re.compile(rb'<svg[^>]* width="(\d+)" height="(\d+)"')


def build(name: str, card: Scorecard, gaps: tuple[Gap, ...], before: Scorecard | None = None) -> Chart:
    """Make a chart in the language in use; costs about a millisecond.

    Args:
        name: one of ``NAMES``.
        card: the result of the audit.
        gaps: its gaps.
        before: the result of an earlier audit by the same edition, for last time's marks.

    Raises:
        UnknownNameError: there is no chart of that name.
    """
    # A start need not wait for what only a result shows.
    from audit.render import chart_domains, chart_grid, chart_priorities, chart_radar  # noqa: PLC0415 - see above

    makers = {
        chart_domains.NAME: lambda: chart_domains.build(card, before),
        chart_grid.NAME: lambda: chart_grid.build(card),
        chart_priorities.NAME: lambda: chart_priorities.build(card.standard, gaps),
        chart_radar.NAME: lambda: chart_radar.build(card),
    }
    if name not in makers:
        raise UnknownNameError(what="chart", name=name)
    return makers[name]()


def build_all(card: Scorecard, gaps: tuple[Gap, ...], before: Scorecard | None = None) -> tuple[Chart, ...]:
    """Make every chart, in the order of a page."""
    return tuple(build(name, card, gaps, before) for name in NAMES)


def draw(chart: Chart, *, narrow: bool = False) -> bytes:
    """Draw a chart; the same chart always gives the same bytes.

    Args:
        chart: what ``build`` made.
        narrow: 320 units wide for a phone instead of 720.

    Returns:
        SVG as UTF-8 bytes. It holds no text elements, styles, scripts or links.
    """
    from audit.render import chart_drawing  # noqa: PLC0415 - matplotlib costs a second; only a drawing pays it

    return chart_drawing.draw(chart, narrow=narrow)


def warm() -> None:
    """Load matplotlib and the fonts, so that the first drawing does not have to wait for them."""
    from audit.render import chart_drawing  # noqa: PLC0415 - matplotlib costs a second; only a drawing pays it

    chart_drawing.warm()


def key(chart: Chart, *, narrow: bool = False) -> str:
    """Return what names a drawing: 64 hexadecimal digits over all that can change its bytes."""
    content = {"chart": chart, "narrow": narrow, "drawn_by": drawn_by(), "matplotlib": _matplotlib()}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@cache
def drawn_by() -> str:
    """Return a hash of the source of everything that draws; read once, it takes a millisecond."""
    folder = Path(__file__).parent
    sources = sorted(path for pattern in _DRAWN_BY for path in folder.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def size(svg: bytes) -> tuple[int, int]:
    """Return width and height of a drawing in CSS pixels."""
    found = _SIZE.search(svg)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _plain(part: Chart | Table | Picture) -> dict[str, object]:
    """Return a part of a chart as JSON takes it; ``asdict`` copies deeply and costs three times as much."""
    return {field.name: getattr(part, field.name) for field in fields(part)}


@cache
def _matplotlib() -> str:
    return metadata.version("matplotlib")
