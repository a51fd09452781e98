"""The people of an organisation, for whoever manages it: who they are, who is invited, and who manages next."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.people import Account, Membership, Role
from audit.core.programme import Organisation
from audit.language import gettext
from audit.store import links, memberships
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.web import access, identity, inviting, peoplepages, peoplewords
from audit.web.people_forms import HandOverForm, InviteForm, RoleForm

blueprint = Blueprint("people", __name__, url_prefix="/organisations/<token:organisation_id>/people")

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("")
def index(organisation_id: str) -> ResponseReturnValue:
    """List the people of an organisation and the open invitations, and ask whom to invite."""
    return _index(organisation_id, InviteForm(once=access.store().token()))


@blueprint.post("/invite")
def invite(organisation_id: str) -> ResponseReturnValue:
    """Make an invitation, and show its link once."""
    form = InviteForm(request.form)
    if not form.validate():
        return _index(organisation_id, form), UNPROCESSABLE
    guest = inviting.Guest(
        email=form.email.data or "",
        organisation=organisation_id,
        role=Role(form.role.data),
        once=form.once.data or "",
    )
    with access.writing() as db:
        organisation = access.organisation(db, organisation_id)
        address = inviting.invite(db, guest)
    role = peoplewords.role(Role(form.role.data))
    return render_template(
        "people/invited.html",
        organisation=organisation,
        role=role,
        address=address,
        sent=guest.email if inviting.sends(guest) else "",
        is_local=inviting.is_local(),
    )


@blueprint.post("/invitations/<token:handle>/withdraw")
def withdraw(organisation_id: str, handle: str) -> ResponseReturnValue:
    """Take an invitation back."""
    with access.writing() as db:
        access.organisation(db, organisation_id)
        links.withdraw(db, handle, organisation=organisation_id)
    flash(gettext("The invitation was taken back. Its link opens nothing any more."))
    return _back(organisation_id)


@blueprint.get("/<token:account_id>")
def show(organisation_id: str, account_id: str) -> ResponseReturnValue:
    """Show what somebody is in the organisation, to change it."""
    return _role_page(organisation_id, account_id)


@blueprint.post("/<token:account_id>")
def change(organisation_id: str, account_id: str) -> ResponseReturnValue:
    """Give somebody another role; whoever saw another one than is there now looks again."""
    form = RoleForm(request.form)
    if not form.validate():
        return _role_page(organisation_id, account_id, form), UNPROCESSABLE
    with access.writing() as db:
        access.organisation(db, organisation_id)
        membership, account = _of(db, organisation_id, account_id)
        is_seen = form.was.data == membership.role
        if is_seen:
            memberships.change(db, organisation_id, account_id, Role(form.role.data))
    if not is_seen:
        return _role_page(organisation_id, account_id, is_changed=True), CONFLICT
    role = peoplewords.role(Role(form.role.data))
    flash(gettext("%(name)s is here as: %(role)s.", name=account.name, role=role))
    return _back(organisation_id, has_gone=_is_me(account_id) and Role(form.role.data) is not Role.MANAGER)


@blueprint.get("/<token:account_id>/remove")
def ask_remove(organisation_id: str, account_id: str) -> ResponseReturnValue:
    """Say what removing somebody means, and ask."""
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        one = _of(db, organisation_id, account_id)
    person = peoplepages.people((one,), organisation, identity.account())[0]
    return render_template("people/remove.html", organisation=organisation, person=person)


@blueprint.post("/<token:account_id>/remove")
def remove(organisation_id: str, account_id: str) -> ResponseReturnValue:
    """Take somebody's place in the organisation away; what they answered stays."""
    with access.writing() as db:
        access.organisation(db, organisation_id)
        _, account = _of(db, organisation_id, account_id)
        memberships.remove(db, organisation_id, account_id)
    flash(gettext("%(name)s has no place in the organisation any more. What was answered stays.", name=account.name))
    return _back(organisation_id, has_gone=_is_me(account_id))


@blueprint.get("/hand-over")
def ask_hand_over(organisation_id: str) -> ResponseReturnValue:
    """Ask who manages from now on."""
    return _hand_over_page(organisation_id)


@blueprint.post("/hand-over")
def hand_over(organisation_id: str) -> ResponseReturnValue:
    """Make somebody else manager and step back, both or neither."""
    with access.writing() as db:
        access.organisation(db, organisation_id)
        form = HandOverForm(request.form, others=_others(db, organisation_id))
        is_right = form.validate()
        if is_right:
            _hand_over(db, organisation_id, form)
    if not is_right:
        return _hand_over_page(organisation_id, form), UNPROCESSABLE
    flash(gettext("The organisation is handed over. Nothing of its audits changed."))
    return _back(organisation_id, has_gone=True)


def _hand_over(db: Connection, organisation: str, form: HandOverForm) -> None:
    me = identity.account().id
    memberships.change(db, organisation, form.to.data, Role.MANAGER)
    if form.own_role is None:
        memberships.remove(db, organisation, me)
    else:
        memberships.change(db, organisation, me, form.own_role)


def _of(db: Connection, organisation: str, account: str) -> tuple[Membership, Account]:
    """Return somebody's place in an organisation.

    Raises:
        NotFoundError: nobody there has this id, whether or not there is such an account.
    """
    for one in memberships.of_organisation(db, organisation):
        if one[1].id == account:
            return one
    raise NotFoundError


def _others(db: Connection, organisation: str) -> list[tuple[Membership, Account]]:
    """Return who could manage instead: the others who may sign in."""
    found = memberships.of_organisation(db, organisation)
    return [one for one in found if not _is_me(one[1].id) and one[1].disabled is None]


def _is_me(account: str) -> bool:
    return account == identity.account().id


def _index(organisation_id: str, form: InviteForm) -> str:
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        found = memberships.of_organisation(db, organisation_id)
        waiting = links.open_ones(db, access.store().clock(), organisation=organisation_id)
    return render_template(
        "people/index.html",
        organisation=organisation,
        people=peoplepages.people(found, organisation, identity.account()),
        waiting=peoplepages.waiting(waiting, organisation),
        form=form,
    )


def _role_page(organisation_id: str, account_id: str, form: RoleForm | None = None, *, is_changed: bool = False) -> str:
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        one = _of(db, organisation_id, account_id)
    return render_template(
        "people/show.html",
        organisation=organisation,
        person=peoplepages.people((one,), organisation, identity.account())[0],
        form=form or RoleForm(stored=one[0].role),
        is_changed=is_changed,
    )


def _hand_over_page(organisation_id: str, form: HandOverForm | None = None) -> str:
    with access.store().reading() as db:
        organisation: Organisation = access.organisation(db, organisation_id)
        others = _others(db, organisation_id)
    return render_template("people/hand-over.html", organisation=organisation, form=form or HandOverForm(others=others))


def _back(organisation_id: str, *, has_gone: bool = False) -> ResponseReturnValue:
    """Lead back to the people, or to the start page whoever may not see them any more."""
    if has_gone:
        return redirect(url_for("start.index"), SEE_OTHER)
    return redirect(url_for("people.index", organisation_id=organisation_id), SEE_OTHER)
