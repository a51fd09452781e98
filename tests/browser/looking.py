"""Looks at an open page: axe-core, and what axe lets pass (measured: it passes a radio group without its question)."""

from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from audit.core.standard import Domain, Standard
from tests.browser.visitors import HEIGHT, NARROW, WIDE

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_LOOK = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
_LEGENDS = """() => Array.from(
  document.querySelectorAll(".levels"), (levels) => levels.closest("fieldset").querySelector("legend").innerText
)"""


@cache
def _axe() -> Axe:
    return Axe()


def look(page: Page, *, script: bool = True) -> None:
    """Look whether a page fits a narrow and a wide window, and whether everybody can use it.

    Without ``script`` axe-core is left out: it waits for a timer, and where scripts are off none ever ends.
    """
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        assert faults(page) == []
    if script:
        assert violations(page) == []


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """Return what axe-core finds, a line for each rule with the first places.

    ``colours`` takes most of the time; a page whose colours were looked at wide need not be looked at again narrow.
    """
    _wait_for_all(page)
    options = {"runOnly": {"type": "tag", "values": list(_RULES)}, "resultTypes": ["violations"]}
    options["rules"] = {"color-contrast": {"enabled": colours}}
    found = _axe().run(page, options=options).response["violations"]
    return [f"{one['impact']} {one['id']}: {[node['html'][:150] for node in one['nodes'][:3]]}" for one in found]


def faults(page: Page) -> list[str]:
    """Return what our own look finds."""
    _wait_for_all(page)
    return list(page.evaluate(_LOOK))


def unasked(page: Page, domain: Domain) -> list[str]:
    """Return the criteria of a domain whose question does not stand in the legend of its radio buttons."""
    legends = [" ".join(text.split()) for text in page.evaluate(_LEGENDS)]
    return [c.id for c in domain.criteria if not any(c.id in said and c.statement in said for said in legends)]


def _wait_for_all(page: Page) -> None:
    """Wait for styles, pictures and fonts.

    A click returns as soon as the next page begins to arrive; what is looked at then may have no heading and no
    styles yet, and differs from one machine to the next.
    """
    page.wait_for_load_state("load")
    page.evaluate("() => document.fonts.ready.then(() => true)")


def domain_of(standard: Standard, name: str) -> Domain:
    """Return a domain by its id."""
    return next(domain for domain in standard.domains if domain.id == name)
