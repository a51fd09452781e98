"""What the pages about a programme show: its facts, its audits, and what deleting one would lose."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.core.programme import Audit, Organisation, Programme, StoredAnswer
from audit.language import gettext, ngettext
from audit.render import words
from audit.store import audits
from audit.store.connection import Connection
from audit.web import choices
from audit.web.start import AuditLine, audit_line


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a programme."""

    key: str
    value: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What deleting an audit would lose, in words; ``is_little`` says that there is nothing in it yet."""

    answers: str
    actions: str
    is_little: bool


def facts(organisation: Organisation, programme: Programme) -> tuple[Fact, ...]:
    """Return what is known of a programme."""
    names = dict(choices.languages())
    return (
        Fact(gettext("Organisation"), organisation.name),
        Fact(gettext("Country"), words.country(programme.country)),
        Fact(gettext("Languages"), words.joined(names.get(code, code) for code in programme.languages)),
        Fact(gettext("Where it works"), words.setting(programme.setting)),
        Fact(gettext("Size"), words.size_band(programme.size_band)),
        Fact(gettext("Models of work"), words.joined(words.work_model(code) for code in programme.models)),
        Fact(gettext("Time zone"), organisation.zone.replace("_", " ")),
    )


def audits_of(db: Connection, programme: Programme) -> tuple[AuditLine, ...]:
    """Return the audits of a programme as its page lists them, the newest first."""
    return tuple(audit_line(db, audit) for audit in audits.listing(db, programme))


def lost(audit: Audit, given: Sequence[StoredAnswer], planned: int) -> Lost:
    """Say what deleting an audit would lose.

    Args:
        audit: the audit.
        given: its answers that are not blank.
        planned: how many actions of its plan somebody changed.
    """
    del audit
    return Lost(
        answers=ngettext(
            "%(num)s answer, with its documents and notes",
            "%(num)s answers, with their documents and notes",
            len(given),
        ),
        actions=ngettext(
            "%(num)s action of the plan that somebody changed",
            "%(num)s actions of the plan that somebody changed",
            planned,
        ),
        is_little=not given and not planned,
    )
