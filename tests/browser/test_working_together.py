"""Colleagues on one page: the page says who else has it open, and a known title is offered while somebody types."""

from playwright.sync_api import expect

from audit.core.people import Role
from audit.store import team
from tests import chromium, people
from tests.browser import looking
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import NARROW, WIDE, Visitor

pytestmark = chromium.NEEDED
AUDIT = "/audits/cccccccccccccccc"


def test_a_page_tells_that_it_is_open_and_says_who_else_has_it(visitor: Visitor, site: Site, empty: Filled) -> None:
    del empty
    audit = site.only_audit()
    ana = people.admit(site.store, "Ana Made-up", places=[(audit.organisation, Role.CONTRIBUTOR)])
    page = visitor.open(f"{AUDIT}/domains/staff")
    line = page.locator("[data-here-url]")
    expect(line).to_have_text("")
    with site.store.writing(by=ana.id) as db:
        (me,) = team.present(db, audit, "staff", site.store.clock())
        assert me != ana.id
        team.here(db, audit, "staff", ana.id, site.store.clock())
    # Whoever comes back to the page is told at once, and not only a minute later.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(line).to_have_text("Ana Made-up has this page open.")
    again = visitor.open(f"{AUDIT}/domains/staff", script=False)
    expect(again.locator("[data-here-url]")).to_have_text("Ana Made-up has this page open.")


def test_the_pages_of_working_together_can_be_looked_at(visitor: Visitor, filled: Filled) -> None:
    del filled
    for path in ("owners", "find-out", "criteria/COL-1/comments", "documents", "documents/new"):
        page = visitor.open(f"{AUDIT}/{path}")
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            assert looking.faults(page) == [], path
        assert looking.violations(page) == [], path
