"""Invitations: what the link says, who may accept it, and that it makes one place and no second."""

from dataclasses import replace

import pytest
from flask import Flask

from audit.config_mail import Mail, Security
from audit.core import letters
from audit.core.people import INVITATION, Instance, Kind, Office, Purpose, Role
from audit.core.programme import Organisation
from audit.store import accounts, history, instance, links, memberships, organisations, outbox
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.web.browsers import Browser, enter
from tests.web.conftest import Clock
from tests.web.guests import ME, Given, give, guest, path_on

HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")
OTHER = Organisation(id="k" * 16, name="Another society", country="HR", zone="Europe/Zagreb")
PEOPLE = f"/organisations/{HOME.id}/people"


@pytest.fixture
def manager(app: Flask, store: Store) -> Browser:
    """Return the browser of the manager of an organisation."""
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.NETWORK, name="A made-up network", begun=store.clock()))
        organisations.create(db, HOME)
        organisations.create(db, OTHER)
    return enter(app, store, "Mira Made-up", places=[(HOME.id, Role.MANAGER)])


@pytest.fixture
def link(store: Store, manager: Browser) -> Given:
    """Return an invitation to contribute."""
    return give(store, Purpose.INVITATION, organisation=HOME.id, role=Role.CONTRIBUTOR, by=manager.account.id)


@pytest.fixture
def me(app: Flask, store: Store) -> Browser:
    return guest(app, store)


def roles(store: Store, organisation: str = HOME.id) -> dict[str, Role]:
    with store.reading() as db:
        return {a.email: m.role for m, a in memberships.of_organisation(db, organisation)}


def test_the_link_says_who_invites_to_what_and_uses_nothing_up(me: Browser, link: Given, store: Store) -> None:
    for _ in range(2):
        page = me.page(link.path)
    for words in ("Mira Made-up invites you.", HOME.name, "Contributor", "5 December 2026"):
        assert words in page
    assert "ana@example.org" not in roles(store)


def test_a_new_account_has_the_place_and_is_signed_in(me: Browser, link: Given, store: Store) -> None:
    assert me.post(link.path, ME).location == "/"
    assert HOME.name in me.page("/")
    assert roles(store)["ana@example.org"] is Role.CONTRIBUTOR
    me.page(PEOPLE, 403)
    with store.reading() as db:
        account = accounts.by_email(db, ME["email"])
        assert account is not None
        joined = [e for e in history.listing(db, HOME.id) if e.link.act == history.PERSON_JOINED][-1]
        assert (joined.link.actor, joined.new) == (account.id, {"account": account.id, "role": "contributor"})
        assert ME["name"] not in "".join(str(e.payload) for e in history.listing(db, HOME.id))


def test_sending_it_twice_makes_one_place(app: Flask, store: Store, me: Browser, link: Given) -> None:
    me.post(link.path, ME)
    page = me.post(link.path, ME, 410).text
    assert "If you have just used it yourself, go on or sign in." in page
    assert len(roles(store)) == 2


def test_the_second_person_with_one_link_reads_a_sentence(app: Flask, store: Store, me: Browser, link: Given) -> None:
    me.post(link.path, ME)
    second = guest(app, store)
    assert "ask whoever invited you for a new one" in second.page(link.path, 410)
    second.post(link.path, {**ME, "email": "second@example.org"}, 410)
    assert "second@example.org" not in roles(store)
    with store.reading() as db:
        assert accounts.by_email(db, "second@example.org") is None


