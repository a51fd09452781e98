"""Signing in, with a second step where there is a second factor, and signing out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.language import gettext, ngettext
from audit.web import entering, identity, onward
from audit.web.house import house
from audit.web.own_forms import CodeForm, SignInForm
from audit.web.trying import TooManyTriesError

blueprint = Blueprint("sign_in", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY = 429
_MINUTE = 60


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    """Ask for e-mail address and password."""
    if identity.current() is not None:
        return redirect(onward.wanted(), SEE_OTHER)
    return _page(SignInForm())


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Check e-mail address and password, and go on to the second factor where there is one."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form), UNPROCESSABLE
    account = entering.by_password(form.email.data, form.password.data)
    if account is None:
        form.refuse()
        return _page(form), UNPROCESSABLE
    if account.has_second_factor:
        return redirect(url_for("sign_in.ask_code", next=onward.asked() or None), SEE_OTHER)
    entering.greet(account)
    return redirect(onward.wanted(), SEE_OTHER)


@blueprint.get("/sign-in/code")
def ask_code() -> ResponseReturnValue:
    """Ask for a code of the second factor."""
    return _begin_again() if identity.half() is None else _code_page(CodeForm())


@blueprint.post("/sign-in/code")
def check_code() -> ResponseReturnValue:
    """Check a code of the second factor."""
    found = identity.half()
    if found is None:
        return _begin_again()
    form = CodeForm(request.form)
    if not form.validate():
        return _code_page(form), UNPROCESSABLE
    if not entering.by_code(found.account, form.one_time_password.data):
        form.refuse()
        return _code_page(form), UNPROCESSABLE
    entering.greet(found.account)
    return redirect(onward.wanted(), SEE_OTHER)


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End the session of this browser; doing it twice is fine."""
    entering.leave()
    flash(gettext("You are signed out."))
    return redirect(url_for("sign_in.show"), SEE_OTHER)


@blueprint.app_errorhandler(TooManyTriesError)
def too_many(error: TooManyTriesError) -> ResponseReturnValue:
    """Say how long to wait and what to do meanwhile; nothing typed is shown again."""
    minutes = -(-error.seconds // _MINUTE)
    wait = ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", minutes)
    has_mail = house().config.mail is not None
    page = render_template("signin/too-many.html", wait=wait, has_mail=has_mail)
    return page, TOO_MANY, {"Retry-After": str(error.seconds)}


def _begin_again() -> ResponseReturnValue:
    """Lead back to the first step, or on where somebody is in already."""
    return redirect(url_for("sign_in.show", next=onward.asked() or None), SEE_OTHER)


def _page(form: SignInForm) -> str:
    return render_template("signin/show.html", form=form, next=onward.asked())


def _code_page(form: CodeForm) -> str:
    return render_template("signin/code.html", form=form, next=onward.asked())
