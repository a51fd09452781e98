"""What happens at a one-time link: it is looked up by its hash, used up by a form, and says so when it opens nothing.

A link that was used, has expired, was taken back or was altered is answered with one and the same sentence: whoever
tries addresses learns nothing from it.
"""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import Link, Purpose
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.store import links
from audit.store.connection import Connection
from audit.web.house import house, store

GONE = 410
_WHAT_TO_DO = {
    Purpose.FIRST_START: N_(
        "If this Self-Audit is set up already, sign in. If not, whoever sits at the machine gets a new link with "
        "“self-audit first-start”, or by starting it again."
    ),
    Purpose.INVITATION: N_(
        "If you have just used it yourself, go on or sign in. If not, ask whoever invited you for a new one."
    ),
    Purpose.RECOVERY: N_("If you have just used it yourself, sign in. If not, ask for a new one."),
}


# Where each leads. The first start is asked for on a console, so its link is made there (``cli.links``).
_OPENED_AT = {Purpose.INVITATION: "invitations.show", Purpose.RECOVERY: "recovery.show"}


class LinkGoneError(AuditError):
    """A one-time link opens nothing: used, expired, taken back, or never made."""

    sentence = N_("This link cannot be used. It works once, and for a limited time.")


def address(purpose: Purpose, secret: str) -> str:
    """Return the link in full: it begins with the declared address of this instance, never with what a request says."""
    return f"{house().config.address}{url_for(_OPENED_AT[purpose], secret=secret)}"


def opened(secret: str, purpose: Purpose) -> Link | None:
    """Return the link that a secret opens; ``None`` where it opens none of this purpose. Nothing is used up."""
    with store().reading() as db:
        found = links.find(db, credentials.fingerprint(secret), store().clock())
    return found if found is not None and found.purpose is purpose else None


def use(db: Connection, secret: str) -> None:
    """Use a link up, together with what else the transaction does.

    Raises:
        LinkGoneError: somebody else was quicker, or it has just expired.
    """
    if not links.use(db, credentials.fingerprint(secret), store().clock()):
        raise LinkGoneError


def gone(purpose: Purpose) -> ResponseReturnValue:
    """Return the page of a link that opens nothing, with what to do now."""
    sentence, what_to_do = gettext(LinkGoneError.sentence), gettext(_WHAT_TO_DO[purpose])
    return render_template("invitations/gone.html", sentence=sentence, what_to_do=what_to_do), GONE
