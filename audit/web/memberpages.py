"""What the pages of the network's directory show. None of them says anything about a result (design section 7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from audit.core.people import Link, Right, SignedIn, may
from audit.core.programme import Organisation, Programme
from audit.language import format_date, gettext, ngettext
from audit.render import words
from audit.store.directory import Entry
from audit.web.fields import Options
from audit.web.programmepages import Difference, Fact


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which members are to be listed, and in which order; "" asks for nothing."""

    country: str = ""
    setting: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme of a member; ``href`` is empty for whoever may not open it."""

    name: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One member. ``href`` leads to what the network notes about it, for whoever may change that."""

    name: str
    href: str
    is_unmanaged: bool
    country: str
    programmes: tuple[ProgrammeLine, ...]
    newest: str
    since: str
    contact_role: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The list of members, and what it may be narrowed to. ``network`` is its name, "" where it cannot be changed."""

    rows: tuple[Row, ...]
    count: str
    wanted: Wanted
    is_narrowed: bool
    countries: Options
    settings: Options
    orders: Options
    may_change: bool
    network: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has used yet; ``handle`` names it."""

    handle: str
    words: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """What the network notes about one member, and how it comes to a manager.

    ``in_network`` is false for an organisation that is served alone: nothing is noted about it, and only the
    invitation is shown.
    """

    id: str
    name: str
    facts: tuple[Fact, ...]
    is_unmanaged: bool
    waiting: tuple[Waiting, ...]
    in_network: bool


def wanted(asked: Mapping[str, str]) -> Wanted:
    """Read from an address which members are wanted, and in which order."""
    return Wanted(asked.get("country", ""), asked.get("setting", ""), asked.get("order", ""))


def directory(found: Sequence[Entry], who: SignedIn | None, asked: Wanted, network: str) -> Directory:
    """Build the list.

    Args:
        found: every member.
        who: asks; decides which links there are.
        asked: which members are wanted; a country or setting that nobody has leaves no one.
        network: the name of the network; "" in a demonstration that has none.
    """
    may_change = who is not None and may(Right.NETWORK, who.account.offices, None)
    shown = sorted((e for e in found if _fits(e, asked)), key=_ORDERS.get(asked.order, _by_name))
    return Directory(
        rows=tuple(_row(entry, who, may_change=may_change) for entry in shown),
        count=_count(len(shown), len(found)),
        wanted=asked,
        is_narrowed=bool(asked.country or asked.setting),
        countries=_options(
            gettext("Every country"), {code: words.country(code) for e in found for code in _countries(e)}
        ),
        settings=_options(
            gettext("Every setting"), {p.setting.value: words.setting(p.setting) for e in found for p in e.programmes}
        ),
        orders=(
            ("", gettext("by name")),
            ("country", gettext("by country")),
            ("since", gettext("the newest members first")),
        ),
        may_change=may_change,
        network=network,
    )


def member(entry: Entry, waiting: Iterable[Link], *, in_network: bool) -> MemberPage:
    """Build the page of one member.

    Args:
        entry: the member.
        waiting: the invitations to manage it that nobody has used yet.
        in_network: whether there is a network with a directory at all.
    """
    its = entry.organisation
    return MemberPage(
        id=its.id,
        name=its.name,
        facts=(*_facts(its), Fact(gettext("Programmes"), _programmes(entry)), _newest_fact(entry), _managers(entry)),
        is_unmanaged=not entry.managers,
        waiting=tuple(Waiting(link.handle, _invited(link)) for link in waiting),
        in_network=in_network,
    )


def differences(theirs: Organisation, mine: Organisation) -> tuple[Difference, ...]:
    """Return where what somebody else saved meanwhile is not what this person typed."""
    name = gettext("Name of the organisation")
    pairs = zip((Fact(name, theirs.name), *_facts(theirs)), (Fact(name, mine.name), *_facts(mine)), strict=True)
    return tuple(Difference(stored.key, stored.value, typed.value) for stored, typed in pairs if stored != typed)


