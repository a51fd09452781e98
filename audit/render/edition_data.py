"""The data inside a report for others: exactly what it shows, as canonical JSON (``self-audit-edition/1``).

Levels, whether a document was named, counts and plan. Titles of documents and notes only where the programme
chose so: a title can name a refuge (design section 12).
"""

from dataclasses import asdict
from datetime import date
from typing import Any

import rfc8785

from audit.core import content, scorejson
from audit.core.answers import Answer
from audit.core.assessment import Basis
from audit.core.plan import Action, Plan
from audit.core.scoring import Reading
from audit.render import assessed, origins, signed_parts, voice_parts, words
from audit.render.page_parts import Outcome, Subject

FORMAT = "self-audit-edition/1"
NAME = "self-audit-edition.json"
# Documents seen here and there make a standing no less the programme's own word.
_STANDING_BY = {
    Basis.OWN_ACCOUNT: "own account",
    Basis.DOCUMENTS_SEEN: "own account",
    Basis.VALIDATED: "validated",
}


def data(subject: Subject, outcome: Outcome, today: date, *, with_titles: bool = False) -> bytes:
    """Return the data of a report as canonical JSON (RFC 8785), UTF-8 bytes.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers, with the plan as people decided it.
        today: the day where the organisation is; the plan is as of this day.
        with_titles: whether titles of documents and notes are part of it.
    """
    standard = outcome.card.standard
    return rfc8785.dumps(
        {
            "format": FORMAT,
            **signed_parts.to_json(subject.signed),
            "standing_by": _STANDING_BY[outcome.assessment.basis],
            "assessment": assessed.to_json(outcome.assessment),
            "second_voice": voice_parts.to_json(outcome.voice),
            "caption": words.caption(),
            "programme": _programme(subject),
            "follows": origins.to_json(subject.origin),
            "date": subject.date.isoformat(),
            "content_hash": subject.content_hash or content.content_hash(standard),
            "includes_titles_and_notes": with_titles,
            "result": scorejson.to_json(outcome.card, outcome.gaps),
            "answers": {r.criterion.id: _answer(r, with_titles=with_titles) for r in outcome.card.readings},
            **plan_state(outcome.plan, today),
            "plan": [
                *(_action(a, today, with_titles=with_titles) for a in outcome.plan.actions),
                *(_action(a, None, with_titles=with_titles) for a in outcome.plan.settled),
            ],
        }
    )


def plan_state(plan: Plan, today: date) -> dict[str, Any]:
    """Return of which day a plan is told, and how many of its actions are overdue on it."""
    return {"plan_as_of": today.isoformat(), "plan_overdue": asdict(plan.overdue(today))}


def dates(action: Action, today: date | None) -> dict[str, Any]:
    """Return the dates of an action and what is to be said of them; without a day nothing is overdue.

    ``later_than_days_asked`` has the days the standard asks for where a red line's date was moved beyond them.
    """
    return {
        "due": action.due.isoformat() if action.due else None,
        "overdue": today is not None and action.is_overdue(today),
        "later_than_days_asked": action.exceeds.days if action.exceeds else None,
        "interim_due": action.interim_due.isoformat() if action.interim_due else None,
        "interim_overdue": today is not None and action.is_interim_overdue(today),
    }


def _programme(subject: Subject) -> dict[str, Any]:
    return {
        "name": subject.programme,
        "organisation": subject.organisation,
        "country": subject.country,
        "setting": subject.setting.value,
        "fictional": subject.is_fictional,
        "test": subject.is_test,
    }


def _answer(reading: Reading, *, with_titles: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"state": reading.state.value, "document_named": reading.answer.names_a_document}
    if reading.level is not None:
        told["level"] = reading.level
    if reading.answer.not_applicable is not None:
        told["not_applicable"] = reading.answer.not_applicable
    return {**told, **_details(reading.answer)} if with_titles else told


def _details(answer: Answer) -> dict[str, Any]:
    documents = [{"title": e.title, "date": e.date.isoformat() if e.date else None} for e in answer.evidence]
    return {"evidence": documents, "note": answer.note}


def _action(action: Action, today: date | None, *, with_titles: bool) -> dict[str, Any]:
    saved = action.saved
    told = {
        "criteria": list(saved.criteria),
        "text": words.purpose_text(action),
        "interim": action.interim,
        "interim_done": saved.interim_done,
        "owner": saved.owner,
        **dates(action, today),
        "priority": action.priority.number if action.priority else None,
        "progress": saved.progress.value,
        "reason": saved.reason,
        "outside": saved.outside,
        "needs_support": saved.needs_support,
    }
    private = {"evidence": saved.evidence, "cost": saved.cost, "effort": saved.effort.value, "note": saved.note}
    return {**told, **private} if with_titles else told
