"""Signing off: an audit that is ready is frozen with its snapshot, and what comes later is added in numbered addenda.

From the signature on, the guards of the database refuse every change of the answers (``schema_year``). What can be
looked at first is refused here with a sentence.
"""

from datetime import datetime

from audit.core.programme import Audit
from audit.core.signing import Addendum, AddendumKind, Signature, State, digest
from audit.store import audits, history
from audit.store.connection import Connection
from audit.store.errors import ClockSetBackError, NotFoundError, NotReadyError, TrialError
from audit.store.rows import moment, whole

_COLUMNS = "organisation, audit, moment, account, name, role, snapshot, sha256"
_SELECT = f"SELECT {_COLUMNS} FROM signatures WHERE organisation = ? AND audit = ?"  # noqa: S608 - own names
_ADDED = "organisation, audit, number, moment, account, kind, snapshot, sha256, before"
_ADDENDA = f"SELECT {_ADDED} FROM addenda WHERE organisation = ? AND audit = ? ORDER BY number"  # noqa: S608 - own names

_Row = tuple[str, str, str, str, str, str, str, str]
_AddendumRow = tuple[str, str, int, str, str, str, str, str, str]


def mark_ready(db: Connection, audit: Audit, *, on: bool) -> None:
    """Say that the team has finished an audit, or that it goes on with it. Saying what holds already changes nothing.

    Args:
        db: a writing connection.
        audit: the audit; whoever calls has looked whether anything stops its signing (``core.readiness``).
        on: whether it is ready.

    Raises:
        NotFoundError: it has been deleted.
        SignedAuditError: it is signed.
        TrialError: it is a trial run.
    """
    was, wanted = audits.refuse_signed(db, audit), State.READY if on else State.DRAFT
    if on and audits.get(db, audit.id, audit.organisation).is_test:
        raise TrialError
    if was is wanted:
        return
    db.execute(
        "UPDATE audits SET state = ? WHERE organisation = ? AND id = ?", (wanted.value, audit.organisation, audit.id)
    )
    _record(db, audit, history.AUDIT_READY if on else history.AUDIT_REOPENED, {})


def sign(db: Connection, audit: Audit, signature: Signature) -> Signature:
    """Freeze an audit that is ready, and return its signature as it lies in the store.

    Args:
        db: a writing connection.
        audit: the audit.
        signature: by whom and when, with the snapshot made of what lies in the store now.

    Raises:
        NotFoundError: it has been deleted.
        SignedAuditError: it is signed already.
        TrialError: it is a trial run.
        NotReadyError: it is a draft.
        ClockSetBackError: something was written down at a later time than the signature names.
        StoreDamagedError: the hash is not that of the snapshot.
    """
    _refuse(db, audit, signature.moment)
    at = moment(signature.moment)
    with whole("signatures"):
        row = (signature.organisation, signature.audit, at, signature.account, signature.name, signature.role)
        kept = _read((*row, signature.snapshot, signature.sha256))
    db.execute(
        "UPDATE audits SET state = ?, changed = ? WHERE organisation = ? AND id = ?",
        (State.SIGNED.value, at, audit.organisation, audit.id),
    )
    db.execute(
        f"INSERT INTO signatures ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (*row, signature.snapshot, signature.sha256),
    )
    _record(db, audit, history.AUDIT_SIGNED, {"signed_as": signature.role, "sha256": signature.sha256})
    return kept


def get(db: Connection, audit: Audit) -> Signature | None:
    """Return the signature of an audit; ``None`` while nobody has signed it.

    Raises:
        StoreDamagedError: the snapshot is not the one that was signed.
    """
    row = db.execute(_SELECT, (audit.organisation, audit.id)).fetchone()
    if row is None:
        return None
    with whole("signatures"):
        return _read(row)


def add_addendum(db: Connection, audit: Audit, kind: AddendumKind, snapshot: str, at: datetime) -> Addendum:
    """Add to a signed audit what came after it, and return it as it lies in the store.

    What the last addendum of this kind says already is not added again: that one is returned.

    Args:
        db: a writing connection; its writer is who adds it.
        audit: the audit.
        kind: what it tells of.
        snapshot: canonical JSON of it, without number, time and chain.
        at: now.

    Raises:
        NotFoundError: nobody has signed the audit.
        ClockSetBackError: something was written down at a later time.
    """
    signature, listed = get(db, audit), addenda(db, audit)
    if signature is None:
        raise NotFoundError
    sha256 = digest(snapshot)
    last = next((one for one in reversed(listed) if one.kind is kind), None)
    if last is not None and last.sha256 == sha256:
        return last
    _refuse_earlier(db, audit, at)
    made = Addendum(
        organisation=audit.organisation,
        audit=audit.id,
        number=len(listed) + 1,
        moment=datetime.fromisoformat(moment(at)),
        account=db.writer.actor,
        kind=kind,
        snapshot=snapshot,
        sha256=sha256,
        before=listed[-1].sha256 if listed else signature.sha256,
    )
    db.execute(
        f"INSERT INTO addenda ({_ADDED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (
            *(made.organisation, made.audit, made.number, moment(made.moment), made.account, made.kind.value),
            *(made.snapshot, made.sha256, made.before),
        ),
    )
    _record(db, audit, history.ADDENDUM_MADE, {"number": made.number, "sha256": sha256})
    return made


def addenda(db: Connection, audit: Audit) -> tuple[Addendum, ...]:
    """Return what was added to a signed audit, the first first.

    Raises:
        StoreDamagedError: one of them is not as it was added, or the chain is broken.
    """
    rows = db.execute(_ADDENDA, (audit.organisation, audit.id)).fetchall()
    with whole("addenda"):
        return tuple(map(_read_addendum, rows))


def _refuse(db: Connection, audit: Audit, at: datetime) -> None:
    audits.refuse_signed(db, audit)
    found = audits.get(db, audit.id, audit.organisation)
    if found.is_test:
        raise TrialError
    if found.state is not State.READY:
        raise NotReadyError
    _refuse_earlier(db, found, at)


def _refuse_earlier(db: Connection, audit: Audit, at: datetime) -> None:
    """Refuse a time before the last change: a signature must not claim to be older than what it signs."""
    head = history.head(db, audit.organisation)
    found = audits.get(db, audit.id, audit.organisation)
    # While the paper was made, somebody may have written down something else: that is what the clock says now.
    now = max(moment(at), moment(db.writer.clock()))
    if moment(at) < moment(found.changed) or (head is not None and now < head.moment):
        raise ClockSetBackError


def _record(db: Connection, audit: Audit, act: str, new: history.Facts) -> None:
    history.record(db, history.Change(audit.organisation, act, history.of_audit(audit), new=new))


def _read(row: _Row) -> Signature:
    organisation, audit, at, account, name, role, snapshot, sha256 = row
    return Signature(
        organisation=organisation,
        audit=audit,
        moment=datetime.fromisoformat(at),
        account=account,
        name=name,
        role=role,
        snapshot=_whole(snapshot, sha256),
        sha256=sha256,
    )


def _read_addendum(row: _AddendumRow) -> Addendum:
    organisation, audit, number, at, account, kind, snapshot, sha256, before = row
    return Addendum(
        organisation=organisation,
        audit=audit,
        number=number,
        moment=datetime.fromisoformat(at),
        account=account,
        kind=AddendumKind(kind),
        snapshot=_whole(snapshot, sha256),
        sha256=sha256,
        before=before,
    )


def _whole(snapshot: str, sha256: str) -> str:
    if digest(snapshot) != sha256:
        raise ValueError(sha256)
    return snapshot
