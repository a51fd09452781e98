"""A chart as a page shows it: two pictures from addresses of their own, and the numbers beside them."""

from dataclasses import dataclass
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from audit.render import charts
from audit.render.chart_parts import Chart, Table

# Enough of the key that no two pictures share an address; the address changes when the answers do.
_KEY_DIGITS = 16
# The tables of a page hold one cell a criterion and more: a fifth of its time (measured). They are made anew only
# when a number changes; four belong to an audit.
_MOST_TABLES = 128


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart on a page: where its wide and narrow pictures lie, its words, and its numbers as a table."""

    name: str
    src: str
    narrow_src: str
    alt: str
    title: str
    table: Markup
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
        table=_table(chart.table),
        note=note,
    )


@lru_cache(_MOST_TABLES)
def _table(table: Table) -> Markup:
    made: Markup = get_template_attribute("results/parts.html", "numbers")(table)
    return made
