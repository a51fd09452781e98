"""The work behind the pages: a thread of the server that sends mails and does what comes round every day.

Several servers may share one database: each job is taken by one of them at a time (``store.jobs``). Nothing that goes
wrong here takes the server down; it is written to the log and tried again.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from audit.config_mail import Mail
from audit.core import letters
from audit.core.letters import UnmailableError
from audit.errors import AuditError
from audit.store import jobs, outbox, retention
from audit.store.database import Store
from audit.store.jobs import Job

log = logging.getLogger(__name__)

DAILY = jobs.DAILY
DAY = timedelta(days=1)
# Seconds between two looks, for what other processes have added.
PAUSE = 60.0
_SHORTEST = 0.1
# Seconds after something that nobody foresaw, so that it does not come a thousand times.
_AFTER_TROUBLE = 60.0
# Seconds that the end of the server waits for a mail under way; after that the job is left to its lease.
_PATIENCE_AT_END = 5.0
# What is kept of a failure that nobody foresaw, and of a job that this release cannot read.
UNFORESEEN = "unforeseen"
UNREADABLE = "unreadable"

Chore = Callable[[Store], None]


def forget_traces(store: Store) -> None:
    """Remove what running leaves behind, such as sessions and tries, once it was kept for its time."""
    with store.writing(by=retention.ACTOR) as db:
        retention.forget(db, store.clock())


# Done once a day by one of the servers, in this order. Each must bear being done again. A server that is no
# demonstration does the whole round instead (``web.upkeep``), which begins with the same.
CHORES: tuple[Chore, ...] = (forget_traces,)


class Worker:
    """Does the jobs of one store, in a thread of its own between ``start`` and ``stop``.

    Attributes:
        settings: the mail server; ``None`` leaves mails waiting.
        chores: what comes round every day.
    """

    def __init__(self, store: Store, settings: Mail | None, chores: Sequence[Chore] = CHORES) -> None:
        """Remember what to do. Nothing is started yet."""
        self.settings = settings
        self.chores = chores
        self._store = store
        self._kinds = (DAILY, outbox.KIND) if settings else (DAILY,)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="work", daemon=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Work until the block ends; a job under way is finished first, for some seconds."""
        self._thread.start()
        try:
            yield
        finally:
            self._ending.set()
            jobs.added.set()
            self._thread.join(_PATIENCE_AT_END)

    def work(self) -> float:
        """Do every job that is due, and return how many seconds to rest: a minute at most."""
        while not self._ending.is_set():
            now = self._store.clock()
            job = self._take(now)
            if job is None:
                return self._rest(now)
            self._do(job)
        return 0.0

    def _take(self, now: datetime) -> Job | None:
        """Take the next job. The write lock is waited for, so that whoever woke us has kept what they added."""
        with self._store.writing() as db:
            jobs.come_round(db, DAILY, now, DAY)
            return jobs.claim(db, now, self._kinds)

    def _rest(self, now: datetime) -> float:
        with self._store.reading() as db:
            due = jobs.next_due(db, self._kinds)
        return PAUSE if due is None else min(PAUSE, max(_SHORTEST, (due - now).total_seconds()))

    def _do(self, job: Job) -> None:
        try:
            if self.settings is None or job.kind == DAILY:
                self._daily(job)
            else:
                self._mail(job, self.settings)
        except Exception:  # Whatever it is, the next job is done, and this one is tried again.
            log.exception("job %s of the kind %s failed", job.id, job.kind)
            self._failed(job, UNFORESEEN)

    def _daily(self, job: Job) -> None:
        failed = [chore.__name__ for chore in self.chores if not self._chore(chore)]
        if failed:
            self._failed(job, UNFORESEEN)
            return
        with self._store.writing() as db:
            now = self._store.clock()
            jobs.finish(db, job, now)
            jobs.come_round(db, DAILY, now, DAY)

    def _chore(self, chore: Chore) -> bool:
        """Do one chore; what goes wrong in it keeps no other from being done."""
        try:
            chore(self._store)
        except Exception:  # A chore may come from any part of the program.
            log.exception("the daily chore %s failed", chore.__name__)
            return False
        return True

    def _mail(self, job: Job, settings: Mail) -> None:
        from audit import mail  # noqa: PLC0415 - a start need not wait for what speaks SMTP

        try:
            letter = letters.read(job.payload)
        except UnmailableError:
            self._finished(job, UNREADABLE)
            return
        now = self._store.clock()
        if letter.until is not None and letter.until <= now:
            self._finished(job, jobs.TOO_LATE)
            return
        try:
            mail.send(settings, letter, job.id, job.made)
        except mail.MailError as error:
            self._failed(job, error.reason, for_good=error.for_good)
            return
        self._finished(job)

    def _finished(self, job: Job, failed: str = "") -> None:
        with self._store.writing() as db:
            jobs.finish(db, job, self._store.clock(), failed=failed)

    def _failed(self, job: Job, failed: str, *, for_good: bool = False) -> None:
        with self._store.writing() as db:
            jobs.fail(db, job, self._store.clock(), failed, for_good=for_good)

    def _run(self) -> None:
        while not self._ending.is_set():
            jobs.added.clear()
            try:
                rest = self.work()
            except AuditError as error:  # The database is busy, full or away; the pages say so too.
                log.warning("no work was done: %s", error)
                rest = _AFTER_TROUBLE
            except Exception:  # The thread goes on; the pages need it.
                log.exception("no work was done")
                rest = _AFTER_TROUBLE
            jobs.added.wait(rest)
