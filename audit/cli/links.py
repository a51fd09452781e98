"""One-time links for whoever sits at the machine that runs an instance: the first start, and a way back in.

Of each the database keeps the hash alone; the console is the only place where the link stands.
"""

from dataclasses import replace

from audit import credentials
from audit.core.people import Account, Purpose, new_link
from audit.errors import N_, AuditError
from audit.store import accounts, instance, links, rescue
from audit.store.database import THIS_MACHINE, Store


class NoAccountError(AuditError):
    """Nobody has an account with this address."""

    sentence = N_("There is no account with the address “%(email)s”. Nothing was changed. Check how it is written.")


class DisabledAccountError(AuditError):
    """Nobody may sign in with this account."""

    sentence = N_(
        "The account “%(email)s” is disabled. Nothing was changed. An operator can enable it on the page of accounts."
    )


def first_start(store: Store, address: str) -> str | None:
    """Make the link of the first start; every one made before opens nothing any more.

    Args:
        store: a prepared store.
        address: what the link begins with.

    Returns:
        The link; ``None`` where the instance is set up already, and nothing was made.

    Raises:
        StoreUnavailableError: nothing was made.
    """
    secret, now = credentials.new_secret(), store.clock()
    link = new_link(Purpose.FIRST_START, store.token(), now, THIS_MACHINE)
    with store.writing() as db:
        if instance.get(db) is not None:
            return None
        links.withdraw_all(db, Purpose.FIRST_START)
        links.make(db, link, credentials.fingerprint(secret))
    return f"{address}/first-start/{secret}"


def recovery(store: Store, address: str, email: str, *, with_factor: bool = False) -> tuple[Account, str]:
    """Make a link by which somebody can set a new password. It is recorded, and told at the next sign-in.

    The second factor stays in force, unless it is said to be lost. The link ends after half an hour.

    Args:
        store: a prepared store.
        address: what the link begins with.
        email: whose account, as the person writes the address.
        with_factor: reset the second factor as well. An operator who is alone has nobody else to ask; whoever sits at
            the machine could read everything anyway.

    Raises:
        NoAccountError: there is none of this address.
        NoSecondFactorError: there is no second factor to reset; nothing was made.
        DisabledAccountError: nobody may sign in with it.
        StoreUnavailableError: nothing was made.
    """
    secret, now = credentials.new_secret(), store.clock()
    with store.writing() as db:
        account = accounts.by_email(db, email)
        if account is None:
            raise NoAccountError(email=email)
        if account.disabled is not None:
            raise DisabledAccountError(email=email)
        link = replace(new_link(Purpose.RECOVERY, store.token(), now, THIS_MACHINE), account=account.id)
        rescue.offer_recovery(db, link, credentials.fingerprint(secret))
        if with_factor:
            rescue.reset_second_factor(db, account.id)
    return account, f"{address}/recover/{secret}"
