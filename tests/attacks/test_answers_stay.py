"""Attacks on answers: double clicks, two tabs, stale pages, kills. Nothing is lost and nothing changes unseen."""

import json
import threading
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from audit import library
from audit.core.answers import Answer
from audit.core.programme import StoredAnswer
from audit.store import answers as kept
from audit.store.database import Store
from tests.attacks.sending import shown
from tests.attacks.visitor import Visitor, free_port, running
from tests.web.conftest import Page, Post, only_audit

CODE = "COL-1"


def level(number: int, version: int) -> dict[str, str]:
    return {f"{CODE}-version": str(version), f"{CODE}-level": str(number)}


@pytest.fixture
def path(audit: str) -> str:
    return f"/audits/{audit}/domains/collaboration"


def stored(store: Store, audit: str, code: str = CODE) -> StoredAnswer | None:
    with store.reading() as db:
        return kept.get(db, only_audit(db, audit), code)


def test_a_double_click_on_undo_undoes_once(store: Store, page: Page, post: Post, audit: str, path: str) -> None:
    post(path, level(1, 0))
    post(path, level(2, 1))
    click = {**shown(page(path)), "action": f"undo:{CODE}"}
    post(path, click)
    post(path, click)
    found = stored(store, audit)
    assert found is not None
    assert found.answer == Answer(level=1)


def test_undo_in_an_old_tab_never_takes_back_what_somebody_else_saved(
    store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    post(path, level(1, 0))
    old_tab = shown(page(path))
    post(path, level(3, 1))
    answer = post(path, {**old_tab, "action": f"undo:{CODE}"}, expected=409)
    assert "another answer was saved meanwhile" in answer.text
    found = stored(store, audit)
    assert found is not None
    assert found.answer == Answer(level=3)


def test_clearing_in_an_old_tab_never_clears_what_somebody_else_saved(
    store: Store, page: Page, post: Post, audit: str, path: str
) -> None:
    post(path, level(1, 0))
    old_tab = shown(page(path))
    post(path, level(3, 1))
    post(path, {**old_tab, "action": f"clear:{CODE}"}, expected=409)
    found = stored(store, audit)
    assert found is not None
    assert found.answer == Answer(level=3)


def test_an_old_tab_sent_whole_overwrites_nothing(store: Store, page: Page, post: Post, audit: str, path: str) -> None:
    old_tab = shown(page(path))
    post(path, {**level(2, 0), f"{CODE}-note": "Written in the other tab"})
    post(path, old_tab)
    found = stored(store, audit)
    assert found is not None
    assert found.answer == Answer(level=2, note="Written in the other tab")


@pytest.mark.parametrize("digits", ["9" * 6000, "٣" * 12, "²"], ids=["long", "Arabic-Indic", "superscript"])
def test_a_version_that_is_no_number_is_said_in_json_too(
    client: FlaskClient, post: Post, audit: str, digits: str
) -> None:
    address = f"/audits/{audit}/answers/{CODE}"
    answer = post(address, {f"{CODE}-version": digits, f"{CODE}-level": "3"}, expected=422, X_Requested_With="fetch")
    assert answer.json is not None
    assert answer.json["problems"]


def upload(client: FlaskClient, post: Post, audit: str, answers: dict[str, object]) -> str:
    """Bring a changed answers file of the audit in, and return the address of its preview."""
    brought = json.loads(client.get(f"/audits/{audit}/answers.json").data) | {"answers": answers}
    sent = {"file": (BytesIO(json.dumps(brought).encode()), "answers.json")}
    return post(f"/audits/{audit}/answers-file", sent).location


def test_a_second_click_on_taking_over_takes_nothing_twice_and_says_so(
    store: Store, client: FlaskClient, post: Post, audit: str
) -> None:
    preview = upload(client, post, audit, {CODE: {"level": 2}})
    form = shown(client.get(preview).text)
    post(preview, form)
    assert "waits no longer" in post(preview, form, expected=404).text
    found = stored(store, audit)
    assert found is not None
    assert (found.answer, found.version) == (Answer(level=2), 1)


def test_an_import_without_its_preview_changes_nothing(
    store: Store, client: FlaskClient, post: Post, audit: str, path: str
) -> None:
    preview = upload(client, post, audit, {CODE: {"level": 0}})
    post(path, {**level(3, 0), f"{CODE}-note": "Newer"})
    for version in ("", "9" * 30, "-1", "0", "2"):
        post(preview, {f"{CODE}-version": version} if version else {}, expected=409)
    found = stored(store, audit)
    assert found is not None
    assert found.answer == Answer(level=3, note="Newer")


def test_the_scope_of_an_audit_does_not_change_by_a_file(
    client: FlaskClient, page: Page, post: Post, audit: str
) -> None:
    """A full audit that is not finished never turns into a first pass that looks finished."""
    brought = json.loads(client.get(f"/audits/{audit}/answers.json").data) | {"scope": "first-pass", "answers": {}}
    sent = {"file": (BytesIO(json.dumps(brought).encode()), "answers.json")}
    preview = page(post(f"/audits/{audit}/answers-file", sent).location)
    assert "first pass" in preview.lower()
    assert json.loads(client.get(f"/audits/{audit}/answers.json").data)["scope"] == "full"


def test_a_hundred_thousand_problems_of_a_file_are_counted(client: FlaskClient, post: Post, audit: str) -> None:
    data = json.dumps({"answers": {f"k{number}": 1 for number in range(100_000)}}).encode()
    answer = post(f"/audits/{audit}/answers-file", {"file": (BytesIO(data), "answers.json")}, expected=422)
    assert "more problems" in answer.text
    assert len(answer.data) < 500_000


def test_what_was_confirmed_is_there_after_a_kill(tmp_path: Path, home: Path) -> None:
    """Saved through the server as fast as it goes, which is killed in the middle of it."""
    data, port = tmp_path / "data", free_port()
    with running(data, port) as (server, visitor):
        audit = visitor.an_audit()
        threading.Timer(1.0, server.kill).start()
        confirmed, cut_off = visitor.save_until_it_dies(audit)
    assert confirmed
    with running(data, port) as (_, visitor):
        kept = {code: visitor.note_of(audit, code) for code in confirmed}
    assert kept in (confirmed, {**confirmed, **{code: cut_off[code] for code in cut_off if code in confirmed}})


def test_two_servers_on_one_folder_lose_nothing(tmp_path: Path, home: Path) -> None:
    data = tmp_path / "data"
    ports = free_port(), free_port()
    with running(data, ports[0]) as (_, first), running(data, ports[1]) as (_, second):
        audit = first.an_audit()
        saved: dict[str, str] = {}

        def save(visitor: Visitor, codes: list[str]) -> None:
            for code in codes:
                if visitor.save(audit, code, f"note of {code}", 0):
                    saved[code] = f"note of {code}"

        codes = [c.id for c in library.default().criteria()][:40]
        threads = [threading.Thread(target=save, args=part) for part in ((first, codes[::2]), (second, codes[1::2]))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(saved) == set(codes)
        assert {code: second.note_of(audit, code) for code in codes} == saved
