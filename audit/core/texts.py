"""How a text is kept, whether it was typed on a page or came in a file: one rule for both ways in."""

import re
import unicodedata

# What no page may show: control characters but line ends and tabs, marks that reorder text and could make a page
# say something else, and halves of characters.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
)


def clean(text: str, *, one_line: bool = False) -> str:
    """Return a text as it is kept: NFC, one kind of line end, no space around it; a name or title on one line."""
    composed = unicodedata.normalize("NFC", lines(text))
    return " ".join(composed.split()) if one_line and not unprintable(composed) else composed.strip()


def lines(text: str) -> str:
    """Return a text with one kind of line end; browsers send two characters for each."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unprintable(text: str) -> bool:
    """Whether a text holds what no page may show: control characters, half characters, marks that reorder text."""
    return _UNPRINTABLE.search(text) is not None
