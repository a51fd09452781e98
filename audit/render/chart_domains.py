"""The chart "domains": how far each domain is from its target, and where red lines are not held."""

from dataclasses import dataclass

from audit.core.scoring import DomainScore, Scorecard
from audit.language import format_percent, gettext
from audit.render import words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import answered, finding, lowest, not_held, of_domain, overall, reached, share, tag

NAME = "domains"


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain as drawn. Shares run from 0 to 1; ``None`` where there is nothing to place.

    ``red_lines`` says which are not held, one text a line; ``is_open`` whether one of them is open.
    """

    title: str
    counts: str
    reached: str
    at_most: str
    low: float | None
    high: float | None
    before: float | None
    red_lines: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class DomainKey:
    """The words of the key; "" for a mark that does not occur."""

    here: str
    possible: str
    before: str
    gap: str
    red_line: str
    red_line_unclear: str


@dataclass(frozen=True, slots=True)
class DomainsPicture(Picture):
    """A row for each domain, the words of the scale (none, half, target) and of the key."""

    rows: tuple[DomainRow, ...]
    scale: tuple[str, str, str]
    key: DomainKey


def build(card: Scorecard, before: Scorecard | None = None) -> Chart:
    """Make the chart.

    Args:
        card: the result of the audit.
        before: the result of an earlier audit by the same edition; it adds last time's marks.
    """
    rows = tuple(_row(card, score, last) for score, last in _pairs(card, before))
    title = gettext("How far each domain is from its target")
    return Chart(
        name=NAME,
        title=title,
        alt=" ".join(part for part in (finding(card.red_lines), lowest(card), overall(card)) if part),
        table=_table(card, before, title),
        picture=DomainsPicture(rows, _scale(), _key(rows)),
        language=tag(),
    )


def _pairs(card: Scorecard, before: Scorecard | None) -> list[tuple[DomainScore, DomainScore | None]]:
    earlier = {d.domain.id: d for d in before.domains} if before else {}
    return [(d, earlier.get(d.domain.id)) for d in card.domains]


def _row(card: Scorecard, score: DomainScore, last: DomainScore | None) -> DomainRow:
    lines = of_domain(card.red_lines, score)
    return DomainRow(
        title=score.domain.title,
        counts=answered(score.counts),
        reached=reached(score),
        at_most=words.at_most(score),
        low=None if score.low is None else float(score.low),
        high=None if score.high is None else float(score.high),
        before=None if last is None or last.low is None else float(last.low),
        red_lines=not_held(lines),
        is_open=bool(lines.open),
    )


def _scale() -> tuple[str, str, str]:
    target = gettext("target %(percent)s", percent=format_percent(100))
    return format_percent(0), format_percent(50), target


def _key(rows: tuple[DomainRow, ...]) -> DomainKey:
    incomplete = any(r.low != r.high for r in rows)
    return DomainKey(
        here=gettext("reached (at least, while something is not known)") if incomplete else gettext("reached"),
        possible=gettext("possible once everything is known") if incomplete else "",
        before=gettext("last time") if any(r.before is not None for r in rows) else "",
        gap=gettext("gap to the target") if any(r.low is not None and r.low < 1 for r in rows) else "",
        red_line=gettext("red line open") if any(r.is_open for r in rows) else "",
        red_line_unclear=_unclear(rows),
    )


def _unclear(rows: tuple[DomainRow, ...]) -> str:
    present = any(r.red_lines and not r.is_open for r in rows)
    return gettext("red line not known, or without a document") if present else ""


def _table(card: Scorecard, before: Scorecard | None, caption: str) -> Table:
    head = [
        gettext("Domain"),
        gettext("At least"),
        gettext("At most"),
        gettext("Answered"),
        gettext("Not known"),
        gettext("Does not apply"),
        gettext("Red lines"),
    ]
    rows = [_cells(score) for score in card.domains]
    if before is not None:
        head.append(gettext("Last time, at least"))
        pairs = zip(rows, _pairs(card, before), strict=True)
        rows = [(*cells, share(last.low if last else None)) for cells, (_, last) in pairs]
    return Table(caption, tuple(head), tuple(rows))


def _cells(score: DomainScore) -> tuple[str, ...]:
    counts = score.counts
    return (
        score.domain.title,
        share(score.low),
        share(score.high),
        str(counts.answered),
        str(counts.unknown),
        str(counts.not_applicable),
        words.red_lines_of(score),
    )
