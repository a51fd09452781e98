"""One action in its audit: found by its key, as the plan shows it and as the gaps alone would draft it."""

from collections.abc import Collection
from dataclasses import dataclass

from audit.core import plan as rules
from audit.core.plan import Action, Purpose, SavedAction
from audit.language import ngettext
from audit.render import plan_pages
from audit.render.page_parts import ActionRow, Outcome
from audit.store.errors import NotFoundError
from audit.web import opened, personal_answers
from audit.web.fields import Options
from audit.web.forms import Typed
from audit.web.opened import Opened
from audit.web.plan_forms import ActionForm


@dataclass(frozen=True, slots=True)
class Box:
    """A criterion to tick. ``id`` is that of its control, the first one that of the whole field."""

    id: str
    value: str
    words: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """The criteria of one domain that an action may close."""

    title: str
    count: str
    boxes: tuple[Box, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of them is chosen, so that nobody overlooks it."""
        return any(box.is_ticked for box in self.boxes)


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

    def form(self, formdata: Typed = None) -> ActionForm:
        """Return the form of this action, with what a request sent."""
        made = ActionForm(self.action, self.draft, self._choices(), self.outcome.sheet.date, formdata)
        made.around = personal_answers.around(self.opened)
        return made

    def decided(self, form: ActionForm) -> SavedAction:
        """Return what a checked form of this action decides; a step that protects more than the page said is open."""
        return rules.keep_taken(self.action, _laid(self.opened, self.outcome, form.decided()))

    def closing(self, ticked: Collection[str]) -> tuple[Closing, ...]:
        """Return the criteria the action may close besides the one that drafted it, by domain.

        Args:
            ticked: those that are chosen; a domain with one of them stands open.
        """
        words = dict(self._choices())
        ids = {name: f"criteria-{number}" if number > 1 else "criteria" for number, name in enumerate(words, 1)}
        domains = [(d.title, [c.id for c in d.criteria if c.id in words]) for d in self.opened.standard.domains]
        return tuple(
            Closing(
                title=title,
                count=ngettext("%(num)s criterion", "%(num)s criteria", len(names)),
                boxes=tuple(Box(ids[n], n, words[n], is_ticked=n in ticked) for n in names),
            )
            for title, names in domains
            if names
        )

    def _choices(self) -> Options:
        """Return id and words of the criteria the action may close: the gaps of the audit in the order of the standard.

        What it closes already is among them.
        """
        standard = self.opened.standard
        names = {g.reading.criterion.id for g in self.outcome.gaps} | set(self.action.saved.criteria)
        listed = [c for c in standard.criteria() if c.id in names and c.id != self.key]
        return tuple((c.id, f"{c.id} {c.statement}") for c in listed)


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
