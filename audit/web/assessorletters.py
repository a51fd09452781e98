"""The mail to an assessor who was invited to an audit: which one, and where it opens once they have signed in."""

from contextlib import suppress

from flask import url_for

from audit.core.letters import UnmailableError
from audit.core.people import Account
from audit.language import gettext
from audit.store import outbox
from audit.store.connection import Connection
from audit.web import identity, trying
from audit.web.house import house
from audit.web.opened import Opened


def send(db: Connection, account: Account, found: Opened) -> bool:
    """Keep the mail to be sent once the caller's transaction is kept, and return whether one goes out.

    The invitation stands without it: an assessor finds the audit on the first page after signing in.

    Args:
        db: a writing connection of whoever invites.
        account: the assessor.
        found: the audit.
    """
    if house().config.mail is None:
        return False
    if not trying.may_mail(db, "invitations of", identity.account().id, trying.INVITATIONS_OF_A_DAY):
        return False
    with suppress(UnmailableError):  # Nobody can be told at such an address.
        outbox.send(db, account.email, gettext("You are invited to assess an audit"), _text(found))
        return True
    return False


def _text(found: Opened) -> str:
    """Return the text of the mail. Its link opens nothing by itself, and it names nobody."""
    return gettext(
        "%(organisation)s invites you to look at one audit of its programme “%(programme)s”, as an assessor of the "
        "network. You can read that audit and record what you found, and nothing else of the organisation.\n\n"
        "Sign in and open:\n%(address)s\n\n"
        "The organisation can take the invitation back at any time. If you did not expect it, ask the organisation.",
        organisation=found.organisation.name,
        programme=found.programme.name,
        address=f"{house().config.address}{url_for('assessing.findings', audit_id=found.audit.id)}",
    )
