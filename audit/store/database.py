"""The database file, and the two ways into it: reading and writing.

Connections stay open and are handed from one transaction to the next. Opening one for each request was measured as
well: it costs 0.2 ms, more than everything else a read does (decision 2).
"""

import base64
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from audit.store import startup
from audit.store.connection import PATIENCE, Connection, Writer, connect, identity, lock, translated, translated_sql
from audit.store.errors import StoreBusyError, StoreMissingError

_TRIES = 3  # A file that is replaced more often than this between two glances is not ours to chase.


# Who writes until somebody has signed in.
THIS_MACHINE = "this-machine"
_SALT = 32  # Bytes.


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def random_token() -> str:
    """Return a new id: 16 characters a–z and 2–7, 80 bits of chance."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def random_salt() -> str:
    """Return 32 random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(_SALT)


class Store:
    """One database file. May be used by many threads; make it after a fork, not before.

    Attributes:
        path: the file.
        clock: tells the time, in UTC.
        token: gives a new id.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        token: Callable[[], str] = random_token,
    ) -> None:
        """Remember where the file is. Nothing is opened yet."""
        self.path = path
        self.clock = clock
        self.token = token
        self._readers: deque[Connection] = deque()
        self._writers: deque[Connection] = deque()
        self._turn = threading.Lock()

    def prepare(self) -> None:
        """Make the database ready: see ``startup.prepare``, also for what it raises."""
        startup.prepare(self.path, self.clock)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and cannot write.

        Raises:
            StoreUnavailableError: the file cannot be read now.
        """
        with self._transaction(self._readers, reader=True) as db:
            yield db

    @contextmanager
    def writing(self, by: str = THIS_MACHINE, *, patience: float | None = None) -> Iterator[Connection]:
        """Give a connection that holds the write lock; what it did is kept together, or not at all.

        Writers of one process queue here, in their order. SQLite's own waiting is a lottery in which some lose for
        seconds. Any exception undoes everything. Do not open another one inside.

        Args:
            by: who writes, as the history keeps it: the id of an account, or ``THIS_MACHINE``.
            patience: how long to wait for other writers, in seconds; ``None`` for ``PATIENCE``.

        Raises:
            StoreUnavailableError: nothing was saved, because the file cannot be written now.
            StoreRefusedError: nothing was saved, because a rule of the database forbids it.
        """
        longest = PATIENCE if patience is None else patience
        end = time.monotonic() + longest
        if not self._turn.acquire(timeout=longest):
            raise StoreBusyError
        try:
            with self._transaction(self._writers, patience=end - time.monotonic()) as db:
                db.writer = Writer(by, self.clock, random_salt)
                yield db
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close every connection that is not in use."""
        for pool in (self._readers, self._writers):
            while pool:
                pool.pop().close()

    @contextmanager
    def _transaction(
        self, pool: deque[Connection], *, reader: bool = False, patience: float = PATIENCE
    ) -> Iterator[Connection]:
        with translated(self.path):
            db = self._begin(pool, reader=reader, patience=patience)
        # From here on an OSError is the caller's own.
        with translated_sql(self.path):
            whole = False
            try:
                yield db
                db.execute("COMMIT")
                whole = True
            finally:
                # Closing undoes what was not committed, also where the connection itself is what failed.
                if whole:
                    pool.append(db)
                else:
                    db.close()

    def _begin(self, pool: deque[Connection], *, reader: bool, patience: float) -> Connection:
        """Begin in the file that bears the name now: a restore may have put another one there meanwhile."""
        for _ in range(_TRIES):
            db = self._take(pool, reader=reader)
            begun = False
            try:
                db.execute(f"PRAGMA busy_timeout = {max(0, int(patience * 1000))}")
                db.execute("BEGIN")
                begun = db.identity == self._identity()
            finally:
                if not begun:
                    db.close()
            if begun:
                return db
            self.close()
        raise StoreBusyError

    def _take(self, pool: deque[Connection], *, reader: bool) -> Connection:
        try:
            return pool.pop()
        except IndexError:
            self._identity()
            made = connect(self.path, reader=reader)
            lock(made)
            return made

    def _identity(self) -> tuple[int, int]:
        try:
            return identity(self.path)
        except FileNotFoundError as error:
            raise StoreMissingError(name=self.path.name) from error
