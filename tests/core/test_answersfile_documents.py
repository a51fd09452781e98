"""The documents of an answers file exist already, and are kept as those typed on a page are."""

import json

import pytest

from audit.core import answersfile, texts
from audit.core.answers import Answer, Evidence
from audit.core.standard import Standard
from tests.conftest import DAY
from tests.core.test_answersfile import FACTS, content, problems


@pytest.mark.parametrize("day", ["2026-11-02", "2027-01-01", "9999-12-31"])
def test_a_document_that_is_to_come_shows_nothing(standard: Standard, day: str) -> None:
    planned = {"level": 3, "evidence": [{"title": "House book", "date": "2026-11-01"}, {"title": "Plan", "date": day}]}
    assert problems(content(answers={"FIR-1": planned}, date="2026-12-31"), standard) == [
        "answers.FIR-1.evidence[2].title: a title of 5 to 300 characters",
        "answers.FIR-1.evidence[2].date: a day that is not still to come (today is 2026-11-01)",
    ]


def test_a_document_of_today_and_one_from_after_the_audits_date_are_there(standard: Standard) -> None:
    """An audit takes weeks: what was written meanwhile exists, and its pages take it."""
    written = {"level": 3, "evidence": [{"title": "House book", "date": "2026-11-01"}]}
    data = json.dumps(content(answers={"FIR-1": written}, date="2026-10-01")).encode()
    assert answersfile.read(data, standard, DAY).sheet.answer("FIR-1").evidence[0].date == DAY


def test_names_and_titles_are_kept_on_one_line_as_pages_keep_them(standard: Standard) -> None:
    given = {"level": 3, "evidence": [{"title": " House\r\n  book "}], "note": " One\r\ntwo "}
    facts = {"name": "Program \n Sljeme", "country": "HR", "setting": "community"}
    file = answersfile.read(json.dumps(content(answers={"FIR-1": given}, programme=facts)).encode(), standard, DAY)
    assert file.programme == FACTS
    assert file.sheet.answer("FIR-1") == Answer(level=3, evidence=(Evidence("House book"),), note="One\ntwo")


@pytest.mark.parametrize(
    ("typed", "lines", "one_line"),
    [
        (" a \r\n b\rc ", "a \n b\nc", "a b c"),
        ("Kora\u0063\u030ci", "Kora\u010di", "Kora\u010di"),
        ("a\0\n b", "a\0\n b", "a\0\n b"),
        ("", "", ""),
    ],
)
def test_one_rule_says_how_a_text_is_kept(typed: str, lines: str, one_line: str) -> None:
    assert (texts.clean(typed), texts.clean(typed, one_line=True)) == (lines, one_line)
