"""Who looks after what in an audit, and what is mine of all of them (issue "the year", item 1)."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.programme import Audit
from audit.core.team import to_find_out
from audit.language import gettext
from audit.store import answers, team
from audit.store.connection import Connection
from audit.store.errors import StaleTeamError
from audit.web import access, colleagues, domainpages, headings, mine, opened, presence, team_forms, team_pages
from audit.web.opened import Opened
from audit.web.team_forms import TakerForm
from audit.web.team_pages import Part, Row

blueprint = Blueprint("team", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422

Keep = Callable[[Connection, Audit, dict[str, tuple[str, str]]], None]


@blueprint.get("/audits/<token:audit_id>/owners")
def owners(audit_id: str) -> ResponseReturnValue:
    """Show who looks after each domain."""
    return _owners(audit_id)


@blueprint.post("/audits/<token:audit_id>/owners")
def set_owners(audit_id: str) -> ResponseReturnValue:
    """Say who looks after domains from now on."""
    try:
        with access.writing() as db:
            found = opened.audit(db, audit_id)
            parts = [d.id for d in found.standard.domains if d.in_scope(found.audit.scope)]
            forms = _sent(db, found, parts, team.owners(db, found.audit))
            wrong = [form for form in forms if not form.validate()]
            if not wrong:
                team.set_owners(db, found.audit, {f.part: f.wanted for f in forms}, access.store().clock())
    except StaleTeamError:
        return _owners(audit_id, forms, is_stale=True), CONFLICT
    if wrong:
        return _owners(audit_id, forms), UNPROCESSABLE
    flash(gettext("Saved."))
    return redirect(url_for("questionnaire.tasks", audit_id=audit_id), SEE_OTHER)


@blueprint.get("/audits/<token:audit_id>/find-out")
def find_out(audit_id: str) -> ResponseReturnValue:
    """Show what is not sure yet, and who finds out."""
    return _find_out(audit_id)


@blueprint.post("/audits/<token:audit_id>/find-out")
def set_find_out(audit_id: str) -> ResponseReturnValue:
    """Say who finds out about criteria from now on."""
    try:
        with access.writing() as db:
            found = opened.audit(db, audit_id)
            parts = [c.id for c in found.standard.criteria(found.audit.scope)]
            forms = _sent(db, found, parts, team.inquiries(db, found.audit))
            wrong = [form for form in forms if not form.validate()]
            if not wrong:
                team.set_inquiries(db, found.audit, {f.part: f.wanted for f in forms}, access.store().clock())
    except StaleTeamError:
        return _find_out(audit_id, forms, is_stale=True), CONFLICT
    if wrong:
        return _find_out(audit_id, forms), UNPROCESSABLE
    flash(gettext("Saved."))
    return redirect(url_for("team.find_out", audit_id=audit_id), SEE_OTHER)


@blueprint.get("/mine")
def show_mine() -> ResponseReturnValue:
    """Show what is mine in all audits that are open to me and not signed off."""
    with access.store().reading() as db:
        page = mine.page(db)
    return render_template("team/mine.html", page=page)


@blueprint.post("/audits/<token:audit_id>/domains/<name:domain_id>/here")
def here(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Note that somebody has a page of questions open, and tell the page who else has."""
    with access.writing() as db:
        place = domainpages.find(db, audit_id, domain_id)
        presence.note(db, place.opened.audit, domain_id)
        return {"text": presence.others(db, place.opened.audit, domain_id)}


def _sent(db: Connection, found: Opened, parts: list[str], current: dict[str, str]) -> tuple[TakerForm, ...]:
    people = colleagues.of(db, found.organisation.id)
    return team_forms.takers(parts, people, current, request.form)


def _owners(audit_id: str, sent: tuple[TakerForm, ...] = (), *, is_stale: bool = False) -> str:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        stored, now = answers.listing(db, found.audit), team.owners(db, found.audit)
        people = colleagues.of(db, found.organisation.id)
    domains = [d for d in found.standard.domains if d.in_scope(found.audit.scope)]
    parts = [team_pages.domain_part(found, d, stored, now.get(d.id, "")) for d in domains]
    shown = _again(sent, parts, people) if is_stale else sent
    return _page("team/owners.html", found, parts, people, shown)


def _find_out(audit_id: str, sent: tuple[TakerForm, ...] = (), *, is_stale: bool = False) -> str:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        sheet, now = answers.sheet(db, found.audit), team.inquiries(db, found.audit)
        people = colleagues.of(db, found.organisation.id)
    unsure = to_find_out(found.standard, sheet)
    parts = [team_pages.criterion_part(found, c, sheet.answer(c.id).note, now.get(c.id, "")) for c in unsure]
    shown = _again(sent, parts, people) if is_stale else sent
    return _page("team/find-out.html", found, parts, people, shown)


def _again(sent: tuple[TakerForm, ...], parts: list[Part], people: colleagues.Colleagues) -> tuple[TakerForm, ...]:
    """Return what was sent as it is shown beside what somebody else chose meanwhile."""
    now = {part.code: part.taker for part in parts}
    return tuple(team_forms.again(form, people, now[form.part]) for form in sent if form.part in now)


def _page(
    template: str, found: Opened, parts: list[Part], people: colleagues.Colleagues, sent: tuple[TakerForm, ...]
) -> str:
    came = {form.part: form for form in sent}
    forms = {p.code: came.get(p.code) or TakerForm(p.code, people, p.taker) for p in parts}
    return render_template(
        template,
        heading=headings.of(found),
        rows=[Row(part, forms[part.code], people.name(part.taker) if part.taker else "") for part in parts],
        problems=[problem for form in sent for problem in form.problems()],
        is_signed=found.audit.is_signed,
    )
