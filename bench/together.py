"""Four processes that save to one audit at the same time: no answer is lost, and every conflict is shown."""

import multiprocessing
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from audit.core.answers import Answer
from audit.core.programme import Audit
from audit.store import answers
from audit.store.database import Store
from audit.store.errors import StaleAnswerError
from bench.clock import Row
from bench.sample import Sample

PROCESSES = 4
SAVES = 500
# Few enough that everybody meets everybody, again and again.
CRITERIA = ("COL-1", "COL-2")
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Told:
    """What one process was told of its saves.

    ``kept`` are the notes the store said it keeps, each with the criterion and the version; ``shown`` counts the saves
    that were refused because somebody else's answer lay there, which was shown.
    """

    kept: tuple[tuple[str, int, str], ...]
    shown: int


def rows(sample: Sample) -> Iterable[Row]:
    """Let the processes save, and compare what they were told with every version that lies in the store."""
    before = _versions(sample)
    begun = time.perf_counter()
    told = _run(sample)
    taken = time.perf_counter() - begun
    there = _kept(sample)
    kept = [one for each in told for one in each.kept]
    lost = [one for one in kept if there.get(one[:2]) != one[2]]
    # Each version was given to one save only, and there is none that nobody was told of.
    twice = len(kept) - len({one[:2] for one in kept})
    unheard = sum(_versions(sample)[code] - before[code] for code in CRITERIA) - len(kept)
    shown, expected = sum(one.shown for one in told), PROCESSES * SAVES
    note = f"{len(kept)} saved, {shown} conflicts shown, {taken:.0f} s"
    yield Row(
        f"{PROCESSES} processes × {SAVES} saves to one audit: lost", len(lost) + twice + abs(unheard), "", 0, note
    )
    yield Row("of these neither saved nor shown as a conflict", expected - len(kept) - shown, "", 0)


def _run(sample: Sample) -> list[Told]:
    """Run all processes at once, and return what each was told."""
    context = multiprocessing.get_context("spawn")
    begin, queue = context.Barrier(PROCESSES), context.Queue()
    running = [
        context.Process(target=_save, args=(sample.database, sample.audit, number, begin, queue), daemon=True)
        for number in range(PROCESSES)
    ]
    for process in running:
        process.start()
    told = [queue.get(timeout=_PATIENCE) for _ in running]
    for process in running:
        process.join(_PATIENCE)
    return told


def _save(database: Path, audit: Audit, number: int, begin: object, queue: "multiprocessing.Queue[Told]") -> None:
    """Save another note each time, as somebody who saw the version that was there when they looked last.

    Whoever is shown another's answer looks at it and goes on from there, as a person who chooses does.
    """
    store = Store(database)
    kept: list[tuple[str, int, str]] = []
    shown = 0
    with store.reading() as db:
        seen = {code: one.version for code, one in answers.listing(db, audit, CRITERIA).items()}
    begin.wait()  # type: ignore[attr-defined]  # a barrier; multiprocessing names no class for it
    for count in range(SAVES):
        code, note = CRITERIA[(count + number) % len(CRITERIA)], f"Save {count} by {number}"
        try:
            with store.writing(by=f"bench-{number}") as db:
                saved = answers.save(db, audit, code, Answer(level=count % 3, note=note), seen.get(code, 0), _now())
            kept.append((code, saved.version, note))
            seen[code] = saved.version
        except StaleAnswerError as error:
            seen[code] = error.theirs.version
            shown += 1
    queue.put(Told(tuple(kept), shown))
    store.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _versions(sample: Sample) -> dict[str, int]:
    with sample.store.reading() as db:
        found = answers.listing(db, sample.audit, CRITERIA)
    return {code: found[code].version if code in found else 0 for code in CRITERIA}


def _kept(sample: Sample) -> dict[tuple[str, int], str]:
    """Return the note of every version that was ever saved, the last one included."""
    key = (sample.audit.organisation, sample.audit.id)
    with sample.store.reading() as db:
        found = {code: one.answer.note for code, one in answers.listing(db, sample.audit, CRITERIA).items()}
        now = {(code, version): found[code] for code, version in _versions(sample).items() if code in found}
        rows = db.execute(
            "SELECT criterion, version, note FROM answer_changes WHERE organisation = ? AND audit = ?", key
        )
        return {(code, version): note for code, version, note in rows} | now
