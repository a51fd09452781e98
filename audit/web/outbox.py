"""The operator's page of mails: which wait, which were sent, and which were given up and why."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.language import gettext
from audit.store import jobs, outbox
from audit.web import access, outboxpages

blueprint = Blueprint("outbox", __name__)

SEE_OTHER = 303


@blueprint.get("/outbox")
def index() -> ResponseReturnValue:
    """List the mails of the last weeks; what they say and to whom in full is not shown."""
    with access.store().reading() as db:
        found = jobs.listing(db, outbox.KIND)
    page = outboxpages.page(found, access.house().config.mail, access.store().clock())
    return render_template("outbox/index.html", page=page)


@blueprint.post("/outbox/<token:job_id>/again")
def again(job_id: str) -> ResponseReturnValue:
    """Try a mail again, at once and from the beginning."""
    with access.writing() as db:
        jobs.again(db, job_id, outbox.KIND, access.store().clock())
    flash(gettext("The mail is tried again now. Look here in a minute."))
    return redirect(url_for("outbox.index"), SEE_OTHER)
