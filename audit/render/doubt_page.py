"""Doubts as a page shows them: the two answers that hardly go together, and what to look at again."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.core.doubts import Doubt
from audit.core.standard import Standard
from audit.language import gettext
from audit.render.page_parts import Criterion
from audit.render.pages import criterion_part


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """One doubt: its sentence, and the two criteria with their level in words."""

    sentence: str
    claimed: Criterion
    claimed_level: str
    against: Criterion
    against_level: str


def rows(standard: Standard, found: Iterable[Doubt]) -> tuple[DoubtRow, ...]:
    """Return doubts in words, in their order."""
    return tuple(_row(standard, doubt) for doubt in found)


def _row(standard: Standard, doubt: Doubt) -> DoubtRow:
    one, other = doubt.check.when.criterion, doubt.check.doubted_by.criterion
    return DoubtRow(
        sentence=doubt.check.sentence,
        claimed=criterion_part(standard.criterion(one), standard.domain_of(one)),
        claimed_level=_level(doubt.level),
        against=criterion_part(standard.criterion(other), standard.domain_of(other)),
        against_level=_level(doubt.doubted_by),
    )


def _level(number: int) -> str:
    return gettext("level %(level)s", level=number)
