"""Our macros emit govuk-frontend's markup: the same tags, classes, ids and wiring, from plain arguments.

The reference is govuk-frontend-jinja. What differs on purpose, and is left out of the comparison:
- no ``data-module``: nothing here needs govuk-frontend's JavaScript;
- the error comes first in ``aria-describedby``, before the hint: who hears the page needs it first;
- the error summary takes the focus by ``autofocus`` and ``tabindex`` instead of a script;
- an empty text field says ``value=""``.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined, Undefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # in 3.3, not yet in the stubs
from wtforms.validators import DataRequired

TEMPLATES = Path(__file__).parents[2] / "templates"
WITHOUT_END = {"input", "img", "br", "meta", "link"}
ON_PURPOSE = {"data-module", "autofocus", "tabindex"}
OPTIONS = [("community", "In the community"), ("prison", "In prison")]
HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


@dataclass(slots=True)
class Element:
    """One element: its tag, its attributes (classes sorted), and what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element | str"]

    def every(self, tag: str) -> list["Element"]:
        """Return the elements of this tag inside, in order."""
        found: list[Element] = []
        for part in self.inside:
            if isinstance(part, Element):
                found += [part] if part.tag == tag else []
                found += part.every(tag)
        return found

    def words(self) -> str:
        """Return the text inside."""
        return " ".join(part if isinstance(part, str) else part.words() for part in self.inside)


class Tree(HTMLParser):
    """Markup as a tree, without the white space between tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        kept = {name: value or "" for name, value in attrs if name not in ON_PURPOSE}
        if "class" in kept:
            kept["class"] = " ".join(sorted(kept["class"].split()))
        if tag == "input" and kept.get("type") == "text":
            kept.setdefault("value", "")
        element = Element(tag, kept, [])
        self.open[-1].inside.append(element)
        if tag not in WITHOUT_END:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; a wrong order is a fault of the markup."""
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Keep words, each run of white space as one."""
        words = " ".join(data.split())
        if words:
            self.open[-1].inside.append(words)


def tree(markup: str) -> Element:
    """Parse markup; every element must be closed."""
    parser = Tree()
    parser.feed(markup)
    parser.close()
    assert len(parser.open) == 1, "an element is left open"
    return parser.open[0]


@pytest.fixture(scope="module")
def jinja() -> Environment:
    """Return a bare Jinja environment with our macros and the reference."""
    reference = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), reference]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    env.globals["csrf_token"] = lambda: "token"
    return env


def ours(jinja: Environment, source: str, **values: object) -> Element:
    """Render a line that uses our macros as ``fields``, ``errors`` and so on."""
    names = sorted(file.stem for file in (TEMPLATES / "macros").glob("*.html"))
    imports = "".join(f'{{% import "macros/{name}.html" as {name} %}}' for name in names)
    return tree(jinja.from_string(imports + source).render(values))


def theirs(jinja: Environment, component: str, macro: str, params: Mapping[str, object]) -> Element:
    """Render a component of the reference; its templates count on lenient undefined values."""
    lenient = jinja.overlay()
    # The order of descriptions is ours: see the head of this file.
    lenient.undefined = Undefined
    lenient.cache = {}
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    source = f'{{% from "{path}" import {macro} %}}{{{{ {macro}(params) }}}}'
    shown = tree(lenient.from_string(source).render(params=params))
    for element in (e for tag in ("input", "textarea", "select", "fieldset") for e in shown.every(tag)):
        if "aria-describedby" in element.attributes:
            names = element.attributes["aria-describedby"].split()
            element.attributes["aria-describedby"] = " ".join(sorted(names, key=lambda n: not n.endswith("-error")))
    return shown


def hinted(hint: str, error: str) -> dict[str, object]:
    """Return the reference's parameters for a hint and an error, "" for none."""
    params: dict[str, object] = {}
    if hint:
        params["hint"] = {"text": hint}
    if error:
        params["errorMessage"] = {"text": error}
    return params


