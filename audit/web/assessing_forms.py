"""The forms of assessing: whom an organisation invites, and what an assessor found of one criterion."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from audit.core.assessment import Finding, Found
from audit.core.people import Account
from audit.core.standard import LEVELS, Criterion
from audit.errors import N_
from audit.language import format_date, gettext
from audit.store import limits
from audit.web import fields
from audit.web.forms import CheckedForm, Problem, Typed
from audit.web.personal_check import Around, Guard, Question

_VALIDATED = f"{Finding.VALIDATED.value}-"


class AssessorForm(CheckedForm):
    """Which assessor of the network is let into an audit."""

    account = fields.Choice(needed=N_("Choose an assessor."))

    def __init__(self, formdata: Typed = None, *, choices: fields.Options = ()) -> None:
        """Fill the form from a request; ``choices`` are those who may be invited."""
        super().__init__()
        self.account.choices = choices
        self.process(formdata)


class FindingForm(CheckedForm):
    """What an assessor found of one criterion, under short names; on a page the id of the criterion stands before.

    ``answer`` is the version of the programme's answer that the page showed.
    """

    version = fields.Version()
    answer = fields.Count()
    finding = fields.Choice(needed=N_("Choose what you found, or “Not looked at”."))
    date = fields.Day()
    note = fields.Text(guard=Guard.NOTE, most=limits.LONG_TEXT)

    def __init__(self, formdata: Typed, stored: Found | None, today: dt.date, around: Around) -> None:
        """Fill the form.

        Args:
            formdata: what a request sent of this criterion; ``None`` shows what is stored.
            stored: what lies in the store.
            today: the day it is for the organisation; nobody looked later.
            around: what the guard knows beside the note.
        """
        super().__init__()
        self.finding.choices = tuple((value, value) for value in values())
        self.today = today
        self.process(formdata, data=_as_data(stored, today))
        self.around = around

    def validate_date(self, field: fields.Day) -> None:
        """Ask for the day of whatever was looked at, and refuse one that is still to come."""
        if field.errors:
            return
        if field.data is None and self.finding.data != Finding.NOT_LOOKED_AT.value:
            raise fields.RefusedError(gettext("Write the day on which you looked, such as 2026-11-01."))
        if field.data is not None and field.data > self.today:
            said = format_date(self.today)
            raise fields.RefusedError(gettext("This day is still to come: today is %(today)s.", today=said))

    def is_about(self, version: int) -> bool:
        """Whether what was looked at is the answer of this version; who looked at nothing is not asked."""
        is_blank = self.finding.data == Finding.NOT_LOOKED_AT.value
        return is_blank or not self.answer.came or self.answer.data == version

    def found(self, criterion: str, account: str, now: dt.datetime) -> Found:
        """Return what a checked form says of a criterion, as this account says it now."""
        said = str(self.finding.data)
        is_validated = said.startswith(_VALIDATED)
        return Found(
            criterion=criterion,
            finding=Finding.VALIDATED if is_validated else Finding(said),
            level=int(said.removeprefix(_VALIDATED)) if is_validated else None,
            date=self.date.data or self.today,
            note=self.note.data or "",
            account=account,
            version=self.version.data,
            saved=now,
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request says of one criterion; ``form`` was checked."""

    criterion: Criterion
    form: FindingForm
    is_right: bool

    def problems(self) -> tuple[Problem, ...]:
        """Return what is to be mended, by the ids the controls have on the page."""
        code = self.criterion.id
        return tuple(Problem(name_of(code, p.field) if p.field else "", f"{code}: {p.text}") for p in self._found())

    def _found(self) -> tuple[Problem, ...]:
        return () if self.is_right else self.form.problems()

    def question(self) -> Question | None:
        """Return what is asked about the note, by the id it has on the page; ``None`` for nothing."""
        asked = self.form.question("note")
        return asked and replace(asked, field=name_of(self.criterion.id, "note"))


def sent(
    formdata: MultiDict[str, str],
    asked: Sequence[Criterion],
    stored: Mapping[str, Found],
    today: dt.date,
    around: Around,
) -> dict[str, Sent]:
    """Return what a request says, criterion by criterion, those left out that it does not name.

    Args:
        formdata: the request.
        asked: the criteria of the page.
        stored: what lies in the store.
        today: the day it is for the organisation.
        around: what the guard knows beside the notes.
    """
    found = {}
    for criterion in asked:
        part = _part(formdata, criterion.id)
        if part:
            form = FindingForm(part, stored.get(criterion.id), today, around)
            found[criterion.id] = Sent(criterion, form, is_right=form.validate())
    return found


def values() -> tuple[str, ...]:
    """Return what can be chosen, in the order of the page: not looked at, evidence seen, validated at each level."""
    return (Finding.NOT_LOOKED_AT.value, Finding.EVIDENCE_SEEN.value, *(f"{_VALIDATED}{level}" for level in LEVELS))


def value_of(found: Found | None) -> str:
    """Return the value that stands for a stored finding."""
    if found is None:
        return Finding.NOT_LOOKED_AT.value
    return f"{_VALIDATED}{found.level}" if found.finding is Finding.VALIDATED else found.finding.value


def name_of(criterion: str, field: str) -> str:
    """Return the name of a control on the page, which is its id, too."""
    return f"{criterion}-{field}"


def choices(found: Sequence[Account]) -> fields.Options:
    """Return the people to choose from, by name; an address beside it only where two have the same."""
    names = [account.name for account in found]
    return tuple((a.id, f"{a.name} ({a.email})" if names.count(a.name) > 1 else a.name) for a in found)


def _part(formdata: MultiDict[str, str], criterion: str) -> MultiDict[str, str]:
    prefix = name_of(criterion, "")
    pairs = formdata.items(multi=True)
    return MultiDict([(name.removeprefix(prefix), value) for name, value in pairs if name.startswith(prefix)])


def _as_data(stored: Found | None, today: dt.date) -> dict[str, object]:
    return {
        "version": stored.version if stored is not None else 0,
        "finding": value_of(stored),
        "date": stored.date if stored is not None else today,
        "note": stored.note if stored is not None else "",
    }
