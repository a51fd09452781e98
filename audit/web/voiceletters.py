"""The mail by which a service is asked for its second voice. It names no person, and says that no is an answer."""

from flask import url_for

from audit.core.programme import Organisation, Programme
from audit.core.second_voice import Voice
from audit.language import format_date, gettext
from audit.store import outbox
from audit.store.connection import Connection
from audit.web import trying
from audit.web.house import house


def address(secret: str) -> str:
    """Return the link in full: it begins with the declared address of this instance, never with what a request says."""
    return f"{house().config.address}{url_for('second_voice.show', secret=secret)}"


def send(db: Connection, voice: Voice, link: str, organisation: Organisation, programme: Programme) -> None:
    """Keep the mail to be sent once the caller's transaction is kept.

    Args:
        db: a writing connection of whoever invites.
        voice: the invitation.
        link: in full.
        organisation: who asks.
        programme: about which programme.

    Raises:
        TooManyMailsError: the address, or whoever invites, had as many mails as a day may have.
        UnmailableError: nothing can be sent to that address.
    """
    is_wanted = trying.may_mail(db, "invitations to", voice.email)
    if not (is_wanted and trying.may_mail(db, "invitations of", voice.made_by, trying.INVITATIONS_OF_A_DAY)):
        raise trying.TooManyMailsError
    text = gettext(
        "To: %(service)s\n\n"
        "%(organisation)s runs the programme “%(programme)s” for men who use violence against their (ex-)partners. It "
        "checks its own work with Self-Audit and asks for your view of it: about 20 minutes, given answers to choose "
        "from, nothing to write. You decide who may see what you answer.\n\n"
        "You may say no: then do nothing, and nobody is told. The page explains everything before you begin:\n"
        "%(address)s\n\n"
        "The link can be opened until %(day)s. It is for your service alone; please do not forward it to the "
        "programme. If you are not that service, delete this message.",
        service=voice.service,
        organisation=organisation.name,
        programme=programme.name,
        address=link,
        day=format_date(voice.expires.date()),
    )
    outbox.send(db, voice.email, gettext("You are asked for your view of a programme"), text, until=voice.expires)
