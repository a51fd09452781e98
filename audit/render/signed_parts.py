"""What a page or a paper says of a signature: the role that signed, the day, the code, and which addendum it is.

The name of who signed stays inside the tool (design section 12): it is not even here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.core.signing import AddendumKind, code
from audit.errors import N_
from audit.language import format_date, gettext
from audit.render import words

_TOLD = {
    AddendumKind.PLAN: N_("the plan is told as it stood on that day"),
    AddendumKind.VALIDATION: N_("what an assessor found is told as it stood on that day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Which addendum an edition tells: counted from 1, what of, and of which day."""

    number: int
    kind: AddendumKind
    day: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOff:
    """That an audit is signed off: in which role, on which day where the organisation is, and the snapshot's hash.

    ``is_edition`` marks the edition that is registered; any other print is a working copy. ``ask_at`` is the address
    at which to ask whether it was issued.
    """

    role: str
    day: date
    sha256: str
    is_edition: bool = False
    addition: Addition | None = None
    ask_at: str = ""

    @property
    def code(self) -> str:
        """The code in the foot: of the addendum where it is the edition of one, else of the snapshot."""
        return code(self.addition.sha256 if self.addition else self.sha256)


def state(signed: SignedOff | None) -> str:
    """Return whether an audit is signed off, by which role and when; it is a draft where it is not."""
    if signed is None:
        return words.not_signed_off()
    return gettext("Signed off on %(day)s (%(role)s)", day=format_date(signed.day), role=signed.role)


def lines(signed: SignedOff | None) -> tuple[tuple[str, str], ...]:
    """Return what the table of facts on page one says of it."""
    if signed is None:
        return ()
    day = gettext("%(day)s, in the role: %(role)s", day=format_date(signed.day), role=signed.role)
    return (gettext("Signed off"), day), (gettext("Code"), signed.code)


def code_line(signed: SignedOff | None) -> str:
    """Return the code for the foot of every page; empty for a draft."""
    return gettext("Code %(code)s", code=signed.code) if signed is not None else ""


def addition(signed: SignedOff | None) -> str:
    """Return which addendum an edition tells; empty for none."""
    if signed is None or signed.addition is None:
        return ""
    return gettext(
        "Addendum %(number)s of %(day)s: the answers are those that were signed, %(told)s.",
        number=signed.addition.number,
        day=format_date(signed.addition.day),
        told=gettext(_TOLD[signed.addition.kind]),
    )


def kicker(signed: SignedOff | None) -> str:
    """Return what kind of paper a report for others is."""
    if signed is None or not signed.is_edition:
        return gettext("Self-Audit · report for others")
    if signed.addition is None:
        return gettext("Self-Audit · signed edition")
    return gettext("Self-Audit · signed edition, addendum %(number)s", number=signed.addition.number)


def about(signed: SignedOff | None) -> str:
    """Return how to ask whether an edition is genuine; empty for what is none."""
    if signed is None or not signed.is_edition:
        return ""
    if not signed.ask_at:
        return gettext("This edition is registered where it was issued, by the SHA-256 of the file.")
    return gettext(
        "This edition is registered where it was issued. Whether a copy is unaltered can be asked at %(address)s.",
        address=signed.ask_at,
    )


def to_json(signed: SignedOff | None) -> dict[str, Any]:
    """Return the same as data, for the JSON of a report."""
    if signed is None or not signed.is_edition:
        return {"state": "draft"}
    added = signed.addition
    told = None
    if added is not None:
        told = {"number": added.number, "kind": added.kind.value, "day": added.day.isoformat(), "sha256": added.sha256}
    return {
        "state": "signed",
        "signed": {
            "role": signed.role,
            "day": signed.day.isoformat(),
            "sha256": signed.sha256,
            "code": signed.code,
            "addendum": told,
            "ask_at": signed.ask_at,
        },
    }
