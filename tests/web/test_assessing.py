"""Assessing: whom an organisation lets in, what an assessor sees of it, and what is recorded."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audit import library
from audit.core.answers import Answer, Evidence
from audit.core.assessment import Finding, Found
from audit.core.people import Membership, Office, Right, Role
from audit.core.programme import Audit
from audit.core.signing import Beginning, digest
from audit.core.standard import TOP_LEVEL
from audit.render import documents
from audit.store import accounts, answers, assessors, audits, findings, history, memberships
from audit.web import assessing, assessing_forms, reports
from audit.web.rights import RIGHTS
from tests import people
from tests.web.conftest import look_over
from tests.web.test_rights import said
from tests.web.worlds import INVITED, UNKNOWN, World, build

NOTE = "A note of the team"
CODE = "COL-1"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return two organisations; an assessor is invited to the audit of one."""
    monkeypatch.setattr(reports, "_send", lambda _make, _instead: "a paper")
    made = build(tmp_path)
    yield made
    made.store.close()


def ours(world: World) -> Audit:
    with world.store.reading() as db:
        return audits.get(db, world.ids["own"]["audit_id"], world.ids["own"]["organisation_id"])


def path(world: World, rest: str = "") -> str:
    return f"/audits/{world.ids['own']['audit_id']}{rest}"


def found_of(world: World) -> dict[str, Found]:
    with world.store.reading() as db:
        return findings.listing(db, ours(world))


def entries(world: World, act: str) -> list[history.Entry]:
    with world.store.reading() as db:
        listed = list(history.listing(db, world.ids["own"]["organisation_id"]))
    return [entry for entry in listed if entry.link.act == act]


def answer(world: World, code: str = CODE, level: int = TOP_LEVEL) -> None:
    given = Answer(level=level, evidence=(Evidence("Handbook, chapter 2"),), note=NOTE)
    with world.store.writing(by=world.persons["manager"]) as db:
        answers.save_many(db, ours(world), {code: (given, 0)}, world.store.clock())


def form(code: str = CODE, **changes: str) -> dict[str, str]:
    sent = {"version": "0", "finding": "evidence-seen", "date": "2026-11-20", "note": "Seen in the handbook", **changes}
    return {f"{code}-{name}": value for name, value in sent.items()}


def send(browser: FlaskClient, world: World, data: Mapping[str, str], expected: int = 303) -> TestResponse:
    sent = browser.post(path(world, "/findings/collaboration"), data=data)
    assert sent.status_code == expected, sent.text
    if sent.mimetype == "text/html" and expected != 303:
        look_over(sent.text, world.app)
    return sent


# ---- The seal


def ways(html: str) -> set[str]:
    links = set(re.findall(r'<a [^>]*href="(/[^"#?]*)', html))
    return links | set(re.findall(r'<form method="get"[^>]*action="(/[^"#?]*)', html))


OTHER = "o" * 16
_AT = "2026-11-01T09:00:00Z"


def work_on(world: World) -> None:
    """Let the team comment, share the work, note where a document is kept, and begin another audit."""
    audit, account = ours(world), world.persons["manager"]
    answer(world)
    completion = replace(audit, id=OTHER, begun_as=Beginning.COMPLETION, follows=audit.id)
    with world.store.writing(by=account) as db:
        audits.create(db, completion, library.default())
        given = {"COL-2": (Answer(level=1, note=NOTE), 0)}
        answers.save_many(db, completion, given, world.store.clock())
    key = (audit.organisation, audit.id)
    raw = sqlite3.connect(world.store.path)
    with raw:
        raw.execute("INSERT INTO domain_owners VALUES (?, ?, 'collaboration', ?, ?)", (*key, account, _AT))
        raw.execute("INSERT INTO inquiries VALUES (?, ?, 'COL-2', ?, ?)", (*key, account, _AT))
        comment = (*key, "c" * 16, CODE, account, "manager", NOTE, _AT)
        raw.execute("INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '')", comment)
        document = (audit.organisation, audit.programme, "Handbook, chapter 2", NOTE, "2026-11-02", _AT)
        raw.execute("INSERT INTO documents VALUES (?, ?, ?, '', ?, ?, 1, ?)", document)
    raw.close()


