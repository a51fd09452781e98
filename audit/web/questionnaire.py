"""The questionnaire: a list of domains in any order, a page for each, and a check before a domain is called complete.

A level is saved as it is given. Whatever cannot be saved is shown again as it was typed, and says why.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from audit import language
from audit.core.people import Right
from audit.language import gettext
from audit.store import answers, sections
from audit.store.errors import StoreUnavailableError
from audit.web import (
    access,
    answerforms,
    beginningpages,
    beside,
    domainpages,
    headings,
    opened,
    personal_answers,
    presence,
    problems,
    saving,
    taskpages,
)
from audit.web.answerforms import Draft
from audit.web.domainpages import DomainPage, Place
from audit.web.forms import CompletedForm
from audit.web.saving import Act, Result

blueprint = Blueprint("questionnaire", __name__)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/audits/<token:audit_id>")
def tasks(audit_id: str) -> ResponseReturnValue:
    """List the domains of an audit with how far each is."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        stored = answers.listing(db, found.audit)
        completed = sections.listing(db, found.audit)
        after = beginningpages.after(db, found)
    around = beside.tasks(found, stored)
    page = taskpages.tasks(found, stored, completed, around.owners)
    return render_template(
        "questionnaire/tasks.html", page=page, heading=headings.of(found), beside=around, after=after
    )


