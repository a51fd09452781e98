"""What an audit follows stands on every page of every paper, and in its data."""

import json
from dataclasses import replace
from datetime import date

import pytest

from audit.core import snapshot
from audit.core.beginning import Origin
from audit.core.signing import Beginning
from audit.core.standard import Standard
from audit.render import edition_data, frozen, origins, pages, paper_report, plan_pages
from audit.render.signed_parts import SignedOff
from tests.render.papers import SUBJECT, half_way
from tests.store.conftest import OURS, audit_of, member, programme_of

DAY = date(2026, 3, 3)
TODAY = date(2026, 11, 21)
AMENDED = replace(SUBJECT, origin=Origin(Beginning.AMENDMENT, DAY, "A level was wrong"))
WORDS = "It amends the signed audit of 3 March 2026, which stays as it was signed."


@pytest.mark.parametrize(
    ("origin", "sentence", "short"),
    [
        (None, "", ""),
        (Origin(Beginning.AMENDMENT, DAY), WORDS, "amends the audit of 3 March 2026"),
        (
            Origin(Beginning.RE_AUDIT, DAY),
            "It started from the audit of 3 March 2026.",
            "after the audit of 3 March 2026",
        ),
        (
            Origin(Beginning.COMPLETION, DAY),
            "It completes the signed first pass of 3 March 2026, whose answers it took over.",
            "completes the first pass of 3 March 2026",
        ),
        (Origin(Beginning.RE_AUDIT, None), "It started from an audit that has been deleted since.", ""),
        (Origin(Beginning.AMENDMENT, None), "It amends a signed audit that is not here any more.", ""),
        (Origin(Beginning.COMPLETION, None), "It completes a first pass that is not here any more.", ""),
    ],
)
def test_each_beginning_has_words_of_its_own(origin: Origin | None, sentence: str, short: str) -> None:
    assert origins.sentence(origin) == sentence
    assert origins.short(origin) == short


def test_every_page_of_a_paper_names_what_it_follows(standard: Standard) -> None:
    found = half_way(standard)
    facts = pages.results(AMENDED, found).facts
    assert WORDS in paper_report.running(facts, "", "")
    assert WORDS in plan_pages.plan_page(AMENDED, found).facts.notices
    assert dict(facts.lines)["Why it was amended"] == "A level was wrong"
    assert not pages.results(SUBJECT, found).facts.follows


def test_the_data_names_it_too(standard: Standard) -> None:
    found = half_way(standard)
    told = json.loads(edition_data.data(AMENDED, found, TODAY))
    assert told["follows"] == {"as": "amendment", "date": "2026-03-03", "reason": "A level was wrong"}
    gone = replace(SUBJECT, origin=Origin(Beginning.RE_AUDIT, None))
    assert json.loads(edition_data.data(gone, found, TODAY))["follows"] == {
        "as": "re-audit",
        "date": None,
        "reason": "",
    }
    assert json.loads(edition_data.data(SUBJECT, found, TODAY))["follows"] is None


@pytest.mark.parametrize(
    ("begun_as", "expected"),
    [
        (Beginning.NEW, None),
        (Beginning.RE_AUDIT, Origin(Beginning.RE_AUDIT, DAY, "A level was wrong")),
        (Beginning.AMENDMENT, Origin(Beginning.AMENDMENT, DAY, "A level was wrong")),
        (Beginning.COMPLETION, Origin(Beginning.COMPLETION, DAY, "A level was wrong")),
    ],
)
def test_a_signed_edition_names_what_it_started_from(
    standard: Standard, begun_as: Beginning, expected: Origin | None
) -> None:
    audit = replace(audit_of(OURS, standard), begun_as=begun_as, reason="A level was wrong")
    made = snapshot.freeze(member(OURS), programme_of(OURS), audit, half_way(standard).sheet, ())
    made = replace(made, follows_day=DAY)
    signed = SignedOff(role="manager", day=TODAY, sha256="0" * 64)
    assert frozen.subject(made, signed).origin == expected
