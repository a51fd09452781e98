"""Invitations, made: a one-time link to a role in an organisation, or to an office of the instance.

The secret is in the link and nowhere else; whoever made it sees it once. Where mail is configured and an address was
given, the link is sent there as well.
"""

from dataclasses import dataclass, replace

import flask

from audit import credentials
from audit.core.people import Instance, Link, Office, Purpose, Role, is_network, new_link, same_address
from audit.language import format_date, gettext
from audit.store import instance, links, organisations, outbox
from audit.store.connection import Connection
from audit.web import identity, linkpages, peoplewords, trying
from audit.web.house import house, store

# The marks of pages whose invitation was made, in the browser that made it: the newest.
_MADE, _MOST_MADE = "invited", 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Whom somebody invites: to a role in an organisation, or to an office.

    ``email`` may be empty. ``once`` is the mark of the page: a form that is sent twice makes one invitation.
    """

    email: str = ""
    organisation: str | None = None
    role: Role | None = None
    office: Office | None = None
    once: str = ""


def is_made(db: Connection, guest: Guest) -> bool:
    """Whether this form made its invitation already, and nobody has used it or taken it back."""
    return bool(guest.once) and links.find(db, credentials.fingerprint(_of_page(guest)), store().clock()) is not None


def invite(db: Connection, guest: Guest) -> str:
    """Make an invitation and return its link, which is shown once; of a form that came twice both times the same.

    Args:
        db: a writing connection of whoever invites.
        guest: whom, and to what.

    Raises:
        NotSignedInError: nobody has signed in who could invite.
        TooManyMailsError: the address, or whoever invites, had as many mails as a day may have; nothing was made.
    """
    if is_made(db, guest):
        return linkpages.address(Purpose.INVITATION, _of_page(guest))
    secret, now = _secret(guest), store().clock()
    link = replace(
        new_link(Purpose.INVITATION, store().token(), now, identity.account().id),
        email=same_address(guest.email),
        organisation=guest.organisation,
        role=guest.role,
        office=guest.office,
    )
    links.make(db, link, credentials.fingerprint(secret))
    address = linkpages.address(Purpose.INVITATION, secret)
    if sends(guest):
        _refuse_flood(db, link)
        subject, text = gettext("An invitation to Self-Audit"), _letter(db, link, address)
        outbox.send(db, guest.email, subject, text, until=link.expires)
    return address


def _secret(guest: Guest) -> str:
    """Return the secret of a new invitation.

    A page that comes back after its invitation was taken back, or used, gets another secret than it had: the old link
    may be with somebody who was not meant.
    """
    made = [mark for mark in flask.session.get(_MADE, []) if isinstance(mark, str)]
    if not guest.once or guest.once in made:
        return credentials.new_secret()
    flask.session[_MADE] = [*made, guest.once][-_MOST_MADE:]
    return _of_page(guest)


def _of_page(guest: Guest) -> str:
    """Return the secret that belongs to a page and to what was chosen on it. The mark of the page is kept nowhere."""
    chosen = (guest.organisation or "", guest.role or "", guest.office or "", same_address(guest.email))
    return credentials.secret_of(
        house().config.secret_key, "invitation", guest.once, identity.account().id, *map(str, chosen)
    )


def is_local() -> bool:
    """Whether a link opens on this machine only, because no address was declared by which others reach it."""
    return house().config.public_address is None


def _refuse_flood(db: Connection, link: Link) -> None:
    """Refuse more mails in a day than anybody wants to get, or somebody has people to invite."""
    is_wanted = trying.may_mail(db, "invitations to", link.email)
    if not (is_wanted and trying.may_mail(db, "invitations of", link.made_by, trying.INVITATIONS_OF_A_DAY)):
        raise trying.TooManyMailsError


def sends(guest: Guest) -> bool:
    """Whether the link goes out by mail as well."""
    return bool(guest.email) and house().config.mail is not None


def place(db: Connection, link: Link) -> str:
    """Return the name of what a link invites to: an organisation, the network, or this instance."""
    if link.organisation is not None:
        return organisations.get(db, link.organisation).name
    return _of_instance(instance.get(db))


def _of_instance(found: Instance | None) -> str:
    return found.name if found is not None and is_network(found) else gettext("this installation of Self-Audit")


def _letter(db: Connection, link: Link, address: str) -> str:
    """Return the text of the mail. It names nobody but who invites, and says what to do if it was a mistake."""
    return gettext(
        "%(who)s invites you to Self-Audit, where perpetrator programmes check their own work.\n\n"
        "Place: %(place)s\nRole: %(role)s\n\n"
        "Open this link to accept. It can be used once, until %(day)s:\n%(address)s\n\n"
        "Nothing happens if you do not open it. If you did not expect it, you can delete this message.",
        who=identity.account().name,
        place=place(db, link),
        role=peoplewords.of_link(link),
        day=format_date(link.expires.date()),
        address=address,
    )
