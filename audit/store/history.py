"""The history: who did what, when, with what was there before and after. Entries are only ever added.

Every function of the store that changes something records it here, in the same transaction: what is kept and what
the history says cannot come apart. ``history_check`` finds out whether a chain still fits.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audit.core.answers import Evidence
from audit.core.history import START, Head, Link, commitment, hash_of
from audit.core.programme import Audit, Programme
from audit.store.connection import Connection
from audit.store.rows import moment, whole
from audit.store.schema_history import DELETIONS

# What entries say was done. Never changed: they stand in the chains.
ORGANISATION_MADE = "organisation-made"
ORGANISATION_CHANGED = "organisation-changed"
PROGRAMME_MADE = "programme-made"
PROGRAMME_CHANGED = "programme-changed"
AUDIT_STARTED = "audit-started"
AUDIT_MARKED = "audit-marked"
AUDIT_READY = "audit-ready"
AUDIT_REOPENED = "audit-reopened"
AUDIT_SIGNED = "audit-signed"
ADDENDUM_MADE = "addendum-made"
PAPER_ISSUED = "paper-issued"
ANSWER_SAVED = "answer-saved"
SECTION_COMPLETED = "section-completed"
SECTION_REOPENED = "section-reopened"
ACTION_SAVED = "action-saved"
ACTION_REMOVED = "action-removed"
PERSON_JOINED = "person-joined"
ROLE_CHANGED = "role-changed"
PERSON_LEFT = "person-left"
INVITATION_MADE = "invitation-made"
INVITATION_WITHDRAWN = "invitation-withdrawn"
ASSESSOR_INVITED = "assessor-invited"
ASSESSOR_REMOVED = "assessor-removed"
FINDING_SAVED = "finding-saved"
PROGRAMME_ARCHIVED = "programme-archived"
PROGRAMME_REOPENED = "programme-reopened"
PROGRAMME_MERGED = "programme-merged"
OWNER_CHANGED = "owner-changed"
INQUIRY_CHANGED = "inquiry-changed"
COMMENT_WRITTEN = "comment-written"
COMMENT_SETTLED = "comment-settled"
COMMENT_REOPENED = "comment-reopened"
COMMENT_REMOVED = "comment-removed"
DOCUMENT_SAVED = "document-saved"
VOICE_INVITED = "voice-invited"
VOICE_TAKEN_BACK = "voice-taken-back"
VOICE_CONFIRMED = "voice-confirmed"
VOICE_TOLD = "voice-told"
AUDIT_DELETED, PROGRAMME_DELETED = DELETIONS

# How many entries a page of the history has.
PAGE = 50

Facts = Mapping[str, object]

_COLUMNS = "h.organisation, h.number, h.moment, h.actor, h.act, h.subject, h.commitment, h.before, h.hash"
_SELECT = (
    f"SELECT {_COLUMNS}, p.salt, p.payload FROM history AS h LEFT JOIN history_payloads AS p"  # noqa: S608 - own names
    " ON p.organisation = h.organisation AND p.number = h.number WHERE h.organisation = ?"
)
# Everything whose subject is a path that begins so: "0" is the sign after "/", and all ids are equally long.
_ABOUT = "(subject >= ? AND subject < ? || '0')"
# Everything of one audit: its programme may have been made one with another, and then older paths begin with the first.
_OF_THE_AUDIT = "(substr(subject, 18) >= ? AND substr(subject, 18) < ? || '0')"
_ERASE = (
    "DELETE FROM history_payloads WHERE organisation = ? AND number IN"
    " (SELECT number FROM history WHERE organisation = ? AND {0} AND act NOT IN (?, ?))"
)
_ID = 16

_Row = tuple[str, int, str, str, str, str, str, str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done in an organisation.

    ``subject`` is the path of what it is about (``of_programme``, ``of_audit``), empty for the organisation itself.
    ``old`` and ``new`` hold facts by name; only those that differ are kept.
    """

    organisation: str
    act: str
    subject: str
    old: Facts = field(default_factory=dict)
    new: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it lies in the store.

    ``link`` is what the chain holds, ``hash`` its hash. ``salt`` and ``payload`` are ``None`` where what was written
    has been erased; so are ``old`` and ``new``, which the payload says.
    """

    link: Link
    hash: str
    salt: str | None
    payload: str | None
    old: Facts | None
    new: Facts | None

    @property
    def at(self) -> dt.datetime:
        """When it was, in UTC."""
        return dt.datetime.fromisoformat(self.link.moment)


def of_programme(programme: Programme) -> str:
    """Return the path of a programme."""
    return programme.id


def of_audit(audit: Audit, *part: str) -> str:
    """Return the path of an audit, or of one part of it: the id of a criterion, a domain or an action."""
    return "/".join((audit.programme, audit.id, *part))


def facts(of: object, *names: str) -> dict[str, object]:
    """Return some values of an object by their names, as a change has them."""
    return {name: getattr(of, name) for name in names}


def record(db: Connection, change: Change, at: dt.datetime | None = None) -> None:
    """Add an entry to the chain of an organisation. Call it after the change itself, in the same transaction.

    Args:
        db: a writing connection; it knows who writes.
        change: what was done.
        at: when; now, where the caller was not told.
    """
    last = db.execute(
        "SELECT number, hash FROM history WHERE organisation = ? ORDER BY number DESC LIMIT 1", (change.organisation,)
    ).fetchone()
    number, before = last or (0, START)
    payload, salt = _payload(change), db.writer.salt()
    link = Link(
        organisation=change.organisation,
        number=number + 1,
        moment=moment(at or db.writer.clock()),
        actor=db.writer.actor,
        act=change.act,
        subject=change.subject,
        commitment=commitment(salt, payload),
        before=before,
    )
    db.execute(
        "INSERT INTO history (organisation, number, moment, actor, act, subject, commitment, before, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            link.organisation,
            link.number,
            link.moment,
            link.actor,
            link.act,
            link.subject,
            link.commitment,
            link.before,
            hash_of(link),
        ),
    )
    db.execute(
        "INSERT INTO history_payloads (organisation, number, salt, payload) VALUES (?, ?, ?, ?)",
        (link.organisation, link.number, salt, payload),
    )


def erase(db: Connection, organisation: str, subject: str) -> int:
    """Erase what the entries about a deleted audit or programme say, and return how many these were.

    The entries stay, and so does what the entries of deletions say, which are counts. The caller records the erasure.

    Raises:
        StoreRefusedError: when it is committed, or at once: the subject is still there.
    """
    is_about, about = _where((subject,))
    return db.execute(_ERASE.format(is_about), (organisation, organisation, *about, *DELETIONS)).rowcount


def merged(db: Connection, organisation: str) -> dict[str, str]:
    """Return which programmes were made one with which other, by their ids; that one may be gone by now."""
    rows = db.execute(f"{_SELECT} AND h.act = ?", (organisation, PROGRAMME_MERGED))
    with whole("history"):
        found = map(_read, rows)
        return {str(entry.new["merged"]): entry.link.subject for entry in found if entry.new is not None}


def former(db: Connection, organisation: str, programme: str) -> tuple[str, ...]:
    """Return the ids of the programmes that were made one with this one, at once or over others."""
    into = merged(db, organisation)
    found = [programme]
    for name in found:
        found += [source for source, target in into.items() if target == name and source not in found]
    return tuple(found[1:])


def page(db: Connection, organisation: str, *, subject: str = "", before: int | None = None) -> tuple[Entry, ...]:
    """Return entries, the newest first, one more than ``PAGE`` where there are more.

    Args:
        db: a connection.
        organisation: whose.
        subject: only entries about this path and what lies under it, also where it was another path before.
        before: only entries with a lower number.
    """
    sql, values = _SELECT, [organisation]
    if subject:
        paths = (subject,) if len(subject) > _ID else (subject, *former(db, organisation, subject))
        is_about, about = _where(paths)
        sql, values = f"{sql} AND {is_about}", [*values, *about]
    end = f" AND h.number < {int(before)}" if before is not None else ""
    rows = db.execute(f"{sql}{end} ORDER BY h.number DESC LIMIT {PAGE + 1}", values)
    with whole("history"):
        return tuple(map(_read, rows))


def listing(db: Connection, organisation: str) -> Iterator[Entry]:
    """Yield every entry of an organisation, the oldest first."""
    rows = db.execute(f"{_SELECT} ORDER BY h.number", (organisation,))
    with whole("history"):
        yield from map(_read, rows)


def head(db: Connection, organisation: str) -> Head | None:
    """Return where the chain of an organisation ends; ``None`` before its first entry."""
    row = db.execute(
        "SELECT organisation, number, hash, moment FROM history WHERE organisation = ? ORDER BY number DESC LIMIT 1",
        (organisation,),
    ).fetchone()
    return Head(*row) if row is not None else None


def _where(paths: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the condition for entries about an audit, or about programmes and what lies in them, and its values."""
    if len(paths[0]) > _ID:
        return _OF_THE_AUDIT, (paths[0][_ID + 1 :],) * 2
    return f"({' OR '.join(_ABOUT for _ in paths)})", tuple(value for path in paths for value in (path, path))


def _payload(change: Change) -> str:
    names = [n for n in {**change.old, **change.new} if change.old.get(n) != change.new.get(n)]
    differing = {
        "old": {n: change.old[n] for n in names if n in change.old},
        "new": {n: change.new[n] for n in names if n in change.new},
    }
    return json.dumps(differing, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    """Return as JSON what JSON has no kind for."""
    if isinstance(value, Evidence):
        return {"title": value.title, "date": value.date}
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(value)


def _read(row: _Row) -> Entry:
    *values, digest, salt, payload = row
    said = json.loads(payload) if payload is not None else {"old": None, "new": None}
    return Entry(Link(*values), digest, salt, payload, said["old"], said["new"])  # type: ignore[arg-type] # in the order of the columns
