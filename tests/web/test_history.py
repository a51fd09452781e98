"""The page of the history: who changed what and when, in words a manager reads; and the file it gives out."""

import json
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from audit.core.answers import Answer, Evidence
from audit.core.history import Link, commitment, hash_of
from audit.core.people import Account, Role
from audit.core.plan import Effort, Progress, SavedAction
from audit.core.programme import Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.standard import Standard
from audit.store import (
    accounts,
    actions,
    answers,
    audits,
    history,
    memberships,
    organisations,
    programmes,
    sections,
)
from audit.store.connection import Connection
from audit.store.database import Store
from audit.web import historywords
from tests import people
from tests.web.audit_pages import NOBODY, audit_of, fill
from tests.web.conftest import Element, Page, Post, read

ACTS = [value for name, value in vars(history).items() if name.isupper() and isinstance(value, str) and "-" in value]


def home(store: Store) -> Organisation:
    with store.reading() as db:
        (found,) = organisations.listing(db)
    return found


def address(store: Store, about: str = "") -> str:
    return f"/organisations/{home(store).id}/history{f'?about={about}' if about else ''}"


def rows(html: str) -> list[Element]:
    return [row for row in read(html).all("tr") if any(row.all("td"))]


def cells(row: Element) -> list[str]:
    return [cell.words for cell in row.all("th", "td")]


def test_the_newest_change_stands_first_with_who_and_when(page: Page, store: Store, audit: str) -> None:
    found = [cells(row) for row in rows(page(address(store)))]
    assert [cell[0].split(" Steps")[0] for cell in found[:2]] == ["Audit started", "Programme added"]
    assert (found[2][0], found[2][3]) == ("Somebody joined", "Account: Olive Made-upRole: Manager")
    assert found[3][0] == "Organisation added"
    assert found[3][1] == "21 November 2026, 14:02Olive Made-upEntry 1"
    assert found[3][2] == "–"
    assert "Name: Society for safety" in found[3][3]
    assert "Country: Croatia" in found[3][3]


def test_who_has_left_is_named_no_more(page: Page, store: Store, client: FlaskClient, programme: str) -> None:
    gone = people.admit(store, "Gone Made-up", places=[(home(store).id, Role.MANAGER)])
    with store.writing(by=gone.id) as db:
        programmes.change(db, replace(programmes.get(db, programme, home(store).id), name="Another name"))
        accounts.delete(db, gone.id)
    html = page(address(store))
    assert "Gone Made-up" not in html
    assert gone.id not in html
    changed = next(cells(row) for row in rows(html) if cells(row)[0].startswith("Programme changed"))
    assert "Somebody who has left" in changed[1]
    joined = [cells(row)[3] for row in rows(html) if cells(row)[0] == "Somebody joined"]
    assert "Account: Somebody who has leftRole: Manager" in joined


