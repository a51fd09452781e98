"""What can go wrong, one class per cause, each with the sentence a person reads.

A sentence says what happened and what to do. It is a gettext message with named places, so that the web
can show it in the reader's language and the command line in English.
"""

from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark ``message`` for translation and return it unchanged."""
    return message


class AuditError(Exception):
    """The base of every error a person may see. Never raised itself.

    Attributes:
        sentence: the message, with ``%(name)s`` places.
        values: what fills the places.
    """

    sentence: ClassVar[str] = N_("Something went wrong. Nothing was changed.")

    def __init__(self, **values: object) -> None:
        """Keep the values that fill the places of the sentence."""
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.sentence % self.values


class MissingFolderError(AuditError):
    """A folder the program needs is neither in the package nor in a checkout."""

    sentence = N_("The folder “%(name)s” is missing. Install Self-Audit again, or start it from a whole checkout.")


class UnknownNameError(AuditError):
    """An id that the standard does not have was asked for."""

    sentence = N_("There is no %(what)s “%(name)s” in this edition.")


class NotOneAnswerError(AuditError):
    """An answer holds more than one of: level, not applicable, not sure."""

    sentence = N_("Choose one: a level, does not apply, or not sure yet.")


class LevelOutOfRangeError(AuditError):
    """A level is not a whole number from 0 to 3."""

    sentence = N_("A level is a whole number from 0 to 3.")
