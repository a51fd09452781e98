"""The action plan: drafted from the gaps, changed by people, ordered by risk (design section 6)."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core import plan as rules
from audit.core.people import Right
from audit.core.plan import SavedAction
from audit.core.second_voice import Reader
from audit.core.standard import Kind
from audit.language import gettext
from audit.render import plan_pages, words
from audit.render.page_parts import Outcome, PlanPage, Projection
from audit.store import actions
from audit.store.errors import StaleActionError
from audit.web import access, addresses, documentpages, headings, opened, plan_facts, plan_forms, plan_places
from audit.web.opened import Opened
from audit.web.plan_forms import ActionForm
from audit.web.plan_places import Place

blueprint = Blueprint("plan", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422


@dataclass(frozen=True, slots=True)
class Around:
    """What the hundred actions of a plan share, made once: addresses, words, and the facts of each by its key.

    ``jumps`` are where the page leads, pairs of anchor and words; none where it is short. ``ending`` are the documents
    that expire.
    """

    plan: str
    jumps: tuple[tuple[str, str], ...]
    domains: dict[str, str]
    change: str
    red_line: str
    facts: dict[str, plan_facts.Facts]
    ending: documentpages.Ending | None


@blueprint.get("/audits/<token:audit_id>/plan")
def show(audit_id: str) -> ResponseReturnValue:
    """Show the plan, most urgent first; with ``?by=`` also what it reaches by a day, ``?shown=`` unfolds an action."""
    found, outcome = opened.result(audit_id, Reader.PROGRAMME)
    asked = request.args.get("by", "")
    by, problem = plan_forms.day_asked(asked)
    page = _for_reader(plan_pages.plan_page(found.subject, outcome, found.today, request.args.get("shown", "")))
    answer = render_template(
        "plan/show.html",
        page=page,
        audit_id=audit_id,
        later=headings.later(found),
        at=_around(found, page),
        asked=asked,
        problem=problem,
        by=_projection(found, outcome, by) if by else None,
    )
    return answer, UNPROCESSABLE if problem else 200


@blueprint.get("/audits/<token:audit_id>/plan/new")
def new(audit_id: str) -> ResponseReturnValue:
    """Begin an action of one's own. Its key comes first, so that a form sent twice adds one action and not two.

    Raises:
        NotFoundError: there is no such audit.
    """
    store = access.store()
    with store.reading() as db:
        access.audit(db, audit_id)
    return redirect(url_for("plan.add", audit_id=audit_id, key=store.token()), SEE_OTHER)


@blueprint.route("/audits/<token:audit_id>/plan/new/<token:key>", methods=["GET", "POST"])
def add(audit_id: str, key: str) -> ResponseReturnValue:
    """Add an action of one's own."""
    return _edit(plan_places.own(audit_id, key), gettext("Add an action"))


@blueprint.route("/audits/<token:audit_id>/plan/<name:key>", methods=["GET", "POST"])
def edit(audit_id: str, key: str) -> ResponseReturnValue:
    """Change one action.

    Raises:
        NotFoundError: the plan has no such action.
    """
    return _edit(plan_places.find(audit_id, key), gettext("Change an action"))


@blueprint.route("/audits/<token:audit_id>/plan/<name:key>/remove", methods=["GET", "POST"])
def remove(audit_id: str, key: str) -> ResponseReturnValue:
    """Go back to the draft, or delete an action somebody added; ask first.

    Raises:
        NotFoundError: the plan has no such action.
    """
    place = plan_places.find(audit_id, key)
    if not place.is_stored:
        return _back(place)
    if request.method == "GET":
        return _removal(place)
    store = access.store()
    try:
        with access.writing() as db:
            actions.remove(db, place.opened.audit, key, plan_forms.version_of(request.form), store.clock())
    except StaleActionError:
        return _removal(plan_places.find(audit_id, key), is_changed=True), CONFLICT
    flash(gettext("The action was deleted.") if place.is_own else gettext("The action is as drafted again."))
    return _back(place)


def _edit(place: Place, title: str) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(place, place.form(), title)
    form = place.form(request.form)
    if not form.validate():
        return _page(place, form, title), UNPROCESSABLE
    decided = place.decided(form)
    try:
        with access.writing() as db:
            actions.save(db, place.opened.audit, decided, form.version.data, access.store().clock())
    except StaleActionError as error:
        return _conflict(place, form, title, error.theirs), CONFLICT
    flash(_saved(form, decided))
    return _back(place)


def _saved(form: ActionForm, decided: SavedAction) -> str:
    """Return what became of a form; a tick that was not kept is said, with what to do."""
    if decided == form.decided():
        return gettext("The action is saved.")
    return gettext(
        "The action is saved. It is now about more red lines than the page showed, so its step does not count as taken "
        "yet. Look at the step, and tick it again where all of it holds."
    )


def _conflict(place: Place, form: ActionForm, title: str, theirs: SavedAction | None) -> str:
    """Show both versions; whoever saves again does so knowing the other one."""
    other = place.row_of(theirs) if theirs else None
    told = {"theirs": other, "theirs_facts": plan_facts.of(other)[place.key] if other else (), "is_conflict": True}
    return _page(place, form, title, version=str(theirs.version if theirs else 0), **told)


def _page(place: Place, form: ActionForm, title: str, version: str = "", **more: object) -> str:
    return render_template(
        "plan/edit.html",
        heading=headings.of(place.opened),
        form=form,
        closing=place.closing(form.criteria.data or ()),
        version=version or form.version.shown or "0",
        row=place.row,
        title=title,
        audit_id=place.audit_id,
        is_stored=place.is_stored,
        is_own=place.is_own,
        **more,
    )


def _removal(place: Place, *, is_changed: bool = False) -> str:
    return render_template(
        "plan/remove.html",
        heading=headings.of(place.opened),
        row=place.row,
        facts=plan_facts.of(place.row)[place.key],
        audit_id=place.audit_id,
        is_own=place.is_own,
        is_changed=is_changed,
    )


def _back(place: Place) -> ResponseReturnValue:
    shown = url_for("plan.show", audit_id=place.audit_id, shown=place.key, _anchor=f"action-{place.key}")
    return redirect(shown, SEE_OTHER)


def _around(found: Opened, page: PlanPage) -> Around:
    rows = (row for part in page.sections for row in part.actions)
    return Around(
        jumps=_jumps(page) if len(page.sections) > 1 else (),
        plan=url_for("plan.show", audit_id=found.audit.id),
        domains=addresses.domains(found),
        change=gettext("Change"),
        red_line=words.kind(Kind.RED_LINE),
        facts=plan_facts.of(*rows),
        ending=documentpages.ending(found),
    )


def _jumps(page: PlanPage) -> tuple[tuple[str, str], ...]:
    parts = [(part.anchor, words.joined((part.label, part.count))) for part in page.sections]
    return *parts, ("projection-title", gettext("If the plan is kept"))


def _for_reader(page: PlanPage) -> PlanPage:
    """Return the plan as this request may see it: notes and costs are the team's own."""
    return page if access.may_here(Right.READ) else page.without_details()


def _projection(found: Opened, outcome: Outcome, by: date) -> Projection:
    return plan_pages.projection(by, rules.project(found.standard, outcome.sheet, outcome.plan, by))
