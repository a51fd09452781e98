"""What stands above every page of an audit: whose it is, what it asks, and that it is only a draft."""

from dataclasses import dataclass

from flask import url_for

from audit.core.beginning import TAKES_OVER
from audit.core.people import Right
from audit.core.programme import Organisation
from audit.core.signing import State
from audit.language import format_date, gettext
from audit.render import origins, signed_parts, words
from audit.web import access
from audit.web.opened import Opened


@dataclass(frozen=True, slots=True)
class Later:
    """That a signed audit was amended or completed since; ``href`` leads there, "" where the reader may not open it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The quiet line above a page's title, and which notices stand over it. ``signed`` is empty for a draft.

    ``fictional`` says that a programme is made up, "" where it is real or where every page says so already.

    ``is_invited`` says that somebody looks at it who was let in to assess it.
    """

    line: str
    about: str
    audit_id: str
    programme_id: str
    programme: str
    organisation_id: str
    is_test: bool
    fictional: str
    is_ready: bool = False
    is_invited: bool = False
    signed: str = ""
    follows: str = ""
    later: Later | None = None


def of(found: Opened) -> Heading:
    """Return the heading of an audit's pages."""
    about = gettext("%(scope)s · %(day)s", scope=words.scope(found.audit.scope), day=format_date(found.audit.date))
    follows = origins.short(found.origin)
    if follows and found.audit.begun_as in TAKES_OVER:
        about = gettext("%(about)s · %(follows)s", about=about, follows=follows)
    return Heading(
        line=gettext("%(programme)s · %(about)s", programme=found.programme.name, about=about),
        about=about,
        audit_id=found.audit.id,
        programme_id=found.programme.id,
        programme=found.programme.name,
        organisation_id=found.organisation.id,
        is_test=found.audit.is_test,
        fictional=fictional(found.organisation),
        is_invited=access.may_here(Right.ASSESS),
        is_ready=found.audit.state is State.READY,
        signed=signed_parts.state(found.subject.signed) if found.audit.is_signed else "",
        follows=origins.sentence(found.origin),
        later=later(found),
    )


def fictional(organisation: Organisation) -> str:
    """Return that a programme is made up; "" for a real one. A demonstration says so on every page already."""
    return words.fictional(is_fictional=organisation.fictional and not access.house().config.demo)


def later(found: Opened) -> Later | None:
    """Return what stands on every page of a signed audit that another amends or completes; ``None`` where none does.

    Of one that is not signed yet only those hear who may open it.
    """
    if found.later is None or not (found.later.is_signed or found.may_open_later):
        return None
    href = url_for("questionnaire.tasks", audit_id=found.later.id) if found.may_open_later else ""
    return Later(origins.since(found.later), href)
