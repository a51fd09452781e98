"""One action in its audit: found by its key, as the plan shows it and as the gaps alone would draft it."""

from dataclasses import dataclass

from audit.core import plan as rules
from audit.core.plan import Action, Purpose, SavedAction
from audit.render import plan_pages
from audit.render.page_parts import ActionRow, Outcome
from audit.store.errors import NotFoundError
from audit.web import opened
from audit.web.fields import Options
from audit.web.opened import Opened


@dataclass(frozen=True, slots=True)
class Place:
    """An action, the audit it belongs to, and its draft."""

    opened: Opened
    outcome: Outcome
    action: Action
    draft: Action

    @property
    def key(self) -> str:
        """The id of the action."""
        return self.action.saved.key

    @property
    def audit_id(self) -> str:
        """The id of the audit."""
        return self.opened.audit.id

    @property
    def is_stored(self) -> bool:
        """Whether somebody decided anything about it yet."""
        return self.action.saved.version > 0

    @property
    def is_own(self) -> bool:
        """Whether somebody added it, rather than a gap."""
        return self.action.purpose is Purpose.OWN

    @property
    def row(self) -> ActionRow:
        """The action as pages show it."""
        return plan_pages.action_row(self.opened.standard, self.action)

    def row_of(self, saved: SavedAction) -> ActionRow:
        """Return what somebody else decided about this action as pages show it."""
        return plan_pages.action_row(self.opened.standard, _laid(self.opened, self.outcome, saved))

    def choices(self) -> Options:
        """Return the criteria the action may close besides the one that drafted it: id and words.

        These are the gaps of the audit, and what it closes already.
        """
        names = [g.reading.criterion.id for g in self.outcome.gaps]
        names += [n for n in self.action.saved.criteria if n not in names]
        standard = self.opened.standard
        return tuple((n, f"{n} {standard.criterion(n).statement}") for n in names if n != self.key)


def find(audit_id: str, key: str) -> Place:
    """Return an action of a plan.

    Raises:
        NotFoundError: there is no such audit, or its plan has no such action.
    """
    found, outcome = opened.result(audit_id)
    action = _among((*outcome.plan.actions, *outcome.plan.settled), key)
    if action is None:
        raise NotFoundError
    return Place(found, outcome, action, _draft(found, outcome, action))


def own(audit_id: str, key: str) -> Place:
    """Return an action that somebody is adding under a key of its own; as it is stored, where it is already.

    Raises:
        NotFoundError: there is no such audit.
    """
    found, outcome = opened.result(audit_id)
    action = _among(outcome.plan.actions, key) or rules.own_action(key)
    return Place(found, outcome, action, _draft(found, outcome, action))


def _draft(found: Opened, outcome: Outcome, action: Action) -> Action:
    return _laid(found, outcome, SavedAction(key=action.saved.key, criteria=action.saved.criteria))


def _laid(found: Opened, outcome: Outcome, saved: SavedAction) -> Action:
    """Return one stored action as the plan would show it."""
    plan = rules.assemble(found.standard, outcome.gaps, [saved], outcome.sheet.date)
    return next(a for a in (*plan.actions, *plan.settled) if a.saved.key == saved.key)


def _among(actions: tuple[Action, ...], key: str) -> Action | None:
    return next((action for action in actions if action.saved.key == key), None)
