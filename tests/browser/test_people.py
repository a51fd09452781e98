"""From the first start to somebody invited who saves an answer; and a role that goes while its person is signed in."""

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from audit.cli import links
from audit.core.answers import Answer
from audit.core.people import Role
from audit.store import accounts, memberships
from tests import chromium
from tests.browser.looking import look
from tests.browser.sites import Site
from tests.browser.test_whole_audit import begin
from tests.browser.visitors import Visitor

pytestmark = chromium.NEEDED
PASSWORD = "wobbly lantern orchard 7 teapots"
ANA, JANA = "ana@example.org", "jana@example.org"
SAVED = re.compile(r"Saved \d{1,2}:\d{2}\.")


def fill_in(page: Page, name: str, email: str) -> None:
    """Fill in who somebody is."""
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("A password").fill(PASSWORD)


def set_up(visitor: Visitor, site: Site, *, script: bool = True) -> Page:
    """Open the link of the first start and go through what follows, up to the start page."""
    link = links.first_start(site.store, "")
    assert link is not None
    page = visitor.open(link, script=script, signed_in=False)
    look(page, script=script)
    fill_in(page, "Ana Made-up", ANA)
    page.get_by_label("My own programme, or several of one organisation").check()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_label("password", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    secret = page.locator("main code").inner_text().replace(" ", "").upper()
    page.get_by_label("The six digits your app shows now").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    page.goto("/")
    return page


def invite(page: Page, *, script: bool = True) -> str:
    """Invite a contributor, and return the path of the link that is shown."""
    page.goto("/")
    page.get_by_role("link", name="People, and invitations").first.click()
    expect(page.locator("h1")).to_have_text("People")
    look(page, script=script)
    page.get_by_label(re.compile("^Contributor")).check()
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_label("Link for one person")
    expect(link).to_be_visible()
    look(page, script=script)
    return link.input_value().partition("/invitations/")[2]


def accept(visitor: Visitor, secret: str, *, script: bool = True) -> Page:
    """Open an invitation as somebody new, and accept it."""
    page = visitor.open(f"/invitations/{secret}", script=script, signed_in=False)
    expect(page.get_by_text("Ana Made-up invites you.")).to_be_visible()
    look(page, script=script)
    fill_in(page, "Jana Made-up", JANA)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_text("Society for safety", exact=True)).to_be_visible()
    return page


@pytest.fixture
def jana(visitor: Visitor, site: Site) -> Page:
    """Return the window of a contributor, who was invited from the very beginning on."""
    page = set_up(visitor, site)
    begin(page)
    return accept(visitor, invite(page))


def test_from_the_first_start_to_an_answer_of_somebody_invited(jana: Page, site: Site) -> None:
    jana.get_by_role("link", name="Continue").click()
    jana.get_by_role("link", name=re.compile("staff", re.IGNORECASE)).first.click()
    jana.locator("#STF-1 input[type=radio][value='2']").check()
    expect(jana.locator("#STF-1 [data-save-state]")).to_have_text(SAVED)
    assert site.answers() == {"STF-1": Answer(level=2)}
    jana.goto(f"/organisations/{site.only_audit().organisation}/people")
    expect(jana.locator("h1")).to_have_text("This is not open to you")


def test_without_script_it_goes_the_same_way(visitor: Visitor, site: Site) -> None:
    page = set_up(visitor, site, script=False)
    begin(page)
    second = accept(visitor, invite(page, script=False), script=False)
    second.get_by_role("link", name="Continue").click()
    expect(second.locator("h1")).to_have_text("Audit of Čvrsto tlo")


def test_a_role_that_goes_while_signed_in_opens_nothing_more_and_keeps_what_was_typed(jana: Page, site: Site) -> None:
    audit = site.only_audit()
    jana.goto(f"/audits/{audit.id}/domains/staff")
    with site.store.writing() as db:
        account = accounts.by_email(db, JANA)
        assert account is not None
        memberships.change(db, audit.organisation, account.id, Role.READER)
    jana.locator("#STF-1 input[type=radio][value='2']").check()
    expect(jana.locator("#STF-1 [data-save-state]")).not_to_have_text(SAVED)
    expect(jana.locator("#STF-1 [data-save-state]")).to_contain_text(re.compile("not saved", re.IGNORECASE))
    expect(jana.locator("#STF-1 input:checked")).to_have_value("2")
    assert site.answers() == {}
    with site.store.writing() as db:
        memberships.remove(db, audit.organisation, account.id)
    jana.goto(f"/audits/{audit.id}")
    expect(jana.locator("h1")).to_have_text("Page not found")
