"""The members of a network: a directory that says who they are and how far an audit is, never how anyone is doing.

Who looks after the network adds members, keeps these facts and invites the first manager of each (design section 7,
issue "people", item 3). None of that opens a member's audits. Where one organisation is served alone there is no
directory; but when its last manager may not sign in any more, the operator invites a new one here as well.
"""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.people import INVITATION, Link, Role, is_network
from audit.core.programme import Organisation
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.store import directory, instance, links, organisations
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleOrganisationError
from audit.web import access, identity, inviting, memberpages
from audit.web.account_forms import GuestForm
from audit.web.member_forms import MemberForm

blueprint = Blueprint("members", __name__)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


class HasManagerError(AuditError):
    """The network wanted to bring a manager into a member that has one."""

    sentence = N_(
        "“%(name)s” has a manager, who decides about the people there. Nothing was changed. Ask the manager to invite."
    )


@blueprint.get("/members")
def index() -> ResponseReturnValue:
    """List the members of the network; there is no such page for one organisation alone."""
    with access.store().reading() as db:
        _network(db)
        found, about = directory.listing(db), instance.get(db)
    name = about.name if about is not None else ""
    page = memberpages.directory(found, identity.current(), memberpages.wanted(request.args), name)
    return render_template("members/index.html", page=page)


@blueprint.get("/members/new")
def new() -> ResponseReturnValue:
    """Ask who the new member is."""
    with access.store().reading() as db:
        _network(db)
    return _form(MemberForm(today=_today(), once=access.store().token()))


@blueprint.post("/members/new")
def create() -> ResponseReturnValue:
    """Add a member; a form that comes twice adds one."""
    form = MemberForm(request.form, today=_today())
    with access.store().reading() as db:
        _network(db)
    if not form.validate():
        return _form(form), UNPROCESSABLE
    made = form.made(fictional=access.house().config.demo)
    with access.writing() as db:
        theirs = _already_made(db, made)
    if theirs is not None and replace(theirs, version=made.version) != made:
        # Somebody went back and wrote something else: that is a change of what was made, to be looked at.
        return _form(MemberForm(today=_today(), stored=made), theirs, made), CONFLICT
    return redirect(url_for("members.show", organisation_id=made.id), SEE_OTHER)


@blueprint.get("/members/<token:organisation_id>")
def show(organisation_id: str) -> ResponseReturnValue:
    """Show what the network notes about a member, and invite its first manager."""
    return _page(organisation_id, GuestForm(once=access.store().token()))


@blueprint.post("/members/<token:organisation_id>/invite")
def invite(organisation_id: str) -> ResponseReturnValue:
    """Invite the first manager of a member, and show the link once. Whoever has a manager invites people there."""
    form = GuestForm(request.form)
    if not form.validate():
        return _page(organisation_id, form), UNPROCESSABLE
    guest = inviting.Guest(
        email=form.email.data or "", organisation=organisation_id, role=Role.MANAGER, once=form.once.data or ""
    )
    with access.writing() as db:
        found = _invitable(db, organisation_id)
        if found.managers:
            raise HasManagerError(name=found.organisation.name)
        # One link at a time: when one has been used, no other makes a second manager whom the first never invited.
        if not inviting.is_made(db, guest):
            for waiting in _waiting(db, organisation_id):
                links.withdraw(db, waiting.handle, organisation=organisation_id)
        address = inviting.invite(db, guest)
    is_sent = inviting.sends(guest)
    return render_template(
        "members/invited.html",
        member=found.organisation,
        guest=guest,
        address=address,
        is_sent=is_sent,
        is_local=inviting.is_local(),
        days=INVITATION.days,
    )


@blueprint.post("/members/<token:organisation_id>/invitations/<token:handle>/withdraw")
def withdraw(organisation_id: str, handle: str) -> ResponseReturnValue:
    """Take back the invitation of a first manager; what a manager of the member made is left to the member."""
    with access.writing() as db:
        found = _invitable(db, organisation_id)
        if found.managers:
            raise HasManagerError(name=found.organisation.name)
        links.withdraw(db, handle, organisation=organisation_id)
    flash(gettext("The invitation was taken back. Its link opens nothing any more."))
    return redirect(url_for("members.show", organisation_id=organisation_id), SEE_OTHER)


@blueprint.get("/members/<token:organisation_id>/edit")
def edit(organisation_id: str) -> ResponseReturnValue:
    """Show what is noted about a member, to change it."""
    with access.store().reading() as db:
        its = _member(db, organisation_id).organisation
    return _form(MemberForm(today=_today(), stored=its), its)


@blueprint.post("/members/<token:organisation_id>/edit")
def change(organisation_id: str) -> ResponseReturnValue:
    """Change what is noted about a member."""
    with access.store().reading() as db:
        its = _member(db, organisation_id).organisation
    form = MemberForm(request.form, today=_today(), stored=its)
    if not form.validate():
        return _form(form, its), UNPROCESSABLE
    mine = form.changed(its)
    try:
        with access.writing() as db:
            organisations.change(db, mine)
    except StaleOrganisationError as error:
        return _form(form, error.theirs, mine), CONFLICT
    flash(gettext("Saved."))
    return redirect(url_for("members.show", organisation_id=organisation_id), SEE_OTHER)


def _page(organisation_id: str, form: GuestForm) -> str:
    with access.store().reading() as db:
        found = _invitable(db, organisation_id)
        waiting = () if found.managers else _waiting(db, organisation_id)
        page = memberpages.member(found, waiting, in_network=_has_directory(db))
    return render_template("members/show.html", page=page, form=form)


def _waiting(db: Connection, organisation_id: str) -> tuple[Link, ...]:
    return links.open_ones(db, access.store().clock(), organisation=organisation_id)


def _form(form: MemberForm, theirs: Organisation | None = None, mine: Organisation | None = None) -> str:
    """Show the form; with what somebody else saved meanwhile, where there is that (``mine``)."""
    rows = memberpages.differences(theirs, mine) if theirs and mine else ()
    return render_template(
        "members/form.html", form=form, member=theirs, rows=rows, version=theirs.version if theirs else ""
    )


def _already_made(db: Connection, made: Organisation) -> Organisation | None:
    """Keep a new member, or return the one that was made with the same form already."""
    try:
        return organisations.get(db, made.id)
    except NotFoundError:
        organisations.create(db, made)
        return None


def _member(db: Connection, organisation_id: str) -> directory.Entry:
    """Return a member of the network, whoever asks: the addresses that lead here are for the network's staff.

    Raises:
        NotFoundError: there is none of this id.
    """
    _network(db)
    return directory.entry(db, organisation_id)


def _invitable(db: Connection, organisation_id: str) -> directory.Entry:
    """Return a member of the network; where one organisation is served alone, that one while nobody manages it.

    Raises:
        NotFoundError: there is none of this id.
    """
    found = directory.entry(db, organisation_id)
    if found.managers:
        _network(db)
    return found


def _network(db: Connection) -> None:
    """Answer that there is no such page where this instance serves one organisation alone."""
    if not _has_directory(db):
        abort(404)


def _has_directory(db: Connection) -> bool:
    return is_network(instance.get(db)) or access.house().config.demo


def _today() -> dt.date:
    """Return the day it is in UTC, which is at most a few hours from anybody's."""
    return access.store().clock().date()
