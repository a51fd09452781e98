"""Working copies: whichever engine there is, the same words; whichever is missing, a sentence."""

from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit.core.standard import Scope, Standard
from audit.render import blank, documents, engines, pages, plan_pages
from audit.render.cache import Cache
from audit.render.errors import EngineMissingError
from tests.render.papers import SUBJECT, half_way


@pytest.fixture
def no_wkhtmltopdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "wkhtmltopdf", lambda: None)


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_without_wkhtmltopdf_typst_makes_every_working_copy(
    no_wkhtmltopdf: None, standard: Standard, drawings: Cache
) -> None:
    found = half_way(standard)
    report = documents.working_report(pages.results(SUBJECT, found), drawings)
    plan = documents.working_plan(plan_pages.plan_page(SUBJECT, found))
    paper = documents.blank(blank.blank_questionnaire(standard, Scope.FULL))
    assert {report.engine, plan.engine, paper.engine} == {"typst"}
    assert "Asked the insurer." in words(report.content)
    assert "working copy, for the programme itself" in words(report.content)
    assert "Fit a guard." in words(plan.content)
    assert "outside our control" in words(plan.content)
    assert "Who should take part" in words(paper.content)
    assert "Documents to gather" in words(paper.content)
    assert report.rules_passed is None
    assert paper.filename == "self-audit-questionnaire-safe-bakery-edition-2025-2-adopted.pdf"
    assert plan.disposition.startswith('attachment; filename="self-audit-working-plan-')


@pytest.mark.wkhtmltopdf
def test_both_engines_say_the_same(standard: Standard) -> None:
    if engines.wkhtmltopdf() is None:
        pytest.skip("no wkhtmltopdf on this machine")
    page = plan_pages.plan_page(SUBJECT, half_way(standard))
    first, second = documents.working_plan(page), documents.working_plan(page, typeset_it=True)
    assert (first.engine, second.engine) == ("wkhtmltopdf", "typst")
    shown = [set(words(p.content).replace("\u200b", "").split()) for p in (first, second)]
    for needed in ("Fit", "guard.", "overdue", "FIR-2", "Projected"):
        assert (needed in shown[0]) == (needed in shown[1])


def test_without_pdfkit_typst_makes_them(standard: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "version", lambda name: "" if name == "pdfkit" else "1")
    assert documents.working_plan(plan_pages.plan_page(SUBJECT, half_way(standard))).engine == "typst"


def test_without_matplotlib_there_is_a_sentence(
    no_wkhtmltopdf: None, standard: Standard, drawings: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise ImportError

    monkeypatch.setattr(drawings, "svg", fail)
    monkeypatch.setattr(documents, "_kept", documents._Kept())
    with pytest.raises(EngineMissingError, match="matplotlib"):
        documents.working_report(pages.results(SUBJECT, half_way(standard)), drawings)


def test_only_the_last_papers_are_kept() -> None:
    kept = documents._Kept()
    made = [kept.get(str(n), partial(documents._Made, b"%d" % n, "typst", ())) for n in range(20)]
    assert [m.content for m in made] == [b"%d" % n for n in range(20)]
    assert len(kept._papers) == documents._MOST_KEPT
    assert kept.get("19", pytest.fail).content == b"19"
