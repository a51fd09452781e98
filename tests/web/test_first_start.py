"""The first start: one link, one operator, one instance; what was kept before is adopted and stays as it was."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlite_utils import Migrations

from audit.config import Config
from audit.core.people import Instance, Kind, Office, Purpose, Role
from audit.core.programme import Organisation
from audit.store import (
    accounts,
    copies,
    history,
    instance,
    links,
    memberships,
    migrations,
    organisations,
    schema,
    startup,
)
from audit.store.connection import connect
from audit.store.database import Store
from audit.web import create_app
from tests.store.test_migration import restore_dump
from tests.web.browsers import Browser
from tests.web.conftest import Clock, read
from tests.web.guests import ME, PASSWORD, Given, give, guest

OWN = {**ME, "kind": "own", "network": ""}
NETWORK = {**ME, "kind": "network", "network": "A made-up network"}
HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")


@pytest.fixture
def link(store: Store) -> Given:
    return give(store, Purpose.FIRST_START)


@pytest.fixture
def me(app: Flask, store: Store) -> Browser:
    return guest(app, store)


def set_up(store: Store) -> Instance | None:
    with store.reading() as db:
        return instance.get(db)


def test_the_link_makes_the_operator_and_leads_to_the_second_factor(me: Browser, link: Given, store: Store) -> None:
    assert "Set up this Self-Audit" in me.page(link.path)
    assert me.post(link.path, OWN).location == "/account/second-factor"
    assert "This Self-Audit is set up, and you are signed in." in me.page("/account/second-factor")
    with store.reading() as db:
        (account,) = accounts.listing(db)
        assert account.offices == {Office.OPERATOR}
        assert (account.name, account.email) == ("Ana Made-up", "ana@example.org")
        assert PASSWORD not in accounts.password(db, account.id)
        assert memberships.of_account(db, account.id) == ()
        assert ("signed-in", account.id) in [(e.act, e.actor) for e in accounts.events(db, account.id)]
    found = set_up(store)
    assert found is not None
    assert (found.kind, found.name) == (Kind.OWN, "")


def test_looking_at_the_link_uses_nothing_up(me: Browser, link: Given, store: Store) -> None:
    for _ in range(3):
        me.page(link.path)
    with store.reading() as db:
        assert accounts.listing(db) == ()
    me.post(link.path, OWN)


def test_a_network_gets_its_name_and_the_operator_no_audit(me: Browser, link: Given, store: Store) -> None:
    with store.writing() as db:
        organisations.create(db, HOME)
    assert HOME.name in me.page(link.path)
    me.post(link.path, NETWORK)
    found = set_up(store)
    assert found is not None
    assert (found.kind, found.name) == (Kind.NETWORK, "A made-up network")
    with store.reading() as db:
        assert memberships.of_organisation(db, HOME.id) == ()


def test_the_name_of_a_network_is_nothing_for_ones_own(me: Browser, link: Given, store: Store) -> None:
    me.post(link.path, {**OWN, "network": "Typed by mistake"})
    found = set_up(store)
    assert found is not None
    assert found.name == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Write your name."),
        ({"email": "nobody"}, "Write the e-mail address, such as ana@example.org."),
        ({"password": ""}, "Choose a password."),
        ({"password": "short"}, "12"),
        ({"password": "Täterarbeit2026"}, "password"),
        ({"kind": ""}, "Choose what this Self-Audit is for."),
        ({"kind": "network", "network": ""}, "Write the name of the network."),
    ],
    ids=["no name", "no address", "no password", "short", "a word of the field", "no kind", "a network without a name"],
)
def test_what_is_missing_is_said_and_the_link_still_opens(
    me: Browser, link: Given, store: Store, fields: dict[str, str], said: str
) -> None:
    page = me.post(link.path, {**OWN, **fields}, 422).text
    assert said in read(page).words
    assert PASSWORD not in page
    assert set_up(store) is None
    me.post(link.path, OWN)


def test_what_was_typed_stays_but_for_the_password(me: Browser, link: Given) -> None:
    page = me.post(link.path, {**OWN, "kind": ""}, 422).text
    assert 'value="Ana Made-up"' in page
    assert PASSWORD not in page


def altered(secret: str) -> str:
    return f"{'A' if secret[0] != 'A' else 'B'}{secret[1:]}"


@pytest.mark.parametrize("what", ["used", "expired", "altered", "withdrawn", "of another purpose", "nothing of ours"])
def test_a_link_that_opens_nothing_is_one_sentence(
    app: Flask, me: Browser, link: Given, store: Store, clock: Clock, what: str
) -> None:
    path = link.path
    if what == "used":
        me.post(link.path, OWN)
    elif what == "expired":
        clock.now += timedelta(days=1)
    elif what == "altered":
        path = f"/first-start/{altered(link.secret)}"
    elif what == "withdrawn":
        with store.writing() as db:
            links.withdraw_all(db, Purpose.FIRST_START)
    elif what == "of another purpose":
        path = f"/first-start/{give(store, Purpose.INVITATION, office=Office.OPERATOR).secret}"
    else:
        path = "/first-start/%00%F0%9F%98%80%ED%A0%80"
    before = set_up(store)
    other = guest(app, store)
    page = other.page(path, 410)
    assert "This link cannot be used. It works once, and for a limited time." in page
    assert "self-audit first-start" in page
    assert "This link cannot be used." in other.post(path, NETWORK, 410).text
    assert set_up(store) == before


def test_of_two_links_the_first_that_is_used_decides(app: Flask, me: Browser, link: Given, store: Store) -> None:
    second = give(store, Purpose.FIRST_START)
    me.post(link.path, OWN)
    guest(app, store).post(second.path, NETWORK, 410)
    with store.reading() as db:
        assert len(accounts.listing(db)) == 1


def test_nobody_can_set_up_what_is_set_up(me: Browser, link: Given, store: Store) -> None:
    """The restore of a backup could bring an old link back."""
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=store.clock()))
    me.post(link.path, OWN, 410)
    with store.reading() as db:
        assert accounts.listing(db) == ()


@pytest.fixture
def before(settings: Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the database of the release before there was a sign-in, with answers of two organisations."""
    path = settings.database
    dumped = path.parent / "dump" / path.name
    restore_dump(dumped)
    dumped.rename(path)
    three = Migrations(schema.SET)
    for name, step in zip(
        schema.NAMES,
        (migrations.m0001_first_release, migrations.m0002_versions, migrations.m0003_history),
        strict=False,
    ):
        three(name=name)(step)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", three)
        for module in (startup, copies):
            patch.setattr(module, "NAMES", schema.NAMES[:3])
        patch.setattr(migrations, "TRIGGERS", {})
        startup._migrate(connect(path), path, Store(path).clock)
    return path


