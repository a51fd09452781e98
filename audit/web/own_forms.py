"""The forms of sign-in, recovery and one's own account."""

from collections.abc import Iterable
from dataclasses import replace

from audit import credentials
from audit.core.people import Account
from audit.errors import N_
from audit.language import gettext, sentence
from audit.store import limits
from audit.web import fields
from audit.web.forms import CheckedForm, Typed
from audit.web.people_fields import Address, Password
from audit.web.personal_check import Guard

_YOUR_PASSWORD = N_("Write your password.")
_CHOOSE = N_("Choose a password.")


class SignInForm(CheckedForm):
    """Who wants to come in."""

    email = Address()
    password = Password(needed=_YOUR_PASSWORD)

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)

    def refuse(self) -> None:
        """Say that address and password do not belong together, whichever of them it is."""
        self.email.errors = [
            gettext("This e-mail address and this password do not belong together. Check both and try again.")
        ]


class CodeForm(CheckedForm):
    """A code of a device, or a recovery code. It is never shown again."""

    one_time_password = Password(needed=N_("Write the six digits that your app shows now, or a recovery code."))

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)

    def refuse(self) -> None:
        """Say that a code is not right."""
        self.one_time_password.errors = [
            gettext(
                "This code is not right, or it was used before. Wait for the next one. "
                "If that is not right either, check the clock of your device."
            )
        ]


class ForgottenForm(CheckedForm):
    """Whose password is to be set anew."""

    email = Address()

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)


class OwnPasswordForm(CheckedForm):
    """The password of whoever has signed in, asked for again."""

    current_password = Password(needed=_YOUR_PASSWORD)

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.process(formdata)


class NewPasswordForm(CheckedForm):
    """A new password. ``known`` is what it must not be made of."""

    password = Password(needed=_CHOOSE)

    def __init__(self, formdata: Typed = None, *, known: Iterable[str] = ()) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.known = tuple(known)
        self.process(formdata)

    def validate_password(self, field: Password) -> None:
        """Refuse a password that is easy to guess, and say why."""
        _refuse_weak(field, self.known)


class ChangePasswordForm(CheckedForm):
    """The password until now, and a new one, which must not be made of what is ``known``."""

    current_password = Password(needed=_YOUR_PASSWORD)
    password = Password(needed=_CHOOSE)

    def __init__(self, formdata: Typed = None, *, known: Iterable[str] = ()) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.known = tuple(known)
        self.process(formdata)

    def validate_password(self, field: Password) -> None:
        """Refuse a password that is easy to guess, and say why."""
        _refuse_weak(field, self.known)


class _PasswordForAddress(Password):
    """A password that is needed for a new address only."""

    def pre_validate(self, form: object) -> None:
        """Ask for the password where it is needed and none came."""
        if isinstance(form, PersonForm) and form.asks_password:
            super().pre_validate(form)


class PersonForm(CheckedForm):
    """The name and the address of whoever has signed in. A new address asks for the password."""

    version = fields.Version()
    name = fields.Text(guard=Guard.UNREAD, most=limits.NAME, least=1, needed=N_("Write your name."), one_line=True)
    email = Address()
    current_password = _PasswordForAddress(needed=_YOUR_PASSWORD)

    def __init__(self, formdata: Typed = None, *, stored: Account) -> None:
        """Fill the form from a request, or with what is stored."""
        super().__init__()
        self.stored = stored
        self.process(formdata, data={"version": stored.version, "name": stored.name, "email": stored.email})

    @property
    def asks_password(self) -> bool:
        """Whether what was typed needs the password."""
        return bool(self.email.data != self.stored.email)

    def changed(self) -> Account:
        """Return the account with what a checked form says; its version is the one the page showed."""
        return replace(self.stored, name=self.name.data, email=self.email.data, version=self.version.data)


def _refuse_weak(field: Password, known: Iterable[str]) -> None:
    for error in credentials.weaknesses(str(field.data or ""), known):
        raise fields.RefusedError(sentence(error))
