"""The people of a year: a manager, two contributors, the network's staff and an assessor, each with a window."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from audit import credentials
from audit.core.people import Account, Kind, Office, Role
from audit.core.programme import Organisation, Programme, Setting, SizeBand, WorkModel
from audit.store import accounts, organisations, programmes
from tests import people
from tests.browser.visitors import Visitor

PASSWORD = "wobbly lantern orchard 7 teapots"
SOCIETY, PROGRAMME = "a" * 16, "b" * 16
MANAGER, FIRST, SECOND = "Ana Made-up", "Jana Made-up", "Roko Made-up"
STAFF, ASSESSOR = "Nadia Made-up", "Aino Made-up"


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody who takes part, each signed in at a window of their own."""

    manager: Page
    first: Page
    second: Page
    staff: Page
    assessor: Page


def gather(visitor: Visitor) -> Team:
    """Make a network with one member and one programme, and sign everybody in."""
    store = visitor.site.store
    people.set_up(store, Kind.NETWORK)
    society = Organisation(id=SOCIETY, name="Society for safety", country="HR", zone="Europe/Zagreb")
    programme = Programme(
        id=PROGRAMME,
        organisation=SOCIETY,
        name="Čvrsto tlo",
        country="HR",
        languages=("hr",),
        setting=Setting.COMMUNITY,
        size_band=SizeBand.FROM_25,
        models=(WorkModel.SOCIAL_EDUCATIONAL,),
    )
    with store.writing(by=people.NOBODY) as db:
        organisations.create(db, society)
        programmes.create(db, programme)
    manager = people.admit(store, MANAGER, places=[(SOCIETY, Role.MANAGER)])
    kept = credentials.hash_password(PASSWORD)
    with store.writing(by=people.NOBODY) as db:
        accounts.set_password(db, manager.id, kept, act="password-changed")
    return Team(
        manager=_window(visitor, manager),
        first=_window(visitor, people.admit(store, FIRST, places=[(SOCIETY, Role.CONTRIBUTOR)])),
        second=_window(visitor, people.admit(store, SECOND, places=[(SOCIETY, Role.CONTRIBUTOR)])),
        staff=_window(visitor, people.admit(store, STAFF, offices=[Office.NETWORK_STAFF])),
        assessor=_window(visitor, people.admit(store, ASSESSOR, offices=[Office.ASSESSOR])),
    )


def go(page: Page, path: str, title: str) -> Page:
    """Open a page, and see that it is the one of this title."""
    page.goto(path)
    return at(page, title)


def at(page: Page, title: str) -> Page:
    """Wait until a page is the one of this title."""
    expect(page.locator("h1")).to_have_text(title)
    return page


def _window(visitor: Visitor, account: Account) -> Page:
    page = visitor.open("/sign-in", signed_in=False)
    badge = people.badge(visitor.site.store, account)
    name, address = people.cookie(visitor.site.port), visitor.site.address
    page.context.add_cookies([{"name": name, "value": badge.secret, "url": address}])
    return page
