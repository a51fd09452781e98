"""On what a result rests, in words and as data: the first page, the standing and the JSON of a report say the same."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from audit.core.answers import AnswerSheet
from audit.core.assessment import Basis, Finding, Found
from audit.core.programme import Setting
from audit.core.standard import TOP_LEVEL, Scope, Standard
from audit.render import assessed, edition_data, page_parts, pages, paper_report, plan_pages
from audit.render.page_parts import Outcome, Subject
from audit.render.paper_parts import Notice, Paragraph, Table
from tests.conftest import answer
from tests.core.test_assessment import found

DAY = date(2026, 11, 1)
SUBJECT = Subject(programme="Steps", country="HR", setting=Setting.COMMUNITY, date=DAY, organisation="Society")


def made(standard: Standard, findings: Mapping[str, Found]) -> Outcome:
    """Work out an audit that says that everything is in place."""
    sheet = AnswerSheet(date=DAY, scope=Scope.FULL, answers={c.id: answer(TOP_LEVEL) for c in standard.criteria()})
    return page_parts.outcome(standard, sheet, (), findings.values())


def some(standard: Standard, *levels: int) -> dict[str, Found]:
    """Return findings about the first criteria of a standard, each validated at a level."""
    return {c.id: found(c.id, level) for c, level in zip(standard.criteria(), levels, strict=False)}


@pytest.mark.parametrize("levels", [(), (3,), (1, 3)])
def test_page_paper_and_data_say_on_whose_word_it_rests(standard: Standard, levels: tuple[int, ...]) -> None:
    outcome = made(standard, some(standard, *levels))
    page, count = pages.results(SUBJECT, outcome, DAY), sum(1 for _ in standard.criteria())
    seen = f"documents seen for {len(levels)} of {count} criteria, {len(levels)} validated"
    assert page.standing_by == ("By own account" if not levels else f"By own account, {seen}")
    assert plan_pages.plan_page(SUBJECT, outcome, DAY).standing_by == page.standing_by
    sheet = paper_report.report(page, "Kicker")
    (first,) = [block for block in sheet.blocks[:3] if isinstance(block, Notice)]
    assert page.facts.assessed[0] in first.lines[0]
    assert ("no assessor has seen the documents" in first.lines[0]) is (not levels)
    lower = assessed.lower(outcome.assessment, standard)
    assert bool(lower) is (1 in levels)
    assert (lower in first.lines) is bool(lower)
    if lower:
        code = next(iter(standard.criteria())).id
        assert code in lower
        assert [b for b in sheet.blocks if isinstance(b, Paragraph) and b.text == lower]
    told = json.loads(edition_data.data(SUBJECT, outcome, DAY))
    assert told["standing_by"] == "own account"
    assert told["assessment"] == {
        "basis": "own-account" if not levels else "documents-seen",
        "documents_seen": len(levels),
        "validated": len(levels),
        "criteria_that_apply": count,
        "validated_lower": [] if 1 not in levels else [next(iter(standard.criteria())).id],
    }


def test_only_what_was_validated_whole_is_called_so(standard: Standard) -> None:
    outcome = made(standard, {c.id: found(c.id, TOP_LEVEL) for c in standard.criteria()})
    page = pages.results(SUBJECT, outcome, DAY)
    assert outcome.assessment.basis is Basis.VALIDATED
    assert page.standing_by == "Validated by an assessor"
    assert page.facts.assessed[0].startswith("Validated: an assessor of the network has validated every criterion")
    assert json.loads(edition_data.data(SUBJECT, outcome, DAY))["standing_by"] == "validated"
    heads = [block.head for block in paper_report.report(page, "Kicker").blocks if isinstance(block, Table)]
    assert any("Standing, validated by an assessor" in head for head in heads)


def test_documents_seen_need_no_level(standard: Standard) -> None:
    code = next(iter(standard.criteria())).id
    outcome = made(standard, {code: found(code, finding=Finding.EVIDENCE_SEEN)})
    assert "validated" not in pages.results(SUBJECT, outcome, DAY).standing_by


def test_what_was_found_lower_is_listed_red_lines_first(standard: Standard) -> None:
    outcome = made(standard, {c.id: found(c.id, 0) for c in standard.criteria()})
    said = assessed.lower(outcome.assessment, standard)
    listed = [
        c.is_red_line
        for part in said.split(": ", 1)[1].split(", ")
        for c in [standard.criterion(part.split(" ")[0].strip("."))]
    ]
    assert listed == sorted(listed, reverse=True)
    assert f"({sum(1 for _ in standard.criteria())} criteria)" in said


def test_what_is_asked_again_is_drawn_anew(standard: Standard) -> None:
    """Two papers that differ by a finding alone are two papers."""
    first, second = made(standard, {}), made(standard, some(standard, 1))
    assert first != second
    assert first.assessment != second.assessment


def test_a_red_line_found_lower_is_named_where_all_are_said_to_be_held(standard: Standard) -> None:
    red = next(c.id for c in standard.criteria() if c.is_red_line)
    said = pages.results(SUBJECT, made(standard, {red: found(red, 1)}), DAY).red_line_answer
    assert said.startswith("Every red line")
    assert said.endswith(f"An assessor found less in place for 1 red line: {red}.")
    assert "assessor" not in pages.results(SUBJECT, made(standard, {}), DAY).red_line_answer
