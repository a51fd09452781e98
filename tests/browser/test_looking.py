"""The look itself: a page made with one fault of each kind, so that no fault can pass because nobody looks for it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests import chromium
from tests.browser import looking
from tests.browser.visitors import NARROW

pytestmark = chromium.NEEDED
PAGE = """<!doctype html><html lang="en"><title>{title} – Self-Audit</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 8px; background: white }} input, button {{ border: 2px solid #444; min-height: 30px }}
label::before {{ content: ""; display: inline-block; width: 20px; height: 20px; border: 2px solid #444 }}
input[type=radio] {{ width: 30px; height: 30px }}</style><main><h1>Staff</h1>{body}</main></html>"""
RADIO = '<div><input type="radio" name="a" id="a"><label for="a">Yes</label></div>'
FAULTS = {
    "title": ("", "Team", "title is not the h1"),
    "too wide": ("<p style='width: 400px'>Text</p>", "Staff", "wider than the window by"),
    "no legend": (f"<fieldset>{RADIO}</fieldset>", "Staff", "radios without a legend"),
    "no fieldset": (RADIO, "Staff", "radios without a legend"),
    "empty legend": (f"<fieldset><legend> </legend>{RADIO}</fieldset>", "Staff", "radios without a legend"),
    "lonely error": ("<p class='govuk-error-message' id='e'>No</p>", "Staff", "no control is described by it"),
    "no summary": ("<p class='govuk-error-message' id='e'>No</p>", "Staff", "errors without a summary"),
    "silent title": ("<div class='govuk-error-summary'></div>", "Staff", "does not say that there is an error"),
    "lost link": ("<p class='govuk-error-summary'><a href='#x'>a</a></p>", "Error: Staff", "leads nowhere"),
    "lost hint": ("<input aria-label='a' aria-describedby='x'>", "Staff", "described by x, which is not there"),
    "pale edge": ("<input aria-label='a' style='border-color: #ccc'>", "Staff", "has a contrast of 1.61"),
    "no edge": ("<input aria-label='a' style='border: 0'>", "Staff", "has a contrast of"),
    "small target": ("<button style='min-height: 0; height: 20px'>Go on</button>", "Staff", "by 20 px"),
    "no text for a picture": ("<img src='data:,'>", "Staff", "no alternative text"),
    "no picture": ("<img alt='A' src='data:,'>", "Staff", "not drawn"),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return a narrow window."""
    made = browser.new_page(viewport={"width": NARROW, "height": 600})
    yield made
    made.close()


@pytest.mark.parametrize(("body", "title", "found"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(page: Page, body: str, title: str, found: str) -> None:
    page.set_content(PAGE.format(title=title, body=body))
    assert any(found in said for said in looking.faults(page))


@pytest.mark.parametrize("title", ["Staff", "Error: Staff"])
def test_a_page_without_fault_is_passed(page: Page, title: str) -> None:
    page.set_content(PAGE.format(title=title, body=f"<fieldset><legend>Is it?</legend>{RADIO}</fieldset>"))
    assert looking.faults(page) == []
    assert looking.violations(page) == []


def test_axe_finds_what_it_should(page: Page) -> None:
    page.set_content(PAGE.format(title="Staff", body="<p style='color: #bbb'>Pale</p><input>"))
    assert [line.split(":")[0] for line in looking.violations(page)] == ["serious color-contrast", "critical label"]