def test_every_link_an_assessor_is_offered_leads_somewhere(world: World) -> None:
    work_on(world)
    browser, seen, waiting = world.browser(INVITED), set(), ["/"]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        shown = browser.get(at)
        assert shown.status_code == 200, at
        for hidden in (NOTE, OTHER, world.persons["manager"], ">manager<"):
            assert hidden not in shown.text, (at, hidden)
        if shown.mimetype == "text/html" and not at.startswith("/standards"):
            waiting += sorted(ways(shown.text))
        shown.close()
    own = world.ids["own"]
    assert {path(world), path(world, "/findings"), path(world, "/results"), path(world, "/plan")} <= seen
    assert not any(own["programme_id"] in at or own["organisation_id"] in at for at in seen)


def test_an_assessor_reads_answers_and_titles_and_no_word_of_the_team(world: World) -> None:
    work_on(world)
    browser = world.browser(INVITED)
    pages = ("", "/domains/collaboration", "/results", "/plan", "/report", "/findings", "/findings/collaboration")
    texts = {page: browser.get(path(world, page)).text for page in pages}
    assert not [page for page, text in texts.items() if NOTE in text]
    for page in ("/domains/collaboration", "/findings/collaboration"):
        assert "Handbook, chapter 2" in texts[page]
    member = world.browser("reader").get(path(world, "/domains/collaboration")).text
    assert NOTE in member
    assert "You were invited to assess" in texts[""]
    assert "To read only." not in "".join(texts.values())


def test_papers_with_titles_are_not_made_for_an_assessor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(reports, "_send", lambda make, _instead: str(make()))
    monkeypatch.setattr(documents, "edition", lambda *_given, with_titles=False, **_more: asked.append(with_titles))
    for who in ("reader", INVITED):
        assert world.browser(who).get(path(world, "/report.pdf?titles=1")).status_code == 200
    assert asked == [True, False]


@pytest.mark.parametrize("how", ["taken back", "office lost", "joined", "disabled"])
def test_the_audit_closes_at_once(world: World, how: str) -> None:
    account, home = world.persons[INVITED], world.ids["own"]["organisation_id"]
    browser = world.browser(INVITED)
    assert browser.get(path(world, "/results")).status_code == 200
    with world.store.writing(by="tests") as db:
        if how == "taken back":
            assessors.take_back(db, ours(world), account)
        elif how == "office lost":
            accounts.withdraw(db, account, Office.ASSESSOR)
        elif how == "joined":
            people_of = Membership(organisation=home, account=account, role=Role.READER, since=world.store.clock())
            memberships.add(db, people_of)
        else:
            accounts.disable(db, account)
    before = world.content()
    answers_now = [browser.get(path(world, "/findings/collaboration")), send_any(browser, world)]
    unknown = [
        browser.get(f"/audits/{UNKNOWN}/findings/collaboration"),
        browser.post(f"/audits/{UNKNOWN}/findings/collaboration", data=form()),
    ]
    expected = {"joined": 403, "disabled": 401}.get(how, 404)
    assert answers_now[1].status_code == expected
    if expected == 404:
        assert [said(one) for one in answers_now] == [said(one) for one in unknown]
        assert browser.get("/").text.count("Audits you assess") == 0
    assert world.content() == before
    assert found_of(world) == {}


def send_any(browser: FlaskClient, world: World) -> TestResponse:
    return browser.post(path(world, "/findings/collaboration"), data=form())