STATES = pytest.mark.parametrize(
    ("hint", "error"),
    [("", ""), ("One line.", ""), ("", "Give a name."), ("One line.", "Give a name.")],
    ids=["plain", "hint", "error", "hint and error"],
)


@STATES
def test_a_text_field_is_the_references_input(jinja: Environment, hint: str, error: str) -> None:
    params = {"name": "place", "label": {"text": "Name"}, "value": "A & B", **hinted(hint, error)}
    mine = ours(jinja, '{{ fields.text("place", "Name", "A & B", hint, error) }}', hint=hint, error=error)
    assert mine == theirs(jinja, "input", "govukInput", params)


@STATES
def test_a_textarea_is_the_references_textarea(jinja: Environment, hint: str, error: str) -> None:
    params = {"name": "note", "label": {"text": "Note"}, "value": "<b> & more", "rows": 3, **hinted(hint, error)}
    mine = ours(jinja, '{{ fields.textarea("note", "Note", "<b> & more", hint, error) }}', hint=hint, error=error)
    assert mine == theirs(jinja, "textarea", "govukTextarea", params)


@STATES
def test_radios_are_the_references_radios(jinja: Environment, hint: str, error: str) -> None:
    legend = {"text": "Where", "classes": "govuk-fieldset__legend--s"}
    items = [{"value": value, "text": text} for value, text in OPTIONS]
    params = {"name": "setting", "fieldset": {"legend": legend}, "items": items, "value": "prison"}
    source = '{{ fields.radios("setting", "Where", options, "prison", hint, error) }}'
    mine = ours(jinja, source, options=OPTIONS, hint=hint, error=error)
    assert mine == theirs(jinja, "radios", "govukRadios", params | hinted(hint, error))


@STATES
def test_checkboxes_are_the_references_checkboxes(jinja: Environment, hint: str, error: str) -> None:
    legend = {"text": "Where", "classes": "govuk-fieldset__legend--s"}
    items = [{"value": value, "text": text} for value, text in OPTIONS]
    params = {"name": "setting", "fieldset": {"legend": legend}, "items": items, "values": ["prison"]}
    source = '{{ fields.checkboxes("setting", "Where", options, ("prison",), hint, error) }}'
    mine = ours(jinja, source, options=OPTIONS, hint=hint, error=error)
    assert mine == theirs(jinja, "checkboxes", "govukCheckboxes", params | hinted(hint, error))


@STATES
def test_a_select_is_the_references_select(jinja: Environment, hint: str, error: str) -> None:
    items = [{"value": value, "text": text} for value, text in OPTIONS]
    params = {"name": "setting", "label": {"text": "Where"}, "items": items, "value": "prison"}
    source = '{{ fields.select("setting", "Where", options, "prison", hint, error) }}'
    mine = ours(jinja, source, options=OPTIONS, hint=hint, error=error)
    assert mine == theirs(jinja, "select", "govukSelect", params | hinted(hint, error))


def test_the_error_summary_is_the_references(jinja: Environment) -> None:
    problems = [SimpleNamespace(field="place", text="Give a name."), SimpleNamespace(field="", text="Too late.")]
    listed = [{"text": "Give a name.", "href": "#place"}, {"text": "Too late."}]
    params = {"titleText": "There is a problem", "errorList": listed}
    mine = ours(jinja, "{{ errors.summary(problems) }}", problems=problems)
    assert mine == theirs(jinja, "error-summary", "govukErrorSummary", params)


def test_no_problem_no_summary(jinja: Environment) -> None:
    assert ours(jinja, "{{ errors.summary([]) }}").inside == []


class Programme(Form):
    """A form with one field of each type the pages use."""

    place = StringField("Name", [DataRequired("Give a name.")], description="As on a leaflet.")
    note = TextAreaField("Note")
    day = DateField("Date of the audit")
    setting = SelectField("Where", choices=[SelectChoice(value, text) for value, text in OPTIONS])
    scope = RadioField("How much", choices=[SelectChoice("full", "All"), SelectChoice("first-pass", "First pass")])
    models = SelectMultipleField("Ways of working", choices=[SelectChoice("a", "One"), SelectChoice("b", "Other")])
    test = BooleanField("This is a test")


