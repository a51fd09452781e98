"""Attacks that make a dangerous programme look fine: proof that shows nothing, forged answers, empty steps."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit import library, resources
from audit.core import answersfile
from audit.core.answers import Answer, AnswerSheet, Evidence, is_long_enough
from audit.core.answersfile import BadAnswersFileError
from audit.core.content import content_hash
from audit.core.plan import Progress, SavedAction, project
from audit.core.scoring import Standing, State, score
from audit.core.standard import Scope, Standard
from audit.render import pages, paper_report
from audit.render.page_parts import outcome
from audit.render.paper_parts import Card
from tests.attacks.sending import shown
from tests.cli.running import run
from tests.conftest import DAY, sheet
from tests.render.papers import SUBJECT
from tests.web.conftest import PROGRAMME, Page, Post

UNSEEN = {
    "five blanks": "     ",
    "zero-width spaces": "\u200b" * 9,
    "Hangul fillers": "\u3164" * 9,
    "half-width fillers": "\uffa0" * 9,
    "Hangul jamo fillers": "\u115f\u1160" * 9,
    "Braille blanks": "\u2800" * 9,
    "variation selectors": "\ufe0f" * 9,
    "more variation selectors": "\U000e0100" * 9,
    "joiners of graphemes": "\u034f" * 9,
    "private use": "\ue000" * 9,
    "signs kept free for others": "\U000e0fff\u2065" * 9,
    "tags": "\U000e0041" * 9,
    "ideographic spaces": "\u3000" * 9,
    "two letters far apart": "a" + " " * 9 + "b",
    "four letters and what nobody sees": "Book\u3164\u200b\u2800\ufe0f",
}
unseen = pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN.keys())


@pytest.mark.parametrize(
    "text", ["Manual", "नीति १", "手册第二章", "Ξενών", "Пам’ять", "წესები", "5. b.", "é" * 5, "👩\u200d👧 plan"]
)
def test_a_title_in_any_script_is_one(text: str) -> None:
    assert is_long_enough(text)


@unseen
def test_what_nobody_sees_proves_no_red_line(real: Standard, text: str) -> None:
    proven = Answer(level=3, evidence=(Evidence("The manual"),))
    every = {c.id: proven for c in real.criteria()}
    card = score(real, AnswerSheet(Scope.FULL, DAY, {**every, "WOM-1": replace(proven, evidence=(Evidence(text),))}))
    assert [r.criterion.id for r in card.red_lines.unproven] == ["WOM-1"]
    assert card.standing is Standing.BELOW_MINIMUM


@unseen
def test_what_nobody_sees_is_no_reason(real: Standard, text: str) -> None:
    card = score(real, AnswerSheet(Scope.FULL, DAY, {"QUA-7": Answer(not_applicable=text)}))
    assert next(r for r in card.readings if r.criterion.id == "QUA-7").state is State.UNANSWERED


@unseen
@pytest.mark.parametrize("place", ["title", "reason"])
def test_a_file_with_it_is_not_taken(real: Standard, answers: dict[str, Any], text: str, place: str) -> None:
    given = {"level": 3, "evidence": [{"title": text}]} if place == "title" else {"not_applicable": text}
    answers["answers"] = {"QUA-7": given}
    with pytest.raises(BadAnswersFileError) as caught:
        answersfile.read(json.dumps(answers).encode(), real, DAY)
    assert [p.key for p in caught.value.problems] == [
        "answers.QUA-7.evidence[1].title" if place == "title" else "answers.QUA-7.not_applicable"
    ]


def test_a_page_with_it_asks_for_more(post: Post, audit: str) -> None:
    for text in UNSEEN.values():
        sent = {"COL-6-version": "0", "COL-6-level": "not-applicable", "COL-6-reason": text}
        answer = post(f"/audits/{audit}/domains/collaboration", sent, expected=422)
        assert "Say why it does not apply" in answer.text


def test_a_title_of_it_is_refused_beside_its_level(post: Post, audit: str) -> None:
    for version, text in enumerate(filter(str.strip, UNSEEN.values())):
        sent = {"WOM-1-version": str(min(version, 1)), "WOM-1-level": "3", "WOM-1-document-1-title": text}
        answer = post(f"/audits/{audit}/answers/WOM-1", sent, expected=422, X_Requested_With="fetch")
        assert "Write the title of the document" in answer.text


@pytest.mark.parametrize("field", ["name", "organisation"])
def test_a_name_is_one_that_can_be_read(post: Post, field: str) -> None:
    post("/programmes/new", {**PROGRAMME, field: "\u3164\u200b"}, expected=422)


def test_a_red_line_cannot_be_said_not_to_apply(page: Page, post: Post, audit: str) -> None:
    path = f"/audits/{audit}/domains/partner-safety"
    sent = {"WOM-1-version": "0", "WOM-1-level": "not-applicable", "WOM-1-reason": "We do not do this"}
    post(path, sent, expected=422)
    post(f"/audits/{audit}/answers/WOM-1", sent, expected=422, X_Requested_With="fetch")
    assert "not-applicable" not in shown(page(path)).values()


@pytest.mark.parametrize("step", ["", ".", "    ", "\u200b" * 9, "\u3164" * 9, "none"])
@pytest.mark.parametrize("level", [0, None], ids=["open", "not known"])
def test_the_step_that_protects_people_cannot_be_blanked(standard: Standard, step: str, level: int | None) -> None:
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), interim=step, version=1)
    page_ = pages.results(SUBJECT, outcome(standard, sheet(FIR_1=level), (saved,)))
    line = next(line for line in page_.red_lines if line.criterion.id == "FIR-1")
    assert line.step == standard.criterion("FIR-1").interim


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"progress": Progress.WILL_NOT_DO, "reason": "No money this year"}, "Will not be done: No money this year"),
        ({"outside": "The ministry decides"}, "Outside our control: The ministry decides"),
        ({"progress": Progress.DONE}, "Marked as done, and the red line is still not held."),
    ],
    ids=["will not do", "outside our control", "done, and still open"],
)
def test_no_report_promises_a_repair_that_nobody_will_make(
    standard: Standard, decided: dict[str, Any], said: str
) -> None:
    saved = SavedAction(key="FIR-1", criteria=("FIR-1",), due=DAY, version=1, **decided)
    page_ = pages.results(SUBJECT, outcome(standard, sheet(FIR_1=0), (saved,)))
    line = next(line for line in page_.red_lines if line.criterion.id == "FIR-1")
    assert (line.action, line.due) == (said, "")
    told = [cell for block in paper_report.report(page_, "").blocks if isinstance(block, Card) for cell in block.rows]
    assert any(text == said for _, text in told)


def test_a_projection_never_counts_on_what_will_not_be_done(standard: Standard) -> None:
    every = [r.criterion.id for r in outcome(standard, sheet()).card.readings]
    dropped = SavedAction(
        key="a" * 16, criteria=tuple(every), text="All at once", due=DAY, progress=Progress.WILL_NOT_DO, reason="Never"
    )
    found = outcome(standard, sheet(), (dropped,))
    assert project(standard, found.sheet, found.plan, DAY).standing is Standing.RED_LINE_OPEN


def test_one_action_for_everything_hides_no_step_and_no_red_line(standard: Standard) -> None:
    every = [r.criterion.id for r in outcome(standard, sheet()).card.readings]
    answers_ = sheet(FIR_1=0, FIR_2=1)
    saved = SavedAction(key="a" * 16, criteria=tuple(every), text="Everything is fine", due=date(2099, 12, 31))
    page_ = pages.results(SUBJECT, outcome(standard, answers_, (saved,)))
    assert {line.criterion.id: line.step for line in page_.red_lines} == {
        c.id: c.interim for c in standard.criteria() if c.is_red_line
    }


def test_a_first_pass_never_reaches_good_practice_whatever_else_is_in_it(real: Standard) -> None:
    proven = Answer(level=3, evidence=(Evidence("The manual"),))
    card = score(real, AnswerSheet(Scope.FIRST_PASS, DAY, {c.id: proven for c in real.criteria()}))
    assert card.standing is Standing.MINIMUM_MET


@pytest.fixture
def softened(tmp_path: Path) -> Path:
    """Return a copy of the standard that ships in which no criterion of partner safety is a red line any more."""
    folder = Path(shutil.copytree(resources.directory("standards") / library.DEFAULT, tmp_path / "copy"))
    file = folder / "domains" / "partner-safety.toml"
    text = re.sub(
        r'^interim = (""".*?"""|".*?")\n', "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    file.write_text(text.replace('kind = "red line"', 'kind = "should"'), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", [("score",), ("plan",), ("report", "--out", "x.pdf"), ("schema", "answers")])
def test_a_softened_standard_never_speaks_under_the_name_of_the_edition(
    softened: Path, file: Path, command: tuple[str, ...]
) -> None:
    words = command if command[0] == "schema" else (command[0], file, *command[1:])
    result = run(*words, "--standard", softened)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "A published edition never changes" in result.stderr


def test_a_copy_that_says_the_same_and_one_of_another_edition_are_fine(softened: Path, file: Path) -> None:
    same = resources.directory("standards") / library.DEFAULT
    assert run("score", file, "--standard", same).exit_code == 0
    manifest = softened / "standard.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"2026.1"', '"2026.9"'), encoding="utf-8")
    assert "edition: must be" in run("score", file, "--standard", softened).stderr


def test_every_page_and_paper_tells_an_edition_from_one_that_took_its_name(standard: Standard, real: Standard) -> None:
    """Whoever edits the files that came with the program changes what the report prints."""
    lines = dict(pages.results(SUBJECT, outcome(real, sheet())).facts.lines)
    assert lines["SHA-256 of the edition"] == content_hash(real)[:12]
    known = replace(SUBJECT, content_hash=content_hash(standard))
    printed = str(paper_report.report(pages.results(known, outcome(standard, sheet())), "").blocks)
    assert content_hash(standard)[:12] in printed
