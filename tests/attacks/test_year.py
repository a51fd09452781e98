"""Attacks on working together, the second voice, signing and the year after.

What was tried, and what it found: decision 13.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from audit import library
from audit.core.standard import Scope, Standard
from audit.render import checking, documents, page_parts
from audit.render.cache import Cache
from audit.store import findings, limits
from audit.store.audits import get
from audit.web import LONGEST_BODY
from audit.web.guards import FORM
from tests.cli.test_verifying import SIGNED
from tests.core.made_up import held
from tests.render.papers import SUBJECT
from tests.web.worlds import INVITED, World, build


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return two organisations; an assessor is invited to an audit of one."""
    made = build(tmp_path / "world")
    yield made
    made.store.close()


def test_a_plain_form_is_no_file_and_never_as_large_as_one(client: FlaskClient) -> None:
    sent = b"file=" + b"%41" * (LONGEST_BODY // 3)
    answer = client.post("/verify", data=sent, content_type=FORM)
    assert answer.status_code == 413


def test_full_notes_of_an_assessor_in_any_letters_are_kept(world: World) -> None:
    domain = max(library.default().domains, key=lambda one: len(one.criteria))
    note = "ა" * limits.LONG_TEXT
    sent: dict[str, str] = {}
    for criterion in domain.criteria:
        said = {"version": "0", "finding": "evidence-seen", "date": "2026-11-20", "note": note}
        sent |= {f"{criterion.id}-{name}": value for name, value in said.items()}
    ids = world.ids["own"]
    answer = world.browser(INVITED).post(f"/audits/{ids['audit_id']}/findings/{domain.id}", data=sent)
    with world.store.reading() as db:
        kept = findings.listing(db, get(db, ids["audit_id"], ids["organisation_id"]))
    assert (answer.status_code, {one.note for one in kept.values()}) == (303, {note})
    assert len(kept) == len(domain.criteria)


@pytest.mark.parametrize("role", ["Gewaltschutzzentrumskoordinationsleitung 2 f", "مدير البرنامج", "{{7*7}}" * 5])
def test_what_paper_writes_in_another_way_makes_no_edition_look_forged(
    role: str, tmp_path: Path, real: Standard
) -> None:
    signed = replace(SIGNED, role=role)
    outcome = page_parts.outcome(real, held(real, Scope.FIRST_PASS))
    subject = replace(SUBJECT, content_hash="", signed=signed)
    made = documents.edition(subject, outcome, Cache(tmp_path), today=signed.day)
    assert checking.check(made.content, real).role == role
