"""What several commands ask for: an answers file, a standard, a data folder with its settings."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from audit import config, config_file, library
from audit.cli import files, talk
from audit.cli.tool import NO, WRONG_USE
from audit.config import Config
from audit.config_file import MOST_HOPS, BadSettingsError
from audit.core.answersfile import LARGEST_FILE, AnswersFile, BadAnswersFileError
from audit.core.answersfile import read as read_answers
from audit.core.content import content_hash
from audit.core.standard import Standard
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.library import BrokenStandardError

# Kiritimati, 14 hours before UTC.
_EARLIEST = timezone(timedelta(hours=14))


class _NamedPath(click.Path):
    """A file or folder that has a name. An empty one would quietly stand for the folder one happens to be in."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path, or say that nothing was named."""
        if isinstance(value, str) and not value.strip():
            self.fail(gettext("The name of the file or folder is empty. Name one."), param, ctx)
        return super().convert(value, param, ctx)


PATH = _NamedPath(path_type=Path)


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
public_address = click.option(
    "--public-address",
    metavar="https://audit.example.org",
    help=gettext("How others call this installation; or public_address in settings.toml."),
)
hops = click.option(
    "--hops",
    type=click.IntRange(0, MOST_HOPS),
    help=gettext("How many proxies stand in front; or hops in settings.toml."),
)


def today() -> date:
    """Return the day it is on this computer: an answers file names no organisation, and so no time zone."""
    return datetime.now(UTC).astimezone().date()


def _latest_day() -> date:
    """Return the day it is where days begin first: what was written there today is not to come for anybody."""
    return datetime.now(_EARLIEST).date()


def settings(data: Path | None, **declared: Any) -> Config:  # noqa: ANN401 - as config takes it
    """Return the settings of a data folder, with what the command declares; end the command where they are wrong."""
    try:
        return config.load(data, **declared)
    except BadSettingsError as error:
        talk.stop(error, WRONG_USE, config_file.NAME)
    except (config.NotLoopbackError, config.NotReadyForOthersError, config.DataFolderError) as error:
        talk.stop(error, WRONG_USE)


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
        return Given(read_answers(files.read(path, LARGEST_FILE), by, _latest_day()), by)
    except files.UnreadableFileError as error:
        talk.stop(error, WRONG_USE)
    except BadAnswersFileError as error:
        talk.stop(error, NO, click.format_filename(path))
