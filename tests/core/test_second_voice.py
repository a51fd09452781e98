"""The second voice: where the two differ, which standing is disputed, and who may be told what."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.core.answers import Answer
from audit.core.scoring import WORST_FIRST, Standing, score
from audit.core.second_voice import (
    NO_VOICE,
    Difference,
    Reader,
    Said,
    Tie,
    Voice,
    asked,
    differences,
    disputes,
    mark,
    sees,
)
from audit.core.standard import Kind, Scope, Standard
from tests.core import made_up

NOW = datetime(2026, 11, 1, tzinfo=UTC)
VOICE = Voice(
    id="v" * 16,
    organisation="o" * 16,
    audit="a" * 16,
    service="Open door",
    tie=Tie.IN_HOUSE,
    email="door@example.org",
    invited=NOW,
    made_by="m" * 16,
    expires=NOW,
    opened=NOW,
    given=NOW,
)
NOBODY: frozenset[Reader] = frozenset()


def voiced(*kinds: tuple[Kind, ...]) -> Standard:
    """Make up a standard in which a service can see every criterion but the last of each domain."""
    domains = tuple(
        (
            *(replace(made_up.criterion(f"C{d}-{n}", kind), second_voice=True) for n, kind in enumerate(drawn)),
            made_up.criterion(f"C{d}-{len(drawn)}", Kind.SHOULD),
        )
        for d, drawn in enumerate(kinds)
    )
    return made_up.standard(*domains)


STANDARD = voiced((Kind.RED_LINE, Kind.MUST), (Kind.SHOULD, Kind.MUST))


def said(**levels: int | None) -> dict[str, Said]:
    """Write short what a service says: ``C0_1=2``; ``None`` is "we cannot see this"."""
    return {name.replace("_", "-"): Said(level) for name, level in levels.items()}


def test_a_service_is_asked_what_it_can_see() -> None:
    assert [c.id for c in asked(STANDARD, Scope.FULL)] == ["C0-0", "C0-1", "C1-0", "C1-1"]
    assert [c.id for c in asked(STANDARD, Scope.FIRST_PASS)] == ["C0-0", "C0-1", "C1-1"]


def test_two_levels_and_red_lines_come_first() -> None:
    sheet = made_up.held(STANDARD, C0_1=2, C1_0=3, C1_1=2)
    found = differences(STANDARD, sheet, said(C0_0=2, C0_1=1, C1_0=1, C1_1=3))
    assert found == (
        Difference("C0-0", 3, 2, first=True),
        Difference("C1-0", 3, 1, first=True),
        Difference("C0-1", 2, 1, first=False),
        Difference("C1-1", 2, 3, first=False),
    )


def test_what_they_cannot_see_and_what_is_alike_is_no_difference() -> None:
    sheet = made_up.held(STANDARD, C0_0=1)
    assert differences(STANDARD, sheet, said(C0_0=1, C0_1=None, C1_0=3)) == ()
    assert differences(STANDARD, sheet, {}) == ()


def test_what_nobody_asks_a_service_is_no_difference() -> None:
    sheet = made_up.held(STANDARD)
    assert differences(STANDARD, sheet, said(C0_2=0, C9_9=0)) == ()
    first_pass = replace(sheet, scope=Scope.FIRST_PASS)
    assert differences(STANDARD, first_pass, said(C1_0=0)) == ()


def test_an_unknown_has_no_level_to_differ_from() -> None:
    sheet = made_up.held(STANDARD, C0_0=None)
    assert differences(STANDARD, sheet, said(C0_0=0)) == (Difference("C0-0", None, 0, first=False),)
    assert disputes(STANDARD, sheet, said(C0_0=0)) == frozenset()  # Not known is as bad already.


def test_a_red_line_held_here_and_not_there_is_disputed() -> None:
    sheet = made_up.held(STANDARD)
    assert disputes(STANDARD, sheet, said(C0_0=2, C1_0=3)) == {"d0"}
    assert disputes(STANDARD, sheet, said(C0_0=3, C1_1=2)) == {"d1"}


def test_a_difference_that_comes_first_is_a_dispute_where_the_standing_is_the_worst_already() -> None:
    sheet = made_up.held(STANDARD, C0_0=1)
    assert disputes(STANDARD, sheet, said(C0_1=1)) == {"d0"}
    assert disputes(STANDARD, sheet, said(C0_1=2)) == frozenset()


def test_saying_more_than_the_programme_disputes_nothing() -> None:
    sheet = made_up.held(STANDARD, C0_0=0, C1_1=0)
    assert disputes(STANDARD, sheet, said(C0_0=3, C1_1=3)) == frozenset()


def test_what_the_programme_leaves_out_is_disputed_where_it_matters() -> None:
    sheet = made_up.held(STANDARD)
    outside = made_up.changed(sheet, {"C1-1": made_up.OUTSIDE})
    assert disputes(STANDARD, outside, said(C1_1=0)) == {"d1"}
    assert disputes(STANDARD, outside, said(C1_1=3)) == frozenset()
    nothing = made_up.changed(sheet, dict.fromkeys(("C1-0", "C1-1", "C1-2"), made_up.OUTSIDE))
    assert score(STANDARD, nothing).domains[1].standing is None
    assert disputes(STANDARD, nothing, said(C1_1=0)) == {"d1"}


@settings(max_examples=150)
@given(st.data())
def test_no_standing_is_better_than_the_service_allows_without_a_mark(data: st.DataObject) -> None:
    drawn = data.draw(made_up.sheets(STANDARD))
    levels = data.draw(st.dictionaries(st.sampled_from([c.id for c in STANDARD.criteria()]), st.sampled_from(range(4))))
    marked = disputes(STANDARD, drawn, {name: Said(level) for name, level in levels.items()})
    lower = {
        name: Answer(level=level, evidence=drawn.answer(name).evidence)
        for name, level in levels.items()
        if STANDARD.criterion(name).second_voice and level < (drawn.answer(name).level or 0)
    }
    own, theirs = (score(STANDARD, s).domains for s in (drawn, made_up.changed(drawn, lower)))
    for before, after in zip(own, theirs, strict=True):
        if _rank(after.standing) < _rank(before.standing):
            assert before.domain.id in marked


def _rank(standing: Standing | None) -> int:
    return len(WORST_FIRST) if standing is None else WORST_FIRST.index(standing)


@pytest.mark.parametrize(
    ("readers", "network", "programme", "report"),
    [
        (set(), False, False, False),
        ({Reader.NETWORK}, True, False, False),
        ({Reader.PROGRAMME}, False, True, False),
        ({Reader.REPORT}, False, True, True),
        ({Reader.NETWORK, Reader.REPORT}, True, True, True),
    ],
)
def test_each_sees_what_the_service_allowed(
    readers: set[Reader], *, network: bool, programme: bool, report: bool
) -> None:
    seen = [sees(readers, reader) for reader in (Reader.NETWORK, Reader.PROGRAMME, Reader.REPORT)]
    assert seen == [network, programme, report]
    for reader, is_shown in zip((Reader.NETWORK, Reader.PROGRAMME, Reader.REPORT), seen, strict=True):
        voice = replace(VOICE, readers=frozenset(readers), confirmed=NOW)
        found = mark(STANDARD, made_up.held(STANDARD), voice, said(C0_0=1, C9_9=1), reader)
        assert (found.given, found.tie, found.confirmed) == (True, Tie.IN_HOUSE, True)
        assert dict(found.said) == (said(C0_0=1) if is_shown else {})
        assert found.disputes == ({"d0"} if is_shown else frozenset())


def test_not_given_tells_nothing_else() -> None:
    sheet = made_up.held(STANDARD)
    for voice in (None, replace(VOICE, given=None, readers=frozenset({Reader.REPORT}))):
        assert mark(STANDARD, sheet, voice, said(C0_0=1), Reader.REPORT) is NO_VOICE
    unconfirmed = mark(STANDARD, sheet, VOICE, {}, Reader.REPORT)
    assert (unconfirmed.given, unconfirmed.confirmed, dict(unconfirmed.said)) == (True, False, {})
