"""What the pages about people show: an invitation, and the people of an organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.core.people import Account, Link, Membership, SignedIn
from audit.core.programme import Organisation
from audit.language import format_date, gettext
from audit.store import accounts, memberships
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.web import choices, inviting, peoplewords

place = inviting.place


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who invites to what.

    ``me`` is the name of whoever has signed in, "" for nobody; ``already`` what that person is there already.
    """

    who: str
    place: str
    role: str
    does: str
    until: str
    me: str
    already: str
    is_office: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One person of an organisation. ``is_me`` marks who looks at the page."""

    id: str
    name: str
    email: str
    role: str
    since: str
    is_me: bool
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has accepted yet; ``handle`` names it."""

    handle: str
    role: str
    email: str
    made: str
    until: str


def invitation(db: Connection, link: Link, found: SignedIn | None) -> Invitation:
    """Build the page of an invitation, for somebody who has signed in or not."""
    return Invitation(
        who=_name(db, link.made_by),
        place=inviting.place(db, link),
        role=peoplewords.of_link(link),
        does=peoplewords.does_of_link(link),
        until=format_date(link.expires.date()),
        me=found.account.name if found is not None else "",
        already=_already(db, link, found),
        is_office=link.office is not None,
    )


def people(found: Sequence[tuple[Membership, Account]], organisation: Organisation, me: Account) -> tuple[Person, ...]:
    """Return the people of an organisation, as a list shows them."""
    return tuple(
        Person(
            id=account.id,
            name=account.name,
            email=account.email,
            role=peoplewords.role(membership.role),
            since=_day(membership.since, organisation),
            is_me=account.id == me.id,
            is_disabled=account.disabled is not None,
        )
        for membership, account in found
    )


def waiting(found: Iterable[Link], organisation: Organisation) -> tuple[Waiting, ...]:
    """Return the invitations that wait, as a list shows them."""
    return tuple(
        Waiting(
            handle=link.handle,
            role=peoplewords.of_link(link),
            email=link.email,
            made=_day(link.made, organisation),
            until=_day(link.expires, organisation),
        )
        for link in found
    )


def _day(at: datetime, organisation: Organisation) -> str:
    return format_date(at.astimezone(choices.zone(organisation.zone)).date())


def _name(db: Connection, account: str) -> str:
    """Return who made a link; whoever has left is not named."""
    try:
        return accounts.get(db, account).name
    except NotFoundError:
        return gettext("Somebody who has left since")


def _already(db: Connection, link: Link, found: SignedIn | None) -> str:
    """Return what the person is there already; "" for nothing. Read anew: it may have been given a moment ago."""
    if found is None:
        return ""
    if link.office is not None:
        has = accounts.get(db, found.account.id).offices
        return peoplewords.office(link.office) if link.office in has else ""
    roles = {m.organisation: m.role for m in memberships.of_account(db, found.account.id)}
    role = roles.get(link.organisation or "")
    return peoplewords.role(role) if role is not None else ""
