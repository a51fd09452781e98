"""Audits: one programme, one edition, one date."""

from datetime import date, datetime

from audit.core.programme import Audit, Programme
from audit.core.signing import Beginning, State
from audit.core.standard import Scope, Standard
from audit.store import editions, history
from audit.store.connection import Connection
from audit.store.errors import (
    NotFoundError,
    ProgrammeArchivedError,
    SignedAuditError,
    SignedStaysError,
    WrongEditionError,
)
from audit.store.rows import moment, whole
from audit.store.schema_year import OF_AN_AUDIT

_COLUMNS = (
    "organisation, id, programme, standard, edition, content_hash, formula, scope, date, is_test, created, changed,"
    " begun_as, follows, reason"
)
_READ = f"{_COLUMNS}, state"
_SELECT = f"SELECT {_READ} FROM audits"  # noqa: S608 - column names of our own, no input

_Row = tuple[str, str, str, str, str, str, int, str, str, int, str, str, str, str | None, str, str]

_CENTURY = range(2000, 2100)

# Everything an audit holds. The audit itself goes first: the guards let its answers go only after it, and the
# deferred foreign keys refuse to commit unless they all went.
_DELETE = (
    "DELETE FROM audits WHERE organisation = ? AND id = ?",
    "DELETE FROM answers WHERE organisation = ? AND audit = ?",
    "DELETE FROM answer_changes WHERE organisation = ? AND audit = ?",
    "DELETE FROM sections WHERE organisation = ? AND audit = ?",
    "DELETE FROM actions WHERE organisation = ? AND audit = ?",
    *(f"DELETE FROM {table} WHERE organisation = ? AND audit = ?" for table in OF_AN_AUDIT),  # noqa: S608 - own names
)


def create(db: Connection, audit: Audit, standard: Standard, once: str | None = None) -> Audit:
    """Keep a new audit, and the edition it is made with; return the audit that is kept.

    Args:
        db: a writing connection.
        audit: the new audit.
        standard: the edition it is made with.
        once: what the form carried: one that comes twice makes one audit (see ``programmes.create``).

    Raises:
        WrongEditionError: the audit names another edition than ``standard``.
        ProgrammeArchivedError: nothing new begins in its programme.
    """
    _refuse_archived(db, audit)
    named = (audit.content_hash, audit.standard, audit.edition)
    if named != (editions.keep(db, standard), standard.id, standard.edition):
        raise WrongEditionError
    row = (
        audit.organisation,
        audit.id,
        audit.programme,
        *named[1:],
        audit.content_hash,
        audit.formula,
        audit.scope.value,
        audit.date.isoformat(),
        int(audit.is_test),
        moment(audit.created),
        moment(audit.changed),
        audit.begun_as.value,
        audit.follows,
        audit.reason,
        once,
    )
    done = db.execute(
        f"INSERT INTO audits ({_COLUMNS}, once) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - own names
        " ON CONFLICT (organisation, once) DO NOTHING",
        row,
    )
    if done.rowcount == 1:
        new = history.facts(audit, "standard", "edition", "scope", "date", "is_test")
        if audit.begun_as is not Beginning.NEW:
            new |= history.facts(audit, "begun_as", "follows")
            new |= {"amended_because": audit.reason} if audit.reason else {}
        _record(db, history.AUDIT_STARTED, audit, audit.created, new=new)
    return made_with(db, audit.organisation, once) or audit


def made_with(db: Connection, organisation: str, once: str | None) -> Audit | None:
    """Return the audit that a form with this mark started; ``None`` where none did."""
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND once = ?", (organisation, once)).fetchone()
    if row is None:
        return None
    with whole("audits"):
        return _read(row)


def _refuse_archived(db: Connection, audit: Audit) -> None:
    key = (audit.organisation, audit.programme)
    row = db.execute("SELECT archived FROM programmes WHERE organisation = ? AND id = ?", key).fetchone()
    if row is not None and row[0] is not None:
        raise ProgrammeArchivedError


def get(db: Connection, name: str, organisation: str) -> Audit:
    """Return the organisation's audit of this id.

    Raises:
        NotFoundError: it has none.
    """
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND id = ?", (organisation, name)).fetchone()
    if row is None:
        raise NotFoundError
    with whole("audits"):
        return _read(row)


def listing(db: Connection, programme: Programme) -> tuple[Audit, ...]:
    """Return the audits of a programme, the newest first."""
    rows = db.execute(
        f"{_SELECT} WHERE organisation = ? AND programme = ? ORDER BY date DESC, created DESC, id",
        (programme.organisation, programme.id),
    )
    with whole("audits"):
        return tuple(map(_read, rows))


def following(db: Connection, audit: Audit) -> tuple[Audit, ...]:
    """Return the audits that started from this one, the oldest first."""
    rows = db.execute(
        f"{_SELECT} WHERE organisation = ? AND programme = ? AND follows = ? ORDER BY created, id",
        (audit.organisation, audit.programme, audit.id),
    )
    with whole("audits"):
        return tuple(map(_read, rows))


