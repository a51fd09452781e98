"""What every key of a standard must look like, as data, and the one function that holds a table against it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.core.standard import LEVELS, Kind, Status
from audit.errors import N_

_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z")
_EDITION = re.compile(r"[0-9]{4}\.[0-9]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?\Z")
# The one bound a claim sets: it must leave some level out.
_BOUNDS = frozenset({*(("at_least", level) for level in LEVELS[1:]), *(("at_most", level) for level in LEVELS[:-1])})
# Ids stand in addresses and file names; longer ones are mistakes.
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the file, the key in it, and what is expected there (a message with its values)."""

    file: str
    key: str
    expected: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the problem as one English line."""
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.expected % self.values if self.values else self.expected}"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the test its value must pass, what is expected in words, and whether it may be left out."""

    passes: Callable[[object], bool]
    expected: str
    optional: bool = False


Shape = Mapping[str, Key]


def check(file: str, place: str, table: Mapping[str, Any], shape: Shape) -> Iterable[Problem]:
    """Yield every problem of one table: keys missing, wrong or unknown.

    Args:
        file: name of the file, for the reader.
        place: key of the table in the file, empty for the file itself.
        table: the keys as parsed.
        shape: what is expected.
    """
    prefix = f"{place}." if place else ""
    for name, key in shape.items():
        if name not in table:
            if not key.optional:
                yield Problem(file, prefix + name, N_("missing; expected: %(what)s"), {"what": key.expected})
        elif not key.passes(table[name]):
            yield Problem(file, prefix + name, N_("expected: %(what)s"), {"what": key.expected})
    for name in table:
        if name not in shape:
            yield Problem(file, prefix + name, N_("no such key here; remove it or correct its name"))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ID and bool(_ID.match(value))


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.match(value))


def _one_of(*choices: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_whole(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(v) for v in value)


def _is_ids(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_id(v) for v in value)


def _is_articles(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(v) for v in value)


def _is_levels(value: object) -> bool:
    return _is_texts(value) and isinstance(value, list) and len(value) == len(LEVELS)


def _is_claim(value: object) -> bool:
    """Whether it names a criterion and one bound that not every level passes."""
    if not isinstance(value, dict) or not _is_id(value.get("criterion")):
        return False
    bounds = [(name, bound) for name, bound in value.items() if name != "criterion"]
    return len(bounds) == 1 and type(bounds[0][1]) is int and bounds[0] in _BOUNDS


_TEXT = Key(_is_text, N_("text"))
_IDENTIFIER = Key(_is_id, N_("letters, digits and single hyphens, at most 40 characters"))
_NUMBER = Key(_is_whole, N_("a whole number, 0 or more"))
_ANY_STRING = Key(lambda value: isinstance(value, str), N_("text, may be empty"))
_LETTER = Key(_matches(re.compile(r"[A-Z]\Z")), N_("one capital letter"))

STANDARD: Shape = {
    "id": _IDENTIFIER,
    "edition": Key(_matches(_EDITION), N_("a year and a number, such as 2026.1, in quotes")),
    "status": Key(_one_of(*Status), N_("draft, adopted or withdrawn")),
    "language": Key(_matches(_LANGUAGE), N_("a language code such as en")),
    "title": _TEXT,
    "publisher": _TEXT,
    "basis": _TEXT,
    "disclaimer": _TEXT,
    "domains": Key(_is_ids, N_("the ids of the domains, in order")),
    "certainties": Key(_is_tables, N_("tables with letter and meaning")),
    "levels": Key(_is_tables, N_("four tables with level, label and meaning")),
    "priorities": Key(_is_tables, N_("four tables with number, label and days")),
    "documents": Key(_is_tables, N_("tables with key, title, publisher, year and read")),
}
CERTAINTY: Shape = {"letter": _LETTER, "meaning": _TEXT}
LEVEL: Shape = {"level": _NUMBER, "label": _TEXT, "meaning": _TEXT}
PRIORITY: Shape = {"number": _NUMBER, "label": _TEXT, "days": _NUMBER}
DOCUMENT: Shape = {"key": _IDENTIFIER, "title": _TEXT, "publisher": _TEXT, "year": _ANY_STRING, "read": _TEXT}
DOMAIN: Shape = {
    "id": _IDENTIFIER,
    "title": _TEXT,
    "summary": _TEXT,
    "criteria": Key(_is_tables, N_("one table or more, each a criterion")),
}
CRITERION: Shape = {
    "id": _IDENTIFIER,
    "kind": Key(_one_of(*Kind), N_("red line, must or should")),
    "theme": _TEXT,
    "statement": _TEXT,
    "why": _TEXT,
    "levels": Key(_is_levels, N_("four sentences, for the levels 0 to 3")),
    "evidence": Key(_is_texts, N_("one prompt or more")),
    "action": _TEXT,
    "interim": Key(_is_text, N_("text"), optional=True),
    "lead": _TEXT,
    "certainty": _LETTER,
    "sources": Key(_is_tables, N_("one source or more, with document, section and certainty")),
    "articles": Key(_is_articles, N_("a list of articles, may be empty")),
    "not_applicable_when": Key(_is_text, N_("text; leave the key out where it always applies"), optional=True),
    "second_voice": Key(_is_flag, N_("true or false"), optional=True),
}
SOURCE: Shape = {"document": _IDENTIFIER, "section": _TEXT, "certainty": _LETTER}
_CLAIM = Key(_is_claim, N_("a criterion, and either at_least (1 to 3) or at_most (0 to 2)"))
CHECKS: Shape = {"checks": Key(_is_tables, N_("one table or more, each a check"))}
CHECK: Shape = {"id": _IDENTIFIER, "when": _CLAIM, "doubted_by": _CLAIM, "sentence": _TEXT}
