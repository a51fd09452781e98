"""Measuring: medians of several runs, the thing and its floor in turn, so that a noisy machine disturbs both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], object]

ROUNDS = 25
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``limit`` is what the figure may be at most; ``figure`` and ``limit`` share a unit."""

    what: str
    figure: float
    unit: str
    limit: float
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure is within its limit."""
        return self.figure <= self.limit


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Return the median seconds of ours and of the floor, and the median of their ratios, pair by pair."""
    for _ in range(WARM_UP):
        ours()
        floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def seconds(run: Run) -> float:
    """Return the wall seconds of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def median(run: Run, rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median seconds of several runs by a clock, after one that does not count."""
    run()
    taken = []
    for _ in range(rounds):
        start = clock()
        run()
        taken.append(clock() - start)
    return statistics.median(taken)
