"""An answer in words, for the pages that show answers beside one another: check, conflict, import."""

from datetime import datetime, tzinfo

from audit import language
from audit.core.answers import Answer
from audit.core.standard import TOP_LEVEL, Criterion
from audit.language import gettext


def choice(criterion: Criterion, answer: Answer) -> str:
    """Return what was chosen, with the sentence of the level."""
    if answer.level is not None:
        return gettext("%(level)s: %(words)s", level=answer.level, words=criterion.levels[answer.level])
    if answer.not_applicable is not None:
        return gettext("Does not apply: %(reason)s", reason=answer.not_applicable)
    return gettext("Not sure yet") if answer.not_sure else gettext("Not answered yet")


def lines(criterion: Criterion, answer: Answer) -> tuple[str, ...]:
    """Return an answer line by line: the choice, each document, the note."""
    documents = [document(e.title, language.format_date(e.date) if e.date else "") for e in answer.evidence]
    note = [gettext("Note: %(note)s", note=answer.note)] if answer.note else []
    return (choice(criterion, answer), *documents, *note)


def unproven(answer: Answer) -> str:
    """Return why a level 3 does not count in full yet; "" where it does or is none."""
    if answer.level != TOP_LEVEL or answer.names_a_document:
        return ""
    return gettext("Level 3 counts as 2 until a document is named.")


def saved(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Return when something was saved, such as "Saved 14:02", with its day where that is not today."""
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return gettext("Saved %(time)s", time=language.format_time(moment, zone))
    return gettext("Saved %(time)s", time=language.format_moment(moment, zone))


def document(title: str, day: str) -> str:
    """Return a document in a line of its own; ``day`` is its date written out, or ""."""
    if not day:
        return gettext("Document: %(title)s", title=title)
    return gettext("Document: %(title)s, %(day)s", title=title, day=day)
