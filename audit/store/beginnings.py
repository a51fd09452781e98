"""How an audit begins: from nothing, beside last time's answers, or with the answers of a signed one (section 7)."""

from datetime import datetime

from audit.core.beginning import TAKES_OVER, AlreadyFollowedError, carried, check
from audit.core.programme import Audit
from audit.core.standard import Standard
from audit.store import actions, answers, audits, programmes
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, ProgrammeArchivedError


def begin(db: Connection, audit: Audit, standard: Standard, once: str | None = None) -> Audit:
    """Start an audit, with everything it takes over; return the audit that is kept.

    An amendment and a completion take over every answer and what people decided about the plan, each recorded in the
    history as if it had been saved here.

    Args:
        db: a writing connection.
        audit: the new audit.
        standard: the edition it is made with; that of the audit it follows where it takes answers over.
        once: what the form carried: one that comes twice starts one audit (see ``audits.create``).

    Raises:
        CannotBeginError: it names an audit that it cannot start from.
        ProgrammeArchivedError: nothing new is begun in its programme.
        WrongEditionError: the audit names another edition than ``standard``.
        NotFoundError: the programme has been deleted.
    """
    there = audits.made_with(db, audit.organisation, once)
    if there is not None:  # A double click: whatever has happened since, it asks for what it made.
        return there
    if programmes.get(db, audit.programme, audit.organisation).archived is not None:
        raise ProgrammeArchivedError
    before = followed(db, audit)
    check(audit, before)
    if before is not None and audit.begun_as in TAKES_OVER and successor(db, before) is not None:
        raise AlreadyFollowedError
    kept = audits.create(db, audit, standard, once)
    if before is not None and audit.begun_as in TAKES_OVER:
        _take_over(db, before, kept, audit.created)
    return kept


def followed(db: Connection, audit: Audit) -> Audit | None:
    """Return the audit that this one started from; ``None`` where it started from none or that is there no more."""
    if audit.follows is None:
        return None
    try:
        return audits.get(db, audit.follows, audit.organisation)
    except NotFoundError:
        return None


def successor(db: Connection, audit: Audit) -> Audit | None:
    """Return the audit that amends or completes this one; ``None`` where none does."""
    found = (a for a in audits.following(db, audit) if a.begun_as in TAKES_OVER)
    return next(found, None)


def _take_over(db: Connection, before: Audit, kept: Audit, at: datetime) -> None:
    given = carried({name: stored.answer for name, stored in answers.listing(db, before).items()})
    answers.save_many(db, kept, {name: (answer, 0) for name, answer in given.items()}, at)
    for action in actions.listing(db, before):
        actions.save(db, kept, action, 0, at)