FILLED = MultiDict(
    [
        ("place", ""),
        ("note", "A <note>"),
        ("day", "2026-11-01"),
        ("setting", "prison"),
        ("scope", "full"),
        ("models", "b"),
        ("test", "y"),
    ],
)


def test_a_wtforms_field_brings_its_name_value_hint_and_first_error(jinja: Environment) -> None:
    form = Programme(FILLED)
    assert not form.validate()
    mine = ours(jinja, "{{ bound.field(form.place) }}", form=form)
    plain = '{{ fields.text("place", "Name", "", "As on a leaflet.", "Give a name.") }}'
    assert [box.tag for box in mine.every("input")] == ["input"]
    assert mine.words() == ours(jinja, plain).words()
    assert mine.every("input")[0].attributes["aria-describedby"] == "place-error place-hint"


@pytest.mark.parametrize(
    ("name", "tag", "type_"),
    [
        ("note", "textarea", None),
        ("day", "input", "date"),
        ("setting", "select", None),
        ("scope", "input", "radio"),
        ("models", "input", "checkbox"),
        ("test", "input", "checkbox"),
    ],
)
def test_every_field_type_becomes_its_control(jinja: Environment, name: str, tag: str, type_: str | None) -> None:
    form = Programme(FILLED)
    controls = ours(jinja, "{{ bound.field(field) }}", field=form[name]).every(tag)
    assert controls
    assert {control.attributes["name"] for control in controls} == {name}
    assert {control.attributes.get("type") for control in controls} == {type_}


def test_what_was_given_is_shown_again(jinja: Environment) -> None:
    shown = ours(jinja, "{% for field in form %}{{ bound.field(field) }}{% endfor %}", form=Programme(FILLED))
    chosen = {box.attributes["value"] for box in shown.every("input") if "checked" in box.attributes}
    assert chosen == {"full", "b", "y"}
    assert [option.words() for option in shown.every("option") if "selected" in option.attributes] == ["In prison"]
    assert shown.every("textarea")[0].words() == "A <note>"
    assert "2026-11-01" in {box.attributes.get("value") for box in shown.every("input")}


def test_the_summary_of_a_form_links_to_its_fields(jinja: Environment) -> None:
    form = Programme(FILLED)
    form.validate()
    links = ours(jinja, "{{ errors.form_summary(form) }}", form=form).every("a")
    assert [(link.attributes["href"], link.words()) for link in links] == [("#place", "Give a name.")]


def choice(value: str, digit: int | None = None, *, checked: bool = False, hint: str = "") -> SimpleNamespace:
    """Return one choice as the pages hand it over."""
    return SimpleNamespace(value=value, text=f"Sentence {value}", checked=checked, digit=digit, hint=hint, marks=())


CHOICES = [choice(str(digit), digit, checked=digit == 2) for digit in range(4)]
CHOICES += [choice("not-sure"), choice("na", hint="Only where there is none.")]
LEVELS = (
    '{{ criterion.levels("DEF-1-level", "We name every kind.", choices, "DEF-1", "Red line", True, "Why it counts.") }}'
)


def test_the_legend_of_the_levels_holds_the_statement(jinja: Environment) -> None:
    shown = ours(jinja, LEVELS, choices=CHOICES)
    (fieldset,) = shown.every("fieldset")
    (legend,) = fieldset.every("legend")
    assert legend.words() == "DEF-1 Red line We name every kind."
    assert fieldset.attributes["aria-describedby"] == "DEF-1-level-hint"


def test_each_level_has_its_digit_and_the_others_none(jinja: Environment) -> None:
    shown = ours(jinja, LEVELS, choices=CHOICES)
    marks = {
        span.attributes["class"]: span.words() for span in shown.every("span") if "level--" in span.attributes["class"]
    }
    assert marks == {f"level level--{digit}": str(digit) for digit in range(4)}
    boxes = shown.every("input")
    assert [box.attributes["value"] for box in boxes] == ["0", "1", "2", "3", "not-sure", "na"]
    assert [box.attributes["value"] for box in boxes if "checked" in box.attributes] == ["2"]


