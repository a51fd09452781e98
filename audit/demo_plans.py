"""Made-up plans for the fictional network: what people decided about some of the gaps, the same every time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from audit.core import gaps
from audit.core.answers import AnswerSheet
from audit.core.plan import Effort, Progress, Purpose, SavedAction, needs_interim, purpose_of
from audit.core.scoring import score
from audit.core.standard import Standard

# So many of the most urgent gaps have been talked over.
_TALKED_OVER = 24
_OWNERS = ("Programme manager", "Programme manager", "Programme manager", "Governing body", "Governing body")
# What a programme wrote in the place of the standard's own words, by criterion: each is one way to mend that very gap.
OWN_WORDS = {
    "DEF-1": "Rewrite our definition together with the women's service, beginning with economic violence.",
    "COL-1": "Sign the agreement with the women's service that was drafted in spring; both boards have read it.",
    "COL-3": "Put it on the intake form: which service is open to her, and who made sure of it before he starts.",
    "THE-8": "Watch one session a month together, and talk over in supervision what went unchallenged.",
    "WOM-1": "Go through all cases with the women's service, and offer contact to every woman who was left out.",
    "WOM-2": "Take partner contact out of the men's agreement, and say at every first call that she may say no.",
    "WOM-4": "Write a page for her about what the programme cannot do, and let the women's service read it first.",
    "WOM-5": "Agree with the women's service which number we ring on the day a man drops out or risk rises.",
    "WOM-6": "Keep a folder apart for what women and services tell us, and take such notes out of the men's files.",
    "WOM-7": "End the one joint session that is left, and tell both courts in writing that we offer none.",
    "WOM-10": "Write the rules for calls, letters and messages with the women's service, and try them for a month.",
    "WOM-15": "Put the helpline and the women's service on the first page of our website, in three languages.",
    "CHD-1": "Adapt the child-protection office's model policy to our groups, and read it with every worker.",
    "CHD-2": "Use a page of its own for each child at intake, and look at it again whenever his risk is looked at.",
    "RSK-1": "Choose the tool with the women's service, train all facilitators, and use it from the next intake on.",
    "RSK-4": "Add the missing questions on strangling, weapons and stalking to the intake form and to every review.",
    "INT-3": "Put two steps on the leaving form: look at risk again, and ring those who protect her.",
    "QUA-7": "Ask the women's service to put the questions in our place, and stop our own survey until it does.",
    "QUA-9": "Move everything about survivors to a locked folder, and write down who may open it and for how long.",
}
# What others have to decide first. The gap stays open, and what protects people meanwhile is still to be done.
OUTSIDE = {
    "COL-7": "The court answers no letter about reporting until its new rules are out.",
    "COL-12": "The only addiction clinic near us has closed; the health authority decides on a new one.",
    "WOM-1": "Only the women's service may contact her here, and it has no worker for this until its grant comes.",
    "WOM-9": "The shelter and its advice centre are full; the region decides in spring about more places.",
    "CHD-4": "Child protection signs no agreements until its new head has begun.",
    "CHD-10": "No service in reach works with children under twelve. We have asked the region for one.",
    "RSK-3": "Police may not yet tell us what they know of a man; the law is about to change.",
    "QUA-11": "There is no accreditation in our country yet, and all peer visits of this year are given away.",
    "STF-1": "The only specialist training in our language begins next autumn, and two of us have not had it.",
}
# What a programme decided against. No red line is among it: where one cannot be mended, the work has to stop.
WILL_NOT = {
    "COL-11": "One public grant pays for everything until it ends in two years, and its rules allow no other money.",
    "COL-13": "Our hours go into the groups. The youth centre does this work here.",
    "WOM-8": "No court has asked us since mediation in such cases was forbidden by law.",
    "CHD-6": "The family centre runs such sessions for all fathers in town, and ours go there.",
    "THE-15": "We would rather use these sessions for what violence does to women and children.",
    "QUA-4": "The university measures outcomes here with questions of its own; twice would be too much.",
    "QUA-5": "We have no safe way to reach women after the end, and would not ask the men alone.",
}


def plan(standard: Standard, sheet: AnswerSheet, chance: Random, own_key: str) -> Iterator[SavedAction]:
    """Yield what people decided about some of the actions that the gaps of an audit ask for.

    Args:
        standard: the edition of the audit.
        sheet: its answers.
        chance: where the draws come from.
        own_key: the id of the one action that somebody added.
    """
    found = gaps.find(score(standard, sheet), sheet.date)
    for number, gap in enumerate(found[:_TALKED_OVER]):
        if _happens(chance, 0.45):
            yield _decided(gap, sheet.date, chance, number)
    yield SavedAction(
        key=own_key,
        criteria=(),
        text="Invite the two nearest women's services to read our draft plan before the board decides on it.",
        owner="Programme manager",
        due=sheet.date + timedelta(days=45),
        progress=chance.choice((Progress.DONE, Progress.IN_PROGRESS)),
        note="Both said they would like more time than last year.",
    )


def _decided(gap: gaps.Gap, day: date, chance: Random, number: int) -> SavedAction:
    criterion = gap.reading.criterion
    action = SavedAction(
        key=criterion.id,
        criteria=(criterion.id,),
        owner=criterion.lead if _happens(chance, 0.7) else chance.choice(_OWNERS),
        due=_due(gap, day, chance.randrange(20, 300)) if _happens(chance, 0.5) else None,
        progress=_progress(gap, chance),
        interim_done=needs_interim(gap) and _happens(chance, 0.7),
        effort=chance.choice(tuple(Effort)),
        cost=chance.choice(("", "", "about 400 €", "two working days", "about 1,200 €")),
        needs_support=_happens(chance, 0.2),
        note=chance.choice(
            ("", "", "On the agenda of the next board meeting.", "We asked the network for a template.")
        ),
    )
    return replace(action, **_particular(gap, number))


def _due(gap: gaps.Gap, day: date, drawn: int) -> date:
    """Return a day of a person's own: most are within what the standard asks, some are later."""
    return day + timedelta(days=max(drawn * gap.priority.days // 240, 7))


def _progress(gap: gaps.Gap, chance: Random) -> Progress:
    """Draw how far it is; a red line that is not held is never called done."""
    drawn = chance.choice((Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.IN_PROGRESS, Progress.DONE))
    return Progress.IN_PROGRESS if drawn is Progress.DONE and gap.reading.criterion.is_red_line else drawn


def _particular(gap: gaps.Gap, number: int) -> Mapping[str, Any]:
    """Return what was decided about this very gap: every other one that somebody wrote about has words of its own."""
    name = gap.reading.criterion.id
    if purpose_of(gap) is not Purpose.REPAIR:
        return {}
    if name in WILL_NOT:
        return {"progress": Progress.WILL_NOT_DO, "reason": WILL_NOT[name], "due": None}
    if name in OUTSIDE and (number % 2 == 0 or name not in OWN_WORDS):
        return {"progress": Progress.NOT_STARTED, "outside": OUTSIDE[name]}
    return {"text": OWN_WORDS[name]} if name in OWN_WORDS and number % 2 else {}


def _happens(chance: Random, share: float) -> bool:
    return chance.random() < share
