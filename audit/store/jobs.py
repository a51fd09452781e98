"""Work that must not be lost: one row a job, taken with a lease.

Whoever claims a job has it alone until the lease runs out. A process that is killed never says that it finished; when
its lease has run out, the job is claimed again. So a job is done at least once, and never by two at the same time;
what it does must bear being done again (reliability research, section 5).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.store.connection import Connection
from audit.store.database import random_token
from audit.store.errors import NotFoundError
from audit.store.rows import moment, whole

# How long to wait after each failed try: long enough for a mail server to be mended overnight. Our choice.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
# The first try and one after each of these.
MOST_TRIES = len(DELAYS) + 1
# Longer than any job takes: sending a mail waits 15 s at most for each answer of the server.
LEASE = timedelta(minutes=5)
# How long what was given up can be tried again; with it goes the text, which may hold a link.
TRY_AGAIN = timedelta(days=7)
# How long the row of a finished job stays, for whoever asks whether a mail went out.
KEPT = timedelta(days=30)
# The reason of a job whose process ended in the middle of it, each time.
INTERRUPTED = "interrupted"
# The reason of a job that nobody wants any more, such as a mail whose link has run out.
TOO_LATE = "too-late"
# The reason of a job that waited in a backup: what it was for may be long past.
RESTORED = "restored"

# Set when this process adds a job: its worker need not wait for the next minute.
added = threading.Event()

_COLUMNS = "id, kind, about, payload, made, due, tries, lease, done, failed"
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. Times are in UTC.

    ``about`` is what may be shown of it. ``payload`` is empty once it is done. ``tries`` counts the claims, ``lease``
    says until when somebody has it, ``done`` when it was finished or given up, ``failed`` why the last try failed: a
    word of letters and hyphens, which may have a number after it.
    """

    id: str
    kind: str
    about: str
    payload: str
    made: datetime
    due: datetime
    tries: int
    lease: datetime | None
    done: datetime | None
    failed: str

    @property
    def is_given_up(self) -> bool:
        """Whether nobody tries any more although it was not done."""
        return self.done is not None and bool(self.failed)


# The work that comes round once a day.
DAILY = "daily"


def add(db: Connection, kind: str, payload: str, *, about: str = "") -> str:
    """Keep a job that is due at once, in the transaction of the caller; return its id.

    Args:
        db: a writing connection.
        kind: a word, such as "mail".
        payload: what has to be known to do it.
        about: what may be shown of it: no whole address, no secret.
    """
    job, now = random_token(), moment(db.writer.clock())
    db.execute(
        "INSERT INTO jobs (id, kind, about, payload, made, due) VALUES (?, ?, ?, ?, ?, ?)",
        (job, kind, about, payload, now, now),
    )
    added.set()  # The worker wakes and waits for the write lock, which the caller still holds.
    return job


def come_round(db: Connection, kind: str, now: datetime, pause: timedelta) -> None:
    """Keep a job that comes again and again, unless one is waiting: due at once for the first time, then after a pause.

    Several processes may ask for it; there is one job all the same. One that waits longer than the pause was put off by
    a clock that was ahead, and is called back.
    """
    later = moment(now + pause)
    db.execute("UPDATE jobs SET due = ? WHERE kind = ? AND done IS NULL AND due > ?", (later, kind, later))
    if db.execute("SELECT 1 FROM jobs WHERE kind = ? AND done IS NULL", (kind,)).fetchone():
        return
    due = now if last_done(db, kind) is None else now + pause
    db.execute(
        "INSERT INTO jobs (id, kind, about, payload, made, due) VALUES (?, ?, '', '', ?, ?)",
        (random_token(), kind, moment(now), moment(due)),
    )


def last_done(db: Connection, kind: str) -> datetime | None:
    """Return when a job of this kind was finished last; ``None`` where none was, or the rows have gone."""
    (found,) = db.execute("SELECT max(done) FROM jobs WHERE kind = ?", (kind,)).fetchone()
    return _time(found)


def next_due(db: Connection, kinds: Sequence[str]) -> datetime | None:
    """Return when the next job of these kinds can be claimed; ``None`` where none waits."""
    (found,) = db.execute(
        "SELECT min(CASE WHEN lease IS NOT NULL AND lease > due THEN lease ELSE due END) FROM jobs"  # noqa: S608 - question marks
        f" WHERE done IS NULL AND kind IN ({_places(kinds)})",
        kinds,
    ).fetchone()
    return _time(found)


def claim(db: Connection, now: datetime, kinds: Sequence[str]) -> Job | None:
    """Take the job that is due longest, alone until its lease runs out; ``None`` where there is none.

    What was taken as often as anything is tried, and never came back, is given up here.

    Args:
        db: a writing connection.
        now: the time, in UTC.
        kinds: which jobs the caller can do.
    """
    at, until = moment(now), moment(now + LEASE)
    db.execute(
        "UPDATE jobs SET done = ?, lease = NULL, failed = ? WHERE done IS NULL AND tries >= ? AND lease <= ?",
        (at, INTERRUPTED, MOST_TRIES, at),
    )
    row = db.execute(
        "UPDATE jobs SET lease = ?, tries = tries + 1 WHERE id ="  # noqa: S608 - our own names, and question marks
        " (SELECT id FROM jobs WHERE done IS NULL AND due <= ? AND (lease IS NULL OR lease <= ?) AND tries < ?"
        f" AND kind IN ({_places(kinds)}) ORDER BY due, id LIMIT 1) RETURNING {_COLUMNS}",
        (until, at, at, MOST_TRIES, *kinds),
    ).fetchone()
    return _read(row) if row else None


