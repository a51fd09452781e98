"""The life of an audit: draft, ready for review, signed off (design section 7).

A signature freezes a canonical snapshot and locks the answers. What comes later (a validation, the state of the plan)
is a numbered addendum with an edition of the paper of its own.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where an audit stands. Ready is what the team says; signed is for good."""

    DRAFT = "draft"
    READY = "ready"
    SIGNED = "signed"


class Beginning(StrEnum):
    """What an audit started from.

    A re-audit shows the earlier answers, to be confirmed one by one. An amendment and the completion of a first pass
    take them over as they are: they are about the same time.
    """

    NEW = "new"
    RE_AUDIT = "re-audit"
    AMENDMENT = "amendment"
    COMPLETION = "completion"


class AddendumKind(StrEnum):
    """What an addendum tells: what an assessor found, or how far the plan is."""

    VALIDATION = "validation"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """An audit signed off, at a time in UTC.

    ``account`` and ``name`` stay inside the tool; paper shows ``role`` and the day only. ``snapshot`` is canonical JSON
    (RFC 8785), ``sha256`` the hash of its UTF-8 bytes.
    """

    organisation: str
    audit: str
    moment: datetime
    account: str
    name: str
    role: str
    snapshot: str
    sha256: str

    @property
    def code(self) -> str:
        """The code that paper shows: the first 128 bits of the hash, in groups of four (design section 12)."""
        return code(self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """What was added to a signed audit, counted from 1.

    ``before`` is the hash of the snapshot or the addendum before it.
    """

    organisation: str
    audit: str
    number: int
    moment: datetime
    account: str
    kind: AddendumKind
    snapshot: str
    sha256: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPaper:
    """An edition of the paper of a signed audit, in the register by its SHA-256.

    ``number`` is 0 for the signed edition, else that of its addendum.
    """

    sha256: str
    organisation: str
    audit: str
    number: int
    made: datetime
    with_titles: bool
    code: str


def code(sha256: str) -> str:
    """Return the code of a hash: its first 32 hexadecimal digits in eight groups."""
    return "-".join(sha256[start : start + 4] for start in range(0, 32, 4))


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
