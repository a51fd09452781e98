"""Asking somebody who has signed in for the password again, before what whoever found an open browser must not do.

ASVS 5.0, 7.5.1 and 7.5.2. Tries are counted apart from those of the sign-in: nobody outside can use them up.
"""

import logging

from audit import credentials
from audit.language import gettext
from audit.store import accounts, instance, memberships, organisations, programmes
from audit.store.connection import Connection
from audit.web import identity, trying
from audit.web.house import store
from audit.web.people_fields import Password

log = logging.getLogger(__name__)

_PASSWORD = "own-password"  # noqa: S105 - what tries are counted for


def proves(field: Password) -> bool:
    """Whether a field holds the password of whoever has signed in; if not, the field says so.

    Raises:
        NotSignedInError: nobody has.
        TooManyTriesError: no more tries are taken now.
        PasswordWorkError: nobody can tell.
    """
    account = identity.account()
    if not field.data:
        field.errors = [gettext(field.needed)]
        return False
    counted = trying.of(_PASSWORD, account.id)
    with trying.attempt(counted):
        with store().reading() as db:
            kept = accounts.password(db, account.id)
        is_right = credentials.is_right(kept, str(field.data))
    with store().writing(by=account.id) as db:
        trying.end(db, counted, is_right=is_right)
    if not is_right:
        log.warning("a password asked for again was not right for %s", account.id)
        field.errors = [gettext("This is not the password of your account.")]
    return is_right


def known_of(db: Connection, account_id: str) -> tuple[str, ...]:
    """Return what a password of an account must not be made of: its name and address, and those of its places.

    Raises:
        NotFoundError: there is no such account.
    """
    account, set_up = accounts.get(db, account_id), instance.get(db)
    found = [account.name, account.email, set_up.name if set_up is not None else ""]
    for place in memberships.of_account(db, account_id):
        found.append(organisations.get(db, place.organisation).name)
        found.extend(programme.name for programme in programmes.listing(db, place.organisation))
    return tuple(found)
