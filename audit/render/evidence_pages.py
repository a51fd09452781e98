"""The register of an audit's documents as pages and paper show it: the list "documents to have ready".

A document that has expired is pointed out and moves no score: whether it still shows what it shows, a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit.core.documents import Document, Known, Validity, ending, register, unnamed, validity
from audit.language import format_date, gettext, ngettext
from audit.render import pages, words
from audit.render.page_parts import Criterion, Facts, Outcome, Subject

# What the style sheet and the paper mark: nothing, or that somebody should look.
_MARKS = {Validity.ENDS_SOON: "soon", Validity.EXPIRED: "expired"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One document. ``name`` is title and date; ``holds`` says how long it holds, "" where nobody said.

    ``code`` is "soon", "expired" or "".
    """

    key: str
    name: str
    kept: str
    holds: str
    code: str
    criteria: tuple[Criterion, ...]

    @property
    def codes(self) -> str:
        """The ids of the criteria in one line."""
        return words.joined(c.id for c in self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A criterion at level 3 without a document, and what would show it."""

    criterion: Criterion
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """The register of an audit, with what ends and what is still to be named."""

    title: str
    facts: Facts
    red_line_headline: str
    counts: str
    count: str
    rows: tuple[EvidenceRow, ...]
    ending: tuple[EvidenceRow, ...]
    missing: tuple[Missing, ...]


def evidence_page(subject: Subject, outcome: Outcome, known: Iterable[Known], today: date) -> EvidencePage:
    """Build the register of an audit.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers.
        known: what is known of the programme's documents.
        today: the day where the organisation is; what has expired by then is marked.
    """
    card, standard = outcome.card, outcome.card.standard
    found = register(standard, outcome.sheet, known)
    without = [(c, standard.domain_of(c.id)) for c in unnamed(standard, outcome.sheet)]
    return EvidencePage(
        title=gettext("Documents to have ready"),
        facts=pages.facts(subject, card, outcome.assessment),
        red_line_headline=words.red_line_headline(card),
        counts=words.counts(card.counts),
        count=ngettext("%(num)s document is named", "%(num)s documents are named", len(found)),
        rows=tuple(row(outcome, document, today) for document in found),
        ending=tuple(row(outcome, document, today) for document in ending(found, today)),
        missing=tuple(Missing(criterion=pages.criterion_part(c, d), prompts=c.evidence) for c, d in without),
    )


def row(outcome: Outcome, document: Document, today: date) -> EvidenceRow:
    """Return one document as lists show it."""
    known, standard = document.known, outcome.card.standard
    return EvidenceRow(
        key=known.key,
        name=name(known),
        kept=known.kept,
        holds=holds(known, today),
        code=_MARKS.get(validity(known, today), ""),
        criteria=tuple(pages.criterion_part(c, standard.domain_of(c.id)) for c in document.criteria),
    )


def name(known: Known) -> str:
    """Return a document in one line: its title, and its date where it has one."""
    if known.date is None:
        return known.title
    return gettext("%(title)s, %(day)s", title=known.title, day=format_date(known.date))


def holds(known: Known, today: date) -> str:
    """Return how long a document holds, or that it does no more; "" where nobody said."""
    if known.valid_until is None:
        return ""
    day = format_date(known.valid_until)
    match validity(known, today):
        case Validity.EXPIRED:
            return gettext("Expired: it held until %(day)s", day=day)
        case Validity.ENDS_SOON:
            return gettext("Expires soon: it holds until %(day)s", day=day)
        case _:
            return gettext("Valid until %(day)s", day=day)
