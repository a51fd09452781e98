"""An organisation's data: take everything along, say how long audits are kept, have everything erased.

Erasing is asked for with the organisation's name and the password, and waits two weeks in which any manager takes it
back. Where nobody can manage an organisation any more, the operator asks in the same way, and sees no answer meanwhile.
"""

import logging
import tempfile
from contextlib import ExitStack
from typing import cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from audit.core.letters import UnmailableError
from audit.core.people import Role
from audit.core.programme import Audit, Organisation
from audit.language import gettext
from audit.render import datawords, filenames
from audit.store import archive, erasures, memberships, organisations, outbox, retention
from audit.store.connection import Connection, translated
from audit.store.errors import NotFoundError
from audit.store.retention import What
from audit.web import access, choices, datapages, proving
from audit.web.data_forms import EraseForm, KeepingForm

blueprint = Blueprint("data", __name__)
log = logging.getLogger(__name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@blueprint.get("/organisations/<token:organisation_id>/data")
def show(organisation_id: str) -> ResponseReturnValue:
    """Show what can be done with the data of an organisation."""
    return _show(organisation_id)


@blueprint.get("/organisations/<token:organisation_id>/data.zip")
def download(organisation_id: str) -> ResponseReturnValue:
    """Send everything of an organisation as one archive; it is made in a file that has no name and is never left.

    Raises:
        StoreFullError: there is no room for it.
        StoreUnwritableError: no file can be made in the data folder.
    """
    now, folder = access.store().clock(), access.house().config.data
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        # Also closing a file that could not be written writes once more, and so does turning back to its beginning.
        with translated(access.store().path), ExitStack() as undone:
            file = undone.enter_context(tempfile.TemporaryFile(dir=folder))
            archive.write(db, organisation.id, file, datawords.readme(organisation.name), now)
            length = file.tell()
            file.seek(0)
            undone.pop_all()  # From here on, the answer closes it.
    made = Response(wrap_file(request.environ, file), mimetype="application/zip", direct_passthrough=True)
    made.content_length = length
    made.call_on_close(file.close)
    named = ("data", organisation.name, now.astimezone(choices.zone(organisation.zone)).date(), "zip")
    made.headers["Content-Disposition"] = filenames.disposition(filenames.filename(*named), filenames.full_name(*named))
    return made


@blueprint.post("/organisations/<token:organisation_id>/data/keeping")
def keep_for(organisation_id: str) -> ResponseReturnValue:
    """Set how long audits are kept; what would go at once is shown first."""
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        form = KeepingForm(request.form, kept=retention.listing(db, organisation.id))
        is_right = form.validate()
        going = _going(db, organisation, form) if is_right else ()
    if going and not form.sure.data:
        form.sure.errors = [gettext("Look at what would go, then tick the box.")]
    if form.errors:
        return _show(organisation_id, keeping=form, going=going), UNPROCESSABLE
    with access.writing() as db:
        for what, days in form.chosen().items():
            retention.set_days(db, what, days, access.organisation(db, organisation_id).id)
    flash(gettext("Saved."))
    return _back(organisation_id)


@blueprint.post("/organisations/<token:organisation_id>/data/erase")
def erase(organisation_id: str) -> ResponseReturnValue:
    """Ask for everything to be erased, and tell every manager."""
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
    form = EraseForm(request.form, organisation=organisation)
    if not (form.validate() and proving.proves(form.current)):
        return _show(organisation_id, erasing=form), UNPROCESSABLE
    with access.writing() as db:
        _ask(db, access.organisation(db, organisation_id))
    return redirect(url_for("data.asked", organisation_id=organisation_id), SEE_OTHER)


@blueprint.get("/organisations/<token:organisation_id>/data/erasure")
def asked(organisation_id: str) -> ResponseReturnValue:
    """Show what was asked for, to be printed: when it is due, and what goes."""
    with access.store().reading() as db:
        page = datapages.page(db, access.organisation(db, organisation_id))
    if page.waiting is None:
        return _back(organisation_id)
    return render_template("data/asked.html", page=page)


@blueprint.post("/organisations/<token:organisation_id>/data/keep")
def keep(organisation_id: str) -> ResponseReturnValue:
    """Take an erasure back; any manager may."""
    with access.writing() as db:
        erasures.withdraw(db, access.organisation(db, organisation_id).id, access.store().clock())
    flash(gettext("Nothing will be erased."))
    return _back(organisation_id)


@blueprint.get("/erasures")
def waiting() -> ResponseReturnValue:
    """Show the operator what waits to be erased, what nobody manages, and the receipts."""
    with access.store().reading() as db:
        page = datapages.operator_page(db)
    return render_template("data/erasures.html", page=page)


@blueprint.get("/erasures/<token:organisation_id>")
def unmanaged(organisation_id: str) -> ResponseReturnValue:
    """Ask the operator whether an organisation that nobody manages is to be erased."""
    with access.store().reading() as db:
        organisation = _unmanaged(db, organisation_id)
    return _show_unmanaged(EraseForm(organisation=organisation))


@blueprint.post("/erasures/<token:organisation_id>")
def erase_unmanaged(organisation_id: str) -> ResponseReturnValue:
    """Ask for everything of an organisation to be erased that nobody manages."""
    with access.store().reading() as db:
        organisation = _unmanaged(db, organisation_id)
    form = EraseForm(request.form, organisation=organisation)
    if not (form.validate() and proving.proves(form.current)):
        return _show_unmanaged(form), UNPROCESSABLE
    with access.writing() as db:
        _ask(db, _unmanaged(db, organisation_id))
    return redirect(url_for("data.waiting"), SEE_OTHER)


@blueprint.post("/erasures/<token:organisation_id>/keep")
def keep_unmanaged(organisation_id: str) -> ResponseReturnValue:
    """Take the erasure of an organisation back that nobody manages."""
    with access.writing() as db:
        erasures.withdraw(db, _unmanaged(db, organisation_id).id, access.store().clock())
    flash(gettext("Nothing will be erased."))
    return redirect(url_for("data.waiting"), SEE_OTHER)


def _show(
    organisation_id: str,
    *,
    keeping: KeepingForm | None = None,
    erasing: EraseForm | None = None,
    going: tuple[Audit, ...] | None = None,
) -> str:
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        page = datapages.page(db, organisation, going)
        kept = retention.listing(db, organisation.id)
    forms = (keeping or KeepingForm(kept=kept), erasing or EraseForm(organisation=organisation))
    problems = [problem for form in forms for problem in form.problems()]
    return render_template("data/show.html", page=page, keeping=forms[0], erasing=forms[1], problems=problems)


def _show_unmanaged(form: EraseForm) -> str:
    with access.store().reading() as db:
        page = datapages.page(db, form.organisation)
    return render_template("data/unmanaged.html", page=page, form=form)


def _going(db: Connection, organisation: Organisation, form: KeepingForm) -> tuple[Audit, ...]:
    """Return the audits that would go at the next round by the times a form says."""
    chosen: dict[What, int | None] = form.chosen()
    return retention.past_audits(db, organisation.id, access.store().clock(), chosen)


def _unmanaged(db: Connection, organisation_id: str) -> Organisation:
    """Return an organisation that nobody can manage; any other is none of the operator's business.

    Raises:
        NotFoundError: there is none such of that id.
    """
    found = organisations.get(db, organisation_id)
    if found not in erasures.without_manager(db):
        raise NotFoundError
    return found


def _ask(db: Connection, organisation: Organisation) -> None:
    erasure = erasures.ask(db, organisation.id, access.store().token(), access.store().clock())
    config = access.house().config
    if config.mail is None:
        return
    subject = gettext("An organisation of yours is to be erased")
    text = gettext(
        "Somebody who may do so asked to erase everything of an organisation that you manage, on %(due)s (UTC). Until "
        "then any manager can take it back: sign in at %(address)s.",
        due=erasure.due.date().isoformat(),
        address=config.address,
    )
    for place, account in memberships.of_organisation(db, organisation.id):
        if place.role is Role.MANAGER:
            try:
                outbox.send(db, account.email, subject, text)
            except UnmailableError:
                log.warning("no mail can be sent to account %s", account.id)


def _back(organisation_id: str) -> Response:
    return cast("Response", redirect(url_for("data.show", organisation_id=organisation_id), SEE_OTHER))
