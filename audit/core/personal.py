"""The guard that points out what looks like a person's details in a free text, before it is saved (design section 14).

It looks, it asks, and it never decides: a person says whether the text stays. E-mail addresses, phone numbers, birth
dates, street addresses and numbers of a person's papers are found by rule; names and numbers of cases only by signs
that often mean one, which is called advisory. docs/data-protection.md says how often each fails.

The typical use is::

    found = findings(text, context=Context(on=audit.date, field=Field.NOTE, known=(programme.name,)))
    asked = unasked(found, findings(stored, context=…))     # what was kept before is not asked again
    if asked and request_digest != digest(found, text):     # show the question, with the digest in the form
        …
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.core.personal_text import MASK, Hit, Kind, Plain, plain, word_key

__all__ = ["ADVISORY", "Context", "Field", "Finding", "Kind", "digest", "findings", "unasked"]

# Kinds without a rule that could be sure.
ADVISORY = frozenset({Kind.NAME, Kind.CASE})
# A name the programme goes by is left out of the guard only if it is at least this long.
_SHORTEST_KNOWN = 3


class Field(StrEnum):
    """What kind of text it is: a sentence someone wrote, or the title of a document."""

    NOTE = "note"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Context:
    """What the guard may know beside the text.

    Attributes:
        on: the audit's date; a full date more than 15 years before it looks like a birth date.
        field: a title of a document may have capitals everywhere; two of them alone are no name there.
        known: names that stand in the open anyway: the programme's, the organisation's, its partner service's.
    """

    on: date
    field: Field = Field.NOTE
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text that looks like a person's details.

    ``text[start:end]`` is ``matched``; ``end`` is exclusive. Both count the signs of the text as it was given.
    """

    kind: Kind
    start: int
    end: int
    matched: str

    @property
    def is_advisory(self) -> bool:
        """Whether only signs point to it, not a rule."""
        return self.kind in ADVISORY


def findings(text: str, *, context: Context) -> tuple[Finding, ...]:
    """Return what looks like a person's details, in the order of the text; no two overlap.

    The time it takes grows in step with the length of the text. Nothing is sent anywhere, nothing is kept.

    Args:
        text: a text as it would be saved.
        context: the audit's date, the kind of field, and names that are known.
    """
    from audit.core import personal_rules  # noqa: PLC0415 - a start need not wait for patterns that only a text needs

    read = plain(text)
    free = _without_known(read, context.known)
    hits = personal_rules.hits(free, context.on, in_title=context.field is Field.TITLE)
    return tuple(_finding(text, read, hit) for hit in hits)


def unasked(found: Iterable[Finding], confirmed: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that a person has not yet looked at.

    Args:
        found: what a text holds now.
        confirmed: what the text held that the same person or a colleague chose to keep: that of the stored text.
    """
    left = Counter(_likeness(finding) for finding in confirmed)
    new: list[Finding] = []
    for finding in found:
        left[_likeness(finding)] -= 1
        if left[_likeness(finding)] < 0:
            new.append(finding)
    return tuple(new)


def digest(found: Iterable[Finding], text: str) -> str:
    """Return a mark of exactly this text with exactly these findings: 64 hexadecimal digits (SHA-256).

    A page sends it along with its question; when it comes back unchanged, "I checked this, keep it" was said about this
    text and no other. It need not be stored: what is stored was checked (``unasked``), and a mark of a phone number
    that was taken out later could be guessed back.
    """
    content = [plain(text).text, [[finding.kind, finding.start, finding.end] for finding in found]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def _finding(text: str, read: Plain, hit: Hit) -> Finding:
    start, end = read.typed_span(hit.start, hit.end)
    return Finding(hit.kind, start, end, text[start:end])


def _likeness(finding: Finding) -> tuple[Kind, str]:
    return finding.kind, "".join(word_key(plain(finding.matched).text).split())


def _without_known(read: Plain, known: Iterable[str]) -> str:
    """Return the text with the names that stand in the open masked."""
    low = _small(read.text)
    for name in known:
        sought = _small(plain(name).text.strip())
        if len(sought) >= _SHORTEST_KNOWN:
            low = low.replace(sought, MASK * len(sought))
    return "".join(MASK if mark == MASK else sign for sign, mark in zip(read.text, low, strict=True))


def _small(text: str) -> str:
    """Return a text in small letters, each sign still one sign."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
