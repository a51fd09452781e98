"""Attacks through every box a person can type in: what was typed stays text, on every page, picture and paper."""

import json
import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from audit import library
from tests.attacks.sending import shown
from tests.web.conftest import PROGRAMME, Page, Post, last_part, look_over

# Markup, quotes, templates, spreadsheets, typesetting, headers, formats; and letters XML has no place for.
HOSTILE = (
    "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'--></title></textarea></svg>{{7*7}}{%x%}${7*7}"
    '#read("/etc/passwd")=cmd|calc|%s%(name)s%n\ufffe\uffff&amp;&#60;'
)
ODD = ("../../etc/passwd", "a\u2028b", "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), 'a";x="')


@pytest.fixture
def attacked(post: Post, page: Page) -> str:
    """Return the id of an audit in which every box holds hostile text."""
    sent = {**PROGRAMME, "name": HOSTILE[:200], "organisation": HOSTILE[:200]}
    programme = last_part(post("/programmes/new", sent))
    audit = last_part(post(f"/programmes/{programme}/audits/new", {"scope": "full", "date": "2026-11-01"}))
    for domain in library.default().domains:
        sent = {}
        for number, criterion in enumerate(domain.criteria):
            level = "not-applicable" if criterion.may_not_apply else str(number % 4)
            sent |= {
                f"{criterion.id}-version": "0",
                f"{criterion.id}-level": level,
                f"{criterion.id}-document-1-title": HOSTILE,
                f"{criterion.id}-note": f"{HOSTILE}\n{HOSTILE}",
            }
            if criterion.may_not_apply:
                sent[f"{criterion.id}-reason"] = HOSTILE
        post(f"/audits/{audit}/domains/{domain.id}", sent)
    boxes = ("text", "interim", "owner", "reason", "outside", "evidence", "cost", "note")
    path = f"/audits/{audit}/plan/{library.default().domains[0].criteria[0].id}"
    form = {**shown(page(path)), **dict.fromkeys(boxes, HOSTILE), "progress": "will not do"}
    post(path, form)
    return audit


def test_every_page_shows_what_was_typed_as_text(page: Page, attacked: str) -> None:
    start = page("/")
    programme = re.search(r"/programmes/[a-z2-7]{16}", start)
    assert programme
    parts = ["", "/results", "/plan", "/report", "/answers-file", "/delete", "/plan/DEF-1", "/plan/DEF-1/remove"]
    parts += [f"/domains/{d.id}" for d in library.default().domains]
    parts += [f"/domains/{d.id}/check" for d in library.default().domains]
    addresses = [f"/audits/{attacked}{part}" for part in parts]
    for html in (start, *map(page, [*addresses, programme[0], f"{programme[0]}/edit", f"{programme[0]}/organisation"])):
        assert "<script>" not in html
        assert "<img src=x" not in html


def test_pictures_hold_no_markup_and_no_script(client: FlaskClient, attacked: str) -> None:
    for name in ("domains", "grid", "priorities", "radar"):
        answer = client.get(f"/audits/{attacked}/charts/{name}.svg")
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script|onerror|javascript:|<foreignObject|href=\"(?!#)", answer.text)


def test_papers_are_made_and_hold_what_was_typed(client: FlaskClient, attacked: str) -> None:
    answer = client.get(f"/audits/{attacked}/report.pdf?titles=1")
    assert answer.status_code == 200
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(answer.data)).pages)
    assert "root:" not in text
    assert "/etc/passwd" in text
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"; filename\*=UTF-8\'\'[\w.%-]+', _sent_as(answer.headers))


def test_the_answers_file_says_the_same_and_is_taken_back(client: FlaskClient, post: Post, attacked: str) -> None:
    answer = client.get(f"/audits/{attacked}/answers.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'attachment; filename="[\w.-]+"; filename\*=UTF-8\'\'[\w.%-]+', _sent_as(answer.headers))
    assert json.loads(answer.data)["answers"]["DEF-1"]["note"] == f"{HOSTILE}\n{HOSTILE}"
    sent = post(f"/audits/{attacked}/answers-file", {"file": (BytesIO(answer.data), HOSTILE)})
    preview = client.get(sent.location)
    assert "0 answers would change" in preview.text


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_no_name_breaks_out_of_a_header(app: Flask, client: FlaskClient, post: Post, name: str) -> None:
    programme = last_part(post("/programmes/new", {**PROGRAMME, "name": name}))
    audit = last_part(post(f"/programmes/{programme}/audits/new", {"scope": "first-pass", "date": "2026-11-01"}))
    answer = client.get(f"/audits/{audit}/answers.json")
    sent_as = _sent_as(answer.headers)
    assert re.fullmatch(r'attachment; filename="[\w.-]+"; filename\*=UTF-8\'\'[\w.%-]+', sent_as)
    assert "/" not in unquote(sent_as.partition("''")[2])
    look_over(client.get(f"/audits/{audit}").text, app)


def _sent_as(headers: object) -> str:
    return str(headers["Content-Disposition"])  # type: ignore[index] # werkzeug's headers are a mapping of their own
