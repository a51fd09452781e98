"""The guard for personal details before every free text of every form (design section 14): it asks, a person decides.

A text that holds something new waits until it is changed, or until the box beside it is ticked. The box sends a mark of
exactly this text, so a tick never holds for another one. What the stored text holds was looked at: it is not asked
again. Only texts that somebody changed are read, and only when they are sent; showing a page reads none.

Every text field names its ``Guard``; tests/web/test_personal_forms.py fails for one nobody decided about.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from audit.core.personal import Context, Field, Finding, Kind, digest, findings, unasked
from audit.errors import N_
from audit.language import gettext
from audit.render import words

_KEEP = "-keep"
# A digest has 64 digits; whatever is longer is none.
_MARK_SIGNS = 64
# What was found is shown to point at it, not to repeat a page of text.
_MOST_SHOWN, _SHOWN_SIGNS = 5, 80
_SENTENCES = {
    Kind.EMAIL: N_("This looks like an e-mail address: %(found)s. Leave it out if it is about a person."),
    Kind.PHONE: N_("This looks like a phone number: %(found)s. Leave it out if it is about a person."),
    Kind.BIRTH_DATE: N_("This looks like a date of birth: %(found)s. Leave it out if it is about a person."),
    Kind.ADDRESS: N_("This looks like a street address: %(found)s. Leave it out if it is about a person."),
    Kind.IDENTITY: N_("This looks like a person's identity number: %(found)s. Leave it out if it is."),
    Kind.ACCOUNT: N_("This looks like a bank account: %(found)s. Leave it out if it is about a person."),
    Kind.CASE: N_("This could be the number of a case or a client: %(found)s. If it is, leave it out."),
    Kind.NAME: N_("This could be a person's name: %(found)s. If it is, write the role instead."),
}


class Guard(StrEnum):
    """How the guard looks at a text field.

    ``NAME`` is the name of a programme or an organisation, which may be a person's surname or an address: only ways to
    reach somebody are pointed out. ``UNREAD`` is for what is never kept or nobody writes, and for the name and the
    address of somebody who has an account: these are asked for.
    """

    NOTE = "note"
    TITLE = "title"
    NAME = "name"
    UNREAD = "unread"


_READ_AS = {Guard.NOTE: Field.NOTE, Guard.TITLE: Field.TITLE, Guard.NAME: Field.TITLE}
_CONTACTS = frozenset({Kind.EMAIL, Kind.PHONE})


@dataclass(frozen=True, slots=True)
class Around:
    """What the guard knows beside the texts: the day of the audit, and names that stand in the open anyway."""

    on: date
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One text somebody wrote: its control, the text as it would be kept, and the texts it takes the place of."""

    field: str
    text: str
    guard: Guard
    stored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one text: the sentence, and the box by which it may stay.

    ``value`` is what the box sends; ``is_ticked`` says that the person sent it already.
    """

    field: str
    text: str
    value: str
    is_ticked: bool

    @property
    def name(self) -> str:
        """The name of the box, which is its id, too."""
        return self.field + _KEEP

    @property
    def label(self) -> str:
        """What ticking the box says."""
        return gettext("I checked it: it is not about a person")


def kept(sent: MultiDict[str, str] | None, prefix: str = "") -> frozenset[str]:
    """Return the marks of the texts somebody said may stay.

    Args:
        sent: what a request sent.
        prefix: how the names of the boxes begin.
    """
    names = [name for name in sent or () if name.startswith(prefix) and name.endswith(_KEEP)]
    return frozenset(v for name in names for v in (sent or MultiDict()).getlist(name) if len(v) == _MARK_SIGNS)


def question(written: Written, around: Around, may_stay: frozenset[str]) -> Question | None:
    """Return what is to be asked about a text; ``None`` where there is nothing, or nothing new.

    Args:
        written: the text.
        around: what is known beside it.
        may_stay: the marks of texts that may stay (``kept``).
    """
    if written.guard is Guard.UNREAD or not written.text or written.text in written.stored:
        return None
    found = _found(written.text, written.guard, around)
    if not found:
        return None
    asked = unasked(found, [f for text in written.stored for f in _found(text, written.guard, around)])
    mark = digest(found, written.text)
    return Question(written.field, sentence(asked), mark, mark in may_stay) if asked else None


def sentence(found: Iterable[Finding]) -> str:
    """Return what is said about findings, a sentence for each kind, what is sure before what only may be."""
    by_kind: dict[Kind, list[str]] = {}
    for finding in sorted(found, key=lambda finding: finding.is_advisory):
        by_kind.setdefault(finding.kind, []).append(_quoted(finding.matched))
    return " ".join(gettext(_SENTENCES[kind], found=_listed(texts)) for kind, texts in by_kind.items())


def together(questions: Iterable[Question]) -> str:
    """Return one mark for the texts of many questions, for a page that asks once."""
    return hashlib.sha256("".join(q.value for q in questions).encode()).hexdigest()


def _found(text: str, guard: Guard, around: Around) -> tuple[Finding, ...]:
    found = findings(text, context=Context(around.on, _READ_AS[guard], around.known))
    return tuple(f for f in found if f.kind in _CONTACTS) if guard is Guard.NAME else found


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return gettext("“%(text)s”", text=line if len(line) <= _SHOWN_SIGNS else f"{line[: _SHOWN_SIGNS - 1]}…")


def _listed(texts: list[str]) -> str:
    different = list(dict.fromkeys(texts))
    return words.joined([*different[:_MOST_SHOWN], "…"] if len(different) > _MOST_SHOWN else different)
