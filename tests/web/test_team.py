"""Owners, things to find out and what is mine: as a person sees them, and whatever a stranger may send."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from audit.core.people import Account, Role
from audit.store import accounts, audits, memberships, programmes, team
from audit.store.database import Store
from tests import people
from tests.web.audit_pages import audit_of, fill, form_of, section
from tests.web.conftest import Clock, Page, Post, delete

Enter = Callable[[Role], FlaskClient]


@pytest.fixture
def ana(store: Store, audit: str) -> Account:
    """Return a contributor in the organisation of the audit."""
    return people.admit(store, "Ana Made-up", places=[(audit_of(store, audit).organisation, Role.CONTRIBUTOR)])


@pytest.fixture
def browser(app: object, client: FlaskClient, store: Store, ana: Account) -> FlaskClient:
    """Return the browser of Ana; forged requests are not the question here."""
    app.config["WTF_CSRF_ENABLED"] = False  # type: ignore[attr-defined]  # it is a Flask
    made = client.application.test_client()
    people.sign_in(made, store, ana)
    return made


def owners(store: Store, audit: str) -> dict[str, str]:
    with store.reading() as db:
        return team.owners(db, audit_of(store, audit))


def inquiries(store: Store, audit: str) -> dict[str, str]:
    with store.reading() as db:
        return team.inquiries(db, audit_of(store, audit))


# ---- Owners


def test_a_domain_is_given_and_the_task_list_says_so(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    path = f"/audits/{audit}/owners"
    assert path in page(f"/audits/{audit}")
    sent = {**form_of(page(path)), "risk-taker": ana.id}
    answer = post(path, sent)
    assert answer.location == f"/audits/{audit}"
    assert owners(store, audit) == {"risk": ana.id}
    assert "0 of 15 answered · Ana Made-up" in section(page(f"/audits/{audit}"), "The domains").words
    # A second click changes nothing.
    post(path, sent)
    assert owners(store, audit) == {"risk": ana.id}
    post(path, {**form_of(page(path)), "risk-taker": ""})
    assert owners(store, audit) == {}


def test_two_people_who_give_one_domain_do_not_overwrite_each_other(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    path = f"/audits/{audit}/owners"
    seen = form_of(page(path))
    (other,) = [a for a in _all(store) if a.id != ana.id]
    post(path, {**seen, "risk-taker": ana.id})
    refused = post(path, {**seen, "risk-taker": other.id, "staff-taker": other.id}, expected=409)
    assert "Somebody else chose meanwhile: Ana Made-up. Save again to keep your choice." in refused.text
    assert '<a href="#risk-taker">' in refused.text
    assert owners(store, audit) == {"risk": ana.id}
    again = form_of(refused.text)
    assert (again["risk-taker"], again["risk-was"], again["staff-taker"]) == ([other.id], [ana.id], [other.id])
    # What was left alone here follows the other choice, and is no problem.
    calm = post(path, {**seen, "risk-taker": "", "risk-was": other.id, "staff-taker": other.id}, expected=409).text
    assert form_of(calm)["risk-taker"] == [""]
    # An old page on which only something else was chosen takes nothing back.
    post(path, {**seen, "staff-taker": other.id})
    assert owners(store, audit) == {"risk": ana.id, "staff": other.id}


def _all(store: Store) -> tuple[Account, ...]:
    with store.reading() as db:
        return accounts.listing(db)


def test_who_has_left_or_may_only_read_is_given_nothing(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    path = f"/audits/{audit}/owners"
    seen = form_of(page(path))
    with store.writing(by="tests") as db:
        memberships.change(db, audit_of(store, audit).organisation, ana.id, Role.READER)
    refused = post(path, {**seen, "risk-taker": ana.id}, expected=422)
    assert "Choose one of the answers on the page." in refused.text
    assert "Ana Made-up" not in page(path)
    assert owners(store, audit) == {}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"risk-taker": "z" * 16, "risk-was": ""}, "Choose one of the answers on the page."),
        ({"risk-taker": "'; DROP TABLE audits; --", "risk-was": ""}, "Choose one of the answers on the page."),
        ({"risk-taker": "", "risk-was": "nobody"}, "The page is not complete."),
        ({"risk-taker": ""}, "The page is not complete."),
        ([("risk-taker", ""), ("risk-taker", ""), ("risk-was", "")], "This came twice."),
        ([("risk-taker", ""), ("risk-was", ""), ("risk-was", "")], "This came twice."),
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(
    post: Post, store: Store, audit: str, sent: dict[str, str], said: str
) -> None:
    answer = post(f"/audits/{audit}/owners", sent, expected=422)
    assert said in answer.text
    assert owners(store, audit) == {}


def test_strange_fields_and_none_change_nothing(post: Post, store: Store, audit: str) -> None:
    post(f"/audits/{audit}/owners", {"elsewhere-taker": "z" * 16, "elsewhere-was": ""})
    post(f"/audits/{audit}/owners")
    assert owners(store, audit) == {}


def test_a_reader_sees_who_looks_after_what_and_no_control(
    visitor: Enter, post: Post, page: Page, store: Store, audit: str, ana: Account
) -> None:
    fill(store, audit, {"COL-1": None})
    reader = visitor(Role.READER)
    for name, part in (("owners", "risk"), ("find-out", "COL-1")):
        path = f"/audits/{audit}/{name}"
        post(path, {**form_of(page(path)), f"{part}-taker": ana.id})
        main = reader.get(path).text.partition("<main")[2].partition("</main>")[0]
        assert "Ana Made-up" in main
        assert "<form" not in main
    assert reader.post(f"/audits/{audit}/owners").status_code in {400, 403}


def test_who_has_no_account_to_sign_in_with_keeps_what_they_have(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    path = f"/audits/{audit}/owners"
    post(path, {**form_of(page(path)), "risk-taker": ana.id})
    with store.writing(by="tests") as db:
        accounts.disable(db, ana.id)
    sent = form_of(page(path))
    assert sent["risk-taker"] == [ana.id]
    assert "Ana Made-up" in page(path)
    post(path, sent)
    assert owners(store, audit) == {"risk": ana.id}


def test_a_deleted_audit_has_no_owners_page(page: Page, post: Post, audit: str) -> None:
    sent = form_of(page(f"/audits/{audit}/owners"))
    delete(page, post, f"/audits/{audit}")
    for name in ("owners", "find-out", "domains/risk/here"):
        post(f"/audits/{audit}/{name}", {**sent, "risk-taker": ""}, expected=404)


# ---- Things to find out


def test_what_is_not_sure_gathers_and_gets_somebody(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    path = f"/audits/{audit}/find-out"
    assert "Nothing is marked" in page(path)
    fill(store, audit, {"COL-4": None, "WOM-1": None, "COL-5": 2})
    assert "2 things to find out" in page(f"/audits/{audit}")
    html = page(path)
    assert html.index("WOM-1") < html.index("COL-4"), "a red line comes first"
    assert "COL-5" not in html
    assert post(path, {**form_of(html), "WOM-1-taker": ana.id}).location == path
    assert inquiries(store, audit) == {"WOM-1": ana.id}
    stale = {**form_of(html), "WOM-1-taker": _manager(store, ana)}
    assert "Somebody else chose meanwhile: Ana Made-up." in post(path, stale, expected=409).text
    assert inquiries(store, audit) == {"WOM-1": ana.id}
    kept = form_of(post(path, stale, expected=409).text)
    post(path, kept)
    assert inquiries(store, audit) == {"WOM-1": _manager(store, ana)}
    post(path, {**form_of(page(path)), "WOM-1-taker": ana.id})
    refused = post(path, {**form_of(page(path)), "COL-4-taker": "z" * 16}, expected=422)
    assert '<a href="#COL-4-taker">' in refused.text
    assert inquiries(store, audit) == {"WOM-1": ana.id}


def _manager(store: Store, other: Account) -> str:
    return next(a.id for a in _all(store) if a.id != other.id)


# ---- Mine


def test_mine_holds_what_waits_for_one_and_nothing_of_others(
    page: Page, post: Post, store: Store, audit: str, ana: Account, browser: FlaskClient
) -> None:
    assert "Nothing waits for you." in browser.get("/mine").text
    fill(store, audit, {"COL-1": None, "WOM-1": None})
    post(f"/audits/{audit}/owners", {**form_of(page(f"/audits/{audit}/owners")), "risk-taker": ana.id})
    post(f"/audits/{audit}/find-out", {**form_of(page(f"/audits/{audit}/find-out")), "COL-1-taker": ana.id})
    for code, text, to in (("WOM-1", "For all who answer", "contributor"), ("RSK-1", "For you", "owner")):
        path = f"/audits/{audit}/criteria/{code}/comments"
        post(path, {**form_of(page(path)), "text": text, "mention": to})
    path = f"/audits/{audit}/criteria/WOM-2/comments"
    post(path, {**form_of(page(path)), "text": "For managers only", "mention": "manager"})
    html = browser.get("/mine").text
    for said in ("Steps · Full audit", "0 of 15 answered", "COL-1", "For all who answer", "For you"):
        assert said in html, said
    assert "For managers only" not in html
    assert "Nothing waits for you." in page("/mine"), "nobody is told what they wrote themselves"
    assert 'href="/mine"' in page("/")


def test_mine_leaves_out_what_is_known_and_what_is_over(
    page: Page, post: Post, store: Store, audit: str, ana: Account, browser: FlaskClient
) -> None:
    fill(store, audit, {"COL-1": None})
    post(f"/audits/{audit}/find-out", {**form_of(page(f"/audits/{audit}/find-out")), "COL-1-taker": ana.id})
    assert "COL-1" in browser.get("/mine").text
    fill(store, audit, {"COL-1": 2})
    assert "Nothing waits for you." in browser.get("/mine").text
    post(f"/audits/{audit}/owners", {**form_of(page(f"/audits/{audit}/owners")), "risk-taker": ana.id})
    assert "Steps" in browser.get("/mine").text
    found = audit_of(store, audit)
    for statement in (
        "UPDATE programmes SET archived = '2026-11-01T09:00:00Z'",
        "UPDATE programmes SET archived = NULL",
    ):
        with store.writing(by="tests") as db:
            db.execute(statement)
            is_archived = programmes.get(db, found.programme, found.organisation).archived is not None
        assert ("Nothing waits" in browser.get("/mine").text) is is_archived
    with store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
        assert audits.get(db, audit, found.organisation).is_signed
    assert "Nothing waits for you." in browser.get("/mine").text
    assert browser.get("/mine").status_code == 200


def test_whoever_leaves_has_nothing_any_more(
    page: Page, post: Post, store: Store, audit: str, ana: Account, browser: FlaskClient
) -> None:
    post(f"/audits/{audit}/owners", {**form_of(page(f"/audits/{audit}/owners")), "risk-taker": ana.id})
    home = audit_of(store, audit).organisation
    post(f"/organisations/{home}/people/{ana.id}/remove")
    assert owners(store, audit) == {}
    assert "Nothing waits for you." in browser.get("/mine").text
    assert browser.get(f"/audits/{audit}/owners").status_code == 404
    history = page(f"/organisations/{home}/history")
    assert "Who looks after a domain" in history


# ---- A signed audit


def test_a_signed_audit_offers_and_takes_nothing(
    page: Page, post: Post, store: Store, audit: str, ana: Account
) -> None:
    fill(store, audit, {"COL-1": None})
    seen = {path: form_of(page(path)) for path in (f"/audits/{audit}/owners", f"/audits/{audit}/find-out")}
    with store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
    for (path, sent), part in zip(seen.items(), ("risk", "COL-1"), strict=True):
        assert "taker" not in page(path)
        assert "signed off" in post(path, {**sent, f"{part}-taker": ana.id}, expected=409).text
    assert owners(store, audit) == inquiries(store, audit) == {}


# ---- Who is on a page


def test_a_page_says_who_else_has_it_open(
    page: Page, post: Post, audit: str, browser: FlaskClient, clock: Clock
) -> None:
    path = f"/audits/{audit}/domains/risk"
    assert "this page open" not in page(path)
    assert browser.post(f"{path}/here").get_json() == {"text": ""}
    assert "Ana Made-up has this page open." in page(path)
    assert "this page open" not in page(f"/audits/{audit}/domains/staff")
    assert post(f"{path}/here", expected=200).get_json() == {"text": "Ana Made-up has this page open."}
    assert "Olive Made-up has this page open." in browser.get(path).text
    clock.now = clock.now.replace(hour=clock.now.hour + 1)
    assert "this page open" not in page(path)


def test_without_the_script_a_save_says_so(page: Page, audit: str, browser: FlaskClient) -> None:
    path = f"/audits/{audit}/domains/risk"
    assert browser.post(path, data={"RSK-1-version": "0", "RSK-1-level": "2"}).status_code == 303
    assert "Ana Made-up has this page open." in page(path)


def test_on_a_page_that_is_not_there_is_nobody(post: Post, audit: str) -> None:
    post(f"/audits/{audit}/domains/nowhere/here", expected=404)
    post(f"/audits/{'a' * 16}/domains/risk/here", expected=404)


# ---- The last change


def test_the_task_list_leads_to_the_last_change(page: Page, store: Store, audit: str, clock: Clock) -> None:
    assert "Last change" not in page(f"/audits/{audit}")
    fill(store, audit, {"COL-1": 1})
    clock.now = clock.now.replace(minute=30)
    fill(store, audit, {"RSK-2": 1})
    html = page(f"/audits/{audit}")
    assert f'href="/audits/{audit}/domains/risk#RSK-2">RSK-2. Saved 14:30.</a> There you can undo it.' in html
