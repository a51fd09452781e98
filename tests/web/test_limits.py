"""What costs much may be asked for so often and no more, for one account; saving an answer always may."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.config import Config
from audit.core.people import Role
from audit.store.database import Store
from audit.store.errors import StoreUnavailableError
from audit.web import create_app, limits
from tests import people
from tests.web.conftest import Autosave, Clock

_COSTLY = (".pdf", ".zip", ".json", ".jsonl", ".csv", ".xlsx", ".docx")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three will do to be too many."""
    monkeypatch.setattr(limits, "MOST", 3)


def test_whatever_makes_a_file_is_counted(app: Flask) -> None:
    made = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith(_COSTLY)}
    # These make a paper, or look through a file of anybody's, and answer with a page.
    assert made | {"signing.add", "signing.issue", "verify.check"} == limits.COSTLY


def test_too_many_are_told_when_to_come_back(client: FlaskClient, audit: str, clock: Clock) -> None:
    path = f"/audits/{audit}/answers.json"
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    clock.now += timedelta(minutes=2)
    answer = client.get(path)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "180"
    assert "Come back in 3 minutes." in answer.text
    assert client.get(f"/audits/{audit}/report-working.pdf").status_code == 429
    assert (
        client.get(path, headers={"X-Requested-With": "fetch"}).get_json()["message"].startswith("You asked for many")
    )
    clock.now += timedelta(minutes=3)
    assert client.get(path).status_code == 200


def test_saving_an_answer_is_never_held_up(client: FlaskClient, audit: str, autosave: Autosave) -> None:
    while client.get(f"/audits/{audit}/answers.json").status_code == 200:
        continue
    autosave("WOM-1", 200, level="2", note="Saved all the same.")


def test_another_person_and_another_process_count_for_themselves_and_together(
    client: FlaskClient, audit: str, settings: Config, store: Store, visitor: Callable[[Role], FlaskClient]
) -> None:
    path = f"/audits/{audit}/answers.json"
    colleague = visitor(Role.READER)
    assert [client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert colleague.get(path).status_code == 200
    restarted = create_app(settings, store).test_client()
    secret = client.get_cookie(people.cookie())
    assert secret is not None
    restarted.set_cookie(people.cookie(), secret.value)
    assert restarted.get(path).status_code == 429


def test_who_has_not_signed_in_is_counted_by_address(stranger: FlaskClient) -> None:
    path = "/standards/wwp-en-2018-topics/blank.pdf?scope=nonsense"
    assert [stranger.get(path).status_code for _ in range(4)] == [404, 404, 404, 429]
    assert stranger.get(path, environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 404


def test_a_store_that_takes_nothing_lets_papers_through(
    client: FlaskClient, audit: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(store, "writing", refuse)
    assert [client.get(f"/audits/{audit}/answers.json").status_code for _ in range(5)] == [200] * 5


def test_no_address_lies_in_the_store(stranger: FlaskClient, settings: Config, store: Store) -> None:
    stranger.get("/standards/wwp-en-2018-topics/blank.pdf?scope=x", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    store.close()
    for path in Path(settings.data).glob("self-audit.sqlite*"):
        assert b"203.0.113.7" not in path.read_bytes()
