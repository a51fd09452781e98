"""The result as JSON: a worked example, number by number, and the shape the published schema promises."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit.core import gaps, schemas, scorejson
from audit.core.answers import Answer, AnswerSheet
from audit.core.scoring import score
from audit.core.standard import Scope, Standard
from tests.conftest import DAY, sheet

# Worked by hand, by design sections 5 and 6:
# fire: FIR-1 at 2 is an open red line; FIR-2 is not sure; FIR-3 at 3 without a document counts as 2; FIR-4 held.
#   n = 4 with one unknown: low = (2 + 2 + 3)/3 / 4 = 7/12; high = (7/3 + 1)/4 = 10/12. A red line is open.
# flour: FLO-1 at 1, FLO-2 outside, FLO-3 at 3, FLO-4 at 2: n = 3, score = (1 + 3 + 2)/3 / 3 = 2/3. A must below 2.
# shop: both outside: nothing to score.
# overall: low = (7/12 + 2/3)/2 = 5/8; high = (10/12 + 2/3)/2 = 3/4; score null while FIR-2 is unknown.
# gaps, from 1 November 2026: 30 days are 1 December, 90 days 30 January, 180 days 30 April, 365 days 1 November 2027.
WORKED: dict[str, Any] = {
    "standard": "bakery-2025",
    "edition": "2025.2",
    "formula": 1,
    "scope": "full",
    "standing": "red-line-open",
    "score": None,
    "low": 0.625,
    "high": 0.75,
    "answered": 6,
    "unknown": 1,
    "unsure": 1,
    "not_applicable": 3,
    "red_lines": {"open": ["FIR-1"], "unproven": [], "unknown": ["FIR-2"], "held": 0},
    "domains": [
        {
            "id": "fire",
            "standing": "red-line-open",
            "score": None,
            "low": 7 / 12,
            "high": 10 / 12,
            "answered": 3,
            "unknown": 1,
            "unsure": 1,
            "not_applicable": 0,
        },
        {
            "id": "flour",
            "standing": "below-minimum",
            "score": 2 / 3,
            "low": 2 / 3,
            "high": 2 / 3,
            "answered": 3,
            "unknown": 0,
            "unsure": 0,
            "not_applicable": 1,
        },
        {
            "id": "shop",
            "standing": None,
            "score": None,
            "low": None,
            "high": None,
            "answered": 0,
            "unknown": 0,
            "unsure": 0,
            "not_applicable": 2,
        },
    ],
    "gaps": [
        {
            "criterion": "FIR-2",
            "kind": "red line",
            "state": "not sure",
            "level": None,
            "effective_level": None,
            "priority": 1,
            "label": "Act now",
            "due": "2026-12-01",
        },
        {
            "criterion": "FIR-1",
            "kind": "red line",
            "state": "open",
            "level": 2,
            "effective_level": 2,
            "priority": 1,
            "label": "Act now",
            "due": "2026-12-01",
        },
        {
            "criterion": "FLO-1",
            "kind": "must",
            "state": "open",
            "level": 1,
            "effective_level": 1,
            "priority": 2,
            "label": "Urgent",
            "due": "2027-01-30",
        },
        {
            "criterion": "FIR-3",
            "kind": "must",
            "state": "unproven",
            "level": 3,
            "effective_level": 2,
            "priority": 3,
            "label": "Plan",
            "due": "2027-04-30",
        },
        {
            "criterion": "FLO-4",
            "kind": "should",
            "state": "partly",
            "level": 2,
            "effective_level": 2,
            "priority": 4,
            "label": "Improve",
            "due": "2027-11-01",
        },
    ],
}
ANSWERS = sheet(
    FIR_1=2,
    FIR_2=None,
    FIR_3=Answer(level=3),
    FIR_4=3,
    FLO_1=1,
    FLO_2="We buy sifted flour",
    FLO_3=3,
    FLO_4=2,
    SHO_1="We sell from a van",
    SHO_2="We bake to order",
)


def result(standard: Standard, answers: AnswerSheet) -> object:
    """Return the JSON as a reader of it sees it."""
    card = score(standard, answers)
    return json.loads(json.dumps(scorejson.to_json(card, gaps.find(card, answers.date)), allow_nan=False))


def test_the_worked_example(standard: Standard) -> None:
    assert result(standard, ANSWERS) == WORKED


def test_keys_stand_in_the_order_of_the_contract(standard: Standard) -> None:
    card = score(standard, ANSWERS)
    assert list(scorejson.to_json(card, gaps.find(card, DAY))) == list(WORKED)


SHEETS = {
    "the worked example": ANSWERS,
    "nothing answered": sheet(),
    "a first pass": sheet(Scope.FIRST_PASS, FIR_1=3, FIR_2=Answer(level=3), FIR_3=0, FLO_1=2, FLO_2=None),
    "everything at 3": sheet(FIR_1=3, FIR_2=3, FIR_3=3, FIR_4=3, FLO_1=3, FLO_2=3, FLO_3=3, FLO_4=3, SHO_1=3, SHO_2=3),
}


@pytest.mark.parametrize("answers", SHEETS.values(), ids=SHEETS)
def test_every_result_keeps_to_the_published_schema(standard: Standard, answers: AnswerSheet) -> None:
    Draft202012Validator(schemas.score(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        result(standard, answers)
    )


def test_the_standard_that_ships_keeps_to_the_schema_too(real: Standard) -> None:
    Draft202012Validator(schemas.score()).validate(result(real, sheet(WOM_1=1, COL_6="No local structure")))
