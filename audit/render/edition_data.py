"""The data inside a report for others: exactly what it shows, as canonical JSON (``self-audit-edition/1``).

Levels, whether a document was named, counts and plan. Titles of documents and notes only where the programme
chose so: a title can name a refuge (design section 12).
"""

from typing import Any

import rfc8785

from audit.core import content, scorejson
from audit.core.answers import Answer
from audit.core.plan import Action
from audit.core.scoring import Reading
from audit.render import words
from audit.render.page_parts import Outcome, Subject

FORMAT = "self-audit-edition/1"
NAME = "self-audit-edition.json"


def data(subject: Subject, outcome: Outcome, *, with_titles: bool = False) -> bytes:
    """Return the data of a report as canonical JSON (RFC 8785), UTF-8 bytes.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers, with the plan as people decided it.
        with_titles: whether titles of documents and notes are part of it.
    """
    standard = outcome.card.standard
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "state": "draft",
            "standing_by": "own account",
            "caption": words.caption(),
            "programme": _programme(subject),
            "date": subject.date.isoformat(),
            "content_hash": subject.content_hash or content.content_hash(standard),
            "includes_titles_and_notes": with_titles,
            "result": scorejson.to_json(outcome.card, outcome.gaps),
            "answers": {r.criterion.id: _answer(r, with_titles=with_titles) for r in outcome.card.readings},
            "plan": [_action(a, with_titles=with_titles) for a in (*outcome.plan.actions, *outcome.plan.settled)],
        }
    )


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


def _action(action: Action, *, with_titles: bool) -> dict[str, Any]:
    saved = action.saved
    told = {
        "criteria": list(saved.criteria),
        "text": words.purpose_text(action),
        "interim": action.interim,
        "interim_due": action.interim_due.isoformat() if action.interim_due else None,
        "interim_done": saved.interim_done,
        "owner": saved.owner,
        "due": action.due.isoformat() if action.due else None,
        "priority": action.priority.number if action.priority else None,
        "progress": saved.progress.value,
        "reason": saved.reason,
        "outside": saved.outside,
        "needs_support": saved.needs_support,
    }
    private = {"evidence": saved.evidence, "cost": saved.cost, "effort": saved.effort.value, "note": saved.note}
    return {**told, **private} if with_titles else told
