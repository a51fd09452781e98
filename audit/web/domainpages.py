"""What a page of one domain shows: each criterion with its levels and what was answered.

What comes from the edition alone is kept ready made (``fixedparts``); a request adds the answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from types import MappingProxyType

from flask import url_for
from markupsafe import Markup

from audit.core.answers import BLANK, Answer
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.programme import StoredAnswer
from audit.core.standard import TOP_LEVEL, Criterion, Domain
from audit.errors import UnknownNameError
from audit.language import gettext, ngettext
from audit.render import words
from audit.store.connection import Connection
from audit.web import answerwords, choices, earlier, fixedparts, opened
from audit.web.answerforms import Typed, mark, shown
from audit.web.earlier import Earlier, Last
from audit.web.fixedparts import Fixed, Option
from audit.web.forms import Problem
from audit.web.opened import Opened
from audit.web.personal_check import Question
from audit.web.saving import Result


@dataclass(frozen=True, slots=True)
class Row:
    """The controls of one document."""

    number: int
    title_name: str
    title: str
    title_error: str
    date_name: str
    date: str
    date_error: str
    question: Question | None


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody else's answer, beside one's own: what it says line by line, and its version."""

    when: str
    lines: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion on the page. Every text is what its control shows.

    ``choice`` is the radio group ready made; empty where it holds a reason or an error and is made anew of ``options``.
    ``documents_open`` and ``note_open`` say whether those fields stand open: whatever was typed, and whatever has to
    be mended, is in sight.
    """

    fixed: Fixed
    choice: Markup
    options: tuple[Option, ...]
    save_url: str
    version: str
    mark: str
    saved: str
    reason: str
    rows: tuple[Row, ...]
    documents_open: bool
    note: str
    note_open: bool
    level_error: str
    reason_error: str
    note_error: str
    can_undo: bool
    theirs: Theirs | None
    last: Last | None
    reason_question: Question | None = None
    note_question: Question | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The way to another domain."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Jump:
    """The way to one criterion of the page, and how its stored answer stands; ``code`` is for the style sheet."""

    criterion: Criterion
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class DomainPage:
    """A page of one domain."""

    title: str
    summary: str
    jumps: tuple[Jump, ...]
    cards: tuple[Card, ...]
    status: str
    done: int
    total: int
    saved: str
    problems: tuple[Problem, ...]
    problems_title: str
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class Place:
    """One domain of one audit: where a request is. ``earlier`` is what is known of its criteria from before."""

    opened: Opened
    domain: Domain
    earlier: Earlier = earlier.NOTHING

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """The criteria this audit asks in this domain."""
        return self.domain.in_scope(self.opened.audit.scope)

    @property
    def codes(self) -> tuple[str, ...]:
        """The ids of the criteria asked."""
        return tuple(c.id for c in self.asked)

    @property
    def zone(self) -> tzinfo:
        """The time zone in which pages of this organisation show times."""
        return choices.zone(self.opened.organisation.zone)


def find(db: Connection, audit_id: str, domain_id: str) -> Place:
    """Find a domain of an audit.

    Raises:
        NotFoundError: there is no such audit that this request may see.
        UnknownNameError: its edition has no such domain, or a first pass asks nothing in it.
    """
    found = opened.audit(db, audit_id)
    place = Place(found, found.standard.domain(domain_id))
    if not place.asked:
        raise UnknownNameError(what="domain", name=domain_id)
    return replace(place, earlier=earlier.of(db, found, place.codes))


def page(
    place: Place,
    stored: Mapping[str, StoredAnswer],
    now: datetime,
    *,
    results: Mapping[str, Result] = MappingProxyType({}),
    message: str = "",
    add: str = "",
) -> DomainPage:
    """Build the page.

    Args:
        place: the domain of an audit.
        stored: the stored answers of the domain.
        now: the time, to which "Saved 14:02" is compared.
        results: what became of a request that was not kept whole; its texts are shown as they were typed.
        message: why nothing of a request was saved, if that is so.
        add: the id of a criterion that gets one more row for a document.
    """
    cards = tuple(_card(place, c, stored.get(c.id), results.get(c.id), now) for c in place.asked)
    latest = max((s.saved for s in stored.values() if s.version), default=None)
    before, after = neighbours(place)
    return DomainPage(
        title=place.domain.title,
        summary=place.domain.summary,
        jumps=tuple(Jump(c, *state(answer_in(stored, c.id))) for c in place.asked),
        cards=tuple(_with_one_more(c) if c.fixed.code == add else c for c in cards),
        status=status(place.asked, stored),
        done=answered(place.asked, stored),
        total=len(cards),
        saved=answerwords.saved(latest, now, place.zone) if latest and not message else "",
        problems=_problems(results, message),
        problems_title=gettext("Nothing was saved yet") if message else gettext("Not everything was saved"),
        previous=before,
        next=after,
    )


def answered(asked: Iterable[Criterion], stored: Mapping[str, StoredAnswer]) -> int:
    """Return how many criteria have a level or do not apply; "not sure yet" is not answered."""
    given = [answer_in(stored, c.id) for c in asked]
    return sum(a.is_given and not a.not_sure for a in given)


def status(asked: tuple[Criterion, ...], stored: Mapping[str, StoredAnswer]) -> str:
    """Return how far a domain is, such as "6 of 9 answered (1 of these does not apply), 1 not sure yet".

    The results count "does not apply" apart from what is answered, so it is said here too.
    """
    so_far = gettext("%(done)s of %(total)s answered", done=answered(asked, stored), total=len(asked))
    outside = sum(answer_in(stored, c.id).not_applicable is not None for c in asked)
    if outside:
        so_far = ngettext(
            "%(so_far)s (%(num)s of these does not apply)",
            "%(so_far)s (%(num)s of these do not apply)",
            outside,
            so_far=so_far,
        )
    unsure = sum(answer_in(stored, c.id).not_sure for c in asked)
    if not unsure:
        return so_far
    return words.joined((so_far, ngettext("%(num)s not sure yet", "%(num)s not sure yet", unsure)))


def state(answer: Answer) -> tuple[str, str]:
    """Return how an answer stands in a list of criteria, and its code: "answered", "not-sure" or "unanswered"."""
    if answer.not_sure:
        return gettext("Not sure yet"), "not-sure"
    return (gettext("Answered"), "answered") if answer.is_given else (gettext("Not answered"), "unanswered")


def answer_in(stored: Mapping[str, StoredAnswer], code: str) -> Answer:
    """Return the stored answer to a criterion, blank where there is none."""
    found = stored.get(code)
    return BLANK if found is None else found.answer


def saved_line(stored: StoredAnswer | None, now: datetime, zone: tzinfo) -> str:
    """Return what stands under a card: when it was saved, and why a level 3 does not count in full yet."""
    if stored is None or not stored.version:
        return ""
    return " ".join(
        filter(None, (answerwords.saved(stored.saved, now, zone) + ".", answerwords.unproven(stored.answer)))
    )


def _card(
    place: Place, criterion: Criterion, stored: StoredAnswer | None, result: Result | None, now: datetime
) -> Card:
    if result is None or result.is_clean:
        return _stored_card(place, criterion, stored, now)
    card = _stored_card(place, criterion, result.stored, now)
    typed = result.draft.typed
    errors = {p.field: p.text for p in result.problems}
    asked = {q.field: q for q in result.draft.questions}
    rows = _rows(criterion.id, typed, errors, asked)
    return replace(
        card,
        choice=Markup(),
        options=fixedparts.options(card.fixed, typed.choice, place.earlier.marks(criterion.id)),
        version=result.version,
        saved=gettext("Not saved yet: your choice between two answers.")
        if result.theirs
        else gettext("Not everything here is saved."),
        # Without a mark the next save looks at every part of it again.
        mark="",
        reason=typed.reason,
        rows=rows,
        documents_open=_has_documents(typed.choice, rows),
        note=typed.note,
        note_open=bool(typed.note) or f"{criterion.id}-note" in errors,
        level_error=errors.get(f"{criterion.id}-level", ""),
        reason_error=errors.get(f"{criterion.id}-reason", ""),
        note_error=errors.get(f"{criterion.id}-note", ""),
        theirs=_theirs(place, criterion, result.theirs, now),
        reason_question=asked.get(f"{criterion.id}-reason"),
        note_question=asked.get(f"{criterion.id}-note"),
    )


def _stored_card(place: Place, criterion: Criterion, stored: StoredAnswer | None, now: datetime) -> Card:
    fixed = fixedparts.of(place.opened, criterion)
    typed = shown(stored.answer if stored else BLANK)
    version, marks = stored.version if stored else 0, place.earlier.marks(criterion.id)
    rows = _rows(criterion.id, typed, {}, {})
    choice = fixedparts.choice(place.opened, fixed, typed.choice, marks)
    return Card(
        fixed=fixed,
        choice=choice,
        options=() if choice else fixedparts.options(fixed, typed.choice, marks),
        save_url=url_for("questionnaire.save_answer", audit_id=place.opened.audit.id, criterion_id=criterion.id),
        version=str(version),
        mark=mark(version, typed),
        saved=saved_line(stored, now, place.zone),
        reason=typed.reason,
        rows=rows,
        documents_open=_has_documents(typed.choice, rows),
        note=typed.note,
        note_open=bool(typed.note),
        level_error="",
        reason_error="",
        note_error="",
        can_undo=stored is not None and stored.can_undo,
        theirs=None,
        last=place.earlier.last(criterion, stored),
    )


def _rows(code: str, typed: Typed, errors: Mapping[str, str], asked: Mapping[str, Question]) -> tuple[Row, ...]:
    """Return a row for each document, and an empty one."""
    found = [*typed.rows, ("", "")][:MOST_DOCUMENTS]
    return tuple(_row(code, number, *pair, errors, asked) for number, pair in enumerate(found, start=1))


def _row(code: str, n: int, title: str, day: str, errors: Mapping[str, str], asked: Mapping[str, Question]) -> Row:
    named, dated = f"{code}-document-{n}-title", f"{code}-document-{n}-date"
    return Row(n, named, title, errors.get(named, ""), dated, day, errors.get(dated, ""), asked.get(named))


def _has_documents(choice: str, rows: tuple[Row, ...]) -> bool:
    """Whether the fields for documents have anything to show, or level 3 waits for a title."""
    return choice == str(TOP_LEVEL) or any((r.title, r.date, r.title_error, r.date_error) != ("",) * 4 for r in rows)


def _with_one_more(card: Card) -> Card:
    if len(card.rows) >= MOST_DOCUMENTS:
        return card
    rows = (*card.rows, _row(card.fixed.code, len(card.rows) + 1, "", "", {}, {}))
    return replace(card, rows=rows, documents_open=True)


def _theirs(place: Place, criterion: Criterion, theirs: StoredAnswer | None, now: datetime) -> Theirs | None:
    if theirs is None:
        return None
    when = answerwords.saved(theirs.saved, now, place.zone)
    return Theirs(when, answerwords.lines(criterion, theirs.answer), theirs.version)


def _problems(results: Mapping[str, Result], message: str) -> tuple[Problem, ...]:
    """Return what stands in the summary at the top of the page, in the order of the page."""
    found = [Problem("", message)] if message else []
    for code, result in results.items():
        if result.theirs is not None:
            words_ = gettext("%(code)s: another answer was saved meanwhile. Choose one.", code=code)
            found.append(Problem(code, words_))
        found += [Problem(p.field, f"{code}: {p.text}") for p in result.problems]
    return tuple(found)


def neighbours(place: Place) -> tuple[Link | None, Link | None]:
    """Return the ways to the domains before and after this one, among those with something to answer."""
    audit = place.opened.audit
    asked = [d for d in place.opened.standard.domains if d.in_scope(audit.scope)]
    here = asked.index(place.domain)
    links = [
        Link(d.title, url_for("questionnaire.domain", audit_id=audit.id, domain_id=d.id)) if d else None
        for d in (asked[here - 1] if here else None, asked[here + 1] if here + 1 < len(asked) else None)
    ]
    return links[0], links[1]
