"""Personal details are asked about in a real browser, with and without scripts; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from audit.core.answers import Answer, Evidence
from tests import chromium
from tests.browser import looking
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import NARROW, WIDE, Visitor, unfold

pytestmark = chromium.NEEDED
DOMAIN = "/audits/cccccccccccccccc/domains/staff"
NOTE, TITLE = "Ask at +385 91 234 5678", "Letter of Ana Kovač"
KEEP = "I checked it: it is not about a person"
NOT_SAVED = "Not saved yet: what is marked here. Change it, or tick that you checked it."


def in_order(page: Page, expected: tuple[str, ...] = ()) -> None:
    """Look at the page at both widths."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        assert looking.faults(page) == list(expected)
    assert looking.violations(page) == []


@pytest.mark.usefixtures("empty")
def test_with_a_script_a_note_waits_until_it_is_ticked(visitor: Visitor, site: Site) -> None:
    page = visitor.open(DOMAIN)
    page.locator("#STF-1 input[type=radio][value='2']").check()
    unfold(page.locator("#STF-1"), "Note")
    page.fill("#STF-1-note", NOTE)
    page.locator("#STF-1-note").blur()
    state = page.locator("#STF-1 [data-save-state]")
    expect(state).to_have_text(NOT_SAVED)
    expect(page.locator("[data-page-state]")).to_have_text(NOT_SAVED)
    expect(page.locator("#STF-1-note-error")).to_contain_text("This looks like a phone number: “+385 91 234 5678”.")
    expect(page.locator("#STF-1-note")).to_have_value(NOTE)
    expect(page.locator("#STF-1-note")).to_have_attribute("aria-describedby", "STF-1-note-error STF-1-people")
    assert site.answers() == {"STF-1": Answer(level=2)}
    # The script says it beside the field and in the line of the page; the summary comes with a page that is sent.
    in_order(page, ("errors without a summary",))
    page.get_by_label(KEEP).focus()
    page.keyboard.press("Space")
    expect(state).to_contain_text("Saved ")
    expect(page.locator("#STF-1-note")).to_be_focused()
    expect(page.get_by_label(KEEP)).to_have_count(0)
    assert site.answers() == {"STF-1": Answer(level=2, note=NOTE)}
    page.reload()
    page.locator("#STF-1 input[type=radio][value='1']").check()
    expect(state).to_contain_text("Saved ")
    expect(page.get_by_label(KEEP)).to_have_count(0)


@pytest.mark.usefixtures("empty")
def test_with_a_script_the_title_of_a_document_waits_too(visitor: Visitor, site: Site) -> None:
    page = visitor.open(DOMAIN)
    page.locator("#STF-1 input[type=radio][value='3']").check()
    page.fill("#STF-1-document-1-title", TITLE)
    page.locator("#STF-1-document-1-title").blur()
    expect(page.locator("#STF-1-document-1-title-error")).to_contain_text("This could be a person's name")
    page.get_by_label(KEEP).check()
    expect(page.locator("#STF-1 [data-save-state]")).to_contain_text("Saved ")
    assert site.answers() == {"STF-1": Answer(level=3, evidence=(Evidence(TITLE),))}


def test_without_a_script_the_page_asks_and_the_second_save_keeps_it(
    visitor: Visitor, empty: Filled, site: Site
) -> None:
    del empty
    page = visitor.open(DOMAIN, script=False)
    page.locator("#STF-1 input[type=radio][value='3']").check()
    unfold(page.locator("#STF-1"), "Documents")
    page.fill("#STF-1-document-1-title", TITLE)
    unfold(page.locator("#STF-2"), "Note")
    page.fill("#STF-2-note", NOTE)
    page.get_by_role("button", name="Save", exact=True).last.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(re.compile("STF-1: This could be a person's name: “.*Ana Kovač”"))
    expect(summary).to_contain_text("STF-2: This looks like a phone number: “+385 91 234 5678”.")
    expect(page.locator("#STF-2-note")).to_have_value(NOTE)
    for box in page.get_by_label(KEEP).all():
        box.check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(summary).to_have_count(0)
    assert site.answers() == {"STF-1": Answer(level=3, evidence=(Evidence(TITLE),)), "STF-2": Answer(note=NOTE)}
