"""Answers save themselves in a real browser: one criterion at a time, in order, and never silently lost.

The server here is made up: it answers what a test tells it to, and keeps what it was sent.
"""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser, Dialog, Page, expect

from tests import chromium

HERE = Path(__file__).parents[2]
SOURCES = ("script", "style", "img", "font", "connect")
POLICY = "default-src 'none'; form-action 'self'; " + "; ".join(f"{source}-src 'self'" for source in SOURCES)
pytestmark = chromium.NEEDED
PAGE = """
{% extends "base.html" %}
{% from "macros/criterion.html" import answer_actions, autosave_form, card, levels %}
{% from "macros/fields.html" import text, textarea %}
{% from "macros/page.html" import page_state, progress %}
{% block title %}Definition{% endblock %}
{% block content %}{% call autosave_form("/whole-page") %}{{ progress("0 of 2 answered", 0, 2) }}{{ page_state() }}
{% for code in ("DEF-1", "DEF-2") %}{% call card(code, "/save/" ~ code, 0) %}
{% call levels(code ~ "-level", "We do.", choices, code) %}{{ text(code ~ "-reason", "Why") }}{% endcall %}
{{ textarea(code ~ "-note", "Note") }}{{ answer_actions(code) }}{% endcall %}{% endfor %}{% endcall %}{% endblock %}
{% block scripts %}<script src="{{ url_for('static', filename='autosave.js') }}" defer></script>{% endblock %}
"""


@dataclass(slots=True)
class Script:
    """What the made-up server answers, and what it was sent.

    Attributes:
        answers: (status, body) one after another; when used up, the server saves.
        delay: seconds before each answer.
        sent: (path, fields) of every POST, in order.
        most: how many requests of one criterion were ever under way at once.
    """

    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    delay: float = 0
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    running: dict[str, int] = field(default_factory=dict)
    most: int = 0
    version: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Keep what came and say what to answer."""
        with self.lock:
            self.sent.append((path, fields))
            self.running[path] = self.running.get(path, 0) + 1
            self.most = max(self.most, self.running[path])
        time.sleep(self.delay)
        with self.lock:
            self.running[path] -= 1
            if self.answers:
                return self.answers.pop(0)
            self.version += 1
            words = {"saved_text": "Saved 14:02", "saved": "14:02", "status": "1 of 2 answered"}
            return 200, {"version": self.version, "problems": [], **words}

    def notes(self) -> list[str]:
        """Return the notes of DEF-1 that were sent, in order."""
        return [fields.get("DEF-1-note", "") for path, fields in self.sent if path == "/save/DEF-1"]


def page_source() -> str:
    """Return a domain page of two criteria, made with the real base page and macros."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    env.globals["csrf_token"] = lambda: "token"
    env.globals["url_for"] = lambda _endpoint, filename: f"/static/{filename}"
    env.globals["get_flashed_messages"] = lambda **_options: []
    choices = [
        SimpleNamespace(value=str(digit), text=f"Sentence {digit}", checked=False, digit=digit, hint="", marks=())
        for digit in range(4)
    ]
    return env.from_string(PAGE).render(html_lang="en", choices=choices)


def handler(script: Script, source: str) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that shows the page and answers by the script."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def give(self, status: int, kind: str, body: bytes) -> None:
            """Answer with a body, under the policy of the real pages."""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            if status in {302, 303}:
                self.send_header("Location", "/sign-in")
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            """Show a file of static/, or the page."""
            file = HERE / self.path.lstrip("/")
            if self.path.startswith("/static/") and file.is_file():
                kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
                self.give(200, kinds.get(file.suffix, "font/woff2"), file.read_bytes())
            else:
                self.give(200, "text/html; charset=utf-8", source.encode())

        def do_POST(self) -> None:
            """Keep the fields and answer by the script."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            script.headers.append(dict(self.headers))
            status, answer = script.answer(self.path, fields)
            self.give(status, "application/json", json.dumps(answer).encode())

    return Handler


@pytest.fixture
def script() -> Script:
    """Return what the server will answer; a test writes into it."""
    return Script()


@pytest.fixture
def page(browser: Browser, script: Script) -> Iterator[Page]:
    """Return the open page; at the end, nothing on it may have broken the content policy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(script, page_source()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if "Security" in message.text else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"http://127.0.0.1:{server.server_port}/")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    assert complaints == []


def choose(page: Page, level: int, code: str = "DEF-1") -> None:
    """Choose a level as a person does, on its words."""
    page.locator(f"#{code}").get_by_text(f"Sentence {level}").click()


