"""What the pages of one's own account show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from audit.core.people import Account, Membership, Office, Session, needs_second_factor
from audit.language import format_moment, gettext, ngettext
from audit.store import accounts, memberships, organisations, second_factors, sessions
from audit.store.connection import Connection
from audit.web import accountwords, choices, identity, peoplewords
from audit.web.house import house, store
from audit.web.programmepages import Fact

# What happened lately; the operator can look further back.
_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an organisation: its name, the role in words, and where to leave it."""

    organisation: str
    role: str
    does: str
    leave: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to the account, when and by whom."""

    what: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page of one's own account. ``zone`` says whose time it tells."""

    facts: tuple[Fact, ...]
    offices: tuple[str, ...]
    places: tuple[Place, ...]
    events: tuple[Happened, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Device:
    """One device that is signed in; ``is_this`` marks the one that asks."""

    handle: str
    name: str
    begun: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of an account: whether it is on, must be, and the secret that is being set up ("" for none)."""

    is_on: bool
    is_needed: bool
    codes_left: str
    secret: str


def page(db: Connection, account: Account) -> OwnPage:
    """Return the page of somebody's own account."""
    zone = _zone(db, account)
    return OwnPage(
        facts=_facts(db, account),
        offices=tuple(
            gettext("%(office)s: %(does)s", office=peoplewords.office(o), does=peoplewords.does(o))
            for o in Office
            if o in account.offices
        ),
        places=tuple(_place(db, place) for place in memberships.of_account(db, account.id)),
        events=tuple(
            Happened(accountwords.act(e.act), _moment(e.at, zone), _who(e.actor, account))
            for e in accounts.events(db, account.id, most=_EVENTS)
        ),
        zone=zone.replace("_", " "),
    )


def devices(db: Connection, account: Account, this: Session) -> tuple[Device, ...]:
    """Return the devices on which somebody is signed in, the one used last first."""
    zone = _zone(db, account)
    found: Iterable[Session] = sessions.listing(db, account.id, store().clock())
    return tuple(
        Device(
            handle=one.handle,
            name=one.device or gettext("A device that does not say what it is"),
            begun=_moment(one.begun, zone),
            seen=_moment(one.seen, zone),
            is_this=one.handle == this.handle,
        )
        for one in found
        if not one.is_half
    )


def factor(db: Connection, account: Account) -> Factor:
    """Return the state of somebody's second factor."""
    hashed = identity.session_hash()
    left = second_factors.codes_left(db, account.id)
    return Factor(
        is_on=account.has_second_factor,
        is_needed=is_needed(account),
        codes_left=ngettext("%(num)s recovery code is left.", "%(num)s recovery codes are left.", left),
        secret=(second_factors.offered(db, hashed) or "") if hashed is not None else "",
    )


def is_needed(account: Account) -> bool:
    """Whether the second factor of an account must stay on: for every office, but not where all is made up."""
    return needs_second_factor(account.offices) and not house().config.demo


def grouped(secret: str) -> str:
    """Return a secret in groups of four, as people type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _facts(db: Connection, account: Account) -> tuple[Fact, ...]:
    change, person = gettext("Change"), url_for("account.edit")
    state = gettext("on") if account.has_second_factor else gettext("off")
    count = sum(1 for one in sessions.listing(db, account.id, store().clock()) if not one.is_half)
    signed_in = ngettext("%(num)s device is signed in", "%(num)s devices are signed in", count)
    return (
        Fact(gettext("Name"), account.name, person, change),
        Fact(gettext("E-mail"), account.email, person, change),
        Fact(gettext("Password"), "••••••••", url_for("account.ask_password"), change),
        Fact(gettext("Second factor"), state, url_for("own_factor.show"), change),
        Fact(gettext("Devices"), signed_in, url_for("own_devices.show"), gettext("Show")),
    )


def _place(db: Connection, place: Membership) -> Place:
    return Place(
        organisation=organisations.get(db, place.organisation).name,
        role=peoplewords.role(place.role),
        does=peoplewords.does(place.role),
        leave=url_for("account.ask_leave", organisation_id=place.organisation),
    )


def _who(actor: str, account: Account) -> str:
    """Return who did something: oneself, nobody signed in, or whoever runs this; other people are not named here."""
    if actor == account.id:
        return gettext("You")
    return gettext("Without a sign-in") if actor == "this-machine" else gettext("Whoever runs this")


def _zone(db: Connection, account: Account) -> str:
    """Return the time zone of the first place, or of this machine without one."""
    places = memberships.of_account(db, account.id)
    return organisations.get(db, places[0].organisation).zone if places else choices.likely_zone()


def _moment(at: datetime, zone: str) -> str:
    return format_moment(at, choices.zone(zone))
