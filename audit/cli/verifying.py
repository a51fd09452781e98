"""``verify``: whether the pages and the data of a signed edition agree, and where to ask whether it was issued."""

from pathlib import Path

import click

from audit import library
from audit.cli import asked, files, talk
from audit.cli.tool import NO, WRONG_USE
from audit.language import gettext
from audit.render import checking


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
    try:
        found = checking.check(content, library.default())
    except (checking.NotAnEditionError, checking.DisagreementError) as error:
        talk.stop(error, NO)
    talk.say(gettext("Pages and attached data agree. Code %(code)s.", code=found.code))
    talk.say(gettext("Signed off on %(day)s in the role: %(role)s.", day=found.day, role=found.role))
    if not found.is_whole:
        talk.say(
            gettext(
                "Only the code and the role were compared: its edition of the criteria, or its language, is not known "
                "here."
            )
        )
    talk.say(gettext("This does not say that it was issued. Ask the register: %(address)s", address=found.ask_at))
