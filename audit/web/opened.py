"""An audit with all that belongs to it, loaded by its id: what almost every page begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from audit.core import formulas
from audit.core.people import Right
from audit.core.programme import Audit, Organisation, Programme, StoredAnswer
from audit.core.second_voice import Reader
from audit.core.standard import Standard
from audit.render import page_parts
from audit.render.page_parts import Outcome, Subject
from audit.store import actions, answers, beginnings, editions, findings
from audit.store.connection import Connection
from audit.web import access, choices, voicemarks


@dataclass(frozen=True, slots=True)
class Opened:
    """An audit, whose it is, and the edition it was made with (its own, as kept in the store).

    ``followed`` is the audit that it started from; ``None`` where it started from none or that was deleted.
    """

    organisation: Organisation
    programme: Programme
    audit: Audit
    standard: Standard
    followed: Audit | None = None

    @property
    def subject(self) -> Subject:
        """What the papers of this audit are about."""
        return page_parts.subject(self.organisation, self.programme, self.audit)

    @property
    def today(self) -> date:
        """The day it is where the organisation is."""
        return access.store().clock().astimezone(choices.zone(self.organisation.zone)).date()


def audit(db: Connection, audit_id: str) -> Opened:
    """Load an audit.

    Raises:
        NotFoundError: there is none of that id that this request may see.
    """
    organisation, programme, found = access.audit(db, audit_id)
    edition = editions.get(db, found.content_hash)
    return Opened(organisation, programme, found, edition, beginnings.followed(db, found))


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
    found = findings.listing(db, opened.audit).values()
    made = page_parts.outcome(opened.standard, sheet, saved, found)
    told = reader if access.may_here(Right.READ) else Reader.REPORT
    return replace(made, voice=voicemarks.of(db, opened.audit, opened.standard, sheet, told))
