"""The devices somebody is signed in on: looking at them, and ending any of them.

Ending asks for the password (ASVS 5.0, 7.5.2): whoever found an open browser must not sign its owner out elsewhere.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.people import SignedIn
from audit.language import gettext
from audit.store import account_events, accounts, sessions
from audit.web import access, entering, identity, own_pages, proving
from audit.web.house import store
from audit.web.own_forms import OwnPasswordForm
from audit.web.refusals import NotSignedInError

blueprint = Blueprint("own_devices", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422
# What a button sends for all devices but this one; a handle is longer.
_OTHERS = "others"


@blueprint.get("/account/sessions")
def show() -> ResponseReturnValue:
    """List the devices."""
    return _page(OwnPasswordForm())


@blueprint.post("/account/sessions")
def end() -> ResponseReturnValue:
    """End one session, or all but this one."""
    found, form, which = _signed_in(), OwnPasswordForm(request.form), request.form.get("end", "")
    if not form.validate() or not proving.proves(form.current_password):
        return _page(form), UNPROCESSABLE
    if which == found.session.handle:
        entering.leave()
        flash(gettext("You are signed out."))
        return redirect(url_for("sign_in.show"), SEE_OTHER)
    flash(_end(found, which))
    return redirect(url_for("own_devices.show"), SEE_OTHER)


def _end(found: SignedIn, which: str) -> str:
    """End what a button names, and return what to say."""
    with access.writing() as db:
        if which != _OTHERS:
            is_ended = sessions.end_one(db, found.account.id, which)
            return gettext("The device is signed out.") if is_ended else gettext("That device was signed out already.")
        if sessions.end_all(db, found.account.id, keep=identity.session_hash()):
            accounts.record(db, found.account.id, account_events.SESSION_ENDED)
    return gettext("All other devices are signed out.")


def _signed_in() -> SignedIn:
    found = identity.current()
    if found is None:
        raise NotSignedInError
    return found


def _page(form: OwnPasswordForm) -> str:
    found = _signed_in()
    with store().reading() as db:
        devices = own_pages.devices(db, found.account, found.session)
    return render_template("account/sessions.html", form=form, devices=devices)
