"""A process of its own for Typst and the accessibility check.

Typst keeps what it has set in memory for ten papers: measured, 15 MB a report and 210 MB after ten. So it works in
a process that stays warm for some papers and is then replaced. One that hangs is stopped; the server goes on.
"""

import atexit
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from audit.render import press_child
from audit.render.errors import EngineFailedError, EngineTooSlowError

CHILD = Path(__file__).parent / "press_child.py"
# Papers before the process is replaced. Sixteen reports stay under 215 MB (measured); one with long texts takes more.
MOST_MESSAGES = 20
# Seconds for one message; a full report takes less than one.
PATIENCE = 30.0


# Plain JSON values, and a PDF or nothing.
Answer = tuple[dict[str, Any], bytes]


class Press:
    """One process at a time, started when it is first needed; several threads may use it, one after another.

    Attributes:
        patience: seconds one message may take.
    """

    def __init__(self, child: Path = CHILD, patience: float = PATIENCE) -> None:
        """Start nothing yet."""
        self.patience = patience
        self._child = child
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def start(self, *, room: int = 0) -> None:
        """Start the process if there is none, so that it gets ready while something else is done.

        Says nothing of failure: whoever asks next is told.

        Args:
            room: how many messages it must still take before it is replaced.
        """
        with self._lock, suppress(OSError):
            if self._served + room > MOST_MESSAGES:
                self._end()
            self._ready()

    def ask(self, engine: str, head: dict[str, Any], body: bytes = b"") -> Answer:
        """Send one message and return the answer.

        Args:
            engine: what works on it, for the sentence of an error.
            head: what to do, as plain JSON values.
            body: a PDF, or nothing.

        Raises:
            EngineTooSlowError: it took longer than ``patience`` and was stopped.
            EngineFailedError: the process ended without an answer.
        """
        with self._lock:
            try:
                process = self._ready()
            except OSError as error:
                raise EngineFailedError(engine=engine, detail="it could not be started") from error
            late: list[bool] = []
            watch = Timer(self.patience, _stop, (process, late))
            watch.start()
            try:
                answer = _exchange(process, head, body)
            finally:
                watch.cancel()
            self._served += 1
            if answer is not None:
                return answer
            self._end()
        if late:
            raise EngineTooSlowError(engine=engine, seconds=int(self.patience))
        raise EngineFailedError(engine=engine, detail="it ended without an answer")

    @property
    def pid(self) -> int | None:
        """The id of the process, where there is one."""
        process = self._process  # Read once: another thread may end it meanwhile.
        return process.pid if process else None

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._served >= MOST_MESSAGES or (self._process is not None and self._process.poll() is not None):
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(self._child)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process, self._served = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.communicate()


def _stop(process: subprocess.Popen[bytes], late: list[bool]) -> None:
    late.append(True)
    process.kill()


def _exchange(
    process: subprocess.Popen[bytes], head: dict[str, Any], body: bytes
) -> tuple[dict[str, Any], bytes] | None:
    """Send and receive; ``None`` where the process has gone."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        press_child.send(process.stdin, head, body)
        return press_child.receive(process.stdout)
    except (BrokenPipeError, ConnectionResetError, ValueError):
        return None


PRESS = Press()
atexit.register(PRESS.close)
