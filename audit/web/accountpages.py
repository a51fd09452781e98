"""What the operator's pages about accounts show: who may sign in, and nothing of what anybody writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from audit.core.people import Account, AccountEvent, Link, Office
from audit.language import format_date, format_moment, gettext, ngettext
from audit.render import words
from audit.store.account_overview import Overview
from audit.web import accountwords, choices, peoplewords
from audit.web.programmepages import Fact


@dataclass(frozen=True, slots=True)
class Line:
    """One account in the list. ``is_own`` marks that of whoever looks."""

    name: str
    href: str
    email: str
    offices: str
    places: str
    second_factor: str
    last: str
    is_disabled: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an account: what, when and by whom, never more."""

    what: str
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office, and whether the account has it."""

    code: str
    name: str
    does: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account. ``events`` come the newest first, ``zone`` says whose time they tell."""

    account: Account
    is_own: bool
    facts: tuple[Fact, ...]
    offices: tuple[OfficeLine, ...]
    events: tuple[Happened, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation to an office that nobody has used yet; ``handle`` names it."""

    handle: str
    office: str
    words: str


def lines(found: Iterable[Overview], me: Account) -> tuple[Line, ...]:
    """Return the accounts of the list."""
    return tuple(_line(one, me) for one in sorted(found, key=lambda one: one.account.name.casefold()))


def page(found: Overview, events: Sequence[AccountEvent], everybody: Iterable[Account], me: Account) -> AccountPage:
    """Build the page of one account.

    Args:
        found: the account.
        events: what happened to it, the newest first.
        everybody: all accounts, to name who did it.
        me: who looks.
    """
    account, names = found.account, {one.id: one.name for one in everybody}
    return AccountPage(
        account=account,
        is_own=account.id == me.id,
        facts=_facts(found),
        offices=tuple(
            OfficeLine(o.value, peoplewords.office(o), peoplewords.does(o), o in account.offices) for o in Office
        ),
        events=tuple(
            Happened(accountwords.act(e.act), _moment(e.at), accountwords.who(e.actor, account.id, names))
            for e in events
        ),
        zone=choices.likely_zone().replace("_", " "),
    )


def waiting(links: Iterable[Link]) -> tuple[Waiting, ...]:
    """Return the invitations to offices that can still be used."""
    return tuple(Waiting(link.handle, peoplewords.of_link(link), _for_whom(link)) for link in links)


def _line(one: Overview, me: Account) -> Line:
    account = one.account
    return Line(
        name=account.name,
        href=url_for("accounts.show", account_id=account.id),
        email=account.email,
        offices=_offices(account),
        places=_places(one),
        second_factor=_second_factor(account),
        last=_last(one),
        is_disabled=account.disabled is not None,
        is_own=account.id == me.id,
    )


def _facts(one: Overview) -> tuple[Fact, ...]:
    account = one.account
    state = gettext("may sign in")
    if account.disabled is not None:
        state = gettext("disabled since %(day)s", day=format_date(_day(account.disabled)))
    return (
        Fact(gettext("E-mail"), account.email),
        Fact(gettext("State"), state),
        Fact(gettext("Tasks beyond one organisation"), _offices(account)),
        Fact(gettext("Places in organisations"), _places(one)),
        Fact(gettext("Second factor"), _second_factor(account)),
        Fact(gettext("Last sign-in"), _last(one)),
        Fact(gettext("Account since"), format_date(_day(account.created))),
    )


def _offices(account: Account) -> str:
    held = [peoplewords.office(office) for office in Office if office in account.offices]
    return words.joined(held) if held else gettext("none")


def _places(one: Overview) -> str:
    return ngettext("%(num)s place", "%(num)s places", one.places) if one.places else gettext("none")


def _second_factor(account: Account) -> str:
    return gettext("on") if account.has_second_factor else gettext("off")


def _last(one: Overview) -> str:
    return format_date(_day(one.last)) if one.last is not None else gettext("none known")


def _for_whom(link: Link) -> str:
    day = format_date(_day(link.expires))
    if link.email:
        return gettext("for %(email)s, until %(day)s", email=link.email, day=day)
    return gettext("until %(day)s", day=day)


def _day(at: datetime) -> date:
    return at.astimezone(choices.zone(choices.likely_zone())).date()


def _moment(at: datetime) -> str:
    return format_moment(at, choices.zone(choices.likely_zone()))
