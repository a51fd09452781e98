"""Every address × everybody × whose ids: what is answered follows from the table of rights alone.

Organisations are sealed from each other, so another organisation's id must be answered as one that nobody ever gave.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from audit import config
from audit.core.people import (
    IN_OFFICE,
    IN_ORGANISATION,
    OF_ORGANISATIONS,
    OF_THE_INVITED,
    Kind,
    Office,
    Right,
    Role,
)
from audit.store import accounts, memberships, sessions
from audit.store.connection import Connection
from audit.store.database import Store
from audit.web import create_app, identity, reports
from audit.web.rights import RIGHTS, UndecidedAddressError
from tests import people
from tests.web.conftest import NOW
from tests.web.worlds import (
    EVERYBODY,
    HALF,
    INVITED,
    MEMBERS,
    NOBODY,
    OFFICERS,
    REST,
    SCOPED,
    UNKNOWN,
    World,
    build,
    copied,
)

_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return two organisations that nobody has done anything in, to be copied: making them takes longer than a test."""
    return build(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(first_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return two organisations of the test's own; no paper is printed, since what is on it is not the question."""
    monkeypatch.setattr(reports, "_send", lambda _make, _instead: "a paper")
    made = copied(first_world, tmp_path)
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """Return every address: method, rule and endpoint."""
    return listed(tmp_path_factory.mktemp("routes"))


def listed(folder: Path) -> list[tuple[str, str, str]]:
    settings = config.load(folder)
    store = Store(settings.database)
    store.prepare()
    app = create_app(settings, store)
    store.close()
    return sorted(
        (method, rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def expected(right: Right, who: str, whose: str, parts: frozenset[str]) -> int | None:
    """Return the status that the right alone demands; ``None`` where the person may come in.

    Whoever is refused reads 303 (to the sign-in) or 401, 403, or 404 where nobody may know that something is there.
    """
    if right is Right.PUBLIC:
        return None
    if who in {NOBODY, HALF}:
        return 401
    if right is Right.SIGNED_IN:
        return None
    if right not in OF_ORGANISATIONS:
        office = Office.ASSESSOR if who == INVITED else OFFICERS.get(who)
        return None if office is not None and right in IN_OFFICE[office] else 403
    return _expected_of_one(right, who, whose, parts)


def _expected_of_one(right: Right, who: str, whose: str, parts: frozenset[str]) -> int | None:
    if parts and who == INVITED and whose == "own" and "audit_id" in parts and right in OF_THE_INVITED:
        return None
    if parts and (whose != "own" or who not in MEMBERS):
        return 404
    # Without an id it is about the organisation in which somebody has a place.
    return None if who in MEMBERS and right in IN_ORGANISATION[MEMBERS[who]] else 403


def address(rule: str, ids: dict[str, str]) -> str:
    """Fill an address in; a part that nobody thought of fails here."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: {**REST, **ids}[part[1]], rule)


def parts_of(rule: str) -> frozenset[str]:
    return frozenset(re.findall(r"<(?:\w+:)?(\w+)>", rule)) & SCOPED


def status(answer: TestResponse) -> int:
    """Return the status, with 401 for the way to the sign-in, which is how a page says it."""
    is_way_in = answer.status_code == 303 and answer.location.startswith("/sign-in?next=")
    return 401 if is_way_in else answer.status_code


def said(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Return all that an answer says, without the token of its forms, which is new each time."""
    headers = [(name, value) for name, value in answer.headers if name not in {"Set-Cookie", "Content-Length"}]
    return answer.status_code, _TOKEN.sub("", answer.text), headers


def trouble(world: World, method: str, path: str, who: str, demanded: int | None) -> tuple[str, TestResponse]:
    """Ask for one address, and say what is not as the right demands; "" where all is."""
    browser = world.browser(who)
    before = world.content() if method != "GET" and demanded is not None else ""
    answer = browser.open(path, method=method)
    came = status(answer)
    if demanded is None:
        return (f"{came}, although they may" if came in {401, 403} or came >= 500 else ""), answer
    if before and world.content() != before:
        return "refused, and yet something was written", answer
    return (f"{came} and not {demanded}" if came != demanded else ""), answer


def judge(world: World, method: str, rule: str, endpoint: str) -> list[str]:
    """Ask for one address as everybody, with everybody's ids, and return where it is not as the right demands."""
    right, parts, wrong = RIGHTS[endpoint], parts_of(rule), []
    for who in EVERYBODY:
        answers = {}
        for whose, ids in world.ids.items():
            said_so, answers[whose] = trouble(
                world, method, address(rule, ids), who, expected(right, who, whose, parts)
            )
            wrong += [f"{method} {rule}, {who}, {whose} ids: {said_so}"] if said_so else []
        is_sealed = right in OF_ORGANISATIONS and parts and who not in {NOBODY, HALF}
        hidden = [whose for whose in answers if expected(right, who, whose, parts) == 404] if is_sealed else []
        if any(said(answers[whose]) != said(answers["unknown"]) for whose in hidden):
            wrong.append(f"{method} {rule}, {who}: an id that is not theirs is not answered as an unknown one")
        for answer in answers.values():
            answer.close()
    return wrong


@pytest.mark.no_cover
@pytest.mark.parametrize("endpoint", sorted(RIGHTS))
def test_every_address_answers_everybody_as_the_table_says(
    world: World, routes: list[tuple[str, str, str]], endpoint: str
) -> None:
    found = [(method, rule) for method, rule, name in routes if name == endpoint]
    assert found
    assert [line for method, rule in found for line in judge(world, method, rule, endpoint)] == []


def test_every_address_is_decided_about_and_every_decision_is_about_one(routes: list[tuple[str, str, str]]) -> None:
    assert {endpoint for _, _, endpoint in routes} == RIGHTS.keys()


def test_an_address_that_names_an_organisation_asks_for_a_right_in_it(routes: list[tuple[str, str, str]]) -> None:
    """All others do without the scope check; these were looked at one by one."""
    left = {endpoint for _, rule, endpoint in routes if parts_of(rule) and RIGHTS[endpoint] not in OF_ORGANISATIONS}
    about_the_network = {name for name in left if RIGHTS[name] in {Right.NETWORK, Right.OPERATE}}
    # They say who is in the directory, or help where an organisation has nobody left; none shows an audit.
    assert {name.partition(".")[0] for name in about_the_network} <= {"members", "member_voices", "data"}
    # Leaving is about one's own place, which is looked up by the account.
    assert left - about_the_network == {"account.ask_leave", "account.leave"}


def test_no_page_starts_with_an_address_that_nobody_decided_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RIGHTS, "results.show")
    with pytest.raises(UndecidedAddressError, match=r"results\.show"):
        build(tmp_path)


# ---- A place that changes while somebody is signed in


def test_a_place_that_is_taken_away_counts_at_the_next_request(world: World) -> None:
    ours = world.ids["own"]
    path, home = f"/audits/{ours['audit_id']}", ours["organisation_id"]
    browser = world.browser("contributor")
    assert browser.get(path).status_code == 200
    with world.store.writing(by="tests") as db:
        memberships.change(db, home, world.persons["contributor"], Role.READER)
    before = world.content()
    refused = browser.post(f"{path}/answers/COL-1", data={"COL-1-version": "0", "COL-1-note": "Something typed"})
    assert refused.status_code == 403
    assert "Something typed" in refused.text
    assert browser.get(path).status_code == 200
    with world.store.writing(by="tests") as db:
        memberships.remove(db, home, world.persons["contributor"])
    assert world.content() != before
    before = world.content()
    for method in ("GET", "POST"):
        gone = browser.open(f"{path}/domains/collaboration", method=method)
        unknown = browser.open(f"/audits/{UNKNOWN}/domains/collaboration", method=method)
        assert gone.status_code == 404
        assert said(gone) == said(unknown)
    assert world.content() == before


def test_fields_of_ones_own_change_nothing(world: World) -> None:
    """Attack 3: a form with the names of columns in it."""
    theirs = world.ids["foreign"]
    browser = world.browser("contributor")
    sent = {"COL-1-version": "0", "COL-1-level": "2", "organisation": theirs["organisation_id"], "is_admin": "1"}
    sent |= {"role": "manager", "status": "signed", "version": "999", "account": world.persons["operator"]}
    path = f"/audits/{world.ids['own']['audit_id']}/answers/COL-1"
    assert browser.post(path, data=sent, headers={"X-Requested-With": "fetch"}).get_json()["version"] == 1
    with world.store.reading() as db:
        kept = memberships.of_account(db, world.persons["contributor"])
        assert [(m.organisation, m.role) for m in kept] == [(world.ids["own"]["organisation_id"], Role.CONTRIBUTOR)]
        assert db.execute("SELECT count(*) FROM answers").fetchone()[0] == 1


@pytest.mark.parametrize("name", ["report.pdf", "report-working.pdf", "plan.pdf", "charts/domains.svg", "answers.json"])
def test_a_paper_cannot_be_guessed_and_is_not_kept_by_the_browser(world: World, name: str) -> None:
    """Attack 4."""
    theirs, ours = world.ids["foreign"]["audit_id"], world.ids["own"]["audit_id"]
    browser = world.browser("manager")
    for audit in (theirs, UNKNOWN, "a" * 16, "1", "0", "-1", "9" * 30):
        assert browser.get(f"/audits/{audit}/{name}").status_code == 404
    assert world.browser(NOBODY).get(f"/audits/{ours}/{name}").status_code == 303
    assert "no-store" in browser.get(f"/audits/{theirs}/{name}").headers["Cache-Control"]


# ---- What a refused request leaves behind


@pytest.mark.parametrize(("who", "path"), [("reader", "own"), ("manager", "foreign"), ("operator", "own")])
def test_a_refused_request_is_logged_without_names_and_ids_that_were_asked_for(
    world: World, caplog: pytest.LogCaptureFixture, who: str, path: str
) -> None:
    audit = world.ids[path]["audit_id"]
    with caplog.at_level(logging.WARNING, logger="audit"):
        world.browser(who).post(f"/audits/{audit}/answers/COL-1", data={"COL-1-note": "Something typed"})
    lines = [r.getMessage() for r in caplog.records if r.name == "audit.security"]
    assert len(lines) == 1
    assert "questionnaire.save_answer" in lines[0]
    assert world.persons[who] in lines[0]
    assert audit not in caplog.text
    assert "Something typed" not in caplog.text
    assert "@" not in caplog.text


def test_what_was_typed_is_on_the_page_of_who_is_not_signed_in_any_more(world: World) -> None:
    path = f"/audits/{world.ids['own']['audit_id']}/domains/collaboration"
    answer = world.browser(NOBODY).post(path, data={"COL-1-note": "Something typed", "csrf_token": "old"})
    assert answer.status_code == 401
    assert "Something typed" in answer.text
    assert f'action="{path}"' in answer.text
    fetched = world.browser(NOBODY).post(path, headers={"X-Requested-With": "fetch"})
    assert fetched.status_code == 401
    assert "sign in" in fetched.get_json()["message"]


def test_the_way_to_the_sign_in_comes_back_to_where_somebody_was(world: World) -> None:
    answer = world.browser(NOBODY).get(f"/audits/{UNKNOWN}/plan?by=2027-01-01&x=//evil")
    assert answer.location == f"/sign-in?next=/audits/{UNKNOWN}/plan%3Fby%3D2027-01-01%26x%3D//evil"


# ---- Offices


def test_who_holds_an_office_sets_up_the_second_factor_first(world: World) -> None:
    late = people.admit(world.store, "Late", places=[(world.ids["own"]["organisation_id"], Role.MANAGER)])
    browser = world.app.test_client()
    people.sign_in(browser, world.store, late)
    path = f"/programmes/{world.ids['own']['programme_id']}"
    assert browser.get(path).status_code == 200
    with world.store.writing(by="tests") as db:
        accounts.grant(db, late.id, Office.ASSESSOR)
    assert browser.get(path).location == "/account/second-factor"
    assert browser.post(f"{path}/delete").status_code == 403
    assert browser.get("/account/second-factor").status_code == 200
    assert browser.get("/").location == "/account/second-factor"
    assert browser.get("/privacy").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/").status_code == 200


def test_an_operator_of_a_network_makes_no_organisation_with_a_programme(tmp_path: Path) -> None:
    for kind, came in ((Kind.NETWORK, 403), (Kind.OWN, 200)):
        world = build(tmp_path / kind, kind)
        assert world.browser("operator").get("/programmes/new").status_code == came
        assert world.browser("assessor").get("/programmes/new").status_code == 403
        world.store.close()


# ---- No page offers what would be refused


def _ways(html: str) -> set[tuple[str, str]]:
    links = {("GET", path) for path in re.findall(r'<a [^>]*href="(/[^"#?]*)', html)}
    forms = {(m.upper(), a) for m, a in re.findall(r'<form method="(\w+)"[^>]*action="(/[^"#?]*)', html)}
    return links | forms


def _walk(world: World, who: str, first: str) -> tuple[set[str], set[str]]:
    """Open a page and every page it leads to; return them, and where their forms lead. A refusal fails."""
    browser, seen, forms, waiting = world.browser(who), set(), set(), [first]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = browser.get(path)
        assert status(answer) not in {401, 403}, path
        if answer.mimetype == "text/html":
            ways = _ways(answer.text)
            waiting += sorted(way for method, way in ways if method == "GET")
            forms |= {way for method, way in ways if method == "POST"}
        answer.close()
    return seen, forms


@pytest.mark.no_cover
@pytest.mark.parametrize("who", [NOBODY, INVITED, *MEMBERS, *OFFICERS])
def test_no_page_leads_to_a_refusal(world: World, who: str) -> None:
    """From the start page on, every link and every form of every page."""
    seen, forms = _walk(world, who, "/")
    assert len(seen) > 2
    # Leaving comes last: whoever has left may do nothing any more.
    for path in sorted(
        forms, key=lambda path: (path.startswith(("/account", "/organisations")), "leave" in path, path)
    ):
        assert world.browser(who).post(path).status_code not in {401, 403}, path


def test_a_reader_reads_the_answers_and_finds_no_control(world: World) -> None:
    path = f"/audits/{world.ids['own']['audit_id']}/domains/collaboration"
    html = world.browser("reader").get(path).text
    assert "To read only." in html
    assert 'id="COL-1"' in html
    main = html.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"<(input|textarea|select|button|form)\b", main)
    assert "autosave.js" not in html
    assert "autosave.js" in world.browser("contributor").get(path).text


# ---- Sessions


def test_a_session_is_written_down_seldom_and_never_in_the_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []
    touch = sessions.touch

    def write_down(db: Connection, session: str, now: datetime) -> None:
        touched.append(session)
        touch(db, session, now)

    monkeypatch.setattr(sessions, "touch", write_down)
    browser, now = world.browser("reader"), NOW
    for minutes, times in ((4, 0), (5, 1), (9, 1), (10, 2)):
        monkeypatch.setattr(world.store, "clock", lambda at=minutes: now + identity.TOUCHED / 5 * at)
        assert browser.get("/").status_code == 200
        assert len(touched) == times, minutes
    with world.store.writing(by="tests"):
        monkeypatch.setattr(world.store, "clock", lambda: now + identity.TOUCHED * 3)
        assert browser.get("/").status_code == 200
    assert len(touched) == 2


def test_the_token_of_forms_is_new_after_the_sign_in(world: World) -> None:
    with world.app.test_request_context("/"):
        from flask import session  # noqa: PLC0415 - only this test looks behind the pages

        session["csrf_token"] = "of before"
        with world.store.reading() as db:
            account = accounts.get(db, world.persons["reader"])
        identity.start(account)
        assert "csrf_token" not in session
        found = identity.current()
        assert found is not None
        assert found.account.id == account.id
        identity.stop()
        assert identity.current() is None
