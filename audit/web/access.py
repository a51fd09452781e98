"""Which organisation a request belongs to: the one place that decides it.

Until sign-in exists there is one person at one machine, who may open whatever this instance holds. Every
view still gets its organisation, programme and audit here, and the store filters by that organisation, so
that sealing organisations from each other later changes this module and no view.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from audit.config import Config
from audit.core.programme import Audit, Organisation, Programme
from audit.render.cache import Cache
from audit.store import audits, organisations, programmes
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError

_KEY = "self-audit"


@dataclass(frozen=True, slots=True)
class House:
    """What the views of one running instance share."""

    config: Config
    store: Store
    cache: Cache


def attach(app: Flask, config: Config, store: Store, cache: Cache) -> None:
    """Give an application its settings, its store and its cache."""
    app.extensions[_KEY] = House(config, store, cache)


def house() -> House:
    """Return what the views of this instance share."""
    return cast("House", current_app.extensions[_KEY])


def store() -> Store:
    """Return the store of this instance."""
    return house().store


def home(db: Connection) -> Organisation | None:
    """Return the organisation whose programmes the start page lists.

    In the demonstration that is the first member of the fictional network; ``None`` before the first programme.
    """
    found = organisations.the_local(db)
    if found is None and house().config.demo:
        return next(iter(organisations.listing(db)), None)
    return found


def organisation(db: Connection, organisation_id: str) -> Organisation:
    """Return an organisation this request may open.

    Raises:
        NotFoundError: there is none of that id that it may open.
    """
    for found in _open_to_this_request(db):
        if found.id == organisation_id:
            return found
    raise NotFoundError


def programme(db: Connection, programme_id: str) -> tuple[Organisation, Programme]:
    """Return a programme this request may open, and whose it is.

    Raises:
        NotFoundError: there is none of that id that it may open.
    """
    for organisation in _open_to_this_request(db):
        try:
            return organisation, programmes.get(db, programme_id, organisation.id)
        except NotFoundError:
            continue
    raise NotFoundError


def audit(db: Connection, audit_id: str) -> tuple[Organisation, Programme, Audit]:
    """Return an audit this request may open, with its programme and whose they are.

    Raises:
        NotFoundError: there is none of that id that it may open.
    """
    for organisation in _open_to_this_request(db):
        try:
            found = audits.get(db, audit_id, organisation.id)
        except NotFoundError:
            continue
        return organisation, programmes.get(db, found.programme, organisation.id), found
    raise NotFoundError


def _open_to_this_request(db: Connection) -> Iterator[Organisation]:
    """Yield every organisation here; there is more than one only in the demonstration."""
    yield from organisations.listing(db)
