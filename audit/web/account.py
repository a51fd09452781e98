"""One's own account: name and address, password, places in organisations, and leaving."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import Account, Membership
from audit.core.programme import Organisation
from audit.language import gettext, sentence
from audit.store import account_events, accounts, memberships, organisations
from audit.store.errors import EmailTakenError, LastManagerError, LastOperatorError, NotFoundError, StaleAccountError
from audit.web import access, identity, own_pages, proving, telling, trying
from audit.web.house import store
from audit.web.own_forms import ChangePasswordForm, OwnPasswordForm, PersonForm

blueprint = Blueprint("account", __name__)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """Show who somebody is here, and what happened to the account."""
    with store().reading() as db:
        page = own_pages.page(db, identity.account())
    return render_template("account/show.html", page=page)


@blueprint.get("/account/person")
def edit() -> ResponseReturnValue:
    """Show name and e-mail address, to change them."""
    return _person_form(PersonForm(stored=identity.account()))


@blueprint.post("/account/person")
def change() -> ResponseReturnValue:
    """Change name and e-mail address; a new address asks for the password."""
    account = identity.account()
    form = PersonForm(request.form, stored=account)
    if not form.validate() or (form.asks_password and not proving.proves(form.current_password)):
        return _person_form(form), UNPROCESSABLE
    counted = trying.of(trying.TAKEN, account.id)
    if form.asks_password:
        trying.begin(counted)
    try:
        with access.writing() as db:
            kept = accounts.change(db, form.changed())
            if kept.email != account.email:
                telling.address_changed(db, account.email)
    except EmailTakenError as error:
        trying.taken(counted)
        form.email.errors = [sentence(error)]
        return _person_form(form), UNPROCESSABLE
    except StaleAccountError as error:
        return _person_form(form, error.theirs), CONFLICT
    return _done(gettext("Your name and address are saved."))


@blueprint.get("/account/password")
def ask_password() -> ResponseReturnValue:
    """Ask for a new password."""
    return _password_form(ChangePasswordForm())


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password: every session ends, and this browser gets a new one."""
    account = identity.account()
    with store().reading() as db:
        form = ChangePasswordForm(request.form, known=proving.known_of(db, account.id))
    # The password until now is looked at first: whoever does not know it learns nothing about another.
    if not (proving.proves(form.current_password) and form.validate()):
        return _password_form(form), UNPROCESSABLE
    kept = credentials.hash_password(form.password.data)
    with access.writing() as db:
        accounts.set_password(db, account.id, kept, act=account_events.PASSWORD_CHANGED)
        telling.password_set(db, account)
        secret = identity.begin(db, account)
    identity.take(secret)
    return _done(gettext("Your password is changed. All other devices were signed out."))


@blueprint.get("/account/places/<token:organisation_id>/leave")
def ask_leave(organisation_id: str) -> ResponseReturnValue:
    """Ask whether somebody wants to leave an organisation."""
    _, whose = _place(organisation_id)
    return _leaving(whose)


@blueprint.post("/account/places/<token:organisation_id>/leave")
def leave(organisation_id: str) -> ResponseReturnValue:
    """Leave an organisation; its audits stay as they are."""
    place, whose = _place(organisation_id)
    try:
        with access.writing() as db:
            memberships.remove(db, organisation_id, place.account)
    except LastManagerError as error:
        return _leaving(whose, sentence(error)), CONFLICT
    return _done(gettext("You have left “%(name)s”.", name=whose.name))


@blueprint.get("/account/delete")
def ask_delete() -> ResponseReturnValue:
    """Say what deleting the account takes away, and ask."""
    return _deletion(OwnPasswordForm())


@blueprint.post("/account/delete")
def delete() -> ResponseReturnValue:
    """Delete the account of somebody who has no place in an organisation any more."""
    account, form = identity.account(), OwnPasswordForm(request.form)
    if _has_places() or not form.validate() or not proving.proves(form.current_password):
        return _deletion(form), UNPROCESSABLE
    try:
        with access.writing() as db:
            accounts.delete(db, account.id)
    except (LastOperatorError, LastManagerError) as error:
        return _deletion(form, sentence(error)), UNPROCESSABLE
    identity.stop()
    flash(gettext("Your account is deleted."))
    return redirect(url_for("sign_in.show"), SEE_OTHER)


def _person_form(form: PersonForm, theirs: Account | None = None) -> str:
    version = theirs.version if theirs is not None else form.version.shown
    return render_template("account/person.html", form=form, version=version, theirs=theirs)


def _password_form(form: ChangePasswordForm) -> str:
    return render_template("account/password.html", form=form, email=identity.account().email)


def _leaving(whose: Organisation, error: str = "") -> str:
    people = url_for("people.index", organisation_id=whose.id)
    return render_template("account/leave.html", organisation=whose, error=error, people=people)


def _deletion(form: OwnPasswordForm, error: str = "") -> str:
    return render_template("account/delete.html", form=form, has_places=_has_places(), error=error)


def _has_places() -> bool:
    found = identity.current()
    return found is not None and bool(found.memberships)


def _place(organisation_id: str) -> tuple[Membership, Organisation]:
    """Return a place of whoever has signed in, and the organisation.

    Raises:
        NotFoundError: there is no such organisation, or no such place in it.
    """
    with store().reading() as db:
        for place in memberships.of_account(db, identity.account().id):
            if place.organisation == organisation_id:
                return place, organisations.get(db, organisation_id)
    raise NotFoundError


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("account.show"), SEE_OTHER)
