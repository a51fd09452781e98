"""Drawings kept on disk, each under the name of what it shows. The folder can be deleted at any time.

One that shows what can be taken back is drawn anew each time, so that nothing of it is left here (``Chart.keeps``).
Whatever is wrong with the folder, a drawing is still made: a cache may save time, never cost an answer.
"""

import os
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

from audit.render import charts
from audit.render.chart_parts import Chart

MOST_FILES = 2_000
MOST_BYTES = 64 * 1024 * 1024
# Counting the folder after every write would cost more than it saves; it may outgrow its bounds by so many.
_WRITES_BETWEEN_COUNTS = 16
# What is kept once the bounds are passed, so that not every later write has to count again.
_KEPT = 0.9
_END = b"</svg>\n"


class Cache:
    """A folder of drawings. Threads and processes may share it: a file appears whole or not at all."""

    def __init__(self, folder: Path, *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_files = most_files
        self._most_bytes = most_bytes
        self._writes = count()

    def svg(self, chart: Chart, *, narrow: bool = False) -> bytes:
        """Return the drawing of a chart, from the folder where it is there already.

        Args:
            chart: what ``charts.build`` made.
            narrow: for a phone.
        """
        if not chart.keeps:
            return charts.draw(chart, narrow=narrow)
        path = self._folder / f"{charts.key(chart, narrow=narrow)}.svg"
        kept = _read(path)
        if kept:
            return kept
        drawn = charts.draw(chart, narrow=narrow)
        with suppress(OSError):
            self._keep(path, drawn)
        return drawn

    def _keep(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if next(self._writes) % _WRITES_BETWEEN_COUNTS == 0:
            self._trim()

    def _trim(self) -> None:
        """Delete the oldest files once there are too many, or too much."""
        files = _by_age(self._folder)
        room = sum(size for _, size, _ in files)
        if len(files) <= self._most_files and room <= self._most_bytes:
            return
        left = len(files)
        for _, size, path in files:
            if left <= self._most_files * _KEPT and room <= self._most_bytes * _KEPT:
                return
            path.unlink(missing_ok=True)
            left -= 1
            room -= size


def _read(path: Path) -> bytes:
    """Return a drawing, or nothing where it is missing, unreadable or cut short."""
    try:
        content = path.read_bytes()
    except OSError:
        return b""
    return content if content.endswith(_END) else b""


def _by_age(folder: Path) -> list[tuple[int, int, Path]]:
    """Return time, bytes and path of the files of a cache, oldest first; another process may delete meanwhile."""
    found = []
    for path in folder.iterdir():
        if path.suffix not in {".svg", ".part"}:
            continue
        with suppress(FileNotFoundError):
            facts = path.stat()
            found.append((facts.st_mtime_ns, facts.st_size, path))
    return sorted(found)
