"""What somebody is told by mail when the way into the account changed (ASVS 5.0, 6.3.7), where mail is sent at all."""

from contextlib import suppress

from flask import url_for

from audit.core.letters import UnmailableError
from audit.core.people import Account
from audit.language import gettext
from audit.store import outbox
from audit.store.connection import Connection
from audit.web.house import house


def password_set(db: Connection, account: Account) -> None:
    """Tell that there is a new password."""
    _tell(db, account.email, gettext("Your Self-Audit account has a new password, and all devices were signed out."))


def address_changed(db: Connection, before: str) -> None:
    """Tell the address that was used until now that another one is used."""
    _tell(db, before, gettext("Your Self-Audit account uses another e-mail address from now on, and this one no more."))


def second_factor(db: Connection, account: Account, *, is_on: bool) -> None:
    """Tell that a second factor was switched on or off."""
    on = gettext("A second factor was switched on for your Self-Audit account.")
    off = gettext("The second factor of your Self-Audit account was switched off.")
    _tell(db, account.email, on if is_on else off)


def _tell(db: Connection, to: str, what: str) -> None:
    if house().config.mail is None:
        return
    text = gettext(
        "%(what)s\n\nIf it was you, there is nothing to do. If it was not, tell whoever runs your Self-Audit, and look "
        "at your account: %(address)s",
        what=what,
        address=f"{house().config.address}{url_for('account.show')}",
    )
    with suppress(UnmailableError):  # Nobody can be told at such an address, and the change stands all the same.
        outbox.send(db, to, gettext("A change to your Self-Audit account"), text)
