"""Everything works by keyboard alone, and one always sees where one is."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from audit.core.answers import Evidence
from audit.core.standard import Standard
from tests import chromium
from tests.browser import looking
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import NARROW, WIDE, Visitor

pytestmark = chromium.NEEDED
AUDIT = "/audits/cccccccccccccccc"
DOMAIN = f"{AUDIT}/domains/definition"
MOST_STOPS = 400

# Where the keyboard should stop, in the order of the page; of a radio group only the one that is chosen, or the first.
STOPS = """() => {
  const all = Array.from(document.querySelectorAll("a[href], button, input, select, textarea, summary"));
  window.stops = all.filter((element) => {
    if (element.type === "hidden" || element.tabIndex < 0 || !element.checkVisibility()) { return false; }
    if (element.type !== "radio") { return true; }
    const group = all.filter((other) => other.type === "radio" && other.name === element.name);
    return element === (group.find((other) => other.checked) || group[0]);
  });
  return window.stops.length;
}"""
# What is drawn around an element and around what stands for it: a label draws its radio button.
RING = """(element) => {
  const label = element.matches("[type=radio], [type=checkbox]") ? element.parentElement.querySelector("label") : null;
  const style = label ? getComputedStyle(label, "::before") : getComputedStyle(element);
  const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return { width: width, outline: style.outlineColor, shadow: style.boxShadow };
}"""
HERE = f"""() => {{
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const bar = document.querySelector(".page-bar");
  const edge = bar && !bar.contains(element) ? bar.getBoundingClientRect() : {{ top: 0, bottom: 0 }};
  return {{
    place: window.stops.indexOf(element),
    name: element.tagName + " " + (element.id || element.textContent.trim().slice(0, 40)),
    ring: ({RING})(element),
    covered: box.top >= edge.top && box.bottom <= edge.bottom,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }};
}}"""


def press(page: Page, key: str, *, times: int = 1) -> dict[str, Any]:
    """Press a key and say where the focus is."""
    for _ in range(times):
        page.keyboard.press(key)
    where: dict[str, Any] = page.evaluate(HERE)
    return where


def next_stop(page: Page, before: int) -> dict[str, Any]:
    """Go on to the next element; within a date Chromium stops at day, month, year and calendar."""
    where = press(page, "Tab")
    for _ in range(3):
        if where["place"] != before:
            break
        where = press(page, "Tab")
    return where


def test_the_first_stop_leads_past_the_head_of_the_page(reader: Visitor) -> None:
    page = reader.open(DOMAIN)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="All domains of this audit")).to_be_focused()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(
    "path", ["/", DOMAIN, f"{AUDIT}/domains/definition/check", f"{AUDIT}/plan/WOM-1", AUDIT, f"{AUDIT}/report"]
)
def test_each_stop_comes_in_the_order_of_the_page_and_is_seen(reader: Visitor, path: str, width: int) -> None:
    page = reader.open(path, width=width)
    expected = page.evaluate(STOPS)
    bare = [page.evaluate(f"(place) => ({RING})(window.stops[place])", place) for place in range(expected)]
    assert 3 < expected < MOST_STOPS
    for place in range(expected):
        where = next_stop(page, place - 1)
        assert where["place"] == place, where
        assert where["inView"], where
        assert not where["covered"], where
        ring = where["ring"]
        assert ring["width"] >= 2 or ring["shadow"] not in {"none", bare[place]["shadow"]}, where


def test_an_answer_is_given_and_saved_with_keys_alone(visitor: Visitor, site: Site, empty: Filled) -> None:
    page = visitor.open(DOMAIN)
    page.evaluate(STOPS)
    to(page, "#DEF-1-level")
    press(page, "ArrowDown", times=2)
    expect(page.locator("#DEF-1 input:checked")).to_have_value("2")
    press(page, "ArrowDown")
    expect(page.locator("#DEF-1 input:checked")).to_have_value("3")
    to(page, "#DEF-1-document-1-title")
    page.keyboard.type("Manual, chapter 2")
    press(page, "Tab")
    expect(page.locator("#DEF-1 [data-save-state]")).to_contain_text("Saved ")
    page.keyboard.type("03012024")
    expect(page.locator("[data-state-of='DEF-1']")).to_have_text("Answered")
    to(page, "#DEF-1 .fold--note > summary")
    press(page, "Enter")
    to(page, "#DEF-1-note")
    page.keyboard.type("By keyboard")
    to(page, "button.govuk-button:text-is('Save')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (given,) = site.answers().values()
    assert given.level == 3
    assert [type(e) for e in given.evidence] == [Evidence]
    assert given.evidence[0].title == "Manual, chapter 2"
    assert str(given.evidence[0].date) == "2024-03-01"
    assert given.note == "By keyboard"


def test_after_a_mistake_the_focus_is_on_what_has_to_be_mended(visitor: Visitor, site: Site, empty: Filled) -> None:
    page = visitor.open(DOMAIN)
    to(page, "#DEF-2 .fold--documents > summary")
    page.keyboard.press("Enter")
    to(page, "#DEF-2-document-1-title")
    page.keyboard.type("abc")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.locator("#DEF-2-document-1-title")
    expect(field).to_be_focused()
    expect(field).to_have_value("abc")
    expect(field).to_have_accessible_description(
        re.compile(r"Error:\s+Write the title of the document, in 5 characters")
    )
    assert site.answers() == {}
    page.keyboard.press("End")
    page.keyboard.type("de")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#DEF-2-document-1-title")).to_have_value("abcde")
    assert site.answers()["DEF-2"].evidence == (Evidence("abcde"),)


def test_a_section_is_completed_with_keys_alone(visitor: Visitor, real: Standard, empty: Filled) -> None:
    title = looking.domain_of(real, "definition").title
    page = visitor.open(f"{DOMAIN}/check")
    to(page, "#completed")
    page.keyboard.press("Space")
    to(page, "button.govuk-button:text-is('Continue')")
    page.keyboard.press("Enter")
    row = page.locator(".govuk-task-list__item", has_text=title)
    expect(row.locator(".govuk-task-list__status")).to_have_text(re.compile(r"^Checked by the team, \d+ not known$"))


def to(page: Page, selector: str) -> None:
    """Go on with the Tab key until the focus is on this element."""
    target = page.locator(selector)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard never comes to {selector}")
