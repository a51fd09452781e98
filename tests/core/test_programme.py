"""Who is audited: nobody in particular. The shapes have no place for a person."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, StoredAnswer, WorkModel

# Parts of a field's name that would ask for a person (design section 14).
PERSONAL = ("person", "contact", "email", "phone", "birth", "client", "victim", "survivor", "child", "worker", "sex")


@pytest.mark.parametrize("shape", [Organisation, Programme, Audit, StoredAnswer], ids=lambda s: s.__name__)
def test_no_field_asks_for_a_person(shape: type) -> None:
    # Whom to ask for is a role in the directory, never a name: its form says so, and the guard looks at it.
    names = [f.name for f in fields(shape) if f.name != "contact_role"]
    assert not [n for n in names if any(word in n for word in PERSONAL)]


def test_an_organisation_is_real_unless_marked() -> None:
    assert not Organisation(id="a", name="Guild", country="HR", zone="Europe/Zagreb").fictional


def test_settings_are_those_of_the_answers_file() -> None:
    assert [s.value for s in Setting] == ["community", "probation", "prison", "health", "other"]


def test_every_choice_has_a_code_of_its_own() -> None:
    codes = [*Setting, *SizeBand, *WorkModel]
    assert len({str(c) for c in codes}) == len(codes) == 5 + 4 + 4


def test_a_stored_answer_is_the_answer_with_its_version() -> None:
    saved = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)
    stored = StoredAnswer(Answer(level=2), 1, saved, can_undo=False)
    assert (stored.answer.level, stored.version, stored.saved, stored.can_undo) == (2, 1, saved, False)