def finish(db: Connection, job: Job, now: datetime, *, failed: str = "") -> bool:
    """Say that a job is done, and empty its payload.

    Args:
        db: a writing connection.
        job: as ``claim`` gave it.
        now: the time, in UTC.
        failed: why it can never be done, where that is the end of it.

    Returns:
        Whether the caller still had it; after a lease has run out somebody else may.
    """
    return _close(db, job, "done = ?, payload = '', lease = NULL, failed = ?", (moment(now), failed))


def fail(db: Connection, job: Job, now: datetime, failed: str, *, for_good: bool = False) -> bool:
    """Say why a try failed: the job is due again later, or is given up with its payload kept for ``again``.

    Args:
        db: a writing connection.
        job: as ``claim`` gave it.
        now: the time, in UTC.
        failed: a word that says why, and maybe a number: no address, no secret.
        for_good: whether another try cannot help.

    Returns:
        Whether the caller still had it.
    """
    if for_good or job.tries >= MOST_TRIES:
        return _close(db, job, "done = ?, lease = NULL, failed = ?", (moment(now), failed))
    due = moment(now + DELAYS[job.tries - 1])
    return _close(db, job, "due = ?, lease = NULL, failed = ?", (due, failed))


def again(db: Connection, job: str, kind: str, now: datetime) -> None:
    """Try a job again from the beginning, at once: one that was given up, or that waits after a failed try.

    Raises:
        NotFoundError: it is gone, done, being done now, or its payload has been emptied.
    """
    at = moment(now)
    done = db.execute(
        "UPDATE jobs SET due = ?, tries = 0, lease = NULL, done = NULL, failed = ''"
        " WHERE id = ? AND kind = ? AND failed <> '' AND payload <> '' AND (lease IS NULL OR lease <= ?)",
        (at, job, kind, at),
    )
    if done.rowcount != 1:
        raise NotFoundError
    added.set()


def drop(db: Connection, kind: str, now: datetime, failed: str) -> int:
    """Give up every job of a kind that waits, and empty all payloads of the kind; return how many were emptied.

    None of them can be tried again. What was given up before keeps its reason.

    Args:
        db: a writing connection.
        kind: which jobs.
        now: the time, in UTC.
        failed: the reason of those that waited.
    """
    return db.execute(
        "UPDATE jobs SET payload = '', lease = NULL, done = coalesce(done, ?),"
        " failed = CASE WHEN done IS NULL THEN ? ELSE failed END"
        " WHERE kind = ? AND (done IS NULL OR payload <> '')",
        (moment(now), failed, kind),
    ).rowcount


def listing(db: Connection, kind: str) -> tuple[Job, ...]:
    """Return the jobs of a kind: those that wait first, by when they are due, then the newest; 200 at most."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE kind = ? ORDER BY done IS NOT NULL, failed = '' AND done IS NOT NULL,"  # noqa: S608 - own names
        " CASE WHEN done IS NULL THEN due END, done DESC, id LIMIT ?",
        (kind, _MOST_SHOWN),
    )
    return tuple(_read(row) for row in rows)


def prune(db: Connection, now: datetime, kept: timedelta = KEPT) -> int:
    """Empty what was given up and can no longer be tried again, and remove old rows; return how many were removed.

    ``kept`` is how long the row of a finished job stays.
    """
    db.execute(
        "UPDATE jobs SET payload = '' WHERE payload <> '' AND done <= ?",
        (moment(now - TRY_AGAIN),),
    )
    return db.execute("DELETE FROM jobs WHERE done <= ?", (moment(now - kept),)).rowcount


def _close(db: Connection, job: Job, change: str, values: tuple[str, ...]) -> bool:
    """Change a job only where it is still the claim that ``job`` is."""
    lease = moment(job.lease) if job.lease else None  # Without a lease nobody has it, and nothing is equal to NULL.
    done = db.execute(
        f"UPDATE jobs SET {change} WHERE id = ? AND done IS NULL AND tries = ? AND lease = ?",  # noqa: S608 - own names
        (*values, job.id, job.tries, lease),
    )
    return done.rowcount == 1


def _places(kinds: Sequence[str]) -> str:
    return ", ".join("?" for _ in kinds)


_Row = tuple[str, str, str, str, str, str, int, str | None, str | None, str]


def _read(row: _Row) -> Job:
    job, kind, about, payload, made, due, tries, lease, done, failed = row
    with whole("jobs"):
        return Job(
            id=job,
            kind=kind,
            about=about,
            payload=payload,
            made=datetime.fromisoformat(made),
            due=datetime.fromisoformat(due),
            tries=tries,
            lease=_time(lease),
            done=_time(done),
            failed=failed,
        )


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None
