"""The list of documents to have ready: the same on page and paper, by either engine."""

from datetime import date

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.documents import Known
from audit.core.standard import Standard
from audit.render import evidence_pages, paper_evidence
from audit.render.evidence_pages import EvidencePage
from audit.render.page_parts import outcome
from tests.conftest import DAY, sheet
from tests.render.papers import SUBJECT

BOOK = Evidence("House book", date(2026, 1, 2))
RULES = Evidence("Fire rules")


def page(standard: Standard, *known: Known) -> EvidencePage:
    given = sheet(
        FIR_1=Answer(level=3, evidence=(BOOK, RULES)), FIR_2=Answer(level=3), FIR_3=Answer(level=2, evidence=(BOOK,))
    )
    return evidence_pages.evidence_page(SUBJECT, outcome(standard, given), known, DAY)


def test_a_document_says_what_it_is_for_where_it_is_and_how_long_it_holds(standard: Standard) -> None:
    made = page(standard, Known(title=BOOK.title, date=BOOK.date, kept="Shelf 2", valid_until=date(2030, 1, 1)))
    assert made.count == "2 documents are named"
    assert [(row.name, row.kept, row.holds, row.code, row.codes) for row in made.rows] == [
        ("Fire rules", "", "", "", "FIR-1"),
        ("House book, 2 January 2026", "Shelf 2", "Valid until 1 January 2030", "", "FIR-1, FIR-3"),
    ]
    assert made.ending == ()
    assert [one.criterion.id for one in made.missing] == ["FIR-2"]


@pytest.mark.parametrize(
    ("until", "code", "said"),
    [
        (date(2026, 10, 31), "expired", "Expired: it held until 31 October 2026"),
        (DAY, "soon", "Expires soon: it holds until 1 November 2026"),
    ],
)
def test_what_ends_is_marked(standard: Standard, until: date, code: str, said: str) -> None:
    made = page(standard, Known(title=RULES.title, date=None, valid_until=until))
    assert [(row.name, row.code, row.holds) for row in made.ending] == [("Fire rules", code, said)]


@pytest.mark.parametrize("typeset_it", [True, False])
def test_either_engine_prints_it(standard: Standard, *, typeset_it: bool) -> None:
    made = page(standard, Known(title=RULES.title, date=None, kept="Safe", valid_until=DAY))
    paper = paper_evidence.paper(made, typeset_it=typeset_it)
    assert paper.content.startswith(b"%PDF")
    assert paper.filename.startswith("self-audit-documents-")


def test_a_paper_without_a_gap_has_no_empty_heading(standard: Standard) -> None:
    given = sheet(FIR_1=Answer(level=3, evidence=(BOOK,)))
    made = evidence_pages.evidence_page(SUBJECT, outcome(standard, given), (), DAY)
    said = repr(paper_evidence.sheet(made).blocks)
    assert "House book" in said
    assert "no document named" not in said
    assert "To be renewed" not in said
