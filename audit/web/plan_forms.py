"""The form of one action. What is left as drafted is not stored, so it stays in step with the answers."""

import sys
from dataclasses import replace
from datetime import date
from typing import Any

from audit.core.answers import SHORTEST_TEXT, is_long_enough
from audit.core.plan import Action, Effort, Progress, Purpose, SavedAction
from audit.errors import N_
from audit.language import format_date, gettext
from audit.render import words
from audit.store.limits import LONG_TEXT, SHORT_TEXT
from audit.web import fields
from audit.web.forms import CheckedForm, Problem, Typed
from audit.web.personal_check import Guard

# What no person sees: the version of the page, and the draft it showed.
_HIDDEN = frozenset({"version", "drafted_text", "drafted_interim", "drafted_due"})
# The standard's longest priority has a year. A day ten times as far off is a slip of the keyboard.
_MOST_YEARS = 10


class Drafted(fields.OneValue):
    """What the page showed as drafted. It is compared with and never kept."""

    def parse(self, value: str) -> str:
        """Return the draft as a text field would."""
        return fields.clean(value)


class ActionForm(CheckedForm):
    """One action, as a person may change it.

    ``version`` is the one the page was made with. The answers can change while a page is open, and the draft with
    them; so the page also carries the draft it showed, and a box that was left as it was stores nothing.
    """

    version = fields.Count()
    drafted_text = Drafted()
    drafted_interim = Drafted()
    drafted_due = Drafted()
    text = fields.Text(
        guard=Guard.NOTE,
        most=LONG_TEXT,
        least=SHORTEST_TEXT,
        needed=N_("Say what is to be done, in 5 characters or more."),
    )
    interim = fields.Text(guard=Guard.NOTE, most=LONG_TEXT)
    interim_done = fields.Tick()
    owner = fields.Text(guard=Guard.TITLE, most=SHORT_TEXT, one_line=True)
    due = fields.Day()
    progress = fields.Choice(needed=N_("Choose how far it is."))
    reason = fields.Text(guard=Guard.NOTE, most=LONG_TEXT)
    outside = fields.Text(guard=Guard.NOTE, most=LONG_TEXT)
    evidence = fields.Text(guard=Guard.NOTE, most=LONG_TEXT)
    effort = fields.Choice()
    cost = fields.Text(guard=Guard.TITLE, most=SHORT_TEXT, one_line=True)
    needs_support = fields.Tick()
    note = fields.Text(guard=Guard.NOTE, most=LONG_TEXT)
    criteria = fields.Choices()

    def __init__(
        self, action: Action, draft: Action, choices: fields.Options, audited: date, formdata: Typed = None
    ) -> None:
        """Fill the form.

        Args:
            action: the action as the plan shows it now.
            draft: the same action as the gaps alone would draft it.
            choices: pairs of id and words of the criteria it may close.
            audited: the audit's date; nothing found in it can be due before.
            formdata: what a request sent; ``None`` shows the action.
        """
        super().__init__()
        self._action, self._draft, self._audited = action, draft, audited
        self.progress.choices = [(p.value, words.progress(p)) for p in Progress]
        self.effort.choices = [(e.value, words.effort(e)) for e in Effort]
        self.criteria.choices = choices
        self.text.most, self.interim.most = _most(_text(draft)), _most(draft.interim or "")
        # A step that was typed is kept, even if the answers changed meanwhile and nobody needs it now.
        if action.interim is None and "interim" not in (formdata or ()):
            del self.interim
            del self.interim_done
        self.process(formdata, **_data(action), **_drafted(draft))

    @property
    def has_interim(self) -> bool:
        """Whether the action has a step that protects people meanwhile."""
        return "interim" in self

    def problems(self) -> tuple[Problem, ...]:
        """Return the first problem of each field; one of a hidden field leads nowhere on the page."""
        return tuple(Problem("" if p.field in _HIDDEN else p.field, p.text) for p in super().problems())

    def stored_texts(self, field: fields.Text) -> tuple[str, ...]:
        """Return what the plan shows and what is or was drafted: nobody is asked about what the program wrote."""
        drafted = {
            "text": (_text(self._draft), self.drafted_text.data),
            "interim": (fields.clean(self._draft.interim or ""), self.drafted_interim.data),
        }
        return (*super().stored_texts(field), *(text or "" for text in drafted.get(field.id, ())))

    def validate_version(self, field: fields.Count) -> None:
        """Refuse a form without its version: whoever sent it saw no page."""
        if not field.came:
            raise fields.RefusedError(gettext("The page is not complete. Open it again. Nothing was saved."))

    def validate_text(self, field: fields.Text) -> None:
        """Refuse a text of a person's own that is too long."""
        if self._decided_text() is not None:
            fields.check_text(field.data, LONG_TEXT)

    def validate_interim(self, field: fields.Text) -> None:
        """Refuse a step of a person's own that says nothing, or too much; an empty one is as drafted."""
        if self._decided_interim() is None:
            return
        fields.check_text(field.data, LONG_TEXT)
        if not is_long_enough(field.data):
            raise fields.RefusedError(gettext("Say what protects people, in 5 characters or more, or leave it empty."))

    def validate_due(self, field: fields.Day) -> None:
        """Refuse a day on which nothing of this audit can be due."""
        day: date | None = field.data
        if day is None:
            return
        known = format_date(self._audited)
        if day < self._audited:
            raise fields.RefusedError(
                gettext("This is before the audit of %(date)s. Choose that day or a later one.", date=known)
            )
        if day.year - self._audited.year > _MOST_YEARS:
            raise fields.RefusedError(
                gettext(
                    "This is more than %(years)s years after the audit of %(date)s. Check the year.",
                    years=_MOST_YEARS,
                    date=known,
                )
            )

    def validate_reason(self, field: fields.Text) -> None:
        """Ask why where somebody decided against an action."""
        if self.progress.data == Progress.WILL_NOT_DO and not is_long_enough(field.data or ""):
            raise fields.RefusedError(gettext("Say why it will not be done, in 5 characters or more."))

    def decided(self) -> SavedAction:
        """Return what the checked form decides; what equals the draft is left to the draft."""
        saved = replace(
            self._action.saved,
            criteria=self._criteria(),
            text=self._decided_text(),
            owner=self.owner.data,
            due=self._decided_due(),
            progress=Progress(self.progress.data),
            reason=self.reason.data,
            outside=self.outside.data,
            evidence=self.evidence.data,
            effort=Effort(self.effort.data),
            cost=self.cost.data,
            needs_support=self.needs_support.data,
            note=self.note.data,
        )
        if not self.has_interim:
            return saved
        return replace(saved, interim=self._decided_interim(), interim_done=self.interim_done.data)

    def _criteria(self) -> tuple[str, ...]:
        """An action that a gap drafted always closes its own criterion; no gap goes without an action."""
        own = () if self._draft.purpose is Purpose.OWN else (self._action.saved.key,)
        return (*own, *self.criteria.data)

    def _decided_text(self) -> str | None:
        if self._draft.purpose is Purpose.OWN:
            return str(self.text.data)
        is_draft = self.text.data in {_text(self._draft), self.drafted_text.data}
        return None if is_draft else str(self.text.data)

    def _decided_interim(self) -> str | None:
        """An emptied step is as drafted: an open red line never goes without one."""
        is_draft = self.interim.data in {"", fields.clean(self._draft.interim or ""), self.drafted_interim.data}
        return None if is_draft else str(self.interim.data)

    def _decided_due(self) -> date | None:
        day: date | None = self.due.data
        is_draft = day is None or day == self._draft.due or day.isoformat() == self.drafted_due.data
        return None if is_draft else day