def state(page: Page, code: str = "DEF-1") -> Any:  # noqa: ANN401 - a locator
    """Return the line that says how a criterion is saved."""
    return page.locator(f"#{code} [data-save-state]")


def test_a_choice_is_saved_and_the_page_says_so(page: Page, script: Script) -> None:
    choose(page, 2)
    expect(state(page)).to_have_text("Saved 14:02")
    expect(page.get_by_role("status")).to_have_text("Saved 14:02")
    expect(page.locator("[data-answered]")).to_have_text("1 of 2 answered")
    expect(page.get_by_role("button", name="Undo the last change DEF-1")).to_be_visible()
    assert page.locator("[name=DEF-1-version]").input_value() == "1"
    ((path, fields),) = script.sent
    assert path == "/save/DEF-1"
    assert fields == {
        "DEF-1-version": "0",
        "DEF-1-level": "2",
        "DEF-1-reason": "",
        "DEF-1-note": "",
        "csrf_token": "token",
    }
    assert script.headers[0]["X-Requested-With"] == "fetch"


def test_a_text_is_saved_when_the_field_is_left(page: Page, script: Script) -> None:
    page.fill("#DEF-1-note", "In the manual")
    page.focus("#DEF-2-note")
    expect(state(page)).to_have_text("Saved 14:02", timeout=1000)
    assert script.notes()[-1] == "In the manual"


def test_a_text_is_saved_while_the_person_goes_on_writing_elsewhere_in_thought(page: Page, script: Script) -> None:
    page.locator("#DEF-1-note").press_sequentially("abc")
    assert script.sent == []
    expect(state(page)).to_have_text("Saved 14:02", timeout=4000)
    assert script.notes() == ["abc"]


def test_saves_of_one_criterion_never_overlap_and_the_newest_is_sent_last(page: Page, script: Script) -> None:
    script.delay = 0.5
    for level in (0, 1, 2, 3):
        choose(page, level)
        page.wait_for_timeout(350)
    expect(page.locator("[name=DEF-1-version]")).not_to_have_value("0")
    page.wait_for_timeout(1500)
    assert script.most == 1
    assert script.sent[-1][1]["DEF-1-level"] == "3"
    assert [fields["DEF-1-version"] for _, fields in script.sent] == [str(turn) for turn in range(len(script.sent))]


def test_a_failure_is_said_and_tried_again_with_the_newest_state(page: Page, script: Script) -> None:
    script.answers = [(500, {}), (503, {})]
    choose(page, 1)
    expect(state(page)).to_have_text("Not saved. We keep trying.")
    expect(page.get_by_role("status")).to_have_text("Not saved. We keep trying.")
    page.fill("#DEF-1-note", "Later words")
    page.focus("#DEF-2-note")
    expect(state(page)).to_have_text("Saved 14:02", timeout=10000)
    assert script.notes()[-1] == "Later words"


def test_without_a_network_it_keeps_trying_until_there_is_one(page: Page, script: Script) -> None:
    page.context.set_offline(True)
    choose(page, 3)
    expect(state(page)).to_have_text("Not saved. We keep trying.")
    page.context.set_offline(False)
    expect(state(page)).to_have_text("Saved 14:02", timeout=10000)
    assert script.sent[-1][1]["DEF-1-level"] == "3"


def test_a_problem_stands_beside_its_field_until_it_is_mended(page: Page, script: Script) -> None:
    problem = {"field": "DEF-1-note", "text": "This looks like a phone number."}
    box = {"field": "DEF-1-note", "name": "DEF-1-note-keep", "value": "f00d", "ticked": False, "label": "Not hers"}
    script.answers = [(422, {"problems": [problem], "questions": [box], "message": "Your note is not saved yet."})]
    page.fill("#DEF-1-note", "+385 91 123 4567")
    page.focus("#DEF-2-note")
    error = page.locator("#DEF-1-note-error")
    expect(error).to_have_text("Error: This looks like a phone number.")
    expect(page.locator("#DEF-1-note")).to_have_attribute("aria-describedby", "DEF-1-note-error")
    expect(page.get_by_role("status")).to_have_text("Your note is not saved yet.")
    assert page.input_value("#DEF-1-note") == "+385 91 123 4567"
    expect(page.locator("#DEF-1-note-keep")).to_have_attribute("aria-describedby", "DEF-1-note-error")
    page.get_by_text("Not hers").click()
    expect(error).to_have_count(0)
    expect(state(page)).to_have_text("Saved 14:02")
    assert script.sent[-1][1]["DEF-1-note-keep"] == "f00d"
    assert page.get_attribute("#DEF-1-note", "aria-describedby") is None


