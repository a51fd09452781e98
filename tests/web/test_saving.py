"""Saving a whole page: what can be kept is kept, everything else is shown again as it was typed."""

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit import library
from audit.core.answers import BLANK, Answer, Evidence
from audit.store import answers
from audit.store.database import Store
from audit.web.answerforms import mark, shown
from tests.web.conftest import Autosave, Page, Post, Saved, delete, look_over, only_audit


def test_a_page_is_saved_whole_and_shown_again(post: Post, page: Page, path: str, saved: Saved) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "COL-2-version": "0", "COL-2-level": "not-sure", "action": "save"}
    answer = post(path, sent)
    assert answer.location == path
    html = page(path)
    assert "Saved 14:02" in html
    assert "1 of 14 answered, 1 not sure yet" in html
    assert 'name="COL-1-level" type="radio" value="2" checked' in html


def test_what_is_right_is_saved_and_what_is_wrong_is_shown_as_typed(post: Post, path: str, saved: Saved) -> None:
    long_note = "  What I wrote <em>" + "x" * 5_000
    sent = {
        "COL-1-version": "0",
        "COL-1-level": "2",
        "COL-1-note": long_note,
        "COL-2-version": "0",
        "COL-2-level": "3",
        "COL-3-version": "0",
        "COL-3-document-1-title": "abc",
        "COL-3-document-1-date": "soon",
        "COL-6-version": "0",
        "COL-6-level": "not-applicable",
        "COL-6-reason": "no",
    }
    html = post(path, sent, expected=422).text
    assert "Not everything was saved" in html
    assert "  What I wrote &lt;em&gt;" in html
    assert 'value="abc"' in html
    assert 'value="soon"' in html
    for target in ("#COL-1-note", "#COL-3-document-1-title", "#COL-6-reason"):
        assert f'href="{target}"' in html
    assert 'value="not-applicable" checked' in html
    first, second = saved("COL-1"), saved("COL-2")
    assert first is not None
    assert first.answer == Answer(level=2)
    assert second is not None
    assert second.answer == Answer(level=3)
    assert saved("COL-3") is None
    assert saved("COL-6") is None


def test_the_page_that_came_back_can_be_mended_and_saved(post: Post, path: str, saved: Saved) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "COL-1-note": "x" * 5_001}
    html = post(path, sent, expected=422).text
    assert 'name="COL-1-version" value="1"' in html, "the level was saved, so the page knows its new version"
    post(path, {"COL-1-version": "1", "COL-1-mark": "", "COL-1-level": "2", "COL-1-note": "Shorter"})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=2, note="Shorter")


def test_answers_nobody_touched_never_stand_against_somebody_elses(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    seen = {"COL-1-version": "0", "COL-1-mark": mark(0, shown(BLANK)), "COL-1-note": "", "COL-1-reason": ""}
    autosave("COL-1", level="1")
    post(path, {**seen, "COL-2-version": "0", "COL-2-level": "2"})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=1)