Columns = dict[str, str]


def columns(path: Path) -> Columns:
    """Return the names of the columns an organisation wrote into, by table; a later step may add others."""
    db = sqlite3.connect(path)
    tables = ("programmes", "audits", "answers", "actions", "sections", "editions")
    found = {n: ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({n})")) for n in tables}
    db.close()
    return found


def kept(path: Path, written: Columns) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of what an organisation has written, in these columns."""
    db = sqlite3.connect(path)
    reads = {n: f"SELECT {names} FROM {n}" for n, names in written.items()}  # noqa: S608 - own names
    found = {n: sorted(db.execute(read).fetchall(), key=repr) for n, read in reads.items()}
    db.close()
    return found


def test_what_was_kept_before_the_sign_in_is_adopted_unchanged(before: Path, settings: Config, clock: Clock) -> None:
    written = columns(before)
    was = kept(before, written)
    assert was["answers"]
    store = Store(before, clock=clock)
    store.prepare()
    app = create_app(settings, store)
    app.testing = True
    link, me = give(store, Purpose.FIRST_START), guest(app, store)
    page = me.page(link.path)
    with store.reading() as db:
        older = organisations.listing(db)
    assert all(o.name in page for o in older)
    me.post(link.path, OWN)
    with store.reading() as db:
        (account,) = accounts.listing(db)
        places = memberships.of_account(db, account.id)
        assert {(m.organisation, m.role) for m in places} == {(o.id, Role.MANAGER) for o in older}
        for o in older:
            (entry,) = history.listing(db, o.id)
            assert (entry.link.act, entry.link.actor) == (history.PERSON_JOINED, account.id)
    assert kept(before, written) == was
    store.close()


def test_a_network_leaves_it_to_the_first_manager_who_is_invited(before: Path, settings: Config, clock: Clock) -> None:
    written = columns(before)
    was = kept(before, written)
    store = Store(before, clock=clock)
    store.prepare()
    app = create_app(settings, store)
    app.testing = True
    me = guest(app, store)
    me.post(give(store, Purpose.FIRST_START).path, NETWORK)
    with store.reading() as db:
        (first, _) = organisations.listing(db)
    invited = give(store, Purpose.INVITATION, organisation=first.id, role=Role.MANAGER)
    manager = guest(app, store)
    manager.post(invited.path, {**ME, "email": "mira@example.org"})
    with store.reading() as db:
        ((membership, account),) = memberships.of_organisation(db, first.id)
    assert (membership.role, account.email) == (Role.MANAGER, "mira@example.org")
    assert first.name in manager.page("/")
    assert kept(before, written) == was
    store.close()
