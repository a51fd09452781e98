"""Which organisation a request belongs to, and whether it may do there what it asks: the one scope check.

Every view gets its organisation, programme and audit here, and the store filters by that organisation. What belongs to
an organisation in which somebody has no place is answered exactly as what does not exist (design section 15). An
assessor has no place in it, and opens the one audit the organisation invited to, at the addresses that ask for ``VIEW``
or ``ASSESS``; everything else of the organisation does not exist for an assessor either.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import flask
from flask import Flask, g

from audit.core.people import (
    IN_ORGANISATION,
    OF_ORGANISATIONS,
    OF_THE_INVITED,
    Kind,
    Membership,
    Office,
    Right,
    Role,
    may,
)
from audit.core.programme import Audit, Organisation, Programme
from audit.store import assessors, audits, instance, memberships, organisations, programmes
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.web import identity, rights
from audit.web.house import House, attach, house, store
from audit.web.refusals import NotAllowedError

__all__ = [
    "House",
    "attach",
    "audit",
    "choose",
    "home",
    "house",
    "may_found",
    "may_here",
    "organisation",
    "owner_of_new",
    "places",
    "programme",
    "register",
    "store",
    "writing",
]

_ROLE, _INVITED, _CHOSEN, _OPENED = "access_role", "access_invited", "organisation", "access_opened"


def register(app: Flask) -> None:
    """Tell templates what the person may do in the organisation that the page is about, so that none offers more."""

    @app.context_processor
    def allowed() -> dict[str, object]:
        asked = {"read": Right.READ, "write": Right.WRITE, "manage": Right.MANAGE, "assess": Right.ASSESS}
        return {f"may_{name}": may_here(right) for name, right in asked.items()}


@contextmanager
def writing() -> Iterator[Connection]:
    """Give a connection that writes in the name of whoever has signed in: see ``Store.writing``.

    Writers wait for each other. Who was signed out, or lost the right, while this one waited, writes nothing: whatever
    is asked of ``organisation``, ``programme`` and ``audit`` with this connection is answered by the places of now, and
    what the request opened before is asked once more.

    Raises:
        NotSignedInError: nobody has, or not any more.
        NotFoundError: the place in the organisation that the request opened was taken away meanwhile.
        NotAllowedError: the right that the address asks for was taken away meanwhile.
    """
    with store().writing(by=identity.account().id) as db:
        rights.ask_again(db)
        _ask_again()
        yield db


def may_here(right: Right) -> bool:
    """Whether the person has a right in the organisation that this request has opened; no where it opened none."""
    role: Role | None = g.get(_ROLE)
    if g.get(_INVITED):
        return right in OF_THE_INVITED
    return role is not None and right in IN_ORGANISATION[role]


def places(db: Connection) -> tuple[Organisation, ...]:
    """Return the organisations in which the person has a place, by name; none where nobody has signed in."""
    return tuple(found for found, _ in _placed(db))


def home(db: Connection) -> Organisation | None:
    """Return the organisation whose programmes the start page lists: the chosen one, or the first by name.

    It is read anew, so that whoever writes sees what was written meanwhile. ``None`` without a place.
    """
    listed = _placed(db)
    chosen = flask.session.get(_CHOSEN)
    found = next((one for one in listed if one[0].id == chosen), next(iter(listed), None))
    if found is None:
        return None
    g.access_role = found[1]
    return found[0]


def choose(organisation: Organisation) -> None:
    """Keep which organisation the start page is to be about, in this browser."""
    flask.session[_CHOSEN] = organisation.id


def owner_of_new(db: Connection) -> Organisation | None:
    """Return the organisation that a new programme will belong to; ``None`` where it is made together with the first.

    Raises:
        NotAllowedError: the person may not make programmes there, or may make no organisation.
    """
    found = home(db)
    if found is not None:
        _require_role(g.access_role)
    elif not may_found(db):
        raise NotAllowedError
    return found


def may_found(db: Connection) -> bool:
    """Whether the person may make an organisation with its first programme; a network's are made in its directory."""
    found, set_up = identity.current(), instance.get(db)
    is_own = set_up is not None and set_up.kind is Kind.OWN
    return is_own and found is not None and Office.OPERATOR in found.account.offices