def mark_test(db: Connection, audit: Audit, *, on: bool, at: datetime) -> None:
    """Say whether an audit is only a trial run, which stays out of trends. A trial is a draft: nobody signs it.

    Raises:
        NotFoundError: it has been deleted.
        SignedAuditError: it is signed.
    """
    was = get(db, audit.id, audit.organisation).is_test
    if was == on:
        return
    answered(db, audit, at)
    db.execute(
        "UPDATE audits SET is_test = ?, changed = ? WHERE organisation = ? AND id = ?",
        (int(on), moment(at), audit.organisation, audit.id),
    )
    _record(db, history.AUDIT_MARKED, audit, at, {"is_test": was}, {"is_test": on})


def touch(db: Connection, audit: Audit, at: datetime) -> None:
    """Note that something in an audit was changed.

    Raises:
        NotFoundError: it has been deleted; whatever was to be saved in it must not be.
    """
    done = db.execute(
        "UPDATE audits SET changed = ? WHERE organisation = ? AND id = ?", (moment(at), audit.organisation, audit.id)
    )
    if done.rowcount != 1:
        raise NotFoundError


def answered(db: Connection, audit: Audit, at: datetime) -> None:
    """Note that an answer, or what was said of the answers, was changed: an audit that was ready is a draft again.

    Raises:
        NotFoundError: it has been deleted; whatever was to be saved in it must not be.
        SignedAuditError: it is signed; likewise.
    """
    was = refuse_signed(db, audit)
    db.execute(
        "UPDATE audits SET changed = ?, state = ? WHERE organisation = ? AND id = ?",
        (moment(at), State.DRAFT.value, audit.organisation, audit.id),
    )
    if was is State.READY:
        _record(db, history.AUDIT_REOPENED, audit, at)


def refuse_signed(db: Connection, audit: Audit) -> State:
    """Return where an audit stands now, unless it is signed.

    Raises:
        NotFoundError: it has been deleted.
        SignedAuditError: it is signed.
    """
    row = db.execute(
        "SELECT state FROM audits WHERE organisation = ? AND id = ?", (audit.organisation, audit.id)
    ).fetchone()
    if row is None:
        raise NotFoundError
    if row[0] == State.SIGNED:
        raise SignedAuditError
    return State(row[0])


def saves(db: Connection, audit: Audit) -> tuple[int, int]:
    """Count how often answers and actions of an audit were saved: ``changed`` tells seconds, which two saves share."""
    of_audit = (audit.organisation, audit.id)
    answered, planned = db.execute(
        "SELECT (SELECT count(*) FROM answer_changes WHERE organisation = ? AND audit = ?),"
        " (SELECT coalesce(sum(version), 0) FROM actions WHERE organisation = ? AND audit = ?)",
        of_audit * 2,
    ).fetchone()
    return answered, planned


def delete_draft(db: Connection, audit: Audit) -> None:
    """Delete an audit and everything in it.

    The history goes on to say that it was there and was deleted, but no longer what was written in it.

    Raises:
        NotFoundError: it has been deleted already.
        SignedStaysError: it is signed.
    """
    if get(db, audit.id, audit.organisation).is_signed:
        raise SignedStaysError
    deleted = [db.execute(statement, (audit.organisation, audit.id)).rowcount for statement in _DELETE]
    erased = history.erase(db, audit.organisation, history.of_audit(audit))
    counts = {"answers": deleted[1], "actions": deleted[4], "erased": erased}
    _record(db, history.AUDIT_DELETED, audit, new=counts)


def _record(
    db: Connection,
    act: str,
    audit: Audit,
    at: datetime | None = None,
    old: history.Facts | None = None,
    new: history.Facts | None = None,
) -> None:
    history.record(db, history.Change(audit.organisation, act, history.of_audit(audit), old or {}, new or {}), at)


def _read(row: _Row) -> Audit:
    organisation, name, programme, standard, edition, content_hash, formula, scope, day, is_test = row[:10]
    created, changed, begun_as, follows, reason, state = row[10:]
    return Audit(
        id=name,
        organisation=organisation,
        programme=programme,
        standard=standard,
        edition=edition,
        content_hash=content_hash,
        formula=formula,
        scope=Scope(scope),
        date=_of_this_century(date.fromisoformat(day)),
        is_test=bool(is_test),
        created=datetime.fromisoformat(created),
        changed=datetime.fromisoformat(changed),
        state=State(state),
        begun_as=Beginning(begun_as),
        follows=follows,
        reason=reason,
    )


def _of_this_century(day: date) -> date:
    """Forms and files take no other day (``core.answersfile``); dates of actions are counted on from it."""
    if day.year not in _CENTURY:
        raise ValueError(day)
    return day