def test_two_answers_to_one_criterion_are_shown_to_choose_from(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1", note="Theirs")
    sent = {"COL-1-version": "0", "COL-1-level": "3", "COL-1-note": "Mine", "COL-2-version": "0", "COL-2-level": "2"}
    html = post(path, sent, expected=409).text
    assert "Another answer to COL-1 was saved meanwhile" in html
    assert "Note: Theirs" in html
    assert "Mine</textarea>" in html
    assert 'name="COL-1-version" value="0"' in html, "so that plain Save asks again and overwrites nothing"
    post(path, sent, expected=409)
    mine, theirs, other = saved("COL-1"), 'value="theirs:COL-1"', saved("COL-2")
    assert mine is not None
    assert mine.answer.note == "Theirs"
    assert theirs in html
    assert 'value="mine:COL-1:1"' in html
    assert other is not None, "the other answer of the page was saved"


def test_keeping_mine_saves_it_over_the_one_that_was_shown(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1", note="Theirs")
    sent = {"COL-1-version": "0", "COL-1-level": "3", "COL-1-note": "Mine", "action": "mine:COL-1:1"}
    post(path, sent)
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=3, note="Mine")


def test_keeping_mine_does_not_overwrite_a_third_answer(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1")
    autosave("COL-1", version=1, level="0")
    post(path, {"COL-1-version": "0", "COL-1-level": "3", "action": "mine:COL-1:1"}, expected=409)
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=0)


def test_keeping_the_saved_one_leaves_it_and_saves_the_rest(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1")
    sent = {"COL-1-version": "0", "COL-1-level": "3", "COL-2-version": "0", "COL-2-level": "2"}
    post(path, {**sent, "action": "theirs:COL-1"})
    first, second = saved("COL-1"), saved("COL-2")
    assert first is not None
    assert first.answer == Answer(level=1)
    assert second is not None


def test_an_answer_can_be_cleared_and_the_clearing_undone(
    post: Post, autosave: Autosave, path: str, saved: Saved, page: Page
) -> None:
    autosave("COL-1", level="2", note="Here")
    answer = post(path, {"COL-1-version": "1", "COL-1-level": "2", "COL-1-note": "x" * 6_000, "action": "clear:COL-1"})
    assert answer.location == f"{path}#COL-1"
    cleared = saved("COL-1")
    assert cleared is not None
    assert cleared.answer == BLANK
    assert "0 of 14 answered" in page(path)
    post(path, {"COL-1-version": "2", "action": "undo:COL-1"})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=2, note="Here")


def test_clearing_saves_the_rest_of_the_page(post: Post, path: str, saved: Saved) -> None:
    post(path, {"COL-1-version": "0", "COL-2-version": "0", "COL-2-level": "2", "action": "clear:COL-1"})
    stored = saved("COL-2")
    assert stored is not None
    assert stored.answer == Answer(level=2)


def test_clearing_an_answer_somebody_changed_asks_first(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="2")
    autosave("COL-1", version=1, level="3")
    post(path, {"COL-1-version": "1", "COL-1-level": "2", "action": "clear:COL-1"}, expected=409)
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=3)


def test_the_last_change_can_be_undone_and_the_undoing_too(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1")
    autosave("COL-1", version=1, level="2")
    as_shown = {"COL-1-level": "2", "COL-1-version": "2", "action": "undo:COL-1"}
    post(path, as_shown)
    undone = saved("COL-1")
    assert undone is not None
    assert undone.answer == Answer(level=1)
    post(path, {**as_shown, "COL-1-level": "1", "COL-1-version": "3"})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=2)


def test_undoing_takes_back_what_was_typed_and_keeps_it_in_the_history(
    post: Post, autosave: Autosave, path: str, saved: Saved
) -> None:
    autosave("COL-1", level="1")
    post(path, {"COL-1-version": "1", "COL-1-level": "1", "COL-1-note": "Typed", "action": "undo:COL-1"})
    undone = saved("COL-1")
    assert undone is not None
    assert undone.answer == Answer(level=1)
    post(path, {"COL-1-version": "3", "COL-1-level": "1", "action": "undo:COL-1"})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=1, note="Typed")


def test_undoing_what_somebody_else_changed_asks_first(post: Post, autosave: Autosave, path: str, saved: Saved) -> None:
    autosave("COL-1", level="1")
    autosave("COL-1", version=1, level="2")
    for note in ("", "x" * 6_000):
        sent = {"COL-1-version": "1", "COL-1-level": "1", "COL-1-note": note, "action": "undo:COL-1"}
        post(path, sent, expected=409)
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=2)


def test_undoing_nothing_changes_nothing(post: Post, path: str, saved: Saved) -> None:
    post(path, {"COL-1-version": "0", "action": "undo:COL-1"})
    assert saved("COL-1") is None


def test_another_document_can_be_added_without_a_script(post: Post, page: Page, path: str, saved: Saved) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "COL-1-document-1-title": "The manual", "action": "add:COL-1"}
    answer = post(path, sent)
    html = page(answer.location.partition("#")[0])
    assert answer.location.endswith("?add=COL-1#COL-1")
    assert 'name="COL-1-document-3-title"' in html
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer.evidence == (Evidence("The manual"),)


def test_twenty_documents_are_the_most(post: Post, page: Page, path: str) -> None:
    titles = {f"COL-1-document-{n}-title": f"Document {n}" for n in range(1, 21)}
    post(path, {"COL-1-version": "0", **titles, "action": "add:COL-1"})
    html = page(f"{path}?add=COL-1")
    assert 'name="COL-1-document-20-title"' in html
    assert 'name="COL-1-document-21-title"' not in html


