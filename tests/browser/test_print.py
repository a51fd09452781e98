"""A page printed from the browser can be read: what was asked and answered, and none of what only works on a screen."""

import shutil
import subprocess
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page

from audit.core.answers import Answer
from audit.core.standard import Standard
from tests import chromium
from tests.browser import looking
from tests.browser.visitors import Visitor

# pypdf takes 8 s to read the 39 sheets of a results page, this 0.3 s (measured).
PROGRAM = shutil.which("pdftotext")
pytestmark = [*chromium.NEEDED, pytest.mark.skipif(PROGRAM is None, reason="poppler-utils is not installed")]
AUDIT = "/audits/cccccccccccccccc"
ON_SCREEN_ONLY = (
    "Skip to the content",
    "with their sources",
    "All domains of this audit",
    "Save and check",
    "Clear this answer",
    "Undo the last change",
    "Add another document",
)


def printed(page: Page) -> str:
    """Print a page and return its text; blanks are left out, since a PDF does not keep them."""
    assert PROGRAM is not None
    sheets = page.pdf(format="A4")
    read = subprocess.run([PROGRAM, "-raw", "-", "-"], input=sheets, capture_output=True, check=True)
    return bare(read.stdout.decode())


def bare(text: str) -> str:
    """Return a text without blanks."""
    return "".join(text.split())


@pytest.fixture(scope="module", params=["screen", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """Return the width of the window somebody prints from."""
    return 1280 if request.param == "screen" else 320


def test_a_domain_page_prints_what_is_asked_and_answered(
    reader: Visitor, real: Standard, choices: Mapping[str, Answer], width: int
) -> None:
    page = reader.open(f"{AUDIT}/domains/staff", width=width)
    text = printed(page)
    domain = looking.domain_of(real, "staff")
    for criterion in domain.criteria:
        for part in (criterion.statement, *criterion.levels, *criterion.evidence):
            assert bare(part) in text, (criterion.id, part)
        assert all(bare(document.title) in text for document in choices[criterion.id].evidence)
    assert [words for words in ON_SCREEN_ONLY if bare(words) in text] == []
    assert bare("not for court or custody use") in text
    assert bare("Draft, not signed off") in text


def test_results_print_what_matters(reader: Visitor, real: Standard, choices: Mapping[str, Answer], width: int) -> None:
    page = reader.open(f"{AUDIT}/results", width=width)
    text = printed(page)
    assert len(text) > 10_000
    for criterion in real.criteria():
        given = choices[criterion.id]
        if criterion.is_red_line and given.not_applicable is None and given.effective_level != 3:
            assert bare(criterion.statement) in text, criterion.id
    assert text.index(bare("red lines are not held")) < text.index(bare("Standing"))
    assert [words for words in ON_SCREEN_ONLY if bare(words) in text] == []
    assert bare("not for court or custody use") in text
