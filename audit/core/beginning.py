"""What a new audit starts from: which earlier one, what it takes over, and what stands beside its choices (section 7).

A re-audit is about another year: nothing is taken over, and each of last time's answers is shown until a person says
that it still holds. An amendment and the completion of a first pass are about the same day as the signed audit they
follow, and by its edition: they take over every answer as it is, so that nothing is answered twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from audit.core.answers import BLANK, Answer
from audit.core.plan import Progress, SavedAction
from audit.core.programme import Audit
from audit.core.signing import Beginning, State
from audit.core.standard import TOP_LEVEL, Scope, Standard
from audit.errors import N_, AuditError

# What takes the answers of a signed audit over as they are.
TAKES_OVER = frozenset({Beginning.AMENDMENT, Beginning.COMPLETION})


class CannotBeginError(AuditError):
    """An audit cannot start from what it names. Never raised itself."""


class NotSignedYetError(CannotBeginError):
    """Only what is signed is amended or completed; a draft can simply be changed."""

    sentence = N_("This audit is not signed yet. Nothing was started: you can still change it itself.")


class NoFirstPassError(CannotBeginError):
    """There is nothing to complete."""

    sentence = N_("This audit is no first pass, so there is nothing to complete. Nothing was started.")


class TrialFollowedError(CannotBeginError):
    """A trial says nothing about last time."""

    sentence = N_(
        "A trial is no start for another audit. Nothing was started. Start without it, or say that it counts."
    )


class OtherProgrammeError(CannotBeginError):
    """The audit it names is of another programme, or is not there."""

    sentence = N_("The audit to start from was not found in this programme. Nothing was started. Choose again.")


class EarlierThanLastError(CannotBeginError):
    """A re-audit stands for a day before the audit it starts from."""

    sentence = N_(
        "The audit to start from stands for a later day than this one. Nothing was started. Look at the date."
    )


class AlreadyFollowedError(CannotBeginError):
    """A chain does not fork: one audit is amended or completed by one."""

    sentence = N_("This audit was amended or completed already. Nothing was started. Go on with the newer one.")


@dataclass(frozen=True, slots=True)
class Origin:
    """What an audit follows, as its pages and papers name it.

    ``day`` is the date of the audit it follows, ``None`` where that has been deleted since. ``reason`` is why an
    amendment was needed.
    """

    begun_as: Beginning
    day: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What last time's plan said of a criterion: the top level, by a day somebody set (``None`` for as drafted)."""

    due: date | None
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a person decides about a new audit, and what the tool knows: its id and the time, in UTC."""

    id: str
    at: datetime
    reason: str = ""


def origin(audit: Audit, followed: Audit | None) -> Origin | None:
    """Return what an audit follows; ``None`` for one that was begun anew.

    Args:
        audit: the audit.
        followed: the audit that it names; ``None`` where it names none or that is there no more.
    """
    if audit.begun_as is Beginning.NEW:
        return None
    return Origin(audit.begun_as, followed.date if followed else None, audit.reason)


def starting_point(audits: Iterable[Audit]) -> Audit | None:
    """Return the audit to offer as a start: the newest signed one, or else the newest that is no trial.

    Args:
        audits: those of one programme, the newest first.
    """
    counting = [audit for audit in audits if not audit.is_test]
    return next((audit for audit in counting if audit.is_signed), next(iter(counting), None))


def amendment(signed: Audit, start: Start) -> Audit:
    """Return a new audit that mends a signed one.

    Raises:
        NotSignedYetError: it is not signed.
    """
    return _after(signed, start, Beginning.AMENDMENT)


def completion(signed: Audit, start: Start) -> Audit:
    """Return a new full audit that completes a signed first pass.

    Raises:
        NotSignedYetError: it is not signed.
        NoFirstPassError: it is a full audit already.
    """
    return replace(_after(signed, start, Beginning.COMPLETION), scope=Scope.FULL)


def check(audit: Audit, followed: Audit | None) -> None:
    """Refuse a new audit that cannot start from what it names.

    Args:
        audit: the new audit.
        followed: the organisation's audit of the id that it names; ``None`` where there is none.

    Raises:
        CannotBeginError: one of the causes above; the sentence says which.
    """
    if audit.begun_as is Beginning.NEW:
        return
    if followed is None or (followed.organisation, followed.programme) != (audit.organisation, audit.programme):
        raise OtherProgrammeError
    if audit.begun_as in TAKES_OVER:
        _check_signed(followed, audit.begun_as)
    elif followed.is_test:
        raise TrialFollowedError
    elif followed.date > audit.date:
        raise EarlierThanLastError


def unchanged(before: Standard, now: Standard) -> frozenset[str]:
    """Return the ids of the criteria that an edition asks as an earlier one did."""
    if before is now:
        return frozenset(c.id for c in now.criteria())
    return frozenset(c.id for c in now.criteria() if before.has(c.id) and c.asks_the_same(before.criterion(c.id)))


def planned(actions: Iterable[SavedAction]) -> dict[str, Planned]:
    """Return what people meant to bring to the top level, by criterion.

    Only what somebody decided counts: a draft nobody touched is no promise, and what will not be done or is outside
    the programme's control was none either. Where two actions are about one criterion, the later day stands.
    """
    found: dict[str, Planned] = {}
    for action in actions:
        if action.progress is Progress.WILL_NOT_DO or action.outside:
            continue
        said = Planned(action.due, action.progress is Progress.DONE)
        for name in (action.key, *action.criteria):
            there = found.get(name, said)
            found[name] = max(there, said, key=lambda one: (not one.is_done, one.due or date.min))
    return found


def may_be_planned(answer: Answer) -> bool:
    """Whether a plan had anything to bring about: the answer was not a proven 3, and the criterion applied."""
    return answer.effective_level != TOP_LEVEL and answer.not_applicable is None


def same_again(last: Answer, now: Answer, most_documents: int) -> Answer:
    """Return an answer with last time's choice, taken over by hand.

    Documents and a note that were typed meanwhile stay; last time's come only where there are none, or in addition.

    Args:
        last: last time's answer.
        now: what this audit holds already.
        most_documents: how many documents one answer may name.
    """
    titles = {e.title for e in now.evidence}
    documents = (*now.evidence, *(e for e in last.evidence if e.title not in titles))[:most_documents]
    return replace(last, evidence=documents, note=now.note or last.note)


def last_answers(before: Standard, now: Standard, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return last time's answers that may stand beside this time's choices.

    Args:
        before: the edition of last time.
        now: the edition of this time.
        answers: last time's answers by criterion. Only one that was given counts, to a question that is unchanged, and
            "does not apply" only where that may still be chosen.
    """
    same = unchanged(before, now)
    return {
        name: answer
        for name, answer in answers.items()
        if name in same and answer.is_given and (answer.not_applicable is None or now.criterion(name).may_not_apply)
    }


def carried(before: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that an amendment or a completion takes over: all but blank ones."""
    return {name: answer for name, answer in before.items() if answer != BLANK}


def _after(signed: Audit, start: Start, begun_as: Beginning) -> Audit:
    _check_signed(signed, begun_as)
    return replace(
        signed,
        id=start.id,
        created=start.at,
        changed=start.at,
        state=State.DRAFT,
        begun_as=begun_as,
        follows=signed.id,
        reason=start.reason,
    )


def _check_signed(followed: Audit, begun_as: Beginning) -> None:
    if not followed.is_signed:
        raise NotSignedYetError
    if begun_as is Beginning.COMPLETION and followed.scope is not Scope.FIRST_PASS:
        raise NoFirstPassError
