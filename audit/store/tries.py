"""Failed tries to sign in, counted in buckets: so many within some time, and no more are taken.

A bucket is a keyed hash (64 hexadecimal digits) of what is counted, so that no address of a person lies here.
"""

from datetime import datetime

from audit.store.connection import Connection
from audit.store.rows import moment
from audit.store.rows_people import read_moment


def add(db: Connection, bucket: str, now: datetime) -> None:
    """Count one failed try. What was counted while the clock ran ahead goes: it would count for too long later."""
    at = moment(now)
    db.execute("DELETE FROM tries WHERE bucket = ? AND moment > ?", (bucket, at))
    db.execute(
        "INSERT INTO tries (bucket, moment, number)"
        " SELECT ?, ?, coalesce(max(number), 0) + 1 FROM tries WHERE bucket = ? AND moment = ?",
        (bucket, at, bucket, at),
    )


def count(db: Connection, bucket: str, since: datetime, now: datetime) -> tuple[int, datetime | None]:
    """Return how many tries failed, and when the oldest of these was, in UTC; ``None`` without one.

    Args:
        db: a connection; a writing one where a decision rests on the answer, so that ``now`` is after every try.
        bucket: what is counted.
        since: only what failed after this counts.
        now: what lies after it does not count: the clock was set back, and nobody is to wait for it to come round.
    """
    number, oldest = db.execute(
        "SELECT count(*), min(moment) FROM tries WHERE bucket = ? AND moment > ? AND moment <= ?",
        (bucket, moment(since), moment(now)),
    ).fetchone()
    return number, read_moment(oldest)


def take_back(db: Connection, bucket: str) -> None:
    """Take back one try, the newest: nobody could tell whether it was right. One try is worth as much as another."""
    db.execute(
        "DELETE FROM tries WHERE bucket = ? AND (moment, number) ="
        " (SELECT moment, number FROM tries WHERE bucket = ? ORDER BY moment DESC, number DESC LIMIT 1)",
        (bucket, bucket),
    )


def clear(db: Connection, bucket: str) -> None:
    """Forget the failed tries of a bucket: one has succeeded."""
    db.execute("DELETE FROM tries WHERE bucket = ?", (bucket,))
