"""Programmes and their audits: making, changing, starting, deleting."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import library
from audit.core.beginning import CannotBeginError
from audit.core.people import Membership, Role
from audit.core.programme import Organisation, Programme
from audit.core.standard import Scope
from audit.language import gettext, sentence
from audit.store import actions, answers, audits, beginnings, memberships, organisations, programmes
from audit.store.connection import Connection
from audit.store.errors import ProgrammeArchivedError, StaleOrganisationError, StaleProgrammeError
from audit.web import access, beginningpages, choices, headings, identity, moved, opened, programmepages
from audit.web.forms import AuditForm, OrganisationForm, ProgrammeForm

blueprint = Blueprint("programmes", __name__)
moved.register(blueprint)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/programmes/new")
def new() -> ResponseReturnValue:
    """Ask what the programme is, and for the organisation when it is the first."""
    with access.store().reading() as db:
        is_first = access.owner_of_new(db) is None
    return _form(ProgrammeForm(first=is_first, once=access.store().token()), None)


@blueprint.post("/programmes/new")
def create() -> ResponseReturnValue:
    """Make a programme, and its organisation when it is the first; a form that comes twice makes one."""
    with access.store().reading() as db:
        is_first = access.owner_of_new(db) is None
    form = ProgrammeForm(request.form, first=is_first)
    if not form.validate():
        return _form(form, None), UNPROCESSABLE
    with access.writing() as db:
        owner = access.owner_of_new(db) or _new_organisation(db, form)
        made = form.programme(access.store().token(), owner.id)
        kept = programmes.create(db, made, form.once.data or None)
    if replace(made, id=kept.id, version=kept.version) != kept:
        # Somebody went back and wrote something else: that is a change of what was made, to be looked at.
        return _form(ProgrammeForm(request.form, stored=kept), kept, kept, made), CONFLICT
    programmepages.say_organisation(owner, request.form.get("organisation", ""))
    return redirect(url_for("programmes.show", programme_id=kept.id), SEE_OTHER)


@blueprint.get("/programmes/<token:programme_id>")
def show(programme_id: str) -> ResponseReturnValue:
    """Show a programme with its audits, the newest first."""
    with access.store().reading() as db:
        organisation, programme = access.programme(db, programme_id)
        lines = programmepages.audits_of(db, programme)
    facts = programmepages.facts(organisation, programme)
    return render_template("programmes/show.html", programme=programme, facts=facts, audits=lines)


@blueprint.get("/programmes/<token:programme_id>/edit")
def edit(programme_id: str) -> ResponseReturnValue:
    """Show what is stored of a programme, to change it."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
    return _form(ProgrammeForm(stored=programme), programme)


@blueprint.post("/programmes/<token:programme_id>/edit")
def change(programme_id: str) -> ResponseReturnValue:
    """Change a programme."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
    form = ProgrammeForm(request.form, stored=programme)
    if not form.validate():
        return _form(form, programme), UNPROCESSABLE
    mine = form.changed(programme)
    try:
        with access.writing() as db:
            programmes.change(db, mine)
            _follow(db, programme, mine.country)
    except StaleProgrammeError as error:
        return _form(form, programme, error.theirs, mine), CONFLICT
    return redirect(url_for("programmes.show", programme_id=programme_id), SEE_OTHER)


@blueprint.get("/programmes/<token:programme_id>/delete")
def ask_delete_programme(programme_id: str) -> ResponseReturnValue:
    """Say what is lost when a programme is deleted, and ask."""
    return _deletion(programme_id)


@blueprint.post("/programmes/<token:programme_id>/delete")
def delete_programme(programme_id: str) -> ResponseReturnValue:
    """Delete a programme with its draft audits, if nothing was added to it since the page was shown."""
    with access.writing() as db:
        _, programme = access.programme(db, programme_id)
        is_seen = request.form.get("seen") == programmepages.mark(db, programme, audits.listing(db, programme))
        if is_seen:
            programmes.delete(db, programme)
    if not is_seen:
        return _deletion(programme_id, is_changed=True), CONFLICT
    flash(gettext("The programme was deleted."))
    return redirect(url_for("start.index"), SEE_OTHER)


@blueprint.get("/programmes/<token:programme_id>/organisation")
def organisation(programme_id: str) -> ResponseReturnValue:
    """Show the name and the time zone of the organisation, to change them."""
    with access.store().reading() as db:
        owner, programme = access.programme(db, programme_id)
    return _organisation_form(OrganisationForm(stored=owner), programme)


@blueprint.post("/programmes/<token:programme_id>/organisation")
def change_organisation(programme_id: str) -> ResponseReturnValue:
    """Change the name and the time zone of the organisation."""
    with access.store().reading() as db:
        owner, programme = access.programme(db, programme_id)
    form = OrganisationForm(request.form, stored=owner)
    if not form.validate():
        return _organisation_form(form, programme), UNPROCESSABLE
    mine = form.changed(owner)
    try:
        with access.writing() as db:
            organisations.change(db, mine)
    except StaleOrganisationError as error:
        return _organisation_form(form, programme, error.theirs, mine), CONFLICT
    return redirect(url_for("programmes.show", programme_id=programme_id), SEE_OTHER)


@blueprint.get("/programmes/<token:programme_id>/audits/new")
def start_audit(programme_id: str) -> ResponseReturnValue:
    """Ask what the audit covers, for which date, and whether it is a trial."""
    with access.store().reading() as db:
        owner, programme = access.programme(db, programme_id)
        earlier = beginningpages.startable(db, programme)
    if programme.archived is not None:
        raise ProgrammeArchivedError
    asked, once = request.args.get("after", ""), access.store().token()
    return _audit_form(AuditForm(earlier=earlier, asked=asked, today=_today(owner), once=once), programme)


@blueprint.post("/programmes/<token:programme_id>/audits/new")
def create_audit(programme_id: str) -> ResponseReturnValue:
    """Start an audit with the newest edition; a form that comes twice starts one."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        form = AuditForm(request.form, earlier=beginningpages.startable(db, programme))
    if not form.validate():
        return _audit_form(form, programme), UNPROCESSABLE
    try:
        with access.writing() as db:
            _, programme = access.programme(db, programme_id)
            audit = beginningpages.new_audit(programme, form)
            kept = beginnings.begin(db, audit, library.default(), form.mark())
    except CannotBeginError as error:
        form.follows.errors = [sentence(error)]
        return _audit_form(form, programme), CONFLICT
    return redirect(url_for("questionnaire.tasks", audit_id=kept.id), SEE_OTHER)


