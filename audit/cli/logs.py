"""How a running server writes its log: on stderr, one line an event, with the time in UTC.

Whatever starts the server keeps it (``journalctl`` where systemd does). A line never holds what somebody typed: where
something fails that nobody foresaw, it says where in the program and which kind of error, but not the error's own
words, which may repeat a value.
"""

import logging
import sys
import time
import traceback
from types import TracebackType

_LINE = "%(asctime)sZ %(levelname)s %(name)s %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S"
_Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    """Writes a record as one line."""

    def __init__(self) -> None:
        """Take the form of every line."""
        super().__init__(_LINE, _TIME)
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a break in it could pass for a line of its own."""
        record.exc_text = None  # Another handler may have kept the error with its words here.
        line = super().format(record)
        record.exc_text = None
        return "".join(c if c.isprintable() else " " for c in line)

    def formatException(self, ei: _Caught) -> str:  # noqa: N802 - logging calls it so
        """Return the kind of error and where it came from, without its words."""
        kind, _, trace = ei
        places = traceback.extract_tb(trace)
        where = " < ".join(f"{place.filename.rpartition('/')[2]}:{place.lineno} {place.name}" for place in places[::-1])
        return f"{kind.__name__ if kind else '-'} at {where}"


def begin() -> None:
    """Write the log of this process to stderr from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("audit").setLevel(logging.INFO)
    # A request that waits for a moment is nobody's trouble.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
