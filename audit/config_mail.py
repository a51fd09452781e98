"""The settings under ``[mail]`` in settings.toml: which mail server takes our mails.

Every wrong one is named at once, with its key; ``audit.config`` adds the name of the file.
"""

import ipaddress
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from audit.errors import N_, AuditError

if TYPE_CHECKING:  # The parser of Python takes a while; only settings that name a mail server need it.
    from email.headerregistry import AddressHeader

_KEYS = ("host", "port", "security", "user", "password", "password_file", "sender")
_MOST_PORT = 65535
# The longest name of a host that DNS knows (RFC 1035, section 2.3.4); of a sender, what a header line holds.
_LONGEST_HOST = 253
_LONGEST_TEXT = 998
_LONGEST_PASSWORD_FILE = 4096


class Security(StrEnum):
    """How the way to the mail server is kept secret: STARTTLS on an open port, TLS from the first byte, or not."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


# Where mail servers answer: submission (RFC 6409), submissions (RFC 8314), and the plain relay of this machine.
_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail server that takes our mails, and who they come from.

    ``sender`` is an address, with a name before it or without. ``user`` is empty where the server asks for no
    password. The password is never part of what is printed of this.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


class MissingMailSettingError(AuditError):
    """A setting without which no mail can be sent is not there."""

    sentence = N_("mail.%(key)s: it is missing. Mail needs “host” and “sender”.")


class UnknownMailSettingError(AuditError):
    """A key that means nothing here: most likely a slip."""

    sentence = N_("mail.%(key)s: there is no such setting. There are: %(known)s.")


class MailTextError(AuditError):
    """A setting is not a text of one line."""

    sentence = N_("mail.%(key)s: write a text of one line between quotation marks.")


class MailPortError(AuditError):
    """The port is not a number that a port can have."""

    sentence = N_("mail.port: write a whole number from 1 to 65535.")


class MailSecurityError(AuditError):
    """``security`` is none of its words."""

    sentence = N_("mail.security: write “starttls”, “tls” or “none”.")


class PlainMailError(AuditError):
    """Mail would travel readable for everybody on the way."""

    sentence = N_(
        "mail.security: “none” is only for a mail server on this machine (127.0.0.1, ::1 or localhost). "
        "Write “starttls” or “tls”."
    )


class MailSenderError(AuditError):
    """The sender is not one e-mail address."""

    sentence = N_("mail.sender: write one e-mail address, such as “Self-Audit <audit@example.org>”.")


class MailPasswordError(AuditError):
    """A user without a password, a password without a user, or two passwords."""

    sentence = N_(
        "mail.user: write a user together with either “password” or “password_file”, or none of the three where the "
        "mail server asks for no password."
    )


class MailLettersError(AuditError):
    """User or password hold letters that mail servers cannot be given reliably (RFC 4954 knows ASCII alone)."""

    sentence = N_("mail.%(key)s: letters without accents, digits and signs only. Ask for another one.")


class MailPasswordFileError(AuditError):
    """The file with the password cannot be read."""

    sentence = N_("mail.password_file: “%(path)s” cannot be read: %(detail)s.")


class NoPasswordError(AuditError):
    """The file with the password holds none."""

    sentence = N_("mail.password_file: “%(path)s” holds no password. Write it on the first line, in UTF-8.")


class OpenPasswordError(AuditError):
    """Everybody on this machine could read the password."""

    sentence = N_("mail.%(key)s: everybody on this machine can read “%(path)s”. Give it the mode 600.")


class NotATableError(AuditError):
    """``mail`` is a single value."""

    sentence = N_("mail: write the settings of the mail server under the heading [mail].")


def read(table: object, file: Path) -> tuple[Mail | None, tuple[AuditError, ...]]:
    """Read what stands under ``[mail]``.

    Args:
        table: what TOML made of it.
        file: settings.toml itself; ``password_file`` is looked for from its folder.

    Returns:
        The settings and nothing wrong, or ``None`` and everything that is wrong; each sentence names its key.
    """
    if not isinstance(table, Mapping):
        return None, (NotATableError(),)
    reader = _Reader(cast("Mapping[str, object]", table), file)
    made = reader.mail()
    return (None, tuple(reader.wrong)) if reader.wrong else (made, ())


def is_this_machine(host: str) -> bool:
    """Whether only this machine answers at that name or address."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_one_address(text: str) -> bool:
    """Whether a text is exactly one e-mail address, with a name before it or without."""
    from email import policy  # noqa: PLC0415 - see above
    from email.message import EmailMessage  # noqa: PLC0415 - see above

    message = EmailMessage(policy.SMTP)
    try:
        message["From"] = text
        header = cast("AddressHeader", message["From"])
        (group,) = header.groups
        (address,) = group.addresses
    except (ValueError, IndexError):  # A line break, nothing, or a mistake the parser of Python stumbles over.
        return False
    return bool(group.display_name is None and address.username and address.domain) and not _defects(header)


