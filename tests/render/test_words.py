"""Every code has its words, and the headline and the counts say what the rules found."""

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction

import pytest

from audit.core.answers import Answer
from audit.core.plan import Action, Effort, Progress, Purpose, SavedAction
from audit.core.programme import Setting, SizeBand, WorkModel
from audit.core.scoring import Counts, Standing, read, score
from audit.core.standard import Kind, Scope, Standard, Status
from audit.render import words
from tests.conftest import sheet
from tests.core import made_up
from tests.render.papers import HALF_WAY, HELD

PLAIN = ("batterer", "non-compliant", "toxic")


@pytest.mark.parametrize(
    ("say", "codes"),
    [
        (words.standing, Standing),
        (words.standing_meaning, Standing),
        (words.kind, Kind),
        (words.progress, Progress),
        (words.effort, Effort),
        (words.setting, Setting),
        (words.size_band, SizeBand),
        (words.work_model, WorkModel),
        (words.scope, Scope),
        (words.status, Status),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_every_code_has_words_of_its_own(say: Callable[..., str], codes: type[StrEnum]) -> None:
    said = [say(code) for code in codes]
    assert all(said)
    assert len(set(said)) == len(said)
    assert not any(word in text.lower() for text in said for word in PLAIN)


def test_where_nothing_applies_there_is_no_standing_to_account_for() -> None:
    assert words.standing(None) == "Nothing applies"
    assert "nothing to score" in words.standing_meaning(None)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("FIR-1", 0, "not in place"),
        ("FIR-1", 1, "not in place"),
        ("FIR-1", 2, "not every time"),
        ("FIR-1", 3, "held"),
        ("FIR-3", 3, "in place, every time"),
        ("FIR-3", 2, "not every time"),
        ("FIR-3", 1, "not in place"),
        ("FIR-1", Answer(level=3), "no document named"),
        ("FIR-1", None, "not sure yet"),
        ("FIR-1", Answer(), "not answered yet"),
        ("SHO-1", "We bake to order only.", "does not apply"),
    ],
)
def test_a_state_in_words(standard: Standard, name: str, given: Answer | int | str | None, said: str) -> None:
    answers = sheet(Scope.FULL, **{name.replace("-", "_"): given})
    assert words.state(read(standard.criterion(name), answers.answer(name))) == said


def test_the_headline_adds_up_to_all_red_lines(standard: Standard) -> None:
    assert words.red_line_headline(score(standard, HELD)) == "2 held, 0 open, 0 not known"
    assert words.red_line_headline(score(standard, HALF_WAY)) == "0 held, 1 open, 1 not known"
    unproven = sheet(FIR_1=3, FIR_2=Answer(level=3))
    assert words.red_line_headline(score(standard, unproven)) == ("1 held, 0 open, 0 not known, 1 without a document")


def test_a_red_line_said_not_to_apply_is_counted_and_not_called_held() -> None:
    kitchen = made_up.standard(tuple(made_up.criterion(name, Kind.RED_LINE) for name in ("OVE-1", "GAS-1")))
    card = score(kitchen, sheet(OVE_1=3, GAS_1="We have no gas."))
    assert words.red_line_headline(card) == "1 held, 0 open, 0 not known, 1 does not apply"
    assert words.red_lines_of(card.domains[0]) == "1 held, 1 does not apply"


def test_a_headline_without_red_lines_says_so() -> None:
    oven = made_up.standard((made_up.criterion("OVE-1", Kind.RED_LINE),))
    nothing = score(oven, sheet(OVE_1="We have no oven at all."))
    assert words.red_line_headline(nothing) == "no red line applies"


def test_a_domain_names_only_what_it_has(standard: Standard) -> None:
    fire, flour, _ = score(standard, HALF_WAY).domains
    assert words.red_lines_of(fire) == "1 open, 1 not known"
    assert words.red_lines_of(flour) == "no red line applies"
    unproven, *_ = score(standard, sheet(FIR_1=3, FIR_2=Answer(level=3))).domains
    assert words.red_lines_of(unproven) == "1 held, 1 without a document"


def test_at_least_is_always_said_and_at_most_while_something_is_unknown(standard: Standard) -> None:
    half, held = score(standard, HALF_WAY), score(standard, HELD)
    # Fire: (1 + 0 + 2 + 2)/12 = 5/12, at most 8/12. Flour: (3 + 0)/12 = 1/4, at most 3/4. Mean 1/3 and 17/24.
    assert half.low == Fraction(1, 3)
    assert words.at_least(half) == "at least 33%"
    assert words.at_most(half) == "at most 71%"
    assert words.at_least(held) == "100%"
    assert words.at_most(held) == ""


def test_nothing_to_score_is_no_percent(standard: Standard) -> None:
    shop = score(standard, HALF_WAY).domains[2]
    assert (words.at_least(shop), words.at_most(shop)) == ("", "")


def test_the_counts_name_those_not_sure() -> None:
    assert words.counts(Counts(61, 27, 3, 2)) == "61 answered, 27 not known (3 of these not sure), 2 do not apply"
    assert words.counts(Counts(1, 1, 0, 1)) == "1 answered, 1 not known, 1 does not apply"


@pytest.mark.parametrize(
    ("purpose", "text", "said"),
    [
        (Purpose.REPAIR, "Mend it.", "Mend it."),
        (Purpose.FIND_OUT, None, "Find out how this stands, and answer the criterion."),
        (Purpose.NAME_DOCUMENT, None, "Name the document that shows this is in place every time."),
        (Purpose.OWN, None, "Not described yet."),
    ],
)
def test_an_action_says_what_is_to_be_done(purpose: Purpose, text: str | None, said: str) -> None:
    action = Action(SavedAction(key="FIR-1", criteria=("FIR-1",)), purpose, (), text, None, None, None, None)
    assert words.purpose_text(action) == said


def test_countries_have_names_and_unknown_codes_stay_codes() -> None:
    assert words.country("HR") == "Croatia"
    assert words.country("XK") == "Kosovo"
    assert words.country("ZZ9") == "ZZ9"


def test_what_stands_on_every_page(standard: Standard) -> None:
    assert words.caption() == "About a programme, not about any person. Not for court or custody use."
    assert words.not_signed_off() == "Draft, not signed off"
    assert words.own_account() == "By own account"
    assert words.edition(standard) == "Safe bakery, edition 2025.2 (adopted)"
    assert words.formula(1) == "Scoring formula 1"
