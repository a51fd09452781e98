"""Signing off through the pages: ready, signed once with a second confirmation, locked, and its papers."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from audit import credentials
from audit.core.answers import Answer
from audit.core.people import TRIES_OF_AN_ACCOUNT, WINDOW, Role
from audit.core.plan import SavedAction
from audit.core.programme import Audit
from audit.core.signing import State
from audit.core.standard import Standard
from audit.render import documents
from audit.render.errors import EngineMissingError
from audit.store import actions, answers, history, papers, signatures
from audit.store.database import Store
from audit.store.errors import SignedAuditError
from audit.web import limits, signoff, trying
from tests.web.audit_pages import all_at, audit_of, fill, red_lines
from tests.web.conftest import Clock, Page, Post

PASSWORD = "four words that nobody says"
ROLE = "Programme manager"
Visitor = Callable[[Role], FlaskClient]


@pytest.fixture
def password(app: Flask, store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give everybody one password, and take a second off: what it costs is tested with the sign-in."""
    monkeypatch.setattr(credentials, "is_right", lambda _kept, typed: typed == PASSWORD)
    del app, store, client
    return PASSWORD


@pytest.fixture
def complete(store: Store, audit: str, real: Standard) -> str:
    """Return an audit that nothing stops: one red line is open, with its step marked as taken."""
    line = red_lines(real)[0]
    fill(store, audit, {**all_at(real), line: 1})
    with store.writing() as db:
        action = SavedAction(key=line, criteria=(line,), interim_done=True)
        actions.save(db, audit_of(store, audit), action, 0, store.clock())
    return audit


@pytest.fixture
def is_ready(post: Post, complete: str) -> str:
    post(f"/audits/{complete}/ready", {"on": "1"})
    return complete


def carried(html: str) -> dict[str, str]:
    """Return what a page carries on with its form."""
    found = dict(re.findall(r'name="(shown|last)" value="([^"]*)"', html))
    assert set(found) == {"shown", "last"}
    return found


def signed_by(page: Page, post: Post, audit: str, **other: str) -> dict[str, str]:
    """Return everything the last form of a signature sends."""
    first = carried(page(f"/audits/{audit}/sign"))
    sent = {**first, "role": ROLE, "agreed": "1"}
    second = post(f"/audits/{audit}/sign", sent, expected=200).text
    assert "red lines" in second.lower()
    return {**sent, **carried(second), "current_password": PASSWORD, **other}


@pytest.fixture
def signed(page: Page, post: Post, is_ready: str, password: str) -> str:
    """Return an audit that was signed through the pages."""
    del password
    post(f"/audits/{is_ready}/sign/confirm", signed_by(page, post, is_ready))
    return is_ready


def state(store: Store, name: str) -> State:
    return audit_of(store, name).state


def test_the_page_says_what_stops_a_signature_and_what_weakens_it(
    page: Page, post: Post, store: Store, audit: str, real: Standard
) -> None:
    first, second = red_lines(real)[:2]
    fill(
        store, audit, {**all_at(real), first: 1, second: None, "DEF-2": Answer(note="Later"), "DEF-3": Answer(level=3)}
    )
    html = page(f"/audits/{audit}/ready")
    for words in (first, second, "step until they are mended is not marked as taken", "Level 3 without a document"):
        assert words in html
    post(f"/audits/{audit}/ready", {"on": "1"})
    assert state(store, audit) is State.DRAFT
    assert "look at what stops it" in page(f"/audits/{audit}/ready")


def test_ready_is_said_and_taken_back_and_lost_with_the_next_answer(
    page: Page, post: Post, store: Store, is_ready: str
) -> None:
    assert state(store, is_ready) is State.READY
    assert "Ready, not signed off" in page(f"/audits/{is_ready}")
    post(f"/audits/{is_ready}/ready", {"on": "0"})
    assert state(store, is_ready) is State.DRAFT
    post(f"/audits/{is_ready}/ready", {"on": "1"})
    fill(store, is_ready, {"DEF-1": 2})
    assert state(store, is_ready) is State.DRAFT