@blueprint.get("/audits/<token:audit_id>/domains/<name:domain_id>")
def domain(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Show one domain with its criteria and what was answered; to who may not answer, only that."""
    with access.store().reading() as db:
        place = domainpages.find(db, audit_id, domain_id)
        stored = answers.listing(db, place.opened.audit, place.codes)
    if place.opened.audit.is_signed or not access.may_here(Right.WRITE):
        return _to_read(place)
    page = domainpages.page(place, stored, access.store().clock(), add=request.args.get("add", ""))
    return _shown(place, page)


@blueprint.post("/audits/<token:audit_id>/domains/<name:domain_id>")
def save_domain(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Save what can be saved of a whole page, and do what its button says."""
    place, drafts = _sent(audit_id, domain_id)
    if answerforms.has_strangers(request.form, place.asked):
        words = gettext("The page does not belong to this domain. Nothing was saved. Open it again from the list.")
        return _untaken(place, drafts, words, UNPROCESSABLE)
    drafts = _looked_at(place, drafts)
    pressed = place.earlier.taken(saving.act(request.form.get("action", "")))
    with access.writing() as db:
        results = saving.save_page(db, place.opened.audit, drafts, pressed, access.store().clock())
        presence.note(db, place.opened.audit, domain_id)
    if all(result.is_clean for result in results.values()):
        return redirect(_next(place, pressed), SEE_OTHER)
    return _partly_saved(place, results)


@blueprint.post("/audits/<token:audit_id>/answers/<name:criterion_id>")
def save_answer(audit_id: str, criterion_id: str) -> ResponseReturnValue:
    """Save one answer as it is given; the page's script asks for this."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
    place = Place(found, found.standard.domain_of(criterion_id))
    criterion = next((c for c in place.asked if c.id == criterion_id), None)
    if criterion is None:
        raise NotFound
    (draft,) = _looked_at(place, (answerforms.draft(request.form, criterion, found.today),))
    now = access.store().clock()
    with access.writing() as db:
        stored = answers.listing(db, found.audit, place.codes)
        result = saving.save(db, found.audit, draft, stored.get(criterion_id), now)
    after = stored if result.stored is None else {**stored, criterion_id: result.stored}
    return taskpages.reply(place, result, after, now)


@blueprint.get("/audits/<token:audit_id>/domains/<name:domain_id>/check")
def check(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Show the answers of a domain beside one another, and ask whether it is complete."""
    return _check(audit_id, domain_id, CompletedForm())


@blueprint.post("/audits/<token:audit_id>/domains/<name:domain_id>/check")
def complete(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Keep the answer to "have you completed this section?"."""
    form = CompletedForm(request.form)
    if not form.validate():
        return _check(audit_id, domain_id, form)
    with access.writing() as db:
        place = domainpages.find(db, audit_id, domain_id)
        done = form.completed.data == "yes"
        sections.complete(db, place.opened.audit, domain_id, done=done, at=access.store().clock())
    return redirect(url_for("questionnaire.tasks", audit_id=audit_id), SEE_OTHER)


@blueprint.errorhandler(CSRFError)
@blueprint.errorhandler(StoreUnavailableError)
def not_saved(error: CSRFError | StoreUnavailableError) -> ResponseReturnValue:
    """Show a page that could not be saved at all, with everything that was typed in it."""
    if request.endpoint != "questionnaire.save_domain" or request.view_args is None:
        return problems.answer(error)
    words, code = problems.stale_page(), 400
    if isinstance(error, StoreUnavailableError):
        words, code = language.sentence(error), problems.status_of(error)
    try:
        place, drafts = _sent(**request.view_args)
        return _untaken(place, drafts, words, code)
    except StoreUnavailableError:
        return problems.answer(error)


def _sent(audit_id: str, domain_id: str) -> tuple[Place, tuple[Draft, ...]]:
    """Find the domain a request is about, and read what it says."""
    with access.store().reading() as db:
        place = domainpages.find(db, audit_id, domain_id)
    return place, answerforms.drafts(request.form, place.asked, place.opened.today)


def _looked_at(place: Place, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Look for personal details in what was sent. That takes longer than saving it, so nobody waits for the store."""
    with access.store().reading() as db:
        stored = answers.listing(db, place.opened.audit, place.codes)
    return personal_answers.all_looked_at(place.opened, drafts, stored)


def _untaken(place: Place, drafts: tuple[Draft, ...], words: str, code: int) -> ResponseReturnValue:
    """Show the page again as it was typed; nothing of it was saved."""
    with access.store().reading() as db:
        stored = answers.listing(db, place.opened.audit, place.codes)
    results = saving.untried(drafts, stored)
    page = domainpages.page(place, stored, access.store().clock(), results=results, message=words)
    return _shown(place, page), code


def _partly_saved(place: Place, results: dict[str, Result]) -> ResponseReturnValue:
    """Show the page again with what could not be saved; the rest is."""
    with access.store().reading() as db:
        stored = answers.listing(db, place.opened.audit, place.codes)
    page = domainpages.page(place, stored, access.store().clock(), results=results)
    is_conflict = any(result.theirs for result in results.values())
    return _shown(place, page), CONFLICT if is_conflict else UNPROCESSABLE


def _shown(place: Place, page: DomainPage) -> str:
    return render_template(
        "questionnaire/domain.html",
        page=page,
        heading=headings.of(place.opened),
        domain_id=place.domain.id,
        beside=beside.page(place),
    )


def _to_read(place: Place) -> str:
    """Show the answers of a domain in words, without a control that would be refused."""
    with access.store().reading() as db:
        stored = opened.for_reader(answers.listing(db, place.opened.audit, place.codes))
        completed = sections.listing(db, place.opened.audit)
    page = taskpages.check(place, stored, is_completed=place.domain.id in completed)
    before, after = domainpages.neighbours(place)
    told = {"page": page, "heading": headings.of(place.opened), "summary": place.domain.summary}
    return render_template("questionnaire/read.html", **told, before=before, after=after, talks=beside.talks(place))


def _next(place: Place, pressed: Act) -> str:
    """Return where a saved page leads."""
    audit_id, domain_id = place.opened.audit.id, place.domain.id
    if pressed.kind == "check":
        return url_for("questionnaire.check", audit_id=audit_id, domain_id=domain_id)
    if pressed.criterion not in place.codes:
        return url_for("questionnaire.domain", audit_id=audit_id, domain_id=domain_id)
    add, code = (pressed.criterion if pressed.kind == "add" else None), pressed.criterion
    return url_for("questionnaire.domain", audit_id=audit_id, domain_id=domain_id, add=add, _anchor=code)


def _check(audit_id: str, domain_id: str, form: CompletedForm) -> ResponseReturnValue:
    with access.store().reading() as db:
        place = domainpages.find(db, audit_id, domain_id)
        stored = answers.listing(db, place.opened.audit, place.codes)
        completed = sections.listing(db, place.opened.audit)
    page = taskpages.check(place, stored, is_completed=domain_id in completed)
    shown = render_template("questionnaire/check.html", page=page, heading=headings.of(place.opened), form=form)
    return shown, UNPROCESSABLE if form.errors else 200
