"""Doubts: answers of one audit that hardly go together, by the checks of its standard (design section 7).

A doubt moves no score and says nothing is wrong. It asks somebody to look again before an audit is signed.
"""

from dataclasses import dataclass

from audit.core.answers import AnswerSheet
from audit.core.standard import Check, Claim, Standard


@dataclass(frozen=True, slots=True)
class Doubt:
    """A check that found something: the levels, 0 to 3, that its two criteria were given."""

    check: Check
    level: int
    doubted_by: int


def find(standard: Standard, sheet: AnswerSheet) -> tuple[Doubt, ...]:
    """Return every doubt, in the order of the standard's checks.

    The level given counts, whether or not a document is named. An answer outside the scope of the audit, an unknown
    and "does not apply" are no level, and give rise to no doubt.
    """
    asked = {criterion.id for criterion in standard.criteria(sheet.scope)}
    pairs = (
        (check, _held(check.when, sheet, asked), _held(check.doubted_by, sheet, asked)) for check in standard.checks
    )
    return tuple(Doubt(check, one, other) for check, one, other in pairs if one is not None and other is not None)


def _held(claim: Claim, sheet: AnswerSheet, asked: set[str]) -> int | None:
    """Return the level given where the claim holds; ``None`` where it does not, or was not asked."""
    level = sheet.answer(claim.criterion).level if claim.criterion in asked else None
    return level if claim.holds(level) else None
