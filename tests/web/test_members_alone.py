"""An organisation that is served alone, and whose last manager may not sign in any more."""

import re

import pytest
from flask import Flask

from audit.core.people import Kind, Office, Role
from audit.core.programme import Organisation
from audit.store import accounts, links, memberships, organisations
from audit.store.database import Store
from tests import people
from tests.web.browsers import Browser, enter

HOME = Organisation(id="h" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")


def secret_on(html: str) -> str:
    """Return the secret of the invitation a page shows."""
    found = re.search(r"/invitations/([A-Za-z0-9_-]{40,})", html)
    assert found
    return found[1]


@pytest.fixture
def alone(app: Flask, store: Store) -> Browser:
    """Return the browser of the operator of an organisation that is served alone and has a manager."""
    people.set_up(store, Kind.OWN)
    with store.writing() as db:
        organisations.create(db, HOME)
    people.admit(store, "Mira Manager", places=[(HOME.id, Role.MANAGER)])
    return enter(app, store, "Olive Operator", offices=[Office.OPERATOR])


def disable_the_manager(store: Store) -> None:
    """Let the only manager of the organisation not sign in any more."""
    with store.writing() as db:
        ((_, account),) = memberships.of_organisation(db, HOME.id)
        accounts.disable(db, account.id)


def test_an_organisation_alone_that_lost_its_manager_gets_one_again(alone: Browser, store: Store, app: Flask) -> None:
    assert "Without a manager" not in alone.page("/accounts")
    alone.page(f"/members/{HOME.id}", 404)
    alone.post(f"/members/{HOME.id}/invite", {"email": ""}, 404)
    disable_the_manager(store)
    assert f'href="/members/{HOME.id}"' in alone.page("/accounts")
    page = alone.page(f"/members/{HOME.id}")
    assert "Invite a new manager" in page
    assert "directory" not in page
    assert 'href="/accounts"' in page
    made = alone.post(f"/members/{HOME.id}/invite", {"email": ""}, 200)
    again = alone.post(f"/members/{HOME.id}/invite", {"email": ""}, 200)
    assert secret_on(made.text) != secret_on(again.text)
    with store.reading() as db:
        (link,) = links.open_ones(db, store.clock(), organisation=HOME.id)
    assert link.role is Role.MANAGER
    alone.post(f"/members/{HOME.id}/invitations/{link.handle}/withdraw", {}, 303)
    for path in ("", "/new", f"/{HOME.id}/edit"):
        alone.page(f"/members{path}", 404)


def test_nobody_else_invites_there(alone: Browser, store: Store, app: Flask) -> None:
    disable_the_manager(store)
    reader = enter(app, store, "Rea Reader", places=[(HOME.id, Role.READER)])
    reader.page(f"/members/{HOME.id}", 403)
    reader.post(f"/members/{HOME.id}/invite", {"email": ""}, 403)
