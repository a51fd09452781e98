"""Mails, handed to the one mail server that settings.toml names: over TLS with a checked certificate, within seconds.

Only this module speaks SMTP. It sends plain text, one receiver at a time, and says in a sentence why something failed.
What may be kept of a failure is ``reason``: a word and a number, no address, no text of the server.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, ClassVar, cast

from audit.config_mail import Mail, Security, is_this_machine
from audit.core.letters import Letter, UnmailableError, check
from audit.errors import N_, AuditError

# Seconds to wait for each answer of the server. RFC 5321 (section 4.5.3.2) allows minutes; a lease is shorter.
PATIENCE = 15.0
_PERMANENT = 500  # Answers from here on stay the same however often one asks (RFC 5321, section 4.2.1).
_HANDED_OVER = frozenset({250, 251})
# Seven bits: every server takes them. CR and LF in a header are refused by this policy.
_POLICY = policy.SMTP.clone(cte_type="7bit")


class MailError(AuditError):
    """The base of everything that keeps a mail from being sent. Never raised itself.

    Attributes:
        word: what is kept of it.
        code: the number the server answered with; ``None`` where it did not.
        for_good: whether another try cannot help.
    """

    word: ClassVar[str] = "unknown"

    def __init__(self, *, code: int | None = None, **values: object) -> None:
        """Keep the number beside what fills the places."""
        super().__init__(code=code, **values)
        self.code = code

    @property
    def reason(self) -> str:
        """What may be kept and shown later, such as "receiver-refused 550"."""
        return self.word if self.code is None else f"{self.word} {self.code}"

    @property
    def for_good(self) -> bool:
        """Whether another try cannot help; what can be mended in the settings always may."""
        return False


class ServerAwayError(MailError):
    """The mail server does not answer, or hung up."""

    word = "server-away"
    sentence = N_("The mail server %(host)s does not answer at port %(port)s: %(detail)s.")


class WrongCertificateError(MailError):
    """The mail server cannot show that it is the one in the settings."""

    word = "certificate"
    sentence = N_("The mail server %(host)s has no certificate that is valid for this name: %(detail)s.")


class NoTlsError(MailError):
    """No secret way to the mail server can be agreed on."""

    word = "no-tls"
    sentence = N_(
        "The way to the mail server %(host)s at port %(port)s cannot be made secret: %(detail)s. Nothing was sent. "
        "Check “security” and “port” in settings.toml."
    )


class PlainPasswordError(MailError):
    """A password would travel readable for everybody."""

    word = "no-tls"
    sentence = N_("Without TLS, mail goes to this machine only, and “%(host)s” is another. Nothing was sent.")


class WrongPasswordError(MailError):
    """The mail server does not take user and password."""

    word = "wrong-password"
    sentence = N_("The mail server does not take this user and password: %(answer)s")


class NoLoginError(MailError):
    """The mail server offers no way to sign in that we know."""

    word = "no-login"
    sentence = N_("The mail server %(host)s offers no way to sign in. Leave user and password out, or ask its people.")


class SenderRefusedError(MailError):
    """The mail server does not let us send from this address."""

    word = "sender-refused"
    sentence = N_("The mail server does not take mails from the sender in settings.toml: %(answer)s")


class ReceiverRefusedError(MailError):
    """The mail server does not take mails to this address."""

    word = "receiver-refused"
    sentence = N_("The mail server does not take mails to this address: %(answer)s")

    @property
    def for_good(self) -> bool:
        """Whether the address is refused for ever; "not now" comes from servers that let newcomers wait."""
        return self.code is not None and self.code >= _PERMANENT


class MailRefusedError(MailError):
    """The mail server does not take this mail."""

    word = "mail-refused"
    sentence = N_("The mail server does not take this mail: %(answer)s")


class WrongAddressError(MailError):
    """No mail can have that address."""

    word = "wrong-address"
    sentence = N_("That is not one e-mail address.")

    @property
    def for_good(self) -> bool:
        """It stays what it is."""
        return True


def send(settings: Mail, letter: Letter, number: str, now: datetime) -> str:
    """Hand one mail to the mail server.

    Args:
        settings: which server, and who the mail comes from.
        letter: the mail.
        number: what tells this mail from every other; a second copy of it bears the same, so that readers drop it.
        now: the date of the mail, in UTC.

    Returns:
        What the server answered when it took the mail over, such as "250 2.0.0 Ok: queued as 4X1".

    Raises:
        MailError: it was not taken; the sentence says why.
    """
    message = _message(settings, letter, number, now)
    with _said_plainly(settings), _connected(settings) as server:
        _refuse(SenderRefusedError, server.mail(_bare(message, "From")))
        _refuse(ReceiverRefusedError, server.rcpt(_bare(message, "To")))
        try:
            answer = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:  # It did not even want to read it.
            raise MailRefusedError(code=error.smtp_code, answer=_text(error.smtp_error)) from error
        _refuse(MailRefusedError, answer)
    return f"{answer[0]} {_text(answer[1])}"


def _message(settings: Mail, letter: Letter, number: str, now: datetime) -> EmailMessage:
    """Build the mail; the parser of Python decides what an address is, and refuses line breaks."""
    message = EmailMessage(_POLICY)
    try:
        check(letter)
        sender = _sender(settings)
        message["From"] = sender
        message["To"] = _on_the_wire(Address(addr_spec=letter.to))
        message["Subject"] = letter.subject
    except (ValueError, IndexError, MessageError, UnmailableError) as error:
        raise WrongAddressError from error
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{number}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # No holiday notices, please (RFC 3834).
    message.set_content(letter.text)
    return message


def _sender(settings: Mail) -> Address:
    probe = EmailMessage(_POLICY)
    probe["From"] = settings.sender
    return _on_the_wire(cast("AddressHeader", probe["From"]).addresses[0])


def _on_the_wire(address: Address) -> Address:
    """Return an address with its domain as the network writes it: letters beyond ASCII in their other form."""
    domain = address.domain.encode("idna").decode("ascii")
    return Address(display_name=address.display_name, username=address.username, domain=domain)


def _bare(message: EmailMessage, header: str) -> str:
    return cast("AddressHeader", message[header]).addresses[0].addr_spec


@contextmanager
def _connected(settings: Mail) -> Iterator[smtplib.SMTP]:
    """Open the way to the server, keep it secret, and sign in; hang up at the end."""
    context = ssl.create_default_context()
    with _opened(settings, context) as server:
        server.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            if not server.has_extn("starttls"):
                raise NoTlsError(host=settings.host, port=settings.port, detail="STARTTLS is not offered")
            server.starttls(context=context)
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
        yield server


def _opened(settings: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    if settings.security is Security.TLS:
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=context)
    if settings.security is Security.NONE and not is_this_machine(settings.host):
        raise PlainPasswordError(host=settings.host)
    return smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)


@contextmanager
def _said_plainly(settings: Mail) -> Iterator[None]:
    """Turn what the connection says into one of our sentences."""
    where: dict[str, Any] = {"host": settings.host, "port": settings.port}
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise WrongPasswordError(code=error.smtp_code, answer=_text(error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NoLoginError(host=settings.host) from error
    except smtplib.SMTPResponseException as error:
        raise ServerAwayError(**where, code=error.smtp_code, detail=_text(error.smtp_error)) from error
    except ssl.SSLCertVerificationError as error:
        raise WrongCertificateError(host=settings.host, detail=error.verify_message) from error
    except ssl.SSLError as error:
        raise NoTlsError(**where, detail=error.reason or str(error)) from error
    except OSError as error:  # No connection, no answer in time, or the other end hung up (smtplib's are OSErrors).
        raise ServerAwayError(**where, detail=error.strerror or str(error)) from error


def _refuse(kind: type[MailError], answer: tuple[int, bytes]) -> None:
    if answer[0] not in _HANDED_OVER:
        raise kind(code=answer[0], answer=_text(answer[1]))


def _text(answer: bytes | str) -> str:
    """Return what a server said as one line."""
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(said.split())