def test_every_control_has_a_label_and_every_description_exists(jinja: Environment) -> None:
    source = (
        "{% call criterion.autosave_form() %}{% call criterion.card('DEF-1', '/save', 4, 'Saved 14:02') %}"
        + LEVELS
        + "{{ criterion.people_line('p') }}{{ criterion.document('t', '', 'd', '', 1, 'Too short.', '', 'p') }}"
        "{{ fields.textarea('n', 'Note', '', '', '', 3, {}, 'p') }}{{ criterion.answer_actions('DEF-1') }}"
        "{{ fields.text('w', 'Why', 'Ana', '', 'A name?', '', 'text', {}, 'p', asked) }}{% endcall %}{% endcall %}"
    )
    asked = {"field": "w", "name": "w-keep", "value": "f", "label": "Kept", "is_ticked": False}
    shown = ours(jinja, source, choices=CHOICES, asked=asked)
    everything = [part for tag in ("input", "textarea", "fieldset", "div", "p", "h2") for part in shown.every(tag)]
    ids = [part.attributes["id"] for part in everything if "id" in part.attributes]
    assert len(ids) == len(set(ids))
    seen = [box for box in everything if box.tag in {"input", "textarea"} and box.attributes.get("type") != "hidden"]
    assert {box.attributes["id"] for box in seen} == {label.attributes["for"] for label in shown.every("label")}
    described = {name for part in everything for name in part.attributes.get("aria-describedby", "").split()}
    assert described <= set(ids)


def test_the_reason_stands_open_under_does_not_apply(jinja: Environment) -> None:
    source = '{% call criterion.levels("x", "We do.", choices) %}{{ fields.text("why", "Why") }}{% endcall %}'
    shown = ours(jinja, source, choices=CHOICES)
    conditional = [box for box in shown.every("div") if "conditional" in box.attributes.get("class", "")]
    assert [box.attributes["class"] for box in conditional] == ["govuk-radios__conditional"]
    assert conditional[0].every("input")[0].attributes["name"] == "why"


def test_enter_in_a_field_saves_and_never_clears(jinja: Environment) -> None:
    source = "{% call criterion.autosave_form() %}{{ criterion.answer_actions('DEF-1') }}{% endcall %}"
    buttons = ours(jinja, source).every("button")
    assert [button.attributes["value"] for button in buttons] == ["save", "clear:DEF-1", "undo:DEF-1"]


@pytest.mark.parametrize(
    "source",
    ["{% call criterion.autosave_form() %}{% endcall %}", '{{ buttons.post("/delete", "Delete", kind="warning") }}'],
)
def test_every_form_that_changes_something_carries_the_csrf_field(jinja: Environment, source: str) -> None:
    (form,) = ours(jinja, source).every("form")
    assert form.attributes["method"] == "post"
    assert form.every("input")[0].attributes == {"type": "hidden", "name": "csrf_token", "value": "token"}


def test_a_table_has_a_caption_and_headings_with_scope(jinja: Environment) -> None:
    source = '{{ table.table("Domains", ["Domain", "At least"], [["Safety", "54 %"], ["Risk", "20 %"]], (1,)) }}'
    shown = ours(jinja, source)
    assert shown.every("caption")[0].words() == "Domains"
    assert [head.attributes["scope"] for head in shown.every("th")] == ["col", "col", "row", "row"]
    assert all("numeric" in cell.attributes["class"] for cell in shown.every("td"))


def test_a_chart_has_its_finding_and_its_numbers(jinja: Environment) -> None:
    source = '{{ chart.chart("/c.svg", "Risk is furthest off.", "Domains", ["Domain", "Score"], [["Risk", "20 %"]]) }}'
    shown = ours(jinja, source)
    assert shown.every("img")[0].attributes["alt"] == "Risk is furthest off."
    assert shown.every("td")[0].words() == "20 %"


