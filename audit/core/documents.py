"""The documents a programme names in an audit: which criteria each is for, where it is kept, how long it holds.

Titles and dates stand in the answers; what else is known of a document lies beside them, for all audits of the
programme. None of it moves a score: evidence that has expired is pointed out, and a person decides (issue "the year",
item 4).
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.standard import TOP_LEVEL, Criterion, Standard

# Two months are what a new version of most documents takes (our choice).
SOON = dt.timedelta(days=60)
_KEY_BYTES = 16


class Validity(StrEnum):
    """Whether a document still holds on a day."""

    UNLIMITED = "unlimited"
    HOLDS = "holds"
    ENDS_SOON = "ends-soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a document beyond its title and date.

    ``valid_until`` is the last day it holds, ``None`` where it has no end; ``version`` counts the changes, 0 is none.
    """

    title: str
    date: dt.date | None
    kept: str = ""
    valid_until: dt.date | None = None
    version: int = 0

    @property
    def evidence(self) -> Evidence:
        """The document as an answer names it."""
        return Evidence(self.title, self.date)

    @property
    def key(self) -> str:
        """A short name made of title and date, for addresses: 32 hexadecimal digits."""
        return key(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that an audit names, and the criteria in scope it is named for, in the order of the standard."""

    known: Known
    criteria: tuple[Criterion, ...]


def key(evidence: Evidence) -> str:
    """Return the short name of a document: the same title and date always give the same."""
    said = f"{evidence.date or ''}\n{evidence.title}"
    return hashlib.blake2b(said.encode("utf-8", "backslashreplace"), digest_size=_KEY_BYTES).hexdigest()


def register(standard: Standard, sheet: AnswerSheet, known: Iterable[Known]) -> tuple[Document, ...]:
    """Return the documents an audit names in scope, by title and date, each once.

    Args:
        standard: the edition of the audit.
        sheet: its answers.
        known: what is known of the programme's documents; those that this audit does not name are left out.
    """
    told = {one.evidence: one for one in known}
    named: dict[Evidence, list[Criterion]] = {}
    for criterion in standard.criteria(sheet.scope):
        for evidence in dict.fromkeys(sheet.answer(criterion.id).evidence):
            named.setdefault(evidence, []).append(criterion)
    found = [
        Document(known=told.get(e) or Known(title=e.title, date=e.date), criteria=tuple(criteria))
        for e, criteria in named.items()
    ]
    return tuple(sorted(found, key=_place))


def validity(known: Known, today: dt.date) -> Validity:
    """Return whether a document holds; on its last day it still does."""
    if known.valid_until is None:
        return Validity.UNLIMITED
    if known.valid_until < today:
        return Validity.EXPIRED
    return Validity.ENDS_SOON if known.valid_until - today <= SOON else Validity.HOLDS


def ending(documents: Iterable[Document], today: dt.date) -> tuple[Document, ...]:
    """Return the documents that have expired or do so soon, those first that did so first."""
    found = [d for d in documents if validity(d.known, today) in {Validity.EXPIRED, Validity.ENDS_SOON}]
    return tuple(sorted(found, key=lambda d: (d.known.valid_until or today, *_place(d))))


def unnamed(standard: Standard, sheet: AnswerSheet) -> tuple[Criterion, ...]:
    """Return the criteria in scope at level 3 for which no document is named: they count as 2 (design section 5)."""
    given = ((c, sheet.answer(c.id)) for c in standard.criteria(sheet.scope))
    return tuple(c for c, answer in given if answer.level == TOP_LEVEL and not answer.names_a_document)


def name_for(answer: Answer, evidence: Evidence) -> Answer:
    """Return an answer that names a document too; nothing else of it changes."""
    return answer if evidence in answer.evidence else replace(answer, evidence=(*answer.evidence, evidence))


def rename(answer: Answer, old: Evidence, new: Evidence) -> Answer:
    """Return an answer that names a document by another title and date, in its place; once where it named both."""
    return replace(answer, evidence=tuple(dict.fromkeys(new if e == old else e for e in answer.evidence)))


def take_from(answer: Answer, evidence: Evidence) -> Answer:
    """Return an answer that does not name a document; nothing else of it changes."""
    return replace(answer, evidence=tuple(e for e in answer.evidence if e != evidence))


def is_full(answer: Answer, evidence: Evidence) -> bool:
    """Whether an answer names so many documents that one more has no place."""
    return evidence not in answer.evidence and len(answer.evidence) >= MOST_DOCUMENTS


def titles(named: Iterable[str], known: Iterable[Known]) -> tuple[str, ...]:
    """Return the titles a programme has used, each once, by name: to be offered while somebody types.

    Args:
        named: the titles its answers name.
        known: what is known of its documents.
    """
    found = {*named, *(k.title for k in known)}
    return tuple(sorted(found, key=lambda title: (title.casefold(), title)))


def _place(document: Document) -> tuple[str, str, dt.date]:
    return document.known.title.casefold(), document.known.title, document.known.date or dt.date.min