def test_who_comes_second_in_the_same_moment_makes_no_account(
    app: Flask, store: Store, me: Browser, link: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had looked and found the link open; the transaction decides."""
    monkeypatch.setattr("audit.web.linkpages.links.use", lambda *_: False)
    me.post(link.path, ME, 410)
    enter(app, store, "Jana Made-up").post(link.path, {"join": "1"}, 410)
    with store.reading() as db:
        assert accounts.by_email(db, ME["email"]) is None
    assert len(roles(store)) == 1


def test_who_has_an_account_joins_with_it(app: Flask, store: Store, link: Given) -> None:
    jana = enter(app, store, "Jana Made-up", places=[(OTHER.id, Role.READER)])
    page = jana.page(link.path)
    assert "Join as Jana Made-up" in page
    assert 'name="password"' not in page
    assert jana.post(link.path, {"join": "1"}).location == "/"
    assert HOME.name in jana.page("/")
    assert roles(store)[jana.account.email] is Role.CONTRIBUTOR
    assert roles(store, OTHER.id)[jana.account.email] is Role.READER
    jana.post(link.path, {"join": "1"}, 410)


def test_who_is_there_already_keeps_the_role_and_the_link(store: Store, manager: Browser, link: Given) -> None:
    assert "You are in it already, as: Manager." in manager.page(link.path)
    assert "You are in it already" in manager.post(link.path, {"join": "1"}, 409).text
    assert roles(store) == {manager.account.email: Role.MANAGER}
    with store.reading() as db:
        assert links.open_ones(db, store.clock(), organisation=HOME.id) == (link.link,)


def test_a_form_from_before_signing_in_or_out_joins_nobody_else(
    app: Flask, store: Store, me: Browser, link: Given
) -> None:
    jana = enter(app, store, "Jana Made-up")
    assert "Join as Jana Made-up" in jana.post(link.path, ME, 409).text
    assert "With a new account" in me.post(link.path, {"join": "1"}, 409).text
    assert len(roles(store)) == 1


def test_an_address_that_has_an_account_is_told_to_sign_in(app: Flask, store: Store, me: Browser, link: Given) -> None:
    jana = enter(app, store, "Jana Made-up")
    page = me.post(link.path, {**ME, "email": jana.account.email.upper()}, 409).text
    assert "There is an account with this address already. Sign in with it, then open this link again." in page
    assert jana.account.email not in roles(store)
    me.post(link.path, ME)


def test_a_password_made_of_the_name_of_the_organisation_is_refused(me: Browser, link: Given, store: Store) -> None:
    me.post(link.path, {**ME, "password": "societyforsafety"}, 422)
    assert len(roles(store)) == 1


def test_a_link_runs_out_and_can_be_taken_back(
    app: Flask, store: Store, clock: Clock, manager: Browser, link: Given
) -> None:
    second = give(store, Purpose.INVITATION, organisation=HOME.id, role=Role.READER)
    manager.post(f"{PEOPLE}/invitations/{second.link.handle}/withdraw")
    guest(app, store).page(second.path, 410)
    clock.now += INVITATION
    guest(app, store).page(link.path, 410)
    guest(app, store).post(link.path, ME, 410)


@pytest.mark.parametrize("path", ["/invitations/x", "/invitations/%00", f"/invitations/{'A' * 43}"])
def test_what_was_never_made_opens_nothing(me: Browser, path: str) -> None:
    me.page(path, 410)


def test_a_link_of_the_first_start_is_no_invitation(me: Browser, store: Store, manager: Browser) -> None:
    me.page(f"/invitations/{give(store, Purpose.FIRST_START).secret}", 410)


def test_an_office_is_given_and_asks_for_the_second_factor_first(
    app: Flask, store: Store, manager: Browser, me: Browser
) -> None:
    link = give(store, Purpose.INVITATION, office=Office.NETWORK_STAFF, by="z" * 16)
    page = me.page(link.path)
    for words in ("A made-up network", "Network staff", "Somebody who has left since invites you.", "second factor"):
        assert words in page
    assert me.post(link.path, ME).location == "/account/second-factor"
    with store.reading() as db:
        account = accounts.by_email(db, ME["email"])
        assert account is not None
        assert account.offices == {Office.NETWORK_STAFF}
    assert me.client.get("/members").location == "/account/second-factor"


def test_an_office_joins_an_account_that_is_there(app: Flask, store: Store, manager: Browser) -> None:
    link = give(store, Purpose.INVITATION, office=Office.ASSESSOR)
    assert manager.post(link.path, {"join": "1"}).location == "/account/second-factor"
    again = give(store, Purpose.INVITATION, office=Office.ASSESSOR)
    assert "You are in it already, as: Assessor." in manager.page(again.path)


def test_with_mail_the_link_is_sent_as_well(app: Flask, store: Store, manager: Browser) -> None:
    mail = Mail(host="localhost", port=25, security=Security.NONE, sender="audit@example.org")
    posting = create_app(replace(app.extensions["self-audit"].config, mail=mail), store)
    with_mail = Browser(posting, posting.test_client(), manager.account)
    people.sign_in(with_mail.client, store, manager.account)
    page = with_mail.post(f"{PEOPLE}/invite", {"role": "reader", "email": "Jana@Example.org"}, 200).text
    assert "It is also on its way by mail to jana@example.org." in page
    with_mail.post(f"{PEOPLE}/invite", {"role": "reader", "email": ""}, 200)
    with store.reading() as db:
        ((payload,),) = db.execute("SELECT payload FROM jobs WHERE kind = ?", (outbox.KIND,)).fetchall()
    letter = letters.read(payload)
    assert letter.to == "jana@example.org"
    assert path_on(page) in letter.text
    for words in ("Mira Made-up invites you", HOME.name, "Reader"):
        assert words in letter.text
    assert letter.until == store.clock() + INVITATION