def _facts(its: Organisation) -> tuple[Fact, ...]:
    return (
        Fact(gettext("Country"), words.country(its.country)),
        Fact(gettext("Time zone"), its.zone.replace("_", " ")),
        Fact(gettext("Member since"), _day(its.member_since)),
        Fact(gettext("Whom to ask for"), its.contact_role or gettext("not noted")),
    )


def _programmes(entry: Entry) -> str:
    return "; ".join(f"{p.name} ({_about(p, entry.organisation)})" for p in entry.programmes) or gettext("none yet")


def _newest_fact(entry: Entry) -> Fact:
    return Fact(gettext("Newest audit"), _newest(entry))


def _managers(entry: Entry) -> Fact:
    count = ngettext("%(num)s person", "%(num)s people", entry.managers)
    return Fact(gettext("Managers"), count if entry.managers else gettext("nobody yet"))


def _row(entry: Entry, who: SignedIn | None, *, may_change: bool) -> Row:
    its = entry.organisation
    is_theirs = who is not None and who.role_in(its.id) is not None
    return Row(
        name=its.name,
        href=url_for("members.show", organisation_id=its.id) if may_change else "",
        is_unmanaged=may_change and not entry.managers,
        country=words.country(its.country),
        programmes=tuple(
            ProgrammeLine(p.name, _about(p, its), url_for("programmes.show", programme_id=p.id) if is_theirs else "")
            for p in entry.programmes
        ),
        newest=_newest(entry),
        since=_day(its.member_since),
        contact_role=its.contact_role or gettext("not noted"),
    )


def _about(programme: Programme, its: Organisation) -> str:
    """Say where a programme works and how large it is; its country only where it is another than the member's."""
    elsewhere = (words.country(programme.country),) if programme.country != its.country else ()
    return " · ".join((*elsewhere, words.setting(programme.setting), words.size_band(programme.size_band)))


def _newest(entry: Entry) -> str:
    """Say how far the newest audit is: begun or signed off, and nothing of what is in it."""
    if entry.newest is None:
        return gettext("No audit yet")
    day = format_date(entry.newest)
    if entry.is_signed:
        return gettext("Audit signed off, %(day)s", day=day)
    return gettext("Audit started, not signed off, %(day)s", day=day)


def _day(value: date | None) -> str:
    return format_date(value) if value is not None else gettext("not noted")


def _invited(link: Link) -> str:
    day = format_date(link.expires.date())
    if link.email:
        return gettext("An invitation for %(email)s waits until %(day)s.", email=link.email, day=day)
    return gettext("An invitation waits until %(day)s.", day=day)


def _count(shown: int, every: int) -> str:
    if shown == every:
        return ngettext("%(num)s member", "%(num)s members", every)
    return ngettext("%(shown)s of %(num)s member", "%(shown)s of %(num)s members", every, shown=shown)


def _options(every: str, named: Mapping[str, str]) -> Options:
    return (("", every), *sorted(named.items(), key=lambda pair: pair[1].casefold()))


def _countries(entry: Entry) -> set[str]:
    return {entry.organisation.country, *(p.country for p in entry.programmes)}


def _fits(entry: Entry, asked: Wanted) -> bool:
    settings = {p.setting.value for p in entry.programmes}
    return (not asked.country or asked.country in _countries(entry)) and (
        not asked.setting or asked.setting in settings
    )


def _by_name(entry: Entry) -> tuple[str, str]:
    return entry.organisation.name.casefold(), entry.organisation.id


def _by_country(entry: Entry) -> tuple[str, str, str]:
    return words.country(entry.organisation.country).casefold(), *_by_name(entry)


def _newest_first(entry: Entry) -> tuple[int, str, str]:
    """Put the newest members first, and those of whom nobody noted the day last."""
    since = entry.organisation.member_since
    return -since.toordinal() if since is not None else 0, *_by_name(entry)


_ORDERS: dict[str, Callable[[Entry], tuple[str | int, ...]]] = {"country": _by_country, "since": _newest_first}
