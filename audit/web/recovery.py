"""A password that was forgotten: asking for a link by mail, and setting a new one with it.

Links begin with the declared address of this instance, never with what a request calls it. Looking at a link uses
nothing up, since mail programs open links before people do. The second factor stays in force.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.letters import UnmailableError
from audit.core.people import RECOVERY, Account, Link, Purpose, new_link
from audit.language import gettext
from audit.store import account_events, accounts, links, outbox
from audit.store.connection import Connection
from audit.web import entering, linkpages, proving, telling, trying
from audit.web.house import house, store
from audit.web.own_forms import ForgottenForm, NewPasswordForm

blueprint = Blueprint("recovery", __name__)
log = logging.getLogger(__name__)

SEE_OTHER = 303
UNPROCESSABLE = 422
_MINUTE = timedelta(minutes=1)
_FORGOTTEN = "forgotten"


@blueprint.get("/sign-in/forgotten")
def ask() -> ResponseReturnValue:
    """Ask for the e-mail address; without a mail server, say who can help."""
    return _asking(ForgottenForm())


@blueprint.post("/sign-in/forgotten")
def send() -> ResponseReturnValue:
    """Send a link to an account; the answer is the same where there is none."""
    form = ForgottenForm(request.form)
    if house().config.mail is None or not form.validate():
        return _asking(form), UNPROCESSABLE
    counted = trying.of(_FORGOTTEN, form.email.data)
    trying.begin(counted)
    with store().writing() as db:
        trying.end(db, counted, is_right=False)
        account = accounts.by_email(db, form.email.data)
        if account is not None and account.disabled is None and trying.may_mail(db, _FORGOTTEN, account.email):
            try:
                _send(db, account)
            except UnmailableError:  # Another answer would tell that there is an account.
                log.warning("no mail can be sent to account %s", account.id)
    return render_template("signin/sent.html")


@blueprint.get("/recover/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """Ask for a new password; nothing is used up yet."""
    link = linkpages.opened(secret, Purpose.RECOVERY)
    return linkpages.gone(Purpose.RECOVERY) if link is None else _page(secret, NewPasswordForm(), link)


@blueprint.post("/recover/<secret>")
def recover(secret: str) -> ResponseReturnValue:
    """Set a new password, use the link up, and end every session of the account."""
    link = linkpages.opened(secret, Purpose.RECOVERY)
    if link is None:
        return linkpages.gone(Purpose.RECOVERY)
    with store().reading() as db:
        form = NewPasswordForm(request.form, known=proving.known_of(db, str(link.account)))
    if not form.validate():
        return _page(secret, form, link), UNPROCESSABLE
    try:
        _set(secret, link, form.password.data)
    except linkpages.LinkGoneError:
        return linkpages.gone(Purpose.RECOVERY)
    flash(gettext("Your new password is set. Sign in with it. All devices were signed out."))
    return redirect(url_for("sign_in.show"), SEE_OTHER)


def _set(secret: str, link: Link, password: str) -> None:
    """Keep the password if the link can still be used.

    Raises:
        LinkGoneError: of two who came together, the other was quicker.
    """
    kept, account_id = credentials.hash_password(password), str(link.account)
    with store().writing(by=account_id) as db:
        linkpages.use(db, secret)
        accounts.set_password(db, account_id, kept, act=account_events.PASSWORD_RECOVERED)
        account = accounts.get(db, account_id)
        # Whoever holds the link need not wait for what others tried with the old password.
        trying.end(db, trying.of(entering.SIGN_IN, account.email), is_right=True)
        telling.password_set(db, account)


def _send(db: Connection, account: Account) -> None:
    """Keep a mail with a link, and the link.

    Raises:
        UnmailableError: no mail can be sent to the account; no link was made.
    """
    secret, now = credentials.new_secret(), store().clock()
    link = replace(new_link(Purpose.RECOVERY, store().token(), now, account.id), account=account.id)
    text = gettext(
        "Somebody asked to set the password of your Self-Audit account anew.\n\n"
        "If it was you, open this link within %(minutes)s minutes. It can be used once:\n%(address)s\n\n"
        "If it was not you, delete this message. Nothing changes, and your password stays as it is.",
        address=linkpages.address(Purpose.RECOVERY, secret),
        minutes=RECOVERY // _MINUTE,
    )
    outbox.send(db, account.email, gettext("Your password for Self-Audit"), text, until=link.expires)
    links.make(db, link, credentials.fingerprint(secret))
    log.info("a recovery link was made for %s", account.id)


def _asking(form: ForgottenForm) -> str:
    return render_template("signin/forgotten.html", form=form, has_mail=house().config.mail is not None)


def _page(secret: str, form: NewPasswordForm, link: Link) -> str:
    with store().reading() as db:
        account = accounts.get(db, str(link.account))
    return render_template("signin/recover.html", form=form, secret=secret, account=account)
