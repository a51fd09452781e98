"""Answers go out and come in as a file of their own (design section 16); what would change is shown first."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core import answersfile
from audit.core.answersfile import AnswersFile, BadAnswersFileError, ProgrammeFacts
from audit.core.programme import StoredAnswer
from audit.language import gettext
from audit.render import filenames
from audit.store import answers
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleAnswersError
from audit.web import access, exchangepages, headings, opened, waiting
from audit.web.forms import Problem
from audit.web.opened import Opened

blueprint = Blueprint("exchange", __name__)

SEE_OTHER = 303
NOT_FOUND = 404
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/audits/<token:audit_id>/answers-file")
def show(audit_id: str) -> ResponseReturnValue:
    """Offer the file, and a place to bring one in."""
    return _page(audit_id)


@blueprint.get("/audits/<token:audit_id>/answers.json")
def download(audit_id: str) -> ResponseReturnValue:
    """Send the answers file of an audit."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        sheet = answers.sheet(db, found.audit)
    facts = ProgrammeFacts(found.programme.name, found.programme.country, found.programme.setting)
    made = Response(answersfile.write(facts, sheet, found.standard), mimetype="application/json")
    named = ("answers", found.programme.name, found.audit.date, "json")
    made.headers["Content-Disposition"] = filenames.disposition(filenames.filename(*named), filenames.full_name(*named))
    return made


@blueprint.post("/audits/<token:audit_id>/answers-file")
def upload(audit_id: str) -> ResponseReturnValue:
    """Take a file in, to show what it would change; nothing of the audit changes yet."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        return _page(audit_id, (gettext("Choose an answers file first; it is not empty."),))
    try:
        answersfile.read(data, found.standard, found.today)
    except BadAnswersFileError as error:
        return _page(audit_id, exchangepages.sentences(error))
    token = waiting.keep(access.house().config, audit_id, data, access.store())
    return redirect(url_for("exchange.preview", audit_id=audit_id, file_id=token), SEE_OTHER)


@blueprint.get("/audits/<token:audit_id>/answers-file/<token:file_id>")
def preview(audit_id: str, file_id: str) -> ResponseReturnValue:
    """Show what a file would change."""
    with access.store().reading() as db:
        found, brought, stored = _beside(db, audit_id, file_id)
    page = exchangepages.preview(found, brought, stored, file_id)
    return render_template("exchange/preview.html", page=page, heading=headings.of(found))


@blueprint.post("/audits/<token:audit_id>/answers-file/<token:file_id>")
def confirm(audit_id: str, file_id: str) -> ResponseReturnValue:
    """Take every change of a file over, or none."""
    try:
        with access.store().reading() as db:
            question = exchangepages.unasked(request.form, *_beside(db, audit_id, file_id))
        if question:
            return _again(audit_id, file_id, question), UNPROCESSABLE
        with access.writing() as db:
            found, brought, stored = _beside(db, audit_id, file_id)
            changes = exchangepages.seen_changes(request.form, found, brought, stored)
            answers.save_many(db, found.audit, changes, access.store().clock())
            exchangepages.uncheck(db, found, changes, access.store().clock())
    except StaleAnswersError:
        return _again(audit_id, file_id, exchangepages.stale()), CONFLICT
    except NotFoundError:
        return _no_longer_there(audit_id)
    waiting.drop(access.house().config, audit_id, file_id)
    exchangepages.say_taken(len(changes))
    return redirect(url_for("questionnaire.tasks", audit_id=audit_id), SEE_OTHER)


@blueprint.post("/audits/<token:audit_id>/answers-file/<token:file_id>/cancel")
def cancel(audit_id: str, file_id: str) -> ResponseReturnValue:
    """Throw a file away that was brought in."""
    with access.store().reading() as db:
        opened.audit(db, audit_id)
    waiting.drop(access.house().config, audit_id, file_id)
    return redirect(url_for("exchange.show", audit_id=audit_id), SEE_OTHER)


def _beside(db: Connection, audit_id: str, file_id: str) -> tuple[Opened, AnswersFile, dict[str, StoredAnswer]]:
    """Return the audit, the file that waits for it, and the stored answers it would change.

    Raises:
        NotFoundError: there is no such audit, or no such file waits for it.
    """
    found = opened.audit(db, audit_id)
    data = waiting.get(access.house().config, audit_id, file_id)
    brought = answersfile.read(data, found.standard, found.today)
    return found, brought, answers.listing(db, found.audit)


def _page(audit_id: str, problems: tuple[str, ...] = ()) -> tuple[str, int]:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        sheet = answers.sheet(db, found.audit)
    left_out = answersfile.unwritten(sheet, found.standard)
    page = exchangepages.exchange(found, left_out, problems)
    shown = render_template("exchange/show.html", page=page, heading=headings.of(found))
    return shown, UNPROCESSABLE if problems else 200


def _no_longer_there(audit_id: str) -> ResponseReturnValue:
    """Answer a second click on "take over", whose file has gone with the first; of an unknown audit say nothing."""
    shown, _ = _page(audit_id, (gettext("This file waits no longer: it was taken over or thrown away already."),))
    return shown, NOT_FOUND


def _again(audit_id: str, file_id: str, problem: Problem) -> str:
    """Show the preview again, because of what keeps it from being taken over."""
    with access.store().reading() as db:
        found, brought, stored = _beside(db, audit_id, file_id)
    page = exchangepages.preview(found, brought, stored, file_id, problem)
    return render_template("exchange/preview.html", page=page, heading=headings.of(found))