@pytest.mark.parametrize("how", ["taken back", "office lost"])
def test_who_waited_to_write_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """The invitation goes between looking at the request and writing it."""
    browser, sent_before = world.browser(INVITED), assessing_forms.sent

    def meanwhile(*given: object) -> object:
        with world.store.writing(by="tests") as db:
            if how == "taken back":
                assessors.take_back(db, ours(world), world.persons[INVITED])
            else:
                accounts.withdraw(db, world.persons[INVITED], Office.ASSESSOR)
        return sent_before(*given)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(assessing_forms, "sent", meanwhile)
    assert send_any(browser, world).status_code == 404
    assert found_of(world) == {}


def test_an_office_given_back_opens_nothing_by_itself(world: World) -> None:
    account = world.persons[INVITED]
    with world.store.writing(by="tests") as db:
        accounts.withdraw(db, account, Office.ASSESSOR)
        accounts.grant(db, account, Office.ASSESSOR)
    assert world.browser(INVITED).get(path(world)).status_code == 404
    assert len(entries(world, history.ASSESSOR_REMOVED)) == 1


def test_what_asks_for_view_is_about_one_audit() -> None:
    opened = {name for name, right in RIGHTS.items() if right is Right.VIEW}
    assert opened == {
        *("questionnaire.tasks", "questionnaire.domain", "results.show", "results.chart"),
        *("plan.show", "reports.show", "reports.edition", "assessing.findings"),
    }
    assert {name for name, right in RIGHTS.items() if right is Right.ASSESS} == {"assessing.record", "assessing.save"}


# ---- Inviting


def test_a_manager_chooses_an_assessor_of_the_network_and_takes_the_invitation_back(world: World) -> None:
    browser, other = world.browser("manager"), world.persons[Office.ASSESSOR.value]
    html = browser.get(path(world, "/assessors")).text
    look_over(html, world.app)
    assert "Not your notes, not your comments" in html
    assert other in html
    for said_so in ("No mail goes out: tell them yourself.", "can open this audit now"):
        assert browser.post(path(world, "/assessors"), data={"account": other}).status_code == 303
        assert said_so in browser.get(path(world, "/assessors")).text
    assert len(entries(world, history.ASSESSOR_INVITED)) == 2  # one of them stands in the world from the start
    assert world.browser(Office.ASSESSOR.value).get(path(world)).status_code == 200
    assert f'value="{other}"' not in browser.get(path(world, "/assessors")).text
    for said_so in ("was taken back. What was found stays", "was taken back already"):
        assert browser.post(path(world, f"/assessors/{other}/take-back")).status_code == 303
        assert said_so in browser.get(path(world, "/assessors")).text
    assert len(entries(world, history.ASSESSOR_REMOVED)) == 1
    assert world.browser(Office.ASSESSOR.value).get(path(world)).status_code == 404


@pytest.mark.parametrize("who", ["manager", "operator", "unknown", ""])
def test_nobody_else_can_be_invited(world: World, who: str) -> None:
    account = world.persons.get(who, UNKNOWN if who else "")
    browser, sent = world.browser("manager"), {"account": account} if who else {}
    before = world.content()
    refused = browser.post(path(world, "/assessors"), data=sent)
    assert refused.status_code == 422
    look_over(refused.text, world.app)
    assert "Choose an assessor." in refused.text
    assert world.content() == before


def test_who_is_no_assessor_any_more_when_the_form_comes_is_not_invited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.persons[Office.ASSESSOR.value]
    choices = assessing._choices
    monkeypatch.setattr(assessing, "_choices", lambda *_given: ((other, "Somebody"),))
    with world.store.writing(by="tests") as db:
        accounts.withdraw(db, other, Office.ASSESSOR)
    browser = world.browser("manager")
    before = world.content()
    refused = browser.post(path(world, "/assessors"), data={"account": other})
    assert refused.status_code == 409
    assert "cannot be invited" in refused.text
    assert world.content() == before
    monkeypatch.setattr(assessing, "_choices", choices)


