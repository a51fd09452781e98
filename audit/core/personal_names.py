# ruff: noqa: RUF001 - words in Greek and Cyrillic are what is looked for
"""What may be a person's name. Advisory: no rule knows a name, and many texts here are full of institutions.

The signs of a name, from the surest: a title before it, someone's wife or client, initials, a common given name, a
surname's ending, and last two capitalised words inside a sentence that belong to no institution.
"""

import re
from collections.abc import Iterator, Sequence

from audit.core.personal_given import GIVEN
from audit.core.personal_text import Hit, Kind, word_key
from audit.core.personal_tokens import Token, has_surname_end, words
from audit.core.personal_words import (
    ABBREVIATIONS,
    AFTER_A_LINK,
    COUNTED,
    DOTTED,
    DOTTED_ABBREVIATIONS,
    GEORGIAN_ENDS_AFTER_A_NAME,
    GEORGIAN_SURNAME_ENDS,
    GERMAN,
    HOLY,
    KIN,
    LETTERS_OF_A_SURNAME,
    LINKS,
    OFFICES,
    OWNING,
    PARTICLES,
    TITLES,
    TITLES_AFTER,
    is_known_word,
)

_MOST_WORDS = 4  # of one name
_FEWEST_LETTERS = 3
_NEAR = 2
# Endings that a name takes on: "Marka", "Anom", "Катерини". What is left is looked up with these put in their place.
_LONGEST_ENDING = 2
_NOMINATIVES = ("", "a", "o", "e", "i", "а", "о", "й", "я", "η", "ος", "ης", "ας")
_GAP = re.compile(r" ?(?:,|\()? ?\Z")
# "M.K.", "M. K.", "P.J.L."
_INITIALS = re.compile(r"(?<![\w.])[^\W\d_]\. ?[^\W\d_]\.(?: ?[^\W\d_]\.)?(?![\w.])")
# "J. Fakeman"
_INITIAL_AND_NAME = re.compile(
    r"(?<![\w.])(?P<letter>[^\W\d_])\. ?(?P<name>[^\W\d_]{3,30}(?:-[^\W\d_]{2,30})?)(?![\w.@])"
)
_COUNTING = frozenset("ABCDEFGHАБВГΑΒΓΔIVX")
_FEWEST_GERMAN = 2


_Span = tuple[int, int]


def names(text: str, *, in_title: bool) -> Iterator[Hit]:
    """Yield what looks like a person's name; places may overlap.

    Args:
        text: the plain text.
        in_title: whether it is a document's title, where most words may have capitals and say nothing by that.
    """
    tokens = words(text)
    is_prose = not in_title and sum(token.key in GERMAN for token in tokens) < _FEWEST_GERMAN
    rules = (_titled, _of_someone, _with_given_name, _alone, _with_surname) + ((_two_words,) if is_prose else ())
    for at in range(len(tokens)):
        yield from (Hit(Kind.NAME, *span) for rule in rules if (span := rule(tokens, at)))
    yield from _initials(text)
    yield from _initials_with_name(text)


def _run(tokens: Sequence[Token], at: int) -> int:
    """Return the index after the words from here on that could be one name."""
    end = at
    for index in range(at, min(len(tokens), at + _MOST_WORDS)):
        token = tokens[index]
        if index > at and (token.gap != " " or token.is_georgian):
            break
        if token.is_name_like and token.is_plain:
            end = index + 1
        elif token.key not in PARTICLES:
            break
    return end


