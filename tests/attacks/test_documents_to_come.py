"""What is only planned proves nothing: no way in takes a document dated after today."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.cli import asked
from audit.core.answers import Answer, Evidence
from audit.store import answers
from audit.store.audits import get
from audit.store.database import Store
from audit.store.organisations import listing
from tests.cli.running import run
from tests.web.conftest import Clock, Page, Post, read

TITLED = {"COL-1-version": "0", "COL-1-level": "3", "COL-1-document-1-title": "The plan we will write"}


def stored(store: Store, audit: str) -> Answer | None:
    with store.reading() as db:
        found = answers.get(db, get(db, audit, listing(db)[0].id), "COL-1")
    return None if found is None else found.answer


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-01", "2099-12-31"])
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_page_refuses_it_at_its_field_and_keeps_what_was_typed(
    post: Post, store: Store, audit: str, day: str, script: bool
) -> None:
    sent = {**TITLED, "COL-1-document-1-date": day, "COL-1-note": "Kept"}
    words = "This day is still to come: today is 21 November 2026."
    if script:
        answer = post(f"/audits/{audit}/answers/COL-1", sent, expected=422, X_Requested_With="fetch")
        assert words in json.dumps(json.loads(answer.data), ensure_ascii=False)
        assert "COL-1-document-1-date" in answer.text
    else:
        root = read(post(f"/audits/{audit}/domains/collaboration", {**sent, "action": "save"}, expected=422).text)
        box = next(e for e in root.all("input") if e.attrs.get("name") == "COL-1-document-1-date")
        told = [e.words for e in root.all() if e.attrs.get("id") in box.attrs["aria-describedby"].split()]
        assert any(words in said for said in told)
        assert box.attrs["value"] == day
        assert [e.words for e in root.all("a") if e.attrs.get("href") == "#COL-1-document-1-date"]
    kept = stored(store, audit)
    assert kept == Answer(level=3, note="Kept"), "the rest is saved; the document is not"
    assert kept.effective_level == 2


def test_today_is_the_day_it_is_where_the_organisation_is(
    post: Post, page: Page, store: Store, audit: str, clock: Clock, again: Callable[[], None]
) -> None:
    path = f"/audits/{audit}/domains/collaboration"
    clock.now = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # In Zagreb it is half past midnight already.
    again()
    post(path, {**TITLED, "COL-1-document-1-date": "2026-11-22", "action": "save"})
    found = stored(store, audit)
    assert found is not None
    assert found.effective_level == 3
    assert "2026-11-22" in page(path)


def test_the_date_of_the_audit_opens_no_way_around_it(post: Post, programme: str, store: Store) -> None:
    sent = {"scope": "full", "date": "2099-01-01"}
    later = post(f"/programmes/{programme}/audits/new", sent).location
    body = {**TITLED, "COL-1-document-1-date": "2098-12-31", "action": "save"}
    post(f"{later}/domains/collaboration", body, expected=422)
    found = stored(store, later.rpartition("/")[2])
    assert found is not None
    assert found.evidence == ()


@pytest.mark.parametrize("command", ["score", "plan"])
def test_a_command_refuses_it_with_its_key(command: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    content: dict[str, Any] = request.getfixturevalue("answers")
    content["date"] = "2099-01-01"
    content["answers"] = {"COL-1": {"level": 3, "evidence": [{"title": "The plan", "date": "2098-12-31"}]}}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    result = run(command, path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "answers.COL-1.evidence[1].date: a day that is not still to come (today is " in result.stderr


def test_a_file_written_a_moment_ago_in_the_east_is_read_in_the_west() -> None:
    before, latest, after = datetime.now(UTC), asked._latest_day(), datetime.now(UTC)
    assert (before + timedelta(hours=14)).date() <= latest <= (after + timedelta(hours=14)).date()


def test_what_is_stored_already_is_only_judged_when_it_is_touched(
    post: Post, store: Store, audit: str, clock: Clock
) -> None:
    """A clock that was wrong for a day does not make a page unsavable."""
    path = f"/audits/{audit}/domains/collaboration"
    document = Answer(level=3, evidence=(Evidence("The plan", datetime(2027, 1, 1, tzinfo=UTC).date()),))
    with store.writing() as db:
        answers.save(db, get(db, audit, listing(db)[0].id), "COL-1", document, 0, clock())
    post(path, {"COL-2-version": "0", "COL-2-level": "1", "action": "save"})
    assert stored(store, audit) == document
