"""Settings, read once and typed. Until sign-in exists the server answers on this machine only (issue of that name)."""

import ipaddress
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from audit.errors import N_, AuditError

DEFAULT_HOST = "127.0.0.1"
# Chromium refuses 5060 and 5061; 8765 is free and easy to say (interface research, section 2b).
DEFAULT_PORT = 8765
DATABASE = "self-audit.sqlite"
_KEY_BYTES = 32


class NotLoopbackError(AuditError):
    """Somebody asked to serve on an address that others can reach."""

    sentence = N_(
        "Self-Audit has no sign-in yet, so it answers on this machine only. "
        "“%(host)s” is not an address of this machine alone. Use 127.0.0.1."
    )


class DataFolderError(AuditError):
    """The data folder cannot be made or written."""

    sentence = N_("The data folder “%(folder)s” cannot be used: %(detail)s. Choose another with --data.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a running instance needs to know. ``demo`` marks every page as fictional."""

    data: Path
    secret_key: bytes
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    demo: bool = False

    @property
    def database(self) -> Path:
        """Where the one database file lies."""
        return self.data / DATABASE

    @property
    def cache(self) -> Path:
        """Where drawn charts and finished papers are kept. It can be deleted at any time."""
        return self.data / "cache"


def load(data: Path | None = None, *, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT, demo: bool = False) -> Config:
    """Make the data folder ready and return the settings.

    Args:
        data: the data folder; by default the user's own (platformdirs).
        host: the address to answer on; only this machine's own.
        port: the port to answer on.
        demo: whether this is the fictional demonstration.

    Raises:
        NotLoopbackError: others could reach that address.
        DataFolderError: the folder cannot be made or written.
    """
    if not _is_loopback(host):
        raise NotLoopbackError(host=host)
    folder = data or default_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _secret_key(folder / "secret-key")
    except OSError as error:
        raise DataFolderError(folder=folder, detail=error.strerror) from error
    return Config(data=folder, secret_key=key, host=host, port=port, demo=demo)


def default_folder() -> Path:
    """Return the data folder of whoever runs the program."""
    return Path(platformdirs.user_data_dir("self-audit", appauthor=False))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _secret_key(path: Path) -> bytes:
    """Return the key of this instance, made at the first start and readable by nobody else.

    It is written aside and then given its name, so that no other process ever reads half of it.
    """
    if path.exists() and len(path.read_bytes()) == _KEY_BYTES:
        return path.read_bytes()
    aside = path.with_name(f"{path.name}.{secrets.token_hex(_KEY_BYTES // 4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
    if path.exists():  # A start that was cut off left it empty.
        aside.replace(path)
        return path.read_bytes()
    with suppress(FileExistsError):  # Another process that starts now may have been quicker.
        path.hardlink_to(aside)
    aside.unlink()
    return path.read_bytes()