def test_a_name_is_looked_up_once_a_page(page: Page, store: Store, audit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.reading() as db:
        (maker, _), *_ = memberships.of_organisation(db, home(store).id)
    for number in range(20):
        with store.writing(by=maker.account) as db:
            answers.save(db, audit_of(store, audit), "WOM-1", Answer(level=number % 4), number, store.clock())
    asked: list[str] = []
    looked_up = accounts.get

    def counted(db: Connection, name: str) -> Account:
        asked.append(name)
        return looked_up(db, name)

    monkeypatch.setattr(accounts, "get", counted)
    page(address(store))
    assert asked == [maker.account]


def test_an_answer_is_told_in_words_before_and_now(page: Page, store: Store, audit: str, real: Standard) -> None:
    criterion = real.criterion("WOM-1")
    fill(store, audit, {"WOM-1": Answer(level=1, note="First <b>")})
    fill(
        store,
        audit,
        {"WOM-1": Answer(level=3, evidence=(Evidence("Manual, ch. 2", date(2026, 3, 1)), Evidence("A log")))},
    )
    fill(store, audit, {"WOM-1": Answer(not_sure=True)})
    third, second, first = (cells(row) for row in rows(page(address(store)))[:3])
    assert first[0].startswith("Answer saved StepsFull audit")
    assert criterion.statement in first[0]
    assert first[2] == "–"
    assert f"Level: 1: {criterion.levels[1]}" in first[3]
    assert "Note: First <b>" in second[2]
    assert "Note: nothing" in second[3]
    assert "Document: Manual, ch. 2, 1 March 2026" in second[3]
    assert "Document: A log" in second[3]
    assert "Level: nothing" in third[3]
    assert "Not sure yet: yes" in third[3]
    assert "No document" in third[3]


def test_a_plan_and_a_domain_are_told_in_words(page: Page, store: Store, audit: str, real: Standard) -> None:
    found, at = audit_of(store, audit), store.clock()
    action = SavedAction(key="WOM-1", criteria=("WOM-1",), text="Ask the service", due=date(2026, 12, 24))
    with store.writing() as db:
        actions.save(db, found, action, 0, at)
        worked_on = replace(action, text=None, progress=Progress.IN_PROGRESS, effort=Effort.SMALL, needs_support=True)
        actions.save(db, found, worked_on, 1, at)
        actions.save(db, found, SavedAction(key=NOBODY, criteria=(), text="Something of our own"), 0, at)
        actions.remove(db, found, "WOM-1", 2, at)
        sections.complete(db, found, real.domains[0].id, done=True, at=at)
        sections.complete(db, found, real.domains[0].id, done=False, at=at)
        audits.mark_test(db, found, on=True, at=at)
    told = [cells(row) for row in rows(page(address(store)))[:7]]
    marked, reopened, completed, removed, own, changed, saved = told
    assert (marked[0].split(" Steps")[0], marked[2], marked[3]) == ("Trial or not changed", "–", "Trial: yes")
    assert reopened[0].startswith("Domain to be checked again")
    assert completed[0].endswith(real.domains[0].title)
    assert removed[0].startswith("Action of the plan taken back")
    assert "Due: as drafted" in removed[3]
    assert own[0].endswith("An action of our own")
    assert "What is to be done: Ask the service" in changed[2]
    for words in (
        "What is to be done: as drafted",
        "How far it is: In progress",
        "Effort: Small",
        "Needs support: yes",
    ):
        assert words in changed[3]
    assert "Due: 24 December 2026" in saved[3]
    assert "Criteria it closes: WOM-1" in saved[3]


def test_changes_of_a_programme_are_told_in_words(page: Page, store: Store, programme: str) -> None:
    with store.writing() as db:
        kept: Programme = programmes.get(db, programme, home(store).id)
        programmes.change(
            db,
            replace(
                kept,
                country="GE",
                languages=("ka", "zz"),
                setting=Setting.PRISON,
                size_band=SizeBand.FROM_100,
                models=(WorkModel.CRIMINOLOGICAL,),
            ),
        )
    _, _, before, now = cells(rows(page(address(store)))[0])
    for words in ("Country: Croatia", "Languages: Croatian", "Where it works: Community"):
        assert words in before
    for words in (
        "Country: Georgia",
        "Languages: Georgian, zz",
        "Where it works: Prison",
        "100 to 299",
        "Criminological",
    ):
        assert words in now


def test_a_deleted_audit_is_named_and_what_was_written_in_it_is_gone(page: Page, store: Store, audit: str) -> None:
    fill(store, audit, {"WOM-1": Answer(level=1, note="Something to be forgotten")})
    found = audit_of(store, audit)
    with store.writing() as db:
        audits.delete_draft(db, found)
    html = page(address(store))
    deleted, answered, *_ = rows(html)
    assert f"an audit that was deleted ({audit})" in cells(deleted)[0]
    assert cells(deleted)[3] == "1 answer2 entries erased here"
    assert cells(answered)[2] == "What was written was erased when this was deleted."
    assert "forgotten" not in html


def test_a_deleted_programme_is_named(page: Page, store: Store, programme: str) -> None:
    with store.writing() as db:
        programmes.delete(db, programmes.get(db, programme, home(store).id))
    html = page(address(store, programme))
    assert f"Only what is about: a programme that was deleted ({programme})" in read(html).words
    assert [cells(row)[0] for row in rows(html)] == ["Programme deleted", "Programme added"]


def test_a_page_can_be_about_one_programme_or_audit(page: Page, store: Store, audit: str) -> None:
    found = audit_of(store, audit)
    fill(store, audit, {"WOM-1": 2})
    html = page(address(store, f"{found.programme}/{audit}"))
    assert [cells(row)[0].split(" WOM-1")[0] for row in rows(html)] == ["Answer saved", "Audit started"]
    assert "Show everything" in html
    assert len(rows(page(address(store, found.programme)))) == 3


def test_pages_of_fifty_lead_to_the_next(page: Page, store: Store, audit: str) -> None:
    for number in range(60):
        fill(store, audit, {"WOM-1": number % 4})
    first = page(address(store))
    assert len(rows(first)) == history.PAGE
    assert "Newest changes" not in first
    (older,) = [a.attrs["href"] for a in read(first).all("a") if a.words == "Older changes"]
    second = page(older)
    assert len(rows(second)) == 14
    assert "Older changes" not in second
    assert "Newest changes" in second


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "٣"])
def test_a_number_that_is_none_shows_the_newest(page: Page, store: Store, audit: str, before: str) -> None:
    assert len(rows(page(f"{address(store)}?before={before}"))) == 4


