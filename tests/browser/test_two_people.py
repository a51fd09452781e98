"""Two people at one answer: the second sees both versions, and nothing of either is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from audit.core.answers import Answer
from tests import chromium
from tests.browser import looking
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import NARROW, WIDE, Visitor, unfold

pytestmark = chromium.NEEDED
DOMAIN = "/audits/cccccccccccccccc/domains/staff"
FIRST, SECOND = "What the first one wrote", "What the second one wrote"


def state(page: Page, code: str = "STF-1") -> str:
    """Return where a criterion says how it is saved."""
    return f"#{code} [data-save-state]"


def write(page: Page, level: int, note: str) -> None:
    """Answer the first criterion."""
    page.locator(f"#STF-1 input[type=radio][value='{level}']").check()
    unfold(page.locator("#STF-1"), "Note")
    page.fill("#STF-1-note", note)
    page.locator("#STF-1-note").blur()


@pytest.fixture
def second(visitor: Visitor, empty: Filled) -> Page:
    """Return the page of the second person, who was told that somebody else was quicker."""
    first, page = visitor.open(DOMAIN), visitor.open(DOMAIN)
    write(first, 1, FIRST)
    expect(first.locator(state(first))).to_contain_text("Saved ")
    expect(first.locator("[name=STF-1-version]")).not_to_have_value("0")
    first.wait_for_function("() => !document.querySelector('#STF-1 [data-save-state]').textContent.includes('Saving')")
    write(page, 3, SECOND)
    expect(page.locator(state(page))).to_contain_text("another answer was saved meanwhile")
    page.get_by_role("button", name="Show both answers").click()
    expect(page.get_by_role("group", name="Two answers to STF-1")).to_be_visible()
    return page


def test_both_versions_stand_side_by_side(second: Page, site: Site) -> None:
    expect(second.locator(".govuk-error-summary")).to_be_focused()
    both = second.get_by_role("group", name="Two answers to STF-1")
    expect(both).to_contain_text(f"Note: {FIRST}")
    expect(both).to_contain_text(re.compile(r"1: \w"))
    expect(second.locator("#STF-1 input:checked")).to_have_value("3")
    expect(second.locator("#STF-1-note")).to_have_value(SECOND)
    assert site.answers() == {"STF-1": Answer(level=1, note=FIRST)}
    for width in (WIDE, NARROW):
        second.set_viewport_size({"width": width, "height": 800})
        assert looking.faults(second) == []
    assert looking.violations(second) == []


def test_keeping_mine_stores_mine_and_theirs_can_be_brought_back(second: Page, site: Site) -> None:
    second.get_by_role("button", name="Keep mine STF-1").click()
    second.wait_for_url(re.compile("#STF-1$"))
    assert site.answers() == {"STF-1": Answer(level=3, note=SECOND)}
    second.get_by_role("button", name="Undo the last change STF-1").click()
    expect(second.locator("#STF-1-note")).to_have_value(FIRST)
    assert site.answers() == {"STF-1": Answer(level=1, note=FIRST)}


def test_keeping_the_saved_one_leaves_it(second: Page, site: Site) -> None:
    second.get_by_role("button", name="Keep the saved one STF-1").click()
    second.wait_for_url(re.compile("#STF-1$"))
    expect(second.locator("#STF-1-note")).to_have_value(FIRST)
    assert site.answers() == {"STF-1": Answer(level=1, note=FIRST)}


def test_other_answers_of_the_second_person_are_saved_all_the_same(second: Page, site: Site) -> None:
    second.locator("#STF-2 input[type=radio][value='2']").check()
    expect(second.locator(state(second, "STF-2"))).to_contain_text("Saved ")
    assert site.answers()["STF-2"] == Answer(level=2)
    assert site.answers()["STF-1"] == Answer(level=1, note=FIRST)


def test_without_script_the_second_one_sees_both_too(visitor: Visitor, site: Site, empty: Filled) -> None:
    first, page = visitor.open(DOMAIN, script=False), visitor.open(DOMAIN, script=False)
    for window, level, note in ((first, 0, FIRST), (page, 2, SECOND)):
        window.locator(f"#STF-1 input[type=radio][value='{level}']").check()
        unfold(window.locator("#STF-1"), "Note")
        window.fill("#STF-1-note", note)
        window.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("group", name="Two answers to STF-1")).to_contain_text(f"Note: {FIRST}")
    expect(page.locator("#STF-1-note")).to_have_value(SECOND)
    page.get_by_role("button", name="Keep mine STF-1").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    assert site.answers() == {"STF-1": Answer(level=2, note=SECOND)}
