"""What a new audit starts from, and which of last time's answers may stand beside its choices."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.core import beginning
from audit.core.answers import Answer, Evidence
from audit.core.beginning import NoFirstPassError, NotSignedYetError, Origin, Planned, Start
from audit.core.plan import Progress, SavedAction
from audit.core.programme import Audit
from audit.core.signing import Beginning, State
from audit.core.standard import Kind, Scope
from tests.core.made_up import OUTSIDE, PROVEN, criterion
from tests.core.made_up import standard as made_up

NOW = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)
LATER = datetime(2027, 11, 1, 14, 2, tzinfo=UTC)
DAY = date(2026, 11, 1)
SIGNED = Audit(
    id="a" * 16,
    organisation="o" * 16,
    programme="p" * 16,
    standard="made-up",
    edition="1",
    content_hash="0" * 64,
    formula=1,
    scope=Scope.FIRST_PASS,
    date=DAY,
    is_test=False,
    created=NOW,
    changed=NOW,
    state=State.SIGNED,
)
DRAFT = replace(SIGNED, id="d" * 16, state=State.DRAFT)
TRIAL = replace(DRAFT, id="t" * 16, is_test=True)
START = Start(id="n" * 16, at=LATER, reason="A mistake")


# ---- What to start from


@pytest.mark.parametrize(
    ("audits", "expected"),
    [
        ((), None),
        ((TRIAL,), None),
        ((TRIAL, DRAFT), DRAFT),
        ((DRAFT, SIGNED), SIGNED),
        ((SIGNED, replace(SIGNED, id="b" * 16)), SIGNED),
    ],
    ids=["no audit", "only a trial", "a draft where none is signed", "the signed one", "the newest signed one"],
)
def test_the_newest_signed_audit_is_offered_or_else_the_newest_that_counts(
    audits: tuple[Audit, ...], expected: Audit | None
) -> None:
    assert beginning.starting_point(audits) == expected


def test_an_amendment_is_the_same_audit_as_a_draft() -> None:
    made = beginning.amendment(SIGNED, START)
    as_signed = replace(made, id=SIGNED.id, created=NOW, changed=NOW, state=State.SIGNED)
    assert as_signed == replace(SIGNED, begun_as=Beginning.AMENDMENT, follows=SIGNED.id, reason="A mistake")
    assert (made.id, made.created, made.changed, made.state) == (START.id, LATER, LATER, State.DRAFT)


def test_a_completed_first_pass_is_a_full_audit_of_the_same_day() -> None:
    made = beginning.completion(SIGNED, START)
    assert (made.scope, made.date, made.begun_as) == (Scope.FULL, DAY, Beginning.COMPLETION)


def test_only_what_is_signed_is_amended_and_only_a_first_pass_completed() -> None:
    for make in (beginning.amendment, beginning.completion):
        with pytest.raises(NotSignedYetError):
            make(DRAFT, START)
    with pytest.raises(NoFirstPassError):
        beginning.completion(replace(SIGNED, scope=Scope.FULL), START)


def test_an_audit_names_what_it_follows() -> None:
    made = beginning.amendment(SIGNED, START)
    assert beginning.origin(SIGNED, None) is None
    assert beginning.origin(made, SIGNED) == Origin(Beginning.AMENDMENT, DAY, "A mistake")
    assert beginning.origin(made, None) == Origin(Beginning.AMENDMENT, None, "A mistake"), "it was deleted"


# ---- Last time's answers


def test_a_question_is_unchanged_where_id_statement_and_levels_are() -> None:
    one = criterion("A-1", Kind.MUST)
    assert one.asks_the_same(replace(one, why="Another reason.", kind=Kind.RED_LINE))
    for other in (
        replace(one, id="A-2"),
        replace(one, statement="Another statement."),
        replace(one, levels=("We do not.", "It depends.", "Mostly.", "Every time.")),
    ):
        assert not one.asks_the_same(other)


def test_last_times_answers_stand_beside_unchanged_questions_only() -> None:
    kept, worded, gone, added = (criterion(name, Kind.MUST) for name in ("A-1", "A-2", "A-3", "A-4"))
    before = made_up((kept, worded, gone))
    now = made_up((kept, replace(worded, statement="Another statement."), added))
    given = {"A-1": PROVEN, "A-2": PROVEN, "A-3": PROVEN}
    assert beginning.last_answers(before, now, given) == {"A-1": PROVEN}
    assert beginning.last_answers(before, before, given) == given


def test_an_answer_that_was_not_given_or_may_not_be_given_any_more_is_left_out() -> None:
    free, bound = criterion("A-1", Kind.MUST), criterion("A-2", Kind.MUST)
    before, now = made_up((free, bound)), made_up((free, replace(bound, not_applicable_when="")))
    assert beginning.last_answers(before, now, {"A-1": OUTSIDE, "A-2": OUTSIDE}) == {"A-1": OUTSIDE}
    assert beginning.last_answers(before, now, {"A-1": Answer(note="Later")}) == {}
    unsure = {"A-1": Answer(not_sure=True)}
    assert beginning.last_answers(before, now, unsure) == unsure


def test_the_same_again_keeps_what_was_typed_meanwhile() -> None:
    book, page = Evidence("House book"), Evidence("House book, page 2", DAY)
    last = Answer(level=3, evidence=(book, page), note="Seen last year")
    assert beginning.same_again(last, Answer(), 20) == last
    now = Answer(not_sure=True, evidence=(Evidence("House book", DAY),), note="Asked anew")
    assert beginning.same_again(last, now, 20) == Answer(
        level=3, evidence=(Evidence("House book", DAY), page), note="Asked anew"
    )
    assert beginning.same_again(last, now, 1).evidence == now.evidence
    assert beginning.same_again(OUTSIDE, Answer(level=0), 20) == OUTSIDE


def test_an_amendment_takes_over_all_but_nothing() -> None:
    given = {"A-1": PROVEN, "A-2": Answer(), "A-3": Answer(note="Later")}
    assert beginning.carried(given) == {"A-1": PROVEN, "A-3": Answer(note="Later")}


# ---- Last time's plan


def action(key: str, **more: object) -> SavedAction:
    return replace(SavedAction(key=key, criteria=(key,)), **more)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ((), {}),
        ((action("A-1", due=DAY),), {"A-1": Planned(DAY, is_done=False)}),
        ((action("A-1", progress=Progress.DONE),), {"A-1": Planned(None, is_done=True)}),
        ((action("A-1", progress=Progress.WILL_NOT_DO), action("A-2", outside="The law")), {}),
        (
            (SavedAction(key="own", criteria=("A-1", "A-2")),),
            dict.fromkeys(("own", "A-1", "A-2"), Planned(None, is_done=False)),
        ),
        (
            (action("A-1"), action("own", criteria=("A-1",), due=DAY)),
            {"A-1": Planned(DAY, is_done=False), "own": Planned(DAY, is_done=False)},
        ),
        (
            (action("A-1", progress=Progress.DONE, due=DAY), action("own", criteria=("A-1",))),
            {"A-1": Planned(None, is_done=False), "own": Planned(None, is_done=False)},
        ),
    ],
    ids=[
        "nobody decided anything",
        "by a day",
        "said to be done",
        "dropped and outside",
        "one action for many",
        "the later day stands",
        "what is not done yet stands",
    ],
)
def test_a_plan_says_what_people_meant_to_reach(actions: tuple[SavedAction, ...], expected: dict[str, Planned]) -> None:
    assert beginning.planned(actions) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(PROVEN, False), (OUTSIDE, False), (Answer(level=3), True), (Answer(level=1), True), (Answer(), True)],
    ids=["a proven 3", "does not apply", "an unproven 3", "a 1", "unknown"],
)
def test_a_plan_is_about_what_was_short_of_a_proven_3(answer: Answer, *, expected: bool) -> None:
    assert beginning.may_be_planned(answer) is expected
