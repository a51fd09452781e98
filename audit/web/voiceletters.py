"""The mails to a service: asked for its second voice, and told when the network ended it. They name no person.

The first says that no is an answer; the second is how a service learns of an end that it never asked for.
"""

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
        "programme. Open it soon: whoever opens it first sets its secret. If it opens nothing and nobody of your "
        "service has opened it, somebody else has; the page then says whom to tell. If you are not that service, "
        "delete this message.",
        service=voice.service,
        organisation=organisation.name,
        programme=programme.name,
        address=link,
        day=format_date(voice.expires.date()),
    )
    outbox.send(db, voice.email, gettext("You are asked for your view of a programme"), text, until=voice.expires)


def send_ended(db: Connection, voice: Voice, network: str, programme: Programme) -> None:
    """Tell a service that the network has ended its second voice. No limit of mails holds it back.

    Args:
        db: a writing connection of whoever ended it.
        voice: what was ended.
        network: the name of the network.
        programme: about which programme it was.

    Raises:
        UnmailableError: nothing can be sent to that address.
    """
    text = gettext(
        "To: %(service)s\n\n"
        "%(network)s has ended the second voice that was handed in for you about the programme “%(programme)s”. It was "
        "asked to do so in the name of your service: because the secret was lost, or because somebody else had opened "
        "your link.\n\n"
        "What was said is deleted there, and the secret opens nothing any more. The programme sees “not "
        "given”. You can be invited again, and then answer anew, or say no.\n\n"
        "If nobody of your service asked for this, tell %(network)s at once.",
        service=voice.service,
        network=network,
        programme=programme.name,
    )
    outbox.send(db, voice.email, gettext("Your second voice was ended"), text)
