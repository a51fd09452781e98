"""How a service comes to its second voice: by its link once, then with its own secret and never by the link alone."""

import json
import logging
import re
from dataclasses import dataclass

from audit import credentials, credentials_seal
from audit.core import second_voice
from audit.core.programme import Audit, Organisation, Programme
from audit.core.second_voice import Said, Voice
from audit.core.standard import Criterion, Standard
from audit.errors import N_
from audit.store import audits, editions, organisations, programmes, second_voices
from audit.store.connection import Connection
from audit.web import identity, trying, voicekeys
from audit.web.house import store
from audit.web.linkpages import LinkGoneError
from audit.web.refusals import NotAllowedError
from audit.web.voicekeys import Opener

log = logging.getLogger(__name__)

# What tries are counted for.
_COME_BACK, _BEGIN = "second-voice", "second-voice-begin"
_SHORT_NAME = re.compile(r"[a-z2-7]{16}\Z")
_BETWEEN = re.compile(r"[\s-]+")


class OwnAuditError(NotAllowedError):
    """Somebody of the programme's organisation opened the invitation of a service."""

    sentence = N_(
        "You are signed in as somebody of the organisation that asks for this second voice. It is the service's own: "
        "nobody of the organisation can give it or look at it here. If you are the service, sign out first."
    )


@dataclass(frozen=True, slots=True)
class Place:
    """What a second voice is about: whose audit of which programme, and by which edition."""

    voice: Voice
    organisation: Organisation
    programme: Programme
    audit: Audit
    standard: Standard

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What the service is asked."""
        return second_voice.asked(self.standard, self.audit.scope)


@dataclass(frozen=True, slots=True)
class Room:
    """A second voice that was opened with its secret: what it is about, what it says so far, and its key."""

    place: Place
    said: dict[str, Said]
    opener: Opener


def invited(secret: str) -> Place | None:
    """Return what a link invites to; ``None`` where it opens nothing, or nothing any more. Nothing is used up.

    Raises:
        OwnAuditError: somebody of the organisation opens it.
    """
    with store().reading() as db:
        voice = second_voices.by_link(db, credentials.fingerprint(secret), store().clock())
        found = _place(db, voice) if voice is not None else None
    return None if found is None or found.audit.is_signed else found


def begin(place: Place, secret: str) -> None:
    """Set the service's own secret; from now on its link alone opens nothing.

    Raises:
        LinkGoneError: of two who came together, the other was quicker.
        SignedAuditError: the audit was signed meanwhile.
        PasswordWorkError: this machine has no memory left.
    """
    salt = credentials_seal.new_salt()
    with trying.attempt(trying.of(_BEGIN, place.voice.id)):
        opener = Opener(place.voice.id, credentials_seal.key(secret, salt))
    sealed = _sealed(place.voice, opener, {})
    with store().writing(by=second_voices.ACTOR) as db:
        if not second_voices.begin(db, place.voice, store().clock(), salt, sealed):
            raise LinkGoneError
    voicekeys.take(opener)


def come_back(name: str, secret: str) -> bool:
    """Open a second voice with its own secret, and return whether it was the right one.

    A name that nobody has is answered as a wrong secret, and takes as long.

    Raises:
        TooManyTriesError: no more tries are taken now.
        OwnAuditError: somebody of the organisation does.
        PasswordWorkError: nobody can tell.
    """
    wanted = looked_up(name)
    with store().reading() as db:
        kept = second_voices.entered(db, wanted)
    counted = trying.of(_COME_BACK, kept.voice.id if kept is not None else wanted)
    with trying.attempt(counted):
        key = credentials_seal.key(secret, kept.salt if kept is not None else credentials_seal.NO_SALT)
        is_right = kept is not None and credentials_seal.unseal(key, kept.sealed, _about(kept.voice)) is not None
    with store().writing(by=second_voices.ACTOR) as db:
        trying.end(db, counted, is_right=is_right)
    if kept is None or not is_right:
        log.warning("a second voice was not opened: name and secret do not belong together")
        return False
    _refuse_the_organisation(kept.voice)
    voicekeys.take(Opener(kept.voice.id, key))
    return True


def room() -> Room | None:
    """Return what this browser has opened; ``None`` where it has opened nothing, or it was withdrawn or deleted.

    Raises:
        OwnAuditError: somebody of the organisation asks.
    """
    opener = voicekeys.brought()
    if opener is None:
        return None
    with store().reading() as db:
        found = _opened(db, opener)
    if found is not None:
        voicekeys.take(opener)  # It holds on while it is used.
    return found


def seal(room_: Room, said: dict[str, Said]) -> str:
    """Return what a service says, sealed with its own key."""
    return _sealed(room_.place.voice, room_.opener, said)


def looked_up(name: str) -> str:
    """Return as what the store knows a short name or a link, as somebody typed or pasted it."""
    short = _BETWEEN.sub("", name).lower()
    if _SHORT_NAME.match(short):
        return short
    return credentials.fingerprint(name.strip().rstrip("/").rpartition("/")[2])


def _opened(db: Connection, opener: Opener) -> Room | None:
    kept = second_voices.entered(db, opener.voice)
    text = credentials_seal.unseal(opener.key, kept.sealed, _about(kept.voice)) if kept is not None else None
    if kept is None or text is None:
        return None
    place = _place(db, kept.voice)
    asked = {criterion.id for criterion in place.criteria}
    said = {name: Said(level) for name, level in json.loads(text).items() if name in asked}
    return Room(place, said, opener)


def _place(db: Connection, voice: Voice) -> Place:
    _refuse_the_organisation(voice)
    audit = audits.get(db, voice.audit, voice.organisation)
    return Place(
        voice=voice,
        organisation=organisations.get(db, voice.organisation),
        programme=programmes.get(db, audit.programme, voice.organisation),
        audit=audit,
        standard=editions.get(db, audit.content_hash),
    )


def _refuse_the_organisation(voice: Voice) -> None:
    found = identity.current()
    if found is not None and found.role_in(voice.organisation) is not None:
        raise OwnAuditError


def _sealed(voice: Voice, opener: Opener, said: dict[str, Said]) -> str:
    text = json.dumps({name: one.level for name, one in said.items()}, separators=(",", ":"))
    return credentials_seal.seal(opener.key, text.encode("ascii"), _about(voice))


def _about(voice: Voice) -> str:
    """Return what sealed answers are bound to: they open beside no other audit."""
    return f"{voice.organisation}/{voice.audit}/{voice.id}"
