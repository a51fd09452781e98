"""The chart "priorities": what the gaps are, by how urgent they are and how much hangs on them."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.core.gaps import Gap, by_priority
from audit.core.standard import Kind, Priority, Standard
from audit.language import gettext, ngettext
from audit.render import words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import tag

NAME = "priorities"


@dataclass(frozen=True, slots=True)
class KindBar:
    """The gaps of one kind within one priority, as drawn. ``number`` is at least 1."""

    kind: Kind
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One priority as drawn. ``nothing`` is what stands there when it has no gaps, else ""."""

    title: str
    due: str
    bars: tuple[KindBar, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class PrioritiesPicture(Picture):
    """A row for each priority, first things first."""

    rows: tuple[PriorityRow, ...]


def build(standard: Standard, gaps: Iterable[Gap]) -> Chart:
    """Make the chart from the gaps of one audit."""
    grouped = by_priority(gaps, standard)
    title = gettext("What the gaps are, by priority")
    return Chart(
        name=NAME,
        title=title,
        alt=_alt(grouped),
        table=_table(grouped, title),
        picture=PrioritiesPicture(tuple(_row(p, found) for p, found in grouped)),
        language=tag(),
    )


def _row(priority: Priority, gaps: tuple[Gap, ...]) -> PriorityRow:
    return PriorityRow(
        title=priority.label,
        due=ngettext("due within %(num)s day", "due within %(num)s days", priority.days),
        bars=tuple(KindBar(k, len(of), _label(k, of)) for k in Kind if (of := _of_kind(gaps, k))),
        nothing="" if gaps else gettext("nothing here"),
    )


def _of_kind(gaps: tuple[Gap, ...], kind: Kind) -> tuple[Gap, ...]:
    return tuple(g for g in gaps if g.reading.criterion.kind is kind)


def _unknown(gaps: tuple[Gap, ...]) -> int:
    return sum(g.reading.is_unknown for g in gaps)


def _label(kind: Kind, gaps: tuple[Gap, ...]) -> str:
    """Return a count in words, such as "3 red lines (1 not known)"."""
    text = _count(kind, len(gaps))
    unknown = _unknown(gaps)
    return f"{text} ({words.not_known(unknown)})" if unknown else text


def _count(kind: Kind, number: int) -> str:
    if kind is Kind.RED_LINE:
        return ngettext("%(num)s red line", "%(num)s red lines", number)
    if kind is Kind.MUST:
        return ngettext("%(num)s must", "%(num)s musts", number)
    return ngettext("%(num)s should", "%(num)s shoulds", number)


def _alt(grouped: tuple[tuple[Priority, tuple[Gap, ...]], ...]) -> str:
    total = sum(len(gaps) for _, gaps in grouped)
    if not total:
        return gettext("No gaps: every criterion that applies is in place every time, with a document named.")
    listed = [f"{p.label}: {words.joined(_labels(gaps))}." for p, gaps in grouped if gaps]
    count = ngettext("%(num)s gap in all.", "%(num)s gaps in all.", total)
    return " ".join([*listed, count])


def _labels(gaps: tuple[Gap, ...]) -> list[str]:
    return [_label(k, of) for k in Kind if (of := _of_kind(gaps, k))]


def _table(grouped: tuple[tuple[Priority, tuple[Gap, ...]], ...], caption: str) -> Table:
    head = (
        gettext("Priority"),
        gettext("Days until due"),
        gettext("Red lines"),
        gettext("Musts"),
        gettext("Shoulds"),
        gettext("All gaps"),
        gettext("Of these not known"),
    )
    return Table(caption, head, tuple(_cells(p, gaps) for p, gaps in grouped))


def _cells(priority: Priority, gaps: tuple[Gap, ...]) -> tuple[str, ...]:
    kinds = [str(len(_of_kind(gaps, kind))) for kind in Kind]
    return (priority.label, str(priority.days), *kinds, str(len(gaps)), str(_unknown(gaps)))