def test_a_tick_holds_that_was_set_while_a_save_was_under_way(page: Page, script: Script) -> None:
    problem = {"field": "DEF-1-note", "text": "A name?"}
    box = {"field": "DEF-1-note", "name": "DEF-1-note-keep", "value": "f00d", "ticked": False, "label": "Not hers"}
    script.answers = [(422, {"problems": [problem], "questions": [box]})] * 2
    page.fill("#DEF-1-note", "Ana")
    page.focus("#DEF-2-note")
    expect(page.get_by_label("Not hers")).to_have_count(1)
    script.delay = 1
    choose(page, 2)
    page.wait_for_timeout(600)  # The level is on its way by now, and not answered yet.
    page.get_by_label("Not hers").check()
    expect(state(page)).to_have_text("Saved 14:02")
    assert ["DEF-1-note-keep" in fields for _, fields in script.sent] == [False, False, True]


def test_a_problem_with_the_level_belongs_to_the_whole_group(page: Page, script: Script) -> None:
    script.answers = [(422, {"problems": [{"field": "DEF-1-level", "text": "Choose one."}]})]
    choose(page, 1)
    expect(page.locator("#DEF-1 fieldset")).to_have_attribute("aria-describedby", "DEF-1-level-error")
    expect(page.locator("#DEF-1 fieldset > .govuk-error-message + .govuk-radios")).to_have_count(1)


def test_a_newer_answer_of_someone_else_is_left_to_people(page: Page, script: Script) -> None:
    script.answers = [(409, {"message": "Someone else has changed this answer."})]
    page.fill("#DEF-1-note", "My words")
    page.focus("#DEF-2-note")
    expect(state(page)).to_contain_text("Someone else has changed this answer.")
    page.fill("#DEF-1-note", "My longer words")
    page.focus("#DEF-2-note")
    page.wait_for_timeout(500)
    assert len(script.sent) == 1
    page.get_by_role("button", name="Show both answers").click()
    page.wait_for_url("**/whole-page")
    assert script.sent[-1][1]["DEF-1-note"] == "My longer words"
    assert script.sent[-1][1]["DEF-1-version"] == "0"


def test_who_was_signed_out_is_told_and_nothing_is_lost(page: Page, script: Script) -> None:
    script.answers = [(303, {})]
    choose(page, 1)
    expect(state(page)).to_contain_text("You may have been signed out.")
    expect(state(page)).to_have_text("Saved 14:02", timeout=6000)


def test_one_criterion_in_trouble_does_not_stop_another(page: Page, script: Script) -> None:
    script.answers = [(409, {"message": "Someone else has changed this answer."})]
    choose(page, 1)
    expect(state(page)).to_contain_text("Someone else")
    choose(page, 2, "DEF-2")
    expect(state(page, "DEF-2")).to_have_text("Saved 14:02")
    expect(page.get_by_role("status")).to_have_text("Someone else has changed this answer.")


def test_the_save_button_waits_for_a_save_under_way(page: Page, script: Script) -> None:
    script.delay = 0.6
    choose(page, 2)
    page.wait_for_timeout(450)
    page.get_by_role("button", name="Clear this answer DEF-1").click()
    page.wait_for_url("**/whole-page")
    assert [path for path, _ in script.sent] == ["/save/DEF-1", "/whole-page"]
    assert script.sent[-1][1]["DEF-1-version"] == "1"
    assert script.sent[-1][1]["action"] == "clear:DEF-1"


def test_enter_in_a_text_field_saves(page: Page, script: Script) -> None:
    page.fill("#DEF-1-reason", "No such service")
    page.press("#DEF-1-reason", "Enter")
    page.wait_for_url("**/whole-page")
    assert script.sent[-1][1]["action"] == "save"


@pytest.mark.parametrize(("answers", "warned"), [([], False), ([(500, {})] * 9, True)], ids=["saved", "not saved"])
def test_leaving_is_warned_of_only_while_something_is_not_saved(
    page: Page,
    script: Script,
    answers: list[tuple[int, dict[str, Any]]],
    warned: bool,
) -> None:
    script.answers = answers
    choose(page, 1)
    expect(state(page)).to_contain_text("Not saved" if warned else "Saved 14:02")
    dialogs: list[str] = []

    def accept(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(page.url + "?elsewhere")
    assert dialogs == (["beforeunload"] if warned else [])


def test_what_is_typed_is_sent_when_the_page_goes_out_of_sight(page: Page, script: Script) -> None:
    page.locator("#DEF-1-note").press_sequentially("x")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(state(page)).to_have_text("Saved 14:02", timeout=1000)
    assert script.notes() == ["x"]
