"""Failed tries to sign in, counted in buckets: so many within some time, and no more are taken.

A bucket is a keyed hash (64 hexadecimal digits) of what is counted, so that no address of a person lies here.
"""

from datetime import datetime

from audit.store.connection import Connection
from audit.store.rows import moment
from audit.store.rows_people import read_moment


def add(db: Connection, bucket: str, now: datetime) -> None:
    """Count one failed try."""
    at = moment(now)
    db.execute(
        "INSERT INTO tries (bucket, moment, number)"
        " SELECT ?, ?, coalesce(max(number), 0) + 1 FROM tries WHERE bucket = ? AND moment = ?",
        (bucket, at, bucket, at),
    )


def count(db: Connection, bucket: str, since: datetime) -> tuple[int, datetime | None]:
    """Return how many tries failed after ``since``, and when the oldest of these was, in UTC; ``None`` without one."""
    number, oldest = db.execute(
        "SELECT count(*), min(moment) FROM tries WHERE bucket = ? AND moment > ?", (bucket, moment(since))
    ).fetchone()
    return number, read_moment(oldest)


def clear(db: Connection, bucket: str) -> None:
    """Forget the failed tries of a bucket: one has succeeded."""
    db.execute("DELETE FROM tries WHERE bucket = ?", (bucket,))
