"""The operator's pages: which accounts there are, and help for whoever cannot sign in. No audit is opened here.

Every act stands among the events of the account, with who did it; the person reads of help at the next sign-in.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.letters import UnmailableError
from audit.core.people import INVITATION, RECOVERY, Account, Link, Office, Purpose, is_network, new_link
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.store import account_overview, accounts, erasures, instance, links, outbox, rescue
from audit.store.connection import Connection
from audit.web import access, accountpages, identity, inviting, linkpages, peoplewords
from audit.web.account_forms import OfficeForm, SureForm

blueprint = Blueprint("accounts", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422
_MINUTE = timedelta(minutes=1)


class OwnAccountError(AuditError):
    """An operator wanted to do this to the own account."""

    sentence = N_("This is your own account. Nothing was changed. What concerns you stands under “Your account”.")


class NotDisabledError(AuditError):
    """An operator wanted to delete an account with which somebody may still sign in."""

    sentence = N_("Somebody may still sign in with this account. Nothing was deleted. Disable it first.")


@blueprint.get("/accounts")
def index() -> ResponseReturnValue:
    """List the accounts, and the invitations to offices."""
    with access.store().reading() as db:
        found = account_overview.listing(db)
        waiting = links.open_ones(db, access.store().clock())
        # In a network the list of members says who has none; there a new member has none, and that is no trouble.
        unmanaged = () if is_network(instance.get(db)) or access.house().config.demo else erasures.without_manager(db)
    return render_template(
        "accounts/index.html",
        lines=accountpages.lines(found, identity.account()),
        waiting=accountpages.waiting(waiting),
        unmanaged=unmanaged,
    )


@blueprint.get("/accounts/<token:account_id>")
def show(account_id: str) -> ResponseReturnValue:
    """Show one account and what happened to it."""
    with access.store().reading() as db:
        found = account_overview.of_one(db, account_id)
        page = accountpages.page(found, accounts.events(db, account_id), accounts.listing(db), identity.account())
    return render_template("accounts/show.html", page=page)


@blueprint.post("/accounts/<token:account_id>/disable")
def disable(account_id: str) -> ResponseReturnValue:
    """Let nobody sign in with an account."""
    return _done(account_id, accounts.disable, gettext("The account is disabled. Nobody can sign in with it."))


@blueprint.post("/accounts/<token:account_id>/enable")
def enable(account_id: str) -> ResponseReturnValue:
    """Let an account sign in again."""
    return _done(account_id, accounts.enable, gettext("The account can sign in again."))


@blueprint.post("/accounts/<token:account_id>/offices")
def offices(account_id: str) -> ResponseReturnValue:
    """Give an account an office, or take one away; one's own as well, while another operator is left."""
    given, taken = request.form.get("give"), request.form.get("take")
    office = _office(given or taken or "")
    with access.writing() as db:
        accounts.get(db, account_id)
        (accounts.grant if given else accounts.withdraw)(db, account_id, office)
    name = peoplewords.office(office)
    flash(gettext("Given: %(name)s.", name=name) if given else gettext("Taken away: %(name)s.", name=name))
    if taken and office is Office.OPERATOR and account_id == identity.account().id:
        return redirect(url_for("start.index"), SEE_OTHER)
    return _back(account_id)


@blueprint.get("/accounts/<token:account_id>/recover")
def ask_recover(account_id: str) -> ResponseReturnValue:
    """Say what a recovery link is good for, and ask whether it is really for that person."""
    return _ask("recover", SureForm(), account_id)


@blueprint.post("/accounts/<token:account_id>/recover")
def recover(account_id: str) -> ResponseReturnValue:
    """Make a recovery link and show it, once."""
    form = SureForm(request.form)
    if not form.validate():
        return _ask("recover", form, account_id), UNPROCESSABLE
    secret = credentials.new_secret()
    with access.writing() as db:
        account = _another(db, account_id)
        rescue.offer_recovery(db, _recovery(account), credentials.fingerprint(secret))
        _tell(db, account, gettext("An operator has made a link by which a new password can be set for your account."))
    address = linkpages.address(Purpose.RECOVERY, secret)
    return render_template(
        "accounts/link.html",
        account=account,
        address=address,
        is_local=inviting.is_local(),
        minutes=RECOVERY // _MINUTE,
    )


@blueprint.get("/accounts/<token:account_id>/second-factor")
def ask_reset(account_id: str) -> ResponseReturnValue:
    """Say what resetting the second factor means, and ask whether it is really for that person."""
    return _ask("reset", SureForm(), account_id)


