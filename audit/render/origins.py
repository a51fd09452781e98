"""What an audit follows, in words: every page and paper of an amendment or a completion says so."""

from typing import Any

from audit.core.beginning import Origin
from audit.core.programme import Audit
from audit.core.signing import Beginning
from audit.errors import N_
from audit.language import format_date, gettext

_FOLLOWS = {
    Beginning.RE_AUDIT: N_("It started from the audit of %(day)s."),
    Beginning.AMENDMENT: N_("It amends the signed audit of %(day)s, which stays as it was signed."),
    Beginning.COMPLETION: N_("It completes the signed first pass of %(day)s, whose answers it took over."),
}
_FOLLOWS_NOTHING = {
    Beginning.RE_AUDIT: N_("It started from an audit that has been deleted since."),
    Beginning.AMENDMENT: N_("It amends a signed audit that is not here any more."),
    Beginning.COMPLETION: N_("It completes a first pass that is not here any more."),
}
_SINCE = {
    Beginning.AMENDMENT: N_("It was amended since. What holds now stands in the amendment."),
    Beginning.COMPLETION: N_("It was completed since. What holds now stands in the full audit."),
}
_BEGUN = {
    Beginning.AMENDMENT: N_("An amendment of it has begun and is not signed off yet."),
    Beginning.COMPLETION: N_("A full audit that completes it has begun and is not signed off yet."),
}
_SINCE_SHORT = {Beginning.AMENDMENT: N_("amended since"), Beginning.COMPLETION: N_("completed since")}
_SHORT = {
    Beginning.RE_AUDIT: N_("after the audit of %(day)s"),
    Beginning.AMENDMENT: N_("amends the audit of %(day)s"),
    Beginning.COMPLETION: N_("completes the first pass of %(day)s"),
}


def sentence(origin: Origin | None) -> str:
    """Return what an audit follows; "" for one that was begun anew."""
    if origin is None:
        return ""
    if origin.day is None:
        return gettext(_FOLLOWS_NOTHING[origin.begun_as])
    return gettext(_FOLLOWS[origin.begun_as], day=format_date(origin.day))


def short(origin: Origin | None) -> str:
    """Return the same for a list or the line above a title; "" where there is nothing to name."""
    if origin is None or origin.day is None:
        return ""
    return gettext(_SHORT[origin.begun_as], day=format_date(origin.day))


def since(later: Audit) -> str:
    """Return what a signed audit says of the one that amends or completes it."""
    return gettext((_SINCE if later.is_signed else _BEGUN)[later.begun_as])


def since_short(later: Audit | None) -> str:
    """Return the same for a list; "" while nothing that is signed amends or completes it."""
    return gettext(_SINCE_SHORT[later.begun_as]) if later is not None and later.is_signed else ""


def lines(origin: Origin | None) -> tuple[tuple[str, str], ...]:
    """Return what a table of facts says of it: what it follows, and why it was needed."""
    if origin is None:
        return ()
    return (gettext("What it follows"), sentence(origin)), (gettext("Why it was amended"), origin.reason)


def to_json(origin: Origin | None) -> dict[str, Any] | None:
    """Return it as the data of a paper has it; ``None`` for an audit that was begun anew."""
    if origin is None:
        return None
    day = origin.day.isoformat() if origin.day else None
    return {"as": origin.begun_as.value, "date": day, "reason": origin.reason}
