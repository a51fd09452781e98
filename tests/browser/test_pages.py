"""Every family of pages, wide and narrow: axe-core finds nothing, and our own look finds nothing either."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from audit.core.standard import Standard
from tests import chromium
from tests.browser import looking
from tests.browser.visitors import NARROW, WIDE, Visitor, unfold

pytestmark = [*chromium.NEEDED, pytest.mark.parametrize("width", [WIDE, NARROW])]
AUDIT = "/audits/cccccccccccccccc"
PROGRAMME = "/programmes/bbbbbbbbbbbbbbbb"
FAMILIES = {
    "start": "/",
    "new programme": "/programmes/new",
    "programme": PROGRAMME,
    "change a programme": f"{PROGRAMME}/edit",
    "organisation": f"{PROGRAMME}/organisation",
    "start an audit": f"{PROGRAMME}/audits/new",
    "tasks": AUDIT,
    "domain": f"{AUDIT}/domains/staff",
    "check": f"{AUDIT}/domains/staff/check",
    "results": f"{AUDIT}/results",
    "plan": f"{AUDIT}/plan",
    "change an action": f"{AUDIT}/plan/WOM-1",
    "add an action": f"{AUDIT}/plan/new",
    "report": f"{AUDIT}/report",
    "answers as a file": f"{AUDIT}/answers-file",
    "delete": f"{AUDIT}/delete",
    "history": "/organisations/aaaaaaaaaaaaaaaa/history",
    "standard": "/standards/wwp-en-2018-topics",
}


def look(page: Page, width: int) -> None:
    """Look at a page in both ways."""
    assert looking.faults(page) == []
    assert looking.violations(page, colours=width == WIDE) == []


@pytest.mark.parametrize("path", FAMILIES.values(), ids=FAMILIES)
def test_a_page_is_open_to_everybody(reader: Visitor, path: str, width: int) -> None:
    look(reader.open(path, width=width), width)
    assert reader.not_loaded == []


@pytest.mark.parametrize("path", ["/", "/members"], ids=["start", "members"])
def test_a_page_of_the_demonstration_is_open_to_everybody(guest: Visitor, path: str, width: int) -> None:
    page = guest.open(path, width=width)
    expect(page.get_by_text("Fictional demonstration.")).to_be_visible()
    look(page, width)


def test_a_page_that_is_not_there_is_open_to_everybody(reader: Visitor, width: int) -> None:
    page = reader.open("/audits/dddddddddddddddd", width=width)
    expect(page.locator("h1")).to_have_text("Page not found")
    look(page, width)
    assert ["404" in line for line in reader.not_loaded] == [True]


def test_every_question_stands_in_its_legend(reader: Visitor, real: Standard, width: int) -> None:
    page = reader.open("/", width=width)
    for domain in real.domains:
        page.goto(f"{AUDIT}/domains/{domain.id}")
        assert looking.unasked(page, domain) == []
        assert looking.faults(page) == []


def wrong_answers(page: Page) -> None:
    """Send a domain page with a mistake in each kind of control."""
    page.goto(f"{AUDIT}/domains/staff")
    unfold(page.locator("#STF-1"), "Documents")
    page.fill("#STF-1-document-1-title", "abc")
    unfold(page.locator("#STF-2"), "Note")
    page.fill("#STF-2-note", "x" * 5001)
    page.get_by_role("button", name="Save", exact=True).click()


def wrong_programme(page: Page) -> None:
    """Send an empty programme."""
    page.goto("/programmes/new")
    page.get_by_role("button", name="Save and continue").click()


def wrong_audit(page: Page) -> None:
    """Start an audit without saying which."""
    page.goto(f"{PROGRAMME}/audits/new")
    page.get_by_role("button", name="Start", exact=True).click()


def wrong_check(page: Page) -> None:
    """Leave the question of a check page open."""
    page.goto(f"{AUDIT}/domains/quality/check")
    for choice in page.locator("input[type=radio]").all():
        choice.evaluate("radio => { radio.checked = false; }")
    page.get_by_role("button", name="Continue").click()


def wrong_action(page: Page) -> None:
    """Decide against an action without a reason, and empty its text."""
    page.goto(f"{AUDIT}/plan/WOM-1")
    page.get_by_label("What is to be done").fill("")
    page.get_by_label("Will not do").check()
    page.get_by_role("button", name="Save", exact=True).click()


def wrong_file(page: Page) -> None:
    """Bring in something that is no answers file."""
    page.goto(f"{AUDIT}/answers-file")
    page.get_by_label("Answers file").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b"{"}
    )
    page.get_by_role("button", name="Show what would change").click()


WRONG = [wrong_answers, wrong_programme, wrong_audit, wrong_check, wrong_action, wrong_file]


@pytest.mark.parametrize("send", WRONG, ids=lambda send: str(send.__name__).replace("_", " "))
def test_a_page_with_errors_is_open_to_everybody(reader: Visitor, send: Callable[[Page], None], width: int) -> None:
    page = reader.open("/", width=width)
    send(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, width)
    assert page.locator(".govuk-error-message").count() > 0


def test_what_a_file_would_change_is_open_to_everybody(reader: Visitor, tmp_path: Path, width: int) -> None:
    page = reader.open(f"{AUDIT}/answers-file", width=width)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the answers (JSON)").click()
    content = json.loads(download.value.path().read_bytes())
    content["answers"]["DEF-1"] = {"level": 1, "note": "From the file"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    page.get_by_label("Answers file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("h1")).to_have_text("What the file would change")
    expect(page.get_by_text("From the file")).to_be_visible()
    look(page, width)
    page.get_by_role("button", name="Leave everything as it is").click()
    expect(page.locator("h1")).to_have_text("Answers as a file")
