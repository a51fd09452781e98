"""The guard for personal details at answers: at one that is sent from a page, and at many that come in a file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from audit.core.answers import BLANK, Answer
from audit.core.programme import StoredAnswer
from audit.web import fields
from audit.web.answerforms import Draft
from audit.web.forms import Problem
from audit.web.opened import Opened
from audit.web.personal_check import Around, Guard, Question, Written, question


def around(found: Opened) -> Around:
    """Return what the guard knows about an audit beside its texts."""
    return Around(found.audit.date, (found.programme.name, found.organisation.name))


def looked_at(found: Opened, draft: Draft, stored: StoredAnswer | None) -> Draft:
    """Return a draft without the parts that hold what nobody looked at yet, and with what is to be asked.

    Args:
        found: the audit.
        draft: what the person sent.
        stored: what lies in the store, which was looked at.
    """
    if draft.untouched or draft.version is None:
        return draft
    before = BLANK if stored is None else stored.answer
    asked = [question(written, around(found), draft.kept) for written in _of_draft(draft, before)]
    questions = tuple(q for q in asked if q is not None)
    waiting = {q.field: Problem(q.field, q.text) for q in questions if not q.is_ticked}
    code = draft.criterion
    return replace(
        draft,
        choice=None if f"{code}-reason" in waiting else draft.choice,
        evidence=None if any(name.startswith(f"{code}-document-") for name in waiting) else draft.evidence,
        note=None if f"{code}-note" in waiting else draft.note,
        problems=tuple(sorted((*draft.problems, *waiting.values()), key=_place)),
        questions=questions,
    )


def all_looked_at(found: Opened, drafts: tuple[Draft, ...], stored: Mapping[str, StoredAnswer]) -> tuple[Draft, ...]:
    """Return the drafts of a page, each as ``looked_at`` leaves it."""
    return tuple(looked_at(found, draft, stored.get(draft.criterion)) for draft in drafts)


def of_answer(found: Opened, code: str, after: Answer, before: Answer) -> tuple[Question, ...]:
    """Return what is to be asked about an answer that would take the place of another."""
    titles = enumerate((e.title for e in after.evidence), start=1)
    written = [*_titles(code, titles, before)]
    written += _sentences(code, after.not_applicable, after.note, before)
    asked = (question(text, around(found), frozenset()) for text in written)
    return tuple(q for q in asked if q is not None)


def _of_draft(draft: Draft, before: Answer) -> Iterator[Written]:
    """Yield the texts of a draft that would be kept; one that is wrong in itself is mended first.

    Titles are read as they were typed: a wrong date beside one must not make its tick forgotten.
    """
    wrong = {problem.field for problem in draft.problems}
    typed = enumerate((fields.clean(title, one_line=True) for title, _ in draft.typed.rows), start=1)
    titles = _titles(draft.criterion, typed, before)
    yield from (written for written in titles if written.field not in wrong)
    reason = None if draft.choice is None else draft.choice.not_applicable
    yield from _sentences(draft.criterion, reason, draft.note, before)


def _titles(code: str, titles: Iterator[tuple[int, str]], before: Answer) -> Iterator[Written]:
    stored = tuple(e.title for e in before.evidence)
    for number, title in titles:
        yield Written(f"{code}-document-{number}-title", title, Guard.TITLE, stored)


def _sentences(code: str, reason: str | None, note: str | None, before: Answer) -> Iterator[Written]:
    yield Written(f"{code}-reason", reason or "", Guard.NOTE, (before.not_applicable or "",))
    yield Written(f"{code}-note", note or "", Guard.NOTE, (before.note,))


def _place(problem: Problem) -> int:
    """Return where on its card a problem stands: the choice, the documents, the note."""
    if problem.field.endswith("-note"):
        return 2
    return 1 if "-document-" in problem.field else 0
