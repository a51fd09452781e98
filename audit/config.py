"""Settings, read once and typed.

An instance that only this machine can reach needs none. One that others reach must have a public address with TLS, a
declared number of proxies and a key of its own; until then it does not start (design section 15).
"""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from audit import config_file
from audit.config_address import is_loopback
from audit.config_file import Settings
from audit.config_mail import Mail
from audit.errors import N_, AuditError

DEFAULT_HOST = "127.0.0.1"
# Chromium refuses 5060 and 5061; 8765 is free and easy to say (interface research, section 2b).
DEFAULT_PORT = 8765
DATABASE = "self-audit.sqlite"
KEY = "secret-key"
_KEY_BYTES = 32
# Elsewhere (Windows) the bits of a mode say nothing about who may read a file.
_HAS_MODES = os.name == "posix"


class NotLoopbackError(AuditError):
    """Somebody asked to serve the demonstration on an address that others can reach."""

    sentence = N_(
        "The demonstration answers on this machine only: its passwords are printed on the console. "
        "“%(host)s” is not an address of this machine alone. Use 127.0.0.1."
    )


class NotReadyForOthersError(AuditError):
    """Others could reach this instance, and it is not prepared for them. ``problems`` says what is missing."""

    sentence = N_(
        "Self-Audit did not start, because others could reach it. Do what is named above, or leave --host out: then "
        "only this machine can reach it."
    )

    def __init__(self, *problems: AuditError) -> None:
        """Keep everything that is missing."""
        super().__init__()
        self.problems = problems


class NoPublicAddressError(AuditError):
    """Nobody declared by which address others come."""

    sentence = N_(
        'The public address is not declared. Write public_address = "https://audit.example.org" with your own host '
        "into “%(file)s”, or give --public-address."
    )


class NoHopsError(AuditError):
    """A public address without a proxy that speaks TLS."""

    sentence = N_(
        "The number of proxies is not declared. TLS is spoken by a proxy in front: write hops = 1 into “%(file)s”, or "
        "give --hops 1; more where several stand in a row."
    )


class LinkedKeyError(AuditError):
    """The secret key is not a file of this folder."""

    sentence = N_("“%(file)s” is not a plain file with one name. Delete it; a new key is made at the next start.")


class KeyLengthError(AuditError):
    """The secret key is cut off, or was written by hand."""

    sentence = N_("“%(file)s” is not a key of %(bytes)s bytes. Delete it; a new one is made at the next start.")


class OpenKeyError(AuditError):
    """Others on this machine may read the secret key or change it."""

    sentence = N_("Others on this machine may read “%(file)s”. Delete it; a new key is made at the next start.")


class NoModesError(AuditError):
    """The file system keeps no modes (vfat, cifs): what lies there can be hidden from nobody on this machine."""

    sentence = N_(
        "The file system of the data folder “%(folder)s” keeps no modes: others on this machine may read everything in "
        "it, also the secret key. Choose a folder on another file system with --data."
    )


class ForeignKeyError(AuditError):
    """The secret key is the one of another instance: who knows one could forge the tokens of forms of the other.

    Who is signed in stands in the database, and no key is needed for that.
    """

    sentence = N_(
        "“%(file)s” holds the same key as “%(other)s”. Delete it; a new one is made at the next start. Nobody has to "
        "sign in again: only forms that are open now have to be loaded anew, and counts of tries begin again."
    )


