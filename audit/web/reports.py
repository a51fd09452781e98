"""Paper: working copies, the blank questionnaire, and the report in the form a funder gets (design section 12).

What sets paper is loaded with the first paper: a start need not wait for it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import language
from audit.core.people import Right
from audit.core.standard import Scope
from audit.errors import UnknownNameError
from audit.render import blank as blank_pages
from audit.render import pages, plan_pages
from audit.render.errors import (
    EngineFailedError,
    EngineMissingError,
    EngineTooSlowError,
    PaperNotAccessibleError,
)
from audit.web import access, headings, opened, standards

if TYPE_CHECKING:
    from audit.render.documents import Paper

blueprint = Blueprint("reports", __name__)

_NO_PAPER = (EngineMissingError, EngineFailedError, EngineTooSlowError, PaperNotAccessibleError)
# No engine can make this paper now; what the person asked for is right, this machine lacks something.
NOT_NOW = 503
SEE_OTHER = 303


@blueprint.get("/audits/<token:audit_id>/report")
def show(audit_id: str) -> ResponseReturnValue:
    """Say which papers there are, what is in each and whom it is for."""
    found, outcome = opened.result(audit_id)
    page = pages.results(found.subject, outcome, found.today)
    later = headings.later(found)
    return render_template(
        "reports/show.html", page=page, audit_id=audit_id, is_signed=found.audit.is_signed, later=later
    )


@blueprint.get("/audits/<token:audit_id>/report.pdf")
def edition(audit_id: str) -> ResponseReturnValue:
    """Send the report in the form of a signed edition: accessible, with its data inside, marked as a draft.

    Of a signed audit there is the signed edition itself, which is registered.
    """
    from audit.render import documents  # noqa: PLC0415 - see the module

    found, outcome = opened.result(audit_id)
    if found.audit.is_signed:
        return redirect(url_for("signing.signed", audit_id=audit_id), SEE_OTHER)
    # With titles come the notes, which the team keeps for itself.
    with_titles = request.args.get("titles") == "1" and access.may_here(Right.READ)
    cache = access.house().cache
    return _send(
        lambda: documents.edition(found.subject, outcome, cache, today=found.today, with_titles=with_titles),
        url_for("results.show", audit_id=audit_id),
    )


@blueprint.get("/audits/<token:audit_id>/report-working.pdf")
def report_paper(audit_id: str) -> ResponseReturnValue:
    """Send the working copy of the report."""
    from audit.render import documents  # noqa: PLC0415 - see the module

    found, outcome = opened.result(audit_id)
    page = pages.results(found.subject, outcome, found.today)
    cache = access.house().cache
    return _send(lambda: documents.working_report(page, cache), url_for("results.show", audit_id=audit_id))


@blueprint.get("/audits/<token:audit_id>/plan.pdf")
def plan_paper(audit_id: str) -> ResponseReturnValue:
    """Send the working copy of the plan."""
    from audit.render import documents  # noqa: PLC0415 - see the module

    found, outcome = opened.result(audit_id)
    page = plan_pages.plan_page(found.subject, outcome, found.today)
    return _send(lambda: documents.working_plan(page), url_for("plan.show", audit_id=audit_id))


@blueprint.get("/standards/<name:standard_id>/blank.pdf")
def blank(standard_id: str) -> ResponseReturnValue:
    """Send the blank questionnaire, to be filled with a pen.

    Raises:
        UnknownNameError: there is no such standard, or no such scope.
    """
    from audit.render import documents  # noqa: PLC0415 - see the module

    standard = standards.shipped(standard_id)
    asked = request.args.get("scope", Scope.FULL)
    if asked not in tuple(Scope):
        raise UnknownNameError(what="scope", name=asked)
    page = blank_pages.blank_questionnaire(standard, Scope(asked))
    return _send(lambda: documents.blank(page), url_for("standards.show", standard_id=standard_id))


def send(make: Callable[[], "Paper"], instead: str) -> ResponseReturnValue:
    """Send a paper that another family of pages makes, as all are sent."""
    return _send(make, instead)


def _send(make: Callable[[], "Paper"], instead: str) -> ResponseReturnValue:
    """Send a paper, or say why there is none and what works instead: the page itself, printed by the browser."""
    try:
        paper = make()
    except _NO_PAPER as error:
        return render_template("reports/missing.html", words=language.sentence(error), instead=instead), NOT_NOW
    answer = Response(paper.content, mimetype=paper.media_type)
    answer.headers["Content-Disposition"] = paper.disposition
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
