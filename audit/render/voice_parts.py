"""What a page, a paper and its data say of the second voice (design sections 8 and 12).

Where the service agreed to be shown, "disputed by the partner service" stands beside every standing it disputes; no
page and no paper can leave it out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from audit.core.answers import AnswerSheet
from audit.core.second_voice import VoiceMark, differences
from audit.core.standard import Standard
from audit.language import gettext
from audit.render import voice_words
from audit.render.chart_parts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePart:
    """The second voice as readers may know it.

    ``told`` says whether one was given, ``disputed`` stands beside the standing of the whole audit, ``domains`` are the
    ids of those whose own standing is disputed. ``rows`` are the differences: the criterion, what the programme says,
    what the service says; empty unless it is shown.
    """

    told: str
    disputed: str = ""
    domains: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()

    def beside(self, domain: str) -> str:
        """Return what stands beside the standing of a domain; "" where the service does not dispute it."""
        return self.disputed if domain in self.domains else ""


def build(standard: Standard, sheet: AnswerSheet, mark: VoiceMark) -> VoicePart:
    """Build the part of a page.

    Args:
        standard: the edition.
        sheet: the programme's own answers.
        mark: what the readers may know.
    """
    titles = tuple(domain.title for domain in standard.domains if domain.id in mark.disputes)
    return VoicePart(
        told=voice_words.told(mark, titles),
        disputed=voice_words.disputed() if mark.disputes else "",
        domains=tuple(sorted(mark.disputes)),
        rows=tuple(_rows(standard, sheet, mark)),
    )


def marked(made: Iterable[Chart], standard: Standard, mark: VoiceMark) -> tuple[Chart, ...]:
    """Return charts with what the service disputes: in the words for who sees no picture, and in the tables beside.

    Args:
        made: the charts of a result.
        standard: the edition.
        mark: what the readers may know.
    """
    from audit.render import chart_domains, chart_radar  # noqa: PLC0415 - a start need not wait for what a result shows

    # These have a row for each domain.
    by_domain = (chart_domains.NAME, chart_radar.NAME)
    titles = frozenset(domain.title for domain in standard.domains if domain.id in mark.disputes)
    return tuple(_marked(c, titles) if titles and c.name in by_domain else c for c in made)


def to_json(mark: VoiceMark) -> dict[str, Any]:
    """Return the same as data, for the JSON of a report; answers only where the service agreed to exactly that."""
    told: dict[str, Any] = {"given": mark.given}
    if mark.given:
        told |= {"tie": mark.tie.value if mark.tie else None, "identity_confirmed": mark.confirmed}
    if mark.said:
        answers = {name: "cannot-see" if one.level is None else one.level for name, one in mark.said.items()}
        told |= {"disputed_domains": sorted(mark.disputes), "answers": answers}
    return told


def _marked(chart: Chart, titles: frozenset[str]) -> Chart:
    """Mark the rows of a table that begin with the title of a disputed domain."""
    rows = tuple((_beside(row[0]), *row[1:]) if row[0] in titles else row for row in chart.table.rows)
    named = "; ".join(row[0] for row in chart.table.rows if row[0] in titles)
    alt = gettext("%(finding)s Disputed by the partner service: %(titles)s.", finding=chart.alt, titles=named)
    return replace(chart, alt=alt, table=replace(chart.table, rows=rows), keeps=False)


def _beside(title: str) -> str:
    return gettext("%(domain)s (%(disputed)s)", domain=title, disputed=voice_words.disputed())


def _rows(standard: Standard, sheet: AnswerSheet, mark: VoiceMark) -> Iterable[tuple[str, str, str]]:
    for difference in differences(standard, sheet, mark.said):
        criterion = standard.criterion(difference.criterion)
        kind = f" · {voice_words.kind(criterion)}" if criterion.is_red_line else ""
        yield (
            f"{criterion.id} · {criterion.statement}{kind}",
            voice_words.own(criterion, difference.own),
            voice_words.answer(criterion, mark.said[criterion.id]),
        )