@blueprint.get("/audits/<token:audit_id>/delete")
def ask_delete(audit_id: str) -> ResponseReturnValue:
    """Say what is lost when a draft is deleted, and ask."""
    return _audit_deletion(audit_id)


@blueprint.post("/audits/<token:audit_id>/delete")
def delete_audit(audit_id: str) -> ResponseReturnValue:
    """Delete a draft with everything in it, if nothing was saved in it since the page was shown."""
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        is_seen = request.form.get("seen") == programmepages.mark(db, found.programme, (found.audit,))
        if is_seen:
            audits.delete_draft(db, found.audit)
    if not is_seen:
        return _audit_deletion(audit_id, is_changed=True), CONFLICT
    flash(gettext("The audit was deleted."))
    return redirect(url_for("programmes.show", programme_id=found.programme.id), SEE_OTHER)


@blueprint.post("/audits/<token:audit_id>/test")
def mark_test(audit_id: str) -> ResponseReturnValue:
    """Mark an audit as a trial, or as one that counts."""
    is_on = request.form.get("is_test") == "1"
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        audits.mark_test(db, found.audit, on=is_on, at=access.store().clock())
    flash(gettext("This audit is a trial now.") if is_on else gettext("This audit counts now."))
    return redirect(url_for("questionnaire.tasks", audit_id=audit_id), SEE_OTHER)


def _form(
    form: ProgrammeForm, programme: Programme | None, theirs: Programme | None = None, mine: Programme | None = None
) -> str:
    """Show the form; with what somebody else saved meanwhile, where there is that."""
    rows = programmepages.differences(theirs, mine) if theirs and mine else ()
    version = theirs.version if theirs else form.version.shown if programme else ""
    return render_template("programmes/form.html", form=form, programme=programme, version=version, rows=rows)


def _organisation_form(
    form: OrganisationForm,
    programme: Programme,
    theirs: Organisation | None = None,
    mine: Organisation | None = None,
) -> str:
    rows = programmepages.organisation_differences(theirs, mine) if theirs and mine else ()
    version = theirs.version if theirs else form.version.shown
    return render_template("programmes/organisation.html", form=form, programme=programme, version=version, rows=rows)


def _deletion(programme_id: str, *, is_changed: bool = False) -> str:
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        lost = programmepages.lost_programme(db, programme)
    return render_template("programmes/delete-programme.html", programme=programme, lost=lost, is_changed=is_changed)


def _audit_deletion(audit_id: str, *, is_changed: bool = False) -> str:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        given = [s for s in answers.listing(db, found.audit).values() if not s.answer.is_blank]
        planned = actions.listing(db, found.audit)
        seen = programmepages.mark(db, found.programme, (found.audit,))
    lost = programmepages.lost(given, len(planned), seen)
    return render_template("programmes/delete.html", heading=headings.of(found), lost=lost, is_changed=is_changed)


def _audit_form(form: AuditForm, programme: Programme) -> str:
    standard = library.default()
    first = sum(1 for _ in standard.criteria(Scope.FIRST_PASS))
    return render_template(
        "programmes/audit.html",
        form=form,
        programme=programme,
        standard=standard,
        counts=(sum(1 for _ in standard.criteria()), first),
    )


def _new_organisation(db: Connection, form: ProgrammeForm) -> Organisation:
    """Make the organisation, and whoever makes it its manager: without one nobody could ever open it."""
    made = form.new_organisation(access.store().token())
    organisations.create(db, made)
    maker, now = identity.account().id, access.store().clock()
    memberships.add(db, Membership(organisation=made.id, account=maker, role=Role.MANAGER, since=now))
    return made


def _follow(db: Connection, before: Programme, country: str) -> None:
    """Let the organisation follow the country of its only programme, and its time zone if nobody chose that."""
    owner = organisations.get(db, before.organisation)
    is_only = len(programmes.listing(db, owner.id)) == 1
    if not is_only or owner.country != before.country or country == before.country:
        return
    zone = owner.zone if owner.zone_chosen else choices.usual_zone(country)
    organisations.change(db, replace(owner, country=country, zone=zone))
    programmepages.say_zone(owner.zone, zone)


def _today(owner: Organisation) -> date:
    return access.store().clock().astimezone(choices.zone(owner.zone)).date()
