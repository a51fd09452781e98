"""The chart "second-voice": where the programme and its partner service stand on each criterion both can see."""

from dataclasses import dataclass

from audit.core.answers import AnswerSheet
from audit.core.second_voice import Difference, VoiceMark, asked, differences
from audit.core.standard import Criterion, Standard
from audit.language import gettext, ngettext
from audit.render import voice_words
from audit.render.chart_parts import Chart, Picture, Table
from audit.render.chart_words import tag

NAME = "second-voice"


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One criterion as drawn. Levels are ``None`` for an unknown, or where the service said none.

    ``label`` is its id, with its kind for a red line; ``note`` says what no mark can: a level nobody gave; ``is_first``
    that the difference comes first.
    """

    name: str
    label: str
    title: str
    own: int | None
    theirs: int | None
    note: str
    is_first: bool
    is_red_line: bool


@dataclass(frozen=True, slots=True)
class VoicePicture(Picture):
    """A row for each criterion the service said something of, the most telling differences at the top."""

    rows: tuple[VoiceRow, ...]
    scale: tuple[str, ...]
    programme: str
    service: str
    first: str


def build(standard: Standard, sheet: AnswerSheet, mark: VoiceMark) -> Chart:
    """Make the chart.

    Args:
        standard: the edition.
        sheet: the programme's own answers.
        mark: what the readers of the page may know.
    """
    title = gettext("The programme and the partner service, criterion by criterion")
    found = differences(standard, sheet, mark.said)
    rows = tuple(_row(c, sheet, mark, found) for c in _ordered(standard, sheet, mark, found))
    return Chart(
        name=NAME,
        title=title,
        alt=_alt(found, len(rows)),
        table=_table(title, rows),
        picture=VoicePicture(
            rows=rows,
            scale=tuple(str(word.level) for word in standard.levels),
            programme=gettext("the programme"),
            service=gettext("the partner service"),
            first=gettext("two levels or more apart, or a red line held by the programme alone"),
        ),
        language=tag(),
        keeps=False,
    )


def _ordered(
    standard: Standard, sheet: AnswerSheet, mark: VoiceMark, found: tuple[Difference, ...]
) -> tuple[Criterion, ...]:
    """Return the criteria with a difference as these are ordered, then those on which both agree."""
    names = [difference.criterion for difference in found]
    rest = [c.id for c in asked(standard, sheet.scope) if c.id in mark.said and c.id not in names]
    return tuple(standard.criterion(name) for name in (*names, *rest))


def _row(criterion: Criterion, sheet: AnswerSheet, mark: VoiceMark, found: tuple[Difference, ...]) -> VoiceRow:
    own, theirs = sheet.answer(criterion.id).level, mark.said[criterion.id].level
    return VoiceRow(
        name=criterion.id,
        label=f"{criterion.id} · {voice_words.kind(criterion)}" if criterion.is_red_line else criterion.id,
        title=criterion.statement,
        own=own,
        theirs=theirs,
        note=_note(own, theirs),
        is_first=any(d.first for d in found if d.criterion == criterion.id),
        is_red_line=criterion.is_red_line,
    )


def _note(own: int | None, theirs: int | None) -> str:
    parts = (
        gettext("the programme gave no level") if own is None else "",
        gettext("the service cannot see this") if theirs is None else "",
    )
    return "; ".join(part for part in parts if part)


def _alt(found: tuple[Difference, ...], number: int) -> str:
    first = sum(difference.first for difference in found)
    return " ".join(
        (
            ngettext(
                "%(num)s difference of two levels or more, or of a red line.",
                "%(num)s differences of two levels or more, or of a red line.",
                first,
            ),
            ngettext("%(num)s smaller difference.", "%(num)s smaller differences.", len(found) - first),
            ngettext("The service answered %(num)s criterion.", "The service answered %(num)s criteria.", number),
        )
    )


def _table(caption: str, rows: tuple[VoiceRow, ...]) -> Table:
    head = (gettext("Criterion"), gettext("The programme"), gettext("The partner service"), gettext("Difference"))
    return Table(caption, head, tuple((r.name, *map(voice_words.level, (r.own, r.theirs)), _apart(r)) for r in rows))


def _apart(row: VoiceRow) -> str:
    if row.own is None or row.theirs is None:
        return row.note
    apart = abs(row.own - row.theirs)
    return ngettext("%(num)s level", "%(num)s levels", apart) if apart else gettext("none")
