"""How often a password, a code or a link may be tried: so many times for one person, so many from one address.

The counts lie in the database, so they hold for every process and over a restart. A try for one person is counted
before it is looked at, and taken back if it was right: fifty tries at once get no further than fifty in a row. For an
address of the network only wrong tries count, since a whole office may sign in from one. Buckets are keyed hashes, so
neither an address nor an account lies in the table (decision 10).
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit import credentials
from audit.core.people import TRIES_OF_AN_ACCOUNT, TRIES_OF_AN_ADDRESS, WINDOW
from audit.errors import N_, AuditError
from audit.store import tries
from audit.store.connection import Connection
from audit.store.errors import StoreUnavailableError
from audit.web import outside
from audit.web.house import house, store

# Addresses that somebody gives for an account, each of which may have one already.
TAKEN = "taken"
# How many mails of one kind go to one address in a day because somebody asks for them, and how many invitations one
# account sends. Our choice: more is a nuisance to whoever gets them, or a machine that sends.
MAILS_OF_A_DAY, INVITATIONS_OF_A_DAY = 10, 50
_DAY = timedelta(days=1)
# How long a try that nobody could look at waits to be taken back, in seconds: its answer is that we failed.
_PATIENCE = 0.5


class TooManyMailsError(AuditError):
    """So many mails were asked for in a day that no more are sent."""

    sentence = N_(
        "So many invitations were sent in a day that no more go out by mail. Nothing was made. "
        "Leave the address empty, and hand the link over yourself."
    )


class TooManyTriesError(AuditError):
    """No more tries are taken for ``seconds`` seconds, right ones included."""

    sentence = N_("There were too many tries. For now no more are taken, right ones included.")

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait, in seconds."""
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Counted:
    """The names under which the tries of one person and of one address of the network are counted."""

    person: str
    address: str


def of(what: str, who: str) -> Counted:
    """Return what a try of this request counts for.

    Args:
        what: what is tried, such as "sign-in".
        who: for whom, such as the id of an account, or an e-mail address that may belong to nobody.
    """
    key = house().config.secret_key
    return Counted(credentials.bucket(key, what, who), credentials.bucket(key, what, "from", outside.client()))


def begin(counted: Counted) -> None:
    """Count a try before it is looked at.

    Raises:
        TooManyTriesError: no more are taken now; it was not counted either.
        StoreUnavailableError: it could not be counted, so nothing may be tried.
    """
    with store().writing() as db:
        refuse(db, counted)
        tries.add(db, counted.person, store().clock())


@contextmanager
def attempt(counted: Counted) -> Iterator[None]:
    """Count a try before it is looked at, and take it back where a failure of ours hides whether it was right.

    Only what comes before the answer is known belongs inside: a try known to be wrong stays counted, whatever fails.

    Raises:
        TooManyTriesError: no more are taken now; it was not counted either.
        StoreUnavailableError: it could not be counted, so nothing may be tried.
    """
    begin(counted)
    try:
        yield
    except (credentials.PasswordWorkError, StoreUnavailableError):
        with suppress(StoreUnavailableError), store().writing(patience=_PATIENCE) as db:
            tries.take_back(db, counted.person)
        raise


def refuse(db: Connection, counted: Counted) -> None:
    """Refuse a try where there were too many.

    Raises:
        TooManyTriesError: there were.
    """
    waits = (
        _seconds(db, counted.person, TRIES_OF_AN_ACCOUNT),
        _seconds(db, counted.address, TRIES_OF_AN_ADDRESS),
    )
    if max(waits):
        raise TooManyTriesError(max(waits))


def end(db: Connection, counted: Counted, *, is_right: bool) -> None:
    """Take back what was counted for the person, or count it for the address as well.

    Args:
        db: a writing connection.
        counted: what ``begin`` has counted.
        is_right: whether the try was right.
    """
    if is_right:
        tries.clear(db, counted.person)
    else:
        tries.add(db, counted.address, store().clock())


def may_mail(db: Connection, what: str, who: str, most: int = MAILS_OF_A_DAY) -> bool:
    """Count a mail that somebody asks for, and return whether it may go; one that may not is not counted.

    Args:
        db: a writing connection, which keeps the mail as well.
        what: the kind of mail.
        who: whom it goes to, or who sends it.
        most: how many may go in a day.
    """
    bucket, now = credentials.bucket(house().config.secret_key, "mail", what, who), store().clock()
    number, _ = tries.count(db, bucket, now - _DAY, now)
    if number < most:
        tries.add(db, bucket, now)
    return number < most


def taken(counted: Counted) -> None:
    """Count that an address was given which has an account: whoever gives many learns who is here.

    Raises:
        StoreUnavailableError: it could not be counted.
    """
    with store().writing() as db:
        end(db, counted, is_right=False)


def _seconds(db: Connection, bucket: str, most: int) -> int:
    """Return how long nothing is taken for a bucket; 0 where something is."""
    now: datetime = store().clock()
    number, oldest = tries.count(db, bucket, now - WINDOW, now)
    if number < most or oldest is None:
        return 0
    return max(1, math.ceil((oldest + WINDOW - now).total_seconds()))
