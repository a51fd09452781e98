"""Two lanes of threads, so that nobody who looks at a page waits for people who sign in.

A password is checked by two threads at once in a process, no more, and each check takes a core for a while
(``credentials``). Fifty people who sign in together would fill every thread with requests that only wait for their
turn, and every page would wait behind them (reliability research, section 7, attack 14). So forms in which a password
may be checked go to a lane of their own, which has as many threads as passwords are checked at once.

waitress hands requests on one by one, also those of one connection: each finds its own lane.
"""

import re
from typing import Protocol, cast

from waitress.task import Task, ThreadedTaskDispatcher

# Requests wait mostly for the disk; one after another they write anyway.
PAGES = 8
# As many as ``credentials`` hashes at once; a third would only wait.
PASSWORDS = 2
# Where forms with a password are sent to.
_OF_PASSWORDS = re.compile(
    r"/(sign-in|account|recover/|first-start/|invitations/|erasures/|organisations/[^/]*/data/erase$)"
)


class _Request(Protocol):
    command: str
    path: str


class _Connection(Protocol):
    """What waitress puts in a queue, whatever its annotation says: a connection with the requests it has sent."""

    requests: list[_Request]


class Lanes(ThreadedTaskDispatcher):
    """The threads of the pages, and beside them those of the passwords."""

    def __init__(self) -> None:
        """Start all threads."""
        super().__init__()
        self._passwords = ThreadedTaskDispatcher()
        self._passwords.set_thread_count(PASSWORDS)
        self.set_thread_count(PAGES)

    def add_task(self, task: Task) -> None:
        """Put a request in the queue of its lane."""
        if is_of_passwords(cast("_Connection", task).requests[0]):
            self._passwords.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:  # noqa: FBT001, FBT002 - as waitress has it
        """Let the requests under way finish; those that still wait are dropped."""
        passwords = self._passwords.shutdown(cancel_pending, timeout)
        return super().shutdown(cancel_pending, timeout) and passwords


def is_of_passwords(request: _Request) -> bool:
    """Whether a password may be checked for a request. One that could not be read has no command and no path."""
    command, path = getattr(request, "command", ""), getattr(request, "path", "")
    return command == "POST" and _OF_PASSWORDS.match(path) is not None
