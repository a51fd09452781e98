"""The start page: what this is, what it needs, what it is not, and where to go on."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit import library
from audit.core.programme import Audit, Programme
from audit.core.standard import Scope
from audit.language import format_date, gettext
from audit.render import blank, words
from audit.store import answers, audits, editions, programmes
from audit.store.connection import Connection
from audit.web import access, domainpages

blueprint = Blueprint("start", __name__)

# The start page names so many documents; the blank questionnaire names all.
_SOME_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in a list: what it asks, how far it is, and whether it is only a trial."""

    id: str
    title: str
    status: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme with its newest audit, if it has one."""

    id: str
    name: str
    place: str
    latest: AuditLine | None
    audits: int


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show the start page with this organisation's programmes."""
    with access.store().reading() as db:
        organisation = access.home(db)
        listed = programmes.listing(db, organisation.id) if organisation else ()
        lines = [_line(db, programme) for programme in listed]
    standard = library.default()
    return render_template(
        "start/index.html",
        organisation=organisation,
        programmes=lines,
        standard=standard,
        people=blank.who_takes_part(),
        documents=_some_documents(),
    )


def audit_line(db: Connection, audit: Audit) -> AuditLine:
    """Return one audit as lists show it."""
    standard = editions.get(db, audit.content_hash)
    status = domainpages.status(tuple(standard.criteria(audit.scope)), answers.listing(db, audit))
    title = gettext("%(scope)s, %(day)s", scope=words.scope(audit.scope), day=format_date(audit.date))
    return AuditLine(audit.id, title, status, audit.is_test)


def _line(db: Connection, programme: Programme) -> ProgrammeLine:
    found = audits.listing(db, programme)
    # The one to go on with is the newest that counts; a trial only where there is nothing else.
    latest = next((a for a in found if not a.is_test), next(iter(found), None))
    return ProgrammeLine(
        id=programme.id,
        name=programme.name,
        place=f"{words.country(programme.country)}, {words.setting(programme.setting)}",
        latest=audit_line(db, latest) if latest else None,
        audits=len(found),
    )


def _some_documents() -> list[str]:
    """Return the first document each domain asks for in a first pass: the ones to look for before starting."""
    domains = library.default().domains
    named = [blank.documents(domain, Scope.FIRST_PASS)[:1] for domain in domains]
    return [document for first in named for document in first][:_SOME_DOCUMENTS]
