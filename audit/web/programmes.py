"""Programmes and their audits: making, changing, starting, deleting."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import library
from audit.core.content import content_hash
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import FORMULA
from audit.core.standard import Scope
from audit.language import gettext
from audit.store import actions, answers, audits, organisations, programmes
from audit.store.connection import Connection
from audit.web import access, choices, headings, opened, programmepages
from audit.web.forms import AuditForm, OrganisationForm, ProgrammeForm

blueprint = Blueprint("programmes", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@blueprint.get("/programmes/new")
def new() -> ResponseReturnValue:
    """Ask what the programme is, and for the organisation when it is the first."""
    with access.store().reading() as db:
        is_first = access.home(db) is None
    return _form(ProgrammeForm(first=is_first, zone=choices.likely_zone()), None)


@blueprint.post("/programmes/new")
def create() -> ResponseReturnValue:
    """Make a programme, and its organisation when it is the first."""
    with access.store().reading() as db:
        is_first = access.home(db) is None
    form = ProgrammeForm(request.form, first=is_first)
    if not form.validate():
        return _form(form, None), UNPROCESSABLE
    with access.store().writing() as db:
        organisation = access.home(db) or _new_organisation(db, form)
        made = form.programme(access.store().token(), organisation.id)
        programmes.create(db, made)
    return redirect(url_for("programmes.show", programme_id=made.id), SEE_OTHER)


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
    with access.store().writing() as db:
        programmes.change(db, form.programme(programme.id, programme.organisation))
    return redirect(url_for("programmes.show", programme_id=programme_id), SEE_OTHER)


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
    form = OrganisationForm(request.form)
    if not form.validate():
        return _organisation_form(form, programme), UNPROCESSABLE
    with access.store().writing() as db:
        organisations.change(db, form.changed(owner))
    return redirect(url_for("programmes.show", programme_id=programme_id), SEE_OTHER)


@blueprint.get("/programmes/<token:programme_id>/audits/new")
def start_audit(programme_id: str) -> ResponseReturnValue:
    """Ask what the audit covers, for which date, and whether it is a trial."""
    with access.store().reading() as db:
        owner, programme = access.programme(db, programme_id)
    return _audit_form(AuditForm(today=_today(owner)), programme)


@blueprint.post("/programmes/<token:programme_id>/audits/new")
def create_audit(programme_id: str) -> ResponseReturnValue:
    """Start an audit with the newest edition."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
    form = AuditForm(request.form)
    if not form.validate():
        return _audit_form(form, programme), UNPROCESSABLE
    audit = _new_audit(programme, Scope(form.scope.data), form.date.data, is_test=form.is_test.data)
    with access.store().writing() as db:
        audits.create(db, audit, library.default())
    return redirect(url_for("questionnaire.tasks", audit_id=audit.id), SEE_OTHER)


@blueprint.get("/audits/<token:audit_id>/delete")
def ask_delete(audit_id: str) -> ResponseReturnValue:
    """Say what is lost when a draft is deleted, and ask."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        given = [s for s in answers.listing(db, found.audit).values() if not s.answer.is_blank]
        planned = actions.listing(db, found.audit)
    lost = programmepages.lost(found.audit, given, len(planned))
    return render_template("programmes/delete.html", heading=headings.of(found), lost=lost)


@blueprint.post("/audits/<token:audit_id>/delete")
def delete_audit(audit_id: str) -> ResponseReturnValue:
    """Delete a draft with everything in it."""
    with access.store().writing() as db:
        found = opened.audit(db, audit_id)
        audits.delete_draft(db, found.audit)
    flash(gettext("The audit was deleted."))
    return redirect(url_for("programmes.show", programme_id=found.programme.id), SEE_OTHER)


@blueprint.post("/audits/<token:audit_id>/test")
def mark_test(audit_id: str) -> ResponseReturnValue:
    """Mark an audit as a trial, or as one that counts."""
    is_on = request.form.get("is_test") == "1"
    with access.store().writing() as db:
        found = opened.audit(db, audit_id)
        audits.mark_test(db, found.audit, on=is_on, at=access.store().clock())
    flash(gettext("This audit is a trial now.") if is_on else gettext("This audit counts now."))
    return redirect(url_for("questionnaire.tasks", audit_id=audit_id), SEE_OTHER)


def _form(form: ProgrammeForm, programme: Programme | None) -> str:
    return render_template("programmes/form.html", form=form, programme=programme)


def _organisation_form(form: OrganisationForm, programme: Programme) -> str:
    return render_template("programmes/organisation.html", form=form, programme=programme)


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
    made = form.new_organisation(access.store().token())
    organisations.create(db, made)
    return made


def _new_audit(programme: Programme, scope: Scope, day: date, *, is_test: bool) -> Audit:
    standard, now = library.default(), access.store().clock()
    return Audit(
        id=access.store().token(),
        organisation=programme.organisation,
        programme=programme.id,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=FORMULA,
        scope=scope,
        date=day,
        is_test=is_test,
        created=now,
        changed=now,
    )


def _today(owner: Organisation) -> date:
    return access.store().clock().astimezone(choices.zone(owner.zone)).date()
