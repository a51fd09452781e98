"""An answers file is read whole or not at all; all that is wrong is named at once, each with its key."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audit import library
from audit.core import answersfile, texts
from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence, seen
from audit.core.answersfile import BadAnswersFileError, Change, Problem, ProgrammeFacts
from audit.core.countries import CODES
from audit.core.programme import Setting
from audit.core.standard import Scope, Standard
from tests.conftest import DAY, SMALL, sheet

FACTS = ProgrammeFacts("Program Sljeme", "HR", Setting.COMMUNITY)
DELETE = object()


def content(**changes: object) -> dict[str, Any]:
    """Return a good file's content with some keys changed (DELETE takes one away)."""
    good: dict[str, Any] = {
        "format": "self-audit-answers/1",
        "standard": "bakery-2025",
        "edition": "2025.2",
        "programme": {"name": "Program Sljeme", "country": "HR", "setting": "community"},
        "date": "2026-11-01",
        "answers": {
            "FIR-1": {"level": 3, "evidence": [{"title": "House book", "date": "2024-03-01"}], "note": "Since May"},
            "FIR-2": {"not_applicable": "The oven stands outside"},
            "FIR-3": {"not_sure": True},
        },
    }
    return {key: value for key, value in (good | changes).items() if value is not DELETE}


def problems(data: bytes | dict[str, Any], standard: Standard) -> list[str]:
    """Return what is wrong with a file, as lines."""
    with pytest.raises(BadAnswersFileError) as caught:
        answersfile.read(data if isinstance(data, bytes) else json.dumps(data).encode(), standard, DAY)
    return [str(problem) for problem in caught.value.problems]


def answered(answer: object) -> dict[str, Any]:
    """Return a file whose one answer is given."""
    return content(answers={"FIR-1": answer})


def raw(text: str) -> bytes:
    """Return a good file with the answer to FIR-1 written as given."""
    return json.dumps(content(answers={"FIR-1": "HERE"})).replace('"HERE"', text).encode()


def test_a_good_file_is_read(standard: Standard) -> None:
    file = answersfile.read(json.dumps(content()).encode(), standard, DAY)
    assert file.programme == FACTS
    assert file.sheet.date == date(2026, 11, 1)
    assert file.sheet.scope is Scope.FULL
    assert file.sheet.answers == {
        "FIR-1": Answer(level=3, evidence=(Evidence("House book", date(2024, 3, 1)),), note="Since May"),
        "FIR-2": Answer(not_applicable="The oven stands outside"),
        "FIR-3": Answer(not_sure=True),
    }


def test_a_first_pass_keeps_answers_outside_it(standard: Standard) -> None:
    file = answersfile.read(
        json.dumps(content(scope="first-pass", answers={"FIR-4": {"level": 1}})).encode(), standard, DAY
    )
    assert file.sheet.scope is Scope.FIRST_PASS
    assert file.sheet.answer("FIR-4") == Answer(level=1)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(standard: Standard) -> None:
    text = json.dumps(answered({"level": 0, "note": " one\r\ntwo\rthree "}), indent=1).replace("\n", "\r\n")
    file = answersfile.read(b"\xef\xbb\xbf" + text.encode(), standard, DAY)
    assert file.sheet.answer("FIR-1").note == "one\ntwo\nthree"


