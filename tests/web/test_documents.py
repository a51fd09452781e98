"""The documents of an audit: one for many criteria, what expires pointed out, and whatever a stranger may send."""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from audit.core.answers import Answer, Evidence
from audit.core.answersfile import MOST_DOCUMENTS
from audit.core.documents import Known, key
from audit.core.people import Role
from audit.core.standard import Standard
from audit.store import answers, documents, programmes
from audit.store.database import Store
from tests.web.audit_pages import audit_of, fill, form_of, outcome, section
from tests.web.conftest import NOW, Fields, Page, Post, delete, read

MANUAL = Evidence("Programme manual")
KEY = key(MANUAL)
TODAY = NOW.date()
SENT = {"version": "0", "title": "Programme manual", "date": "", "kept": "", "valid_until": ""}


@pytest.fixture
def path(audit: str) -> str:
    return f"/audits/{audit}/documents"


def named(store: Store, audit: str) -> dict[str, tuple[Evidence, ...]]:
    """Return which documents the answers name, by criterion; those without one are left out."""
    with store.reading() as db:
        stored = answers.listing(db, audit_of(store, audit))
    return {code: one.answer.evidence for code, one in stored.items() if one.answer.evidence}


def known(store: Store) -> tuple[tuple[str, str, object, int], ...]:
    with store.reading() as db:
        return tuple(db.execute("SELECT title, kept, valid_until, version FROM documents ORDER BY title").fetchall())


# ---- One document for many criteria


