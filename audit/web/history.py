"""The history of an organisation: who changed what, and when. It can be looked through and taken out, never changed."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from audit.render import filenames
from audit.store import history
from audit.web import access, choices, historypages

blueprint = Blueprint("history", __name__)


@blueprint.get("/organisations/<token:organisation_id>/history")
def show(organisation_id: str) -> ResponseReturnValue:
    """Show a page of the history, or only what is about one programme or audit."""
    about = historypages.subject(request.args.get("about", ""))
    before = historypages.before(request.args.get("before", ""))
    with access.store().reading() as db:
        page = historypages.page(db, access.organisation(db, organisation_id), about, before)
    return render_template("history/show.html", page=page)


@blueprint.get("/organisations/<token:organisation_id>/history.jsonl")
def download(organisation_id: str) -> ResponseReturnValue:
    """Send the whole history, one entry a line, the oldest first."""
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        lines = historypages.as_lines(history.listing(db, organisation.id))
    today = access.store().clock().astimezone(choices.zone(organisation.zone)).date()
    named = ("history", organisation.name, today, "jsonl")
    made = Response(lines, mimetype="application/x-ndjson")
    made.headers["Content-Disposition"] = filenames.disposition(filenames.filename(*named), filenames.full_name(*named))
    return made
