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

# pypdf takes seconds to read the sheets of a results page, this 0.3 s (measured).
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
    "The criteria of this domain",
    "Show what they are",
    "An extra for slides",
    "(/audits/",
)
# Sheets of the page with a whole audit: it took 47 when every gap stood in one column and every chart twice.
MOST_SHEETS = 26


def sheets(page: Page) -> tuple[str, ...]:
    """Print a page and return the text of each sheet; blanks are left out, since a PDF does not keep them."""
    assert PROGRAM is not None
    paper = page.pdf(format="A4")
    read = subprocess.run([PROGRAM, "-raw", "-", "-"], input=paper, capture_output=True, check=True)
    return tuple(bare(sheet) for sheet in read.stdout.decode().removesuffix("\f").split("\f"))


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
    printed = sheets(page)
    text = "".join(printed)
    domain = looking.domain_of(real, "staff")
    for criterion in domain.criteria:
        for part in (criterion.statement, *criterion.levels, *criterion.evidence):
            assert bare(part) in text, (criterion.id, part)
        assert all(bare(document.title) in text for document in choices[criterion.id].evidence)
    assert [words for words in ON_SCREEN_ONLY if bare(words) in text] == []
    assert bare("not for court or custody use") in text
    assert bare("Draft, not signed off") in text
    # A sheet holds more than one criterion.
    assert len(printed) <= 0.75 * len(domain.criteria)


def test_results_print_what_matters(reader: Visitor, real: Standard, choices: Mapping[str, Answer], width: int) -> None:
    page = reader.open(f"{AUDIT}/results", width=width)
    printed = sheets(page)
    text = "".join(printed)
    assert len(text) > 10_000
    assert len(printed) <= MOST_SHEETS
    # The picture of the domains and of the criteria have their numbers in them; nothing of it is told again.
    assert text.count(bare("The numbers as a table")) == 1
    waiting = [c for c in real.criteria() if not c.is_red_line and choices[c.id].level == 1]
    assert [c.id for c in waiting if bare(c.levels[2]) not in text] == [], "what a screen folds, paper shows"
    for criterion in real.criteria():
        given = choices[criterion.id]
        if criterion.is_red_line and given.not_applicable is None and given.effective_level != 3:
            assert bare(criterion.statement) in text, criterion.id
    assert text.index(bare("red lines are not held")) < text.index(bare("Standing"))
    assert [words for words in ON_SCREEN_ONLY if bare(words) in text] == []
    assert bare("not for court or custody use") in text