class DataFolderError(AuditError):
    """The data folder cannot be made or written."""

    sentence = N_("The data folder “%(folder)s” cannot be used: %(detail)s. Choose another with --data.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a running instance needs to know. ``demo`` marks every page as fictional.

    ``public_address`` is how others call it, https and without a slash at its end; ``None`` where nobody else can reach
    it. ``hops`` is how many proxies stand in front. ``mail`` is ``None`` where no mail can be sent.
    """

    data: Path
    secret_key: bytes
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    demo: bool = False
    public_address: str | None = None
    hops: int = 0
    mail: Mail | None = None

    @property
    def database(self) -> Path:
        """Where the one database file lies."""
        return self.data / DATABASE

    @property
    def cache(self) -> Path:
        """Where drawn charts and finished papers are kept. It can be deleted at any time."""
        return self.data / "cache"

    @property
    def listens(self) -> str:
        """The address that the server itself answers on, for this machine or a proxy."""
        host = self.host.strip("[]")
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def address(self) -> str:
        """The address that people open; every link in a mail begins with it. Never made from a request."""
        return self.public_address or self.listens


def load(
    data: Path | None = None,
    *,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    demo: bool = False,
    public_address: str | None = None,
    hops: int | None = None,
) -> Config:
    """Make the data folder ready and return the settings.

    Args:
        data: the data folder; by default the user's own (platformdirs).
        host: the address to answer on.
        port: the port to answer on.
        demo: whether this is the fictional demonstration, which reads no file of settings.
        public_address: how others call it; goes before the file of settings.
        hops: how many proxies stand in front; goes before the file of settings.

    Raises:
        NotLoopbackError: others could reach the demonstration.
        NotReadyForOthersError: others could reach this instance, and something for that is missing.
        BadSettingsError: the file of settings is not good.
        DataFolderError: the folder cannot be made or written.
    """
    folder = data or default_folder()
    if demo:
        if not is_loopback(host):
            raise NotLoopbackError(host=host)
        return Config(data=folder, secret_key=_prepared(folder), host=host, port=port, demo=True)
    given = _declared(config_file.read(folder / config_file.NAME), public_address, hops)
    problems = tuple(_problems(folder, host, given))
    if problems:
        raise NotReadyForOthersError(*problems)
    key = _prepared(folder)
    if not _is_private(host, given) and _is_open(folder / KEY):  # It was made just now, and yet it is open.
        raise NotReadyForOthersError(NoModesError(folder=folder))
    return Config(
        data=folder,
        secret_key=key,
        host=host,
        port=port,
        public_address=given.public_address,
        hops=given.hops or 0,
        mail=given.mail,
    )


def default_folder() -> Path:
    """Return the data folder of whoever runs the program."""
    return Path(platformdirs.user_data_dir("self-audit", appauthor=False))


def demo_folder() -> Path:
    """Return the folder of the demonstration of whoever runs the program."""
    return Path(platformdirs.user_data_dir("self-audit-demo", appauthor=False))


def _declared(file: Settings, public_address: str | None, hops: int | None) -> Settings:
    """Return what holds where both the command and the file of settings may say it."""
    try:
        return Settings(
            public_address=file.public_address
            if public_address is None
            else config_file.public_address(public_address),
            hops=file.hops if hops is None else config_file.hops(hops),
            mail=file.mail,
        )
    except (config_file.PublicAddressError, config_file.HopsError) as error:
        raise NotReadyForOthersError(error) from error


def _is_private(host: str, given: Settings) -> bool:
    """Whether only this machine can reach the server."""
    return is_loopback(host) and given.public_address is None and not given.hops


def _problems(folder: Path, host: str, given: Settings) -> Iterator[AuditError]:
    """Say what is missing for others to come; nothing where only this machine can reach the server."""
    if _is_private(host, given):
        return
    file = folder / config_file.NAME
    if given.public_address is None:
        yield NoPublicAddressError(file=file)
    if not given.hops:
        yield NoHopsError(file=file)
    if (folder / KEY).is_symlink() or (folder / KEY).exists():
        yield from _problems_of_key(folder)


def _problems_of_key(folder: Path) -> Iterator[AuditError]:
    key = folder / KEY
    try:
        found = key.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            yield LinkedKeyError(file=key)
            return
        content = key.read_bytes()
        openness = tuple(_openness(folder))
    except OSError as error:
        raise DataFolderError(folder=folder, detail=error.strerror) from error
    if len(content) != _KEY_BYTES or len(set(content)) == 1:
        yield KeyLengthError(file=key, bytes=_KEY_BYTES)
    yield from openness
    for other in (default_folder() / KEY, demo_folder() / KEY):
        if _is_copied(key, other, content):
            yield ForeignKeyError(file=key, other=other)


def _openness(folder: Path) -> Iterator[AuditError]:
    """Say that others may read the key, and whether a new one would be any better."""
    if _is_open(folder / KEY):
        yield OpenKeyError(file=folder / KEY) if _keeps_modes(folder) else NoModesError(folder=folder)


def _is_open(path: Path) -> bool:
    """Whether others on this machine may read a file or change it, as far as its mode says."""
    return _HAS_MODES and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _keeps_modes(folder: Path) -> bool:
    """Whether a file that is made for us alone in this folder is ours alone."""
    trial = _aside(folder / KEY, b"")
    try:
        return not _is_open(trial)
    finally:
        trial.unlink()


def _is_copied(key: Path, other: Path, content: bytes) -> bool:
    """Whether another instance of this user has the same key; where it cannot be read, nobody copied it from here.

    Folders are compared, not names: the same one may be called by a link or by way of another.
    """
    try:
        return not other.parent.samefile(key.parent) and other.read_bytes() == content
    except OSError:
        return False


def _prepared(folder: Path) -> bytes:
    """Make the data folder and its key, and return the key."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _secret_key(folder / KEY)
    except OSError as error:
        raise DataFolderError(folder=folder, detail=error.strerror) from error


def _secret_key(path: Path) -> bytes:
    """Return the key of this instance, made at the first start and readable by nobody else.

    It is written aside and then given its name, so that no other process ever reads half of it.
    """
    if path.exists() and len(path.read_bytes()) == _KEY_BYTES:
        return path.read_bytes()
    made = secrets.token_bytes(_KEY_BYTES)
    aside = _aside(path, made)
    try:
        if path.exists():  # A start that was cut off left it empty.
            aside.replace(path)
        else:
            _name(path, aside, made)
    finally:
        aside.unlink(missing_ok=True)
    return _secret_key(path)  # Looked at again: without second names, half of it may be there for a moment.


def _name(path: Path, aside: Path, content: bytes) -> None:
    """Give a key its name, unless another process that starts now was quicker."""
    with suppress(FileExistsError):
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            raise
        except OSError:  # exFAT and its like know no second names.
            _write(path, content)


def _aside(path: Path, content: bytes) -> Path:
    """Write a file beside another, under a name that nobody has, and return where."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(_KEY_BYTES // 4)}")
    _write(aside, content)
    return aside


def _write(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for us alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
