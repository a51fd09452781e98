"""The address of a programme that was made one with another: it leads to the one that stayed.

Only whoever has a place in the organisation is led there; for everybody else the address is one of nothing.
"""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.programme import Programme
from audit.language import gettext
from audit.store import history, programmes
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.web import access, problems
from audit.web.guards import SAFE_METHODS

SEE_OTHER = 303
# What makes two programmes one: a second click on its button asks for a programme that has just gone.
_MERGE = "merging.merge"


def register(blueprint: Blueprint) -> None:
    """Lead on from the pages of a blueprint whose address names a programme that is there no more."""
    blueprint.register_error_handler(NotFoundError, _lead_on)


def _lead_on(error: NotFoundError) -> ResponseReturnValue:
    name = (request.view_args or {}).get("programme_id", "")
    if request.method not in SAFE_METHODS and request.endpoint != _MERGE:
        return problems.answer(error)  # It shows again what was typed.
    with access.store().reading() as db:
        found = _stayed(db, name)
    if found is None:
        return problems.answer(error)
    flash(gettext("The programme of that address was made one with this one. Everything of it is here."))
    return redirect(url_for("programmes.show", programme_id=found.id), SEE_OTHER)


def _stayed(db: Connection, name: str) -> Programme | None:
    """Return the programme that one is part of by now, at once or over others; ``None`` where it is of none."""
    for place in access.places(db):
        into, last = history.merged(db, place.id), name
        while last in into:
            last = into[last]
        there = {one.id: one for one in programmes.listing(db, place.id)}
        if last != name and last in there:
            return there[last]
    return None