def organisation(db: Connection, organisation_id: str) -> Organisation:
    """Return an organisation this request may open.

    Raises:
        NotFoundError: there is none of that id that the person has a place in.
        NotAllowedError: the place does not include what the request asks.
    """
    for place in _places():
        if place.organisation == organisation_id:
            _require(place)
            return organisations.get(db, organisation_id)
    raise NotFoundError


def programme(db: Connection, programme_id: str) -> tuple[Organisation, Programme]:
    """Return a programme this request may open, and whose it is.

    Raises:
        NotFoundError: there is none of that id in an organisation that the person has a place in.
        NotAllowedError: the place does not include what the request asks.
    """
    for place in _places():
        try:
            found = programmes.get(db, programme_id, place.organisation)
        except NotFoundError:
            continue
        _require(place)
        return organisations.get(db, place.organisation), found
    raise NotFoundError


def audit(db: Connection, audit_id: str) -> tuple[Organisation, Programme, Audit]:
    """Return an audit this request may open, with its programme and whose they are.

    Raises:
        NotFoundError: there is none of that id in an organisation that the person has a place in, or to which the
            person was invited as an assessor.
        NotAllowedError: the place does not include what the request asks.
    """
    for place in _places():
        try:
            found = audits.get(db, audit_id, place.organisation)
        except NotFoundError:
            continue
        _require(place)
        return _whole(db, found)
    return _whole(db, audits.get(db, audit_id, _inviting(db, audit_id)))


def may_open(db: Connection, later: Audit) -> bool:
    """Whether the person may read another audit of the organisation that this request has opened."""
    if may_here(Right.READ):
        return True
    found = identity.current()
    return found is not None and assessors.organisation_of(db, later.id, found.account.id) == later.organisation


def _whole(db: Connection, found: Audit) -> tuple[Organisation, Programme, Audit]:
    whose = organisations.get(db, found.organisation)
    return whose, programmes.get(db, found.programme, whose.id), found


def _inviting(db: Connection, audit_id: str) -> str:
    """Return which organisation invited the person to assess an audit, as it stands in the store now.

    Raises:
        NotFoundError: none did, it took the invitation back, the office is gone, or the address is not one of those
            that an invitation opens: nobody may learn which.
    """
    found = identity.current()
    whose = assessors.organisation_of(db, audit_id, found.account.id) if found is not None else None
    if whose is None or rights.needed() not in OF_THE_INVITED:
        raise NotFoundError
    g.access_invited = True
    return whose


def _places() -> tuple[Membership, ...]:
    found = identity.current()
    return () if found is None else found.memberships


def _ask_again() -> None:
    """Refuse a write where the request has opened an organisation and the place there is another now, or gone.

    An assessor has no place; the one view that writes for them opens the audit with the writing connection.
    """
    whose: str | None = g.get(_OPENED)
    if whose is None:
        return
    place = next((one for one in _places() if one.organisation == whose), None)
    if place is None:
        raise NotFoundError
    _require(place)


def _require(place: Membership) -> None:
    """Refuse what a place does not include, and keep of which organisation it was asked."""
    g.access_opened = place.organisation
    _require_role(place.role)


def _require_role(role: Role) -> None:
    """Refuse what a place in the organisation does not include.

    A page that opens an organisation although its address asks for no right in one is refused to everybody.
    """
    g.access_role, g.access_invited = role, False
    right = rights.needed()
    if right not in OF_ORGANISATIONS or not may(right, frozenset(), role):
        raise NotAllowedError


def _placed(db: Connection) -> list[tuple[Organisation, Role]]:
    found = identity.current()
    if found is None:
        return []
    listed = [(organisations.get(db, m.organisation), m.role) for m in memberships.of_account(db, found.account.id)]
    return sorted(listed, key=lambda one: (one[0].name.casefold(), one[0].id))