@blueprint.post("/accounts/<token:account_id>/second-factor")
def reset(account_id: str) -> ResponseReturnValue:
    """Reset the second factor of somebody who lost the device and the recovery codes."""
    form = SureForm(request.form)
    if not form.validate():
        return _ask("reset", form, account_id), UNPROCESSABLE
    with access.writing() as db:
        account = _another(db, account_id)
        rescue.reset_second_factor(db, account.id)
        _tell(db, account, gettext("An operator has reset the second factor of your account. You were signed out."))
    flash(gettext("The second factor is reset. Every device of the person was signed out."))
    return _back(account_id)


@blueprint.get("/accounts/<token:account_id>/delete")
def ask_delete(account_id: str) -> ResponseReturnValue:
    """Say what goes with an account, and ask."""
    return _ask("delete", SureForm(), account_id)


@blueprint.post("/accounts/<token:account_id>/delete")
def delete(account_id: str) -> ResponseReturnValue:
    """Delete an account that was disabled before, so that a slip of one page loses nobody."""
    with access.writing() as db:
        account = _another(db, account_id)
        if account.disabled is None:
            raise NotDisabledError
        accounts.delete(db, account.id)
    flash(gettext("The account was deleted."))
    return redirect(url_for("accounts.index"), SEE_OTHER)


@blueprint.get("/accounts/invite")
def invite() -> ResponseReturnValue:
    """Ask to which office somebody is to be invited."""
    return render_template("accounts/invite.html", form=OfficeForm(once=access.store().token()))


@blueprint.post("/accounts/invite")
def send_invitation() -> ResponseReturnValue:
    """Make an invitation to an office, and show its link once."""
    form = OfficeForm(request.form)
    if not form.validate():
        return render_template("accounts/invite.html", form=form), UNPROCESSABLE
    guest = inviting.Guest(email=form.email.data or "", office=Office(form.office.data), once=form.once.data or "")
    with access.writing() as db:
        address = inviting.invite(db, guest)
    is_sent = inviting.sends(guest)
    return render_template(
        "accounts/invited.html",
        guest=guest,
        address=address,
        is_sent=is_sent,
        is_local=inviting.is_local(),
        days=INVITATION.days,
    )


@blueprint.post("/accounts/invitations/<token:handle>/withdraw")
def withdraw(handle: str) -> ResponseReturnValue:
    """Take an invitation to an office back."""
    with access.writing() as db:
        links.withdraw(db, handle, organisation=None)
    flash(gettext("The invitation was taken back. Its link opens nothing any more."))
    return redirect(url_for("accounts.index"), SEE_OTHER)


def _done(account_id: str, act: Callable[[Connection, str], None], said: str) -> ResponseReturnValue:
    """Do something to somebody else's account, and say so on its page."""
    with access.writing() as db:
        _another(db, account_id)
        act(db, account_id)
    flash(said)
    return _back(account_id)


def _ask(what: str, form: SureForm, account_id: str) -> str:
    with access.store().reading() as db:
        account = _another(db, account_id)
    return render_template(f"accounts/{what}.html", form=form, account=account, minutes=RECOVERY // _MINUTE)


def _back(account_id: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.show", account_id=account_id), SEE_OTHER)


def _another(db: Connection, account_id: str) -> Account:
    """Return an account that is not the operator's own.

    Raises:
        NotFoundError: there is none of this id.
        OwnAccountError: it is the own one; an own account has its own pages, which ask for the password.
    """
    if account_id == identity.account().id:
        raise OwnAccountError
    return accounts.get(db, account_id)


def _office(word: str) -> Office:
    if word not in set(Office):
        abort(400)
    return Office(word)


def _recovery(account: Account) -> Link:
    made = new_link(Purpose.RECOVERY, access.store().token(), access.store().clock(), identity.account().id)
    return replace(made, account=account.id)


def _tell(db: Connection, account: Account, what: str) -> None:
    """Tell the person by mail, where there is mail: whoever did not ask for help must hear of it at once."""
    if access.house().config.mail is None:
        return
    found = instance.get(db)
    text = gettext(
        "%(what)s\n\nIf you asked for this, all is well. If you did not, answer whoever runs %(place)s at once, by "
        "another way than this mail.",
        what=what,
        place=found.name if found is not None and found.name else "Self-Audit",
    )
    with suppress(UnmailableError):  # Nobody can be told at such an address; the notice at the next sign-in stands.
        outbox.send(db, account.email, gettext("Your Self-Audit account"), text)
