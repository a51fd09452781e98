"""The forms of the network's directory: what a member is, as the network notes it."""

import datetime as dt
from dataclasses import replace
from typing import Any

from audit.core.programme import Organisation
from audit.errors import N_
from audit.language import format_date, gettext
from audit.store import limits
from audit.web import choices, fields
from audit.web.forms import CheckedForm, Typed
from audit.web.personal_check import Around, Guard

# As long as a role in a plan; the table of organisations holds the same number as a CHECK.
LONGEST_ROLE = 100


class NetworkForm(CheckedForm):
    """The name of the network; ``was`` is the one the page showed."""

    was = fields.Text(guard=Guard.UNREAD, most=limits.NAME, one_line=True)
    name = fields.Text(
        guard=Guard.NAME, most=limits.NAME, least=1, needed=N_("Write the name of the network."), one_line=True
    )

    def __init__(self, formdata: Typed = None, *, stored: str) -> None:
        """Fill the form from a request, or with the name the network has."""
        super().__init__()
        self.process(formdata, data={"was": stored, "name": stored})
        self.around = Around(dt.datetime.now(dt.UTC).date())


class MemberForm(CheckedForm):
    """The facts the directory has about a member, for a new one or to change them."""

    once = fields.Once()
    version = fields.Version()
    name = fields.Text(
        guard=Guard.NAME, most=limits.NAME, least=1, needed=N_("Write the name of the organisation."), one_line=True
    )
    country = fields.Choice(needed=N_("Choose the country."))
    zone = fields.Choice()
    since = fields.Day()
    contact_role = fields.Text(guard=Guard.TITLE, most=LONGEST_ROLE, one_line=True)

    def __init__(
        self, formdata: Typed = None, *, today: dt.date, stored: Organisation | None = None, once: str = ""
    ) -> None:
        """Fill the form.

        Args:
            formdata: what a request sent; ``None`` shows what is stored.
            today: the day it is for whoever asks; nobody joined later.
            stored: the member to change; ``None`` for a new one.
            once: the mark of the page, for a new member; it becomes its id, so that a form that comes twice makes one.
        """
        super().__init__()
        if stored is None:
            del self.version
            self.zone.choices = (("", gettext("The usual one of the country")), *choices.zones())
        else:
            del self.once
            self.zone.choices = choices.zones()
            self.zone.needed = N_("Choose the time zone.")
        self.country.choices = choices.countries()
        self.today = today
        self.process(formdata, data={"once": once} if stored is None else _as_data(stored))
        self.around = Around(today)

    def country_options(self) -> fields.Options:
        """Return the countries, with an empty place to begin with."""
        return (("", gettext("Choose a country")), *choices.countries())

    def validate_since(self, field: fields.Day) -> None:
        """Refuse a day that is still to come."""
        if not field.errors and field.data is not None and field.data > self.today:
            words = gettext("This day is still to come: today is %(today)s.", today=format_date(self.today))
            raise fields.RefusedError(words)

    def made(self, *, fictional: bool) -> Organisation:
        """Return the member that a checked form describes."""
        country, zone = self.country.data, self.zone.data
        return Organisation(
            id=self.once.data,
            name=self.name.data,
            country=country,
            zone=zone or choices.usual_zone(country),
            zone_chosen=bool(zone),
            fictional=fictional,
            member_since=self.since.data,
            contact_role=self.contact_role.data or "",
        )

    def changed(self, stored: Organisation) -> Organisation:
        """Return a stored member with what a checked form says; its version is the one the page showed.

        A time zone that nobody chose follows the country.
        """
        country, zone = self.country.data, self.zone.data
        is_chosen = stored.zone_chosen or zone != stored.zone
        if not is_chosen and country != stored.country:
            zone = choices.usual_zone(country)
        return replace(
            stored,
            name=self.name.data,
            country=country,
            zone=zone,
            zone_chosen=is_chosen,
            member_since=self.since.data,
            contact_role=self.contact_role.data or "",
            version=self.version.data,
        )


def _as_data(stored: Organisation) -> dict[str, Any]:
    """Return a member as the values WTForms puts into the fields."""
    return {
        "version": stored.version,
        "name": stored.name,
        "country": stored.country,
        "zone": stored.zone,
        "since": stored.member_since,
        "contact_role": stored.contact_role,
    }