@pytest.mark.parametrize("action", ["", "explode", "clear:", "clear:COL-99", "mine:COL-1:x", "mine:COL-1:" + "9" * 30])
def test_a_button_that_is_none_of_ours_saves_the_page(post: Post, path: str, saved: Saved, action: str) -> None:
    post(path, {"COL-1-version": "0", "COL-1-level": "2", "action": action})
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=2)


def test_a_page_that_names_a_criterion_of_another_domain_is_not_taken(post: Post, path: str, saved: Saved) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "COL-1-note": "Typed", "XXX-1-level": "3"}
    html = post(path, sent, expected=422).text
    assert "does not belong to this domain" in html
    assert "Typed</textarea>" in html
    assert saved("COL-1") is None


def test_seventeen_full_notes_in_georgian_are_kept_in_one_save(post: Post, audit: str, store: Store) -> None:
    codes = [c.id for c in library.default().domain("theory").criteria]
    sent = {f"{code}-version": "0" for code in codes} | {f"{code}-note": "ძ" * 5_000 for code in codes}
    post(f"/audits/{audit}/domains/theory", sent)
    with store.reading() as db:
        stored = answers.listing(db, only_audit(db, audit))
    assert all(stored[code].answer.note == "ძ" * 5_000 for code in codes)


# ---- When nothing can be saved


def _typed(path: str, client: FlaskClient, app: Flask, token: str) -> TestResponse:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "COL-1-note": "What I typed", "csrf_token": token}
    answer = client.post(path, data=sent)
    if answer.status_code != 303:
        look_over(answer.text, app)
    return answer


def _token(client: FlaskClient, path: str) -> str:
    html = client.get(path).text
    return html.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("token", ["", "stale"])
def test_an_expired_page_comes_back_with_everything_typed(
    client: FlaskClient, app: Flask, path: str, saved: Saved, token: str
) -> None:
    answer = _typed(path, client, app, token)
    assert answer.status_code == 400
    assert "Nothing was saved yet" in answer.text
    assert "What I typed</textarea>" in answer.text
    assert 'value="2" checked' in answer.text
    assert 'name="COL-1-version" value="0"' in answer.text
    assert saved("COL-1") is None


def test_the_expired_page_can_be_sent_again(client: FlaskClient, app: Flask, path: str, saved: Saved) -> None:
    html = _typed(path, client, app, "stale").text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert _typed(path, client, app, token).status_code == 303
    assert saved("COL-1") is not None


def test_a_busy_database_gives_the_page_back_as_it_was_typed(
    client: FlaskClient, app: Flask, path: str, store: Store, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _token(client, path)
    monkeypatch.setattr("audit.store.database.PATIENCE", 0.05)
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = _typed(path, client, app, token)
    assert answer.status_code == 503
    assert "The database is busy. Nothing was saved." in answer.text
    assert "What I typed</textarea>" in answer.text
    holder.execute("ROLLBACK")
    holder.close()
    assert client.post(path, data={"COL-1-version": "0", "COL-1-level": "2", "csrf_token": token}).status_code == 303
    assert saved("COL-1") is not None


def test_a_database_that_is_gone_gives_back_what_was_written(
    client: FlaskClient, app: Flask, path: str, store: Store
) -> None:
    token = _token(client, path)
    store.path.rename(store.path.with_suffix(".away"))
    answer = _typed(path, client, app, token)
    assert answer.status_code == 503
    assert "What I typed" in answer.text
    assert "Send it again" in answer.text


def test_the_script_is_told_in_json(client: FlaskClient, path: str, audit: str) -> None:
    answer = client.post(f"/audits/{audit}/answers/COL-1", data={}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 400
    assert "Nothing was saved yet" in answer.get_json()["message"]


def test_an_audit_deleted_meanwhile_does_not_swallow_what_was_written(
    client: FlaskClient, app: Flask, page: Page, post: Post, path: str, audit: str
) -> None:
    token = _token(client, path)
    delete(page, post, f"/audits/{audit}")
    answer = _typed(path, client, app, token)
    assert answer.status_code == 404
    assert "What I typed" in answer.text


def test_fields_of_nobody_are_ignored(post: Post, path: str, saved: Saved) -> None:
    sent = {"COL-1-version": "0", "COL-1-level": "2", "organisation": "x", "is_admin": "1", "status": "signed"}
    post(path, sent)
    assert saved("COL-1") is not None
