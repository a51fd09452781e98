"""An answer says one thing at most, and its level counts as 3 only with a document's name."""

from typing import Any

import pytest

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.standard import Scope
from audit.errors import LevelOutOfRangeError, NotOneAnswerError
from tests.core.made_up import DAY


@pytest.mark.parametrize("level", [-1, 4, 2.5, 2.0, "3", True, False], ids=repr)
def test_a_level_is_a_whole_number_from_0_to_3(level: Any) -> None:  # noqa: ANN401 - whatever a file may hold
    with pytest.raises(LevelOutOfRangeError):
        Answer(level=level)


@pytest.mark.parametrize(
    "kinds",
    [
        {"level": 0, "not_sure": True},
        {"level": 0, "not_applicable": "No oven."},
        {"not_applicable": "", "not_sure": True},
        {"level": 3, "not_applicable": "No oven.", "not_sure": True},
    ],
    ids=" and ".join,
)
def test_two_kinds_of_answer_at_once_are_refused(kinds: dict[str, Any]) -> None:
    with pytest.raises(NotOneAnswerError):
        Answer(**kinds)


@pytest.mark.parametrize(
    ("answer", "given", "blank"),
    [
        (Answer(level=0), True, False),
        (Answer(not_applicable="No oven."), True, False),
        (Answer(not_sure=True), True, False),
        (Answer(note="Ask on Monday"), False, False),
        (Answer(evidence=(Evidence("House book"),)), False, False),
        (BLANK, False, True),
    ],
    ids=["level 0", "does not apply", "not sure", "only a note", "only a document", "nothing"],
)
def test_a_note_alone_is_kept_but_is_no_answer(answer: Answer, given: bool, blank: bool) -> None:
    assert (answer.is_given, answer.is_blank) == (given, blank)


@pytest.mark.parametrize(
    ("titles", "counts_as"),
    [
        ([], 2),
        (["Book"], 2),
        (["Books"], 3),
        (["  Book  "], 2),
        (["     "], 2),
        (["Book", "Page", "Oven"], 2),
        (["Book", "House book"], 3),
        # Four letters however they are written: u with two dots may come as one sign or as two.
        (["Mu\N{COMBINING DIAERESIS}ll"], 2),
        (["Ξενών"], 3),
        # Signs that show nothing are no title.
        (["\N{ZERO WIDTH SPACE}" * 5], 2),
        (["Book\N{SOFT HYPHEN}\N{ZERO WIDTH JOINER}"], 2),
        (["\N{ZERO WIDTH SPACE} Book \N{ZERO WIDTH SPACE}"], 2),
    ],
    ids=[
        "no document",
        "4 letters",
        "5 letters",
        "blanks around 4 letters",
        "only blanks",
        "three of 4 letters",
        "one of two is long enough",
        "4 letters, one of two signs",
        "5 Greek letters",
        "5 unseen signs",
        "4 letters and unseen signs",
        "unseen signs and blanks around 4 letters",
    ],
)
def test_a_three_without_a_named_document_counts_as_two(titles: list[str], counts_as: int) -> None:
    assert Answer(level=3, evidence=tuple(Evidence(t) for t in titles)).effective_level == counts_as


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("evidence", [(), (Evidence("House book"),)], ids=["no document", "a document"])
def test_a_document_lifts_no_lower_level(level: int, evidence: tuple[Evidence, ...]) -> None:
    assert Answer(level=level, evidence=evidence).effective_level == level


def test_what_has_no_level_has_no_effective_level() -> None:
    assert BLANK.effective_level is None
    assert Answer(not_sure=True).effective_level is None
    assert Answer(not_applicable="No oven.").effective_level is None


def test_a_criterion_left_out_of_a_sheet_is_blank() -> None:
    sheet = AnswerSheet(Scope.FULL, DAY, {"FIR-1": Answer(level=1)})
    assert sheet.answer("FIR-1").level == 1
    assert sheet.answer("FIR-2") is BLANK
