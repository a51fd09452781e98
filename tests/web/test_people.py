"""The people of an organisation: who manages sees and changes them, and somebody always manages."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from audit.config import Config
from audit.core.people import Instance, Kind, Office, Purpose, Role
from audit.core.programme import Organisation
from audit.store import accounts, history, instance, links, memberships, organisations
from audit.store.database import Store
from audit.web import create_app, inviting
from tests.web.browsers import Browser, enter
from tests.web.conftest import Clock, read
from tests.web.guests import ME, give, guest, path_on
from tests.web.somebody import plain

HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")
OTHER = Organisation(id="k" * 16, name="Another society", country="HR", zone="Europe/Zagreb")
PEOPLE = f"/organisations/{HOME.id}/people"


@pytest.fixture
def mira(app: Flask, store: Store) -> Browser:
    """Return the browser of the only manager."""
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=store.clock()))
        organisations.create(db, HOME)
        organisations.create(db, OTHER)
    return enter(app, store, "Mira Made-up", places=[(HOME.id, Role.MANAGER)])


@pytest.fixture
def jana(app: Flask, store: Store, mira: Browser) -> Browser:
    """Return the browser of a contributor."""
    return enter(app, store, "Jana Made-up", places=[(HOME.id, Role.CONTRIBUTOR)])


def roles(store: Store, organisation: str = HOME.id) -> dict[str, Role]:
    with store.reading() as db:
        return {a.name: m.role for m, a in memberships.of_organisation(db, organisation)}


def acts(store: Store) -> list[tuple[str, str]]:
    with store.reading() as db:
        return [(e.link.act, e.link.actor) for e in history.listing(db, HOME.id)]


def at(browser: Browser) -> str:
    return f"{PEOPLE}/{browser.account.id}"


def test_the_page_lists_everybody_with_role_and_since(mira: Browser, jana: Browser) -> None:
    rows = [[c.words for c in row.all("th", "td")] for row in read(mira.page(PEOPLE)).all("tr")][1:]
    assert [(r[0], r[2], r[3]) for r in rows] == [
        ("Jana Made-up", "Contributor", "21 November 2026"),
        ("Mira Made-up You", "Manager", "21 November 2026"),
    ]
    assert jana.account.email in rows[0][1]


def test_who_cannot_sign_in_is_marked(store: Store, mira: Browser, jana: Browser) -> None:
    with store.writing() as db:
        accounts.disable(db, jana.account.id)
    assert "Cannot sign in" in mira.page(PEOPLE)
    assert "Nobody can sign in with this account at present." in mira.page(at(jana))
    assert jana.account.name not in mira.page(f"{PEOPLE}/hand-over")


def test_an_invitation_is_shown_once_and_listed_until_it_is_used(
    app: Flask, store: Store, clock: Clock, mira: Browser
) -> None:
    page = mira.post(f"{PEOPLE}/invite", {"role": "contributor", "email": "ana@example.org"}, 200).text
    path = path_on(page)
    assert "It is also on its way" not in page
    assert "opens on this computer only" in page
    listed = mira.page(PEOPLE)
    assert "5 December 2026" in listed
    assert path not in listed
    guest(app, store).post(path, ME)
    assert "Invited, not here yet" not in mira.page(PEOPLE)
    assert roles(store)["Ana Made-up"] is Role.CONTRIBUTOR
    assert (history.INVITATION_MADE, mira.account.id) in acts(store)


def test_a_link_that_others_can_open_is_not_said_to_be_local(app: Flask, settings: Config, store: Store) -> None:
    public = create_app(replace(settings, public_address="https://audit.example.org", hops=1), store)
    for one, is_local in ((app, True), (public, False)):
        with one.test_request_context():
            assert inviting.is_local() is is_local


def test_an_invitation_that_ran_out_is_not_listed(clock: Clock, mira: Browser) -> None:
    mira.post(f"{PEOPLE}/invite", {"role": "reader", "email": ""}, 200)
    assert "whoever has the link" in mira.page(PEOPLE)
    clock.now += timedelta(days=14)
    mira = enter(mira.app, mira.app.extensions["self-audit"].store, "Second", places=[(HOME.id, Role.MANAGER)])
    assert "whoever has the link" not in mira.page(PEOPLE)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Choose a role."),
        ({"role": "operator", "email": ""}, "Choose a role."),
        ({"role": "reader", "email": "nobody"}, "Write the e-mail address"),
    ],
)
def test_a_wrong_invitation_is_said_and_made_for_nobody(
    store: Store, mira: Browser, fields: dict[str, str], said: str
) -> None:
    assert said in mira.post(f"{PEOPLE}/invite", fields, 422).text
    with store.reading() as db:
        assert links.open_ones(db, store.clock(), organisation=HOME.id) == ()


def test_an_invitation_is_taken_back_by_its_own_organisation_alone(app: Flask, store: Store, mira: Browser) -> None:
    theirs = give(store, Purpose.INVITATION, organisation=OTHER.id, role=Role.READER)
    mira.post(f"{PEOPLE}/invitations/{theirs.link.handle}/withdraw", expected=404)
    guest(app, store).page(theirs.path)
    path = path_on(mira.post(f"{PEOPLE}/invite", {"role": "reader", "email": ""}, 200).text)
    with store.reading() as db:
        (link,) = links.open_ones(db, store.clock(), organisation=HOME.id)
    mira.post(f"{PEOPLE}/invitations/{link.handle}/withdraw")
    mira.post(f"{PEOPLE}/invitations/{link.handle}/withdraw", expected=404)
    guest(app, store).page(path, 410)


def test_a_role_is_changed_and_holds_from_the_next_page(store: Store, mira: Browser, jana: Browser) -> None:
    jana.page(PEOPLE, 403)
    mira.page(at(jana))
    assert mira.post(at(jana), {"was": "contributor", "role": "manager"}).location == PEOPLE
    assert "Jana Made-up is here as: Manager." in mira.page(PEOPLE)
    jana.page(PEOPLE)
    assert (history.ROLE_CHANGED, mira.account.id) in acts(store)


def test_a_role_changed_meanwhile_is_looked_at_again(store: Store, mira: Browser, jana: Browser) -> None:
    page = mira.post(at(jana), {"was": "reader", "role": "manager"}, 409).text
    assert "The role was changed meanwhile." in page
    assert roles(store)["Jana Made-up"] is Role.CONTRIBUTOR
    mira.post(at(jana), {"was": "contributor", "role": "wizard"}, 422)


def test_who_is_removed_opens_nothing_from_the_next_page_on(store: Store, mira: Browser, jana: Browser) -> None:
    assert HOME.name in jana.page("/")
    assert "Remove Jana Made-up?" in mira.page(f"{at(jana)}/remove")
    assert mira.post(f"{at(jana)}/remove").location == PEOPLE
    assert roles(store) == {"Mira Made-up": Role.MANAGER}
    jana.page(PEOPLE, 404)
    assert HOME.name not in jana.page("/")
    with store.reading() as db:
        assert accounts.get(db, jana.account.id).name == "Jana Made-up"
    mira.post(f"{at(jana)}/remove", expected=404)


def test_a_manager_who_goes_leads_to_the_start_page(store: Store, mira: Browser, jana: Browser) -> None:
    mira.post(at(jana), {"was": "contributor", "role": "manager"})
    assert "Leave the organisation?" in jana.page(f"{at(jana)}/remove")
    assert mira.post(at(mira), {"was": "manager", "role": "reader"}).location == "/"
    mira.page(PEOPLE, 403)
    mira.page("/")
    jana.post(at(mira), {"was": "reader", "role": "manager"})
    assert jana.post(f"{at(jana)}/remove").location == "/"
    assert roles(store) == {"Mira Made-up": Role.MANAGER}


@pytest.mark.parametrize("how", ["remove", "another role"])
def test_the_last_manager_cannot_go(store: Store, mira: Browser, jana: Browser, how: str) -> None:
    if how == "remove":
        page = mira.post(f"{at(mira)}/remove", expected=409).text
    else:
        page = mira.post(at(mira), {"was": "manager", "role": "reader"}, 409).text
    assert "This is the only manager of “Society for safety”. Nothing was changed." in page
    assert roles(store)["Mira Made-up"] is Role.MANAGER


@pytest.mark.parametrize(
    ("then", "role"), [("reader", Role.READER), ("contributor", Role.CONTRIBUTOR), ("leave", None)]
)
def test_management_is_handed_over_in_one_step(
    store: Store, mira: Browser, jana: Browser, then: str, role: Role | None
) -> None:
    mira.page(f"{PEOPLE}/hand-over")
    assert mira.post(f"{PEOPLE}/hand-over", {"to": jana.account.id, "then": then}).location == "/"
    assert roles(store).get("Mira Made-up") is role
    assert roles(store)["Jana Made-up"] is Role.MANAGER
    jana.page(PEOPLE)


def test_nothing_is_handed_over_to_somebody_who_is_not_there(app: Flask, store: Store, mira: Browser) -> None:
    assert "Nobody else is here yet." in mira.page(f"{PEOPLE}/hand-over")
    other = enter(app, store, "Theirs", places=[(OTHER.id, Role.READER)])
    mira.post(f"{PEOPLE}/hand-over", {"to": other.account.id, "then": "leave"}, 422)
    mira.post(f"{PEOPLE}/hand-over", {}, 422)
    assert roles(store) == {"Mira Made-up": Role.MANAGER}


def test_nobody_of_another_organisation_is_seen_or_changed(app: Flask, store: Store, mira: Browser) -> None:
    other = enter(app, store, "Theirs", places=[(OTHER.id, Role.READER)])
    for path in (at(other), f"{at(other)}/remove"):
        unknown = mira.page(path.replace(other.account.id, "z" * 16), 404)
        assert plain(mira.page(path, 404)) == plain(unknown)
    mira.post(at(other), {"was": "reader", "role": "manager"}, 404)
    mira.post(f"{at(other)}/remove", expected=404)
    theirs = f"/organisations/{OTHER.id}/people"
    for path in (theirs, f"{theirs}/{other.account.id}", f"{theirs}/hand-over"):
        assert mira.page(path, 404) == mira.page(path.replace(OTHER.id, "z" * 16), 404)
    mira.post(f"{theirs}/invite", {"role": "reader", "email": ""}, 404)
    assert roles(store, OTHER.id) == {"Theirs": Role.READER}


def test_no_office_opens_the_people_of_an_organisation(app: Flask, store: Store, mira: Browser) -> None:
    for office in Office:
        enter(app, store, f"Somebody, {office}", offices=[office]).page(PEOPLE, 404)


def test_a_name_with_markup_stays_text(app: Flask, store: Store, mira: Browser) -> None:
    path = path_on(mira.post(f"{PEOPLE}/invite", {"role": "reader", "email": ""}, 200).text)
    guest(app, store).post(path, {**ME, "name": '<script>alert(1)</script>" {{7*7}}'})
    page = mira.page(PEOPLE)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_double_click_makes_one_invitation(store: Store, mira: Browser) -> None:
    mark = _mark(mira.page(PEOPLE))
    sent = {"role": "reader", "email": "rea@example.org", "once": mark}
    first, second = (_link(mira.post(f"{PEOPLE}/invite", sent, 200).text) for _ in range(2))
    assert first == second
    with store.reading() as db:
        (link,) = links.open_ones(db, store.clock(), organisation=HOME.id)
    assert [act for act, _ in acts(store)].count("invitation-made") == 1
    # Something else was chosen on the same page: that is another invitation.
    other = _link(mira.post(f"{PEOPLE}/invite", {**sent, "role": "contributor"}, 200).text)
    assert other != first
    # What was taken back does not come back with the page.
    mira.post(f"{PEOPLE}/invitations/{link.handle}/withdraw")
    third = _link(mira.post(f"{PEOPLE}/invite", sent, 200).text)
    assert third not in {first, other}
    assert mark not in store.path.read_bytes().decode("latin-1")


def _mark(html: str) -> str:
    found = re.search(r'name="once" value="([a-z2-7]{16})"', html)
    assert found
    return found[1]


def _link(html: str) -> str:
    found = re.search(r"/invitations/([A-Za-z0-9_-]{43})", html)
    assert found
    return found[1]
