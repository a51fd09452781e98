"""What a network's assessor found, beside the programme's own answers (design sections 1 and 5).

The programme's answers stay as they are: a finding stands beside an answer and moves no score.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from audit.core.answers import Answer
from audit.core.standard import TOP_LEVEL


class Finding(StrEnum):
    """What an assessor says of one criterion."""

    NOT_LOOKED_AT = "not-looked-at"
    EVIDENCE_SEEN = "evidence-seen"
    VALIDATED = "validated"


class Basis(StrEnum):
    """On what a result rests, as the first page of a report says it."""

    OWN_ACCOUNT = "own-account"
    DOCUMENTS_SEEN = "documents-seen"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an assessor recorded of one criterion. ``level`` (0 to 3) stands with ``VALIDATED`` only."""

    criterion: str
    finding: Finding
    level: int | None
    date: date
    note: str
    account: str
    version: int
    saved: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What all findings of an audit come to.

    ``seen`` counts the criteria whose evidence was seen or that were validated, ``validated`` those validated, ``of``
    the criteria in scope that apply. ``lower`` are the ids validated at a level below the programme's own, or below
    the top one where the programme says that they do not apply: nobody takes a finding away by that.
    """

    seen: int = 0
    validated: int = 0
    of: int = 0
    lower: tuple[str, ...] = ()

    @property
    def basis(self) -> Basis:
        """By own account until something was seen; validated only where every criterion that applies was."""
        if self.of and self.validated == self.of and not self.lower:
            return Basis.VALIDATED
        return Basis.DOCUMENTS_SEEN if self.seen else Basis.OWN_ACCOUNT


NOT_ASSESSED = Assessment()


def is_outdated(finding: Finding, then: Answer, now: Answer) -> bool:
    """Whether a finding says nothing any more of the answer it stands beside: documents were seen for another one.

    A level that was validated is what the assessor found, whatever the programme says later; a note shows nothing.

    Args:
        finding: what was found.
        then: the answer when it was.
        now: the answer as it is.
    """
    return finding is Finding.EVIDENCE_SEEN and replace(then, note="") != replace(now, note="")


def assess(found: Iterable[Found], levels: dict[str, int | None], excused: Collection[str] = ()) -> Assessment:
    """Sum up what was found.

    Args:
        found: the findings of the audit, at most one for each criterion, without those that are outdated.
        levels: the programme's own level of every criterion in scope that applies; ``None`` for an unknown.
        excused: the criteria in scope of which the programme says that they do not apply.
    """
    claimed = {name: level or 0 for name, level in levels.items()} | dict.fromkeys(excused, TOP_LEVEL)
    looked = [one for one in found if one.criterion in claimed and one.finding is not Finding.NOT_LOOKED_AT]
    lower = tuple(one.criterion for one in looked if one.level is not None and one.level < claimed[one.criterion])
    of_these = [one for one in looked if one.criterion in levels]
    validated = sum(one.finding is Finding.VALIDATED for one in of_these)
    return Assessment(seen=len(of_these), validated=validated, of=len(levels), lower=lower)
