"""The register of documents: each once, with all it is named for, and how long it holds."""

from datetime import date, timedelta

import pytest

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.documents import (
    SOON,
    Document,
    Known,
    Validity,
    ending,
    is_full,
    key,
    name_for,
    register,
    rename,
    take_from,
    titles,
    unnamed,
    validity,
)
from audit.core.standard import Scope, Standard
from tests.conftest import DAY, sheet

BOOK, OLD_BOOK = Evidence("House book", date(2026, 1, 2)), Evidence("House book", date(2020, 1, 2))
RULES = Evidence("fire rules")
BY_RULES = Known(title="fire rules", date=None, kept="Office, shelf 2", valid_until=DAY, version=3)


def named(standard: Standard, *known: Known) -> tuple[Document, ...]:
    given = sheet(
        FIR_1=Answer(level=3, evidence=(RULES, BOOK, RULES)),
        FIR_2=Answer(evidence=(BOOK,)),
        FIR_3=Answer(level=3, evidence=(OLD_BOOK,)),
    )
    return register(standard, given, known)


def test_each_document_stands_once_with_all_it_is_named_for(standard: Standard) -> None:
    found = named(standard, BY_RULES, Known(title="Nobody names this", date=None))
    assert [(d.known.evidence, [c.id for c in d.criteria]) for d in found] == [
        (RULES, ["FIR-1"]),
        (OLD_BOOK, ["FIR-3"]),
        (BOOK, ["FIR-1", "FIR-2"]),
    ]
    assert found[0].known is BY_RULES
    assert found[1].known == Known(title="House book", date=OLD_BOOK.date)


def test_a_first_pass_names_only_what_it_asks(standard: Standard) -> None:
    asked = {c.id for c in standard.criteria(Scope.FIRST_PASS)}
    given = {c.id: Answer(level=1, evidence=(BOOK,)) for c in standard.criteria() if c.id not in asked}
    assert given
    assert register(standard, AnswerSheet(Scope.FIRST_PASS, DAY, given), ()) == ()
    assert len(register(standard, AnswerSheet(Scope.FULL, DAY, given), ())) == 1


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, Validity.UNLIMITED),
        (DAY - timedelta(days=1), Validity.EXPIRED),
        (DAY, Validity.ENDS_SOON),
        (DAY + SOON, Validity.ENDS_SOON),
        (DAY + SOON + timedelta(days=1), Validity.HOLDS),
    ],
)
def test_a_document_holds_until_the_end_of_its_last_day(until: date | None, expected: Validity) -> None:
    assert validity(Known(title="Rules", date=None, valid_until=until), DAY) is expected


def test_what_expires_is_listed_with_the_oldest_first(standard: Standard) -> None:
    book = Known(title=BOOK.title, date=BOOK.date, valid_until=DAY - timedelta(days=400))
    old = Known(title=OLD_BOOK.title, date=OLD_BOOK.date, valid_until=DAY + SOON + timedelta(days=1))
    found = ending(named(standard, BY_RULES, book, old), DAY)
    assert [d.known for d in found] == [book, BY_RULES]
    assert ending(named(standard), DAY) == ()


def test_a_key_is_of_title_and_date() -> None:
    assert key(BOOK) == Known(title=BOOK.title, date=BOOK.date, kept="here").key
    assert len({key(BOOK), key(OLD_BOOK), key(RULES), key(Evidence("House book"))}) == 4
    assert len(key(Evidence("half a letter \ud800"))) == 32


def test_level_3_without_a_document_is_still_to_be_named(standard: Standard) -> None:
    given = sheet(FIR_1=Answer(level=3), FIR_2=Answer(level=3, evidence=(BOOK,)), FIR_3=2)
    assert [c.id for c in unnamed(standard, given)] == ["FIR-1"]


def test_naming_and_taking_away_changes_nothing_else() -> None:
    answer = Answer(level=2, evidence=(RULES,), note="ours")
    both = name_for(answer, BOOK)
    assert both == Answer(level=2, evidence=(RULES, BOOK), note="ours")
    assert name_for(both, BOOK) is both
    assert take_from(both, BOOK) == answer
    assert take_from(answer, BOOK) == answer


def test_an_answer_has_room_for_so_many_and_no_more() -> None:
    full = Answer(evidence=tuple(Evidence(f"Document {n}") for n in range(MOST_DOCUMENTS)))
    assert is_full(full, BOOK)
    assert not is_full(full, full.evidence[0])
    assert not is_full(take_from(full, full.evidence[0]), BOOK)


def test_a_document_is_renamed_in_its_place() -> None:
    answer = Answer(level=3, evidence=(RULES, BOOK), note="ours")
    assert rename(answer, RULES, OLD_BOOK) == Answer(level=3, evidence=(OLD_BOOK, BOOK), note="ours")
    assert rename(answer, RULES, BOOK) == Answer(level=3, evidence=(BOOK,), note="ours")
    assert rename(answer, OLD_BOOK, RULES) == answer


def test_titles_are_offered_once_each() -> None:
    other = Known(title="Annual report", date=None)
    assert titles({"House book", "fire rules"}, (other, BY_RULES)) == ("Annual report", "fire rules", "House book")
