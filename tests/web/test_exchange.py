"""Answers as a file: out, and in again after a look at what would change."""

import json
import os
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit import config
from audit.core.answers import Answer
from audit.web import waiting
from tests.web.conftest import PROGRAMME, Autosave, Page, Post, Saved, last_part

Upload = Callable[..., TestResponse]


@pytest.fixture
def home(audit: str) -> str:
    return f"/audits/{audit}/answers-file"


@pytest.fixture
def upload(post: Post, home: str) -> Upload:
    """Send a file as its form does."""

    def send(content: object, expected: int = 303) -> TestResponse:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return post(home, {"file": (BytesIO(data), "answers.json")}, expected=expected)

    return send


def answers_file(**more: object) -> dict[str, Any]:
    """Return an answers file of the audit the fixtures make."""
    return {
        "format": "self-audit-answers/1",
        "standard": "wwp-en-2018-topics",
        "edition": "2026.1",
        "programme": {"name": "Steps", "country": "HR", "setting": "community"},
        "date": "2026-11-01",
        "answers": {"COL-1": {"level": 2}, "COL-6": {"not_applicable": "No local structure"}},
        **more,
    }


def waiting_files(settings: config.Config) -> list[Path]:
    return list((settings.data / "waiting").glob("*"))


def test_the_file_goes_out_under_a_name_that_says_what_it_is(
    client: FlaskClient, autosave: Autosave, audit: str
) -> None:
    autosave("COL-1", level="3", document_1_title="The manual", document_1_date="2026-03-01", note="A note")
    answer = client.get(f"/audits/{audit}/answers.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="self-audit-answers-steps-2026-11-01.json"; '
        "filename*=UTF-8''self-audit%20answers%20Steps%202026-11-01.json"
    )
    content = json.loads(answer.data)
    assert content["programme"] == {"name": "Steps", "country": "HR", "setting": "community"}
    assert content["scope"] == "full"
    evidence = [{"title": "The manual", "date": "2026-03-01"}]
    assert content["answers"] == {"COL-1": {"level": 3, "evidence": evidence, "note": "A note"}}


@pytest.mark.parametrize("name", ['../../etc/"pass"wd', "Kora\u010di\r\nX-Evil: 1", "პროგრამა", "🕊", "a" * 200])
def test_no_name_can_break_the_header_that_names_the_file(client: FlaskClient, post: Post, name: str) -> None:
    made = last_part(post("/programmes/new", {**PROGRAMME, "name": name}))
    audit = last_part(post(f"/programmes/{made}/audits/new", {"scope": "full", "date": "2026-11-01"}))
    header = client.get(f"/audits/{audit}/answers.json").headers["Content-Disposition"]
    assert header.isascii()
    assert header.count('"') == 2
    assert not {"/", "\\", "\r", "\n"} & set(header)
    assert header.count(".") == 2
    assert "filename*=UTF-8''self-audit%20answers%20" in header


def test_a_file_with_a_document_that_is_to_come_is_refused(page: Page, upload: Upload, home: str, saved: Saved) -> None:
    planned = {"COL-1": {"level": 3, "evidence": [{"title": "The manual", "date": "2026-11-22"}]}}
    answer = upload(answers_file(answers=planned, date="2026-12-31"), expected=422)
    assert "answers.COL-1.evidence[1].date: a day that is not still to come (today is 2026-11-21)" in answer.text
    assert saved("COL-1") is None
    written = {"COL-1": {"level": 3, "evidence": [{"title": "The manual", "date": "2026-11-21"}]}}
    assert "1 answer would change." in page(upload(answers_file(answers=written)).location)


def test_notes_without_a_choice_are_named_because_the_file_has_no_place_for_them(
    page: Page, autosave: Autosave, home: str, path: str
) -> None:
    autosave("COL-2", note="Only a note")
    html = page(home)
    assert "the file has no place for that" in html
    assert f'href="{path}#COL-2"' in html


def test_a_file_shows_what_it_would_change_and_changes_nothing_yet(
    page: Page, upload: Upload, autosave: Autosave, saved: Saved
) -> None:
    autosave("COL-1", level="1", note="Before")
    html = page(upload(answers_file()).location)
    assert "2 answers would change." in html
    assert "Note: Before" in html
    assert "Does not apply: No local structure" in html
    assert "Not answered yet" in html
    assert "Is it the file of this audit?" not in html
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=1, note="Before")


def test_yes_takes_every_change_over_and_throws_the_file_away(
    page: Page, post: Post, upload: Upload, saved: Saved, audit: str, settings: config.Config
) -> None:
    preview = upload(answers_file()).location
    assert len(waiting_files(settings)) == 1
    post(preview, {"COL-1-version": "0", "COL-6-version": "0"})
    assert "2 answers were taken over." in page(f"/audits/{audit}")
    first, second = saved("COL-1"), saved("COL-6")
    assert first is not None
    assert first.answer == Answer(level=2)
    assert second is not None
    assert second.answer == Answer(not_applicable="No local structure")
    assert waiting_files(settings) == []
    page(preview, 404)


def test_a_domain_a_file_changed_waits_to_be_checked_again(page: Page, post: Post, upload: Upload, audit: str) -> None:
    for domain in ("collaboration", "children"):
        post(f"/audits/{audit}/domains/{domain}/check", {"completed": "yes"})
    post(upload(answers_file()).location, {"COL-1-version": "0", "COL-6-version": "0"})
    tasks = page(f"/audits/{audit}")
    assert tasks.count("Checked by the team") == 1
    assert "Their domains wait to be checked by you." in tasks
    assert "Checked by the team" in page(f"/audits/{audit}/domains/children/check")


