"""The forms about an organisation's data: how long audits are kept, and that everything is to be erased."""

from collections.abc import Mapping

from audit.core.programme import Organisation
from audit.core.texts import clean
from audit.errors import N_
from audit.language import gettext
from audit.render import datawords
from audit.store import limits
from audit.store.retention import What
from audit.web import fields
from audit.web.forms import CheckedForm, Typed
from audit.web.people_fields import Password
from audit.web.personal_check import Guard

# What can be chosen, in days: half a year to ten years. The command can set any other.
_YEAR = 365
_DRAFTS = (180, _YEAR, 2 * _YEAR, 3 * _YEAR)
_AUDITS = (2 * _YEAR, 3 * _YEAR, 5 * _YEAR, 10 * _YEAR)
_FOR_GOOD = "0"


class KeepingForm(CheckedForm):
    """How long an organisation's audits are kept. ``sure`` is needed where some would go at once."""

    drafts = fields.Choice(needed=N_("Choose how long drafts are kept."))
    audits = fields.Choice(needed=N_("Choose how long audits are kept."))
    sure = fields.Tick()

    def __init__(self, formdata: Typed = None, *, kept: Mapping[What, int | None]) -> None:
        """Fill the form from a request or from what is set."""
        super().__init__()
        self.drafts.choices = _choices(_DRAFTS, kept[What.DRAFTS])
        self.audits.choices = _choices(_AUDITS, kept[What.AUDITS])
        self.process(
            formdata, data={"drafts": _value(kept[What.DRAFTS]), "audits": _value(kept[What.AUDITS]), "sure": False}
        )

    def chosen(self) -> dict[What, int | None]:
        """Return what a checked form says: days, or ``None`` for what is kept for good."""
        return {What.DRAFTS: int(self.drafts.data) or None, What.AUDITS: int(self.audits.data) or None}


class EraseForm(CheckedForm):
    """That everything of an organisation is to be erased: its name, and the password of who asks."""

    name = fields.Text(
        guard=Guard.UNREAD,
        most=limits.NAME,
        least=1,
        needed=N_("Write the name of the organisation, as it stands above."),
        one_line=True,
    )
    current = Password(needed=N_("Write your password."))

    def __init__(self, formdata: Typed = None, *, organisation: Organisation) -> None:
        """Fill the form from a request."""
        super().__init__()
        self.organisation = organisation
        self.process(formdata)

    def validate_name(self, field: fields.Text) -> None:
        """Ask for the very name; capitals do not matter."""
        wanted = clean(self.organisation.name, one_line=True)
        if not field.errors and str(field.data).casefold() != wanted.casefold():
            raise fields.RefusedError(gettext("This is not the name of this organisation. Nothing was asked for."))


def _choices(days: tuple[int, ...], now: int | None) -> fields.Options:
    """Return what can be chosen, with what is set now where somebody set another number."""
    numbers = sorted({*days, *((now,) if now is not None else ())})
    for_good = (_FOR_GOOD, gettext("Until somebody deletes them"))
    return [for_good, *((str(number), datawords.days(number)) for number in numbers)]


def _value(days: int | None) -> str:
    return str(days) if days is not None else _FOR_GOOD
