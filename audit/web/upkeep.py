"""The daily round: forgets what was kept for its time, and erases the organisations whose day has come.

The command and the running server use the same function. It knows no request.
"""

import logging
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.config import Config
from audit.core.letters import UnmailableError
from audit.core.people import Account
from audit.language import gettext
from audit.store import audits, erasures, jobs, outbox, programmes, retention
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.erasures import Erasure, ErasureNotDueError, Receipt
from audit.store.errors import StoreDamagedError
from audit.store.retention import Past
from audit.web import waiting

log = logging.getLogger(__name__)

# A round that comes so long after the last one deletes nothing that people made: a backup was restored, the clock has
# jumped, or nobody was there for days. Whoever looks in before the next round can still stop it. Our choice.
STEADY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did. ``is_overwritten`` says whether no erased row is left in the log of the database."""

    past: Past
    receipts: tuple[Receipt, ...]
    is_overwritten: bool


def look(store: Store) -> tuple[Past, tuple[Erasure, ...]]:
    """Return what a round would do now; nothing is changed."""
    with store.reading() as db:
        return retention.find(db, store.clock()), erasures.waiting(db, store.clock())


def apply(config: Config, store: Store) -> Round:
    """Do the round: everything whose time is over goes, from the database, its log and the files beside it.

    Raises:
        StoreUnavailableError: the database cannot be written now; what was done until then is done.
    """
    with store.writing(by=retention.ACTOR) as db:
        past = retention.apply(db, store.clock())
        if config.mail is not None:
            _tell(db, past.told, config.address)
    for owner in past.unreadable:
        log.error("organisation %s cannot be read: nothing of it was deleted, and the round went on", owner)
    waiting.drop_all(config, [audit.id for audit in past.audits])
    with store.reading() as db:
        due = erasures.waiting(db, store.clock())
    receipts = tuple(receipt for one in due if (receipt := _erase(config, store, one)) is not None)
    if past.audits or past.accounts or receipts:
        # Drawings are kept by what they show; nobody can tell whose they are, and they are made anew when asked for.
        shutil.rmtree(config.cache, ignore_errors=True)
    return Round(past, receipts, erasures.empty_log(store))


def chore(config: Config) -> Callable[[Store], None]:
    """Return the round as the worker of the server does it once a day (``audit.work``).

    Audits, accounts and organisations go only where the round before was a few days ago at most (``STEADY``).
    """

    def upkeep(store: Store) -> None:
        now = store.clock()
        with store.writing(by=retention.ACTOR) as db:
            last = jobs.last_done(db, jobs.DAILY)
            is_steady = _is_steady(last, now)
            if not is_steady:
                retention.forget(db, now)
        if not is_steady:
            # The first of all is nothing to look into.
            level = logging.DEBUG if last is None else logging.WARNING
            log.log(level, "the round before was not lately: audits, accounts and organisations wait for the next one")
            return
        done = apply(config, store)
        for receipt in done.receipts:
            log.info("organisation %s was erased, receipt %s", receipt.organisation, receipt.id)

    return upkeep


def backups(config: Config) -> tuple[str, ...]:
    """Return the names of the databases that lie beside the one in use: they hold what it held then."""
    found = config.data.glob("*.sqlite*")
    ours = {config.database.name + end for end in ("", "-wal", "-shm", "-journal")}
    return tuple(sorted(path.name for path in found if path.name not in ours))


def _is_steady(last: datetime | None, now: datetime) -> bool:
    return last is not None and timedelta(0) <= now - last <= STEADY


def _erase(config: Config, store: Store, erasure: Erasure) -> Receipt | None:
    """Erase one organisation; ``None`` where it was withdrawn a moment ago, or a row of it cannot be read."""
    try:
        with suppress(ErasureNotDueError), store.writing(by=retention.ACTOR) as db:
            owned = programmes.listing(db, erasure.organisation)
            names = [audit.id for programme in owned for audit in audits.listing(db, programme)]
            receipt = erasures.perform(db, erasure, store.clock())
            waiting.drop_all(config, names)
            return receipt
    except StoreDamagedError:
        log.exception("organisation %s cannot be read: it was not erased, and the round went on", erasure.organisation)
    return None


def _tell(db: Connection, told: Iterable[Account], address: str) -> None:
    """Write to whom an account belongs that will go in a month."""
    days = retention.NOTICE.days
    subject = gettext("Your account will be deleted in %(days)s days", days=days)
    text = gettext(
        "You have an account at %(address)s. It has no place in any organisation, and nobody has signed in with it for "
        "a long time. It will be deleted in %(days)s days.\n\nIf you want to keep it, sign in once until then. "
        "Otherwise you need not do anything.",
        address=address,
        days=days,
    )
    for account in told:
        try:
            outbox.send(db, account.email, subject, text)
        except UnmailableError:
            log.warning("no mail can be sent to account %s", account.id)