@pytest.mark.parametrize(
    "source",
    [
        '{{ fields.text("a", bad, bad, bad, bad, "", "text", {"maxlength": bad}) }}',
        '{{ fields.textarea("a", bad, bad, bad, bad) }}',
        '{{ fields.radios("a", bad, [(bad, bad)], bad, bad, bad) }}',
        '{{ fields.select("a", bad, [(bad, bad)], bad) }}',
        '{{ criterion.levels("a", bad, [], bad, bad, False, bad, bad, bad) }}',
        "{{ errors.summary([{'field': bad, 'text': bad}]) }}",
        "{{ page.notice(bad, bad) }}{{ page.red_lines(bad, [], bad) }}",
        "{{ table.table(bad, [bad], [[bad]]) }}{{ chart.chart(bad, bad, bad, [bad], [[bad]]) }}",
        "{{ tags.standing('incomplete', bad, bad) }}{{ tags.overdue(bad) }}{{ buttons.submit(bad, 'a', bad) }}",
    ],
)
def test_what_people_write_is_shown_and_never_run(jinja: Environment, source: str) -> None:
    shown = ours(jinja, source, bad=HOSTILE)
    assert not shown.every("script")
    assert "49" not in shown.words()
    assert "<script>" in shown.words()


def test_fifteen_criteria_take_a_few_milliseconds_at_most(jinja: Environment) -> None:
    """The budget is 1.5 ms on an idle machine; here ten times that, so that a busy one does not fail."""
    page = jinja.from_string(
        '{% from "macros/criterion.html" import levels %}{% from "macros/fields.html" import text, textarea %}'
        "{% for code in codes %}{{ levels(code, 'We do.', choices, code, 'Must', False, 'Why.') }}"
        "{{ text(code ~ 't', 'Title') }}{{ text(code ~ 'd', 'Date') }}{{ textarea(code ~ 'n', 'Note') }}{% endfor %}",
    )
    codes = [f"DEF-{number}" for number in range(15)]
    times = []
    for _ in range(20):
        start = time.perf_counter()
        page.render(codes=codes, choices=CHOICES)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.015


def base_page(jinja: Environment, blocks: str) -> tuple[Element, str]:
    """Render a page on the base page; return its tree (without the doctype) and its source."""
    source = (
        jinja.overlay()
        .from_string('{% extends "base.html" %}' + blocks)
        .render(
            html_lang="sr-Latn",
            url_for=lambda _endpoint, filename: f"/static/{filename}",
            get_flashed_messages=lambda **_options: [("", "The audit was made.")],
            nav_items=[SimpleNamespace(text="Programmes", href="/programmes", current=True)],
        )
    )
    return tree(source), source


def test_the_title_is_the_heading(jinja: Environment) -> None:
    shown, _ = base_page(jinja, "{% block title %}Women & children{% endblock %}")
    (heading,) = shown.every("h1")
    assert heading.words() == "Women & children"
    assert shown.every("title")[0].words() == "Women & children – Self-Audit"
    assert shown.every("html")[0].attributes["lang"] == "sr-Latn"


def test_every_page_says_what_it_is_not(jinja: Environment) -> None:
    shown, _ = base_page(jinja, "{% block title %}Start{% endblock %}")
    words = shown.every("footer")[0].words()
    assert "About a programme, not about any person; not for court or custody use." in words
    assert "not an official WWP EN tool and not an accreditation" in words


def test_the_base_page_asks_nobody_else_and_runs_nothing_inline(jinja: Environment) -> None:
    shown, source = base_page(jinja, "{% block title %}Start{% endblock %}")
    assert "//" not in source
    assert shown.every("script") == []
    assert shown.every("style") == []
    assert " style=" not in source
    assert " onclick" not in source


def test_the_base_page_has_its_landmarks_and_a_way_to_skip_them(jinja: Environment) -> None:
    shown, _ = base_page(jinja, "{% block title %}Start{% endblock %}")
    assert shown.every("a")[0].attributes["href"] == "#main"
    assert [len(shown.every(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert "The audit was made." in shown.every("header")[0].words()
