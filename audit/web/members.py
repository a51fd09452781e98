"""The members of a network and how far each audit is: that, and nothing about its result (design section 7)."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from audit.core.programme import Audit, Organisation, Programme
from audit.language import format_date, gettext, ngettext
from audit.render import words
from audit.store import audits, organisations, programmes
from audit.store.connection import Connection
from audit.web import access

blueprint = Blueprint("members", __name__)


@dataclass(frozen=True, slots=True)
class Member:
    """One programme of one member: who, where, and how far its newest audit is."""

    organisation: str
    programme: str
    programme_id: str
    country: str
    setting: str
    state: str
    since: str
    audits: str


@blueprint.get("/members")
def index() -> ResponseReturnValue:
    """List the members of the demonstration's network; there is no such page for one organisation alone."""
    with access.store().reading() as db:
        known = organisations.listing(db)
        if len(known) < 2:  # noqa: PLR2004 - a network begins with the second member
            abort(404)
        rows = [_member(o, p, audits.listing(db, p)) for o, p in _programmes(db, known)]
    return render_template("members/index.html", members=rows, is_demo=access.house().config.demo)


def _programmes(db: Connection, known: tuple[Organisation, ...]) -> list[tuple[Organisation, Programme]]:
    return [(o, p) for o in known for p in programmes.listing(db, o.id)]


def _member(organisation: Organisation, programme: Programme, found: tuple[Audit, ...]) -> Member:
    real = [a for a in found if not a.is_test]
    return Member(
        organisation=organisation.name,
        programme=programme.name,
        programme_id=programme.id,
        country=words.country(programme.country),
        setting=words.setting(programme.setting),
        state=gettext("Audit started, not signed off") if real else gettext("No audit yet"),
        since=format_date(real[0].date) if real else "",
        audits=ngettext("%(num)s audit", "%(num)s audits", len(real)),
    )