BAD_ANSWERS: dict[str, tuple[object, str]] = {
    "level 4": ({"level": 4}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level -1": ({"level": -1}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level 2.5": ({"level": 2.5}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level 2.0": ({"level": 2.0}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level as text": ({"level": "3"}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level true": ({"level": True}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level null": ({"level": None}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level not a number": ({"level": float("nan")}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level infinite": ({"level": float("inf")}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "level a list": ({"level": [3]}, "answers.FIR-1.level: a whole number from 0 to 3"),
    "two kinds at once": (
        {"level": 1, "not_sure": True},
        "answers.FIR-1: exactly one of level, not_applicable and not_sure",
    ),
    "no kind at all": ({"note": "Hm"}, "answers.FIR-1: exactly one of level, not_applicable and not_sure"),
    "not sure as false": ({"not_sure": False}, "answers.FIR-1.not_sure: true, or leave the key out"),
    "not sure as 1": ({"not_sure": 1}, "answers.FIR-1.not_sure: true, or leave the key out"),
    "not applicable where it is not allowed": (
        {"not_applicable": "We have no oven"},
        "answers.FIR-1.not_applicable: this criterion applies to every programme",
    ),
    "no object": (3, "answers.FIR-1: an object with level, not_applicable or not_sure"),
    "an unknown key": ({"level": 1, "notes": ""}, "answers.FIR-1.notes: no such key here"),
    "a note that is no text": ({"level": 1, "note": None}, "answers.FIR-1.note: text of at most 5,000 characters"),
    "a note too long": ({"level": 1, "note": "é" * 5001}, "answers.FIR-1.note: text of at most 5,000 characters"),
    "a note with NUL": ({"level": 1, "note": "a\0b"}, "answers.FIR-1.note: text of at most 5,000 characters"),
    "a note with half a character": (
        {"level": 1, "note": "\ud800"},
        "answers.FIR-1.note: text of at most 5,000 characters",
    ),
    "a note that reorders text": (
        {"level": 1, "note": "\u202eabc"},
        "answers.FIR-1.note: text of at most 5,000 characters",
    ),
    "evidence that is no list": (
        {"level": 1, "evidence": {"title": "House book"}},
        "answers.FIR-1.evidence: a list of at most 20 documents, each with a title",
    ),
    "too many documents": (
        {"level": 1, "evidence": [{"title": "House book"}] * 21},
        "answers.FIR-1.evidence: a list of at most 20 documents, each with a title",
    ),
    "a document that is no object": (
        {"level": 1, "evidence": ["House book"]},
        "answers.FIR-1.evidence[1]: an object with a title and, if known, a date",
    ),
    "a document without a title": (
        {"level": 1, "evidence": [{"date": "2024-01-01"}]},
        "answers.FIR-1.evidence[1].title: missing",
    ),
    "a title too short": (
        {"level": 1, "evidence": [{"title": "House book"}, {"title": " page "}]},
        "answers.FIR-1.evidence[2].title: a title of 5 to 300 characters",
    ),
    "a document's wrong date": (
        {"level": 1, "evidence": [{"title": "House book", "date": "2026-02-30"}]},
        "answers.FIR-1.evidence[1].date: a date such as 2026-11-01",
    ),
    "a document's date null": (
        {"level": 1, "evidence": [{"title": "House book", "date": None}]},
        "answers.FIR-1.evidence[1].date: a date such as 2026-11-01",
    ),
    "a document's unknown key": (
        {"level": 1, "evidence": [{"title": "House book", "file": "x"}]},
        "answers.FIR-1.evidence[1].file: no such key here",
    ),
}


@pytest.mark.parametrize(("answer", "line"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_bad_answer_is_named_with_its_key(standard: Standard, answer: object, line: str) -> None:
    assert problems(answered(answer), standard) == [line]


@pytest.mark.parametrize("reason", ["", "    ", " 123 ", "abcd", None, True, 7, ["reason"]], ids=repr)
def test_not_applicable_needs_a_reason(standard: Standard, reason: object) -> None:
    found = problems(content(answers={"FIR-2": {"not_applicable": reason}}), standard)
    assert found == ["answers.FIR-2.not_applicable: a reason of 5 characters or more"]


BAD_TOPS: dict[str, tuple[dict[str, object], str]] = {
    "another format": ({"format": "self-audit-answers/2"}, "format: must be “self-audit-answers/1”"),
    "another standard": ({"standard": "wwp-en-2018-topics"}, "standard: must be “bakery-2025”"),
    "another edition": ({"edition": "2025.1"}, "edition: must be “2025.2”"),
    "an edition as a number": ({"edition": 2025.2}, "edition: must be “2025.2”"),
    "no date": ({"date": DELETE}, "date: missing"),
    "a date written otherwise": ({"date": "1.11.2026"}, "date: a date of this century, such as 2026-11-01"),
    "a day that does not exist": ({"date": "2026-02-29"}, "date: a date of this century, such as 2026-11-01"),
    "a date with a time": ({"date": "2026-11-01T10:00"}, "date: a date of this century, such as 2026-11-01"),
    "a date with a line end": ({"date": "2026-11-01\n"}, "date: a date of this century, such as 2026-11-01"),
    "a date in other digits": ({"date": "２０２６-11-01"}, "date: a date of this century, such as 2026-11-01"),
    "a date from which no year can be counted on": (
        {"date": "9999-12-31"},
        "date: a date of this century, such as 2026-11-01",
    ),
    "a date as a number": ({"date": 20261101}, "date: a date of this century, such as 2026-11-01"),
    "an unknown scope": ({"scope": "half"}, "scope: “full” or “first-pass”"),
    "a scope of null": ({"scope": None}, "scope: “full” or “first-pass”"),
    "answers as a list": ({"answers": []}, "answers: an object: the id of a criterion, then its answer"),
    "no answers": ({"answers": DELETE}, "answers: missing"),
    "a programme that is a name": ({"programme": "Sljeme"}, "programme: an object with name, country and setting"),
    "an unknown key": ({"score": 1}, "score: no such key here"),
    "an empty key": ({"": 1}, "“”: no such key here"),
    "an unprintable key": ({"a\u202eb": 1}, "a\\u202eb: no such key here"),
    "a very long key": ({"k" * 100: 1}, f"{'k' * 60}: no such key here"),
    "an unknown criterion": ({"answers": {"FIR-9": {"level": 1}}}, "answers.FIR-9: this edition has no such criterion"),
    "a criterion in small letters": (
        {"answers": {"fir-1": {"level": 1}}},
        "answers.fir-1: this edition has no such criterion",
    ),
}


@pytest.mark.parametrize(("changes", "line"), BAD_TOPS.values(), ids=BAD_TOPS)
def test_a_bad_head_is_named_with_its_key(standard: Standard, changes: dict[str, object], line: str) -> None:
    assert problems(content(**changes), standard) == [line]


BAD_FACTS: dict[str, tuple[dict[str, object], str]] = {
    "no name": ({"country": "HR", "setting": "prison"}, "programme.name: missing"),
    "an empty name": (
        {"name": " ", "country": "HR", "setting": "prison"},
        "programme.name: text of 1 to 200 characters",
    ),
    "a name too long": (
        {"name": "a" * 201, "country": "HR", "setting": "prison"},
        "programme.name: text of 1 to 200 characters",
    ),
    "a country in small letters": (
        {"name": "A", "country": "hr", "setting": "prison"},
        "programme.country: a country code of two capital letters (ISO 3166), such as HR",
    ),
    "a country in a list": (
        {"name": "A", "country": ["HR"], "setting": "prison"},
        "programme.country: a country code of two capital letters (ISO 3166), such as HR",
    ),
    "an unknown setting": (
        {"name": "A", "country": "HR", "setting": "school"},
        "programme.setting: community, probation, prison, health or other",
    ),
    "a person's data": (
        {"name": "A", "country": "HR", "setting": "other", "director": "B"},
        "programme.director: no such key here",
    ),
}


@pytest.mark.parametrize(("facts", "line"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_bad_facts_are_named_with_their_key(standard: Standard, facts: dict[str, object], line: str) -> None:
    assert problems(content(programme=facts), standard) == [line]


UNREADABLE = {
    "not JSON": (b'{"format": ', "The file is not JSON (line 1, column 12)."),
    "empty": (b"", "The file is not JSON (line 1, column 1)."),
    "two documents": (b"{} {}", "The file is not JSON (line 1, column 4)."),
    "a list": (b"[]", "The file must hold one JSON object."),
    "a text": (b'"{}"', "The file must hold one JSON object."),
    "not UTF-8": ('{"é": 1}'.encode("latin-1"), "The file is not UTF-8 text."),
    "UTF-16": ("{}".encode("utf-16"), "The file is not UTF-8 text."),
    "half a character in UTF-8": (b'"\xed\xa0\x80"', "The file is not UTF-8 text."),
    "100,000 brackets": (b"[" * 100_000, "The file is not an answers file: its brackets are too deep."),
    "100,000 nested objects": (
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "The file is not an answers file: its brackets are too deep.",
    ),
    "brackets closed first": (b"]" * 1000 + b"[" * 500, "The file is not JSON (line 1, column 1)."),
    "50 MB": (b" " * 50_000_000, "The file is larger than 2 MB. An answers file is smaller."),
}


@pytest.mark.parametrize(("data", "line"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_answers_file_is_said(standard: Standard, data: bytes, line: str) -> None:
    assert problems(data, standard) == [line]


def test_brackets_in_a_note_are_no_brackets(standard: Standard) -> None:
    note = '[{"' * 100 + "\\" * 3
    file = answersfile.read(json.dumps(answered({"level": 1, "note": note})).encode(), standard, DAY)
    assert file.sheet.answer("FIR-1").note == note


def test_a_number_with_5000_digits_is_named_with_its_key(standard: Standard) -> None:
    assert problems(raw(f'{{"level": {"3" * 5000}}}'), standard) == ["answers.FIR-1.level: a whole number from 0 to 3"]


def test_keys_that_stand_twice_are_all_named(standard: Standard) -> None:
    data = raw('{"level": 0, "level": 3, "evidence": [{"title": "House book", "title": "House law"}]}, "FIR-1": {}')
    assert problems(data.replace(b'{"format"', b'{"date": 1, "format"'), standard) == [
        "date: stands twice in one object",
        "answers.FIR-1: stands twice in one object",
        "answers.FIR-1: exactly one of level, not_applicable and not_sure",
    ]
    assert problems(
        raw('{"level": 0, "level": 3, "evidence": [{"title": "Book 1", "title": "Book 2"}]}'), standard
    ) == [
        "answers.FIR-1.level: stands twice in one object",
        "answers.FIR-1.evidence[1].title: stands twice in one object",
    ]


def test_all_problems_are_named_at_once(standard: Standard) -> None:
    bad = content(
        edition="2024.1",
        date="soon",
        programme={"name": "", "setting": "prison"},
        answers={
            "FIR-1": {"level": 4},
            "FIR-2": {"not_applicable": "no"},
            "XXX-1": {"level": 1},
            "FIR-3": {"level": 1},
        },
    )
    assert problems(bad, standard) == [
        "edition: must be “2025.2”",
        "date: a date of this century, such as 2026-11-01",
        "programme.country: missing",
        "programme.name: text of 1 to 200 characters",
        "answers.FIR-1.level: a whole number from 0 to 3",
        "answers.FIR-2.not_applicable: a reason of 5 characters or more",
        "answers.XXX-1: this edition has no such criterion",
    ]


HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 unknown keys": lambda: json.dumps({f"k{n}": 1 for n in range(100_000)}).encode(),
    "100,000 keys twice": lambda: b"{" + b",".join(b'"k%d":1' % (n // 2) for n in range(200_000))[:1_999_000] + b"}",
    "a string that never ends": lambda: b'"' + b"\\a" * 900_000,
    "quotes and nothing else": lambda: b'"' * 1_900_000,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_quickly(standard: Standard, make: Callable[[], bytes]) -> None:
    data = make()
    start = time.process_time()
    assert problems(data, standard)
    assert time.process_time() - start < 10, "a file of 2 MB must never keep the program busy"


def test_a_problem_keeps_its_message_and_values_apart() -> None:
    problem = Problem("edition", "must be “%(expected)s”", {"expected": "2"})
    assert str(problem) == "edition: must be “2”"
    assert str(Problem("", "100% wrong")) == "100% wrong"


def test_what_was_not_given_stays_out_of_the_file(standard: Standard) -> None:
    answers = sheet(FIR_1=Answer(note="Ask the guild"), FIR_2=2)
    written = json.loads(answersfile.write(FACTS, answers, standard))
    assert written["answers"] == {"FIR-2": {"level": 2}}
    assert answersfile.unwritten(answers, standard) == ("FIR-1",)


def test_documents_the_file_has_no_place_for_are_named(standard: Standard) -> None:
    short = Answer(level=2, evidence=(Evidence("p. 1"), Evidence("House book")))
    many = Answer(level=2, evidence=tuple(Evidence(f"Document {n}") for n in range(21)))
    answers = sheet(FIR_1=short, FIR_3=many, FIR_4=3)
    again = answersfile.read(answersfile.write(FACTS, answers, standard), standard, DAY)
    assert again.sheet.answer("FIR-1").evidence == (Evidence("House book"),)
    assert again.sheet.answer("FIR-3").evidence == many.evidence[:20]
    assert answersfile.unwritten(answers, standard) == ("FIR-1", "FIR-3")


def test_only_what_would_change_is_a_difference(standard: Standard) -> None:
    before = {"FIR-1": Answer(level=1), "FIR-3": Answer(level=2)}
    after = {"FLO-1": Answer(level=0), "FIR-1": Answer(level=2), "FIR-3": Answer(level=2)}
    assert answersfile.differences(before, after, standard) == (
        Change("FIR-1", Answer(level=1), Answer(level=2)),
        Change("FLO-1", BLANK, Answer(level=0)),
    )


def _texts(shortest: int, longest: int, *, one_line: bool = False) -> some.SearchStrategy[str]:
    """Return texts as they are kept: clean, and of the length a field takes."""
    letters = some.characters(codec="utf-8")
    kept = some.text(letters, max_size=longest).map(lambda text: texts.clean(text, one_line=one_line))
    return kept.filter(lambda t: shortest <= len(seen(t)) and len(t) <= longest and not texts.unprintable(t))


REASON = _texts(0, 30).map(lambda text: f"Since {text}.")
TITLE = _texts(0, 30, one_line=True).map(lambda text: f"Since {text}.")
NOTES = {"evidence": some.lists(some.builds(Evidence, TITLE, some.none() | some.dates()), max_size=3).map(tuple)}
ANSWERS = (
    some.builds(Answer, level=some.integers(0, 3), note=_texts(0, 40), **NOTES)
    | some.builds(Answer, not_applicable=REASON, note=_texts(0, 40))
    | some.builds(Answer, not_sure=some.just(True), **NOTES)
)
BAKERY = library.load(SMALL)
MAY_NOT_APPLY = {c.id for c in BAKERY.criteria() if c.may_not_apply}


@given(
    some.builds(
        ProgrammeFacts, _texts(1, 40, one_line=True), some.sampled_from(sorted(CODES)), some.sampled_from(Setting)
    ),
    some.sampled_from(Scope),
    some.dates(date(2000, 1, 1), date(2099, 12, 31)),
    some.dictionaries(some.sampled_from(list(BAKERY.order)), ANSWERS),
)
def test_what_is_written_is_read_the_same(
    facts: ProgrammeFacts, scope: Scope, day: date, answers: dict[str, Answer]
) -> None:
    allowed = {n: a for n, a in answers.items() if a.not_applicable is None or n in MAY_NOT_APPLY}
    given_sheet = AnswerSheet(scope, day, allowed)
    data = answersfile.write(facts, given_sheet, BAKERY)
    file = answersfile.read(data, BAKERY, date.max)
    assert (file.programme, file.sheet) == (facts, given_sheet)
    assert answersfile.write(file.programme, file.sheet, BAKERY) == data
    assert answersfile.unwritten(file.sheet, BAKERY) == ()


@given(some.binary(max_size=200) | some.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(BadAnswersFileError) as caught:
        answersfile.read(data, BAKERY, DAY)
    assert caught.value.problems


def _json() -> some.SearchStrategy[Any]:
    leaves = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5)
    return some.recursive(leaves, lambda s: some.lists(s, max_size=3) | some.dictionaries(some.text(max_size=5), s))


@given(_json(), some.sampled_from(["format", "programme", "date", "scope", "answers", "FIR-1", "evidence"]))
def test_any_value_in_any_place_is_refused_or_fits(value: object, place: str) -> None:
    data = content()
    if place == "FIR-1":
        data["answers"] = {"FIR-1": value}
    elif place == "evidence":
        data["answers"] = {"FIR-1": {"level": 1, "evidence": value}}
    else:
        data[place] = value
    fits = value == {} if place == "answers" else value == [] and place == "evidence"
    if fits:
        assert answersfile.read(json.dumps(data).encode(), BAKERY, DAY).programme == FACTS
    else:
        assert problems(data, BAKERY)


def test_a_sheet_of_another_day_is_written_with_its_day(standard: Standard) -> None:
    other = replace(sheet(FIR_1=1), date=date(2025, 1, 31))
    assert json.loads(answersfile.write(FACTS, other, standard))["date"] == "2025-01-31"
    assert json.loads(answersfile.write(FACTS, sheet(), standard))["date"] == DAY.isoformat()
