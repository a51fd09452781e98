"""The action plan: drafted from the gaps, changed by people, ordered by risk (design section 6)."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core import plan as plan_rules
from audit.core.plan import Action, SavedAction
from audit.core.scoring import Scorecard
from audit.language import format_date, gettext
from audit.render import plan_pages, words
from audit.render.page_parts import Outcome
from audit.store import actions
from audit.store.errors import NotFoundError, StaleActionError
from audit.web import access, filters, opened, plan_forms
from audit.web.opened import Opened
from audit.web.plan_forms import ActionForm

blueprint = Blueprint("plan", __name__)

UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Place:
    """One action in its audit: as the plan shows it, and as the gaps alone would draft it."""

    opened: Opened
    outcome: Outcome
    action: Action
    draft: Action

    @property
    def is_stored(self) -> bool:
        """Whether somebody decided anything about it yet."""
        return self.action.saved.version > 0

    @property
    def is_own(self) -> bool:
        """Whether somebody added it, rather than a gap."""
        return not self.opened.standard.has(self.action.saved.key)


@dataclass(frozen=True, slots=True)
class Reached:
    """What an audit reaches by a day if the plan is kept."""

    by: str
    standing: str
    standing_code: str
    at_least: str
    counts: str
    red_lines: str


@blueprint.get("/audits/<token:audit_id>/plan")
def show(audit_id: str) -> ResponseReturnValue:
    """Show the plan, most urgent first; with ``?by=`` also what it reaches by a day."""
    found, outcome = opened.result(audit_id)
    page = plan_pages.plan_page(found.subject, outcome, filters.today(found.organisation.zone))
    asked = request.args.get("by", "")
    by, problem = plan_forms.day_asked(asked)
    reached = _reached(by, plan_rules.project(found.standard, outcome.sheet, outcome.plan, by)) if by else None
    answer = render_template(
        "plan/show.html", page=page, audit_id=audit_id, asked=asked, problem=problem, reached=reached
    )
    return answer, UNPROCESSABLE if problem else 200


@blueprint.route("/audits/<token:audit_id>/plan/new", methods=["GET", "POST"])
def add(audit_id: str) -> ResponseReturnValue:
    """Add an action of one's own."""
    found, outcome = opened.result(audit_id)
    action = plan_rules.own_action(access.store().token())
    return _edit(Place(found, outcome, action, action), gettext("Add an action"))


@blueprint.route("/audits/<token:audit_id>/plan/<name:key>", methods=["GET", "POST"])
def edit(audit_id: str, key: str) -> ResponseReturnValue:
    """Change one action.

    Raises:
        NotFoundError: the plan has no such action.
    """
    return _edit(_place(audit_id, key), gettext("Change an action"))


@blueprint.route("/audits/<token:audit_id>/plan/<name:key>/remove", methods=["GET", "POST"])
def remove(audit_id: str, key: str) -> ResponseReturnValue:
    """Go back to the draft, or delete an action somebody added; ask first.

    Raises:
        NotFoundError: the plan has no such action.
    """
    place = _place(audit_id, key)
    row = plan_pages.action_row(place.opened.standard, place.action)
    if request.method == "GET" or not place.is_stored:
        return render_template("plan/remove.html", row=row, audit_id=audit_id, is_own=place.is_own)
    store = access.store()
    with store.writing() as db:
        actions.remove(db, place.opened.audit, key, plan_forms.version_of(request.form), store.clock())
    flash(gettext("The action was deleted.") if place.is_own else gettext("The action is as drafted again."))
    return redirect(url_for("plan.show", audit_id=audit_id))


def _edit(place: Place, title: str) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(place, ActionForm(place.action, _choices(place)), title)
    form = ActionForm(place.action, _choices(place), request.form)
    if not form.validate():
        return _page(place, form, title), UNPROCESSABLE
    store = access.store()
    saved = form.decided(place.action, place.draft)
    try:
        with store.writing() as db:
            actions.save(db, place.opened.audit, saved, form.version.data or 0, store.clock())
    except StaleActionError as error:
        return _conflict(place, form, title, error.theirs)
    flash(gettext("The action is saved."))
    return redirect(url_for("plan.show", audit_id=place.opened.audit.id, _anchor=f"action-{saved.key}"))


def _conflict(place: Place, form: ActionForm, title: str, theirs: SavedAction | None) -> ResponseReturnValue:
    """Show both versions; whoever saves again does so knowing the other one."""
    other = None
    if theirs is not None:
        standard, sheet = place.opened.standard, place.outcome.sheet
        plan = plan_rules.assemble(standard, place.outcome.gaps, [theirs], sheet.date)
        other = plan_pages.action_row(standard, _find((*plan.actions, *plan.settled), theirs.key))
    form.version.raw_data = [str(theirs.version if theirs else 0)]
    return _page(place, form, title, theirs=other, conflict=True), CONFLICT


def _page(place: Place, form: ActionForm, title: str, **more: object) -> str:
    row = plan_pages.action_row(place.opened.standard, place.action)
    audit_id = place.opened.audit.id
    return render_template(
        "plan/edit.html", form=form, row=row, title=title, audit_id=audit_id, is_stored=place.is_stored,
        is_own=place.is_own, **more,
    )  # fmt: skip


def _place(audit_id: str, key: str) -> Place:
    found, outcome = opened.result(audit_id)
    plan = outcome.plan
    action = _find((*plan.actions, *plan.settled), key)
    blank = SavedAction(key=key, criteria=action.saved.criteria)
    drafted = plan_rules.assemble(found.standard, outcome.gaps, [blank], outcome.sheet.date)
    return Place(found, outcome, action, _find((*drafted.actions, *drafted.settled), key))


def _find(listed: tuple[Action, ...], key: str) -> Action:
    for action in listed:
        if action.saved.key == key:
            return action
    raise NotFoundError


def _choices(place: Place) -> list[tuple[str, str]]:
    names = [g.reading.criterion.id for g in place.outcome.gaps]
    names += [n for n in place.action.saved.criteria if n not in names]
    return [(n, f"{n} {place.opened.standard.criterion(n).statement}") for n in names]


def _reached(by: date, card: Scorecard) -> Reached:
    return Reached(
        by=format_date(by),
        standing=words.standing(card.standing),
        standing_code=card.standing.value if card.standing else "",
        at_least=words.at_least(card),
        counts=words.counts(card.counts),
        red_lines=words.red_line_headline(card.red_lines),
    )
