"""Signing off: what would be frozen now, the signature of it, and the editions of the paper, made from the snapshot."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from audit.core import doubts, readiness, snapshot
from audit.core.readiness import Readiness
from audit.core.signing import Addendum, AddendumKind, RegisteredPaper, Signature, code, digest
from audit.core.snapshot import Frozen
from audit.errors import N_, AuditError
from audit.render import frozen
from audit.render.page_parts import Outcome
from audit.store import history, papers, signatures
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, NotSignedError
from audit.web import access, identity, opened
from audit.web.opened import Opened

if TYPE_CHECKING:
    from audit.render.documents import Paper

VERIFY = "/verify"
# As the tables have it.
LONGEST_SNAPSHOT = 10_000_000


class TooMuchToSignError(AuditError):
    """What would be frozen is longer than the database takes."""

    sentence = N_(
        "There is more text in this audit and its plan than one signature can hold. Nothing was signed or added. Take "
        "out actions that nobody needs, or shorten long notes."
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """An audit as it would be signed now.

    ``shown`` is the digest of what a page shows of it, ``last`` the number of the last entry of the history.
    """

    found: Opened
    outcome: Outcome
    frozen: Frozen
    shown: str
    last: int

    @property
    def readiness(self) -> Readiness:
        """What stops or weakens its signature."""
        found = doubts.find(self.found.standard, self.outcome.sheet)
        return readiness.readiness(self.outcome.card, self.outcome.plan, found)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of a signed audit: of the signature (``addendum`` is ``None``) or of an addendum."""

    signature: Signature
    addendum: Addendum | None
    with_titles: bool

    @property
    def number(self) -> int:
        """Its number: 0 for that of the signature."""
        return self.addendum.number if self.addendum else 0


def prepare(db: Connection, audit_id: str) -> Prepared:
    """Return what would be signed now.

    Raises:
        NotFoundError: there is no such audit that this request may see.
        UnknownFormulaError: it was made with a formula that this program does not know.
    """
    found = opened.audit(db, audit_id)
    outcome = opened.outcome(db, found)
    made = _freeze(found, outcome)
    head = history.head(db, found.organisation.id)
    return Prepared(found, outcome, made, digest(_written(made, outcome)), head.number if head else 0)


def signature(prepared: Prepared, role: str) -> Signature:
    """Return the signature of what was prepared, by whoever has signed in, now.

    Raises:
        TooMuchToSignError: it is too long; no paper of it is made first.
    """
    account = identity.account()
    moment = access.store().clock().replace(microsecond=0)
    text = _short_enough(_written(prepared.frozen.signed_by(role, moment), prepared.outcome))
    return Signature(
        organisation=prepared.found.organisation.id,
        audit=prepared.found.audit.id,
        moment=moment,
        account=account.id,
        name=account.name,
        role=role,
        snapshot=text,
        sha256=digest(text),
    )


def changes(db: Connection, prepared: Prepared, last: str) -> tuple[history.Entry, ...]:
    """Return what the history says of an audit since the entry of this number, as a page sent it, newest first."""
    number = int(last) if last.isascii() and last.isdigit() and len(last) <= 12 else prepared.last  # noqa: PLR2004 - as historypages
    about = history.of_audit(prepared.found.audit)
    entries = history.page(db, prepared.found.organisation.id, subject=about)
    return tuple(entry for entry in entries[: history.PAGE] if entry.link.number > number)


def add(db: Connection, found: Opened, kind: AddendumKind) -> Addendum:
    """Add the plan and the findings as they are now to a signed audit.

    Raises:
        NotSignedError: nobody has signed it.
        TooMuchToSignError: it is too long.
        ClockSetBackError: the clock stands before what was done last.
    """
    if found.signature is None:
        raise NotSignedError
    now = _freeze(found, opened.outcome(db, found))
    text = _short_enough(snapshot.write_addendum(replace(now, audit=found.audit.id)))
    return signatures.add_addendum(db, found.audit, kind, text, access.store().clock())


def edition(db: Connection, found: Opened, number: int, *, with_titles: bool) -> Edition:
    """Return which edition is meant by a number.

    Raises:
        NotSignedError: nobody has signed it.
        NotFoundError: it has no such addendum.
    """
    if found.signature is None:
        raise NotSignedError
    added = {one.number: one for one in signatures.addenda(db, found.audit)}
    if number and number not in added:
        raise NotFoundError
    return Edition(found.signature, added.get(number), with_titles)


def paper(found: Opened, wanted: Edition) -> "tuple[RegisteredPaper, Paper]":
    """Make an edition, checked, and what the register will say of it; nothing is kept yet.

    Raises:
        AuditError: an engine is missing, failed, or its paper did not pass; the sentence says so.
    """
    from audit.render import documents  # noqa: PLC0415 - a start need not wait for what makes paper

    what, added = snapshot.read(wanted.signature.snapshot), wanted.addendum
    made = added.moment if added else wanted.signature.moment
    if added is not None:
        what = snapshot.read_addendum(added.snapshot, what)
    day = found.day(made)
    signed = frozen.edition(found.signed_off(wanted.signature), _ask_at(), added, day)
    finished = documents.edition(
        frozen.subject(what, signed),
        frozen.outcome(found.standard, what),
        access.house().cache,
        today=day,
        with_titles=wanted.with_titles,
        checked=True,
    )
    registered = RegisteredPaper(
        sha256=hashlib.sha256(finished.content).hexdigest(),
        organisation=found.organisation.id,
        audit=found.audit.id,
        number=wanted.number,
        made=_now(),
        with_titles=wanted.with_titles,
        code=code(added.sha256 if added else wanted.signature.sha256),
    )
    return registered, finished


def issue(found: Opened, wanted: Edition) -> RegisteredPaper:
    """Make an edition and register it; one that is registered already stays the only one.

    Raises:
        AuditError: as ``paper``; nothing was registered.
    """
    registered, finished = paper(found, wanted)
    with access.writing() as db:
        return papers.register(db, opened.audit(db, found.audit.id).audit, registered, finished.content)


def _freeze(found: Opened, outcome: Outcome) -> Frozen:
    saved = [a.saved for a in (*outcome.plan.actions, *outcome.plan.settled) if a.saved.version]
    made = snapshot.freeze(found.organisation, found.programme, found.audit, outcome.sheet, saved)
    day = found.followed.date if found.followed else None
    return replace(made, voice=outcome.voice, assessment=outcome.assessment, follows_day=day)


def _written(made: Frozen, outcome: Outcome) -> str:
    return snapshot.write(made, outcome.card, outcome.gaps)


def _short_enough(text: str) -> str:
    if len(text) > LONGEST_SNAPSHOT:
        raise TooMuchToSignError
    return text


def _ask_at() -> str:
    return f"{access.house().config.address}{VERIFY}"


def _now() -> datetime:
    return access.store().clock().replace(microsecond=0)
