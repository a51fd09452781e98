"""What the page of differences shows, for those whom the service lets see its answers."""

from dataclasses import dataclass

from audit.core.second_voice import Difference, asked, differences
from audit.core.standard import Criterion, Standard
from audit.language import gettext, ngettext
from audit.render import voice_words
from audit.render.page_parts import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion, as both answer it; ``apart`` says how far they are from each other, "" where they agree."""

    code: str
    statement: str
    kind: str
    is_red_line: bool
    domain: str
    own: str
    theirs: str
    apart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The differences: the most telling ``first``, ``others`` smaller ones, ``rest`` what is alike or unseen.

    ``told`` says whether a second voice was given. Where it is not shown, the lists are empty.
    """

    told: str
    is_shown: bool
    disputed: tuple[str, ...]
    first: tuple[Row, ...]
    others: tuple[Row, ...]
    rest: tuple[Row, ...]


def page(standard: Standard, outcome: Outcome) -> Page:
    """Build the page.

    Args:
        standard: the edition.
        outcome: of the audit, with what the readers of the page may be told of the second voice.
    """
    mark, sheet = outcome.voice, outcome.sheet
    found = differences(standard, sheet, mark.said)
    differing = {difference.criterion for difference in found}
    rest = [c for c in asked(standard, sheet.scope) if c.id in mark.said and c.id not in differing]
    return Page(
        told=voice_words.given(mark),
        is_shown=bool(mark.said),
        disputed=tuple(domain.title for domain in standard.domains if domain.id in mark.disputes),
        first=tuple(_row(standard, outcome, standard.criterion(d.criterion), _apart(d)) for d in found if d.first),
        others=tuple(_row(standard, outcome, standard.criterion(d.criterion), _apart(d)) for d in found if not d.first),
        rest=tuple(_row(standard, outcome, criterion, "") for criterion in rest),
    )


def _row(standard: Standard, outcome: Outcome, criterion: Criterion, apart: str) -> Row:
    return Row(
        code=criterion.id,
        statement=criterion.statement,
        kind=voice_words.kind(criterion),
        is_red_line=criterion.is_red_line,
        domain=standard.domain_of(criterion.id).id,
        own=voice_words.own(criterion, outcome.sheet.answer(criterion.id).level),
        theirs=voice_words.answer(criterion, outcome.voice.said[criterion.id]),
        apart=apart,
    )


def _apart(difference: Difference) -> str:
    if difference.own is None:
        return gettext("The programme gave no level.")
    apart = abs(difference.own - difference.theirs)
    if difference.theirs < difference.own:
        return ngettext("The service sees %(num)s level less.", "The service sees %(num)s levels less.", apart)
    return ngettext("The service sees %(num)s level more.", "The service sees %(num)s levels more.", apart)
