"""An invitation, as whoever got its link sees it. Opening it uses nothing up; a form accepts it, once."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import Account, Link, Membership, Purpose, needs_second_factor
from audit.language import gettext
from audit.store import accounts, memberships, organisations
from audit.store.connection import Connection
from audit.store.errors import AlreadyMemberError, EmailTakenError
from audit.web import access, entering, identity, linkpages, peoplepages, rights, trying
from audit.web.people_forms import NewAccountForm

blueprint = Blueprint("invitations", __name__)

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/invitations/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """Say who invites to what, and ask who accepts."""
    link = linkpages.opened(secret, Purpose.INVITATION)
    return linkpages.gone(Purpose.INVITATION) if link is None else _page(secret, link)


@blueprint.post("/invitations/<secret>")
def accept(secret: str) -> ResponseReturnValue:
    """Give whoever has signed in, or a new account, the place that the invitation is for."""
    link = linkpages.opened(secret, Purpose.INVITATION)
    if link is None:
        return linkpages.gone(Purpose.INVITATION)
    is_joining = request.form.get("join") == "1"
    if is_joining != (identity.current() is not None):
        # Somebody signed in or out in another window: what was sent is not what the person would see now.
        return _page(secret, link), CONFLICT
    try:
        return _join(secret, link) if is_joining else _come_new(secret, link)
    except linkpages.LinkGoneError:
        return linkpages.gone(Purpose.INVITATION)


def _join(secret: str, link: Link) -> ResponseReturnValue:
    """Give the place to the account that has signed in."""
    account = identity.account()
    try:
        with access.writing() as db:
            linkpages.use(db, secret)
            _give(db, link, account)
    except AlreadyMemberError:
        return _page(secret, link), CONFLICT
    return _onward(link, account)


def _come_new(secret: str, link: Link) -> ResponseReturnValue:
    """Make an account, give it the place and sign it in."""
    with access.store().reading() as db:
        known = peoplepages.place(db, link)
    form = NewAccountForm(request.form, known=(known,))
    if not form.validate():
        return _page(secret, link, form), UNPROCESSABLE
    account = form.account(access.store().token(), access.store().clock())
    counted = trying.of(trying.TAKEN, link.handle)
    with trying.attempt(counted):
        password = credentials.hash_password(form.password.data)
    try:
        with access.store().writing(by=account.id) as db:
            linkpages.use(db, secret)
            accounts.create(db, account, password)
            _give(db, link, account)
            account = accounts.get(db, account.id)
    except EmailTakenError:
        trying.taken(counted)
        words = gettext("There is an account with this address already. Sign in with it, then open this link again.")
        form.email.errors = [words]
        return _page(secret, link, form), CONFLICT
    entering.come_in(account)
    return _onward(link, account)


def _give(db: Connection, link: Link, account: Account) -> None:
    """Give an account what a link invites to.

    Raises:
        AlreadyMemberError: it has a place in the organisation already.
    """
    if link.organisation is not None and link.role is not None:
        now = access.store().clock()
        memberships.add(db, Membership(organisation=link.organisation, account=account.id, role=link.role, since=now))
    elif link.office is not None:
        accounts.grant(db, account.id, link.office)


def _onward(link: Link, account: Account) -> ResponseReturnValue:
    """Lead to the organisation, or to what an office asks for first."""
    if link.organisation is not None:
        with access.store().reading() as db:
            access.choose(organisations.get(db, link.organisation))
    offices = account.offices | ({link.office} if link.office is not None else set())
    is_asked = needs_second_factor(offices) and not account.has_second_factor and not access.house().config.demo
    return redirect(rights.SECOND_FACTOR if is_asked else url_for("start.index"), SEE_OTHER)


def _page(secret: str, link: Link, form: NewAccountForm | None = None) -> str:
    found = identity.current()
    with access.store().reading() as db:
        page = peoplepages.invitation(db, link, found)
    return render_template(
        "invitations/show.html", secret=secret, page=page, form=form or NewAccountForm(email=link.email)
    )
