"""Files that commands read and write: read with a limit, written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from audit.errors import N_, AuditError


class UnreadableFileError(AuditError):
    """A file is missing, is a folder, or may not be read."""

    sentence = N_("“%(name)s” cannot be read: %(detail)s.")


class UnwritableFileError(AuditError):
    """A file cannot be written where it was asked for."""

    sentence = N_("“%(name)s” cannot be written: %(detail)s. Nothing was left behind.")


class NotAPdfError(AuditError):
    """A PDF was asked for under a name that says something else."""

    sentence = N_("“%(name)s” should end in .pdf, so that no other file is replaced by mistake.")


class SourceAsTargetError(AuditError):
    """A paper was to be written over the answers it is made from."""

    sentence = N_("“%(name)s” is the answers file itself. Name another file for the paper.")


def read(path: Path, most: int) -> bytes:
    """Read a file, but never more than one byte beyond ``most``: whoever reads on sees that it is too large.

    Raises:
        UnreadableFileError: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise UnreadableFileError(name=path, detail=error.strerror) from error


def check_target(path: Path, source: Path) -> None:
    """Say early that a PDF cannot be written, before anybody waits for it.

    Args:
        path: where it should go.
        source: the file it is made from, which it must not replace.

    Raises:
        SourceAsTargetError: both are the same file.
        NotAPdfError: the name does not end in .pdf.
        UnwritableFileError: its folder does not exist, or it is a folder itself.
    """
    if path.suffix.lower() != ".pdf":
        raise NotAPdfError(name=path)
    if path.is_dir():
        raise UnwritableFileError(name=path, detail=N_("it is a folder"))
    if not path.parent.is_dir():
        raise UnwritableFileError(name=path, detail=N_("its folder does not exist"))
    if path.exists() and source.exists() and path.samefile(source):
        raise SourceAsTargetError(name=path)


def write(path: Path, content: bytes) -> None:
    """Write a file whole, under another name first: a failure leaves no half file and does no harm to an old one.

    Raises:
        UnwritableFileError: the folder may not be written, or the disk is full.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise UnwritableFileError(name=path, detail=error.strerror) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
