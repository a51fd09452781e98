# ruff: noqa: RUF001 - the last letter of the Georgian alphabet looks like an o
"""The words of a text with what the rules for names ask about each, worked out once."""

import re
from dataclasses import dataclass

from audit.core.personal_given import GIVEN
from audit.core.personal_text import word_key
from audit.core.personal_words import LETTERS_OF_A_SURNAME, SURNAME_ENDS, is_known_word

# The point inside is that of "sig.ra".
_WORD = re.compile(r"[^\W\d_]+(?:(?:['-]|\.(?=ra\b))[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:[.!?;:•\n]|(?<=[ \n])[-*])[ \"'„“«(\n]*\Z")
# Letters that stand higher inside a word ("GtkArea", "X-vormig") are of products and things, but for these.
_INNER = re.compile(r"-|(?<=^[OD])'|(?<=^Mc)|(?<=^Mac)(?=[^a-z])")
_GEORGIAN = re.compile(r"[ა-ჿ]{2,}\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    Attributes:
        start: where it begins in the plain text.
        end: where it ends, exclusive.
        word: as it is written.
        key: without case and accents (``word_key``).
        gap: what stands between it and the word before.
        is_first: whether a sentence or a point of a list begins with it.
        is_capital: whether it begins with a capital.
        is_georgian: whether it is Georgian, which has no capitals.
        is_name_like: whether it is written like a name: "Ana", "Anna-Lena", "O'Madeup", "McMadeup", or Georgian.
        is_given: whether it is a common given name with a capital.
        is_plain: whether it could be of a name: no word of institutions, papers or grammar is known that begins so.
            Asked only of words that are written like a name or have a capital; others are not plain.
    """

    start: int
    end: int
    word: str
    key: str
    gap: str
    is_first: bool
    is_capital: bool
    is_georgian: bool
    is_name_like: bool
    is_given: bool
    is_plain: bool

    @property
    def follows_closely(self) -> bool:
        """Whether nothing but a space, a hyphen or the point of an abbreviation parts it from the word before."""
        return self.gap in {" ", "-", ". "}


def words(text: str) -> tuple[Token, ...]:
    """Return the words of a plain text in their order; numbers and signs are none."""
    found: list[Token] = []
    end = 0
    for place in _WORD.finditer(text):
        gap = text[end : place.start()]
        found.append(_token(place, gap, is_first=not found or _SENTENCE_END.search(gap) is not None))
        end = place.end()
    return tuple(found)


def has_surname_end(key: str) -> bool:
    """Whether a word ends as surnames do in several languages; the word comes as its key."""
    return len(key) >= LETTERS_OF_A_SURNAME and key.endswith(SURNAME_ENDS)


def _token(place: re.Match[str], gap: str, *, is_first: bool) -> Token:
    word = place.group()
    key = word_key(word)
    is_capital = word[0].isupper()
    is_georgian = _GEORGIAN.match(word) is not None
    return Token(
        *place.span(),
        word,
        key,
        gap,
        is_first=is_first,
        is_capital=is_capital,
        is_georgian=is_georgian,
        is_name_like=is_georgian or (is_capital and _is_written_like_a_name(word)),
        is_given=is_capital and key in GIVEN,
        is_plain=(is_capital or is_georgian) and _is_plain(word, key),
    )


def _is_written_like_a_name(word: str) -> bool:
    parts = [part for part in _INNER.split(word) if part]
    return len(word) > 1 and all(part[0].isupper() and (part[1:].islower() or len(part) == 1) for part in parts)


def _is_plain(word: str, key: str) -> bool:
    return key in GIVEN or has_surname_end(key) or not is_known_word(word)
