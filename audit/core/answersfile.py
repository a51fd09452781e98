"""The answers file (design section 16): an audit's answers as JSON, read whole or not at all.

Everything that is wrong is named at once, each with its key. The same format is written back, so that a
file that was read and written again says the same.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence, is_long_enough, seen
from audit.core.countries import CODES
from audit.core.programme import Setting
from audit.core.standard import LEVELS, Criterion, Scope, Standard
from audit.core.texts import clean, unprintable
from audit.errors import N_, AuditError

FORMAT = "self-audit-answers/1"
# Our choice: a full audit with long notes is under 1 MB; nothing larger is ours (decision 5).
LARGEST_FILE = 2_000_000
# Brackets deeper than any answers file needs; refused before the parser meets them.
DEEPEST = 20
# The longest text a field keeps (reliability research, section 7, test 23).
LONGEST_TEXT = 5_000
LONGEST_TITLE = 300
LONGEST_NAME = 200
MOST_DOCUMENTS = 20

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TOP = ("format", "standard", "edition", "programme", "date", "answers")
_FACTS = ("name", "country", "setting")
_KINDS = ("level", "not_applicable", "not_sure")
# An audit's date lies in this century: nobody audited before, and dates of actions are counted on from it.
_AUDIT_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")
# A number longer than this is no level. Python refuses to read very long ones, and then no key could be named.
_LONGEST_NUMBER = 20
# Strings (an unclosed one runs to the end, so that no text is looked at twice) and brackets outside them.
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its key, such as ``answers.WOM-1.level``, and the message with its values."""

    key: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the problem as one English line."""
        words = self.sentence % self.values if self.values else self.sentence
        return f"{self.key}: {words}" if self.key else words


class BadAnswersFileError(AuditError):
    """A file is not an answers file for this standard. ``problems`` names all that is wrong."""

    sentence = N_("This is not an answers file that can be used. Nothing of it was taken.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems beside the sentence."""
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What an answers file says about the programme."""

    name: str
    country: str
    setting: Setting


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """An answers file, read."""

    programme: ProgrammeFacts
    sheet: AnswerSheet


@dataclass(frozen=True, slots=True)
class Change:
    """What an import would do to one criterion."""

    criterion: str
    before: Answer
    after: Answer


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood twice; the last value of such a key is kept."""

    twice: tuple[str, ...] = ()


def read(data: bytes, standard: Standard, today: date) -> AnswersFile:
    """Read an answers file made for this standard.

    Args:
        data: the file as it lies on the disk.
        standard: the edition the answers must be for.
        today: the day it is where the file is read. A document dated later does not exist yet and shows nothing.

    Raises:
        BadAnswersFileError: with every problem of the file.
    """
    content = _parse(data)
    problems: list[Problem] = [*_twice("", content), *_check_top(content, standard)]
    given = content.get("answers")
    answers = _read_answers(given, standard, today, problems) if isinstance(given, dict) else {}
    if problems:
        raise BadAnswersFileError(problems)
    facts = content["programme"]
    programme = ProgrammeFacts(clean(facts["name"], one_line=True), facts["country"], Setting(facts["setting"]))
    scope = Scope(content.get("scope", Scope.FULL))
    return AnswersFile(programme, AnswerSheet(scope, date.fromisoformat(content["date"]), answers))


