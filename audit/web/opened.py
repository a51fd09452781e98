"""An audit with all that belongs to it, loaded by its id: what almost every page begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from audit.core import formulas
from audit.core.people import Right
from audit.core.programme import Audit, Organisation, Programme, StoredAnswer
from audit.core.standard import Standard
from audit.render import page_parts
from audit.render.page_parts import Outcome, Subject
from audit.store import actions, answers, editions, findings
from audit.store.connection import Connection
from audit.web import access, choices


@dataclass(frozen=True, slots=True)
class Opened:
    """An audit, whose it is, and the edition it was made with (its own, as kept in the store)."""

    organisation: Organisation
    programme: Programme
    audit: Audit
    standard: Standard

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
    return Opened(organisation, programme, found, editions.get(db, found.content_hash))


def for_reader(stored: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
    """Return answers as this request may see them: an assessor reads none of the notes the team keeps for itself."""
    if access.may_here(Right.READ):
        return dict(stored)
    return {code: replace(one, answer=replace(one.answer, note="")) for code, one in stored.items()}


def result(audit_id: str) -> tuple[Opened, Outcome]:
    """Load an audit and work out everything the rules say about it.

    Raises:
        NotFoundError: there is none of that id that this request may see.
        UnknownFormulaError: it was made with a formula that this program does not know.
    """
    with access.store().reading() as db:
        opened = audit(db, audit_id)
        return opened, outcome(db, opened)


def outcome(db: Connection, opened: Opened) -> Outcome:
    """Work out everything the rules say about an audit, with what is stored now.

    Raises:
        UnknownFormulaError: it was made with a formula that this program does not know.
    """
    formulas.check(opened.audit.formula)
    sheet = answers.sheet(db, opened.audit)
    saved = actions.listing(db, opened.audit)
    found = findings.listing(db, opened.audit).values()
    return page_parts.outcome(opened.standard, sheet, saved, found)
