"""What is left when a command fails in a way nobody foresaw: a log for those who mend it, a sentence for the person."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from audit import __version__
from audit.language import gettext

NAME = "crash.log"


def folder() -> Path:
    """Return where the log is kept."""
    return Path(platformdirs.user_log_dir("self-audit", appauthor=False))


def keep(error: Exception) -> str:
    """Write how the error came about to the log, and return the sentence that says so."""
    path = folder() / NAME
    head = f"{datetime.now(UTC).isoformat(timespec='seconds')} self-audit {__version__}\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(head + "".join(traceback.format_exception(error)) + "\n")
    except OSError:
        return gettext("This should not have happened (%(kind)s), and no log could be kept.", kind=type(error).__name__)
    return gettext(
        "This should not have happened (%(kind)s). Please report it with the end of %(log)s.",
        kind=type(error).__name__,
        log=path,
    )
