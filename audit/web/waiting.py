"""Answers files between their preview and the yes to it.

A file waits in the data folder, readable by its owner only, under a name nobody can guess. It goes when it is
taken over or thrown away, and after a day in any case.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from audit.config import Config
from audit.errors import N_, AuditError
from audit.store.database import Store
from audit.store.errors import NotFoundError

# Long enough for a night's sleep over it.
LONGEST_WAIT = 24 * 60 * 60
# For one audit, more than anybody compares; in all, what a disk bears: each is 2 MB at most.
MOST_FILES = 20
MOST_IN_ALL = 200


class CannotWaitError(AuditError):
    """The data folder does not take the file."""

    sentence = N_(
        "The file cannot be kept on this machine (%(detail)s). Nothing was changed. Make room, then try again."
    )


def keep(config: Config, audit_id: str, data: bytes, store: Store) -> str:
    """Keep a file for an audit and return the id it waits under.

    Raises:
        CannotWaitError: the disk is full or does not take it.
    """
    token = store.token()
    try:
        folder = _folder(config)
        folder.mkdir(mode=0o700, exist_ok=True)
        _tidy(folder, audit_id)
        handle = os.open(folder / _name(audit_id, token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        raise CannotWaitError(detail=error.strerror) from error
    return token


def get(config: Config, audit_id: str, token: str) -> bytes:
    """Return the file that waits for this audit under this id.

    Raises:
        NotFoundError: none does (any more).
    """
    path = _folder(config) / _name(audit_id, token)
    try:
        if time.time() - path.stat().st_mtime > LONGEST_WAIT:
            raise NotFoundError
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError from error


def drop(config: Config, audit_id: str, token: str) -> None:
    """Throw a file away; one that has gone already is fine."""
    # What cannot be thrown away now is thrown away after a day; what was taken over is taken over.
    with suppress(OSError):
        (_folder(config) / _name(audit_id, token)).unlink(missing_ok=True)


def drop_all(config: Config, audit_ids: Iterable[str]) -> None:
    """Throw every file away that waits for one of these audits, which are no longer there."""
    for audit_id in audit_ids:
        for path in _folder(config).glob(_name(audit_id, "*")):
            with suppress(OSError):
                path.unlink()


def _folder(config: Config) -> Path:
    return config.data / "waiting"


def _name(audit_id: str, token: str) -> str:
    return f"{audit_id}-{token}.json"


def _tidy(folder: Path, audit_id: str) -> None:
    """Throw away what waited too long, and make room for one more file of an audit.

    Nobody pushes out what waits for others by bringing many files in: they go from the audit for which most wait.
    """
    waits: dict[str, list[Path]] = {audit_id: []}
    for path in sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True):
        if time.time() - path.stat().st_mtime > LONGEST_WAIT:
            path.unlink(missing_ok=True)
        else:
            waits.setdefault(path.name.partition("-")[0], []).append(path)
    for path in waits[audit_id][MOST_FILES - 1 :]:
        path.unlink(missing_ok=True)
    if sum(map(len, waits.values())) >= MOST_IN_ALL:
        max(waits.values(), key=len)[-1].unlink(missing_ok=True)
