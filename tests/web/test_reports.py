"""Papers through the web: each named, honest about what it is, and a sentence where one cannot be made."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from audit import library
from audit.core.answers import Answer, Evidence
from audit.core.content import content_hash
from audit.core.standard import Standard
from audit.errors import AuditError
from audit.render import documents, engines
from audit.render.errors import (
    EngineFailedError,
    EngineMissingError,
    EngineTooSlowError,
    PaperNotAccessibleError,
)
from audit.store import programmes
from audit.store.database import Store
from tests.web.audit_pages import NOBODY, all_at, audit_of, fill
from tests.web.conftest import Page, read

REFUGE = "Letter of the refuge in Vine Street"
BLANK = f"/standards/{library.DEFAULT}/blank.pdf"
# The address, the maker of the paper, and the page that can be printed instead.
PAPERS = {
    "report for others": ("report.pdf", "edition", "results"),
    "working copy": ("report-working.pdf", "working_report", "results"),
    "plan": ("plan.pdf", "working_plan", "plan"),
}


@pytest.fixture(autouse=True)
def _typst_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every paper with Typst, which is always there; what wkhtmltopdf makes is tested with the papers."""
    monkeypatch.setattr(engines, "wkhtmltopdf", lambda: None)


@pytest.fixture
def filled(store: Store, start: Callable[..., str], real: Standard) -> str:
    """Return a first pass: its papers are half as long, and as quick to make and to read."""
    audit = start("first-pass")
    proven = Answer(level=3, evidence=(Evidence(REFUGE),), note="Seen by the team")
    fill(store, audit, all_at(real, 2, WOM_1=proven, DEF_1=None))
    return audit


def pdf(client: FlaskClient, path: str) -> tuple[PdfReader, str]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    return reader, " ".join(" ".join(p.extract_text() for p in reader.pages).split())


def test_the_page_says_which_papers_there_are_and_whom_each_is_for(page: Page, audit: str) -> None:
    html = page(f"/audits/{audit}/report")
    links = [a.attrs["href"] for a in read(html).all("a")]
    for name in ("report.pdf", "report.pdf?titles=1", "report-working.pdf", "plan.pdf", "answers-file"):
        assert f"/audits/{audit}/{name}" in links
    for words in ("Draft, not signed off", "A title can name a refuge.", "not for court or custody use"):
        assert words in html
    assert "%" not in html


@pytest.mark.parametrize(
    ("name", "kind"), [("report.pdf", "report"), ("report-working.pdf", "working-report"), ("plan.pdf", "working-plan")]
)
def test_a_paper_is_sent_under_a_name_of_its_own(client: FlaskClient, filled: str, name: str, kind: str) -> None:
    answer = client.get(f"/audits/{filled}/{name}")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="self-audit-{kind}-steps-2026-11-01.pdf"; '
        f"filename*=UTF-8''self-audit%20{kind}%20Steps%202026-11-01.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = client.get(f"/audits/{filled}/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["report.pdf", "report-working.pdf", "plan.pdf"])
def test_every_paper_says_that_it_is_a_draft_and_about_no_person(client: FlaskClient, filled: str, name: str) -> None:
    _, words = pdf(client, f"/audits/{filled}/{name}")
    assert "Draft, not signed off" in words
    assert "About a programme, not about any person. Not for court or custody use." in words
    assert "draft criteria, based on the topics" in words.lower()


def test_titles_and_notes_stay_at_home_unless_the_programme_chose_so(client: FlaskClient, filled: str) -> None:
    for query, is_there in (("", False), ("?titles=yes", False), ("?titles=1", True)):
        reader, words = pdf(client, f"/audits/{filled}/report.pdf{query}")
        told = json.dumps([json.loads(c) for parts in reader.attachments.values() for c in parts], ensure_ascii=False)
        assert (REFUGE in words) is is_there, query
        assert (REFUGE in told) is is_there, query
        assert ("Seen by the team" in words + told) is is_there, query
    assert REFUGE in pdf(client, f"/audits/{filled}/report-working.pdf")[1]


