"""Attacks on working together, the second voice, signing and the year after.

What was tried, and what it found: decision 13.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from flask.testing import FlaskClient

from audit import library
from audit.core.people import Role
from audit.core.standard import Scope, Standard
from audit.render import checking, documents, page_parts
from audit.render.cache import Cache
from audit.store import answers, findings, limits, memberships
from audit.store.audits import get
from audit.store.connection import Connection
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


@pytest.mark.parametrize("role", ["Koordinationsstellenleitung7Nord", "مدير البرنامج"])
def test_what_paper_writes_in_another_way_makes_no_edition_look_forged(
    role: str, tmp_path: Path, real: Standard
) -> None:
    signed = replace(SIGNED, role=role)
    outcome = page_parts.outcome(real, held(real, Scope.FIRST_PASS))
    subject = replace(SUBJECT, content_hash="", signed=signed)
    made = documents.edition(subject, outcome, Cache(tmp_path), today=signed.day)
    assert checking.check(made.content, real).role == role


def _is_removed(db: Connection, organisation: str, account: str) -> None:
    memberships.remove(db, organisation, account)


def _is_demoted(db: Connection, organisation: str, account: str) -> None:
    memberships.change(db, organisation, account, Role.READER)


@pytest.mark.parametrize(("taken", "status"), [(_is_removed, 404), (_is_demoted, 403)])
@pytest.mark.parametrize("rest", ["answers/COL-1", "domains/collaboration"])
def test_who_lost_the_place_while_waiting_writes_nothing(
    world: World, taken: Callable[[Connection, str, str], None], status: int, rest: str
) -> None:
    browser, answered, ids = world.browser(Role.CONTRIBUTOR), [], world.ids["own"]
    path = f"/audits/{ids['audit_id']}/{rest}"
    sent = {"COL-1-version": "0", "COL-1-choice": "3"}
    request = Thread(target=lambda: answered.append(browser.post(path, data=sent).status_code))
    with world.store.writing(by="tests") as db:
        request.start()
        time.sleep(0.5)  # By now it waits for this write to end.
        assert not answered
        taken(db, ids["organisation_id"], world.persons[Role.CONTRIBUTOR])
    request.join()
    with world.store.reading() as db:
        stored = answers.listing(db, get(db, ids["audit_id"], ids["organisation_id"]))
    assert (answered, stored) == ([status], {})
