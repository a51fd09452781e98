"""What stops a signature, and what only weakens it."""

from dataclasses import replace

from audit.core.answers import Answer
from audit.core.doubts import find
from audit.core.gaps import find as find_gaps
from audit.core.plan import SavedAction, assemble
from audit.core.readiness import Matter, Point, Readiness, readiness
from audit.core.scoring import score
from audit.core.standard import Check, Claim, Kind, Scope, Standard
from tests.core.made_up import DAY, criterion, held, standard

LINE, OTHER = criterion("RED-1", Kind.RED_LINE), criterion("RED-2", Kind.RED_LINE)
MUST, SHOULD = criterion("MUST-1", Kind.MUST), criterion("SHD-1", Kind.SHOULD)
OF = standard((LINE, OTHER), (MUST, SHOULD))


def ready(saved: tuple[SavedAction, ...] = (), of: Standard = OF, **but: Answer | int | None) -> Readiness:
    sheet = held(of, Scope.FULL, **but)
    card = score(of, sheet)
    return readiness(card, assemble(of, find_gaps(card, DAY), saved, DAY), find(of, sheet))


def test_an_audit_with_every_answer_proven_can_be_signed() -> None:
    assert ready() == Readiness((), (), ())
    assert ready().can_be_signed


def test_a_red_line_without_a_level_stops_it_also_when_somebody_said_not_sure() -> None:
    found = ready(RED_1=None, RED_2=Answer())
    assert found.stops == (Point(Matter.RED_LINE_UNKNOWN, ("RED-1", "RED-2")),)
    assert not found.can_be_signed


def test_a_red_line_that_does_not_apply_stops_nothing() -> None:
    assert ready(RED_1=Answer(not_applicable="We have no oven.")).can_be_signed


def test_an_open_red_line_is_signed_only_with_its_interim_step_marked_as_taken() -> None:
    assert ready(RED_1=1).stops == (Point(Matter.NO_INTERIM, ("RED-1",)),)
    marked = SavedAction(key="RED-1", criteria=("RED-1",), interim_done=True)
    assert ready((marked,), RED_1=1, RED_2=2).stops == (Point(Matter.NO_INTERIM, ("RED-2",)),)
    assert ready((replace(marked, criteria=("RED-1", "RED-2")),), RED_1=1, RED_2=2).can_be_signed


def test_what_nobody_answered_stops_it_and_what_is_knowingly_not_known_weakens_it() -> None:
    assert ready(MUST_1=Answer(note="Later")).stops == (Point(Matter.NOT_SAID, ("MUST-1",)),)
    found = ready(MUST_1=None, SHD_1=None)
    assert found.can_be_signed
    assert found.weakens == (Point(Matter.NOT_SURE, ("MUST-1", "SHD-1")),)


def test_threes_without_a_document_weaken_it() -> None:
    assert ready(RED_1=Answer(level=3), SHD_1=Answer(level=3)).weakens == (Point(Matter.UNPROVEN, ("RED-1", "SHD-1")),)


def test_doubts_weaken_it_and_are_told_once_for_each_criterion() -> None:
    when = Claim("MUST-1", at_least=3)
    checks = tuple(Check(f"c{n}", when, Claim("SHD-1", at_most=n), "Look again.") for n in (1, 2))
    found = ready(of=replace(OF, checks=checks), SHD_1=1)
    assert found.weakens == (Point(Matter.DOUBT, ("MUST-1",)),)
    assert [doubt.check.id for doubt in found.doubts] == ["c1", "c2"]
    assert found.can_be_signed
