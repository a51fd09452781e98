"""What several commands ask for: an answers file, a standard, a data folder."""

from dataclasses import dataclass
from pathlib import Path

import click

from audit import library
from audit.cli import files, talk
from audit.cli.tool import NO, WRONG_USE
from audit.core.answersfile import LARGEST_FILE, AnswersFile, BadAnswersFileError
from audit.core.answersfile import read as read_answers
from audit.core.content import content_hash
from audit.core.standard import Standard
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.library import BrokenStandardError

PATH = click.Path(path_type=Path)


class NoFolderError(AuditError):
    """The folder of a standard does not exist."""

    sentence = N_("“%(name)s” is not a folder. A standard is a folder with standard.toml in it.")


class BorrowedNameError(AuditError):
    """A standard bears the name of an edition that came with the program, and says something else."""

    sentence = N_(
        "“%(folder)s” calls itself %(name)s, edition %(edition)s, but does not say the same as the edition that came "
        "with this program. A published edition never changes: give yours an id or an edition of its own."
    )


@dataclass(frozen=True, slots=True)
class Given:
    """An answers file beside the standard it was read by."""

    file: AnswersFile
    standard: Standard


answers_file = click.argument("file", type=PATH, metavar=gettext("FILE"))
standard_folder = click.option(
    "--standard",
    "folder",
    type=PATH,
    metavar=gettext("FOLDER"),
    help=gettext("The standard to use, if not the one that came with the program."),
)


def standard(folder: Path | None) -> Standard:
    """Read the standard in this folder, or the one that ships; end the command where it is not whole."""
    if folder is None:
        return library.default()
    if not folder.is_dir():
        talk.stop(NoFolderError(name=folder), WRONG_USE)
    try:
        found = library.load(folder)
    except BrokenStandardError as error:
        talk.stop(error, NO)
    for ours in map(library.loaded, library.available()):
        if (found.id, found.edition) == (ours.id, ours.edition) and content_hash(found) != content_hash(ours):
            talk.stop(BorrowedNameError(folder=folder, name=found.id, edition=found.edition), NO)
    return found


def answers(path: Path, folder: Path | None) -> Given:
    """Read an answers file; end the command where it cannot be read or is not good."""
    by = standard(folder)
    try:
        return Given(read_answers(files.read(path, LARGEST_FILE), by), by)
    except files.UnreadableFileError as error:
        talk.stop(error, WRONG_USE)
    except BadAnswersFileError as error:
        talk.stop(error, NO, click.format_filename(path))
