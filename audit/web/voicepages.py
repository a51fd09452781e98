"""What the pages of a second voice show, to the service and to whoever asked for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from audit.core.people import is_network
from audit.core.second_voice import Reader, Tie, Voice, asked, sees
from audit.core.standard import LEVELS, Criterion, Domain
from audit.errors import N_
from audit.language import format_date, gettext, ngettext
from audit.render import words
from audit.store import instance
from audit.store.rows import moment
from audit.web.choices import zone
from audit.web.house import house, store
from audit.web.opened import Opened
from audit.web.programmepages import Fact
from audit.web.voice_forms import UNSEEN
from audit.web.voicedoor import Place, Room

_SHORT_NAME_GROUP = 4
_SEEN_BY = {
    Reader.NETWORK: N_("the network"),
    Reader.PROGRAMME: N_("the programme"),
    Reader.REPORT: N_("those to whom the programme shows its report"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingPage:
    """What the programme sees of its second voice: whom it asked and whether it was given, and nothing else.

    ``facts`` is empty where nobody was asked. ``invited`` names the invitation that the page shows.
    """

    programme: str
    count: str
    state: str
    facts: tuple[Fact, ...]
    invited: str
    is_given: bool
    is_signed: bool
    has_mail: bool
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What a service reads before it begins: who asks about what, how much it is, until when the link opens.

    ``tie`` is how the programme says that it stands to it, as papers will repeat.
    """

    service: str
    tie: str
    programme: str
    organisation: str
    network: str
    count: str
    until: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; ``digit`` is that of a level."""

    value: str
    text: str
    checked: bool
    digit: int | None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One criterion as the service is asked about it. ``answer`` is what it chose, in words."""

    code: str
    statement: str
    why: str
    options: tuple[Option, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The questions of one domain; ``is_saved`` says that they were saved just now, from the button below them."""

    id: str
    is_saved: bool
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """What every page of an opened second voice shows.

    ``state`` says whether it was handed in and who sees it; ``closed`` why nothing can be changed any more, else "".
    """

    programme: str
    short_name: str
    state: str
    is_given: bool
    closed: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """What the service is asked; ``is_stale`` says that another window saved meanwhile."""

    room: RoomPage
    groups: tuple[Group, ...]
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInPage:
    """How much is answered, before it is handed in; ``has_said`` whether there is anything."""

    room: RoomPage
    counts: str
    has_said: bool
    is_stale: bool


def asking(opened: Opened, voice: Voice | None) -> AskingPage:
    """Build the page of the programme.

    Whether the service opened its invitation, or withdrew, is not part of it: both are shown as "not given".
    """
    network = network_name()
    is_given = voice is not None and voice.given is not None
    return AskingPage(
        programme=opened.programme.name,
        count=_count(len(asked(opened.standard, opened.audit.scope))),
        state=gettext("A second voice was given.") if is_given else gettext("No second voice was given."),
        facts=_facts(voice, opened.organisation.zone, network) if voice is not None else (),
        invited=moment(voice.invited) if voice is not None else "",
        is_given=is_given,
        is_signed=opened.audit.is_signed,
        has_mail=house().config.mail is not None,
        network=network,
    )


def introduction(place: Place) -> Introduction:
    """Build what a service reads first."""
    return Introduction(
        service=place.voice.service,
        tie=tie(place.voice.tie),
        programme=place.programme.name,
        organisation=place.organisation.name,
        network=network_name(),
        count=_count(len(place.criteria)),
        until=day(place.voice.expires, place.organisation.zone),
    )


def known(place: Place) -> tuple[str, ...]:
    """Return what the secret of a service must not be made of."""
    return place.voice.service, place.voice.email, place.organisation.name, place.programme.name


def room(found: Room) -> RoomPage:
    """Build what every page of an opened second voice shows."""
    voice, audit = found.place.voice, found.place.audit
    is_given = voice.given is not None
    state = seen_by(voice.readers) if is_given else gettext("Not handed in yet. Nobody but you can read it.")
    closed = gettext("The audit is signed off. Your answers stay as they are; nobody can change them any more.")
    return RoomPage(
        programme=found.place.programme.name,
        short_name=short_name(voice),
        state=gettext("Handed in. %(seen)s", seen=state) if is_given else state,
        is_given=is_given,
        closed=closed if audit.is_signed else "",
        version=voice.version,
    )


def answers(found: Room, chosen: Mapping[str, str], *, saved: str = "", is_stale: bool = False) -> AnswersPage:
    """Build the page of questions.

    Args:
        found: the second voice.
        chosen: what its controls show, by the id of the criterion.
        saved: the id of the domain below which it was saved just now; "" for none.
        is_stale: whether another window saved meanwhile.
    """
    names = {criterion.id for criterion in found.place.criteria}
    domains = (domain for domain in found.place.standard.domains if _asked_in(domain, names))
    groups = tuple(_group(domain, chosen, names, saved) for domain in domains)
    return AnswersPage(room=room(found), groups=groups, is_stale=is_stale)


def hand_in(found: Room, *, is_stale: bool) -> HandInPage:
    """Build the page that asks who may see the answers."""
    levels = [one.level for one in found.said.values()]
    unseen = levels.count(None)
    left = len(found.place.criteria) - len(levels)
    counts = words.joined(
        (
            ngettext("%(num)s answered with a level", "%(num)s answered with a level", len(levels) - unseen),
            ngettext("%(num)s you cannot see", "%(num)s you cannot see", unseen),
            ngettext("%(num)s left open", "%(num)s left open", left),
        )
    )
    return HandInPage(room=room(found), counts=counts, has_said=bool(levels), is_stale=is_stale)


def handed_in(readers: Collection[Reader]) -> str:
    """Return what a service reads when it has handed its answers in."""
    return gettext("Handed in. %(seen)s You can change this until the audit is signed off.", seen=seen_by(readers))


def seen_by(readers: Collection[Reader]) -> str:
    """Return who sees the answers, as a sentence."""
    named = [gettext(text) for reader, text in _SEEN_BY.items() if sees(readers, reader)]
    if not named:
        return gettext("Nobody sees your answers.")
    return gettext("Your answers are seen by: %(who)s.", who=words.joined(named))


def shown_to(codes: Collection[str]) -> str:
    """Return to whom answers are shown, by the codes of the history, which does not know of the network."""
    named = [gettext(text) for reader, text in _SEEN_BY.items() if reader.value in codes]
    return words.joined(named) if named else gettext("neither the programme nor readers of its report")


def seen(voice: Voice, version: int) -> Voice:
    """Return a second voice as the page showed it, for the store to compare."""
    return replace(voice, version=version)


def short_name(voice: Voice) -> str:
    """Return the name under which a service comes back, in groups that can be written down."""
    starts = range(0, len(voice.id), _SHORT_NAME_GROUP)
    return "-".join(voice.id[start : start + _SHORT_NAME_GROUP] for start in starts)


def tie(code: Tie) -> str:
    """Return whether a service stands on its own, in words."""
    return gettext("independent") if code is Tie.INDEPENDENT else gettext("in-house")


def day(at: datetime, zone_name: str) -> str:
    """Return the day of a time where the organisation is."""
    return format_date(at.astimezone(zone(zone_name)).date())


def has_network() -> bool:
    """Whether there is a network that can confirm an address and be shown answers."""
    return bool(network_name())


def network_name() -> str:
    """Return the name of the network that runs this instance; "" where it serves one organisation alone."""
    with store().reading() as db:
        found = instance.get(db)
    if found is not None and is_network(found):
        return found.name
    return gettext("the network of the demonstration") if house().config.demo else ""


def _count(number: int) -> str:
    return ngettext("%(num)s question", "%(num)s questions", number)


def _facts(voice: Voice, zone_name: str, network: str) -> tuple[Fact, ...]:
    confirmed = gettext("yes") if voice.confirmed is not None else gettext("not yet")
    nobody = gettext("nobody confirms addresses here; papers say “identity not confirmed”")
    return (
        Fact(gettext("Service"), gettext("%(name)s (%(tie)s)", name=voice.service, tie=tie(voice.tie))),
        Fact(gettext("Its address"), voice.email),
        Fact(gettext("Address confirmed by the network"), confirmed if network else nobody),
        Fact(gettext("Invited"), day(voice.invited, zone_name)),
        Fact(gettext("The link can be opened until"), day(voice.expires, zone_name)),
    )


def _asked_in(domain: Domain, names: Collection[str]) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in domain.criteria if criterion.id in names)


def _group(domain: Domain, chosen: Mapping[str, str], names: Collection[str], saved: str) -> Group:
    questions = tuple(_question(c, chosen.get(c.id, "")) for c in _asked_in(domain, names))
    return Group(id=domain.id, is_saved=domain.id == saved, title=domain.title, questions=questions)


def _question(criterion: Criterion, chosen: str) -> Question:
    levels = [Option(str(n), criterion.levels[n], chosen == str(n), n) for n in LEVELS]
    unseen = Option(UNSEEN, gettext("We cannot see this"), chosen == UNSEEN, None)
    options = (*levels, unseen)
    picked = next((option.text for option in options if option.checked), gettext("Left open"))
    return Question(code=criterion.id, statement=criterion.statement, why=criterion.why, options=options, answer=picked)
