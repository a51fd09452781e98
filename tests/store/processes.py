"""What other processes do to a store in the tests; run as a script, never imported by the program.

It also holds the made-up migration of a later release, for tests in this process.
"""

import resource
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database, Migrations

from audit.core.answers import Answer
from audit.errors import AuditError
from audit.store import answers, audits, copies, jobs, migrations, startup
from audit.store.database import Store, utc_now
from audit.store.schema import NAMES, SET

LATER = Migrations(SET)
LATER_NAMES = (*NAMES, "m0006_later")
LATER(name=NAMES[0])(migrations.m0001_first_release)
LATER(name=NAMES[1])(migrations.m0002_versions)
LATER(name=NAMES[2])(migrations.m0003_history)
LATER(name=NAMES[3])(migrations.m0004_people)
LATER(name=NAMES[4])(migrations.m0005_year)


@LATER()
def m0006_later(db: Database) -> None:
    """Rebuild one table, widen another, add a third: whatever a later release may do."""
    db.table("programmes").transform(column_order=["id", "organisation", "name"])
    db.execute("ALTER TABLE answers ADD COLUMN saved_by TEXT")
    db.execute("CREATE TABLE weather (organisation TEXT NOT NULL, text TEXT NOT NULL) STRICT")


def prepare(path: str) -> None:
    """Start as this release does."""
    Store(Path(path)).prepare()


def prepare_later(path: str) -> None:
    """Start as a later release would."""
    migrations.MIGRATIONS = LATER
    # A later release's are longer, and both modules have theirs from the schema.
    startup.NAMES = copies.NAMES = LATER_NAMES  # type: ignore[attr-defined] # see above
    Store(Path(path)).prepare()


def save_for_ever(path: str, organisation: str) -> None:
    """Save answers one after the other, and say of each that it was saved only once it was."""
    store = Store(Path(path))
    with store.reading() as db:
        audit = audits.get(db, organisation, organisation)
        there = answers.get(db, audit, "FIR-1")
    version = there.version if there else 0
    while True:
        with store.writing() as db:
            given = Answer(level=version % 4, note=f"save {version + 1}")
            version = answers.save(db, audit, "FIR-1", given, version, store.clock()).version
        print(version, flush=True)  # noqa: T201 - this is how a process tells another


def add_up(path: str, organisation: str, times: str) -> None:
    """Add one to the number in a note, again and again, whoever else does the same."""
    store = Store(Path(path))
    with store.reading() as db:
        audit = audits.get(db, organisation, organisation)
    for _ in range(int(times)):
        with store.writing() as db:
            there = answers.get(db, audit, "FIR-1")
            number, version = (int(there.answer.note), there.version) if there else (0, 0)
            answers.save(db, audit, "FIR-1", Answer(note=str(number + 1)), version, store.clock())


def hold(path: str) -> None:
    """Hold the write lock until told to let go."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    print("held", flush=True)  # noqa: T201 - this is how a process tells another
    sys.stdin.readline()
    db.close()


def save_on_a_small_disk(path: str, organisation: str, most: str) -> None:
    """Save long notes where no file may grow beyond ``most`` bytes, until one is refused; print what was said."""
    store = Store(Path(path))
    with store.reading() as db:
        audit = audits.get(db, organisation, organisation)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    for number in range(1000):
        try:
            with store.writing() as db:
                answers.save(db, audit, f"FIR-{number}", Answer(note="x" * 5000), 0, store.clock())
        except AuditError as error:
            print(number, type(error).__name__, flush=True)  # noqa: T201 - this is how a process tells another
            return


def do_jobs(path: str, log: str) -> None:
    """Do jobs until none is left, and write down when each begins and ends; a lease is two seconds here."""
    jobs.LEASE = timedelta(seconds=2)
    store = Store(Path(path))
    while True:
        now = utc_now()
        with store.writing() as db:
            job = jobs.claim(db, now, ("mail",))
        if job is None:
            with store.reading() as db:
                if jobs.next_due(db, ("mail",)) is None:
                    return
            time.sleep(0.02)
            continue
        _note(log, "begin", job.id)
        time.sleep(0.03)
        with store.writing() as db:
            assert jobs.finish(db, job, utc_now())
        _note(log, "end", job.id)


def _note(log: str, word: str, name: str) -> None:
    """Add a line in one piece, whoever else does."""
    with Path(log).open("ab", buffering=0) as file:
        file.write(f"{word} {name} {time.time()}\n".encode("ascii"))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
