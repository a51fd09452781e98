"""Jobs are done at least once, by one at a time, again after a kill, and leave nothing behind that need not stay."""

import json
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.core import letters
from audit.core.letters import Letter, UnmailableError
from audit.store import jobs, outbox
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError, StoreDamagedError
from audit.store.jobs import DELAYS, KEPT, LEASE, MOST_TRIES, TRY_AGAIN, Job
from tests.store.conftest import Start, change

KINDS = ("mail",)
SECOND = timedelta(seconds=1)
NOW = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)


def add(store: Store, payload: str = "secret", kind: str = "mail") -> str:
    with store.writing() as db:
        return jobs.add(db, kind, payload, about="A mail")


def claim(store: Store, at: datetime = NOW) -> Job | None:
    with store.writing() as db:
        return jobs.claim(db, at, KINDS)


def taken(store: Store, at: datetime = NOW) -> Job:
    job = claim(store, at)
    assert job is not None
    return job


def one(store: Store) -> Job:
    with store.reading() as db:
        (job,) = jobs.listing(db, "mail")
    return job


def due(store: Store) -> datetime | None:
    with store.reading() as db:
        return jobs.next_due(db, KINDS)


def fail(store: Store, job: Job, at: datetime, *, for_good: bool = False) -> bool:
    with store.writing() as db:
        return jobs.fail(db, job, at, "server-away", for_good=for_good)


def finish(store: Store, job: Job, at: datetime = NOW, failed: str = "") -> bool:
    with store.writing() as db:
        return jobs.finish(db, job, at, failed=failed)


def test_a_job_is_claimed_once_and_finished_without_its_payload(store: Store) -> None:
    name = add(store)
    job = taken(store)
    assert (job.id, job.payload, job.tries, job.lease) == (name, "secret", 1, NOW + LEASE)
    assert claim(store) is None
    assert due(store) == NOW + LEASE
    assert finish(store, job)
    done = one(store)
    assert (done.payload, done.done, done.failed, done.is_given_up) == ("", NOW, "", False)
    assert not finish(store, job)
    assert due(store) is None
    assert b"secret" not in store.path.read_bytes()


def test_what_is_undone_leaves_no_job(store: Store) -> None:
    def save(db: Connection) -> None:
        jobs.add(db, "mail", "x")
        raise NotFoundError

    with pytest.raises(NotFoundError), store.writing() as db:
        save(db)
    assert due(store) is None


def test_only_jobs_of_the_kinds_asked_for_are_claimed(store: Store) -> None:
    add(store, kind="other")
    assert claim(store) is None
    assert due(store) is None


def test_after_the_lease_another_has_it_and_the_first_can_say_nothing(store: Store) -> None:
    add(store)
    first = taken(store)
    assert claim(store, NOW + LEASE - SECOND) is None
    second = taken(store, NOW + LEASE)
    assert second.tries == 2
    assert not finish(store, first, NOW + LEASE)
    assert not fail(store, first, NOW + LEASE)
    assert finish(store, second, NOW + LEASE)


def test_nobody_finishes_what_nobody_claimed(store: Store) -> None:
    add(store)
    assert not finish(store, one(store))


def test_tries_come_later_and_later_and_end(store: Store) -> None:
    add(store)
    at = NOW
    for tries, delay in enumerate(DELAYS, start=1):
        job = taken(store, at)
        assert job.tries == tries
        assert fail(store, job, at)
        assert claim(store, at + delay - SECOND) is None
        at += delay
        assert due(store) == at
    assert fail(store, taken(store, at), at)
    given_up = one(store)
    assert (given_up.is_given_up, given_up.tries, given_up.failed) == (True, MOST_TRIES, "server-away")
    assert claim(store, at + timedelta(days=1)) is None


def test_what_no_other_try_can_help_is_given_up_at_once(store: Store) -> None:
    add(store)
    fail(store, taken(store), NOW, for_good=True)
    assert one(store).is_given_up


def test_a_job_whose_process_was_killed_each_time_is_given_up(store: Store) -> None:
    add(store)
    at = NOW
    for _ in range(MOST_TRIES):
        taken(store, at)
        at += LEASE
    assert claim(store, at) is None
    assert (one(store).failed, one(store).done) == (jobs.INTERRUPTED, at)


def test_what_was_given_up_can_be_tried_again_from_the_beginning(store: Store) -> None:
    name = add(store)
    fail(store, taken(store), NOW, for_good=True)
    with store.writing() as db:
        jobs.again(db, name, "mail", NOW)
    job = taken(store)
    assert (job.tries, job.failed, job.done) == (1, "", None)


def test_what_waits_after_a_failure_can_be_tried_at_once(store: Store) -> None:
    name = add(store)
    fail(store, taken(store), NOW)
    with store.writing() as db:
        jobs.again(db, name, "mail", NOW)
    assert due(store) == NOW


@pytest.mark.parametrize("state", ["new", "claimed", "done", "too late", "of another kind", "unknown"])
def test_nothing_else_can_be_tried_again(store: Store, state: str) -> None:
    name = add(store)
    if state != "new":
        job = taken(store)
        if state == "done":
            finish(store, job)
        elif state == "too late":
            finish(store, job, failed=jobs.TOO_LATE)
        elif state == "of another kind":
            fail(store, job, NOW)
    kind = "other" if state == "of another kind" else "mail"
    with pytest.raises(NotFoundError), store.writing() as db:
        jobs.again(db, "z" * 16 if state == "unknown" else name, kind, NOW)


