"""What a signature freezes, as canonical JSON (RFC 8785, ``self-audit-snapshot/1``), and reading it back.

It holds everything the signed paper is made of, and no person's name: by edition and formula, whose programme, every
answer whole, the result, what was decided about the plan, the second voice as far as it may be told, and what an
assessor found. Nothing in it depends on the day it is read.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import rfc8785

from audit.core import scorejson
from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.assessment import NOT_ASSESSED, Assessment
from audit.core.gaps import Gap
from audit.core.plan import Effort, Progress, SavedAction
from audit.core.programme import Audit, Organisation, Programme, Setting
from audit.core.scoring import Scorecard
from audit.core.second_voice import NO_VOICE, Said, Tie, VoiceMark
from audit.core.signing import Beginning
from audit.core.standard import Scope

FORMAT = "self-audit-snapshot/1"
ADDENDUM = "self-audit-addendum/1"

_TEXTS = ("owner", "reason", "outside", "evidence", "cost", "note")
_DRAFTED = ("text", "interim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose audit it is, as it was called when it was signed. ``country`` is ISO 3166-1 alpha-2."""

    organisation: str
    programme: str
    country: str
    setting: Setting
    fictional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What is signed.

    ``follows`` is the id of the audit it started from and ``follows_day`` the date of that one, ``None`` where it
    started from none or that had been deleted. ``saved`` are the actions somebody decided about; ``role`` and
    ``moment`` (UTC) are of the signature, ``None`` for what is only about to be signed.
    """

    whose: Whose
    audit: str
    standard: str
    edition: str
    content_hash: str
    formula: int
    begun_as: Beginning
    reason: str
    sheet: AnswerSheet
    saved: tuple[SavedAction, ...]
    follows: str | None = None
    follows_day: date | None = None
    voice: VoiceMark = NO_VOICE
    assessment: Assessment = NOT_ASSESSED
    role: str | None = None
    moment: datetime | None = None

    def signed_by(self, role: str, moment: datetime) -> "Frozen":
        """Return it as signed in a role at a moment, which counts in whole seconds of UTC."""
        return replace(self, role=role, moment=moment.replace(microsecond=0))


def freeze(
    organisation: Organisation, programme: Programme, audit: Audit, sheet: AnswerSheet, saved: Iterable[SavedAction]
) -> Frozen:
    """Return what a signature of an audit would freeze now, but for what only others know of it.

    That is the second voice, an assessor's findings, and the date of the audit it follows.

    Args:
        organisation: whose it is.
        programme: what was audited.
        audit: the audit.
        sheet: all its answers.
        saved: what people decided about its plan.
    """
    whose = Whose(
        organisation=organisation.name,
        programme=programme.name,
        country=programme.country,
        setting=programme.setting,
        fictional=organisation.fictional,
    )
    return Frozen(
        whose=whose,
        audit=audit.id,
        standard=audit.standard,
        edition=audit.edition,
        content_hash=audit.content_hash,
        formula=audit.formula,
        begun_as=audit.begun_as,
        reason=audit.reason,
        follows=audit.follows,
        sheet=replace(sheet, answers={c: a for c, a in sheet.answers.items() if not a.is_blank}),
        saved=tuple(sorted((replace(one, version=0) for one in saved), key=lambda one: one.key)),
    )


def write(frozen: Frozen, card: Scorecard, gaps: Iterable[Gap]) -> str:
    """Return the snapshot as canonical JSON.

    Args:
        frozen: what is signed.
        card: the result of its answers.
        gaps: its gaps.
    """
    content = {
        "format": FORMAT,
        "audit": frozen.audit,
        "standard": frozen.standard,
        "edition": frozen.edition,
        "content_hash": frozen.content_hash,
        "formula": frozen.formula,
        "begun_as": frozen.begun_as.value,
        "reason": frozen.reason,
        "follows": _follows(frozen),
        "scope": frozen.sheet.scope.value,
        "date": frozen.sheet.date.isoformat(),
        "programme": _whose(frozen.whose),
        "answers": {criterion: _answer(answer) for criterion, answer in frozen.sheet.answers.items()},
        "result": scorejson.to_json(card, gaps),
        "signed": {"role": frozen.role, "moment": frozen.moment.isoformat() if frozen.moment else None},
        "voice": _voice(frozen.voice),
        **_after(frozen),
    }
    return rfc8785.dumps(content).decode("utf-8")


def write_addendum(frozen: Frozen) -> str:
    """Return as canonical JSON what came after a signature: the plan and the findings as they are now."""
    return rfc8785.dumps({"format": ADDENDUM, "audit": frozen.audit, **_after(frozen)}).decode("utf-8")


def read(text: str) -> Frozen:
    """Return what a snapshot says.

    Raises:
        ValueError: it is none.
        KeyError: something is missing in it.
        TypeError: something in it is of another kind.
    """
    said = _parsed(text, FORMAT)
    answers = {criterion: _read_answer(answer) for criterion, answer in said["answers"].items()}
    programme, signed, follows = said["programme"], said["signed"], said["follows"]
    blank = Frozen(
        whose=Whose(**{**programme, "setting": Setting(programme["setting"])}),
        audit=said["audit"],
        standard=said["standard"],
        edition=said["edition"],
        content_hash=said["content_hash"],
        formula=said["formula"],
        begun_as=Beginning(said["begun_as"]),
        reason=said["reason"],
        follows=follows["audit"],
        follows_day=_day(follows["date"]),
        sheet=AnswerSheet(Scope(said["scope"]), date.fromisoformat(said["date"]), answers),
        saved=(),
        voice=_read_voice(said["voice"]),
        role=signed["role"],
        moment=datetime.fromisoformat(signed["moment"]) if signed["moment"] else None,
    )
    return _with(blank, said)


def read_addendum(text: str, signed: Frozen) -> Frozen:
    """Return what was signed with what an addendum says in the place of the plan and the findings; raises as ``read``.

    The second voice stays as it was signed.
    """
    return _with(signed, _parsed(text, ADDENDUM))


def _parsed(text: str, form: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(text)
    if said["format"] != form:
        raise ValueError(said["format"])
    return said


def _after(frozen: Frozen) -> dict[str, Any]:
    seen = frozen.assessment
    return {
        "plan": [_action(action) for action in frozen.saved],
        "assessment": {
            "basis": seen.basis.value,
            "seen": seen.seen,
            "validated": seen.validated,
            "of": seen.of,
            "lower": list(seen.lower),
        },
    }


def _with(frozen: Frozen, said: Mapping[str, Any]) -> Frozen:
    seen = said["assessment"]
    return replace(
        frozen,
        saved=tuple(map(_read_action, said["plan"])),
        assessment=Assessment(
            seen=seen["seen"], validated=seen["validated"], of=seen["of"], lower=tuple(seen["lower"])
        ),
    )


def _follows(frozen: Frozen) -> dict[str, Any]:
    day = frozen.follows_day
    return {"audit": frozen.follows, "date": day.isoformat() if day else None}


def _whose(whose: Whose) -> dict[str, Any]:
    return {
        "organisation": whose.organisation,
        "programme": whose.programme,
        "country": whose.country,
        "setting": whose.setting.value,
        "fictional": whose.fictional,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    documents = [{"title": e.title, "date": e.date.isoformat() if e.date else None} for e in answer.evidence]
    return {
        "level": answer.level,
        "not_applicable": answer.not_applicable,
        "not_sure": answer.not_sure,
        "evidence": documents,
        "note": answer.note,
    }


def _read_answer(said: Mapping[str, Any]) -> Answer:
    evidence = tuple(Evidence(e["title"], _day(e["date"])) for e in said["evidence"])
    return Answer(said["level"], said["not_applicable"], said["not_sure"], evidence, said["note"])


def _action(action: SavedAction) -> dict[str, Any]:
    return {
        "key": action.key,
        "criteria": list(action.criteria),
        **{name: getattr(action, name) for name in (*_TEXTS, *_DRAFTED)},
        "interim_done": action.interim_done,
        "due": action.due.isoformat() if action.due else None,
        "progress": action.progress.value,
        "effort": action.effort.value,
        "needs_support": action.needs_support,
    }


def _read_action(said: Mapping[str, Any]) -> SavedAction:
    return SavedAction(
        key=said["key"],
        criteria=tuple(said["criteria"]),
        interim_done=said["interim_done"],
        due=_day(said["due"]),
        progress=Progress(said["progress"]),
        effort=Effort(said["effort"]),
        needs_support=said["needs_support"],
        **{name: said[name] for name in (*_TEXTS, *_DRAFTED)},
    )


def _voice(mark: VoiceMark) -> dict[str, Any]:
    return {
        "given": mark.given,
        "tie": mark.tie.value if mark.tie else None,
        "confirmed": mark.confirmed,
        "said": {criterion: said.level for criterion, said in mark.said.items()},
        "disputes": sorted(mark.disputes),
    }


def _read_voice(said: Mapping[str, Any]) -> VoiceMark:
    return VoiceMark(
        given=said["given"],
        tie=Tie(said["tie"]) if said["tie"] else None,
        confirmed=said["confirmed"],
        said=MappingProxyType({criterion: Said(level) for criterion, level in said["said"].items()}),
        disputes=frozenset(said["disputes"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