def test_one_document_is_named_for_many_criteria_at_once(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    fill(store, audit, {"COL-1": Answer(level=3, note="ours"), "COL-2": 2})
    sent = {**SENT, "kept": "Office, shelf 2", "valid_until": "2027-06-30", "criteria": ["COL-1", "COL-2", "RSK-1"]}
    for _ in range(2):  # A double click does the same once.
        assert post(f"{path}/new", sent).location == path
    assert named(store, audit) == dict.fromkeys(("COL-1", "COL-2", "RSK-1"), (MANUAL,))
    assert known(store) == (("Programme manual", "Office, shelf 2", "2027-06-30", 1),)
    with store.reading() as db:
        first = answers.get(db, audit_of(store, audit), "COL-1")
    assert first is not None
    assert first.answer == Answer(level=3, evidence=(MANUAL,), note="ours")
    html = page(path)
    for said in ("1 document is named", "Office, shelf 2", "Valid until 30 June 2027", "#RSK-1", f"{path}/{KEY}"):
        assert said in html, said


def test_a_document_is_taken_out_of_one_answer_and_named_in_another(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    other = Evidence("Agreement with the service", TODAY - timedelta(days=30))
    fill(
        store, audit, {"COL-1": Answer(level=2, evidence=(MANUAL, other)), "COL-2": Answer(level=1, evidence=(MANUAL,))}
    )
    sent = form_of(page(f"{path}/{KEY}"))
    assert sent["criteria"] == sent["named"] == ["COL-1", "COL-2"]
    # Meanwhile a colleague answers: their level stays.
    fill(store, audit, {"COL-1": Answer(level=3, evidence=(MANUAL, other)), "COL-3": 2})
    post(f"{path}/{KEY}", {**sent, "criteria": ["COL-2", "COL-3"]})
    assert named(store, audit) == {"COL-1": (other,), "COL-2": (MANUAL,), "COL-3": (MANUAL,)}
    with store.reading() as db:
        assert answers.sheet(db, audit_of(store, audit)).answer("COL-1").level == 3
    # What an old page does not know of is not taken back.
    post(f"{path}/{KEY}", {**sent, "criteria": ["COL-1", "COL-2"]})
    assert set(named(store, audit)) == {"COL-1", "COL-2", "COL-3"}


def test_a_title_is_corrected_in_every_answer_at_once(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    wrong = Evidence("Programe manual")
    fill(
        store, audit, {"COL-1": Answer(level=3, evidence=(wrong,)), "COL-2": Answer(level=2, evidence=(wrong, MANUAL))}
    )
    at = f"{path}/{key(wrong)}"
    taken = post(at, {**form_of(page(at)), "title": MANUAL.title}, expected=409).text
    assert "Another document has this title and date already. Nothing was saved." in taken
    sent = {**form_of(page(at)), "title": "Programme manual, part 2", "date": "2026-01-02", "kept": "Office"}
    right = Evidence("Programme manual, part 2", date(2026, 1, 2))
    # Meanwhile a colleague names it once more: that is corrected, too.
    fill(store, audit, {"COL-3": Answer(level=1, evidence=(wrong,), note="theirs")})
    assert post(at, {**sent, "criteria": ["COL-1", "COL-2", "RSK-1"]}).location == path
    assert named(store, audit) == {
        "COL-1": (right,), "COL-2": (right, MANUAL), "COL-3": (right,), "RSK-1": (right,),
    }  # fmt: skip
    assert known(store) == (("Programme manual, part 2", "Office", None, 1),)
    assert "Programe" not in page(path)
    post(at, sent, expected=404)  # A second click: there is none of that name any more.
    # Whoever renames it sees what a colleague said of it meanwhile.
    at = f"{path}/{key(right)}"
    old = {**form_of(page(at)), "title": "Manual, part two"}
    post(at, {**form_of(page(at)), "kept": "Archive"})
    stale = post(at, old, expected=409).text
    assert "Where it is kept: Archive" in stale
    assert form_of(stale)["version"] == ["2"]
    assert set(named(store, audit)["COL-1"]) == {right}
    # Renamed and taken out of an answer in one go.
    at = f"{path}/{key(right)}"
    post(at, {**form_of(page(at)), "title": "Manual, part two", "criteria": ["COL-1"]})
    part = Evidence("Manual, part two", date(2026, 1, 2))
    assert named(store, audit) == {"COL-1": (part,), "COL-2": (MANUAL,)}


def test_a_full_answer_is_said_and_nothing_is_saved(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    full = tuple(Evidence(f"Document {n}") for n in range(MOST_DOCUMENTS))
    fill(store, audit, {"COL-1": Answer(level=2, evidence=full)})
    sent = {**SENT, "kept": "Office", "criteria": ["COL-1", "COL-2"]}
    refused = post(f"{path}/new", sent, expected=409)
    assert "COL-1: no room for another document there. Nothing was saved." in refused.text
    assert "Office" in refused.text
    assert named(store, audit) == {"COL-1": full}
    assert known(store) == ()
    assert "Programme manual" not in page(path)


def test_two_people_who_change_one_document_both_see_it(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    fill(store, audit, {"COL-1": Answer(level=2, evidence=(MANUAL,))})
    first = form_of(page(f"{path}/{KEY}"))
    post(f"{path}/{KEY}", {**first, "kept": "The safe", "valid_until": "2027-06-30"})
    refused = post(f"{path}/{KEY}", {**first, "kept": "Office", "criteria": ["COL-1", "COL-2"]}, expected=409)
    for said in ("Somebody else changed this document", "Where it is kept: The safe", 'value="Office"'):
        assert said in refused.text, said
    assert named(store, audit) == {"COL-1": (MANUAL,)}, "all or nothing"
    again = form_of(refused.text)
    post(f"{path}/{KEY}", again)
    assert known(store) == (("Programme manual", "Office", None, 2),)
    assert set(named(store, audit)) == {"COL-1", "COL-2"}


def test_naming_what_is_known_already_takes_nothing_back(post: Post, store: Store, path: str, audit: str) -> None:
    post(f"{path}/new", {**SENT, "kept": "The safe", "criteria": ["COL-1"]})
    post(f"{path}/new", {**SENT, "criteria": ["COL-2"]})
    assert set(named(store, audit)) == {"COL-1", "COL-2"}
    assert known(store) == (("Programme manual", "The safe", None, 1),)


# ---- Bad input


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Write the title of the document"),
        ({"title": "abcd"}, "Write the title of the document"),
        ({"title": "x" * 301}, "it may have 300"),
        ({"title": "Manual\0 of 2026"}, "characters that cannot be shown"),
        ({"title": "Letter to Ana Kovač, +385 91 234 5678"}, "This looks like a phone number"),
        ({"title": ["One title", "Two titles"]}, "This came twice."),
        ({"date": "2026-02-30"}, "Write the date as year, month, day"),
        ({"date": "2026-11-22"}, "This day is still to come"),
        ({"kept": "x" * 301}, "it may have 300"),
        ({"kept": "With Ana Kovač, ana@example.org"}, "This looks like an e-mail address"),
        ({"valid_until": "soon"}, "Write the date as year, month, day"),
        ({"date": "2026-11-01", "valid_until": "2026-10-31"}, "This is before the date of the document."),
        ({"criteria": []}, "Choose at least one criterion"),
        ({"criteria": ["NO-1"]}, "Choose among the answers on the page."),
        ({"criteria": ["COL-1", "COL-1"]}, "Choose among the answers on the page."),
        ({"named": ["NO-1"]}, "Choose among the answers on the page."),
        ({"version": None}, "The page is not complete."),
        ({"version": "-1"}, "The page is not complete."),
        ({"version": ["0", "0"]}, "This came twice."),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(
    post: Post, store: Store, path: str, audit: str, sent: dict[str, object], said: str
) -> None:
    every = {**SENT, "kept": "Office, shelf 2", "criteria": ["COL-1"], **sent}
    answer = post(f"{path}/new", {name: value for name, value in every.items() if value is not None}, expected=422)
    assert said in answer.text
    if "kept" not in sent:
        assert "Office, shelf 2" in answer.text
    assert named(store, audit) == {}
    assert known(store) == ()


def test_a_first_pass_takes_no_document_for_what_it_does_not_ask(post: Post, start: Callable[..., str]) -> None:
    path = f"/audits/{start(scope='first-pass')}/documents/new"
    assert "Choose among" in post(path, {**SENT, "criteria": ["COL-13"]}, expected=422).text


def test_a_document_that_is_not_named_is_not_there(page: Page, post: Post, store: Store, path: str, audit: str) -> None:
    for wrong in (KEY, "nothing", "0" * 32, quote("a b")):
        page(f"{path}/{wrong}", expected=404)
    fill(store, audit, {"COL-1": Answer(level=2, evidence=(MANUAL,))})
    sent = form_of(page(f"{path}/{KEY}"))
    fill(store, audit, {"COL-1": 2})
    post(f"{path}/{KEY}", {**sent, "kept": "Office"}, expected=404)
    assert known(store) == ()
    delete(page, post, f"/audits/{audit}")
    for name in (KEY, "new"):
        post(f"{path}/{name}", sent, expected=404)
    page(path, expected=404)


def test_a_reader_reads_the_register_and_changes_nothing(
    visitor: Callable[[Role], FlaskClient], store: Store, path: str, audit: str
) -> None:
    fill(store, audit, {"COL-1": Answer(level=2, evidence=(MANUAL,))})
    reader = visitor(Role.READER)
    main = reader.get(path).text.partition("<main")[2]
    assert "Programme manual" in main
    assert f"{path}/{KEY}" not in main
    assert "/documents/new" not in main
    assert reader.get(f"{path}/new").status_code == 403


# ---- What expires


def _ends(store: Store, audit: str, until: date) -> None:
    """Name the manual in an audit, and say until when it holds."""
    fill(store, audit, {"COL-1": Answer(level=3, evidence=(MANUAL,))})
    found = audit_of(store, audit)
    with store.writing(by="tests") as db:
        programme = programmes.get(db, found.programme, found.organisation)
        documents.save(db, programme, Known(title=MANUAL.title, date=None, valid_until=until), NOW)


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "Expired: it held until 20 November 2026"), (0, "Expires soon"), (60, "Expires soon"), (61, "")],
)
def test_what_expires_is_pointed_out_before_and_after_and_moves_no_score(
    page: Page, store: Store, path: str, audit: str, days: int, said: str
) -> None:
    fill(store, audit, {"COL-1": Answer(level=3, evidence=(MANUAL,))})
    before = outcome(store, audit).card
    _ends(store, audit, TODAY + timedelta(days=days))
    for at in (f"/audits/{audit}", f"/audits/{audit}/results", f"/audits/{audit}/plan", path):
        html = page(at)
        assert ("The result does not change by itself." in html) is bool(said), at
        assert said in html, at
    assert outcome(store, audit).card == before


def test_another_audit_of_the_programme_is_told_only_of_what_it_names(
    page: Page, store: Store, audit: str, start: Callable[..., str]
) -> None:
    _ends(store, audit, TODAY)
    assert "Expires soon" not in page(f"/audits/{start()}")
    assert "Expires soon" in page(f"/audits/{audit}")


# ---- The list to have ready, and titles while typing


def test_level_3_without_a_document_is_on_the_list(
    page: Page, store: Store, path: str, audit: str, real: Standard
) -> None:
    fill(store, audit, {"COL-1": Answer(level=3)})
    html = page(path)
    assert "0 documents are named" in html
    missing = section(html, "Level 3, but no document named").words
    assert "COL-1" in missing
    assert real.criterion("COL-1").evidence[0] in missing


def test_the_list_prints(store: Store, path: str, audit: str, client: FlaskClient) -> None:
    fill(store, audit, {"COL-1": Answer(level=3, evidence=(MANUAL,)), "COL-2": Answer(level=3)})
    _ends(store, audit, TODAY)
    answer = client.get(f"{path}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "self-audit-documents-steps" in answer.headers["Content-Disposition"]


def test_known_titles_are_offered_while_somebody_types(
    page: Page, store: Store, audit: str, start: Callable[..., str]
) -> None:
    _ends(store, audit, TODAY)
    html = page(f"/audits/{start()}/domains/risk")
    offered = [e.attrs["value"] for offer in read(html).all("datalist") for e in offer.all("option")]
    assert offered == ["Programme manual"]
    assert 'list="document-titles"' in html


# ---- A signed audit


def test_where_a_document_of_a_signed_audit_is_kept_can_still_be_said(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    fill(store, audit, {"COL-1": Answer(level=2, evidence=(MANUAL,))})
    stale: Fields = {**form_of(page(f"{path}/{KEY}")), "criteria": ["COL-2"]}
    with store.writing(by="tests") as db:
        db.execute("UPDATE audits SET state = 'signed'")
    assert "signed off" in post(f"{path}/{KEY}", stale, expected=409).text
    assert "signed off" in post(f"{path}/new", {**SENT, "criteria": ["COL-2"]}, expected=409).text
    assert "/documents/new" not in page(path)
    sent = form_of(page(f"{path}/{KEY}"))
    assert "criteria" not in sent
    post(f"{path}/{KEY}", {**sent, "kept": "Archive, box 7"})
    assert known(store) == (("Programme manual", "Archive, box 7", None, 1),)
    assert named(store, audit) == {"COL-1": (MANUAL,)}


def test_the_history_tells_what_was_said_of_a_document(
    page: Page, post: Post, store: Store, path: str, audit: str
) -> None:
    post(f"{path}/new", {**SENT, "kept": "Office", "valid_until": "2027-06-30", "criteria": ["COL-1"]})
    html = page(f"/organisations/{audit_of(store, audit).organisation}/history")
    for said in ("Where it is kept: Office", "Valid until: 30 June 2027", "Document: Programme manual"):
        assert said in html, said
