"""The first start: behind a one-time link that the console printed, somebody sets this instance up.

Opening the link uses nothing up. Sending the form makes the operator's account and the instance in one transaction;
what was kept here before there was a sign-in gets its manager in the same one.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import Account, Instance, Kind, Membership, Office, Purpose, Role
from audit.language import gettext, ngettext
from audit.store import accounts, instance, links, memberships, organisations, programmes
from audit.store.connection import Connection
from audit.store.errors import AlreadySetUpError
from audit.web import entering, linkpages, rights
from audit.web.house import store
from audit.web.people_forms import FirstStartForm

blueprint = Blueprint("first_start", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Older:
    """An organisation that was kept here before there was a sign-in, and how much it has."""

    name: str
    programmes: str


@blueprint.get("/first-start/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """Ask who sets this instance up, and what for."""
    if linkpages.opened(secret, Purpose.FIRST_START) is None:
        return linkpages.gone(Purpose.FIRST_START)
    return _page(secret, FirstStartForm())


@blueprint.post("/first-start/<secret>")
def create(secret: str) -> ResponseReturnValue:
    """Make the operator's account and the instance; of two who send it one does."""
    form = FirstStartForm(request.form)
    if linkpages.opened(secret, Purpose.FIRST_START) is None:
        return linkpages.gone(Purpose.FIRST_START)
    if not form.validate():
        return _page(secret, form), UNPROCESSABLE
    account = form.account(store().token(), store().clock(), Office.OPERATOR)
    wanted = Instance(kind=Kind(form.kind.data), name=form.network_name, begun=account.created)
    password = credentials.hash_password(form.password.data)
    try:
        with store().writing(by=account.id) as db:
            linkpages.use(db, secret)
            _set_up(db, wanted, account, password)
    except (linkpages.LinkGoneError, AlreadySetUpError):
        return linkpages.gone(Purpose.FIRST_START)
    entering.come_in(account)
    flash(gettext("This Self-Audit is set up, and you are signed in."))
    return redirect(rights.SECOND_FACTOR, SEE_OTHER)


def _set_up(db: Connection, wanted: Instance, account: Account, password: str) -> None:
    """Make the account and the instance; one's own programmes of before become the account's to manage.

    In a network nobody is given anything: the first manager invited to an organisation of before takes it over.
    """
    links.withdraw_all(db, Purpose.FIRST_START)
    instance.begin(db, wanted)
    accounts.create(db, account, password)
    if wanted.kind is Kind.OWN:
        for organisation in organisations.listing(db):
            memberships.add(db, _managed(organisation.id, account))


def _managed(organisation: str, account: Account) -> Membership:
    return Membership(organisation=organisation, account=account.id, role=Role.MANAGER, since=account.created)


def _page(secret: str, form: FirstStartForm) -> str:
    with store().reading() as db:
        older = tuple(
            Older(o.name, ngettext("%(num)s programme", "%(num)s programmes", len(programmes.listing(db, o.id))))
            for o in organisations.listing(db)
        )
    return render_template("first-start/show.html", form=form, secret=secret, older=older)
