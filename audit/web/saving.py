"""From what a page sent to what is stored: every answer that can be kept is kept, each other one is shown again.

One transaction for a page: the answers in it are saved together or, where the database cannot, not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.core.answers import BLANK, Answer
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.beginning import same_again
from audit.core.programme import Audit, StoredAnswer
from audit.store import answers
from audit.store.connection import Connection
from audit.store.errors import NothingToUndoError, StaleAnswerError
from audit.web.answerforms import Draft
from audit.web.forms import Problem


@dataclass(frozen=True, slots=True)
class Act:
    """The button that was pressed: its kind, the criterion it is about ("" for none), the version it names.

    ``last`` is last time's answer, where the button takes it over.
    """

    kind: str
    criterion: str = ""
    version: int = 0
    last: Answer | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one draft.

    ``stored`` is what lies in the store now (``None``: nothing ever did); ``theirs`` is somebody else's answer that
    stands against the draft, of which then nothing was saved. ``is_taken`` is false where nothing was even tried.
    """

    draft: Draft
    stored: StoredAnswer | None
    problems: tuple[Problem, ...] = ()
    theirs: StoredAnswer | None = None
    is_taken: bool = True

    @property
    def is_clean(self) -> bool:
        """Whether everything the person gave is kept."""
        return self.is_taken and not self.problems and self.theirs is None

    @property
    def version(self) -> str:
        """The version a page shows beside what was typed: the new one only where a part of it was saved."""
        was_saved = self.is_taken and self.theirs is None and self.draft.version is not None
        return str(self.stored.version) if was_saved and self.stored is not None else self.draft.seen


# Which buttons a domain page has; what is none of them saves the page, which loses nothing.
_ACTS = frozenset({"save", "check", "clear", "undo", "add", "mine", "theirs", "same"})
SAVE = Act("save")


def act(value: str) -> Act:
    """Read the value of a button: "save", "check", "clear:WOM-1", "mine:WOM-1:3"."""
    kind, _, rest = value.partition(":")
    criterion, _, version = rest.partition(":")
    if kind not in _ACTS or not (version == "" or (version.isascii() and version.isdigit() and len(version) <= 9)):  # noqa: PLR2004 - as fields.Count
        return SAVE
    return Act(kind, criterion, int(version or 0))


def save_page(db: Connection, audit: Audit, drafts: Iterable[Draft], pressed: Act, at: datetime) -> dict[str, Result]:
    """Save every draft of a page that can be saved, and do what the button says.

    Raises:
        NotFoundError: the audit has been deleted; nothing was saved.
    """
    drafts = tuple(drafts)
    there = answers.listing(db, audit, [d.criterion for d in drafts])
    results = {}
    for draft in drafts:
        stored = there.get(draft.criterion)
        if draft.criterion == pressed.criterion:
            results[draft.criterion] = _do(db, audit, draft, stored, pressed, at)
        else:
            results[draft.criterion] = save(db, audit, draft, stored, at)
    return results


def untried(drafts: Iterable[Draft], there: Mapping[str, StoredAnswer]) -> dict[str, Result]:
    """Return the results of a request of which nothing was taken, so that its page can be shown again as it was."""
    return {
        d.criterion: Result(d, there.get(d.criterion), () if d.untouched else d.problems, is_taken=d.untouched)
        for d in drafts
    }


def save(db: Connection, audit: Audit, draft: Draft, stored: StoredAnswer | None, at: datetime) -> Result:
    """Save what can be kept of one draft.

    Args:
        db: a writing connection.
        audit: the audit.
        draft: what the person sent.
        stored: what lies in the store; ``None`` where nothing ever did.
        at: now.
    """
    if draft.untouched:
        return Result(draft, stored)
    if draft.version is None:
        return Result(draft, stored, draft.problems)
    before = BLANK if stored is None else stored.answer
    return _write(db, audit, draft, draft.over(before), at)


def _write(db: Connection, audit: Audit, draft: Draft, answer: Answer, at: datetime) -> Result:
    try:
        stored = answers.save(db, audit, draft.criterion, answer, draft.version or 0, at)
    except StaleAnswerError as error:
        return Result(draft, error.theirs, draft.problems, error.theirs)
    return Result(draft, stored, draft.problems)


def _do(db: Connection, audit: Audit, draft: Draft, stored: StoredAnswer | None, pressed: Act, at: datetime) -> Result:
    """Do what a button says about the criterion of this draft."""
    if pressed.kind == "theirs":
        return Result(draft, stored)
    if pressed.kind == "mine":
        return save(db, audit, draft.seen_at(pressed.version), stored, at)
    if pressed.kind == "clear" and draft.version is not None:
        return _write(db, audit, draft.without_problems(), BLANK, at)
    if pressed.kind == "undo" and draft.version is not None:
        return _undo(db, audit, draft, stored, at)
    if pressed.last is not None and draft.version is not None:
        before = BLANK if stored is None else stored.answer
        answer = same_again(pressed.last, draft.over(before), MOST_DOCUMENTS)
        return _write(db, audit, draft.with_choice_made(), answer, at)
    return save(db, audit, draft, stored, at)


def _undo(db: Connection, audit: Audit, draft: Draft, stored: StoredAnswer | None, at: datetime) -> Result:
    """Take back the last change. What was typed and not saved yet is that change: it is saved first."""
    first = Result(draft, stored) if draft.problems else save(db, audit, draft, stored, at)
    if first.theirs is not None or first.stored is None:
        return first
    # Only what this request saved itself is a newer version than the one the person saw.
    was_saved = not (draft.untouched or draft.problems)
    expected = first.stored.version if was_saved else draft.version or 0
    try:
        undone = answers.undo(db, audit, draft.criterion, expected, at)
    except StaleAnswerError as error:
        return Result(draft, error.theirs, (), error.theirs)
    except NothingToUndoError:
        return Result(draft, first.stored)
    return Result(draft, undone)