def test_the_report_for_others_carries_the_data_of_its_own_audit(
    client: FlaskClient, filled: str, real: Standard
) -> None:
    reader, _ = pdf(client, f"/audits/{filled}/report.pdf")
    (told,) = [json.loads(c) for parts in reader.attachments.values() for c in parts]
    assert (told["format"], told["state"]) == ("self-audit-edition/1", "draft")
    assert told["content_hash"] == content_hash(real)
    assert told["result"]["unknown"] == 1


def test_a_paper_follows_the_answers(client: FlaskClient, filled: str, store: Store) -> None:
    before = client.get(f"/audits/{filled}/report.pdf").data
    assert client.get(f"/audits/{filled}/report.pdf").data == before
    fill(store, filled, {"DEF-1": 1})
    assert client.get(f"/audits/{filled}/report.pdf").data != before


@pytest.mark.parametrize(
    "name",
    [
        "Šum & <script>alert(1)</script> 'x'",
        '#import "a"; #read("/etc/passwd") $\\frac{1}{2}$',
        "Дом Θάλασσα İstanbul სახლი",
        '"; filename="evil.exe',
        "漢字 🙂",
    ],
)
def test_a_hostile_name_is_only_a_name(client: FlaskClient, filled: str, store: Store, name: str) -> None:
    with store.writing() as db:
        held = audit_of(store, filled)
        programmes.change(db, replace(programmes.get(db, held.programme, held.organisation), name=name))
    answer = client.get(f"/audits/{filled}/report-working.pdf")
    assert answer.status_code == 200
    sent = answer.headers["Content-Disposition"]
    assert sent.isascii()
    assert sent.count('"') == 2
    plain, _, full = sent.removeprefix('attachment; filename="').partition("\"; filename*=UTF-8''")
    assert plain.startswith("self-audit-working-report-")
    assert plain.endswith("2026-11-01.pdf")
    assert not set('";/') & set(full)
    assert not set('/\\":') & set(unquote(full))
    assert b"root:" not in answer.data


@pytest.mark.parametrize(
    "error",
    [
        EngineMissingError(engine="Typst"),
        EngineFailedError(engine="Typst", detail="out of memory"),
        EngineTooSlowError(engine="wkhtmltopdf", seconds=30),
        PaperNotAccessibleError(rules="7.1"),
    ],
    ids=lambda e: type(e).__name__,
)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_a_paper_that_cannot_be_made_is_a_sentence_and_an_offer(
    page: Page, audit: str, monkeypatch: pytest.MonkeyPatch, paper: tuple[str, str, str], error: AuditError
) -> None:
    path, maker, instead = paper

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(documents, maker, fail)
    html = page(f"/audits/{audit}/{path}", 503)
    assert "This paper could not be made" in html
    assert str(error) in read(html).words
    assert f'href="/audits/{audit}/{instead}"' in html


@pytest.mark.parametrize(("query", "count"), [("", "100"), ("?scope=full", "100"), ("?scope=first-pass", "48")])
def test_the_blank_questionnaire_asks_what_its_scope_asks(client: FlaskClient, query: str, count: str) -> None:
    _, words = pdf(client, f"{BLANK}{query}")
    assert f"{count} criteria" in words
    assert ("RSK-1" in words, "QUA-11" in words) == (True, count == "100")


def test_the_blank_questionnaire_has_a_name_without_a_programme(client: FlaskClient) -> None:
    assert 'filename="self-audit-questionnaire-' in client.get(BLANK).headers["Content-Disposition"]


@pytest.mark.parametrize("path", [f"{BLANK}?scope=half", f"{BLANK}?scope=FULL", "/standards/none/blank.pdf"])
def test_an_unknown_questionnaire_is_not_found(page: Page, path: str) -> None:
    page(path, 404)


def test_a_questionnaire_that_cannot_be_made_leads_to_the_criteria(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineMissingError(engine="Typst")

    monkeypatch.setattr(documents, "blank", fail)
    assert f'href="/standards/{library.DEFAULT}"' in page(BLANK, 503)


@pytest.mark.parametrize("name", ["report", "report.pdf", "report-working.pdf", "plan.pdf"])
def test_papers_of_an_audit_nobody_has_are_not_found(page: Page, audit: str, name: str) -> None:
    page(f"/audits/{NOBODY}/{name}", 404)