def _titled(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "Mrs. Janet Inventson", "ბატონი გიორგი", "Ahmet Bey"."""
    token, following = tokens[at], tokens[at + 1 : at + 2]
    if not following or following[0].gap not in {" ", ". ", ".", ".  "}:
        return None
    if token.is_name_like and following[0].word in TITLES_AFTER and token.is_plain:
        return token.start, following[0].end
    is_dotted = token.word in DOTTED and following[0].gap.startswith(".")
    if not (is_dotted or token.key in TITLES) or following[0].key in OFFICES:
        return None
    end = _run(tokens, at + 1)
    return (token.start, tokens[end - 1].end) if end > at + 1 else None


def _of_someone(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "his wife Ana", "client MK", "η σύζυγός του Ελένη"."""
    if tokens[at].key not in KIN:
        return None
    first = at + 1
    while first < min(len(tokens), at + 1 + _NEAR) and tokens[first].key in OWNING and not tokens[first].is_capital:
        first += 1
    if first >= len(tokens) or not _GAP.match(tokens[first].gap):
        return None
    named = tokens[first]
    if named.word.isupper() and len(named.word) == _NEAR:
        return (named.start, named.end) if named.key not in ABBREVIATIONS else None
    end = _run(tokens, first)
    is_likely = tokens[at].word.islower() and named.is_capital and not _stands_in_a_title(tokens, end)
    is_someone = end > first and (_nominative_is_given(named) or is_likely)
    return (named.start, tokens[end - 1].end) if is_someone else None


def _nominative_is_given(token: Token) -> bool:
    """Whether the word is a common given name in another case: "Marka", "Anom"."""
    stems = (token.key[: len(token.key) - cut] for cut in range(_LONGEST_ENDING + 1))
    return any(len(stem) >= _NEAR and stem + end in GIVEN for stem in stems for end in _NOMINATIVES)


def _stands_in_a_title(tokens: Sequence[Token], end: int) -> bool:
    """Whether the next word has a capital too, so that the words before may be an institution's."""
    following = tokens[end : end + 1]
    return bool(following) and following[0].is_capital and following[0].follows_closely


def _with_given_name(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "Peter Inventson", "Marka Izmišljenovića", "Sanne de Verzonnen", "Nemlétező Péter", "ANA MADEUP"."""
    pair = tokens[at : at + 2]
    if len(pair) < _NEAR or pair[1].gap not in {" ", ", "} or _is_an_institutions(tokens, at):
        return None
    first, second = pair
    is_other_case = first.is_name_like and not first.is_first and second.is_capital and _nominative_is_given(first)
    end = _run(tokens, at)
    if (first.is_given or is_other_case) and end > at + 1:
        return first.start, tokens[end - 1].end
    is_written_so = first.is_capital and second.is_capital and first.is_plain and second.is_plain
    is_two_caps = first.word.isupper() and len(second.word) > 1 and (first.is_given or second.is_given)
    is_surname_first = second.is_given and first.is_name_like and len(first.word) >= _FEWEST_LETTERS
    return (first.start, second.end) if is_written_so and (is_two_caps or is_surname_first) else None


def _is_an_institutions(tokens: Sequence[Token], at: int) -> bool:
    """Whether words of an institution, a place or a saint stand around a pair: "Rosa Luxemburg Stiftung"."""
    before = tokens[max(0, at - 1) : at]
    after = tokens[at + 2 : at + 3]
    around = [t for t in before if tokens[at].follows_closely] + [t for t in after if t.follows_closely]
    return any(
        t.key in HOLY or (t.is_capital and not t.is_first and not t.is_plain and t.key not in TITLES) for t in around
    )


def _alone(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "When Sarah rang": a common given name with no other capital around it."""
    token = tokens[at]
    if not (token.is_given and token.is_name_like and token.is_plain) or len(token.word) < _FEWEST_LETTERS:
        return None
    before, after = tokens[max(0, at - 1) : at], tokens[at + 1 : at + 2]
    is_beside_capital = any(t.is_capital and not t.is_first and token.follows_closely for t in before) or any(
        t.is_capital and t.follows_closely for t in after
    )
    is_holy = any(t.key in HOLY and token.follows_closely for t in before)
    return None if is_beside_capital or is_holy else (token.start, token.end)


def _with_surname(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "Ivan Nepostojić", "Петро Вигаденко": the second word ends as surnames do."""
    pair = tokens[at : at + 2]
    if len(pair) == _NEAR and pair[1].gap == " " and all(token.is_georgian for token in pair):
        ends = GEORGIAN_SURNAME_ENDS + (GEORGIAN_ENDS_AFTER_A_NAME if pair[0].key in GIVEN else ())
        is_georgian = pair[1].key.endswith(ends) and len(pair[1].key) >= LETTERS_OF_A_SURNAME
        return (pair[0].start, pair[1].end) if is_georgian and pair[1].key not in KIN else None
    if len(pair) < _NEAR or pair[1].gap != " " or not has_surname_end(pair[1].key):
        return None
    is_name = all(token.is_name_like and not token.is_georgian for token in pair) and pair[0].is_plain
    return (pair[0].start, pair[1].end) if is_name and not _is_an_institutions(tokens, at) else None


def _two_words(tokens: Sequence[Token], at: int) -> _Span | None:
    """Find "… with Zvonko Nemadeup …": two words with capitals inside a sentence, nothing else known of them."""
    second = at + 1 + _links(tokens, at + 1)
    if second >= len(tokens) or any(token.gap != " " for token in tokens[at + 1 : second + 1]):
        return None
    pair = (tokens[at], tokens[second])
    around = [*tokens[max(0, at - 1) : at], *tokens[second + 1 : second + 2]]
    # A name is rarely put in quotation marks; a title or a product is.
    is_inside = not pair[0].is_first and not pair[0].gap.strip() and all(token.word[0].islower() for token in around)
    return (pair[0].start, pair[1].end) if is_inside and all(map(_could_be_anyone, pair)) else None


def _links(tokens: Sequence[Token], at: int) -> int:
    """Count the small words from here on that join two parts of a name: "van", "van der"."""
    small = [token.word for token in tokens[at : at + 2]]
    if not small or small[0] not in LINKS:
        return 0
    return 1 + (small[-1] in AFTER_A_LINK)


def _could_be_anyone(token: Token) -> bool:
    return token.is_name_like and token.is_capital and token.is_plain and len(token.word) >= _FEWEST_LETTERS


def _initials(text: str) -> Iterator[Hit]:
    for found in _INITIALS.finditer(text):
        letters = "".join(filter(str.isalpha, found.group()))
        if letters.isupper() and word_key(letters) not in DOTTED_ABBREVIATIONS:
            yield Hit(Kind.NAME, *found.span())


def _initials_with_name(text: str) -> Iterator[Hit]:
    """Yield "J. Fakeman", but not "Annex A. Definition" nor the points of a list."""
    for found in _INITIAL_AND_NAME.finditer(text):
        letter, name = found["letter"], found["name"]
        before = text[max(0, found.start() - 20) : found.start()]
        last = before.split()[-1:]
        counts = letter in _COUNTING and (not last or last[0][-1] in ".:;" or word_key(last[0]) in COUNTED)
        is_name = letter.isupper() and name[0].isupper() and not name.isupper()
        if is_name and not counts and (has_surname_end(word_key(name)) or not is_known_word(name)):
            yield Hit(Kind.NAME, *found.span())
