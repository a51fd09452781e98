"""The network is renamed by whoever looks after it, and nobody overwrites a new name unseen."""

import pytest
from flask import Flask

from audit.core.people import Kind, Office
from audit.store import instance
from audit.store.database import Store
from tests import people
from tests.web.browsers import Browser, enter
from tests.web.somebody import acts


def name_of(store: Store) -> str:
    with store.reading() as db:
        found = instance.get(db)
    assert found is not None
    return found.name


@pytest.fixture
def network(store: Store) -> str:
    """Set a network up, and return its name."""
    people.set_up(store, Kind.NETWORK)
    return name_of(store)


@pytest.mark.parametrize("office", [Office.OPERATOR, Office.NETWORK_STAFF])
def test_the_network_is_renamed(app: Flask, store: Store, network: str, office: Office) -> None:
    browser = enter(app, store, "Nadia Made-up", offices=[office])
    assert 'href="/network/name"' in browser.page("/members")
    assert f'name="was" value="{network}"' in browser.page("/network/name")
    browser.post("/network/name", {"was": network, "name": "  Safe <b> Together "})
    assert name_of(store) == "Safe <b> Together"
    assert acts(store, browser.account)[0] == "network-renamed"
    assert "Safe &lt;b&gt; Together" in browser.page("/members")


def test_the_same_name_changes_nothing(app: Flask, store: Store, network: str) -> None:
    browser = enter(app, store, "Nadia Made-up", offices=[Office.NETWORK_STAFF])
    browser.post("/network/name", {"was": network, "name": network})
    assert "network-renamed" not in acts(store, browser.account)


@pytest.mark.parametrize("name", ["", "   ", "x" * 1000])
def test_a_name_that_is_none_is_said(app: Flask, store: Store, network: str, name: str) -> None:
    browser = enter(app, store, "Nadia Made-up", offices=[Office.NETWORK_STAFF])
    browser.post("/network/name", {"was": network, "name": name}, 422)
    assert name_of(store) == network


@pytest.mark.parametrize("was", ["", "Another name by now"])
def test_a_name_that_was_changed_meanwhile_is_kept(app: Flask, store: Store, network: str, was: str) -> None:
    browser = enter(app, store, "Nadia Made-up", offices=[Office.NETWORK_STAFF])
    assert "renamed the network meanwhile" in browser.post("/network/name", {"was": was, "name": "Mine"}, 409).text
    assert name_of(store) == network


def test_an_assessor_looks_and_renames_nothing(app: Flask, store: Store, network: str) -> None:
    browser: Browser = enter(app, store, "Asa Made-up", offices=[Office.ASSESSOR])
    assert "/network/name" not in browser.page("/members")
    browser.page("/network/name", 403)
    browser.post("/network/name", {"was": network, "name": "Mine"}, 403)


def test_one_organisation_alone_has_no_such_page(app: Flask, store: Store) -> None:
    people.set_up(store, Kind.OWN)
    browser = enter(app, store, "Olive Made-up", offices=[Office.OPERATOR], places=[])
    browser.page("/network/name", 404)
    browser.post("/network/name", {"was": "", "name": "Mine"}, 404)
    assert name_of(store) == ""
