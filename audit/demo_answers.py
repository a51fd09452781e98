"""Made-up answers for the fictional network: uneven, as real ones are, and the same every time.

A programme follows a course over the years. Its answers rest on one fixed draw for each criterion, so that from one
audit to the next most things stay as they were and some move, mostly up.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.standard import TOP_LEVEL, Criterion, Domain, Kind, Scope, Standard
from audit.demo_members import Member


@dataclass(frozen=True, slots=True)
class Step:
    """One audit of a course.

    ``quality`` runs from 0 to 1; ``unknown`` is the share that nobody has answered yet. ``floor`` names what is made
    sure: "minimum" (red lines held, musts at 2), "papers" (the same, but some red lines without a document) or "good".
    """

    year: int
    quality: float
    unknown: float = 0.03
    scope: Scope = Scope.FULL
    floor: str = ""


COURSES = {
    "climbing": (Step(2024, 0.46, 0.06, Scope.FIRST_PASS), Step(2025, 0.58), Step(2026, 0.70, 0.02)),
    # Nothing is left unsaid in what is signed (``demo_year``).
    "together": (Step(2024, 0.46, 0.0), Step(2025, 0.60, 0.0), Step(2026, 0.70, 0.30)),
    "strong": (Step(2024, 0.72), Step(2025, 0.84, 0.0, floor="papers"), Step(2026, 0.95, 0.0, floor="good")),
    "solid": (Step(2024, 0.60), Step(2025, 0.72), Step(2026, 0.84, 0.0, floor="minimum")),
    "papers": (Step(2024, 0.60), Step(2025, 0.66), Step(2026, 0.80, 0.0, floor="papers")),
    "weak": (Step(2024, 0.30, 0.18), Step(2025, 0.38, 0.10), Step(2026, 0.44, 0.08)),
    "falling": (Step(2024, 0.76, 0.01), Step(2025, 0.68), Step(2026, 0.54, 0.06)),
    "nearly": (Step(2024, 0.58), Step(2025, 0.68), Step(2026, 0.80, 0.06, floor="minimum")),
    "steady": (Step(2024, 0.60), Step(2025, 0.63), Step(2026, 0.65)),
    "late": (Step(2024, 0.58, 0.05),),
    # A first pass that is signed as such, and the full audit that completes it (``demo_year``).
    "completing": (Step(2025, 0.46, 0.0, Scope.FIRST_PASS), Step(2025, 0.46, 0.35)),
    "beginning": (Step(2025, 0.46, 0.10, Scope.FIRST_PASS), Step(2026, 0.56, 0.35)),
    "started": (Step(2026, 0.50, 0.55, Scope.FIRST_PASS),),
}
# Where the made-up field is stronger and weaker than a programme's own quality.
_FIELD = {
    "definition": 0.12,
    "theory": 0.08,
    "partner-safety": -0.04,
    "children": -0.14,
    "risk": -0.05,
    "quality": -0.12,
}
_KINDS = {Kind.RED_LINE: 0.22, Kind.MUST: 0.07, Kind.SHOULD: -0.06}
_STEPS = (0.30, 0.52, 0.74)  # Below the first it is level 0, above the last level 3.
_OUTSIDE = {
    "COL-6": "There is no such conference here. We meet police and the women's service every two months.",
    "COL-7": "All men come on their own account; no court or probation office sends anybody.",
    "CHD-8": "We never write to family courts or youth services; both know it.",
    "STF-4": "The women's service in the next town runs partner contact; none of our people speak with survivors.",
    "STF-6": "We work one to one only; there are too few men for a group.",
    "QUA-7": "Nobody asks survivors for evaluation, neither we nor the university.",
}
_NOTES = (
    "Talked over in the team; the written procedure is changed in spring.",
    "We do this, but not when the second facilitator is ill.",
    "The women's service sees it differently. We meet again next month.",
    "Depends on whether an interpreter can be found.",
    "New since this year. We look again after six months.",
    "The form exists; in a spot check it was used in eight of ten files.",
    "Waits for the ministry's answer on funding.",
    "Was in place before staff changed.",
)
# What a prompt says in brackets, but for the "(ex-)" of a word.
_IN_BRACKETS = re.compile(r"\s*\((?!ex-\))[^)]*\)")


class Answering:
    """Answers one programme's audits. All draws are made at the start, in the order of the standard."""

    def __init__(self, standard: Standard, member: Member, course: str, chance: Random) -> None:
        """Draw what stays the same over the years."""
        self._standard = standard
        self._manual = member.manual
        self._lean = {d.id: _FIELD.get(d.id, 0.0) + chance.gauss(0, 0.06) for d in standard.domains}
        self._seeds = {c.id: chance.random() for c in standard.criteria()}
        self.course = COURSES[course]

    def sheet(self, step: Step, day: date) -> AnswerSheet:
        """Return the answers of one audit."""
        answers = {}
        for domain in self._standard.domains:
            for criterion in domain.in_scope(step.scope):
                answer = self._answer(criterion, domain, step, day)
                if answer is not None:
                    answers[criterion.id] = answer
        return AnswerSheet(step.scope, day, answers)

    def _answer(self, criterion: Criterion, domain: Domain, step: Step, day: date) -> Answer | None:
        draw = Random(self._seeds[criterion.id])  # noqa: S311 - a demonstration
        noise, known = draw.gauss(0, 0.17), draw.random()
        remark = draw.choice(_NOTES) if _happens(draw, 0.15) else ""
        if _happens(draw, 0.4) and criterion.id in _OUTSIDE and criterion.may_not_apply:
            return Answer(not_applicable=_OUTSIDE[criterion.id])
        if known < step.unknown and not (step.floor and criterion.is_red_line):
            return Answer(not_sure=True, note=remark) if known < step.unknown * 0.4 else None
        place = step.quality + self._lean[domain.id] + _KINDS[criterion.kind] + noise
        level = max(sum(place >= edge for edge in _STEPS), _floor(criterion, step))
        is_named = _happens(draw, _share_named(criterion, level, step))
        return Answer(
            level=level, evidence=self._documents(criterion, level, draw, day) if is_named else (), note=remark
        )

    def _documents(self, criterion: Criterion, level: int, draw: Random, day: date) -> tuple[Evidence, ...]:
        prompts = [_IN_BRACKETS.sub("", prompt) for prompt in criterion.evidence]
        titles = [self._manual, *prompts] if _happens(draw, 0.3) else prompts
        number = 2 if level == TOP_LEVEL and _happens(draw, 0.4) else 1
        return tuple(Evidence(title, day - timedelta(days=draw.randrange(20, 700))) for title in titles[:number])


def _floor(criterion: Criterion, step: Step) -> int:
    if not step.floor:
        return 0
    if criterion.is_red_line or (step.floor == "good" and criterion.kind is Kind.MUST):
        return TOP_LEVEL
    return TOP_LEVEL - 1 if criterion.kind is Kind.MUST or step.floor == "good" else 0


def _share_named(criterion: Criterion, level: int, step: Step) -> float:
    """How often a document is named beside the answer: mostly at level 3, sometimes below."""
    if step.floor in {"good", "minimum"} and level == TOP_LEVEL:
        return 1.0
    if step.floor == "papers" and criterion.is_red_line:
        return 0.8
    return {TOP_LEVEL: 0.88, TOP_LEVEL - 1: 0.5}.get(level, 0.15)


def _happens(chance: Random, share: float) -> bool:
    return chance.random() < share