def _defects(header: "AddressHeader") -> Sequence[object]:
    return cast("Sequence[object]", getattr(header, "defects"))  # noqa: B009 - the stubs of Python do not know it


class _Reader:
    """Takes the settings one by one and keeps every mistake."""

    def __init__(self, table: Mapping[str, object], file: Path) -> None:
        self._table = table
        self._file = file
        self.wrong: list[AuditError] = []

    def mail(self) -> Mail:
        """Return the settings; they mean nothing where something is wrong."""
        for key in self._table:
            if key not in _KEYS:
                self.wrong.append(UnknownMailSettingError(key=key, known=", ".join(_KEYS)))
        host = self._needed("host", _LONGEST_HOST).strip("[]")
        security = self._security(host)
        return Mail(
            host=host,
            port=self._port(security),
            security=security,
            sender=self._sender(),
            user=self._ascii("user", self._text("user")),
            password=self._password(),
        )

    def _text(self, key: str, longest: int = _LONGEST_TEXT) -> str:
        value = self._table.get(key, "")
        if isinstance(value, str) and len(value) <= longest and (value.isprintable() or not value):
            return value
        self.wrong.append(MailTextError(key=key))
        return ""

    def _needed(self, key: str, longest: int = _LONGEST_TEXT) -> str:
        return self._needed_as_is(key, longest).strip()

    def _needed_as_is(self, key: str, longest: int = _LONGEST_TEXT) -> str:
        found = len(self.wrong)
        text = self._text(key, longest)
        if not text.strip() and found == len(self.wrong):
            self.wrong.append(MissingMailSettingError(key=key))
        return text

    def _security(self, host: str) -> Security:
        value = self._table.get("security", Security.STARTTLS.value)
        if not isinstance(value, str) or value not in list(Security):
            self.wrong.append(MailSecurityError())
            return Security.STARTTLS
        if value == Security.NONE and host and not is_this_machine(host):
            self.wrong.append(PlainMailError())
        return Security(value)

    def _port(self, security: Security) -> int:
        value = self._table.get("port", _PORTS[security])
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_PORT:
            self.wrong.append(MailPortError())
            return 0
        return value

    def _sender(self) -> str:
        text = self._needed("sender")
        if text and not is_one_address(text):
            self.wrong.append(MailSenderError())
        return text

    def _password(self) -> str:
        given = [key for key in ("password", "password_file") if key in self._table]
        if len(given) != int("user" in self._table) or ("user" in self._table and not self._table["user"]):
            self.wrong.append(MailPasswordError())
            return ""
        if not given:
            return ""
        return self._password_here() if given == ["password"] else self._password_there()

    def _password_here(self) -> str:
        if _is_open(self._file):
            self.wrong.append(OpenPasswordError(key="password", path=self._file))
        return self._ascii("password", self._needed_as_is("password"))

    def _password_there(self) -> str:
        name = self._needed("password_file")
        if not name:
            return ""
        path = self._file.parent / name
        try:
            with path.open("rb") as file:
                line = file.read(_LONGEST_PASSWORD_FILE).partition(b"\n")[0].rstrip(b"\r")
        except OSError as error:
            self.wrong.append(MailPasswordFileError(path=path, detail=error.strerror))
            return ""
        first = _as_text(line)
        if not first:
            self.wrong.append(NoPasswordError(path=path))
        if _is_open(path):
            self.wrong.append(OpenPasswordError(key="password_file", path=path))
        return self._ascii("password_file", first)

    def _ascii(self, key: str, text: str) -> str:
        if not text.isascii():
            self.wrong.append(MailLettersError(key=key))
        return text


def _as_text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_open(path: Path) -> bool:
    """Whether others than its owner and group can read a file: its mode allows it, and every folder lets them in."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH) and all(_lets_in(folder) for folder in path.resolve().parents)
    except OSError:
        return False


def _lets_in(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)
