"""Names for files a person keeps: safe in a header (RFC 6266) and on every file system."""

import re
import unicodedata
from datetime import date
from urllib.parse import quote

_LONGEST = 60
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def filename(kind: str, title: str, day: date | None = None, ending: str = "pdf") -> str:
    """Return an ASCII name such as "self-audit-report-dom-nade-2026-11-01.pdf".

    Args:
        kind: what it is: a word in ASCII.
        title: what a person called the programme; only Latin letters and digits of it are kept.
        day: the date of the audit.
        ending: what follows the dot.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = _NOT_A_WORD.sub("-", plain)[:_LONGEST].strip("-")
    parts = ("self-audit", kind, words, day.isoformat() if day else "")
    return f"{'-'.join(part for part in parts if part)}.{ending}"


def full_name(kind: str, title: str, day: date | None = None, ending: str = "pdf") -> str:
    """Return the same name in the programme's own letters, without what no file system takes."""
    shown = "".join(c for c in unicodedata.normalize("NFC", title) if unicodedata.category(c)[0] != "C")
    words = _shortened(" ".join(_NOT_IN_A_NAME.sub(" ", shown).split())).strip(" .")
    parts = ("self-audit", kind, words, day.isoformat() if day else "")
    return f"{' '.join(part for part in parts if part)}.{ending}"


def _shortened(text: str) -> str:
    """Cut after a whole word where there is one: half a word, or half a bracket, looks like a broken file."""
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rpartition(" ")[0] or text[:_LONGEST]


def disposition(ascii_name: str, name: str) -> str:
    """Return the header Content-Disposition for a download, with both names (RFC 6266, RFC 8187)."""
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
