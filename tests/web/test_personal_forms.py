"""No form can forget the guard for personal details: every field that takes a text says how it is looked at."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields.core import UnboundField

import audit.web
from audit.core.personal import Context as Beside
from audit.core.personal import Kind, findings
from audit.web import fields, personal_check
from audit.web.answerforms import Documents
from audit.web.forms import CheckedForm, OrganisationForm
from audit.web.people_fields import Address, Password
from audit.web.personal_check import Around, Guard, Written, question
from audit.web.plan_forms import Drafted

# Fields that can hold nothing but one of given values, a number, a day or a mark; a draft is compared with, never kept;
# the address of an account is asked for, and of a password only the hash is kept.
NO_TEXT = (
    fields.Choice,
    fields.Choices,
    fields.Count,
    fields.Once,
    fields.Tick,
    fields.Day,
    Drafted,
    Address,
    Password,
)
# What each field with a text is, decided by people. Whoever adds a field decides about it here.
DECIDED = {
    ("EraseForm", "name"): Guard.UNREAD,
    ("AnswerForm", "mark"): Guard.UNREAD,
    ("AnswerForm", "reason"): Guard.NOTE,
    ("AnswerForm", "document"): Guard.TITLE,
    ("AnswerForm", "note"): Guard.NOTE,
    ("AmendmentForm", "reason"): Guard.NOTE,
    ("ActionForm", "text"): Guard.NOTE,
    ("ActionForm", "interim"): Guard.NOTE,
    ("ActionForm", "owner"): Guard.TITLE,
    ("ActionForm", "reason"): Guard.NOTE,
    ("ActionForm", "outside"): Guard.NOTE,
    ("ActionForm", "evidence"): Guard.NOTE,
    ("ActionForm", "cost"): Guard.TITLE,
    ("ActionForm", "note"): Guard.NOTE,
    ("ProgrammeForm", "organisation"): Guard.NAME,
    ("ProgrammeForm", "name"): Guard.NAME,
    ("OrganisationForm", "organisation"): Guard.NAME,
    ("NewAccountForm", "name"): Guard.UNREAD,
    ("FirstStartForm", "name"): Guard.UNREAD,
    ("FirstStartForm", "network"): Guard.NAME,
    ("PersonForm", "name"): Guard.UNREAD,
    ("NetworkForm", "was"): Guard.UNREAD,
    ("NetworkForm", "name"): Guard.NAME,
    ("MemberForm", "name"): Guard.NAME,
    ("MemberForm", "contact_role"): Guard.TITLE,
    ("AskForm", "service"): Guard.NAME,
    ("FindingForm", "note"): Guard.NOTE,
    ("CommentForm", "text"): Guard.NOTE,
    ("SignForm", "role"): Guard.TITLE,
    ("DocumentForm", "title"): Guard.TITLE,
    ("DocumentForm", "kept"): Guard.TITLE,
}


def forms(kind: type[Form] = Form) -> Iterator[type[Form]]:
    """Yield every form of ours."""
    for made in kind.__subclasses__():
        if made.__module__.startswith("audit."):
            yield made
        yield from forms(made)


def text_fields() -> Iterator[tuple[str, str, "UnboundField[Any]"]]:
    """Yield every field that takes a text, with the names of its form and its own."""
    for module in pkgutil.iter_modules(audit.web.__path__, "audit.web."):
        importlib.import_module(module.name)
    for form in set(forms()):
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField) and not issubclass(field.field_class, NO_TEXT):
                yield form.__name__, name, field


def test_somebody_decided_about_every_text_field_of_every_form() -> None:
    found = {
        (form, name): Documents.guard if field.field_class is Documents else field.kwargs.get("guard")
        for form, name, field in text_fields()
    }
    assert found == DECIDED


def test_a_field_nobody_decided_about_cannot_be_made() -> None:
    class Forgotten(CheckedForm):
        words = fields.Text(most=10)  # type: ignore[call-arg]  # that is the mistake

    with pytest.raises(TypeError, match="guard"):
        Forgotten()


def test_a_form_with_sentences_cannot_be_checked_without_what_is_around_them() -> None:
    class Unguarded(CheckedForm):
        words = fields.Text(guard=Guard.NOTE, most=100)

    form = Unguarded(MultiDict({"words": "Anything"}))
    with pytest.raises(LookupError, match="Unguarded"):
        form.validate()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail ana@example.org", "This looks like an e-mail address: “ana@example.org”."),
        ("tel. +385 91 234 5678", "This looks like a phone number: “+385 91 234 5678”."),
        ("born on 3 May 1985", "This looks like a date of birth: "),
        ("lives at Ilica 12", "This looks like a street address: "),
        ("passport no. 123456789", "This looks like a person's identity number: "),
        ("DE89 3704 0044 0532 0130 00", "This looks like a bank account: “DE89 3704 0044 0532 0130 00”."),
        ("case no. 2024/117", "This could be the number of a case or a client: "),
        ("his wife Ana told us", "This could be a person's name: "),
    ],
)
def test_each_kind_has_words_of_its_own(app: Flask, text: str, said: str) -> None:
    with app.test_request_context():
        asked = question(Written("note", text, Guard.NOTE), Around(date(2026, 11, 1)), frozenset())
    assert asked is not None
    assert asked.text.startswith(said)


def test_every_kind_was_tried() -> None:
    tried = [mark.args[1] for mark in test_each_kind_has_words_of_its_own.pytestmark]  # type: ignore[attr-defined]  # set by pytest
    kinds = {f.kind for rows in tried for text, _ in rows for f in findings(text, context=Beside(date(2026, 11, 1)))}
    assert kinds == set(Kind)


def test_what_is_sure_comes_first_and_long_lists_end(app: Flask) -> None:
    many = "His wife Ana. " + ", ".join(f"person{n}@example.org" for n in range(9))
    with app.test_request_context():
        asked = question(Written("note", many, Guard.NOTE), Around(date(2026, 11, 1)), frozenset())
    assert asked is not None
    assert asked.text.startswith("This looks like an e-mail address: “person0@example.org”, ")
    assert "“person4@example.org”, …. Leave" in asked.text
    assert "This could be a person's name" in asked.text
    assert "person5" not in asked.text


def test_a_tick_is_about_one_text_and_no_other(app: Flask) -> None:
    around = Around(date(2026, 11, 1))
    with app.test_request_context():
        first = question(Written("note", "tel. +385 91 234 5678", Guard.NOTE), around, frozenset())
        assert first is not None
        sent = personal_check.kept(MultiDict({first.name: first.value, "other-keep": "x", "note": first.value}))
        assert sent == {first.value}
        same = question(Written("note", "tel. +385 91 234 5678", Guard.NOTE), around, sent)
        other = question(Written("note", "tel. +385 91 234 5679", Guard.NOTE), around, sent)
    assert same is not None
    assert same.is_ticked
    assert other is not None
    assert not other.is_ticked


def test_the_name_of_an_organisation_may_be_a_name_but_no_phone_number(app: Flask) -> None:
    with app.test_request_context():
        for name, is_right in (("Ana Kovač Foundation", True), ("Ilica 12, Zagreb", True), ("+385 91 234 5678", False)):
            form = OrganisationForm(MultiDict({"organisation": name, "zone": "Europe/Zagreb", "version": "1"}))
            assert form.validate() is is_right, name
        asked = form.question("organisation")
        assert asked is not None
        assert form.error("organisation") == asked.text
        kept = {"organisation": name, "zone": "Europe/Zagreb", "version": "1", asked.name: asked.value}
        assert OrganisationForm(MultiDict(kept)).validate()
