"""What the network's pages of second voices show; no answer of a programme is among it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from audit.core.programme import Audit, Organisation
from audit.core.second_voice import Reader, Voice, asked, sees
from audit.language import format_date, gettext
from audit.render import voice_words
from audit.store import audits, editions, programmes, second_voices
from audit.store.connection import Connection
from audit.web import voicepages
from audit.web.house import house
from audit.web.programmepages import Fact


@dataclass(frozen=True, slots=True)
class Line:
    """One service that was asked, and about which audit."""

    service: str
    about: str
    state: str
    confirmed: str
    href: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a service shows of one criterion."""

    code: str
    statement: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One second voice; ``said`` is empty unless its service shows it to the network.

    ``confirms`` and ``hands_over`` say whether there is an address to confirm, and whether a new link can be made;
    ``ends`` whether the network can end it for a service that lost its secret.
    """

    id: str
    service: str
    facts: tuple[Fact, ...]
    said: tuple[Said, ...]
    confirms: bool
    hands_over: bool
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPage:
    """What is asked before a second voice is ended. ``has_mail`` says whether the service is told by mail."""

    id: str
    service: str
    email: str
    facts: tuple[Fact, ...]
    has_mail: bool


def listing(db: Connection, member: Organisation, found: Iterable[Voice]) -> tuple[Line, ...]:
    """Build the list of a member's second voices."""
    return tuple(_line(db, member, voice) for voice in found)


def one(db: Connection, voice: Voice) -> Page:
    """Build the page of one second voice.

    Whether its service looked at it, or withdrew, is not part of it, here no more than on the programme's pages.
    """
    audit = audits.get(db, voice.audit, voice.organisation)
    is_open = not audit.is_signed
    hands_over = is_open and voice.given is None and house().config.mail is None
    return Page(
        id=voice.id,
        service=voice.service,
        facts=_facts(db, voice, audit),
        said=_said(db, voice, audit),
        confirms=is_open and (voice.confirmed is None or hands_over),
        hands_over=hands_over,
        ends=is_open and voice.given is not None,
    )


def end(db: Connection, voice: Voice) -> EndPage:
    """Build the page that asks whether to end a second voice."""
    return EndPage(
        id=voice.id,
        service=voice.service,
        email=voice.email,
        facts=_facts(db, voice, audits.get(db, voice.audit, voice.organisation)),
        has_mail=house().config.mail is not None,
    )


def _line(db: Connection, member: Organisation, voice: Voice) -> Line:
    audit = audits.get(db, voice.audit, voice.organisation)
    return Line(
        service=voice.service,
        about=_about(db, audit),
        state=_state(voice),
        confirmed=_confirmed(voice),
        href=url_for("member_voices.show", organisation_id=member.id, voice_id=voice.id),
    )


def _facts(db: Connection, voice: Voice, audit: Audit) -> tuple[Fact, ...]:
    tie = voicepages.tie(voice.tie)
    return (
        Fact(gettext("Service"), gettext("%(name)s (%(tie)s)", name=voice.service, tie=tie)),
        Fact(gettext("Its address"), voice.email),
        Fact(gettext("Address confirmed by the network"), _confirmed(voice)),
        Fact(gettext("Audit"), _about(db, audit)),
        Fact(gettext("Invited"), format_date(voice.invited.date())),
        Fact(gettext("The link can be opened until"), format_date(voice.expires.date())),
        Fact(gettext("Second voice"), _state(voice)),
    )


def _about(db: Connection, audit: Audit) -> str:
    name = programmes.get(db, audit.programme, audit.organisation).name
    return gettext("%(programme)s, %(day)s", programme=name, day=format_date(audit.date))


def _state(voice: Voice) -> str:
    return gettext("given") if voice.given is not None else gettext("not given")


def _confirmed(voice: Voice) -> str:
    return gettext("yes") if voice.confirmed is not None else gettext("not yet")


def _said(db: Connection, voice: Voice, audit: Audit) -> tuple[Said, ...]:
    if not sees(voice.readers, Reader.NETWORK):
        return ()
    shown = second_voices.shown(db, voice)
    criteria = asked(editions.get(db, audit.content_hash), audit.scope)
    return tuple(Said(c.id, c.statement, voice_words.answer(c, shown.get(c.id))) for c in criteria)
