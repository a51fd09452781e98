"""The blank questionnaire: all there is to answer, room for a pen, and no more sheets than that takes."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from audit import library
from audit.core.standard import Scope, Standard
from audit.render import blank, documents, engines, paper_blank, wkhtml
from audit.render.paper_parts import Question
from tests.render.papers import around_the_rules


@pytest.fixture(scope="module")
def real() -> Standard:
    return library.default()


@pytest.mark.parametrize(("scope", "most"), [(Scope.FIRST_PASS, 20), (Scope.FULL, 36)])
def test_it_says_everything_on_no_more_pages_than_one_can_carry(real: Standard, scope: Scope, most: int) -> None:
    made = documents.blank(blank.blank_questionnaire(real, scope), typeset_it=True)
    sheets = [page.extract_text() for page in PdfReader(BytesIO(made.content)).pages]
    assert len(sheets) <= most
    whole = "".join("".join(sheets).split())
    for criterion in real.criteria(scope):
        for words in (criterion.statement, criterion.why, *criterion.levels, criterion.not_applicable_when):
            # A text may be broken by the foot of a page.
            assert "".join(words[:40].split()) in whole


def test_every_question_has_its_levels_a_way_out_and_two_lines_for_a_pen(real: Standard) -> None:
    blocks = paper_blank.blank(blank.blank_questionnaire(real, Scope.FULL)).blocks
    questions = [block for block in blocks if isinstance(block, Question)]
    assert len(questions) == 100
    for question, criterion in zip(questions, real.criteria(), strict=True):
        assert question.choices == tuple((str(n), words) for n, words in enumerate(criterion.levels))
        assert question.others[0] == ("Not sure yet", "")
        assert (len(question.others) == 2) == bool(criterion.not_applicable_when)
        assert len(question.lines) == 2


@pytest.mark.wkhtmltopdf
def test_wkhtmltopdf_needs_hardly_more_pages(real: Standard) -> None:
    if engines.wkhtmltopdf() is None:
        pytest.skip("no wkhtmltopdf on this machine")
    made = documents.blank(blank.blank_questionnaire(real, Scope.FIRST_PASS))
    assert len(PdfReader(BytesIO(made.content)).pages) <= 21


def test_a_block_that_goes_to_the_next_page_leaves_no_edge_behind(real: Standard) -> None:
    html = wkhtml.page(paper_blank.blank(blank.blank_questionnaire(real, Scope.FIRST_PASS)), {})
    _, rules, _ = around_the_rules(html)
    assert ".keep { page-break-inside: avoid; padding-top: 2pt; }" in rules
