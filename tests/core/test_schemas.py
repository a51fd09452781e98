"""The published schemas say what the reader does, but for what no schema can see, and that is named."""

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit.core import answersfile, schemas
from audit.core.standard import Standard
from tests.conftest import DAY
from tests.core.test_answersfile import BAD_ANSWERS, BAD_FACTS, BAD_TOPS, DELETE, answered, content
from tests.core.test_scorejson import WORKED

# What a schema cannot see: 2.0 is a whole number to JSON Schema, and half of a character is text.
UNSEEN = {"level 2.0", "a note with half a character"}


def is_valid(schema: dict[str, Any], value: object) -> bool:
    """Whether the value keeps to the schema, formats included."""
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)


def is_read(data: dict[str, Any], standard: Standard) -> bool:
    """Whether the reader takes the file."""
    try:
        answersfile.read(json.dumps(data).encode(), standard, DAY)
    except answersfile.BadAnswersFileError:
        return False
    return True


BAD: dict[str, Any] = {
    **{name: answered(answer) for name, (answer, _) in BAD_ANSWERS.items()},
    **{name: content(**changes) for name, (changes, _) in BAD_TOPS.items()},
    **{f"programme with {name}": content(programme=facts) for name, (facts, _) in BAD_FACTS.items()},
    "a reason too short": content(answers={"FIR-2": {"not_applicable": "abcd"}}),
    "a list": [],
}
GOOD: dict[str, dict[str, Any]] = {
    "every kind of answer": content(),
    "a first pass": content(scope="first-pass"),
    "no answers yet": content(answers={}),
    "evidence without a date": answered({"level": 3, "evidence": [{"title": "Book 2"}], "note": ""}),
    "five characters": content(answers={"FIR-2": {"not_applicable": "abcde"}}),
    "the longest note": answered({"level": 0, "note": "ш" * 5000}),
    "line ends and tabs in a note": answered({"level": 0, "note": "one\r\n\ttwo"}),
    "a name in Georgian": content(programme={"name": "პროგრამა „ნაბიჯი“", "country": "GE", "setting": "other"}),
    "a name beyond the first plane": content(programme={"name": "𝔓 🙂", "country": "XK", "setting": "health"}),
}


@pytest.mark.parametrize("schema", ["answers", "score"])
def test_the_schemas_are_schemas(real: Standard, schema: str) -> None:
    made = schemas.answers(real) if schema == "answers" else schemas.score()
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_what_the_reader_takes_keeps_to_the_schema(standard: Standard, data: dict[str, Any]) -> None:
    assert is_read(data, standard)
    assert is_valid(schemas.answers(standard), data)


@pytest.mark.parametrize("name", BAD)
def test_what_the_reader_refuses_breaks_the_schema(standard: Standard, name: str) -> None:
    assert not is_read(BAD[name], standard)
    assert is_valid(schemas.answers(standard), BAD[name]) is (name in UNSEEN)


def test_the_schema_knows_which_criteria_may_not_apply(real: Standard) -> None:
    schema = schemas.answers(real)
    for criterion in real.criteria():
        data = content(
            standard=real.id, edition=real.edition, answers={criterion.id: {"not_applicable": "We have none"}}
        )
        assert is_valid(schema, data) is criterion.may_not_apply


CHANGES = {
    "a share above 1": ("low", 1.01),
    "a negative count": ("answered", -1),
    "an unknown standing": ("standing", "fine"),
    "another formula": ("formula", 2),
    "a key missing": ("high", DELETE),
    "a key too many": ("programme", "Sljeme"),
    "a level beside an unknown": ("gaps", [{**WORKED["gaps"][0], "level": 1}]),
    "no level beside an open one": ("gaps", [{**WORKED["gaps"][1], "level": None}]),
}


@pytest.mark.parametrize(("key", "value"), CHANGES.values(), ids=CHANGES)
def test_a_result_that_breaks_the_contract_breaks_the_schema(key: str, value: object) -> None:
    changed = deepcopy(WORKED)
    changed[key] = value
    assert is_valid(schemas.score(), WORKED)
    assert not is_valid(schemas.score(), {k: v for k, v in changed.items() if v is not DELETE})