def test_the_list_says_first_what_waits_then_what_was_given_up_then_what_is_done(store: Store) -> None:
    names = {}
    for state in ("done", "given up", "waiting"):
        names[add(store)] = state
        if state != "waiting":
            job = taken(store)
            finish(store, job, failed="" if state == "done" else "too-late")
    with store.reading() as db:
        assert [names[job.id] for job in jobs.listing(db, "mail")] == ["waiting", "given up", "done"]


def test_texts_go_after_a_week_and_rows_after_a_month(store: Store) -> None:
    add(store)
    fail(store, taken(store), NOW, for_good=True)
    for at, payload in [(NOW + TRY_AGAIN - SECOND, "secret"), (NOW + TRY_AGAIN, "")]:
        with store.writing() as db:
            assert jobs.prune(db, at) == 0
        assert one(store).payload == payload
    with store.writing() as db:
        assert jobs.prune(db, NOW + KEPT) == 1


def test_what_waits_is_never_pruned(store: Store) -> None:
    add(store)
    with store.writing() as db:
        assert jobs.prune(db, NOW + timedelta(days=1000)) == 0
    assert one(store).payload == "secret"


def test_what_comes_round_is_there_once_and_pauses(store: Store) -> None:
    for _ in range(2):
        with store.writing() as db:
            jobs.come_round(db, "mail", NOW, timedelta(days=1))
    assert one(store).due == NOW
    finish(store, taken(store))
    with store.writing() as db:
        jobs.come_round(db, "mail", NOW, timedelta(days=1))
    assert due(store) == NOW + timedelta(days=1)


def test_what_a_clock_ahead_put_off_is_called_back(store: Store) -> None:
    day, ahead = timedelta(days=1), NOW + timedelta(days=365)
    with store.writing() as db:
        jobs.come_round(db, "mail", NOW, day)
    finish(store, taken(store))
    with store.writing() as db:
        jobs.come_round(db, "mail", ahead, day)
        jobs.come_round(db, "mail", NOW, day)
        assert jobs.last_done(db, "mail") == NOW
    assert due(store) == NOW + day


def test_a_damaged_row_is_a_sentence(store: Store, tmp_path: Path) -> None:
    add(store)
    change(
        store.path,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE jobs SET made = 'yesterday'",
    )
    with pytest.raises(StoreDamagedError):
        one(store)


def test_a_mail_waits_as_a_job_without_showing_its_address(store: Store) -> None:
    until = NOW + timedelta(minutes=30)
    with store.writing() as db:
        outbox.send(db, "ana@example.org", "An invitation", "Open this: /x", until=until)
    job = one(store)
    assert job.about == "An invitation (a…@example.org)"
    letter = Letter(to="ana@example.org", subject="An invitation", text="Open this: /x", until=until)
    assert letters.read(job.payload) == letter
    assert letters.read(letters.write(replace(letter, until=None))).until is None


@pytest.mark.parametrize("to", ["", "ana", "@example.org", "ana@", "a na@example.org", "ana@x.org\nBcc: b", "a@" * 200])
def test_a_mail_to_no_address_is_refused(store: Store, to: str) -> None:
    with pytest.raises(UnmailableError), store.writing() as db:
        outbox.send(db, to, "Hello", "Text")
    assert due(store) is None


@pytest.mark.parametrize(("subject", "text"), [("", "x"), ("a\r\nBcc: b", "x"), ("x" * 201, "x"), ("x", "")])
def test_a_mail_without_a_plain_subject_and_a_text_is_refused(store: Store, subject: str, text: str) -> None:
    with pytest.raises(UnmailableError), store.writing() as db:
        outbox.send(db, "ana@example.org", subject, text)


@pytest.mark.parametrize("text", ["", "no", "[]", "{}", json.dumps({"to": 1, "subject": "", "until": 5, "text": ""})])
def test_what_is_no_mail_is_not_read_as_one(text: str) -> None:
    with pytest.raises(UnmailableError):
        letters.read(text)


def test_six_kills_lose_no_job_and_no_two_have_one_together(store: Store, tmp_path: Path, start: Start) -> None:
    """Attack 35: workers are killed in the middle of their jobs; each job is done, and never by two at one time."""
    names = {add(store, str(number)) for number in range(40)}
    log = tmp_path / "log"
    log.touch()
    workers = [start("do_jobs", store.path, log) for _ in range(2)]
    for number in range(6):
        begun = log.read_text(encoding="ascii").count("begin")
        end = time.monotonic() + 20
        while log.read_text(encoding="ascii").count("begin") < begun + 2:
            assert time.monotonic() < end
            time.sleep(0.005)
        victim = workers[number % 2]
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        workers[number % 2] = start("do_jobs", store.path, log)
    for worker in workers:
        out, err = worker.communicate(timeout=60)
        assert (worker.returncode, err) == (0, ""), out
    with store.reading() as db:
        every = jobs.listing(db, "mail")
    assert {job.id for job in every} == names
    assert all(job.done and not job.failed and not job.payload for job in every)
    _never_two_at_once(log.read_text(encoding="ascii").splitlines())


def _never_two_at_once(lines: list[str]) -> None:
    """Check that a job begins anew only when its lease has run out; a killed worker says no end."""
    held: dict[str, float] = {}
    ended: set[str] = set()
    for word, name, at in (line.split() for line in lines):
        assert name not in ended, f"{name} was done twice"
        if word == "begin":
            assert float(at) >= held.get(name, 0.0), f"two have {name}"
            held[name] = float(at) + 1.0  # A lease of two seconds, kept in whole seconds.
        else:
            ended.add(name)
    assert len(ended) >= 34
