"""The worker: mails go out, failures are tried again later, and nothing it meets takes the server down."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit import mail, work
from audit.config_mail import Mail, Security
from audit.store import jobs, outbox, tries
from audit.store.database import Store
from audit.store.errors import StoreBusyError
from audit.store.jobs import DELAYS, MOST_TRIES, Job
from audit.work import DAILY, DAY, Worker
from tests.postoffice import HOST, USER, PostOffice, open_office

NOW = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)
SECONDS = 20


class Clock:
    """A clock that stands until a test moves it."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    made = Store(tmp_path / "audit.sqlite", clock=clock)
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as opened:
        yield opened


def settings(office: PostOffice, **more: str) -> Mail:
    return Mail(host=HOST, port=office.port, security=Security.NONE, sender="audit@example.org", **more)


def write(store: Store, text: str = "Open this: /x", until: datetime | None = None) -> str:
    with store.writing() as db:
        return outbox.send(db, "ana@example.org", "An invitation", text, until=until)


def mails(store: Store) -> tuple[Job, ...]:
    with store.reading() as db:
        return jobs.listing(db, outbox.KIND)


def soon(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_mail_is_sent_and_its_text_forgotten(store: Store, office: PostOffice) -> None:
    name = write(store)
    assert Worker(store, settings(office)).work() == work.PAUSE
    (job,) = mails(store)
    assert (job.id, job.done, job.failed, job.payload) == (name, NOW, "", "")
    (taken,) = office.taken
    assert taken["Message-ID"] == f"<{name}@example.org>"


def test_without_a_mail_server_mails_wait(store: Store) -> None:
    write(store)
    assert Worker(store, None).work() == work.PAUSE
    assert mails(store)[0].done is None


def test_a_server_that_was_away_is_asked_again(store: Store, clock: Clock) -> None:
    write(store)
    with open_office() as gone:
        away = settings(gone)
    worker = Worker(store, away)
    assert worker.work() == work.PAUSE
    (job,) = mails(store)
    assert (job.due, job.failed, job.done) == (NOW + DELAYS[0], "server-away", None)
    clock.now += DELAYS[0] - timedelta(seconds=7)
    assert worker.work() == 7
    clock.now += timedelta(seconds=7)
    with open_office(port=away.port) as back:
        worker.work()
        assert len(back.taken) == 1
    assert mails(store)[0].failed == ""


def test_a_wrong_password_is_given_up_after_all_tries_and_never_kept(
    store: Store, clock: Clock, office: PostOffice
) -> None:
    write(store)
    worker = Worker(store, settings(office, user=USER, password="battery staple"))
    for delay in (*DELAYS, timedelta(0)):
        worker.work()
        clock.now += delay
    (job,) = mails(store)
    assert (job.tries, job.is_given_up, job.failed) == (MOST_TRIES, True, "wrong-password 535")
    assert b"staple" not in store.path.read_bytes() + store.path.with_name("audit.sqlite-wal").read_bytes()


def test_a_receiver_that_does_not_exist_is_given_up_at_once(store: Store, office: PostOffice) -> None:
    office.answers["RCPT"] = "550 5.1.1 <ana@example.org>: unknown"
    write(store)
    Worker(store, settings(office)).work()
    assert (mails(store)[0].is_given_up, mails(store)[0].failed) == (True, "receiver-refused 550")


def test_a_link_that_has_run_out_is_not_sent(store: Store, clock: Clock, office: PostOffice) -> None:
    write(store, until=NOW + timedelta(minutes=30))
    clock.now += timedelta(minutes=30)
    Worker(store, settings(office)).work()
    (job,) = mails(store)
    assert (job.failed, job.payload, office.taken) == (jobs.TOO_LATE, "", [])


def test_a_mail_of_another_release_is_given_up(store: Store, office: PostOffice) -> None:
    with store.writing() as db:
        jobs.add(db, outbox.KIND, "what is this")
    Worker(store, settings(office)).work()
    assert mails(store)[0].failed == work.UNREADABLE


def test_what_nobody_foresaw_is_tried_again(
    store: Store, office: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(mail, "send", stumble)
    write(store)
    write(store)
    Worker(store, settings(office)).work()
    assert [(job.failed, job.done) for job in mails(store)] == [(work.UNFORESEEN, None)] * 2
    assert "failed" in caplog.text


def test_chores_come_round_once_a_day_whoever_does_them(store: Store, clock: Clock) -> None:
    done: list[datetime] = []
    workers = [Worker(store, None, [lambda store: done.append(store.clock())]) for _ in range(2)]
    for worker in workers * 2:
        worker.work()
    assert done == [NOW]
    clock.now += DAY - timedelta(seconds=1)
    workers[0].work()
    assert len(done) == 1
    clock.now += timedelta(seconds=1)
    for worker in workers:
        worker.work()
    assert len(done) == 2


def test_a_chore_that_fails_keeps_no_other_from_being_done_and_is_tried_again(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    def broken(_: Store) -> None:
        raise RuntimeError

    worker = Worker(store, None, [broken, lambda _: done.append(1)])
    worker.work()
    assert done == [1]
    assert "broken" in caplog.text
    for delay in DELAYS:
        clock.now += delay
        worker.work()
    assert len(done) == MOST_TRIES
    worker.work()  # Given up for today.
    with store.reading() as db:
        assert jobs.next_due(db, (DAILY,)) == clock.now + DAY


def test_the_usual_chores_remove_what_was_kept_for_its_time(store: Store, clock: Clock) -> None:
    with store.writing() as db:
        tries.add(db, "a" * 64, NOW)
    clock.now += timedelta(days=1, seconds=1)
    Worker(store, None).work()
    with store.reading() as db:
        assert tries.count(db, "a" * 64, NOW - timedelta(days=1), NOW)[0] == 0


def test_the_thread_wakes_for_a_new_job_and_ends_with_the_server(store: Store, office: PostOffice) -> None:
    with Worker(store, settings(office)).running():
        soon(lambda: _daily_is_done(store))
        write(store)
        soon(lambda: len(office.taken) == 1)
    assert not [thread for thread in threading.enumerate() if thread.name == "work"]


def _daily_is_done(store: Store) -> bool:
    with store.reading() as db:
        return any(job.done for job in jobs.listing(db, DAILY))


def test_four_workers_send_every_mail_once(store: Store, office: PostOffice) -> None:
    names = {f"<{write(store)}@example.org>" for _ in range(30)}
    workers = [Worker(Store(store.path, clock=store.clock), settings(office)) for _ in range(4)]
    threads = [threading.Thread(target=worker.work) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert sorted(taken["Message-ID"] for taken in office.taken) == sorted(names)
    for worker in workers:
        worker._store.close()


@pytest.mark.parametrize("trouble", [StoreBusyError(), RuntimeError()], ids=["busy", "unforeseen"])
def test_the_thread_outlives_trouble(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(work, "_AFTER_TROUBLE", 0.01)

    def stumble() -> float:
        calls.append(1)
        raise trouble

    worker = Worker(store, None)
    monkeypatch.setattr(worker, "work", stumble)
    with worker.running():
        soon(lambda: len(calls) > 2)
    assert "no work was done" in caplog.text


def test_a_worker_that_is_ending_takes_nothing_more(store: Store, office: PostOffice) -> None:
    write(store)
    worker = Worker(store, settings(office))
    worker._ending.set()
    assert worker.work() == 0
    assert mails(store)[0].tries == 0
