"""How long things are kept, and what has been kept for its time.

The operator sets the times of the instance, each organisation those of its own audits. What would go and what goes are
found by the same conditions, so a dry run tells the truth. An account goes only after somebody had a month to come
back: first it is announced, and what was announced is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from audit.core.people import Account
from audit.core.programme import Audit
from audit.errors import N_, AuditError
from audit.store import account_events, accounts, audits, history, jobs, programmes
from audit.store.connection import Connection
from audit.store.errors import StoreDamagedError
from audit.store.rows import moment


class What(StrEnum):
    """What is kept for a time."""

    SESSIONS = "sessions"
    LINKS = "links"
    TRIES = "tries"
    EVENTS = "account-events"
    JOBS = "jobs"
    ACCOUNTS = "accounts"
    DRAFTS = "drafts"
    AUDITS = "audits"


OF_ORGANISATION = (What.DRAFTS, What.AUDITS)
OF_INSTANCE = tuple(what for what in What if what not in OF_ORGANISATION)
# Days. ``None`` keeps a thing until somebody deletes it. Our choice, with reasons in docs/data-protection.md.
DEFAULTS: Mapping[What, int | None] = {
    What.SESSIONS: 30,
    What.LINKS: 30,
    What.TRIES: 1,
    What.EVENTS: 365,
    What.JOBS: 30,
    What.ACCOUNTS: 365,
    What.DRAFTS: None,
    What.AUDITS: None,
}
# The fewest days that can be set: nobody should lose an audit or an account by a slip of the keyboard. What can be
# tried again must still be there, and the events say when somebody signed in last and was told.
LEAST: Mapping[What, int] = {
    What.SESSIONS: 1,
    What.LINKS: 1,
    What.TRIES: 1,
    What.EVENTS: 90,
    What.JOBS: 8,
    What.ACCOUNTS: 90,
    What.DRAFTS: 90,
    What.AUDITS: 365,
}
# A hundred years, as the table has it.
MOST = 36_525
# How long before its end an account is announced to go.
NOTICE = timedelta(days=30)
# The actor in histories of what goes because its time is over.
ACTOR = "retention"
RETENTION_CHANGED = "retention-changed"

_LAST_SIGN_IN = (
    "SELECT max(number) FROM account_events AS l WHERE l.account = e.account"  # noqa: S608 - a word of our own
    f" AND l.act = '{account_events.SIGNED_IN}'"
)
# What has been kept long enough; ``?`` is the day before which it must lie. When somebody last signed in stays known.
_PAST: Mapping[What, str] = {
    What.SESSIONS: "sessions WHERE seen <= ?",
    What.LINKS: "links WHERE min(coalesce(used, expires), expires) <= ?",
    What.TRIES: "tries WHERE moment <= ?",
    What.EVENTS: f"account_events AS e WHERE e.moment <= ? AND e.number IS NOT ({_LAST_SIGN_IN})",
    What.JOBS: "jobs WHERE done <= ?",
}
_EVENT = "SELECT max(moment) FROM account_events AS e WHERE e.account = a.id AND e.act = '{0}'"
_LAST, _TOLD = (_EVENT.format(act) for act in (account_events.SIGNED_IN, account_events.DELETION_ANNOUNCED))
# Accounts without a place, with when each was last in use and when that was last announced to end it.
_IDLE = (
    "SELECT id, last, told FROM (SELECT a.id AS id,"  # noqa: S608 - names of our own, no input
    f" coalesce(({_LAST}), a.created) AS last, ({_TOLD}) AS told"
    " FROM accounts AS a WHERE NOT EXISTS (SELECT 1 FROM memberships AS m WHERE m.account = a.id)"
    " AND NOT EXISTS (SELECT 1 FROM offices AS o WHERE o.account = a.id)) WHERE last <= ? ORDER BY id"
)


class DaysOutOfRangeError(AuditError):
    """Something cannot be kept for so few or so many days."""

    sentence = N_("“%(what)s” can be kept for %(least)s to %(most)s days, not for %(days)s.")


@dataclass(frozen=True, slots=True)
class Past:
    """What has been kept for its time. ``rows`` are counts; ``told`` are the accounts whose end is announced now.

    ``unreadable`` are the organisations of which a row could not be read: nothing of theirs is found, and nothing goes.
    """

    rows: Mapping[What, int]
    audits: tuple[Audit, ...] = ()
    told: tuple[Account, ...] = ()
    accounts: tuple[Account, ...] = field(default=())
    unreadable: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not (any(self.rows.values()) or self.audits or self.told or self.accounts)


def listing(db: Connection, organisation: str = "") -> dict[What, int | None]:
    """Return for how many days things are kept: of the instance, or of an organisation; ``None`` is for good."""
    known = OF_ORGANISATION if organisation else OF_INSTANCE
    chosen = dict(db.execute("SELECT what, days FROM retention WHERE organisation = ?", (organisation,)).fetchall())
    return {what: chosen.get(what.value, DEFAULTS[what]) for what in known}


def set_days(db: Connection, what: What, days: int | None, organisation: str = "") -> None:
    """Keep something for so many days from now on; ``None`` goes back to what holds without a choice.

    Args:
        db: a writing connection.
        what: one of ``OF_INSTANCE``, or of ``OF_ORGANISATION`` where an organisation is named.
        days: how many.
        organisation: whose; empty for the whole instance.

    Raises:
        DaysOutOfRangeError: they are too few or too many; nothing was changed.
    """
    check(what, days)
    old = listing(db, organisation)[what]
    if days is None:
        db.execute("DELETE FROM retention WHERE organisation = ? AND what = ?", (organisation, what.value))
    else:
        db.execute(
            "INSERT INTO retention (organisation, what, days) VALUES (?, ?, ?)"
            " ON CONFLICT (organisation, what) DO UPDATE SET days = excluded.days",
            (organisation, what.value, days),
        )
    if organisation and old != days:
        name = f"kept_{what.value}"
        history.record(db, history.Change(organisation, RETENTION_CHANGED, "", {name: old}, {name: days}))


def check(what: What, days: int | None) -> None:
    """Refuse a number of days that nothing may be kept for.

    Raises:
        DaysOutOfRangeError: it is one.
    """
    if days is not None and not LEAST[what] <= days <= MOST:
        raise DaysOutOfRangeError(what=what.value, least=LEAST[what], most=MOST, days=days)


def find(db: Connection, at: datetime) -> Past:
    """Return what has been kept for its time, and change nothing.

    Each organisation is looked at on its own: a row that cannot be read keeps only what is its own from going.
    """
    kept = listing(db)
    rows = {what: _count(db, what, _before(at, kept[what])) for what in _PAST}
    found: list[Audit] = []
    unreadable: list[str] = []
    for (owner,) in db.execute("SELECT id FROM organisations ORDER BY id").fetchall():
        try:
            found += past_audits(db, owner, at)
        except StoreDamagedError:
            unreadable.append(owner)
    told, gone = _idle_accounts(db, at, timedelta(days=kept[What.ACCOUNTS] or 0))
    return Past(rows, tuple(found), told, gone, tuple(unreadable))


def apply(db: Connection, at: datetime) -> Past:
    """Forget what has been kept for its time, announce what will be, and return both.

    Whoever calls it tells the accounts of ``told`` by mail where mail can be sent.
    """
    past = find(db, at)
    for audit in past.audits:
        audits.delete_draft(db, audit)
    for account in past.accounts:
        accounts.delete(db, account.id)
    for account in past.told:
        accounts.record(db, account.id, account_events.DELETION_ANNOUNCED)
    forget(db, at)
    return past


def forget(db: Connection, at: datetime) -> None:
    """Forget what running leaves behind and was kept for its time: sessions, links, tries, events and jobs."""
    kept = listing(db)
    jobs.prune(db, at, timedelta(days=kept[What.JOBS] or MOST))
    for what, clause in _PAST.items():
        db.execute(f"DELETE FROM {clause}", (_before(at, kept[what]),))  # noqa: S608 - names of our own, no input


def past_audits(
    db: Connection, organisation: str, at: datetime, kept: Mapping[What, int | None] | None = None
) -> tuple[Audit, ...]:
    """Return the audits of an organisation that have been kept for its times, or for others it thinks of setting."""
    days = kept if kept is not None else listing(db, organisation)
    if not any(days.values()):
        return ()
    found = (a for programme in programmes.listing(db, organisation) for a in audits.listing(db, programme))
    return tuple(audit for audit in found if _is_past(audit, days, at))


def _is_past(audit: Audit, days: Mapping[What, int | None], at: datetime) -> bool:
    """Whether nobody has changed an audit for its time, or the day it is about lies back far enough.

    A signed one stays: others may hold its paper, and ask whether it was issued here.
    What was typed in lately stays, whatever day it is about: an old paper audit, or a mistyped year.
    """
    if audit.is_signed:
        return False
    drafts, kept = days[What.DRAFTS], days[What.AUDITS]
    if drafts is not None and audit.changed <= at - timedelta(days=drafts):
        return True
    return kept is not None and max(audit.date, audit.changed.date()) <= (at - timedelta(days=kept)).date()


def _idle_accounts(db: Connection, at: datetime, kept: timedelta) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    """Return the accounts to announce the end of, and those whose end has come a month after that."""
    told, gone = [], []
    for name, last, announced in db.execute(_IDLE, (moment(at - kept + NOTICE),)).fetchall():
        if announced is None or announced < last:
            told.append(accounts.get(db, name))
        elif announced <= moment(at - NOTICE) and last <= moment(at - kept):
            gone.append(accounts.get(db, name))
    return tuple(told), tuple(gone)


def _before(at: datetime, days: int | None) -> str:
    """Return the moment before which something has been kept long enough: never, where it is kept for good."""
    return moment(at - timedelta(days=days)) if days is not None else ""


def _count(db: Connection, what: What, before: str) -> int:
    (number,) = db.execute(f"SELECT count(*) FROM {_PAST[what]}", (before,)).fetchone()  # noqa: S608 - names of our own, no input
    return int(number)