class RemovalForm(CheckedForm):
    """Which version of an action somebody wants to remove."""

    version = fields.Count()


def version_of(formdata: Typed) -> int:
    """Return the version a page sent; 0, which removes nothing, where it sent none."""
    form = RemovalForm(formdata)
    return int(form.version.data or 0) if form.validate() else 0


def day_asked(text: str) -> tuple[date | None, str]:
    """Return the day a page was asked for, and the sentence where it is none."""
    try:
        return fields.parse_day(text.strip()), ""
    except fields.RefusedError as error:
        return None, str(error)


def _text(action: Action) -> str:
    """Return what is to be done as the form shows it; an own action begins empty."""
    is_new = action.purpose is Purpose.OWN and action.text is None
    return "" if is_new else fields.clean(words.purpose_text(action))


def _most(draft: str) -> int:
    """Return how long a text may be. Many criteria make a long draft, and nobody has to shorten what the program wrote.

    What a person wrote is then checked by the form.
    """
    return LONG_TEXT if len(draft) <= LONG_TEXT else sys.maxsize


def _drafted(draft: Action) -> dict[str, Any]:
    return {
        "drafted_text": _text(draft),
        "drafted_interim": fields.clean(draft.interim or ""),
        "drafted_due": draft.due.isoformat() if draft.due else "",
    }


def _data(action: Action) -> dict[str, Any]:
    saved = action.saved
    return {
        "version": saved.version,
        "text": _text(action),
        "interim": action.interim or "",
        "interim_done": saved.interim_done,
        "owner": saved.owner,
        "due": action.due,
        "progress": saved.progress.value,
        "reason": saved.reason,
        "outside": saved.outside,
        "evidence": saved.evidence,
        "effort": saved.effort.value,
        "cost": saved.cost,
        "needs_support": saved.needs_support,
        "criteria": saved.criteria,
        "note": saved.note,
    }