def test_a_signature_freezes_the_audit_and_registers_its_paper(
    page: Page, client: FlaskClient, store: Store, signed: str
) -> None:
    audit = audit_of(store, signed)
    assert audit.is_signed
    with store.reading() as db:
        signature = signatures.get(db, audit)
        (paper,) = papers.of_audit(db, audit)
    assert signature is not None
    assert signature.role == ROLE
    assert signature.name not in signature.snapshot
    html = page(f"/audits/{signed}/signed")
    assert paper.sha256 in html
    answer = client.get(f"/audits/{signed}/signed/paper.pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(answer.data).hexdigest() == paper.sha256
    reader = PdfReader(io.BytesIO(answer.data))
    first, last = ("".join(reader.pages[n].extract_text().split()) for n in (0, -1))
    assert "".join(ROLE.split()) in first
    assert signature.code.replace(" ", "") in first
    assert signature.code in last
    told = json.loads(reader.attachments["self-audit-edition.json"][0])
    assert (told["state"], told["signed"]["role"], told["signed"]["code"]) == ("signed", ROLE, signature.code)
    assert signature.name not in answer.data.decode("latin-1")
    assert signature.name not in json.dumps(told)


def test_a_double_click_signs_once(page: Page, post: Post, store: Store, is_ready: str, password: str) -> None:
    del password
    sent = signed_by(page, post, is_ready)
    first = post(f"/audits/{is_ready}/sign/confirm", sent)
    second = post(f"/audits/{is_ready}/sign/confirm", sent)
    assert first.location == second.location == f"/audits/{is_ready}/signed"
    with store.reading() as db:
        assert len(papers.of_audit(db, audit_of(store, is_ready))) == 1


@pytest.mark.usefixtures("password")
def test_two_clicks_at_one_moment_sign_once(
    page: Page, post: Post, store: Store, is_ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, made, where = signed_by(page, post, is_ready), documents.edition, f"/audits/{is_ready}/sign/confirm"
    inner: list[str] = []

    def late(*args: object, **more: object) -> object:
        monkeypatch.setattr(documents, "edition", made)
        inner.append(post(where, sent).location)  # The second click comes while the first makes its paper.
        return made(*args, **more)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(documents, "edition", late)
    assert [post(where, sent).location, *inner] == [f"/audits/{is_ready}/signed"] * 2
    with store.reading() as db:
        audit = audit_of(store, is_ready)
        told = [entry.link.act for entry in history.listing(db, audit.organisation)]
    assert (told.count(history.AUDIT_SIGNED), told.count(history.PAPER_ISSUED)) == (1, 1)


def test_another_signature_of_what_is_signed_is_refused(post: Post, signed: str) -> None:
    sent = {"shown": "0" * 64, "last": "1", "role": ROLE, "agreed": "1", "current_password": PASSWORD}
    assert "signed off and does not change" in post(f"/audits/{signed}/sign/confirm", sent, expected=409).text


def test_a_criterion_changed_a_second_earlier_keeps_it_from_being_signed(
    page: Page, post: Post, store: Store, is_ready: str, password: str
) -> None:
    del password
    sent = signed_by(page, post, is_ready)
    fill(store, is_ready, {"DEF-1": 2})
    said = post(f"/audits/{is_ready}/sign/confirm", sent, expected=409).text
    assert "Nothing was signed" in said
    assert "Answer saved: DEF-1" in said
    assert state(store, is_ready) is State.DRAFT
    post(f"/audits/{is_ready}/ready", {"on": "1"})
    assert "Answer saved: DEF-1" in post(f"/audits/{is_ready}/sign", sent, expected=409).text


def test_a_change_while_the_paper_was_made_keeps_it_from_being_signed(
    page: Page, post: Post, store: Store, is_ready: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del password
    sent, made = signed_by(page, post, is_ready), documents.edition

    def late(*args: object, **more: object) -> object:
        fill(store, is_ready, {"DEF-1": 2})
        return made(*args, **more)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(documents, "edition", late)
    assert "Nothing was signed" in post(f"/audits/{is_ready}/sign/confirm", sent, expected=409).text
    with store.reading() as db:
        assert signatures.get(db, audit_of(store, is_ready)) is None


def test_more_text_than_a_signature_holds_is_said_before_its_paper_is_made(
    page: Page, post: Post, store: Store, is_ready: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del password
    sent = signed_by(page, post, is_ready)
    monkeypatch.setattr(signoff, "LONGEST_SNAPSHOT", 1_000)
    monkeypatch.setattr(signoff, "paper", lambda _found, _wanted: pytest.fail("a paper was made"))
    said = post(f"/audits/{is_ready}/sign/confirm", sent, expected=422).text
    assert "more text in this audit and its plan than one signature can hold" in said
    assert state(store, is_ready) is State.READY


def test_a_contributor_and_a_reader_sign_nothing(
    visitor: Callable[[Role], FlaskClient], store: Store, is_ready: str
) -> None:
    for role in (Role.CONTRIBUTOR, Role.READER):
        browser = visitor(role)
        assert browser.get(f"/audits/{is_ready}/sign").status_code == 403
        html = browser.get(f"/audits/{is_ready}/ready").text
        assert "Go on to sign off" not in html
        token = re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]
        sent = {"csrf_token": token, "role": ROLE, "agreed": "1", "current_password": PASSWORD}
        assert browser.post(f"/audits/{is_ready}/sign/confirm", data=sent).status_code == 403
    assert state(store, is_ready) is State.READY


def test_a_wrong_password_a_missing_role_and_a_missing_statement_sign_nothing(
    page: Page, post: Post, store: Store, is_ready: str, password: str
) -> None:
    del password
    sent = signed_by(page, post, is_ready)
    for wrong, words in (
        ({"current_password": "another"}, "not the password of your account"),
        ({"current_password": ""}, "Write your password"),
        ({"role": ""}, "Write the role in which you sign"),
        ({"role": "x" * 101}, "it may have 100"),
        ({"agreed": ""}, "Tick the box or leave it empty"),
    ):
        assert words in post(f"/audits/{is_ready}/sign/confirm", {**sent, **wrong}, expected=422).text
    without = {name: value for name, value in sent.items() if name != "agreed"}
    assert "Tick the statement" in post(f"/audits/{is_ready}/sign", without, expected=422).text
    assert state(store, is_ready) is State.READY


def test_signing_is_no_way_to_guess_a_password(
    page: Page, post: Post, store: Store, is_ready: str, password: str, clock: Clock
) -> None:
    sent = signed_by(page, post, is_ready)
    confirm = f"/audits/{is_ready}/sign/confirm"
    wrong = {**sent, "current_password": "another"}
    for _ in range(TRIES_OF_AN_ACCOUNT):
        post(confirm, wrong, expected=422)
    assert "There were too many tries" in post(confirm, wrong, expected=429).text
    # A right one is not told from a wrong one, here and wherever else the password is asked again.
    post(confirm, sent, expected=429)
    post("/account/password", {"current_password": password, "password": "x"}, expected=429)
    assert state(store, is_ready) is State.READY
    clock.now += WINDOW
    assert post(confirm, sent).location == f"/audits/{is_ready}/signed"


@pytest.mark.usefixtures("password")
def test_wrong_passwords_from_one_address_count_for_every_account_there(
    page: Page, post: Post, store: Store, is_ready: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "TRIES_OF_AN_ADDRESS", 1)
    sent, confirm = signed_by(page, post, is_ready), f"/audits/{is_ready}/sign/confirm"
    post(confirm, {**sent, "current_password": "another"}, expected=422)
    colleague = visitor(Role.MANAGER)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', colleague.get(f"/audits/{is_ready}/ready").text)[0]
    assert colleague.post(confirm, data={**sent, "csrf_token": token}).status_code == 429
    assert state(store, is_ready) is State.READY


def test_making_editions_is_limited_and_says_so(
    page: Page, post: Post, store: Store, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    for _ in range(2):
        post(f"/audits/{signed}/signed/papers", {"number": "0", "titles": "0"})
    for where, sent in (("papers", {"number": "0", "titles": "1"}), ("addenda", {"kind": "plan"})):
        said = post(f"/audits/{signed}/signed/{where}", sent, expected=429).text
        assert "You asked for many papers or exports in a short time." in said
    with store.reading() as db:
        audit = audit_of(store, signed)
        assert (len(papers.of_audit(db, audit)), signatures.addenda(db, audit)) == (1, ())
    assert "SHA-256" in page(f"/audits/{signed}/signed")


def test_a_role_with_a_name_in_it_is_asked_about(page: Page, post: Post, is_ready: str) -> None:
    sent = {**carried(page(f"/audits/{is_ready}/sign")), "role": "Manager, ana.horvat@example.org", "agreed": "1"}
    assert "looks like an e-mail address" in post(f"/audits/{is_ready}/sign", sent, expected=422).text


def test_a_draft_and_a_trial_lead_to_the_page_that_says_why(
    page: Page, post: Post, client: FlaskClient, store: Store, complete: str
) -> None:
    assert client.get(f"/audits/{complete}/sign").location == f"/audits/{complete}/ready"
    assert client.get(f"/audits/{complete}/signed").location == f"/audits/{complete}/ready"
    post(f"/audits/{complete}/test", {"is_test": "1"})
    assert "A trial cannot be signed" in page(f"/audits/{complete}/ready")
    post(f"/audits/{complete}/ready", {"on": "1"}, expected=409)
    assert state(store, complete) is State.DRAFT


def test_a_clock_set_back_signs_and_adds_nothing(
    page: Page, post: Post, store: Store, is_ready: str, password: str, clock: Clock
) -> None:
    del password
    sent = signed_by(page, post, is_ready)
    words, back = "The clock of this machine stands before the last change", timedelta(minutes=10)
    clock.now -= back
    assert words in post(f"/audits/{is_ready}/sign/confirm", sent, expected=409).text
    assert state(store, is_ready) is State.READY
    clock.now += back
    post(f"/audits/{is_ready}/sign/confirm", sent)
    clock.now -= back
    assert words in post(f"/audits/{is_ready}/signed/addenda", {"kind": "plan"}, expected=409).text
    with store.reading() as db:
        assert signatures.addenda(db, audit_of(store, is_ready)) == ()


EDITS: dict[str, dict[str, str]] = {
    "domains/definition": {"action": "save", "DEF-1-version": "1", "DEF-1-level": "1"},
    "answers/DEF-1": {"DEF-1-version": "1", "DEF-1-level": "1"},
    "domains/definition/check": {"completed": "yes"},
    "test": {"is_test": "1"},
    "delete": {"seen": "anything"},
    "ready": {"on": "0"},
}


@pytest.mark.parametrize("where", EDITS)
def test_no_form_and_no_script_changes_what_is_signed(
    page: Page, post: Post, store: Store, signed: str, where: str
) -> None:
    before = everything(store, signed)
    said = post(f"/audits/{signed}/{where}", EDITS[where], expected=409).text
    assert "signed off" in said
    assert everything(store, signed) == before
    page(f"/audits/{signed}")


def everything(store: Store, name: str) -> tuple[Audit, object]:
    with store.reading() as db:
        audit = audit_of(store, name)
        return audit, answers.listing(db, audit)


def test_no_file_is_taken_in_and_no_sql_of_ours_changes_it(
    client: FlaskClient, post: Post, store: Store, signed: str
) -> None:
    content = client.get(f"/audits/{signed}/answers.json").data
    file = {"file": (io.BytesIO(content), "answers.json")}
    assert "signed off" in post(f"/audits/{signed}/answers-file", file, expected=409).text
    with pytest.raises(SignedAuditError), store.writing() as db:
        db.execute("UPDATE answers SET level = 0, version = version + 1 WHERE audit = ?", (signed,))


def test_the_pages_of_a_signed_audit_are_to_read(page: Page, client: FlaskClient, signed: str) -> None:
    html = page(f"/audits/{signed}/domains/definition")
    assert 'type="radio"' not in html
    assert "Its answers do not change any more" in html
    for where in ("domains/definition/check", "delete"):
        assert client.get(f"/audits/{signed}/{where}").status_code == 409
    assert "Bring a file in" not in page(f"/audits/{signed}/answers-file")
    html = page(f"/audits/{signed}")
    assert "Mark as a trial" not in html
    assert "Delete this draft" not in html
    assert client.get(f"/audits/{signed}/ready").location == f"/audits/{signed}/signed"


def test_without_an_engine_it_is_signed_and_the_edition_follows(
    page: Page, post: Post, store: Store, is_ready: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del password

    def missing(*_: object, **__: object) -> object:
        raise EngineMissingError(engine="Typst")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "edition", missing)
        post(f"/audits/{is_ready}/sign/confirm", signed_by(page, post, is_ready))
        assert "could not be made yet" in page(f"/audits/{is_ready}/signed")
        post(f"/audits/{is_ready}/signed/papers", {"number": "0", "titles": "0"})
    assert "Make the edition" in page(f"/audits/{is_ready}/signed")
    post(f"/audits/{is_ready}/signed/papers", {"number": "0", "titles": "0"})
    post(f"/audits/{is_ready}/signed/papers", {"number": "0", "titles": "1"})
    with store.reading() as db:
        assert [p.with_titles for p in papers.of_audit(db, audit_of(store, is_ready))] == [False, True]


def test_an_addendum_tells_how_far_the_plan_is_and_leaves_the_signed_edition(
    page: Page, post: Post, client: FlaskClient, store: Store, signed: str
) -> None:
    first = client.get(f"/audits/{signed}/signed/paper.pdf").data
    audit = audit_of(store, signed)
    with store.writing() as db:
        (action,) = actions.listing(db, audit)
        actions.save(db, audit, replace(action, text="The rule was written"), action.version, store.clock())
    post(f"/audits/{signed}/signed/addenda", {"kind": "plan"})
    post(f"/audits/{signed}/signed/addenda", {"kind": "plan"})
    assert "Addendum 1: How far the plan is" in page(f"/audits/{signed}/signed")
    assert "Addendum 2" not in page(f"/audits/{signed}/signed")
    later = client.get(f"/audits/{signed}/signed/paper.pdf?number=1").data
    assert client.get(f"/audits/{signed}/signed/paper.pdf").data == first
    reader = PdfReader(io.BytesIO(later))
    told = json.loads(reader.attachments["self-audit-edition.json"][0])
    assert told["signed"]["addendum"]["number"] == 1
    assert "The rule was written" in json.dumps(told["plan"])
    assert "Addendum 1 of" in " ".join(reader.pages[0].extract_text().split())
    assert told["result"]["red_lines"]["open"] == [action.key]


def test_the_report_of_a_signed_audit_is_its_signed_edition(page: Page, client: FlaskClient, signed: str) -> None:
    assert client.get(f"/audits/{signed}/report.pdf").location == f"/audits/{signed}/signed"
    html = page(f"/audits/{signed}/report")
    assert "Signed edition" in html
    assert "not signed off" not in html


def test_a_paper_that_was_not_issued_is_not_found(client: FlaskClient, signed: str, post: Post) -> None:
    for query in ("number=1", "titles=1", "number=x", "number=99999"):
        assert client.get(f"/audits/{signed}/signed/paper.pdf?{query}").status_code == 404
    post(f"/audits/{signed}/signed/papers", {"number": "7"}, expected=404)


def test_anybody_may_ask_whether_a_file_was_issued_here(
    app: Flask, client: FlaskClient, stranger: FlaskClient, signed: str
) -> None:
    del app
    content = client.get(f"/audits/{signed}/signed/paper.pdf").data

    def ask(data: bytes) -> str:
        token = re.findall(r'name="csrf_token" value="([^"]+)"', stranger.get("/verify").text)[0]
        sent = {"csrf_token": token, "file": (io.BytesIO(data), "report.pdf")}
        return stranger.post("/verify", data=sent, headers={"Origin": "http://localhost"}).text

    assert "unaltered; its content was not checked by us" in ask(content)
    assert "Not one of ours" in ask(content + b" ")
    assert "Not one of ours" in ask(b"\0" * 100)
    assert "Choose the file first" in ask(b"")