def test_two_of_one_name_are_told_apart_and_a_dead_invitation_is_called_so(world: World) -> None:
    twins = [people.admit(world.store, f"Twin{n}", offices=(Office.ASSESSOR,)) for n in (1, 2)]
    with world.store.writing(by="tests") as db:
        for twin in twins:
            found = accounts.get(db, twin.id)
            accounts.change(db, replace(found, name="Twin"))
        home = world.ids["own"]["organisation_id"]
        account = world.persons[INVITED]
        memberships.add(
            db,
            Membership(organisation=home, account=account, role=Role.READER, since=world.store.clock()),
        )
    html = world.browser("manager").get(path(world, "/assessors")).text
    assert all(f"Twin ({twin.email})" in html for twin in twins)
    assert "This opens nothing now" in html
    assert "There is nobody else to invite" not in html


# ---- Recording


def test_what_was_found_stands_beside_the_answer_and_is_read_by_the_programme(world: World) -> None:
    answer(world)
    browser = world.browser(INVITED)
    look_over(browser.get(path(world, "/findings/collaboration")).text, world.app)
    for _ in range(2):  # A double click.
        send(browser, world, form(finding="validated-1"))
    (kept,) = found_of(world).values()
    assert (kept.finding, kept.level, kept.version, kept.account) == (
        Finding.VALIDATED, 1, 1, world.persons[INVITED],
    )  # fmt: skip
    assert len(entries(world, history.FINDING_SAVED)) == 1
    with world.store.reading() as db:
        stored = answers.listing(db, ours(world))[CODE]
    assert (stored.answer.level, stored.version) == (TOP_LEVEL, 1)
    html = world.browser("reader").get(path(world, "/findings")).text
    look_over(html, world.app)
    for words in ("Validated at level 1", "Less than the programme says", "Seen in the handbook", INVITED):
        assert words in html
    assert "Record what you found" not in html
    results = world.browser("reader").get(path(world, "/results")).text
    assert "An assessor found less in place than the programme says here: COL-1" in results
    assert "By own account, documents seen for 1 of 100 criteria, 1 validated" in results
    manager = world.browser("manager").get(f"/organisations/{ours(world).organisation}/history").text
    assert "Assessor&#39;s finding saved" in manager or "Assessor's finding saved" in manager


def test_findings_can_be_recorded_of_an_audit_whose_assessor_has_left(world: World) -> None:
    send(world.browser(INVITED), world, form())
    with world.store.writing(by="tests") as db:
        accounts.delete(db, world.persons[INVITED])
    assert "Somebody who has left" in world.browser("reader").get(path(world, "/findings")).text
    assert entries(world, history.ASSESSOR_REMOVED)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"finding": "validated-4"}, "Choose what you found"),
        ({"finding": "seen"}, "Choose what you found"),
        ({"date": ""}, "Write the day on which you looked"),
        ({"date": "2026-11-30"}, "still to come"),
        ({"date": "yesterday"}, "Write the date as year, month, day"),
        ({"version": "x"}, "The page is not complete"),
        ({"note": "Call ana@example.org"}, "This looks like an e-mail address"),
        ({"note": "x" * 5001}, "Shorten it"),
        ({"note": "a\x00b"}, "cannot be shown"),
    ],
)
def test_what_is_wrong_is_shown_as_typed_and_nothing_is_saved(
    world: World, changes: dict[str, str], words: str
) -> None:
    browser = world.browser(INVITED)
    before = world.content()
    sent = {**form(), **form("COL-2", note="Kept on the page"), **form(**changes)}
    html = send(browser, world, sent, 422).text
    assert words in html
    assert "Kept on the page" in html
    assert world.content() == before


def test_a_ticked_note_is_saved(world: World) -> None:
    browser = world.browser(INVITED)
    asked = send(browser, world, form(note="Call ana@example.org"), 422).text
    box = re.search(r'name="(COL-1-note-keep)" type="checkbox" value="(\w+)"', asked)
    assert box
    send(browser, world, {**form(note="Call ana@example.org"), box[1]: box[2]})
    assert found_of(world)[CODE].note == "Call ana@example.org"


