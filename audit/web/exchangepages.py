"""What the pages about answers files show: what a file leaves out, what is wrong with one, what one would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, url_for
from werkzeug.datastructures import MultiDict

from audit import language
from audit.core import answersfile
from audit.core.answers import Answer
from audit.core.answersfile import AnswersFile, BadAnswersFileError, Change, differences
from audit.core.programme import StoredAnswer
from audit.language import format_date, gettext, ngettext
from audit.render import words
from audit.store import sections
from audit.store.connection import Connection
from audit.store.errors import StaleAnswersError
from audit.web import answerwords, personal_answers
from audit.web.forms import Problem
from audit.web.opened import Opened
from audit.web.personal_check import Question, together

# A file with 100,000 wrong keys says nothing more by its last one, and its page would take seconds.
_MOST_NAMED = 1_000
# The box by which texts may come in that look as if they held a person's details.
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """The way out and the way in. ``left_out`` names criteria with a note or a document but no choice."""

    left_out: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a file would do to one criterion; ``version`` is the version of the answer it would replace."""

    code: str
    statement: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a file would change. ``warnings`` say where it does not look like a file of this audit.

    ``personal`` names what looks like a person's details, pairs of id and sentence; ``mark`` is what the box sends by
    which all of it may come in, "" where there is nothing.
    """

    file_id: str
    rows: tuple[ChangeRow, ...]
    personal: tuple[tuple[str, str], ...]
    mark: str
    count: str
    unchanged: str
    warnings: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def box_error(self) -> str:
        """What is wrong at the box by which texts may come in; "" for nothing."""
        return next((p.text for p in self.problems if p.field == KEEP), "")


def exchange(found: Opened, left_out: tuple[str, ...], problems: tuple[str, ...]) -> ExchangePage:
    """Build the page that offers the file and takes one in."""
    return ExchangePage(
        left_out=tuple((code, _href(found, code)) for code in left_out),
        problems=tuple(Problem("file", text) for text in problems),
    )


def sentences(error: BadAnswersFileError) -> tuple[str, ...]:
    """Return the problems of a file, in the reader's language; those after the first thousand are counted."""
    named = [_sentence(p) for p in error.problems[:_MOST_NAMED]]
    more = len(error.problems) - len(named)
    if more:
        named.append(ngettext("And %(num)s more problem.", "And %(num)s more problems.", more))
    return (language.sentence(error), *named)


def preview(
    found: Opened,
    brought: AnswersFile,
    stored: Mapping[str, StoredAnswer],
    file_id: str,
    problem: Problem | None = None,
) -> PreviewPage:
    """Build the page that shows what a file would change, with why nothing of it was taken over, where that is so."""
    changes = _changes(found, brought, stored)
    same = len(brought.sheet.answers) - len(changes)
    asked = _asked(found, changes)
    return PreviewPage(
        file_id=file_id,
        rows=tuple(_row(found, change, stored) for change in changes),
        personal=tuple((code, q.text) for code, q in asked),
        mark=_mark(asked),
        count=ngettext("%(num)s answer would change.", "%(num)s answers would change.", len(changes)),
        unchanged=ngettext(
            "%(num)s answer in the file is the same as here.", "%(num)s answers in the file are the same as here.", same
        ),
        warnings=tuple(_warnings(found, brought)),
        problems=(problem,) if problem else (),
    )


def stale() -> Problem:
    """Return why nothing was taken over of a file that was looked at before somebody changed an answer."""
    return Problem("", _stale_words())


def unasked(
    form: MultiDict[str, str], found: Opened, brought: AnswersFile, stored: Mapping[str, StoredAnswer]
) -> Problem | None:
    """Return why nothing is taken over of a file with what looks like a person's details, until somebody said it may.

    That is said once for all of a file, about exactly these texts.
    """
    mark = _mark(_asked(found, _changes(found, brought, stored)))
    if form.get(KEEP, "") == mark:
        return None
    return Problem(KEEP, gettext("Look at what could be about a person, and tick that you checked it."))


