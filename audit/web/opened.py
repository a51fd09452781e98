"""An audit with all that belongs to it, loaded by its id: what almost every page begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from audit.core import beginning, formulas
from audit.core.beginning import Origin
from audit.core.people import Right
from audit.core.programme import Audit, Organisation, Programme, StoredAnswer
from audit.core.second_voice import Reader
from audit.core.signing import Signature
from audit.core.standard import Standard
from audit.render import frozen, page_parts
from audit.render.page_parts import Outcome, Subject
from audit.render.signed_parts import SignedOff
from audit.store import actions, answers, beginnings, editions, findings, signatures
from audit.store.connection import Connection
from audit.web import access, choices, locks, voicemarks


@dataclass(frozen=True, slots=True)
class Opened:
    """An audit, whose it is, and the edition it was made with (its own, as kept in the store).

    ``followed`` is the audit that it started from; ``None`` where it started from none or that was deleted. ``later``
    is the one that amends or completes it, if one does; ``may_open_later`` whether the reader may open that.
    """

    organisation: Organisation
    programme: Programme
    audit: Audit
    standard: Standard
    followed: Audit | None = None
    signature: Signature | None = None
    later: Audit | None = None
    may_open_later: bool = False

    @property
    def origin(self) -> Origin | None:
        """What this audit follows; ``None`` for one that was begun anew."""
        return beginning.origin(self.audit, self.followed)

    @property
    def subject(self) -> Subject:
        """What the papers of this audit are about."""
        made = replace(page_parts.subject(self.organisation, self.programme, self.audit), origin=self.origin)
        return made if self.signature is None else replace(made, signed=self.signed_off(self.signature))

    def signed_off(self, signature: Signature) -> SignedOff:
        """Return what pages say of a signature."""
        return frozen.signed_off(signature, self.day(signature.moment))

    def day(self, moment: datetime) -> date:
        """Return the day of a moment where the organisation is."""
        return moment.astimezone(choices.zone(self.organisation.zone)).date()

    @property
    def today(self) -> date:
        """The day it is where the organisation is."""
        return self.day(access.store().clock())


def audit(db: Connection, audit_id: str) -> Opened:
    """Load an audit.

    Raises:
        NotFoundError: there is none of that id that this request may see.
        SignedAuditError: it is signed, and the address would change it.
    """
    organisation, programme, found = access.audit(db, audit_id)
    locks.refuse(found)
    edition = editions.get(db, found.content_hash)
    followed = beginnings.followed(db, found)
    if not found.is_signed:
        return Opened(organisation, programme, found, edition, followed)
    later = beginnings.successor(db, found)
    may_open = later is not None and access.may_open(db, later)
    return Opened(organisation, programme, found, edition, followed, signatures.get(db, found), later, may_open)


def for_reader(stored: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
    """Return answers as this request may see them: an assessor reads none of the notes the team keeps for itself."""
    if access.may_here(Right.READ):
        return dict(stored)
    return {code: replace(one, answer=replace(one.answer, note="")) for code, one in stored.items()}


def result(audit_id: str, reader: Reader = Reader.REPORT) -> tuple[Opened, Outcome]:
    """Load an audit and work out everything the rules say about it.

    Args:
        audit_id: which.
        reader: for whom, as ``outcome`` has it.

    Raises:
        NotFoundError: there is none of that id that this request may see.
        UnknownFormulaError: it was made with a formula that this program does not know.
    """
    with access.store().reading() as db:
        opened = audit(db, audit_id)
        return opened, outcome(db, opened, reader)


def outcome(db: Connection, opened: Opened, reader: Reader = Reader.REPORT) -> Outcome:
    """Work out everything the rules say about an audit, with what is stored now.

    Args:
        db: a connection.
        opened: the audit.
        reader: for whom: what a service lets its readers see of its second voice is part of it. Whoever has no place in
            the organisation is shown what a report shows.

    Raises:
        UnknownFormulaError: it was made with a formula that this program does not know.
    """
    formulas.check(opened.audit.formula)
    sheet = answers.sheet(db, opened.audit)
    saved = actions.listing(db, opened.audit)
    found = findings.counting(db, opened.audit)
    made = page_parts.outcome(opened.standard, sheet, saved, found)
    told = reader if access.may_here(Right.READ) else Reader.REPORT
    return replace(made, voice=voicemarks.of(db, opened.audit, opened.standard, sheet, told))
