"""The report for others: accessible, the same bytes twice, its data inside, and no more than the programme chose."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
import rfc8785
from pypdf import PdfReader

from audit.core import scorejson
from audit.core.content import content_hash
from audit.core.standard import Scope, Standard, Status
from audit.render import charts, documents, edition_data, typeset
from audit.render.cache import Cache
from audit.render.documents import Paper
from audit.render.errors import PaperNotAccessibleError
from audit.render.page_parts import outcome
from tests.conftest import sheet
from tests.render.papers import HALF_WAY, HOSTILE, LONG_WORD, NAMES, SAVED, SUBJECT, half_way, poisoned

# The day after FIR-1 was due, and FIR-2 is not yet.
TODAY = date(2026, 11, 21)
PRIVATE = ("Mill contract", "Second house book", "Asked the insurer.", "Photo of the guard", "Ask twice.", "200 euro")


@pytest.fixture(scope="module")
def paper(standard: Standard, drawings: Cache) -> Paper:
    return documents.edition(SUBJECT, half_way(standard), drawings, today=TODAY, checked=True)


@cache
def pages_of(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages]


def attached(paper: Paper) -> bytes:
    return PdfReader(BytesIO(paper.content)).attachments["self-audit-edition.json"][0]


def test_it_passes_every_rule_and_says_how_many(paper: Paper) -> None:
    assert paper.rules_passed == 104
    assert (paper.engine, paper.media_type) == ("typst", "application/pdf")
    assert paper.filename == "self-audit-report-skrinja-czc-igdr-cagr-2026-11-01.pdf"
    assert NAMES[1] in paper.name
    assert paper.unprintable == ()


def test_page_one_says_what_it_is_and_what_it_is_not(paper: Paper) -> None:
    first = " ".join(pages_of(paper)[0].split())
    for words in (
        "By own account",
        "Draft, not signed off",
        "5 answered, 3 not known (1 of these not sure), 2 do not apply",
        "Safe bakery, edition 2025.2 (adopted)",
        "Scoring formula 1",
        "Nobody bakes by this.",
        "Not for court or custody use.",
        "Fictional",
    ):
        assert words in first


def test_red_lines_and_their_steps_stand_before_any_percent(paper: Paper) -> None:
    whole = " ".join(" ".join(pages_of(paper)).split())
    percent = whole.index("at least")
    for words in (
        "The oven door has a guard.",
        "Use the small oven.",
        "An extinguisher hangs by the oven.",
        "Until FIR-2 is mended, bake nothing.",
        "A step under “Until …” is taken only where it says “Taken, by own account”.",
        "At once, from 1 November 2026; not marked as taken",
    ):
        assert whole.index(words) < percent


def test_the_foot_of_every_page_keeps_the_counts_and_the_red_lines(paper: Paper) -> None:
    for text in pages_of(paper):
        flat = " ".join(text.split())
        assert "About a programme, not about any person. Not for court or custody use." in flat
        assert "Red lines: 0 held, 1 open, 1 not known" in flat
        assert "Draft, not signed off" in flat


def test_every_picture_has_its_words(paper: Paper, standard: Standard) -> None:
    alts = [str(part["/Alt"]) for part in _structure(PdfReader(BytesIO(paper.content)).root_object) if "/Alt" in part]
    found = half_way(standard)
    made = {c.name: c.alt for c in charts.build_all(found.card, found.gaps)}
    assert set(alts) >= {made["domains"], made["grid"], made["priorities"]}


def _structure(part: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's objects are of many kinds
    found = part.get_object()
    if isinstance(found, list):
        for inner in found:
            yield from _structure(inner)
    elif isinstance(found, dict):
        yield found
        inside = found.get("/StructTreeRoot") or found.get("/K")
        if inside is not None:
            yield from _structure(inside)


def test_the_data_inside_is_canonical_and_scores_the_same(paper: Paper, standard: Standard) -> None:
    found = half_way(standard)
    data = attached(paper)
    assert data == edition_data.data(SUBJECT, found, TODAY)
    told = json.loads(data)
    assert rfc8785.dumps(told) == data
    assert told["format"] == "self-audit-edition/1"
    assert told["content_hash"] == content_hash(standard)
    assert told["result"] == json.loads(json.dumps(scorejson.to_json(found.card, found.gaps)))
    assert told["programme"]["name"] == SUBJECT.programme
    assert told["answers"]["FIR-1"] == {"document_named": False, "level": 1, "state": "open"}
    assert told["answers"]["FLO-1"] == {"document_named": True, "level": 3, "state": "held"}
    assert told["answers"]["SHO-1"]["not_applicable"] == "We bake to order only."
    assert told["answers"]["FIR-2"] == {"document_named": False, "state": "not sure"}
    assert told["plan"][0]["interim"] == "Use the small oven."
    assert told["plan"][0]["interim_due"] == "2026-11-01"


def test_the_plan_says_of_which_day_it_is_and_what_is_overdue(paper: Paper) -> None:
    whole, told = " ".join("".join(pages_of(paper)).split()), json.loads(attached(paper))
    assert "Plan as of 21 November 2026" in whole
    assert "1 action is overdue, 1 of these for a red line" in whole
    assert "20 November 2026 (Overdue)" in whole
    assert (told["plan_as_of"], told["plan_overdue"]) == ("2026-11-21", {"actions": 1, "red_lines": 1})
    first, second = told["plan"][:2]
    assert (first["due"], first["overdue"], first["interim_overdue"]) == ("2026-11-20", True, True)
    assert (second["due"], second["overdue"], second["interim_overdue"]) == ("2026-12-01", False, False)


def test_a_red_line_put_off_beyond_what_the_standard_asks_says_so(standard: Standard, drawings: Cache) -> None:
    later = replace(SAVED[0], due=date(2026, 12, 2))
    made = documents.edition(SUBJECT, outcome(standard, HALF_WAY, (later,)), drawings, today=TODAY)
    whole = " ".join("".join(pages_of(made)).split())
    # Once with the red lines on the first pages, once in the plan.
    assert whole.count("later than the 30 days the standard asks for") == 2
    assert [a["later_than_days_asked"] for a in json.loads(attached(made))["plan"][:2]] == [None, 30]


def test_another_day_makes_another_paper_and_the_same_day_the_same(
    paper: Paper, standard: Standard, drawings: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_kept", documents._Kept())
    days = (TODAY, TODAY + timedelta(days=1), TODAY)
    same, other, again = (documents.edition(SUBJECT, half_way(standard), drawings, today=day).content for day in days)
    assert same == again == paper.content
    assert other != same


def test_titles_and_notes_stay_at_home_unless_chosen(paper: Paper, standard: Standard, drawings: Cache) -> None:
    whole = "".join(pages_of(paper)) + attached(paper).decode()
    assert not [words for words in PRIVATE if words in whole]
    assert (
        "Not in this copy: titles of documents, notes, and what the plan says of cost, effort and proof."
        in " ".join(whole.split())
    )
    chosen = documents.edition(SUBJECT, half_way(standard), drawings, today=TODAY, with_titles=True)
    shown, data = " ".join("".join(pages_of(chosen)).split()), attached(chosen).decode()
    for words in PRIVATE:
        assert words in data
        assert words in shown
    assert json.loads(data)["answers"]["FLO-1"]["evidence"][0] == {"date": "2026-02-03", "title": "Mill contract"}


def test_the_same_audit_twice_is_the_same_bytes(
    paper: Paper, standard: Standard, drawings: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_kept", documents._Kept())
    assert documents.edition(SUBJECT, half_way(standard), drawings, today=TODAY).content == paper.content


def test_an_unchanged_audit_is_not_set_again(
    paper: Paper, standard: Standard, drawings: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "set_paper", None)
    assert documents.edition(SUBJECT, half_way(standard), drawings, today=TODAY) == replace(paper, rules_passed=None)


@pytest.mark.parametrize("change", ["answer", "plan", "name", "titles", "standard"])
def test_any_change_makes_a_new_paper(paper: Paper, standard: Standard, drawings: Cache, change: str) -> None:
    subject, found, titles = SUBJECT, half_way(standard), False
    if change == "answer":
        found = outcome(standard, replace(HALF_WAY, answers={}), SAVED)
    elif change == "plan":
        found = outcome(standard, HALF_WAY, SAVED[:2])
    elif change == "name":
        subject = replace(SUBJECT, programme="Other")
    elif change == "titles":
        titles = True
    else:
        found = half_way(replace(standard, title="Other bakery"))
    assert documents.edition(subject, found, drawings, today=TODAY, with_titles=titles).content != paper.content


@pytest.mark.parametrize(
    "text", ["\n".join(HOSTILE), LONG_WORD, "家 \N{GRINNING FACE} a"], ids=["hostile", "long", "no font"]
)
def test_hostile_text_everywhere_is_printed_and_kept(standard: Standard, drawings: Cache, text: str) -> None:
    subject, found = poisoned(standard, text)
    paper = documents.edition(subject, found, drawings, today=TODAY, with_titles=True, checked=True)
    assert paper.rules_passed == 104
    told = json.loads(attached(paper))
    assert told["answers"]["FIR-1"]["note"] == text
    assert told["plan"][1]["text"] == text
    assert "root:" not in "".join(pages_of(paper))


def test_what_no_font_has_is_pointed_out_and_the_data_keeps_it(standard: Standard, drawings: Cache) -> None:
    subject = replace(SUBJECT, programme="Haus 家")
    paper = documents.edition(subject, half_way(standard), drawings, today=TODAY)
    assert paper.unprintable == ("家",)
    assert "Haus �" in pages_of(paper)[0]
    assert json.loads(attached(paper))["programme"]["name"] == "Haus 家"
    assert "�" in " ".join(pages_of(paper)[-1].split())


def test_a_first_pass_of_a_draft_says_what_it_leaves_out(standard: Standard, drawings: Cache) -> None:
    draft = replace(standard, status=Status.DRAFT, basis="Draft criteria")
    paper = documents.edition(SUBJECT, outcome(draft, sheet(Scope.FIRST_PASS, FIR_1=3)), drawings, today=TODAY)
    first = " ".join(pages_of(paper)[0].split())
    assert "The other 5 criteria were not asked." in first
    assert "Draft criteria." in first
    assert json.loads(attached(paper))["result"]["scope"] == "first-pass"


def test_where_all_is_held_it_says_so_and_finds_no_gap(standard: Standard, drawings: Cache) -> None:
    answers = {c.id.replace("-", "_"): 3 for c in standard.criteria()}
    whole = " ".join(
        " ".join(
            pages_of(documents.edition(SUBJECT, outcome(standard, sheet(Scope.FULL, **answers)), drawings, today=TODAY))
        ).split()
    )
    assert "Every red line is held, by own account." in whole
    assert "No gap was found, by own account." in whole
    assert "Good practice, by own account" in whole


def test_a_paper_that_fails_the_check_is_not_handed_out(
    standard: Standard, drawings: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> int:
        raise PaperNotAccessibleError(rules="7.1")

    monkeypatch.setattr(typeset, "check", fail)
    other = replace(SUBJECT, programme="Never handed out")
    assert documents.edition(other, half_way(standard), drawings, today=TODAY).rules_passed is None
    for _ in range(2):
        with pytest.raises(PaperNotAccessibleError):
            documents.edition(other, half_way(standard), drawings, today=TODAY, checked=True)


def test_the_words_claim_no_check_that_may_not_have_run(paper: Paper) -> None:
    whole = " ".join("".join(pages_of(paper)).split())
    assert "The program that set it refuses a paper in which it sees a rule of theirs broken." in whole
    assert "A program checked" not in whole


def test_the_plan_in_a_report_points_to_the_steps_on_its_first_pages(paper: Paper) -> None:
    whole = " ".join("".join(pages_of(paper)).split())
    assert whole.count("Use the small oven.") == 1
    assert "Red line. Interim step: see the first pages (At once, from 1 November 2026; not marked as taken)." in whole
    assert "Red line. Until it is known: see the first pages." in whole
    assert "Closes: FIR-1, FIR-3 · Owner: Baker" in whole
