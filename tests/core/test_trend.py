"""A programme over its audits: signed ones only, the draft apart, and shares side by side only where they may be."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.assessment import Assessment
from audit.core.beside import NOTHING, Beside
from audit.core.programme import Audit
from audit.core.scoring import Scorecard, score
from audit.core.signing import Beginning, State
from audit.core.standard import Kind, Scope, Standard
from audit.core.trend import Trend, choose, trend
from tests.conftest import DAY, sheet

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def audit(name: str, year: int = 2026, state: State = State.SIGNED, **other: object) -> Audit:
    plain = Audit(
        id=name,
        organisation="guild",
        programme="bakery",
        standard="bakery-2025",
        edition="2025.2",
        content_hash="",
        formula=1,
        scope=Scope.FULL,
        date=date(year, 11, 1),
        is_test=False,
        created=NOON,
        changed=NOON,
        state=state,
    )
    return replace(plain, **other)  # type: ignore[arg-type]  # a test names what differs


def names(audits: Iterable[Audit]) -> list[str]:
    return [a.id for a in audits]


def follow(standard: Standard, *cards: Scorecard) -> Trend:
    audits = [audit(f"a{n}", 2020 + n) for n in range(len(cards))]
    return trend(choose(audits), {a.id: card for a, card in zip(audits, cards, strict=True)})


def card(standard: Standard, scope: Scope = Scope.FULL, **given: Answer | int | str | None) -> Scorecard:
    return score(standard, sheet(scope, **given))


def test_no_audit_makes_no_trend() -> None:
    chosen = choose([])
    assert chosen.audits == ()
    found = trend(chosen, {})
    assert (found.points, found.draft) == ((), None)


def test_a_trial_run_is_never_in_a_trend() -> None:
    chosen = choose([audit("trial", is_test=True), audit("trial-draft", state=State.DRAFT, is_test=True)])
    assert chosen.audits == ()


def test_two_of_one_day_come_in_the_order_in_which_they_were_begun() -> None:
    later = audit("a", created=NOON + timedelta(hours=1))
    assert names(choose([later, audit("b")]).signed) == ["b", "a"]


def test_audits_by_another_standard_are_named_and_left_out() -> None:
    old = audit("old", 2020, standard="candles")
    chosen = choose([old, audit("new", 2021), audit("draft", 2022, State.DRAFT, standard="candles")])
    assert (names(chosen.signed), names(chosen.unlike), chosen.draft) == (["new"], ["old"], None)


def test_an_unsigned_amendment_takes_nobodys_place() -> None:
    amended = audit("one", 2025)
    amendment = audit("two", 2025, State.DRAFT, begun_as=Beginning.AMENDMENT, follows="one")
    chosen = choose([amended, amendment])
    assert (names(chosen.signed), chosen.draft, chosen.replaced) == (["one"], amendment, ())


def test_a_re_audit_takes_nobodys_place() -> None:
    again = audit("two", 2026, begun_as=Beginning.RE_AUDIT, follows="one")
    assert names(choose([audit("one", 2025), again]).signed) == ["one", "two"]


def test_a_chain_of_amendments_leaves_the_last(standard: Standard) -> None:
    chain = [
        audit("one"),
        audit("two", begun_as=Beginning.AMENDMENT, follows="one"),
        audit("three", begun_as=Beginning.AMENDMENT, follows="two"),
    ]
    chosen = choose(chain)
    assert (names(chosen.signed), names(chosen.replaced)) == (["three"], ["one", "two"])


def test_a_red_line_that_opens_is_lost_and_one_not_known_is_not(standard: Standard) -> None:
    found = follow(standard, card(standard, FIR_1=3, FIR_2=3), card(standard, FIR_1=2, FIR_2=None))
    assert (found.points[1].lost, found.points[1].unsure, found.points[1].gained) == (("FIR-1",), ("FIR-2",), ())


def test_a_red_line_said_not_to_apply_is_neither_lost_nor_gained(standard: Standard) -> None:
    found = follow(standard, card(standard, FIR_2=3), card(standard, FIR_2="Outdoors"), card(standard, FIR_2=3))
    assert [(p.lost, p.unsure, p.gained) for p in found.points] == [((), (), ())] * 3
    assert [p.out for p in found.points] == [(), ("FIR-2",), ()]


def test_another_wording_is_not_followed_and_not_set_side_by_side(standard: Standard) -> None:
    fire = standard.domains[0]
    reworded = (replace(fire.criteria[0], statement="Another."), *fire.criteria[1:])
    later = replace(standard, domains=(replace(fire, criteria=reworded), *standard.domains[1:]))
    found = follow(standard, card(standard, FIR_1=3, FIR_2=3), card(later, FIR_1=1, FIR_2=1))
    assert (found.points[1].lost, found.points[1].is_joined) == (("FIR-2",), False)


def test_shares_stand_side_by_side_where_every_question_and_its_weight_is_the_same(standard: Standard) -> None:
    same = replace(standard, edition="2026.1")
    fire = standard.domains[0]
    lighter = (replace(fire.criteria[0], kind=Kind.SHOULD), *fire.criteria[1:])
    shorter = replace(standard, domains=standard.domains[:2])
    other = replace(standard, domains=(replace(fire, criteria=lighter), *standard.domains[1:]))
    for later, expected in ((standard, True), (same, True), (other, False), (shorter, False)):
        assert follow(standard, card(standard), card(later)).points[1].is_joined is expected
    assert not follow(standard, card(standard, Scope.FIRST_PASS), card(standard)).points[1].is_joined


def test_a_red_line_that_falls_further_is_told_though_it_was_not_held(standard: Standard) -> None:
    """FIR-1 falls from 3 without a document to 0, FIR-2 from 2 to not sure: neither was held, both are worse off."""
    found = follow(standard, card(standard, FIR_1=Answer(level=3), FIR_2=2), card(standard, FIR_1=0, FIR_2=None))
    point = found.points[1]
    assert (point.lost, point.unsure, point.fallen) == ((), (), ("FIR-1", "FIR-2"))
    assert follow(standard, card(standard, FIR_1=0), card(standard, FIR_1=2)).points[1].fallen == ()


def test_what_others_say_stands_beside_its_own_audit(standard: Standard) -> None:
    audits = [audit("one", 2025), audit("two")]
    said = Beside(Assessment(seen=1, validated=1, of=9, lower=("FIR-1",)))
    points = trend(choose(audits), dict.fromkeys(("one", "two"), card(standard)), {"two": said}).points
    assert [point.beside for point in points] == [NOTHING, said]


def test_a_red_line_that_an_edition_made_a_must_is_lost_all_the_same(standard: Standard) -> None:
    fire, *others = standard.domains
    (line, *rest) = fire.criteria
    assert line.is_red_line
    lighter = (replace(line, kind=Kind.MUST), *rest)
    newer = replace(standard, edition="2026.1", domains=(replace(fire, criteria=lighter), *others))
    proven = Answer(level=3, evidence=(Evidence("House book"),))
    then = score(standard, AnswerSheet(Scope.FULL, DAY, {line.id: proven}))
    now = score(newer, AnswerSheet(Scope.FULL, DAY, {line.id: Answer(level=0)}))
    found = follow(standard, then, now).points[1]
    assert (found.lost, found.is_joined) == ((line.id,), False)
    assert follow(standard, now, then).points[1].gained == (line.id,)
