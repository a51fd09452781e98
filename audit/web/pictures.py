"""A chart as a page shows it: two pictures from addresses of their own, and the numbers beside them."""

from dataclasses import dataclass

from audit.render import charts
from audit.render.chart_parts import Chart

# Enough of the key that no two pictures share an address; the address changes when the answers do.
_KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart on a page: where its wide and narrow pictures lie, its words and its numbers."""

    name: str
    src: str
    narrow_src: str
    alt: str
    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def figure(chart: Chart, address: str, note: str) -> Figure:
    """Return what a page needs to show a chart.

    Args:
        chart: the chart.
        address: where its picture is served.
        note: a quiet line under it.
    """
    key = charts.key(chart)[:_KEY_DIGITS]
    return Figure(
        name=chart.name,
        src=f"{address}?v={key}",
        narrow_src=f"{address}?narrow=1&v={key}",
        alt=chart.alt,
        title=chart.title,
        caption=chart.table.caption,
        head=chart.table.head,
        rows=chart.table.rows,
        note=note,
    )
