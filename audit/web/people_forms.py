"""The forms of the first start, of invitations, and of the people of an organisation."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from audit import credentials
from audit.core.people import Account, Kind, Membership, Office, Role
from audit.errors import N_
from audit.language import gettext, sentence
from audit.store import limits
from audit.web import fields, peoplewords
from audit.web.forms import CheckedForm, Typed
from audit.web.people_fields import Address, Password
from audit.web.personal_check import Guard

# What somebody who hands over management becomes: a role, or nobody here any more.
_LEAVE = "leave"
_CHOOSE_ROLE = N_("Choose a role.")


class NewAccountForm(CheckedForm):
    """Who somebody is, and the password to sign in with."""

    name = fields.Text(guard=Guard.UNREAD, most=limits.NAME, least=1, needed=N_("Write your name."), one_line=True)
    email = Address()
    password = Password(needed=N_("Choose a password."))

    def __init__(self, formdata: Typed = None, *, known: Iterable[str] = (), email: str = "") -> None:
        """Fill the form.

        Args:
            formdata: what a request sent.
            known: what a password must not be made of, beside what the form says: the name of an organisation.
            email: the address the person was invited by.
        """
        super().__init__()
        self.known = tuple(known)
        self.process(formdata, data={"email": email})

    def validate_password(self, field: Password) -> None:
        """Refuse a password that is easy to guess, and say why."""
        said = (str(self.name.data or ""), str(self.email.data or ""), *self.known)
        for error in credentials.weaknesses(str(field.data or ""), said):
            raise fields.RefusedError(sentence(error))

    def account(self, token: str, now: datetime, *offices: Office) -> Account:
        """Return the account that a checked form describes, under this id."""
        return Account(
            id=token,
            email=self.email.data,
            name=self.name.data,
            offices=frozenset(offices),
            has_second_factor=False,
            created=now,
        )


class FirstStartForm(NewAccountForm):
    """Who sets an instance up, and what it serves."""

    kind = fields.Choice(needed=N_("Choose what this Self-Audit is for."))
    network = fields.Text(guard=Guard.NAME, most=limits.NAME, one_line=True)

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.kind.choices = (
            (Kind.OWN.value, gettext("My own programme, or several of one organisation")),
            (Kind.NETWORK.value, gettext("A network: I run it for its member organisations")),
        )
        self.process(formdata)

    def validate_network(self, field: fields.Text) -> None:
        """Ask for the name of a network where it is to be one."""
        if self.kind.data == Kind.NETWORK and not field.data:
            raise fields.RefusedError(gettext("Write the name of the network."))

    @property
    def network_name(self) -> str:
        """The name of the network; empty for one's own programmes, whatever was typed."""
        return str(self.network.data or "") if self.kind.data == Kind.NETWORK else ""


class InviteForm(CheckedForm):
    """Whom a manager invites, and to which role."""

    role = fields.Choice(needed=_CHOOSE_ROLE)
    email = Address(is_needed=False)
    once = fields.Once()

    def __init__(self, formdata: Typed = None, *, once: str = "") -> None:
        """Fill the form from a request.

        Args:
            formdata: what a request sent.
            once: the mark of the page.
        """
        super().__init__()
        self.role.choices = peoplewords.roles()
        self.process(formdata, data={"once": once})


class RoleForm(CheckedForm):
    """The role of somebody in an organisation; ``was`` is the one the page showed."""

    was = fields.Choice()
    role = fields.Choice(needed=_CHOOSE_ROLE)

    def __init__(self, formdata: Typed = None, *, stored: Role | None = None) -> None:
        """Fill the form from a request, or with the role somebody has."""
        super().__init__()
        self.role.choices = peoplewords.roles()
        self.was.choices = self.role.choices
        role = stored.value if stored is not None else ""
        self.process(formdata, data={"role": role, "was": role})


class HandOverForm(CheckedForm):
    """Who manages from now on, and what the manager becomes who hands over."""

    to = fields.Choice(needed=N_("Choose who manages from now on."))
    then = fields.Choice(needed=N_("Choose what you will be."))

    def __init__(self, formdata: Typed = None, *, others: Sequence[tuple[Membership, Account]] = ()) -> None:
        """Fill the form from a request.

        Args:
            formdata: what it sent.
            others: the other people of the organisation who may sign in.
        """
        super().__init__()
        self.to.choices = [(account.id, f"{account.name} ({account.email})") for _, account in others]
        self.then.choices = [
            (Role.CONTRIBUTOR.value, peoplewords.role(Role.CONTRIBUTOR)),
            (Role.READER.value, peoplewords.role(Role.READER)),
            (_LEAVE, gettext("I leave the organisation")),
        ]
        self.process(formdata)

    @property
    def own_role(self) -> Role | None:
        """What the manager becomes who hands over; ``None`` for who leaves."""
        return None if self.then.data == _LEAVE else Role(self.then.data)
