"""What the pages before a signature say: both answers of a doubt, what a first pass leaves out, who says less."""

from datetime import date

from audit.core.programme import Audit
from audit.core.standard import Scope, Standard
from audit.store import signatures
from audit.store.database import Store
from tests.web.audit_pages import all_at, audit_of, fill, section
from tests.web.conftest import Page
from tests.web.test_years import Begin, begin
from tests.web.test_years_beside import contested

__all__ = ["begin", "contested"]


def test_a_doubt_leads_to_both_answers_and_is_counted_as_a_pair(
    page: Page, store: Store, audit: str, real: Standard
) -> None:
    """CHD-2 at 3 goes with neither CHD-3 at 1 nor CHD-9 at 0: one criterion, two pairs."""
    fill(store, audit, {**all_at(real), "CHD-3": 1, "CHD-9": 0})
    weak = section(page(f"/audits/{audit}/ready"), "What weakens it")
    assert "Answers that hardly go together 2 pairs of answers" in weak.words
    assert [a.words for a in weak.all("a") if a.words.startswith("The other answer")] == [
        "The other answer: CHD-3",
        "The other answer: CHD-9",
    ]
    assert weak.words.count("Look again at") == 2


def test_what_cannot_be_signed_is_said_as_the_rule_has_it(page: Page, store: Store, audit: str, real: Standard) -> None:
    """Only at a red line does “not sure yet” stop a signature."""
    fill(store, audit, {**all_at(real), "DEF-1": None})
    html = page(f"/audits/{audit}/ready")
    assert "A red line nobody has given a level cannot." in html
    assert "Nothing stops it." in section(html, "What stops it").words


def test_what_is_signed_says_that_it_is_a_first_pass(page: Page, store: Store, begin: Begin, real: Standard) -> None:
    name = begin(date(2026, 10, 1), all_at(real), scope=Scope.FIRST_PASS)
    found: Audit = audit_of(store, name)
    assert found.scope is Scope.FIRST_PASS
    with store.writing(by="tests") as db:
        signatures.mark_ready(db, found, on=True)
    html = page(f"/audits/{name}/sign")
    assert "A first pass asks only the red lines and musts. The other 52 criteria were not asked." in html


def test_what_is_signed_carries_what_an_assessor_found(page: Page, store: Store, contested: str) -> None:
    with store.writing(by="tests") as db:
        signatures.mark_ready(db, audit_of(store, contested), on=True)
    html = page(f"/audits/{contested}/sign")
    lines = section(html, "Red lines: 25 held, 0 open, 0 not known")
    assert lines.attrs["class"] == "red-lines"
    assert "by own account, documents seen for 1 of 100 criteria, 1 validated" in lines.words
    assert "An assessor found less in place than the programme says here: WOM-1 (Red line)." in lines.words
