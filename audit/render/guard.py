"""Runs another program under limits: time, memory and file size, and leaves no process behind.

It is started as a script of its own (``python -I -S guard.py SECONDS COMMAND …``), because limits hold for a
whole process and the server must not lower its own. It imports nothing of Self-Audit.

Exit status: that of the command, or ``TOO_SLOW`` when it was stopped for taking too long.
"""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

TOO_SLOW = 124
# wkhtmltopdf needs more than 1 GiB of address space to start (reliability research, section 5).
MOST_MEMORY = 2 * 1024**3
MOST_FILE = 50 * 1024**2
# From linux/prctl.h: descendants whose parent is gone become our children, so that they can be stopped too.
_ADOPT = 36
_MOST_ROUNDS = 200
_LONGEST_COMPLAINT = 4_000


def main(arguments: list[str]) -> int:
    """Run a command; the first argument is the number of seconds it may take."""
    seconds, command = float(arguments[0]), arguments[1:]
    _limit(seconds)
    _adopt()
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryFile() as complaints:
        status = _run(command, seconds, complaints.fileno())
        complaints.seek(0)
        sys.stderr.buffer.write(complaints.read(_LONGEST_COMPLAINT))
    return status


def _run(command: list[str], seconds: float, complaints: int) -> int:
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        start_new_session=True,
    )
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return TOO_SLOW
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        _stop_descendants()


def _limit(seconds: float) -> None:
    cpu = int(seconds) + 1
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_FILE),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def _adopt() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_ADOPT, 1, 0, 0, 0)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _stop_descendants() -> None:
    """Stop whatever left the group of the command; on systems without /proc the group is all we know."""
    listing = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    for _ in range(_MOST_ROUNDS):
        try:
            left = [int(number) for number in listing.read_text(encoding="ascii").split()]
        except OSError:
            return
        if not left:
            return
        for number in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        for number in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
