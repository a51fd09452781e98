"""The record of processing says what is true of this instance; what nobody wrote stays open."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from audit import config_record
from audit.config import Config
from audit.core.people import Kind, Office, Role
from audit.store import organisations, retention
from audit.store.database import Store
from tests import people
from tests.store.conftest import member
from tests.web.browsers import Browser, enter

OURS = "a" * 16
PART = f"/organisations/{OURS}/record-of-processing"


@pytest.fixture
def network(store: Store) -> Store:
    people.set_up(store, Kind.NETWORK)
    with store.writing() as db:
        organisations.create(db, replace(member(OURS), name="Society for safety"))
    return store


@pytest.fixture
def operator(app: Flask, network: Store) -> Browser:
    return enter(app, network, "Olive", offices=[Office.OPERATOR])


@pytest.fixture
def manager(app: Flask, network: Store) -> Browser:
    return enter(app, network, "Mira", places=[(OURS, Role.MANAGER)])


def test_what_nobody_wrote_is_called_missing_with_how_to_write_it(operator: Browser) -> None:
    shown = operator.page("/record-of-processing")
    assert f"Lines that are not filled in yet: {len(config_record.KEYS)}." in shown
    for name in config_record.KEYS:
        assert f"under [record]: {name} = “…”" in shown or f"under [record]: {name} = &#34;…&#34;" in shown


def test_what_was_declared_stands_there(operator: Browser, settings: Config) -> None:
    (settings.data / "settings.toml").write_text('[record]\ncontroller = "Network <of> members, Street 1"\n')
    shown = operator.page("/record-of-processing")
    assert "Network &lt;of&gt; members, Street 1" in shown
    assert f"not filled in yet: {len(config_record.KEYS) - 1}." in shown
    made = json.loads(operator.client.get("/record-of-processing.json").data)
    (line,) = [x for s in made["sections"] for x in s["lines"] if x["text"] == "Network <of> members, Street 1"]
    assert line["missing"] is False
    assert made["missing"] == len(config_record.KEYS) - 1


def test_times_of_keeping_are_the_real_ones(operator: Browser, network: Store) -> None:
    with network.writing() as db:
        retention.set_days(db, retention.What.LINKS, 77)
    assert "77 days" in operator.page("/record-of-processing")


def test_a_manager_sees_the_own_part(manager: Browser, network: Store) -> None:
    with network.writing() as db:
        retention.set_days(db, retention.What.DRAFTS, 730, OURS)
    shown = manager.page(PART)
    assert "Record of processing activities: Society for safety" in shown
    assert "730 days" in shown
    assert "How many accounts" not in shown
    answer = manager.client.get(f"{PART}.json")
    assert "self-audit-record-of-processing-society-for-safety.json" in answer.headers["Content-Disposition"]
    assert json.loads(answer.data)["format"] == "self-audit-record/1"
    manager.page("/record-of-processing", 403)
    manager.page("/record-of-processing.json", 403)


def test_the_operator_does_not_see_the_part_of_an_organisation(operator: Browser) -> None:
    operator.page(PART, 404)
