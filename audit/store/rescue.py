"""What an operator does for somebody who cannot sign in. Both acts are recorded, and the person is told of each.

An operator could use either to come into somebody's account; what is told at the next sign-in, and by mail where there
is one, is how the person finds out.
"""

from audit.core.people import Link, Purpose
from audit.store import account_events, accounts, links, second_factors, sessions
from audit.store.connection import Connection
from audit.store.errors import NoSecondFactorError, NotFoundError

RECOVERED = account_events.RECOVERED_BY_OPERATOR
RESET = "second-factor-reset"
BOTH = "recovered-and-reset"


def offer_recovery(db: Connection, link: Link, link_hash: str) -> None:
    """Keep a link by which a password can be set anew; links made before open nothing any more.

    The second factor stays in force, and nothing ends until the link is used.

    Args:
        db: a writing connection of the operator.
        link: a recovery of one account.
        link_hash: SHA-256 of its secret, 64 hexadecimal digits.

    Raises:
        NotFoundError: there is no such account, or nobody may sign in with it.
    """
    account = str(link.account)
    if accounts.get(db, account).disabled is not None:
        raise NotFoundError
    links.withdraw_all(db, Purpose.RECOVERY, account=account)
    links.make(db, link, link_hash)
    account_events.record(db, account, RECOVERED)
    _notice(db, account, RECOVERED)


def reset_second_factor(db: Connection, account: str) -> None:
    """Ask for no code any more at the sign-in of somebody who lost the device and the recovery codes.

    Every session of the account ends: nobody who sits at a device of that person goes on.

    Args:
        db: a writing connection of the operator.
        account: whose.

    Raises:
        NotFoundError: there is no such account.
        NoSecondFactorError: there is nothing to reset.
    """
    if not accounts.get(db, account).has_second_factor:
        raise NoSecondFactorError
    second_factors.switch_off(db, account)
    sessions.end_all(db, account)
    _notice(db, account, RESET)


def _notice(db: Connection, account: str, word: str) -> None:
    """Let the person read about it at the next sign-in; the second act does not cover up the first."""
    db.execute(
        "UPDATE accounts SET notice = CASE WHEN notice IN ('', ?) THEN ? ELSE ? END WHERE id = ?",
        (word, word, BOTH, account),
    )