def test_an_end_is_shown_as_one(page: Page, store: Store, audit: str) -> None:
    assert "Nothing was changed" in page(f"{address(store)}?before=1")


@pytest.mark.parametrize("about", ["x", "a/b", "a" * 15, f"{'a' * 16}/", f"{'a' * 16}/{'b' * 16}/WOM-1", "%27"])
def test_a_path_that_is_none_is_not_found(page: Page, store: Store, audit: str, about: str) -> None:
    page(address(store, about), 404)


def test_an_organisation_that_is_none_is_not_found(page: Page, client: FlaskClient, audit: str) -> None:
    page(f"/organisations/{NOBODY}/history", 404)
    assert client.get(f"/organisations/{NOBODY}/history.jsonl").status_code == 404


def test_an_organisation_of_before_the_history_has_an_empty_page(page: Page, store: Store, audit: str) -> None:
    with store.writing() as db:
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        for name in ("history_payloads_stay", "history_stays"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM history_payloads")
        db.execute("DELETE FROM history")
    html = page(address(store))
    assert "Nothing was changed" in html
    assert "Take it out" not in html


def test_the_file_can_be_checked_without_us(client: FlaskClient, store: Store, audit: str) -> None:
    fill(store, audit, {"WOM-1": Answer(level=1, note="Škola\n2")})
    answer = client.get(f"/organisations/{home(store).id}/history.jsonl")
    assert answer.mimetype == "application/x-ndjson"
    assert "self-audit-history-society-for-safety-2026-11-21.jsonl" in answer.headers["Content-Disposition"]
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["number"] for row in found] == [1, 2, 3, 4, 5]
    before = "0" * 64
    for row in found:
        digest, salt, payload = (row.pop(name) for name in ("hash", "salt", "payload"))
        assert row["before"] == before
        assert row["commitment"] == commitment(salt, payload)
        before = hash_of(Link(**row))
        assert before == digest
    assert json.loads(payload)["new"]["note"] == "Škola\n2"


@pytest.mark.parametrize("code", ACTS)
def test_every_act_has_words(code: str) -> None:
    assert historywords.act(code) != code


def test_what_a_later_release_records_is_shown_as_it_is() -> None:
    assert historywords.act("something-new") == "something-new"
    assert historywords.who("something", {}) == "something"
    assert historywords.lines({"colour": "red", "level": 2}) == ("colour: red", "Level: 2")
    assert historywords.counts({"chairs": 2, "audits": 0}) == ()


def test_every_fact_that_is_recorded_has_words(store: Store, page: Page, audit: str) -> None:
    every = {*answers._FACTS, *actions._FACTS} - {"evidence"}
    every |= {"name", "country", "zone", "zone_chosen", "languages", "setting", "size_band", "models"}
    every |= {"member_since", "contact_role", "account", "role"}
    assert every | {"standard", "edition", "scope", "date", "is_test"} <= set(historywords._LABELS)


def test_pages_lead_to_the_history(page: Page, store: Store, programme: str, audit: str) -> None:
    of = audit_of(store, audit).programme
    for path, about in (
        (f"/programmes/{of}", f"?about={of}"),
        (f"/programmes/{of}/organisation", ""),
        (f"/audits/{audit}", f"?about={of}/{audit}"),
    ):
        links = [
            a.attrs["href"].replace("%2F", "/") for a in read(page(path)).all("a") if a.words == "History of changes"
        ]
        assert links == [f"{address(store)}{about}"], path


def test_the_page_changes_nothing(post: Post, store: Store, audit: str) -> None:
    post(address(store), expected=405)
