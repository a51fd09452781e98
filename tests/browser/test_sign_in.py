"""Coming in at a browser: a forgotten password, a second factor, and every account of the demonstration."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from audit import config, config_file, credentials, demo_people
from audit.core.people import Account, Role
from audit.demo_people import PEOPLE, Entrance, Person
from audit.store import accounts, second_factors
from audit.work import Worker
from tests import chromium, people
from tests.browser.audits import Filled
from tests.browser.looking import look
from tests.browser.sites import Site
from tests.browser.visitors import Visitor
from tests.postoffice import HOST, PostOffice, open_office

pytestmark = chromium.NEEDED
PASSWORD, OTHER = "wobbly lantern orchard 7 teapots", "seven boats cross a green lake"
NAME = "Cvita Made-up"
REFUSED = "This code is not right, or it was used before."
NOT_TOGETHER = "This e-mail address and this password do not belong together."
BY_OPERATOR = "Whoever runs this installation made a link by which your password could be set anew."
RECOVER = re.compile(r"/recover/[\w-]{43}")
STEP = 30  # Seconds for which a code is shown (RFC 6238).


@pytest.fixture
def cvita(site: Site, empty: Filled) -> Account:
    """Return a contributor with a password and without a second factor."""
    made = people.admit(site.store, NAME, places=[(empty.organisation.id, Role.CONTRIBUTOR)])
    kept = credentials.hash_password(PASSWORD)
    with site.store.writing(by=people.NOBODY) as db:
        accounts.set_password(db, made.id, kept, act="password-changed")
    people.set_up(site.store)
    return made


@pytest.fixture
def guarded(site: Site, cvita: Account) -> Account:
    """Return the contributor, whose second factor is on."""
    with site.store.writing(by=people.NOBODY) as db:
        second_factors.switch_on(db, cvita.id, people.TOTP, 0, ())
    return cvita


@pytest.fixture
def office(site: Site) -> Iterator[PostOffice]:
    """Let the site send mail, and return who takes it."""
    with open_office() as opened:
        site.stop()
        mail = f'[mail]\nhost = "{HOST}"\nport = {opened.port}\nsecurity = "none"\nsender = "audit@example.org"\n'
        (site.data / config_file.NAME).write_text(mail, encoding="utf-8")
        site.start()
        yield opened


@pytest.fixture(scope="module")
def entrances(demo_site: Site) -> dict[str, Entrance]:
    """Return the accounts that the demonstration prints, by e-mail address."""
    return {one.person.email: one for one in demo_people.admit(demo_site.store)}


def heading(page: Page, words: str) -> None:
    """Wait until a page is the one of this heading."""
    expect(page.locator("h1")).to_have_text(words)


def refused(page: Page, words: str) -> None:
    """Wait until a form came back with a sentence, and look at the page."""
    expect(page.locator(".govuk-error-summary")).to_contain_text(words)
    look(page)


def at_the_door(visitor: Visitor) -> Page:
    """Open the sign-in as a new device would."""
    page = visitor.open("/sign-in", signed_in=False)
    heading(page, "Sign in")
    return page


def sign_in(page: Page, email: str, password: str) -> None:
    """Give e-mail address and password."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    """Sign out, and be at the sign-in again."""
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def give(page: Page, code: str) -> None:
    """Give a code at the second step of the sign-in."""
    heading(page, "Your second factor")
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Go on").click()


def shown(site: Site, secret: str = people.TOTP) -> str:
    """Return the code that an app shows at the time of the site."""
    return pyotp.TOTP(secret).at(site.store.clock())


def wait_for_the_next_code(site: Site) -> None:
    """Let the clock of the site go on until an app shows another code."""
    until_now = site.store.clock
    site.store.clock = lambda: until_now() + timedelta(seconds=STEP)


def choose(page: Page, link: str, password: str) -> None:
    """Open a recovery link, try a weak password, and set a good one."""
    page.goto(link)
    heading(page, "Choose a new password")
    look(page)
    page.get_by_label("New password").fill("password1234")
    page.get_by_role("button", name="Set the password").click()
    refused(page, "This password is among those that are tried first.")
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Set the password").click()
    heading(page, "Sign in")
    expect(page.get_by_text("Your new password is set. Sign in with it.")).to_be_visible()
    look(page)


def link_of_the_operator(visitor: Visitor) -> str:
    """Make a recovery link for the contributor as the operator does, and return its path."""
    page = visitor.open("/accounts")
    page.get_by_role("link", name=NAME).click()
    heading(page, NAME)
    look(page)
    page.get_by_role("link", name="Make a recovery link").click()
    heading(page, "Make a recovery link")
    page.get_by_role("button", name="Make the link").click()
    refused(page, "")
    page.get_by_label("I made sure by another way that it is this person who asks").check()
    page.get_by_role("button", name="Make the link").click()
    heading(page, "The recovery link")
    look(page)
    found = RECOVER.search(page.locator("main code").inner_text())
    assert found
    return found[0]


def is_signed_out(page: Page) -> None:
    """Go on in a window that was signed in, and be asked to sign in."""
    page.goto("/account")
    heading(page, "Sign in")


def test_a_link_of_the_operator_sets_a_password_and_leaves_the_second_factor(
    visitor: Visitor, site: Site, guarded: Account
) -> None:
    earlier = at_the_door(visitor)
    sign_in(earlier, guarded.email, PASSWORD)
    give(earlier, shown(site))
    expect(earlier.get_by_text("Society for safety", exact=True)).to_be_visible()

    link, page = link_of_the_operator(visitor), at_the_door(visitor)
    choose(page, link, OTHER)
    is_signed_out(earlier)

    sign_in(page, guarded.email, PASSWORD)
    refused(page, NOT_TOGETHER)
    sign_in(page, guarded.email, OTHER)
    heading(page, "Your second factor")
    look(page)
    is_signed_out(page)
    sign_in(page, guarded.email, OTHER)
    wait_for_the_next_code(site)
    give(page, shown(site))
    expect(page.get_by_text(BY_OPERATOR)).to_be_visible()
    look(page)
    page.goto("/account")
    expect(page.get_by_text("Recovery link made by an operator")).to_be_visible()
    expect(page.get_by_text(BY_OPERATOR)).to_have_count(0)
    page.goto(link)
    look(page)
    expect(page.get_by_label("New password")).to_have_count(0)


def test_a_link_by_mail_sets_a_password_once(office: PostOffice, visitor: Visitor, site: Site, cvita: Account) -> None:
    earlier = at_the_door(visitor)
    sign_in(earlier, cvita.email, PASSWORD)
    expect(earlier.get_by_text("Society for safety", exact=True)).to_be_visible()

    page = at_the_door(visitor)
    page.get_by_role("link", name="I do not know my password").click()
    heading(page, "Set a new password")
    look(page)
    page.get_by_label("E-mail address").fill(cvita.email)
    page.get_by_role("button", name="Send the link").click()
    heading(page, "Look into your mail")
    look(page)
    Worker(site.store, config.load(site.data).mail).work()
    (mail,) = office.taken
    found = RECOVER.search(mail.get_content())
    assert found
    assert mail["To"] == cvita.email

    choose(page, found[0], OTHER)
    is_signed_out(earlier)
    sign_in(page, cvita.email, OTHER)
    expect(page.get_by_text("Society for safety", exact=True)).to_be_visible()
    expect(page.get_by_text(BY_OPERATOR)).to_have_count(0)
    page.goto(found[0])
    expect(page.get_by_label("New password")).to_have_count(0)


def begin_second_factor(page: Page) -> str:
    """Begin to set a second factor up, and return the secret that the page shows."""
    page.goto("/account/second-factor")
    look(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="A QR code for your app.")).to_be_visible()
    look(page)
    return page.locator("main code").inner_text().replace(" ", "").upper()


def switch_on(page: Page, code: str) -> None:
    """Show that an app has the secret."""
    page.get_by_label("The six digits your app shows now").fill(code)
    page.get_by_role("button", name="Switch it on").click()


def codes_shown_once(page: Page) -> list[str]:
    """Return the recovery codes, and find that they do not come again."""
    heading(page, "Your recovery codes")
    look(page)
    codes = page.locator("main code").all_inner_texts()
    page.reload()
    heading(page, "Second factor")
    look(page)
    assert codes[0] not in page.content()
    return codes


def test_a_second_factor_is_set_up_and_asked_for(visitor: Visitor, site: Site, cvita: Account) -> None:
    page = at_the_door(visitor)
    sign_in(page, cvita.email, PASSWORD)
    secret = begin_second_factor(page)
    switch_on(page, "12345")
    refused(page, REFUSED)
    code = shown(site, secret)
    switch_on(page, code)
    codes = codes_shown_once(page)
    assert len(set(codes)) == 10
    sign_out(page)

    sign_in(page, cvita.email, PASSWORD)
    give(page, code)
    refused(page, REFUSED)
    give(page, codes[3])
    expect(page.get_by_text("Society for safety", exact=True)).to_be_visible()
    sign_out(page)

    sign_in(page, cvita.email, PASSWORD)
    give(page, codes[3])
    refused(page, REFUSED)
    wait_for_the_next_code(site)
    give(page, shown(site, secret))
    expect(page.get_by_text("Society for safety", exact=True)).to_be_visible()


PROGRAMMES = ("Add a programme", "People, and invitations", "Continue", "Look at it")
NETWORK = ("The members of the network, and their invitations", "The members of the network")
OPERATED = ("Accounts, erasures and the record of processing", "Mails")
# Which of these the start page shows to each of the seven.
FITS = {
    "operator@example.org": (*NETWORK[:1], *OPERATED),
    "staff@example.org": NETWORK[:1],
    "assessor@example.org": (*PROGRAMMES[3:], *NETWORK[1:]),
    "manager@example.org": PROGRAMMES[:3],
    "contributor@example.org": PROGRAMMES[2:3],
    "reader@example.org": PROGRAMMES[3:],
    "manager2@example.org": PROGRAMMES[:3],
}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.email).partition("@")[0])
def test_every_account_of_the_demonstration_lands_on_its_work(
    guest: Visitor, entrances: dict[str, Entrance], person: Person
) -> None:
    page = at_the_door(guest)
    expect(page.get_by_text("Fictional demonstration.")).to_be_visible()
    sign_in(page, person.email, entrances[person.email].password)
    heading(page, "Audit your programme yourself, honestly")
    expect(page.locator(".site-person__name")).to_have_text(f"Signed in: {person.name}")
    if person.organisation:
        expect(page.get_by_text(person.organisation, exact=True)).to_be_visible()
    names = page.get_by_role("link").all_inner_texts()
    assert {name for name in (*PROGRAMMES, *NETWORK, *OPERATED) if name in names} == set(FITS[person.email])
    look(page)
    page.get_by_role("link", name=FITS[person.email][0], exact=True).first.click()
    expect(page.locator("h1")).not_to_have_text("Audit your programme yourself, honestly")
    look(page)
    assert guest.not_loaded == []


def test_the_accounts_are_all_those_the_demonstration_prints(entrances: dict[str, Entrance]) -> None:
    assert set(entrances) == set(FITS)