def test_a_file_written_by_one_audit_goes_into_another_unchanged(
    client: FlaskClient, page: Page, post: Post, autosave: Autosave, start: Callable[..., str], audit: str
) -> None:
    autosave("COL-1", level="3", document_1_title="The manual", note="Ünï\u00e7ode\nline")
    data = client.get(f"/audits/{audit}/answers.json").data
    second = start()
    answer = post(f"/audits/{second}/answers-file", {"file": (BytesIO(data), "a.json")})
    post(answer.location, {"COL-1-version": "0"})
    assert client.get(f"/audits/{second}/answers.json").data == data


def test_what_the_file_does_not_name_stays(post: Post, upload: Upload, autosave: Autosave, saved: Saved) -> None:
    autosave("COL-3", level="3")
    post(upload(answers_file()).location, {"COL-1-version": "0", "COL-6-version": "0"})
    stored = saved("COL-3")
    assert stored is not None
    assert stored.answer == Answer(level=3)


@pytest.mark.parametrize("versions", [{"COL-1": "0"}, {"COL-1": "x"}, {"COL-1": "9" * 30}, {}], ids=str)
def test_an_answer_changed_since_the_preview_stops_the_whole_import(
    post: Post, upload: Upload, autosave: Autosave, saved: Saved, versions: dict[str, str]
) -> None:
    preview = upload(answers_file()).location
    autosave("COL-1", level="0")
    sent = {f"{code}-version": value for code, value in versions.items()} | {"COL-6-version": "0"}
    html = post(preview, sent, expected=409).text
    assert "Nothing was taken over" in html
    assert 'name="COL-1-version" value="1"' in html
    stored = saved("COL-1")
    assert stored is not None
    assert stored.answer == Answer(level=0)
    assert saved("COL-6") is None


def test_no_throws_the_file_away(page: Page, post: Post, upload: Upload, saved: Saved, settings: config.Config) -> None:
    preview = upload(answers_file()).location
    post(f"{preview}/cancel")
    assert waiting_files(settings) == []
    page(preview, 404)
    assert saved("COL-1") is None


def test_a_file_of_another_audit_is_pointed_out(page: Page, upload: Upload) -> None:
    other = {"name": "Other", "country": "AT", "setting": "prison"}
    html = page(upload(answers_file(programme=other, date="2025-01-31", scope="first-pass")).location)
    assert "Is it the file of this audit?" in html
    for words in ("“Other”", "Austria", "Prison", "31 January 2025", "First pass"):
        assert words in html


def test_a_file_that_changes_nothing_says_so(page: Page, upload: Upload, autosave: Autosave) -> None:
    autosave("COL-1", level="2")
    html = page(upload(answers_file(answers={"COL-1": {"level": 2}})).location)
    assert "0 answers would change." in html
    assert "1 answer in the file is the same as here." in html
    assert "Take all of them over" not in html


def test_every_problem_of_a_file_is_named_at_once(upload: Upload, saved: Saved, settings: config.Config) -> None:
    wrong = {"COL-1": {"level": 4}, "COL-2": {"level": 1, "not_sure": True}, "XXX-1": {"level": 1}}
    html = upload(answers_file(edition="1999.1", answers=wrong), expected=422).text
    for key in ("edition", "answers.COL-1.level", "answers.COL-2", "answers.XXX-1"):
        assert key in html
    assert saved("COL-1") is None
    assert waiting_files(settings) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"not json", b"\xff\xfe", b"[" * 100_000, b'{"a":1,"a":2}', b"x" * 2_000_001],
    ids=["empty", "a list", "no JSON", "no UTF-8", "nested", "twice", "too large"],
)
def test_what_is_no_answers_file_is_refused_with_a_sentence(
    upload: Upload, data: bytes, settings: config.Config
) -> None:
    html = upload(data, expected=422).text
    assert 'id="file-error"' in html
    assert waiting_files(settings) == []


def test_a_body_far_too_large_is_refused_before_it_is_read(upload: Upload) -> None:
    assert "too large" in upload(b"x" * 3_000_000, expected=413).text


def test_a_form_without_a_file_asks_for_one(post: Post, home: str) -> None:
    assert "Choose an answers file first" in post(home, {}, expected=422).text


def test_a_file_waits_for_its_own_audit_only(page: Page, post: Post, upload: Upload, start: Callable[..., str]) -> None:
    token = last_part(upload(answers_file()))
    other = start()
    page(f"/audits/{other}/answers-file/{token}", 404)
    post(f"/audits/{other}/answers-file/{token}", {}, expected=404)


def test_a_file_waits_for_a_day_and_is_read_by_nobody_else(page: Page, upload: Upload, settings: config.Config) -> None:
    preview = upload(answers_file()).location
    (kept,) = waiting_files(settings)
    assert kept.stat().st_mode & 0o777 == 0o600
    old = time.time() - waiting.LONGEST_WAIT - 1
    os.utime(kept, (old, old))
    page(preview, 404)
    upload(answers_file())
    assert len(waiting_files(settings)) == 1, "the old one was tidied away"


def test_no_more_files_wait_than_anybody_compares(upload: Upload, settings: config.Config) -> None:
    for _ in range(waiting.MOST_FILES + 2):
        upload(answers_file())
    assert len(waiting_files(settings)) == waiting.MOST_FILES


def test_a_folder_that_takes_no_file_says_so(upload: Upload, settings: config.Config) -> None:
    (settings.data / "waiting").write_text("in the way")
    html = upload(answers_file(), expected=422).text
    assert "cannot be kept on this machine" in html
