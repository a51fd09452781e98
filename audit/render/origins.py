"""What an audit follows, in words: every page and paper of an amendment or a completion says so."""

from typing import Any

from audit.core.beginning import Origin
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