def write(programme: ProgrammeFacts, sheet: AnswerSheet, standard: Standard) -> bytes:
    """Return the answers file of an audit: UTF-8 JSON, in the order of the standard.

    What the format has no place for is left out, and ``unwritten`` names the criteria: a note or document without
    a choice, a title of fewer than 5 characters, documents after the twentieth.
    """
    content = {
        "format": FORMAT,
        "standard": standard.id,
        "edition": standard.edition,
        "programme": {"name": programme.name, "country": programme.country, "setting": programme.setting.value},
        "date": sheet.date.isoformat(),
        "scope": sheet.scope.value,
        "answers": {c.id: _write_answer(sheet.answer(c.id)) for c in standard.criteria() if _is_written(sheet, c)},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def unwritten(sheet: AnswerSheet, standard: Standard) -> tuple[str, ...]:
    """Return the ids of the criteria of which a note or a document is not written: the file has no place for it."""
    return tuple(c.id for c in standard.criteria() if _leaves_out(sheet.answer(c.id)))


def differences(before: Mapping[str, Answer], after: Mapping[str, Answer], standard: Standard) -> tuple[Change, ...]:
    """Return what would change if ``after`` were taken in: criteria it does not name stay as they are."""
    return tuple(
        Change(c.id, before.get(c.id, BLANK), after[c.id])
        for c in standard.criteria()
        if c.id in after and after[c.id] != before.get(c.id, BLANK)
    )


def _is_written(sheet: AnswerSheet, criterion: Criterion) -> bool:
    return sheet.answer(criterion.id).is_given


def _leaves_out(answer: Answer) -> bool:
    if not answer.is_given:
        return not answer.is_blank
    return len(_writable(answer)) < len(answer.evidence)


def _writable(answer: Answer) -> tuple[Evidence, ...]:
    return tuple(e for e in answer.evidence if is_long_enough(e.title))[:MOST_DOCUMENTS]


def _write_answer(answer: Answer) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if answer.level is not None:
        content["level"] = answer.level
    if answer.not_applicable is not None:
        content["not_applicable"] = answer.not_applicable
    if answer.not_sure:
        content["not_sure"] = True
    if _writable(answer):
        content["evidence"] = [_write_evidence(e) for e in _writable(answer)]
    if answer.note:
        content["note"] = answer.note
    return content


def _write_evidence(evidence: Evidence) -> dict[str, str]:
    if evidence.date is None:
        return {"title": evidence.title}
    return {"title": evidence.title, "date": evidence.date.isoformat()}


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise BadAnswersFileError([Problem("", N_("The file is larger than 2 MB. An answers file is smaller."))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadAnswersFileError([Problem("", N_("The file is not UTF-8 text."))]) from None
    if _depth(text) > DEEPEST:
        raise BadAnswersFileError([Problem("", N_("The file is not an answers file: its brackets are too deep."))])
    content = _load(text)
    if not isinstance(content, dict):
        raise BadAnswersFileError([Problem("", N_("The file must hold one JSON object."))])
    return content


def _depth(text: str) -> int:
    """Return how deep brackets stand in one another, outside strings."""
    deepest = depth = 0
    for mark in _BRACKETS.findall(text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _load(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno}
        problem = Problem("", N_("The file is not JSON (line %(line)s, column %(column)s)."), values)
    raise BadAnswersFileError([problem])


def _object(pairs: list[tuple[str, object]]) -> _Object:
    content = _Object(pairs)
    if len(content) < len(pairs):
        seen = Counter(key for key, _ in pairs)
        content.twice = tuple(key for key, times in seen.items() if times > 1)
    return content


def _whole(digits: str) -> int | float:
    """Return the number; one that is too long is no level whatever it says, so infinity stands for it."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


def _twice(place: str, value: object) -> Iterable[Problem]:
    """Yield every key that stands twice in one object, wherever it is."""
    if isinstance(value, _Object):
        prefix = f"{place}." if place else ""
        yield from (Problem(prefix + _visible(key), N_("stands twice in one object")) for key in value.twice)
        for key, inner in value.items():
            yield from _twice(prefix + _visible(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _twice(f"{place}[{number}]", inner)


def _check_top(content: Mapping[str, Any], standard: Standard) -> Iterable[Problem]:
    yield from _keys("", content, _TOP, ("scope",))
    yield from _must_be("format", content, FORMAT)
    yield from _must_be("standard", content, standard.id)
    yield from _must_be("edition", content, standard.edition)
    if "date" in content and not (_is_day(content["date"]) and _AUDIT_DAY.match(content["date"])):
        yield Problem("date", N_("a date of this century, such as 2026-11-01"))
    if "scope" in content and content["scope"] not in tuple(Scope):
        yield Problem("scope", N_("“full” or “first-pass”"))
    if "answers" in content and not isinstance(content["answers"], dict):
        yield Problem("answers", N_("an object: the id of a criterion, then its answer"))
    if "programme" in content:
        yield from _check_programme(content["programme"])


def _check_programme(facts: object) -> Iterable[Problem]:
    if not isinstance(facts, dict):
        yield Problem("programme", N_("an object with name, country and setting"))
        return
    yield from _keys("programme.", facts, _FACTS, ())
    if "name" in facts and not (_is_text(facts["name"], 1, LONGEST_NAME) and seen(facts["name"])):
        yield Problem("programme.name", N_("text of 1 to 200 characters"))
    if "country" in facts and not _is_country(facts["country"]):
        yield Problem("programme.country", N_("a country code of two capital letters (ISO 3166), such as HR"))
    if "setting" in facts and facts["setting"] not in tuple(Setting):
        yield Problem("programme.setting", N_("community, probation, prison, health or other"))


def _keys(place: str, table: Mapping[str, Any], needed: tuple[str, ...], free: tuple[str, ...]) -> Iterable[Problem]:
    for name in needed:
        if name not in table:
            yield Problem(place + name, N_("missing"))
    for name in table:
        if name not in (*needed, *free):
            yield Problem(place + _visible(name), N_("no such key here"))


def _must_be(key: str, content: Mapping[str, Any], expected: str) -> Iterable[Problem]:
    if key in content and content[key] != expected:
        yield Problem(key, N_("must be “%(expected)s”"), {"expected": expected})


def _read_answers(
    given: Mapping[str, Any], standard: Standard, today: date, problems: list[Problem]
) -> dict[str, Answer]:
    answers = {}
    for name, value in given.items():
        found = [*_check_answer(name, value, standard, today)]
        if not found:
            answers[name] = _answer(value)
        problems += found
    return answers


def _check_answer(name: str, value: object, standard: Standard, today: date) -> Iterable[Problem]:
    place = f"answers.{_visible(name)}"
    if not standard.has(name):
        yield Problem(place, N_("this edition has no such criterion"))
    elif not isinstance(value, dict):
        yield Problem(place, N_("an object with level, not_applicable or not_sure"))
    else:
        yield from _keys(f"{place}.", value, (), (*_KINDS, "evidence", "note"))
        yield from _check_choice(place, value, standard.criterion(name))
        yield from _check_evidence(f"{place}.evidence", value.get("evidence", []), today)
        if not _is_text(value.get("note", ""), 0, LONGEST_TEXT):
            yield Problem(f"{place}.note", N_("text of at most 5,000 characters"))


def _check_choice(place: str, value: Mapping[str, Any], criterion: Criterion) -> Iterable[Problem]:
    chosen = [kind for kind in _KINDS if kind in value]
    if len(chosen) != 1:
        yield Problem(place, N_("exactly one of level, not_applicable and not_sure"))
    if "level" in value and not _is_level(value["level"]):
        yield Problem(f"{place}.level", N_("a whole number from 0 to 3"))
    if "not_sure" in value and value["not_sure"] is not True:
        yield Problem(f"{place}.not_sure", N_("true, or leave the key out"))
    if "not_applicable" in value:
        yield from _check_reason(f"{place}.not_applicable", value["not_applicable"], criterion)


def _check_reason(place: str, reason: object, criterion: Criterion) -> Iterable[Problem]:
    if not criterion.may_not_apply:
        yield Problem(place, N_("this criterion applies to every programme"))
    if not (_is_text(reason, 1, LONGEST_TEXT) and is_long_enough(str(reason))):
        yield Problem(place, N_("a reason of 5 characters or more"))


def _check_evidence(place: str, value: object, today: date) -> Iterable[Problem]:
    if not isinstance(value, list) or len(value) > MOST_DOCUMENTS:
        yield Problem(place, N_("a list of at most 20 documents, each with a title"))
        return
    for number, document in enumerate(value, start=1):
        here = f"{place}[{number}]"
        if not isinstance(document, dict):
            yield Problem(here, N_("an object with a title and, if known, a date"))
            continue
        yield from _keys(f"{here}.", document, ("title",), ("date",))
        if "title" in document and not _is_title(document["title"]):
            yield Problem(f"{here}.title", N_("a title of 5 to 300 characters"))
        if "date" in document:
            yield from _check_document_day(f"{here}.date", document["date"], today)


def _check_document_day(place: str, value: object, today: date) -> Iterable[Problem]:
    """Yield what is wrong with the date of a document; one that is to come would prove a level by what is planned."""
    if not isinstance(value, str) or not _is_day(value):
        yield Problem(place, N_("a date such as 2026-11-01"))
    elif date.fromisoformat(value) > today:
        yield Problem(place, N_("a day that is not still to come (today is %(today)s)"), {"today": today.isoformat()})


def _answer(value: Mapping[str, Any]) -> Answer:
    reason = value.get("not_applicable")
    return Answer(
        level=value.get("level"),
        not_applicable=None if reason is None else clean(reason),
        not_sure=value.get("not_sure", False),
        evidence=tuple(_evidence(d) for d in value.get("evidence", [])),
        note=clean(value.get("note", "")),
    )


def _evidence(document: Mapping[str, str]) -> Evidence:
    day = document.get("date")
    return Evidence(clean(document["title"], one_line=True), None if day is None else date.fromisoformat(day))


def _is_title(value: object) -> bool:
    return _is_text(value, 1, LONGEST_TITLE) and is_long_enough(str(value))


def _is_level(value: object) -> bool:
    return type(value) is int and value in LEVELS


def _is_country(value: object) -> bool:
    return isinstance(value, str) and value in CODES


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_text(value: object, shortest: int, longest: int) -> bool:
    return isinstance(value, str) and not unprintable(value) and shortest <= len(clean(value)) <= longest


def _visible(text: str) -> str:
    """Return a key as a message may print it: short, on one line, and with nothing unprintable."""
    if not text.strip():
        return f"“{text[:60]}”" if text.isprintable() else f"“{ascii(text[:60])[1:-1]}”"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[:60])
