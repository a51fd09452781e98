"""``verify``: whether the pages and the data of a signed edition agree, and where to ask whether it was issued."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from audit import library
from audit.cli import asked, files, talk
from audit.cli.tool import NO, WRONG_USE
from audit.errors import N_
from audit.language import gettext
from audit.render import checking

# How long a file may keep this machine busy: seconds of its processor. A report takes three.
LONGEST = 60


class _TooLongError(BaseException):
    """The time is over. No ``Exception``, for the reader of PDFs passes over many of those."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _TooLongError


@contextmanager
def _in_time() -> Iterator[None]:
    """Stop what goes on for too long: a PDF of a few kilobytes can ask for hours of work.

    Raises:
        NotAnEditionError: it did.
    """
    if not hasattr(signal, "setitimer"):  # pragma: no cover - Windows has none; there Ctrl+C is left
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    except _TooLongError as error:
        raise checking.NotAnEditionError(why=N_("it takes too long to read")) from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@click.command(
    help=gettext(
        "Check a signed report (PDF): whether its pages and the data attached to it agree. Whether it was issued, and "
        "is unaltered, only the register can say where it was issued; the address stands in the answer."
    )
)
@click.argument("file", type=asked.PATH)
def verify(file: Path) -> None:
    """Check a signed edition without any network."""
    try:
        content = files.read(file, checking.LONGEST)
    except files.UnreadableFileError as error:
        talk.stop(error, WRONG_USE)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # It would print what a broken file says, as it stands there.
    try:
        with _in_time():
            found = checking.check(content, library.default())
    except (checking.NotAnEditionError, checking.DisagreementError) as error:
        talk.stop(error, NO)
    talk.tell(gettext("Pages and attached data agree. Code %(code)s.", code=found.code))
    talk.tell(gettext("Signed off on %(day)s in the role: %(role)s.", day=found.day, role=found.role))
    if not found.is_whole:
        talk.say(
            gettext(
                "Only the code and the role were compared: its edition of the criteria, or its language, is not known "
                "here."
            )
        )
    talk.tell(gettext("This does not say that it was issued. Ask the register: %(address)s", address=found.ask_at))
