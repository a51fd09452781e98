"""The form of one answer, built from its criterion, and what a page of such forms says.

An answer has three parts that are judged apart: the choice, the documents and the note. A part that cannot be
taken leaves the stored one as it is and is shown again as it was typed; the other parts are kept (design section 7).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from audit.core.answers import SHORTEST_TEXT, Answer, Evidence, is_long_enough
from audit.core.answersfile import LONGEST_TEXT, LONGEST_TITLE, MOST_DOCUMENTS
from audit.core.standard import LEVELS, Criterion
from audit.language import gettext
from audit.web import fields, personal_check
from audit.web.forms import Problem
from audit.web.personal_check import Guard, Question

NOT_SURE = "not-sure"
NOT_APPLICABLE = "not-applicable"
_LEVELS = {str(level): level for level in LEVELS}
_MARK_BYTES = 8
_CONTROL = re.compile(r"(.+)-(?:version|mark|level|reason|note|document-[0-9]+-(?:title|date))\Z")

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the controls of one criterion, letter by letter. ``rows`` are titles with dates."""

    choice: str = ""
    reason: str = ""
    rows: tuple[Row, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice of an answer: one of a level, a reason why it does not apply, and "not sure yet"."""

    level: int | None = None
    not_applicable: str | None = None
    not_sure: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request says about one criterion.

    A part that is ``None`` stays as it is stored: it did not come, or it cannot be taken. ``version`` is the
    version the person saw, ``seen`` as it came; ``None`` means that nothing of this answer can be saved.
    ``untouched`` says that the person left everything as the page showed it. ``kept`` are the marks of texts that may
    stay, ``questions`` what is asked about the others (``personal_answers``).
    """

    criterion: str
    version: int | None
    seen: str
    typed: Typed
    untouched: bool
    choice: Chosen | None
    evidence: tuple[Evidence, ...] | None
    note: str | None
    problems: tuple[Problem, ...]
    kept: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()

    def over(self, stored: Answer) -> Answer:
        """Return the stored answer with every part that can be taken laid over it."""
        chosen = self.choice or Chosen(stored.level, stored.not_applicable, stored.not_sure)
        return Answer(
            level=chosen.level,
            not_applicable=chosen.not_applicable,
            not_sure=chosen.not_sure,
            evidence=stored.evidence if self.evidence is None else self.evidence,
            note=stored.note if self.note is None else self.note,
        )

    def seen_at(self, version: int) -> "Draft":
        """Return the same draft from somebody who has seen this version."""
        return replace(self, version=version, untouched=False)

    def with_choice_made(self) -> "Draft":
        """Return the same draft as if nothing were wrong with its choice: for an answer that is chosen by a button."""
        ours = (f"{self.criterion}-level", f"{self.criterion}-reason")
        left = tuple(problem for problem in self.problems if problem.field not in ours)
        return replace(self, problems=left, untouched=False)

    def without_problems(self) -> "Draft":
        """Return the same draft as if nothing in it were wrong: for an answer that is about to be cleared."""
        return replace(self, problems=(), questions=(), untouched=False)


class Documents(Field):
    """The documents of one answer: rows ``…-1-title`` and ``…-1-date``, numbered from 1. Empty rows are left out.

    ``today`` is given by the form: a document dated later does not exist yet and shows nothing.
    """

    guard = Guard.TITLE
    today: dt.date
    came: bool
    row_problems: list[Problem]
    typed_rows: list[Row]

    def process(self, formdata: Any, data: object = None, extra_filters: object = None) -> None:  # noqa: ANN401 - WTForms takes any mapping with getlist
        """Read every row, and keep what was typed beside what it means."""
        del data, extra_filters
        self.process_errors, self.row_problems, self.typed_rows = [], [], []
        self.came = self._title(1) in formdata
        # One row more than may be: a page never has it, so whoever sent it is told.
        numbers = [n for n in range(1, MOST_DOCUMENTS + 2) if self._title(n) in formdata or self._date(n) in formdata]
        found = [self._read(formdata, number) for number in numbers]
        self.data = tuple(e for e in found if e is not None)
        while self.typed_rows and not any(self.typed_rows[-1]):
            self.typed_rows.pop()
        if len(self.data) > MOST_DOCUMENTS:
            words = gettext("One answer names at most %(most)s documents.", most=MOST_DOCUMENTS)
            self.row_problems.append(Problem(self._title(1), words))

    def pre_validate(self, form: object) -> None:
        """Say that something is wrong; ``row_problems`` says what and where."""
        del form
        if self.row_problems:
            raise fields.RefusedError(self.row_problems[0].text)

    def _title(self, number: int) -> str:
        return f"{self.name}-{number}-title"

    def _date(self, number: int) -> str:
        return f"{self.name}-{number}-date"

    def _read(self, formdata: MultiDict[str, str], number: int) -> Evidence | None:
        """Read one row; nothing where it is empty or something is wrong with it."""
        title, day = self._once(formdata, self._title(number)), self._once(formdata, self._date(number))
        self.typed_rows.append((title, day))
        if not title.strip() and not day.strip():
            return None
        name = self._title(number)
        try:
            text = _parse_title(title)
            name = self._date(number)
            found = fields.parse_day(day.strip())
            fields.check_past(found, self.today)
            return Evidence(text, found)
        except fields.RefusedError as error:
            self.row_problems.append(Problem(name, str(error)))
            return None

    def _once(self, formdata: MultiDict[str, str], name: str) -> str:
        came = formdata.getlist(name)
        if len(came) > 1:
            self.row_problems.append(Problem(name, gettext("This came twice. Open the page again and answer once.")))
        return str(came[0]) if came else ""


class AnswerForm(Form):
    """The controls of one criterion. Their names begin with its id."""

    version = fields.Count()
    mark = fields.Text(guard=Guard.UNREAD, most=LONGEST_TEXT)
    level = fields.Choice()
    reason = fields.Text(guard=Guard.NOTE, most=LONGEST_TEXT)
    document = Documents()
    note = fields.Text(guard=Guard.NOTE, most=LONGEST_TEXT)

    def __init__(self, formdata: MultiDict[str, str], criterion: Criterion, today: dt.date) -> None:
        """Read the controls of this criterion from a request that came in today."""
        self._criterion, self._today = criterion, today
        self._kept = personal_check.kept(formdata, f"{criterion.id}-")
        super().__init__(formdata, prefix=criterion.id)

    def process(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Offer only what the criterion and the day allow, before anything is read."""
        self.document.today = self._today
        self.level.choices = [(value, value) for value in values(self._criterion)]
        super().process(*args, **more)

    def typed(self) -> Typed:
        """Return what stood in the controls."""
        rows = tuple(self.document.typed_rows)
        return Typed(self.level.typed, self.reason.typed, rows, self.note.typed)

    def draft(self) -> Draft:
        """Return what the request says about the criterion."""
        self.validate()
        broken = self._broken()
        chosen, wrong = self._chosen()
        bad_row = self.document.row_problems
        typed = self.typed()
        return Draft(
            criterion=self._criterion.id,
            version=None if broken else self.version.data,
            seen=self.version.typed,
            typed=typed,
            untouched=not broken and self.mark.typed == mark(self.version.data, typed),
            choice=chosen,
            evidence=self.document.data if self.document.came and not bad_row else None,
            note=self.note.data if self.note.came and not self.note.errors else None,
            problems=broken or (*wrong, *bad_row, *_of(self.note)),
            kept=self._kept,
        )

    def _broken(self) -> tuple[Problem, ...]:
        """Return what no person can have typed: then the page was not ours, and nothing of the answer is taken."""
        if not self.version.came:
            words = gettext("The page is not complete. Open it again. Nothing of this answer was saved.")
            return (Problem(self.level.id, words),)
        found = [*self.version.errors, *self.level.errors]
        found += [str(f.errors[0]) for f in (self.reason, self.note) if f.errors and len(f.raw_data or ()) > 1]
        return tuple(Problem(self.level.id, str(text)) for text in found[:1])

    def _chosen(self) -> tuple[Chosen | None, tuple[Problem, ...]]:
        """Return the choice, or what is wrong with it; ``None`` where nothing was chosen: that clears nothing."""
        if self.level.errors:
            return None, ()
        if not self.level.came:
            stray = bool(self.reason.typed.strip())
            words = gettext("Choose “Does not apply” as well, or take the reason out.")
            return None, (Problem(self.level.id, words),) if stray else ()
        value = self.level.data
        if value == NOT_APPLICABLE:
            return self._outside()
        return (Chosen(not_sure=True) if value == NOT_SURE else Chosen(level=_LEVELS[value])), ()

    def _outside(self) -> tuple[Chosen | None, tuple[Problem, ...]]:
        if self.reason.errors:
            return None, _of(self.reason)
        if not is_long_enough(self.reason.data or ""):
            words = gettext("Say why it does not apply, in %(least)s characters or more.", least=SHORTEST_TEXT)
            return None, (Problem(self.reason.id, words),)
        return Chosen(not_applicable=self.reason.data), ()


def values(criterion: Criterion) -> tuple[str, ...]:
    """Return what may be chosen for a criterion: the levels, "not sure yet" and, where allowed, "does not apply"."""
    return (*_LEVELS, NOT_SURE, NOT_APPLICABLE) if criterion.may_not_apply else (*_LEVELS, NOT_SURE)


def shown(answer: Answer) -> Typed:
    """Return what stands in the controls for a stored answer."""
    choice = "" if answer.level is None else str(answer.level)
    if answer.not_sure:
        choice = NOT_SURE
    elif answer.not_applicable is not None:
        choice = NOT_APPLICABLE
    rows = tuple((e.title, e.date.isoformat() if e.date else "") for e in answer.evidence)
    return Typed(choice, answer.not_applicable or "", rows, answer.note)


def mark(version: int, typed: Typed) -> str:
    """Return a short mark of what a page showed, so that an answer nobody touched is never sent as a change."""
    return hashlib.blake2b(f"{version}{typed}".encode(errors="replace"), digest_size=_MARK_BYTES).hexdigest()


def draft(formdata: MultiDict[str, str], criterion: Criterion, today: dt.date) -> Draft:
    """Return what a request says about one criterion.

    Args:
        formdata: what the request sent.
        criterion: the criterion.
        today: the day it is where the organisation is.
    """
    return AnswerForm(formdata, criterion, today).draft()


def drafts(formdata: MultiDict[str, str], asked: Sequence[Criterion], today: dt.date) -> tuple[Draft, ...]:
    """Return what a request says about each criterion; those that did not come at all are left out."""
    came = {_criterion_of(name) for name in formdata}
    return tuple(draft(formdata, c, today) for c in asked if c.id in came)


def has_strangers(formdata: Iterable[str], asked: Sequence[Criterion]) -> bool:
    """Return whether a request holds the answer of a criterion that is not asked on its page."""
    return not {_criterion_of(name) for name in formdata} <= {"", *(c.id for c in asked)}


def _criterion_of(name: str) -> str:
    """Return the id of the criterion whose control has this name; "" for any other control."""
    found = _CONTROL.match(name)
    return found[1] if found else ""


def _parse_title(typed: str) -> str:
    text = fields.clean(typed, one_line=True)
    fields.check_text(text, LONGEST_TITLE)
    if not is_long_enough(text):
        words = gettext("Write the title of the document, in %(least)s characters or more.", least=SHORTEST_TEXT)
        raise fields.RefusedError(words)
    return text


def _of(field: Field) -> tuple[Problem, ...]:
    return tuple(Problem(field.id, str(text)) for text in field.errors[:1])
