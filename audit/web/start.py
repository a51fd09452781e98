"""The start page: what this is, what it needs, what it is not, and where to go on. Anyone may open it."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit import library
from audit.core import beginning
from audit.core.people import Kind, Right, may
from audit.core.programme import Audit, Organisation, Programme
from audit.core.standard import Scope
from audit.language import format_date, gettext
from audit.render import blank, origins, words
from audit.store import answers, assessors, audits, beginnings, editions, instance, organisations, programmes
from audit.store.connection import Connection
from audit.web import access, domainpages, identity

blueprint = Blueprint("start", __name__)

SEE_OTHER = 303
# The start page names so many documents; the blank questionnaire names all.
_SOME_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in a list: what it asks, how far it is, whether it is a trial, what it follows, and what came of it."""

    id: str
    title: str
    status: str
    is_test: bool
    follows: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme with its newest audit, if it has one."""

    id: str
    name: str
    place: str
    latest: AuditLine | None
    audits: int


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """An audit that the person was invited to assess, and whose it is."""

    title: str
    audit: AuditLine


@dataclass(frozen=True, slots=True)
class Here:
    """What the start page shows to whom it is open: at most one of its ways in.

    ``is_set_up`` says that the instance was started once; ``may_found`` that the person may describe the first
    programme. ``organisation`` is where the person has a place, ``None`` for nobody; its ``archived`` programmes stand
    apart. ``assessed`` are the audits the person was invited to. The rest says which pages about the instance are
    theirs: an office opens no audit, and yet there is something to do.
    """

    is_set_up: bool
    is_signed_in: bool
    may_found: bool
    may_see_members: bool
    may_edit_members: bool
    may_operate: bool
    organisation: Organisation | None
    programmes: tuple[ProgrammeLine, ...]
    archived: tuple[ProgrammeLine, ...]
    assessed: tuple[AssessedLine, ...]


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what this is, and to whoever has signed in the programmes of the organisation."""
    with access.store().reading() as db:
        here = _here(db)
    return render_template(
        "start/index.html",
        here=here,
        standard=library.default(),
        people=blank.who_takes_part(),
        documents=_some_documents(),
    )


@blueprint.get("/organisations")
def places() -> ResponseReturnValue:
    """List the organisations in which the person has a place, to choose one."""
    with access.store().reading() as db:
        found, chosen = access.places(db), access.home(db)
    return render_template("start/places.html", places=found, chosen=chosen)


@blueprint.post("/organisations/<token:organisation_id>/choose")
def choose(organisation_id: str) -> ResponseReturnValue:
    """Let the start page be about this organisation from now on, in this browser."""
    with access.store().reading() as db:
        access.choose(access.organisation(db, organisation_id))
    return redirect(url_for("start.index"), SEE_OTHER)


def audit_line(db: Connection, audit: Audit) -> AuditLine:
    """Return one audit as lists show it."""
    standard = editions.get(db, audit.content_hash)
    status = domainpages.status(tuple(standard.criteria(audit.scope)), answers.listing(db, audit))
    if audit.is_signed:
        status = gettext("signed off, %(status)s", status=status)
    title = gettext("%(scope)s, %(day)s", scope=words.scope(audit.scope), day=format_date(audit.date))
    follows = origins.short(beginning.origin(audit, beginnings.followed(db, audit)))
    later = origins.since_short(beginnings.successor(db, audit)) if audit.is_signed else ""
    return AuditLine(audit.id, title, status, audit.is_test, follows, later)


def _here(db: Connection) -> Here:
    organisation = access.home(db)
    listed = programmes.listing(db, organisation.id) if organisation else ()
    found, set_up = identity.current(), instance.get(db)
    offices = found.account.offices if found else frozenset()
    is_network = set_up is not None and set_up.kind is Kind.NETWORK
    return Here(
        is_set_up=set_up is not None,
        is_signed_in=found is not None,
        may_found=organisation is None and access.may_found(db),
        may_see_members=is_network and may(Right.DIRECTORY, offices, None),
        may_edit_members=is_network and may(Right.NETWORK, offices, None),
        may_operate=may(Right.OPERATE, offices, None),
        organisation=organisation,
        programmes=tuple(_line(db, programme) for programme in listed if programme.archived is None),
        archived=tuple(_line(db, programme) for programme in listed if programme.archived is not None),
        assessed=_assessed(db, found.account.id) if found else (),
    )


def _assessed(db: Connection, account: str) -> tuple[AssessedLine, ...]:
    return tuple(_assessed_line(db, audits.get(db, name, whose)) for whose, name in assessors.of_account(db, account))


def _assessed_line(db: Connection, audit: Audit) -> AssessedLine:
    programme = programmes.get(db, audit.programme, audit.organisation)
    title = f"{programme.name}, {organisations.get(db, audit.organisation).name}"
    return AssessedLine(title, audit_line(db, audit))


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
