"""The second voice as a picture, in words and as data: never more than its readers may know."""

from dataclasses import replace

import pytest

from audit import library
from audit.core.answers import Answer, AnswerSheet
from audit.core.gaps import find
from audit.core.scoring import score
from audit.core.second_voice import NO_VOICE, NOT_TOLD, Said, Tie, VoiceMark, asked
from audit.core.standard import Scope
from audit.render import chart_voice, charts, voice_parts, voice_words
from tests.core.made_up import DAY

STANDARD = library.default()
NAMES = [criterion.id for criterion in asked(STANDARD, Scope.FULL)]
SHEET = AnswerSheet(Scope.FULL, DAY, {name: Answer(level=3) for name in NAMES[1:]})
SAID = {name: Said((0, 3, None, 2)[place % 4]) for place, name in enumerate(NAMES)}
MARK = VoiceMark(given=True, tie=Tie.IN_HOUSE, confirmed=True, said=SAID, disputes=frozenset({"partner-safety"}))


def test_the_picture_opens_with_the_finding_and_is_drawn_alike() -> None:
    made = chart_voice.build(STANDARD, SHEET, MARK)
    assert made.alt.startswith("6 differences of two levels or more, or of a red line.")
    assert len(made.table.rows) == len(NAMES) == 16
    for narrow in (False, True):
        drawn = charts.draw(made, narrow=narrow)
        assert drawn == charts.draw(made, narrow=narrow)
        assert b"<text" not in drawn


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (NO_VOICE, "No second voice was given."),
        (NOT_TOLD, "Made from an answers file, which does not say whether a second voice was given."),
        (VoiceMark(given=True), "A second voice was given. Identity not confirmed."),
        (
            VoiceMark(given=True, tie=Tie.INDEPENDENT, confirmed=True),
            "A second voice was given, by an independent partner service.",
        ),
        (replace(MARK, disputes=frozenset()), "by an in-house partner service. It disputes no standing."),
        (MARK, "It disputes the standing of 1 domain: Safety of women"),
    ],
)
def test_given_or_not_given_and_by_whom(mark: VoiceMark, words: str) -> None:
    part = voice_parts.build(STANDARD, SHEET, mark)
    assert words in part.told
    assert "declined" not in part.told
    assert part.beside("partner-safety") == (voice_words.disputed() if mark.disputes else "")
    assert part.beside("children") == ""


def test_data_holds_answers_only_where_they_are_shown() -> None:
    assert voice_parts.to_json(NO_VOICE) == {"given": False}
    assert voice_parts.to_json(NOT_TOLD) == {"given": None}
    hidden = replace(MARK, said={}, disputes=frozenset())
    assert voice_parts.to_json(hidden) == {"given": True, "tie": "in-house", "identity_confirmed": True}
    told = voice_parts.to_json(MARK)
    assert told["disputed_domains"] == ["partner-safety"]
    assert told["answers"][NAMES[2]] == "cannot-see"
    assert told["answers"][NAMES[0]] == 0


def test_what_was_left_open_is_said() -> None:
    criterion = STANDARD.criterion(NAMES[0])
    assert voice_words.answer(criterion, None) == "left open"
    assert voice_words.own(criterion, None) == "no level"


def test_tables_of_domains_say_which_is_disputed() -> None:
    card = score(STANDARD, SHEET)
    plain = charts.build_all(card, find(card, DAY))
    title = STANDARD.domain("partner-safety").title
    for before, after in zip(plain, voice_parts.marked(plain, STANDARD, MARK), strict=True):
        if before.name not in ("domains", "radar"):
            assert after == before
            continue
        changed = [(a[0], b[0]) for a, b in zip(before.table.rows, after.table.rows, strict=True) if a != b]
        assert changed == [(title, f"{title} (disputed by the partner service)")]
        assert after.alt == f"{before.alt} Disputed by the partner service: {title}."
        assert after.picture == before.picture
    assert voice_parts.marked(plain, STANDARD, replace(MARK, disputes=frozenset())) == plain
