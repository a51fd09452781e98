"""The second factor of one's own account: set up with a code that is right, and switched off with the password.

The secret that is set up waits in the session of this browser. Recovery codes are shown once; only their hashes stay.
"""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.language import gettext
from audit.store import second_factors
from audit.store.errors import NoSecondFactorError, SecondFactorOnError
from audit.web import access, identity, own_pages, proving, telling
from audit.web.house import house, store
from audit.web.own_forms import CodeForm, OwnPasswordForm

blueprint = Blueprint("own_factor", __name__)

SEE_OTHER = 303
NOT_FOUND = 404
UNPROCESSABLE = 422
_ISSUER = "Self-Audit"


@blueprint.get("/account/second-factor")
def show() -> ResponseReturnValue:
    """Show whether there is a second factor, or the secret that is being set up."""
    return _page()


@blueprint.post("/account/second-factor/begin")
def begin() -> ResponseReturnValue:
    """Offer a new secret to whoever gives the password."""
    form, hashed = OwnPasswordForm(request.form), identity.session_hash()
    if not form.validate() or not proving.proves(form.current_password):
        return _page(form), UNPROCESSABLE
    if identity.account().has_second_factor:
        raise SecondFactorOnError
    with access.writing() as db:
        second_factors.offer(db, str(hashed), credentials.totp_secret())
    return redirect(url_for("own_factor.show"), SEE_OTHER)


@blueprint.get("/account/second-factor/qr.svg")
def qr() -> ResponseReturnValue:
    """Draw the secret that is being set up, for the camera of a device."""
    secret = _offered()
    if secret is None:
        abort(NOT_FOUND)
    address = credentials.totp_address(secret, identity.account().email, _issuer())
    return Response(credentials.qr(address), mimetype="image/svg+xml")


@blueprint.post("/account/second-factor")
def switch_on() -> ResponseReturnValue:
    """Switch the second factor on with a code that is right, and show the recovery codes once."""
    account, form, secret = identity.account(), CodeForm(request.form), _offered()
    if secret is None:
        return redirect(url_for("own_factor.show"), SEE_OTHER)
    if not form.validate():
        return _page(code=form), UNPROCESSABLE
    step = credentials.totp_step(secret, form.one_time_password.data, store().clock())
    if step is None:
        form.refuse()
        return _page(code=form), UNPROCESSABLE
    codes = credentials.recovery_codes()
    with access.writing() as db:
        second_factors.switch_on(db, account.id, secret, step, _hashes(codes))
        telling.second_factor(db, account, is_on=True)
    return render_template("account/codes.html", codes=codes)


@blueprint.post("/account/second-factor/codes")
def new_codes() -> ResponseReturnValue:
    """Replace the recovery codes, and show the new ones once."""
    account, form = identity.account(), OwnPasswordForm(request.form)
    if not form.validate() or not proving.proves(form.current_password):
        return _page(form), UNPROCESSABLE
    if not account.has_second_factor:
        raise NoSecondFactorError
    codes = credentials.recovery_codes()
    with access.writing() as db:
        second_factors.new_codes(db, account.id, _hashes(codes))
    return render_template("account/codes.html", codes=codes)


@blueprint.get("/account/second-factor/off")
def ask_off() -> ResponseReturnValue:
    """Ask whether the second factor is to be switched off."""
    return _off_page(OwnPasswordForm())


@blueprint.post("/account/second-factor/off")
def switch_off() -> ResponseReturnValue:
    """Switch the second factor off; impossible for whoever holds an office."""
    account, form = identity.account(), OwnPasswordForm(request.form)
    if own_pages.is_needed(account) or not form.validate() or not proving.proves(form.current_password):
        return _off_page(form), UNPROCESSABLE
    with access.writing() as db:
        second_factors.switch_off(db, account.id)
        telling.second_factor(db, account, is_on=False)
    flash(gettext("The second factor is switched off."))
    return redirect(url_for("own_factor.show"), SEE_OTHER)


def _offered() -> str | None:
    hashed = identity.session_hash()
    with store().reading() as db:
        return second_factors.offered(db, hashed) if hashed is not None else None


def _issuer() -> str:
    """Return how an app names this instance: with its host, where others can reach it."""
    public = house().config.public_address
    return f"{_ISSUER} {public.partition('://')[2]}" if public else _ISSUER


def _hashes(codes: tuple[str, ...]) -> list[str]:
    return [credentials.fingerprint(credentials.same_code(code)) for code in codes]


def _page(form: OwnPasswordForm | None = None, code: CodeForm | None = None) -> str:
    with store().reading() as db:
        factor = own_pages.factor(db, identity.account())
    return render_template(
        "account/second-factor.html",
        factor=factor,
        secret=own_pages.grouped(factor.secret),
        form=form or OwnPasswordForm(),
        code=code or CodeForm(),
    )


def _off_page(form: OwnPasswordForm) -> str:
    is_needed = own_pages.is_needed(identity.account())
    return render_template("account/second-factor-off.html", form=form, is_needed=is_needed)
