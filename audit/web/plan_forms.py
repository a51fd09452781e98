"""The form of one action. What is left as drafted is not stored, so it stays in step with the answers."""

from dataclasses import replace
from datetime import date
from typing import Any

from audit.core.answers import SHORTEST_TEXT
from audit.core.plan import Action, Effort, Progress, Purpose, SavedAction
from audit.errors import N_
from audit.language import gettext
from audit.render import words
from audit.store.limits import LONG_TEXT, SHORT_TEXT
from audit.web import fields
from audit.web.forms import CheckedForm, Typed


class ActionForm(CheckedForm):
    """One action, as a person may change it. ``version`` is the one the page was made with."""

    version = fields.Count()
    text = fields.Text(
        most=LONG_TEXT, least=SHORTEST_TEXT, needed=N_("Say what is to be done, in 5 characters or more.")
    )
    interim = fields.Text(most=LONG_TEXT)
    interim_done = fields.Tick()
    owner = fields.Text(most=SHORT_TEXT, one_line=True)
    due = fields.Day()
    progress = fields.Choice(needed=N_("Choose how far it is."))
    reason = fields.Text(most=LONG_TEXT)
    outside = fields.Text(most=LONG_TEXT)
    evidence = fields.Text(most=LONG_TEXT)
    effort = fields.Choice()
    cost = fields.Text(most=SHORT_TEXT, one_line=True)
    needs_support = fields.Tick()
    note = fields.Text(most=LONG_TEXT)
    criteria = fields.Choices()

    def __init__(self, action: Action, choices: fields.Options, formdata: Typed = None) -> None:
        """Fill the form.

        Args:
            action: the action as the plan shows it now.
            choices: pairs of id and words of the criteria it may close.
            formdata: what a request sent; ``None`` shows the action.
        """
        super().__init__()
        self.progress.choices = [(p.value, words.progress(p)) for p in Progress]
        self.effort.choices = [(e.value, words.effort(e)) for e in Effort]
        self.criteria.choices = choices
        if action.interim is None:
            del self.interim
            del self.interim_done
        self.process(formdata, **_data(action))

    @property
    def has_interim(self) -> bool:
        """Whether the action has a step that protects people meanwhile."""
        return "interim" in self

    def validate_reason(self, field: fields.Text) -> None:
        """Ask why where somebody decided against an action."""
        if self.progress.data == Progress.WILL_NOT_DO and len(field.data or "") < SHORTEST_TEXT:
            raise fields.RefusedError(gettext("Say why it will not be done, in 5 characters or more."))

    def decided(self, action: Action, draft: Action) -> SavedAction:
        """Return what the checked form decides; what equals the draft is left to the draft.

        Args:
            action: the action as the plan shows it now.
            draft: the same action as the gaps alone would draft it.
        """
        saved = replace(
            action.saved,
            criteria=tuple(self.criteria.data or ()) or _own(action),
            text=self._text(draft),
            owner=self.owner.data or "",
            due=None if self.due.data == draft.due else self.due.data,
            progress=Progress(self.progress.data),
            reason=self.reason.data or "",
            outside=self.outside.data or "",
            evidence=self.evidence.data or "",
            effort=Effort(self.effort.data or ""),
            cost=self.cost.data or "",
            needs_support=bool(self.needs_support.data),
            note=self.note.data or "",
        )
        if not self.has_interim:
            return saved
        return replace(saved, interim=self._interim(draft), interim_done=bool(self.interim_done.data))

    def _text(self, draft: Action) -> str | None:
        is_draft = draft.purpose is not Purpose.OWN and self.text.data == fields.clean(words.purpose_text(draft))
        return None if is_draft else self.text.data

    def _interim(self, draft: Action) -> str | None:
        """An emptied step is as drafted: an open red line never goes without one."""
        is_draft = not self.interim.data or self.interim.data == fields.clean(draft.interim or "")
        return None if is_draft else self.interim.data


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
        return fields.parse_day(text), ""
    except fields.RefusedError as error:
        return None, str(error)


def _own(action: Action) -> tuple[str, ...]:
    """An action a gap drafted keeps its own criterion, so that no gap goes without an action."""
    return () if action.purpose is Purpose.OWN else (action.saved.key,)


def _data(action: Action) -> dict[str, Any]:
    saved = action.saved
    is_new = action.purpose is Purpose.OWN and action.text is None
    return {
        "version": saved.version,
        "text": "" if is_new else words.purpose_text(action),
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
