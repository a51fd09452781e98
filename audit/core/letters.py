"""A mail before it is sent: to whom, with which words, and until when it is any use."""

import json
from dataclasses import dataclass
from datetime import datetime

from audit.errors import N_, AuditError

# A line of a header may have 998 characters (RFC 5322, section 2.1.1); an address 254 (RFC 5321, section 4.5.3.1.3).
LONGEST_SUBJECT = 200
LONGEST_ADDRESS = 254
LONGEST_TEXT = 20_000


class UnmailableError(AuditError):
    """An address or a subject that no mail can have: empty, too long, or more than one line."""

    sentence = N_("No mail can be sent to that address, or with that subject. Check the address.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in plain text.

    ``until`` is when its link runs out (UTC): later it is not sent any more. ``None`` where there is no such time.
    """

    to: str
    subject: str
    text: str
    until: datetime | None = None


def check(letter: Letter) -> None:
    """Refuse what could become a header of its own, or no mail at all.

    Raises:
        UnmailableError: it could.
    """
    address, subject = letter.to, letter.subject
    fits = len(address) <= LONGEST_ADDRESS and len(subject) <= LONGEST_SUBJECT and len(letter.text) <= LONGEST_TEXT
    printable = address.isprintable() and subject.isprintable() and " " not in address
    if not (fits and printable and subject and letter.text and all(address.partition("@"))):
        raise UnmailableError


def shortened(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it: "a…@example.org"."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def write(letter: Letter) -> str:
    """Return a mail as the text that waits in the store."""
    until = letter.until.isoformat() if letter.until else None
    kept = {"to": letter.to, "subject": letter.subject, "text": letter.text, "until": until}
    return json.dumps(kept, ensure_ascii=False)


def read(text: str) -> Letter:
    """Return the mail that ``write`` wrote.

    Raises:
        UnmailableError: it is not one.
    """
    try:
        kept = json.loads(text)
        until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
        return Letter(to=kept["to"], subject=kept["subject"], text=kept["text"], until=until)
    except (ValueError, KeyError, TypeError) as error:
        raise UnmailableError from error