@pytest.mark.parametrize("sent", [{}, {"WOM-1-finding": "validated-3", "WOM-1-version": "0"}])
def test_a_page_of_another_domain_saves_nothing(world: World, sent: dict[str, str]) -> None:
    browser = world.browser(INVITED)
    before = world.content()
    assert "does not belong to this domain" in send(browser, world, sent, 422).text
    assert world.content() == before


def test_not_looked_at_needs_no_day_and_makes_no_entry(world: World) -> None:
    before = found_of(world)
    send(world.browser(INVITED), world, form(finding="not-looked-at", note="", date=""))
    assert found_of(world) == before == {}


def test_two_assessors_see_both_findings_and_choose(world: World) -> None:
    other = Office.ASSESSOR.value
    with world.store.writing(by="tests") as db:
        assessors.invite(db, ours(world), world.persons[other])
    first, second = world.browser(INVITED), world.browser(other)
    send(first, world, form(note="First"))
    stale = send(second, world, {**form(finding="validated-2", note="Second"), **form("COL-2")}, 409).text
    assert "another finding was saved meanwhile" in stale
    assert "Note: First" in stale
    assert "Second" in stale
    assert 'name="COL-1-version" value="1"' in stale
    assert found_of(world).keys() == {CODE}
    send(second, world, form(version="1", finding="validated-2", note="Second"))
    assert (found_of(world)[CODE].note, found_of(world)[CODE].version) == ("Second", 2)


def test_a_deleted_audit_and_an_unknown_domain_are_not_found(world: World) -> None:
    browser = world.browser(INVITED)
    assert browser.get(path(world, "/findings/nothing")).status_code == 404
    with world.store.writing(by="tests") as db:
        audits.delete_draft(db, ours(world))
    assert send_any(browser, world).status_code == 404
    assert browser.get("/").status_code == 200


def test_nobody_assesses_their_own_organisation(world: World) -> None:
    for who in ("manager", "contributor", "reader"):
        assert send_any(world.browser(who), world).status_code == 403
    assert found_of(world) == {}


def test_where_there_is_nobody_to_invite_the_page_says_whom_to_ask(world: World) -> None:
    with world.store.writing(by="tests") as db:
        for who in (INVITED, Office.ASSESSOR.value):
            accounts.withdraw(db, world.persons[who], Office.ASSESSOR)
    browser = world.browser("manager")
    for answered in (browser.get(path(world, "/assessors")), browser.post(path(world, "/assessors"))):
        look_over(answered.text, world.app)
        assert "There is nobody else to invite." in answered.text


def test_a_signed_audit_can_be_assessed(world: World) -> None:
    """A validation may come later; its answers stay locked, and an assessor reads them as before."""
    answer(world)
    audit, account = ours(world), world.persons["manager"]
    raw = sqlite3.connect(world.store.path)
    with raw:
        raw.execute("UPDATE audits SET state = 'signed' WHERE id = ?", (audit.id,))
        signature = (audit.organisation, audit.id, _AT, account, "manager", "manager", "{}", digest("{}"))
        raw.execute("INSERT INTO signatures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", signature)
    raw.close()
    browser = world.browser(INVITED)
    for rest in ("", "/domains/collaboration", "/results", "/plan", "/findings", "/findings/collaboration"):
        shown = browser.get(path(world, rest))
        assert shown.status_code == 200, rest
        assert not [way for way in ways(shown.text) if browser.get(way).status_code == 404], rest
    send(browser, world, form(finding="validated-2"))
    assert found_of(world)[CODE].level == 2
    manager = world.browser("manager")
    assert manager.post(path(world, f"/assessors/{world.persons[INVITED]}/take-back")).status_code == 303
    assert browser.get(path(world)).status_code == 404
