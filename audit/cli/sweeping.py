"""Python's sweeping for garbage, put off while modules and pages are being put together.

A start makes hundreds of thousands of objects that all stay. Python looks through them for garbage every few hundred
new ones, a tenth of the whole start (docs/bench.md), and finds none.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Sweep nothing until the block ends."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def spare() -> None:
    """Leave everything that is there by now out of later sweeps; for a process that is ready and stays."""
    gc.freeze()
