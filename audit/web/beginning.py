"""From a signed audit to the next: amendments, and the completion of a first pass (design section 7)."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue

from audit.core import beginning
from audit.core.beginning import Start
from audit.core.programme import Audit
from audit.core.signing import Beginning
from audit.language import gettext
from audit.store import beginnings
from audit.web import access, beginningpages, headings, opened, personal_answers
from audit.web.beginning_forms import AmendmentForm, CompletionForm

blueprint = Blueprint("beginning", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422

Make = Callable[[Audit, Start], Audit]
Form = AmendmentForm | CompletionForm


@blueprint.get("/audits/<token:audit_id>/amend")
def ask_amend(audit_id: str) -> ResponseReturnValue:
    """Say what an amendment is, and ask why it is needed."""
    return _ask(audit_id, AmendmentForm(once=access.store().token()), beginning.amendment)


@blueprint.post("/audits/<token:audit_id>/amend")
def amend(audit_id: str) -> ResponseReturnValue:
    """Start an amendment with all answers of a signed audit; a form that comes twice starts one."""
    form = AmendmentForm(asked.form)
    with access.store().reading() as db:
        form.around = personal_answers.around(opened.audit(db, audit_id))
    if not form.validate():
        return _ask(audit_id, form, beginning.amendment), UNPROCESSABLE
    return _begin(audit_id, form, beginning.amendment, form.reason.data)


@blueprint.get("/audits/<token:audit_id>/complete")
def ask_complete(audit_id: str) -> ResponseReturnValue:
    """Say what comes of completing a first pass."""
    return _ask(audit_id, CompletionForm(once=access.store().token()), beginning.completion)


@blueprint.post("/audits/<token:audit_id>/complete")
def complete(audit_id: str) -> ResponseReturnValue:
    """Start a full audit with all answers of a signed first pass; a form that comes twice starts one."""
    form = CompletionForm(asked.form)
    if not form.validate():
        return _ask(audit_id, form, beginning.completion), UNPROCESSABLE
    return _begin(audit_id, form, beginning.completion, "")


def _ask(audit_id: str, form: Form, make: Make) -> str:
    """Show the form; an audit that cannot be followed so answers with the sentence why."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        begun_as = make(found.audit, Start(id=audit_id, at=found.audit.created)).begun_as
        page = beginningpages.ask(db, found, begun_as)
    needs_reason = begun_as is Beginning.AMENDMENT
    told = {"page": page, "form": form, "needs_reason": needs_reason, "heading": headings.of(found)}
    return render_template("beginning/ask.html", **told)


def _begin(audit_id: str, form: Form, make: Make, reason: str) -> ResponseReturnValue:
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        start = Start(id=access.store().token(), at=access.store().clock(), reason=reason)
        kept = beginnings.begin(db, make(found.audit, start), found.standard, form.once.data or None)
    flash(gettext("All answers and the plan were taken over. Go on from here."))
    return redirect(url_for("questionnaire.tasks", audit_id=kept.id), SEE_OTHER)
