"""What the rules for personal data read: a text made plain, with the way back to the text as it was typed.

The same letter can be written in several ways, and signs that show nothing can stand between two digits. The rules
see one way of writing; what they find is pointed out in the text as it was typed.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from audit.core.answers import seen

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d"
_QUOTES = "\u2018\u2019\u02bc\u201b"
_AS = str.maketrans({**dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_QUOTES, "'")})
# Stands for a sign that is not looked at any more.
MASK = "\0"
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"


class Kind(StrEnum):
    """What a place in a text looks like."""

    EMAIL = "e-mail"
    PHONE = "phone"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    IDENTITY = "identity-number"
    ACCOUNT = "bank-account"
    CASE = "case-number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the plain text; ``end`` is exclusive."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as the rules read it: ``starts[i]`` and ``ends[i]`` say where its sign i stood in the typed text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a place of the plain text, not empty, lies in the typed one; the end is exclusive."""
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Make a text plain: NFKC, digits 0 to 9, one kind of space, hyphen and quote, nothing that shows nothing."""
    if text.isascii() and text.replace("\n", "").isprintable():
        places = range(len(text) + 1)
        return Plain(text, tuple(places[:-1]), tuple(places[1:]))
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for sign in _plain_signs(text[start:end]):
            signs.append(sign)
            starts.append(start)
            ends.append(end)
    return Plain("".join(signs), tuple(starts), tuple(ends))


def word_key(word: str) -> str:
    """Return a word without case and accents, to look it up in a list: "Čedo" as "cedo"."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a list that is written as one text, which keeps long lists readable."""
    return tuple(words.split())


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the places of all signs, each with the accents that follow it."""
    firsts = [at for at, sign in enumerate(text) if at == 0 or not unicodedata.combining(sign)]
    return list(zip(firsts, [*firsts[1:], len(text)], strict=True)) if firsts else []


def _plain_signs(cluster: str) -> str:
    if cluster.isascii() and cluster.isprintable():
        return cluster
    if cluster in _LINE_ENDS:
        return "\n"
    signs = unicodedata.normalize("NFKC", cluster.translate(_AS)).translate(_AS)
    return "".join(_plain_sign(sign) for sign in signs)


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.digit(sign))
    return seen(sign)
