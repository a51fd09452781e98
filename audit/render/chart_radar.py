"""The chart "radar": an extra for people who expect one, only beside the chart "domains".

Its area depends on the order of the spokes and says nothing, so it is never filled, the order is that of the
standard, and it carries the red lines and the counts with it when it is shown alone.
"""

from dataclasses import dataclass

from audit.core.scoring import DomainScore, Scorecard
from audit.language import gettext
from audit.render import words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import answered, finding, lowest, not_held, of_domain, overall, reached, share, tag

NAME = "radar"


@dataclass(frozen=True, slots=True)
class Spoke:
    """One domain as drawn. ``low`` is a share from 0 to 1, ``None`` where nothing applies."""

    title: str
    value: str
    low: float | None
    red_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RadarPicture(Picture):
    """The spokes in the order of the standard, and what must be read with them."""

    spokes: tuple[Spoke, ...]
    target: str
    notes: tuple[str, ...]


def build(card: Scorecard) -> Chart:
    """Make the chart."""
    title = gettext("The same scores as a radar (an extra; its area means nothing)")
    return Chart(
        name=NAME,
        title=title,
        alt=" ".join(part for part in (finding(card.red_lines), lowest(card), overall(card)) if part),
        table=_table(card, title),
        picture=RadarPicture(
            spokes=tuple(_spoke(card, d) for d in card.domains),
            target=gettext("outer ring: target"),
            notes=_notes(card),
        ),
        language=tag(),
    )


def _spoke(card: Scorecard, score: DomainScore) -> Spoke:
    parts = [part for part in (reached(score), answered(score.counts)) if part]
    return Spoke(
        title=score.domain.title,
        value=words.joined(parts),
        low=None if score.low is None else float(score.low),
        red_lines=not_held(of_domain(card.red_lines, score)),
    )


def _notes(card: Scorecard) -> tuple[str, ...]:
    return (
        gettext("Red lines: %(headline)s.", headline=words.red_line_headline(card)),
        gettext("Shown is what is reached at least. The area means nothing: read the numbers."),
    )


def _table(card: Scorecard, caption: str) -> Table:
    head = (gettext("Domain"), gettext("At least"), gettext("Answered"), gettext("Red lines"))
    rows = [(d.domain.title, share(d.low), answered(d.counts), words.red_lines_of(d)) for d in card.domains]
    return Table(caption, head, tuple(rows))
