"""Made-up standards of every shape, and ways to change one answer: what the properties are tried on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from audit.core.answers import BLANK, Answer, AnswerSheet, Evidence
from audit.core.standard import (
    TOP_LEVEL,
    Criterion,
    Document,
    Domain,
    Kind,
    LevelWord,
    Priority,
    Scope,
    Source,
    Standard,
    Status,
)
from tests.conftest import answer

DAY = date(2026, 11, 1)
PROVEN = Answer(level=TOP_LEVEL, evidence=(Evidence("House book, page 2", date(2024, 3, 1)),))
# The days of design section 6.
PRIORITIES = (
    Priority(1, "Act now", 30),
    Priority(2, "Urgent", 90),
    Priority(3, "Plan", 180),
    Priority(4, "Improve", 365),
)


def criterion(name: str, kind: Kind, *, may_not_apply: bool = True) -> Criterion:
    """Make up a criterion of this id and kind."""
    return Criterion(
        id=name,
        kind=kind,
        theme="baking",
        statement=f"{name} is in place.",
        why=f"Because of {name}.",
        levels=("We do not.", "It depends.", "Mostly.", "Always."),
        evidence=(f"A page about {name}",),
        action=f"Mend {name}.",
        interim=f"Until {name} is mended, bake nothing." if kind is Kind.RED_LINE else "",
        lead="Baker",
        certainty="A",
        sources=(Source("guild", name, "A"),),
        articles=("5",),
        not_applicable_when="We have no oven." if may_not_apply else "",
        second_voice=False,
    )


def standard(*domains: tuple[Criterion, ...]) -> Standard:
    """Make up a standard from the criteria of its domains, named d0, d1 and so on."""
    return Standard(
        id="made-up",
        edition="1",
        status=Status.ADOPTED,
        language="en",
        title="Made up",
        publisher="Nobody",
        basis="Made up for tests",
        disclaimer="Nobody works by this.",
        certainties=(("A", "Read."),),
        documents=(Document("guild", "The guild’s book", "A guild", "2025", "All of it."),),
        levels=tuple(LevelWord(n, f"Level {n}", "A level.") for n in range(TOP_LEVEL + 1)),
        priorities=PRIORITIES,
        domains=tuple(Domain(f"d{n}", f"Domain {n}", "A domain.", c) for n, c in enumerate(domains)),
    )


# Strategies are made once and drawn from plain lists: that is what keeps hundreds of examples quick.
_KINDS = st.sampled_from([(kind, free) for kind in Kind for free in (True, False)])
_SHAPES = st.lists(st.lists(_KINDS, min_size=1, max_size=5), min_size=1, max_size=4)


def standards() -> st.SearchStrategy[Standard]:
    """Draw a standard of one to four domains with one to five criteria each."""
    return _SHAPES.map(_shaped)


def _shaped(shape: list[list[tuple[Kind, bool]]]) -> Standard:
    return standard(
        *(
            tuple(criterion(f"C{d}-{n}", kind, may_not_apply=free) for n, (kind, free) in enumerate(drawn))
            for d, drawn in enumerate(shape)
        )
    )


# Documents with titles on both sides of the five characters, and none.
DOCUMENTS = tuple(
    tuple(Evidence(t) for t in titles)
    for titles in ((), ("Book",), ("    ",), ("Books",), ("Ξενώνας",), ("Book", "House book, page 2"))
)
EVIDENCE = st.sampled_from(DOCUMENTS)
OUTSIDE = Answer(not_applicable="The oven is outdoors.")
_LEVELS = [Answer(level=n, evidence=papers) for n in range(TOP_LEVEL + 1) for papers in DOCUMENTS]
_OTHERS = [Answer(not_sure=True), BLANK, Answer(note="Later"), Answer(evidence=DOCUMENTS[-1])]
_ANSWERS = st.sampled_from([*_LEVELS, *_OTHERS, *[PROVEN] * 12])
_ANSWERS_OR_OUTSIDE = st.sampled_from([*_LEVELS, *_OTHERS, *[PROVEN] * 12, *[OUTSIDE] * 4])


def sheets(of: Standard) -> st.SearchStrategy[AnswerSheet]:
    """Draw any answers a programme may give to this standard, in either scope."""
    answers = st.fixed_dictionaries({c.id: _ANSWERS_OR_OUTSIDE if c.may_not_apply else _ANSWERS for c in of.criteria()})
    return st.builds(AnswerSheet, scope=st.sampled_from(Scope), date=st.just(DAY), answers=answers)


def held(of: Standard, scope: Scope = Scope.FULL, **but: Answer | int | None) -> AnswerSheet:
    """Return a sheet with a proven 3 everywhere but here: ``FIR_1=2`` is a level, None not sure."""
    other = {name.replace("_", "-"): answer(given) for name, given in but.items()}
    return AnswerSheet(scope, DAY, {c.id: other.get(c.id, PROVEN) for c in of.criteria()})


def changed(before: AnswerSheet, changes: Mapping[str, Answer]) -> AnswerSheet:
    """Return the sheet with these answers laid over it."""
    return replace(before, answers={**before.answers, **changes})


def without(of: Standard, name: str) -> Standard:
    """Return the standard as if it never had this criterion."""
    domains = (replace(d, criteria=tuple(c for c in d.criteria if c.id != name)) for d in of.domains)
    return replace(of, domains=tuple(domains))
