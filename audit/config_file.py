"""``settings.toml`` in the data folder: what whoever runs an instance for others declares once.

Everything that is wrong in it is named at once, each with its key, and then nothing of it is used.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from audit import config_address, config_mail, config_record
from audit.config_mail import Mail
from audit.errors import N_, AuditError

_T = TypeVar("_T")

NAME = "settings.toml"
_KEYS = ("public_address", "hops", "mail", config_record.TABLE)
# Nobody has more proxies in a row; a larger number is a slip that would let forged addresses through.
MOST_HOPS = 5
# A file of settings has a dozen lines.
_LARGEST = 64 * 1024


class BadSettingsError(AuditError):
    """The file of settings is not good. ``problems`` says why, one error each."""

    sentence = N_("Nothing of “%(file)s” was used. Correct what is named above, then start again.")

    def __init__(self, file: Path, *problems: AuditError) -> None:
        """Keep everything that is wrong."""
        super().__init__(file=file)
        self.problems = problems


class NotTomlError(AuditError):
    """The file cannot be read as TOML."""

    sentence = N_("The file cannot be read as TOML: %(detail)s.")


class UnreadableSettingsError(AuditError):
    """The file is there and may not be read, or is none."""

    sentence = N_("The file cannot be read: %(detail)s.")


class LargeSettingsError(AuditError):
    """The file is far larger than settings are."""

    sentence = N_("The file is larger than 64 kB. That is no file of settings.")


class UnknownSettingError(AuditError):
    """A key that means nothing here: most likely a slip."""

    sentence = N_("%(key)s: there is no such setting. There are: %(known)s.")


class PublicAddressError(AuditError):
    """What was declared as the public address is none."""

    sentence = N_(
        "public_address: “%(value)s” will not do. Write https, a host and nothing after it, such as "
        "https://audit.example.org."
    )


class HopsError(AuditError):
    """The number of proxies is none."""

    sentence = N_("hops: “%(value)s” will not do. Write how many proxies stand in front, a whole number from 0 to 5.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is declared; ``None`` where nothing is."""

    public_address: str | None = None
    hops: int | None = None
    mail: Mail | None = None


def read(file: Path) -> Settings:
    """Read the file of settings; without one nothing is declared.

    Raises:
        BadSettingsError: something in it is wrong; ``problems`` names all of it.
    """
    table = _table(file)
    wrong: list[AuditError] = [
        UnknownSettingError(key=key, known=", ".join(_KEYS)) for key in table if key not in _KEYS
    ]
    mail, of_mail = config_mail.read(table["mail"], file) if "mail" in table else (None, ())
    given = Settings(
        public_address=_kept(wrong, public_address, table.get("public_address")),
        hops=_kept(wrong, hops, table.get("hops")),
        mail=mail,
    )
    wrong += config_record.problems(table.get(config_record.TABLE, {}))
    if wrong or of_mail:
        raise BadSettingsError(file, *wrong, *of_mail)
    return given


def public_address(value: object) -> str:
    """Return a declared public address in the one form it is kept in.

    Raises:
        PublicAddressError: it is no address that others can be sent to over TLS.
    """
    found = config_address.public_address(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise PublicAddressError(value=value)
    return found


def hops(value: object) -> int:
    """Return a declared number of proxies.

    Raises:
        HopsError: it is no whole number from 0 to 5.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_HOPS:
        raise HopsError(value=value)
    return value


def _kept(wrong: list[AuditError], check: Callable[[object], _T], value: object) -> _T | None:
    """Return a checked value, or keep what is wrong with it."""
    if value is None:
        return None
    try:
        return check(value)
    except (PublicAddressError, HopsError) as error:
        wrong.append(error)
        return None


def _table(file: Path) -> Mapping[str, object]:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):  # A folder that is none is named by whoever needs it.
        return {}
    except OSError as error:
        raise BadSettingsError(file, UnreadableSettingsError(detail=error.strerror)) from error
    if len(content) > _LARGEST:
        raise BadSettingsError(file, LargeSettingsError())
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSettingsError(file, NotTomlError(detail=str(error) or type(error).__name__)) from error
