"""The history in words: who, what was done, and each fact as it was before and is now."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from audit.core.people import Role
from audit.core.plan import Effort, Progress
from audit.core.programme import Setting, SizeBand, WorkModel
from audit.core.second_voice import Tie
from audit.core.signing import Beginning
from audit.core.standard import Criterion, Scope
from audit.core.team import Mention
from audit.errors import N_
from audit.language import format_date, gettext, ngettext
from audit.render import datawords, words
from audit.store import erasures, history, retention, second_voices
from audit.web import answerwords, choices, peoplewords, voicepages

# The actors that are no accounts.
_ACTORS = {
    "this-machine": N_("The person at this computer"),
    "demonstration": N_("The demonstration"),
    second_voices.ACTOR: N_("The partner service"),
    retention.ACTOR: N_("Self-Audit, by the times set for keeping"),
}
_ACTS = {
    history.ORGANISATION_MADE: N_("Organisation added"),
    history.ORGANISATION_CHANGED: N_("Organisation changed"),
    history.PROGRAMME_MADE: N_("Programme added"),
    history.PROGRAMME_CHANGED: N_("Programme changed"),
    history.PROGRAMME_DELETED: N_("Programme deleted"),
    history.AUDIT_STARTED: N_("Audit started"),
    history.AUDIT_MARKED: N_("Trial or not changed"),
    history.AUDIT_READY: N_("Audit marked as ready"),
    history.AUDIT_REOPENED: N_("Audit a draft again"),
    history.AUDIT_SIGNED: N_("Audit signed off"),
    history.ADDENDUM_MADE: N_("Addendum to a signed audit"),
    history.PAPER_ISSUED: N_("Signed edition made"),
    history.AUDIT_DELETED: N_("Audit deleted"),
    history.ANSWER_SAVED: N_("Answer saved"),
    history.SECTION_COMPLETED: N_("Domain checked"),
    history.SECTION_REOPENED: N_("Domain to be checked again"),
    history.ACTION_SAVED: N_("Action of the plan saved"),
    history.ACTION_REMOVED: N_("Action of the plan taken back"),
    history.PERSON_JOINED: N_("Somebody joined"),
    history.ROLE_CHANGED: N_("Role changed"),
    history.PERSON_LEFT: N_("Somebody left"),
    history.INVITATION_MADE: N_("Invitation made"),
    history.INVITATION_WITHDRAWN: N_("Invitation withdrawn"),
    history.ASSESSOR_INVITED: N_("Assessor invited"),
    history.ASSESSOR_REMOVED: N_("Assessor not invited any more"),
    history.FINDING_SAVED: N_("Assessor's finding saved"),
    history.PROGRAMME_ARCHIVED: N_("Programme archived"),
    history.PROGRAMME_REOPENED: N_("Programme taken back from the archive"),
    history.PROGRAMME_MERGED: N_("Another programme made one with this"),
    history.OWNER_CHANGED: N_("Who looks after a domain"),
    history.INQUIRY_CHANGED: N_("Who finds out"),
    history.COMMENT_WRITTEN: N_("Comment written"),
    history.COMMENT_SETTLED: N_("Comment settled"),
    history.COMMENT_REOPENED: N_("Comment open again"),
    history.COMMENT_REMOVED: N_("Comment deleted by who wrote it"),
    history.DOCUMENT_SAVED: N_("Document: where it is kept, how long it holds"),
    history.VOICE_INVITED: N_("Service asked for a second voice"),
    history.VOICE_TAKEN_BACK: N_("Invitation to a second voice taken back"),
    history.VOICE_CONFIRMED: N_("Address of the service confirmed by the network"),
    history.VOICE_TOLD: N_("Second voice"),
    erasures.ERASURE_ASKED: N_("Erasing everything asked for"),
    erasures.ERASURE_WITHDRAWN: N_("Erasing everything taken back"),
    retention.RETENTION_CHANGED: N_("Times of keeping changed"),
}
_LABELS = {
    "name": N_("Name"),
    "country": N_("Country"),
    "zone": N_("Time zone"),
    "zone_chosen": N_("Time zone chosen by hand"),
    "member_since": N_("Member since"),
    "contact_role": N_("Whom to ask for"),
    "account": N_("Account"),
    "role": N_("Role"),
    "merged": N_("The id it had"),
    "kept_drafts": N_("Audits nobody changes are kept after the last change"),
    "kept_audits": N_("Audits are kept after their day"),
    "languages": N_("Languages"),
    "setting": N_("Where it works"),
    "size_band": N_("Size"),
    "models": N_("Models of work"),
    "standard": N_("Standard"),
    "edition": N_("Edition"),
    "scope": N_("What is asked"),
    "date": N_("Date"),
    "is_test": N_("Trial"),
    "signed_as": N_("In the role"),
    "number": N_("Number"),
    "with_titles": N_("With titles and notes"),
    "sha256": N_("SHA-256"),
    "level": N_("Level"),
    "not_applicable": N_("Does not apply"),
    "not_sure": N_("Not sure yet"),
    "note": N_("Note"),
    "criteria": N_("Criteria it closes"),
    "text": N_("What is to be done"),
    "interim": N_("Until it is mended"),
    "interim_done": N_("Interim step in place"),
    "owner": N_("Who sees to it"),
    "due": N_("Due"),
    "progress": N_("How far it is"),
    "reason": N_("Why it will not be done"),
    "outside": N_("Why it is outside our control"),
    "evidence": N_("What will show it"),
    "effort": N_("Effort"),
    "cost": N_("Cost"),
    "begun_as": N_("Begun as"),
    "follows": N_("Number of the audit it started from"),
    "amended_because": N_("Why it was amended"),
    "needs_support": N_("Needs support"),
    "service": N_("Service"),
    "tie": N_("How it stands to the organisation"),
    "given": N_("Given"),
    "shown": N_("Shown to"),
    "comment": N_("Comment"),
    "mention": N_("For"),
    "document": N_("Document"),
    "kept": N_("Where it is kept"),
    "valid_until": N_("Valid until"),
}
_BEGUN = {
    Beginning.NEW: N_("a new audit"),
    Beginning.RE_AUDIT: N_("the next audit, beside last time’s answers"),
    Beginning.AMENDMENT: N_("an amendment, with all answers taken over"),
    Beginning.COMPLETION: N_("the completion of a first pass, with all answers taken over"),
}
_ACCOUNT = re.compile(r"[a-z2-7]{16}\Z")
# Empty in these is what the plan or the standard drafted.
_DRAFTED = frozenset({"text", "interim", "due"})
# Empty in these says something: kept for good, or shown to none of these.
_KEPT = frozenset({"kept_drafts", "kept_audits", "shown"})

Lines = tuple[str, ...]


def who(actor: str, names: Mapping[str, str]) -> str:
    """Return who did something.

    Args:
        actor: as the history has it: the id of an account, or a word for no account.
        names: the names of the accounts there still are, by id.
    """
    if actor in _ACTORS:
        return gettext(_ACTORS[actor])
    return names.get(actor) or (gettext("Somebody who has left") if is_account(actor) else actor)


def is_account(actor: str) -> bool:
    """Whether an actor is, or was, an account."""
    return _ACCOUNT.match(actor) is not None


def act(code: str) -> str:
    """Return what was done; the code itself where a later release knows its words."""
    return gettext(_ACTS[code]) if code in _ACTS else code


def lines(facts: Mapping[str, Any], criterion: Criterion | None = None) -> Lines:
    """Return facts line by line.

    Args:
        facts: as an entry of the history has them.
        criterion: what an answer is about, for the words of its level.
    """
    return tuple(line for name, value in facts.items() for line in _fact(name, value, criterion))


def counts(facts: Mapping[str, Any]) -> Lines:
    """Return what a deletion took with it."""
    said = {
        "audits": lambda n: ngettext("%(num)s audit", "%(num)s audits", n),
        "answers": lambda n: ngettext("%(num)s answer", "%(num)s answers", n),
        "actions": lambda n: ngettext("%(num)s action", "%(num)s actions", n),
        "erased": lambda n: ngettext("%(num)s entry erased here", "%(num)s entries erased here", n),
    }
    return tuple(said[name](number) for name, number in facts.items() if name in said and number)


def _fact(name: str, value: Any, criterion: Criterion | None) -> Iterable[str]:  # noqa: ANN401 - whatever JSON holds
    if name == "evidence" and isinstance(value, list):
        yield from _documents(value)
        return
    label = gettext(_LABELS[name]) if name in _LABELS else name
    yield gettext("%(label)s: %(value)s", label=label, value=_value(name, value, criterion))


def _value(name: str, value: Any, criterion: Criterion | None) -> str:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, "", []) and name not in _KEPT:
        return gettext("as drafted") if name in _DRAFTED and value is None else gettext("nothing")
    if name == "level" and criterion is not None:
        return gettext("%(level)s: %(words)s", level=value, words=criterion.levels[value])
    return _SAID[name](value) if name in _SAID else str(value)


def _documents(found: list[Mapping[str, Any]]) -> Iterable[str]:
    if not found:
        yield gettext("No document")
    for document in found:
        yield answerwords.document(document["title"], _day(document["date"]) if document["date"] else "")


def _day(value: str) -> str:
    return format_date(date.fromisoformat(value))


def _languages(codes: list[str]) -> str:
    names = dict(choices.languages())
    return words.joined(names.get(code, code) for code in codes)


_SAID: dict[str, Callable[[Any], str]] = {
    "tie": lambda code: voicepages.tie(Tie(code)),
    "shown": lambda codes: voicepages.shown_to(codes.split()),
    "country": words.country,
    "kept_drafts": datawords.days,
    "kept_audits": datawords.days,
    "zone": lambda name: str(name).replace("_", " "),
    "languages": _languages,
    "setting": lambda code: words.setting(Setting(code)),
    "size_band": lambda code: words.size_band(SizeBand(code)),
    "models": lambda codes: words.joined(words.work_model(WorkModel(code)) for code in codes),
    "scope": lambda code: words.scope(Scope(code)),
    "date": _day,
    "member_since": _day,
    "role": lambda code: peoplewords.role(Role(code)),
    "begun_as": lambda code: gettext(_BEGUN[Beginning(code)]),
    "criteria": words.joined,
    "due": _day,
    "progress": lambda code: words.progress(Progress(code)),
    "effort": lambda code: words.effort(Effort(code)),
    "mention": lambda code: peoplewords.mention(Mention(code)),
    "valid_until": _day,
}
