"""The forms of the pages around the questionnaire: they parse and check; their markup comes from the macros.

Flask-WTF guards every POST against forged requests for the whole application, so these forms do not.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from audit.core.beginning import starting_point
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.standard import Scope
from audit.errors import N_
from audit.language import format_date, gettext
from audit.render import words
from audit.store import limits
from audit.web import choices, fields
from audit.web.personal_check import Around, Guard, Question, Written, kept, question

# What a request sends.
Typed = MultiDict[str, str] | None

# Four are more than any programme we know of works in; a fifth can go into its name.
LANGUAGES = 4
# An audit's date lies in this century: nobody audited before, and dates of actions are counted on from it.
_FIRST_AUDIT_YEAR = 2000
# What no person sees, so that no link can lead there.
_HIDDEN = frozenset({"once", "version"})
# As many as a token of 16 letters holds.
_MARK_BYTES = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a form: the id of its control ("" for none) and the sentence."""

    field: str
    text: str


class CheckedForm(Form):
    """A form whose problems are listed in the order of its fields, and whose texts are looked at for personal details.

    Whoever makes a form with sentences in it sets ``around``; without it, it can be shown but not checked.
    """

    around: Around | None = None
    _may_stay: frozenset[str] = frozenset()
    _questions: Mapping[str, Question] = MappingProxyType({})

    def process(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - what WTForms hands on
        """Read the fields, and which texts somebody said may stay."""
        self._may_stay = kept(args[0] if args else more.get("formdata"))
        super().process(*args, **more)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - what WTForms hands on
        """Check the fields, and ask about what looks like a person's details in those that are right."""
        is_right = super().validate(extra_validators)
        self._questions = {q.field: q for q in self._asked()}
        waiting = [q for q in self._questions.values() if not q.is_ticked]
        for one in waiting:
            self[one.field].errors = [one.text]
        return is_right and not waiting

    def question(self, name: str) -> Question | None:
        """Return what is asked about one field; ``None`` for nothing."""
        return self._questions.get(name)

    def stored_texts(self, field: fields.Text) -> tuple[str, ...]:
        """Return the texts that what was typed would take the place of: the stored one."""
        return (str(field.object_data or ""),)

    def _asked(self) -> Iterator[Question]:
        for field in self:
            if isinstance(field, fields.Text) and not field.errors:
                written = Written(field.id, str(field.data or ""), field.guard, self.stored_texts(field))
                asked = question(written, self._known(field), self._may_stay)
                if asked is not None:
                    yield asked

    def _known(self, field: fields.Text) -> Around:
        """Return what is known beside a text. The name of a programme needs nothing: no date is looked for in it."""
        if self.around is not None:
            return self.around
        if field.guard in {Guard.NOTE, Guard.TITLE}:
            message = f"{type(self).__name__} holds sentences and was not told what is around them"
            raise LookupError(message)
        return Around(dt.date.min.replace(year=_FIRST_AUDIT_YEAR))

    def problems(self) -> tuple[Problem, ...]:
        """Return the first problem of each field; one of a hidden field leads nowhere on the page."""
        found = ((field.id, str(field.errors[0])) for field in self if field.errors)
        return tuple(Problem("" if name in _HIDDEN else name, text) for name, text in found)

    def error(self, name: str) -> str:
        """Return the problem of one field; "" for none."""
        errors = self[name].errors
        return str(errors[0]) if errors else ""


def _short_name(needed: str) -> fields.Text:
    return fields.Text(guard=Guard.NAME, most=limits.NAME, least=1, needed=needed, one_line=True)


class ProgrammeForm(CheckedForm):
    """What a programme is. The two fields of its organisation come with the first programme only."""

    once = fields.Once()
    version = fields.Version()
    organisation = _short_name(N_("Write the name of your organisation."))
    zone = fields.Choice()
    name = _short_name(N_("Write the name of the programme."))
    country = fields.Choice(needed=N_("Choose the country."))
    language_1 = fields.Choice(needed=N_("Choose at least one language."))
    language_2 = fields.Choice()
    language_3 = fields.Choice()
    language_4 = fields.Choice()
    setting = fields.Choice(needed=N_("Choose where the programme works."))
    size_band = fields.Choice(needed=N_("Choose how many men start in a year."))
    models = fields.Choices(needed=N_("Choose at least one model of work."))

    def __init__(
        self, formdata: Typed = None, *, stored: Programme | None = None, first: bool = False, once: str = ""
    ) -> None:
        """Fill the form.

        Args:
            formdata: what a request sent; ``None`` shows what is stored.
            stored: the programme to change; ``None`` for a new one.
            first: whether the organisation is asked for as well.
            once: the mark of the page, for a new programme.
        """
        super().__init__()
        if stored is None:
            del self.version
        else:
            del self.once
        if first:
            self.zone.choices = (("", gettext("The usual one of the country")), *choices.zones())
        else:
            del self.organisation
            del self.zone
        self._offer()
        # The form has four places for languages; more can have come with a file and are kept.
        self._more_languages = () if stored is None else stored.languages[LANGUAGES:]
        self.process(formdata, data={"once": once} if stored is None else _as_data(stored))

    def _offer(self) -> None:
        self.country.choices = choices.countries()
        for field in self.language_fields():
            field.choices = choices.languages() if field.needed else (("", ""), *choices.languages())
        self.setting.choices = [(code.value, words.setting(code)) for code in Setting]
        self.size_band.choices = [(code.value, words.size_band(code)) for code in SizeBand]
        self.models.choices = [(code.value, words.work_model(code)) for code in WorkModel]

    def language_fields(self) -> tuple[fields.Choice, ...]:
        """Return the fields for languages, the first of which must be filled."""
        return (self.language_1, self.language_2, self.language_3, self.language_4)

    def country_options(self) -> fields.Options:
        """Return the countries, with an empty place to begin with."""
        return (("", gettext("Choose a country")), *choices.countries())

    def language_options(self) -> fields.Options:
        """Return the languages, with an empty place to begin with."""
        return (("", gettext("Choose a language")), *choices.languages())

    def has_more_languages(self) -> bool:
        """Whether more than one language was chosen, or one of them is wrong."""
        return any(field.shown or field.errors for field in self.language_fields()[1:])

    def changed(self, stored: Programme) -> Programme:
        """Return a stored programme with what a checked form says; its version is the one the page showed."""
        return replace(self.programme(stored.id, stored.organisation), version=self.version.data)

    def programme(self, name: str, organisation: str) -> Programme:
        """Return the programme a checked form describes, under this id and organisation."""
        spoken = dict.fromkeys((*(f.data for f in self.language_fields() if f.data), *self._more_languages))
        return Programme(
            id=name,
            organisation=organisation,
            name=self.name.data,
            country=self.country.data,
            languages=tuple(spoken),
            setting=Setting(self.setting.data),
            size_band=SizeBand(self.size_band.data),
            models=tuple(code for code in WorkModel if code.value in self.models.data),
        )

    def new_organisation(self, name: str) -> Organisation:
        """Return the organisation that is made with its first programme, under this id."""
        country, zone = self.country.data, self.zone.data
        return Organisation(
            id=name,
            name=self.organisation.data,
            country=country,
            zone=zone or choices.usual_zone(country),
            zone_chosen=bool(zone),
        )


class AuditForm(CheckedForm):
    """How an audit begins."""

    once = fields.Once()
    follows = fields.Choice()
    scope = fields.Choice(needed=N_("Choose a full audit or a first pass."))
    date = fields.Day()
    is_test = fields.Tick()

    def __init__(
        self,
        formdata: Typed = None,
        *,
        earlier: Sequence[Audit] = (),
        asked: str = "",
        today: dt.date | None = None,
        once: str = "",
    ) -> None:
        """Fill the form from a request, or with today's date and the mark of the page.

        Args:
            formdata: what a request sent; what does not say so starts from no earlier audit.
            earlier: the audits it may start from, the newest first.
            asked: the id of the one to offer, where somebody came from its page.
            today: the day where the organisation is.
            once: the mark of the page.
        """
        super().__init__()
        best = starting_point(earlier)
        self._first = next((a.id for a in earlier if a.id == asked), best.id if best else "")
        self.follows.choices = [
            *((a.id, _start_from(a)) for a in earlier),
            ("", gettext("Start without an earlier audit")),
        ]
        self.scope.choices = [(code.value, words.scope(code)) for code in Scope]
        self.process(formdata, date=today, once=once, follows=self._first if formdata is None else "")

    def offered(self) -> fields.Options:
        """Return the audit to start from before starting without one; nothing where there is none."""
        wanted = {self._first, self.follows.shown} - {""}
        return tuple(pair for pair in self.follows.choices if not pair[0] or pair[0] in wanted) if wanted else ()

    def mark(self) -> str | None:
        """Return what makes this audit once: the page, and what was chosen on it.

        Whoever goes back and chooses something else means another audit. ``None`` where the page had no mark.
        """
        if not self.once.data:
            return None
        said = f"{self.once.data} {self.scope.data} {self.date.data} {self.is_test.data} {self.follows.data}"
        digest = hashlib.blake2b(said.encode(), digest_size=_MARK_BYTES).digest()
        return base64.b32encode(digest).decode("ascii").lower()

    def validate_date(self, field: fields.Day) -> None:
        """Ask for a day of this century."""
        if not field.errors and (field.data is None or field.data.year < _FIRST_AUDIT_YEAR):
            raise fields.RefusedError(gettext("Write the date of the audit as year, month, day, such as 2026-11-01."))


def _start_from(audit: Audit) -> str:
    day = format_date(audit.date)
    if audit.is_signed:
        return gettext("Start from your audit of %(day)s, signed off", day=day)
    return gettext("Start from your audit of %(day)s, not signed off", day=day)


class CompletedForm(CheckedForm):
    """Whether a section has been completed."""

    completed = fields.Choice(needed=N_("Choose yes or no."))

    def __init__(self, formdata: Typed = None) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.completed.choices = [
            ("yes", gettext("Yes, checked: our answers stand for now")),
            ("no", gettext("No, we will come back to it")),
        ]
        self.process(formdata)


class OrganisationForm(CheckedForm):
    """The name of the organisation and the time zone its pages show."""

    version = fields.Version()
    organisation = _short_name(N_("Write the name of your organisation."))
    zone = fields.Choice(needed=N_("Choose the time zone."))

    def __init__(self, formdata: Typed = None, *, stored: Organisation | None = None) -> None:
        """Fill the form from a request or from what is stored."""
        super().__init__()
        self.zone.choices = choices.zones()
        self.process(formdata, data=None if stored is None else _as_organisation_data(stored))

    def changed(self, stored: Organisation) -> Organisation:
        """Return the organisation with what a checked form says; its version is the one the page showed.

        A time zone that was changed here was chosen by a person, and does not follow the country any more.
        """
        zone = self.zone.data
        return replace(
            stored,
            name=self.organisation.data,
            zone=zone,
            zone_chosen=stored.zone_chosen or zone != stored.zone,
            version=self.version.data,
        )


def _as_organisation_data(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as the values WTForms puts into the fields."""
    return {"organisation": organisation.name, "zone": organisation.zone, "version": organisation.version}


def _as_data(programme: Programme) -> dict[str, Any]:
    """Return a programme as the values WTForms puts into the fields."""
    spoken = {f"language_{place}": code for place, code in enumerate(programme.languages[:LANGUAGES], start=1)}
    return {
        "version": programme.version,
        "name": programme.name,
        "country": programme.country,
        "setting": programme.setting.value,
        "size_band": programme.size_band.value,
        "models": tuple(code.value for code in programme.models),
        **spoken,
    }
