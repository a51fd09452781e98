"""What the pages about a programme show: its facts, its audits, and what deleting one would lose."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash

from audit.core.programme import Audit, Organisation, Programme, StoredAnswer
from audit.language import gettext, ngettext
from audit.render import words
from audit.store import audits
from audit.store.connection import Connection
from audit.web import choices, fields
from audit.web.start import AuditLine, audit_line

_MARK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a programme."""

    key: str
    value: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """What deleting an audit would lose, in words; ``is_little`` says that there is nothing in it yet.

    ``seen`` is the mark of what the page shows (see ``mark``).
    """

    answers: str
    actions: str
    is_little: bool
    seen: str


@dataclass(frozen=True, slots=True)
class LostProgramme:
    """What deleting a programme would lose. ``seen`` is the mark of what the page shows (see ``mark``).

    ``stays`` is whether nothing is deleted, because an audit of it is signed off.
    """

    stays: bool
    count: str
    audits: tuple[AuditLine, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of which somebody else saved another value meanwhile."""

    label: str
    theirs: str
    mine: str


def facts(organisation: Organisation, programme: Programme) -> tuple[Fact, ...]:
    """Return what is known of a programme."""
    return (
        Fact(gettext("Organisation"), organisation.name),
        *_of_programme(programme),
        Fact(gettext("Time zone"), _zone(organisation)),
    )


def differences(theirs: Programme, mine: Programme) -> tuple[Difference, ...]:
    """Return where what somebody else saved meanwhile is not what this person typed."""
    name = gettext("Name of the programme")
    stored = (Fact(name, theirs.name), *_of_programme(theirs))
    typed = (Fact(name, mine.name), *_of_programme(mine))
    return _differences(stored, typed)


def organisation_differences(theirs: Organisation, mine: Organisation) -> tuple[Difference, ...]:
    """Return the same for an organisation."""
    return _differences(_of_organisation(theirs), _of_organisation(mine))


def _differences(stored: Sequence[Fact], typed: Sequence[Fact]) -> tuple[Difference, ...]:
    pairs = zip(stored, typed, strict=True)
    return tuple(Difference(theirs.key, theirs.value, mine.value) for theirs, mine in pairs if theirs != mine)


def _of_organisation(organisation: Organisation) -> tuple[Fact, ...]:
    return (
        Fact(gettext("Name of your organisation"), organisation.name),
        Fact(gettext("Time zone"), organisation.zone.replace("_", " ")),
    )


def _zone(organisation: Organisation) -> str:
    name = organisation.zone.replace("_", " ")
    return name if organisation.zone_chosen else gettext("%(zone)s, the usual one of the country", zone=name)


def _of_programme(programme: Programme) -> tuple[Fact, ...]:
    names = dict(choices.languages())
    return (
        Fact(gettext("Country"), words.country(programme.country)),
        Fact(gettext("Languages"), words.joined(names.get(code, code) for code in programme.languages)),
        Fact(gettext("Where it works"), words.setting(programme.setting)),
        Fact(gettext("Size"), words.size_band(programme.size_band)),
        Fact(gettext("Models of work"), words.joined(words.work_model(code) for code in programme.models)),
    )


def say_organisation(kept: Organisation, typed: str) -> None:
    """Say where the organisation had another name already than the one that was typed beside its first programme."""
    if typed and fields.clean(typed, one_line=True) != kept.name:
        flash(gettext("Your organisation is kept as “%(name)s”. You can change that below.", name=kept.name))


def say_zone(before: str, after: str) -> None:
    """Say that the time zone went with the country, where it did."""
    if before != after:
        flash(gettext("The time zone is now %(zone)s. You can change it below.", zone=after.replace("_", " ")))


def mark(db: Connection, programme: Programme, found: Sequence[Audit]) -> str:
    """Return a short mark of a programme and audits of it, so that nothing is deleted that nobody was shown."""
    said = f"{programme.version} {[(audit.id, audit.changed, audits.saves(db, audit)) for audit in found]}"
    return hashlib.blake2b(said.encode(), digest_size=_MARK_BYTES).hexdigest()


def lost_programme(db: Connection, programme: Programme) -> LostProgramme:
    """Say what deleting a programme would lose."""
    found = audits.listing(db, programme)
    count = ngettext("%(num)s draft audit goes with it:", "%(num)s draft audits go with it:", len(found))
    return LostProgramme(
        stays=any(audit.is_signed for audit in found),
        count=count if found else "",
        audits=tuple(audit_line(db, audit) for audit in found),
        seen=mark(db, programme, found),
    )


def audits_of(db: Connection, programme: Programme) -> tuple[AuditLine, ...]:
    """Return the audits of a programme as its page lists them, the newest first."""
    return tuple(audit_line(db, audit) for audit in audits.listing(db, programme))


def lost(given: Sequence[StoredAnswer], planned: int, seen: str) -> Lost:
    """Say what deleting an audit would lose.

    Args:
        given: its answers that are not blank.
        planned: how many actions of its plan somebody changed.
        seen: from ``mark``.
    """
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
        seen=seen,
    )
