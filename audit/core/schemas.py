"""The two files that leave and enter the program, as JSON Schemas (draft 2020-12), for those who write or read them.

The schema of an answers file is made for one edition: it knows its criteria and which of them may not apply.
A schema cannot say everything the reader checks; ``$comment`` names what is left.
"""

from collections.abc import Container
from typing import Any

from audit.core.answersfile import (
    FORMAT,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_DOCUMENTS,
)
from audit.core.countries import CODES
from audit.core.programme import Setting
from audit.core.scoring import FORMULA, UNKNOWN, Standing, State
from audit.core.standard import LEVELS, Criterion, Kind, Scope, Standard

DRAFT = "https://json-schema.org/draft/2020-12/schema"

# The same as ``texts.unprintable``, but for halves of characters: languages differ in how a pattern names them.
_PRINTABLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*$"
_NOT_EMPTY = r"\S"
_AT_LEAST_FIVE = r"\S[\s\S]{3,}\S"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_AUDIT_DAY = r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_LEFT_TO_THE_READER = (
    "The program also refuses what a schema cannot see: a key that stands twice, 2.0 for the level 2, and half of a "
    "character. It takes spaces around a text away before it counts its characters, and of a title or a reason it "
    "counts only what a reader sees."
)


def answers(standard: Standard) -> dict[str, Any]:
    """Return the schema of an answers file for this edition (design section 16)."""
    return {
        "$schema": DRAFT,
        "title": f"Answers file for {standard.id}, edition {standard.edition}",
        "$comment": _LEFT_TO_THE_READER,
        **_table(
            {
                "format": {"const": FORMAT},
                "standard": {"const": standard.id},
                "edition": {"const": standard.edition},
                "programme": _programme(),
                "date": {"type": "string", "format": "date", "pattern": _AUDIT_DAY},
                "scope": {"enum": [scope.value for scope in Scope]},
                "answers": _table({c.id: _reference(c) for c in standard.criteria()}, free=standard.order),
            },
            free=("scope",),
        ),
        "$defs": {
            "answer": _answer(may_not_apply=False),
            "answer-or-not-applicable": _answer(may_not_apply=True),
            "document": _document(),
        },
    }


def score() -> dict[str, Any]:
    """Return the schema of what ``self-audit score --json`` prints (design section 16)."""
    return {
        "$schema": DRAFT,
        "title": "Result of a self-audit",
        **_table(
            {
                "standard": {"type": "string"},
                "edition": {"type": "string"},
                "formula": {"const": FORMULA},
                "scope": {"enum": [scope.value for scope in Scope]},
                **_result(),
                "red_lines": _red_lines(),
                "domains": {"type": "array", "items": _table({"id": {"type": "string"}, **_result()})},
                "gaps": {"type": "array", "items": _gap()},
            }
        ),
    }


def _table(properties: dict[str, Any], free: Container[str] = ()) -> dict[str, Any]:
    """Return an object that has these keys and no others; those in ``free`` may be left out."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in free],
        "additionalProperties": False,
    }


def _text(shape: str, longest: int) -> dict[str, Any]:
    return {"type": "string", "allOf": [{"pattern": _PRINTABLE}, {"pattern": shape}], "maxLength": longest}


def _programme() -> dict[str, Any]:
    return _table(
        {
            "name": _text(_NOT_EMPTY, LONGEST_NAME),
            "country": {"enum": sorted(CODES)},
            "setting": {"enum": [setting.value for setting in Setting]},
        }
    )


def _reference(criterion: Criterion) -> dict[str, str]:
    return {"$ref": f"#/$defs/answer{'-or-not-applicable' if criterion.may_not_apply else ''}"}


def _answer(*, may_not_apply: bool) -> dict[str, Any]:
    choices: dict[str, Any] = {"level": {"enum": list(LEVELS)}, "not_sure": {"const": True}}
    if may_not_apply:
        choices["not_applicable"] = _text(_AT_LEAST_FIVE, LONGEST_TEXT)
    return {
        "type": "object",
        "properties": {
            **choices,
            "evidence": {"type": "array", "maxItems": MOST_DOCUMENTS, "items": {"$ref": "#/$defs/document"}},
            "note": {"type": "string", "pattern": _PRINTABLE, "maxLength": LONGEST_TEXT},
        },
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in choices],
    }


def _document() -> dict[str, Any]:
    properties = {
        "title": _text(_AT_LEAST_FIVE, LONGEST_TITLE),
        "date": {"type": "string", "format": "date", "pattern": _DAY},
    }
    return _table(properties, free=("date",))


def _result() -> dict[str, Any]:
    share = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    count = {"type": "integer", "minimum": 0}
    return {
        "standing": {"enum": [*(standing.value for standing in Standing), None]},
        "score": share,
        "low": share,
        "high": share,
        "answered": count,
        "unknown": count,
        "unsure": count,
        "not_applicable": count,
    }


def _red_lines() -> dict[str, Any]:
    ids = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    return _table({"open": ids, "unproven": ids, "unknown": ids, "held": {"type": "integer", "minimum": 0}})


def _gap() -> dict[str, Any]:
    states = [s.value for s in State if s not in {State.HELD, State.NOT_APPLICABLE}]
    return {
        **_table(
            {
                "criterion": {"type": "string"},
                "kind": {"enum": [kind.value for kind in Kind]},
                "state": {"enum": states},
                "level": {"enum": [*LEVELS, None]},
                "effective_level": {"enum": [*LEVELS[:-1], None]},
                "priority": {"enum": [1, 2, 3, 4]},
                "label": {"type": "string"},
                "due": {"type": "string", "format": "date"},
            }
        ),
        "if": {"properties": {"state": {"enum": sorted(state.value for state in UNKNOWN)}}},
        "then": {"properties": {"level": {"const": None}, "effective_level": {"const": None}}},
        "else": {"properties": {"level": {"type": "integer"}, "effective_level": {"type": "integer"}}},
    }