def seen_changes(
    form: MultiDict[str, str], found: Opened, brought: AnswersFile, stored: Mapping[str, StoredAnswer]
) -> dict[str, tuple[Answer, int]]:
    """Return what to save, each with the version the person saw in the preview.

    Raises:
        StaleAnswersError: the file would change an answer now that the preview did not show.
    """
    changes = _changes(found, brought, stored)
    unseen = {
        c.criterion: stored[c.criterion] for c in changes if not _seen(form, c.criterion) and c.criterion in stored
    }
    if unseen or any(not _seen(form, c.criterion) for c in changes):
        raise StaleAnswersError(unseen)
    return {c.criterion: (c.after, int(form[f"{c.criterion}-version"])) for c in changes}


def uncheck(db: Connection, found: Opened, changes: Iterable[str], at: datetime) -> None:
    """Take the mark "checked by you" off every domain a file changed: nobody has looked at it since."""
    touched = {found.standard.domain_of(code).id for code in changes}
    for domain in sorted(touched & sections.listing(db, found.audit)):
        sections.complete(db, found.audit, domain, done=False, at=at)


def say_taken(number: int) -> None:
    """Tell the reader on the next page how many answers were taken over."""
    flash(
        ngettext(
            "%(num)s answer was taken over. Its domain waits to be checked by you.",
            "%(num)s answers were taken over. Their domains wait to be checked by you.",
            number,
        )
    )


def _href(found: Opened, code: str) -> str:
    domain_id = found.standard.domain_of(code).id
    return url_for("questionnaire.domain", audit_id=found.audit.id, domain_id=domain_id, _anchor=code)


def _stale_words() -> str:
    return gettext("Answers were changed since this page was shown. Nothing was taken over. Look at the changes again.")


def _changes(found: Opened, brought: AnswersFile, stored: Mapping[str, StoredAnswer]) -> tuple[Change, ...]:
    before = {code: kept.answer for code, kept in stored.items()}
    return differences(before, brought.sheet.answers, found.standard)


def _asked(found: Opened, changes: tuple[Change, ...]) -> tuple[tuple[str, Question], ...]:
    """Return what is to be asked about the texts a file would bring in, with the ids of their criteria."""
    asked = ((c.criterion, personal_answers.of_answer(found, c.criterion, c.after, c.before)) for c in changes)
    return tuple((code, one) for code, questions in asked for one in questions)


def _mark(asked: tuple[tuple[str, Question], ...]) -> str:
    return together(one for _, one in asked) if asked else ""


def _row(found: Opened, change: Change, stored: Mapping[str, StoredAnswer]) -> ChangeRow:
    criterion = found.standard.criterion(change.criterion)
    kept = stored.get(change.criterion)
    return ChangeRow(
        code=criterion.id,
        statement=criterion.statement,
        before=answerwords.lines(criterion, change.before),
        after=answerwords.lines(criterion, change.after),
        version=kept.version if kept else 0,
    )


def _seen(form: MultiDict[str, str], code: str) -> bool:
    """Whether the preview showed this change, and with which version."""
    value = form.get(f"{code}-version", "")
    return value.isascii() and value.isdigit() and len(value) <= 9  # noqa: PLR2004 - as fields.Count


def _warnings(found: Opened, brought: AnswersFile) -> list[str]:
    """Return where the file says something else than the audit: it may be the file of another one."""
    programme, audit = found.programme, found.audit
    pairs = (
        (gettext("The programme"), brought.programme.name, programme.name),
        (gettext("The country"), words.country(brought.programme.country), words.country(programme.country)),
        (gettext("The setting"), words.setting(brought.programme.setting), words.setting(programme.setting)),
        (gettext("The date"), format_date(brought.sheet.date), format_date(audit.date)),
        (gettext("What is asked"), words.scope(brought.sheet.scope), words.scope(audit.scope)),
    )
    return [
        gettext("%(what)s: the file says “%(theirs)s”, this audit “%(ours)s”.", what=what, theirs=theirs, ours=ours)
        for what, theirs, ours in pairs
        if theirs != ours
    ]


def _sentence(problem: answersfile.Problem) -> str:
    said = gettext(problem.sentence, **problem.values)
    return gettext("%(key)s: %(said)s", key=problem.key, said=said) if problem.key else said
