"""What the page of the history shows, and the file it gives out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import url_for

from audit.core.plan import Progress
from audit.core.programme import Audit, Organisation
from audit.core.standard import Criterion, Standard
from audit.language import format_date, format_moment, gettext
from audit.render import words
from audit.store import accounts, archive, audits, editions, history, programmes
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.store.history import Entry
from audit.store.schema_history import DELETIONS
from audit.web import choices, historywords

# A programme, or an audit of one (``history.of_programme``, ``history.of_audit``).
_ABOUT = re.compile(r"[a-z2-7]{16}(?:/[a-z2-7]{16})?\Z")
# The largest number that SQLite takes has 19 digits; no chain comes near.
_NUMBER = re.compile(r"[0-9]{1,12}\Z")
_NOTHING: tuple[object, ...] = (None, "", [], False, Progress.NOT_STARTED)
# The fact of an entry that says whom it is about.
_PERSON = "account"
_DOMAINS = frozenset({history.SECTION_COMPLETED, history.SECTION_REOPENED, history.OWNER_CHANGED})


@dataclass(frozen=True, slots=True)
class Place:
    """What an entry is about; ``href`` is empty where it is no longer there."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. ``before`` and ``now`` are lines; both are empty where what was written has been erased."""

    number: int
    when: str
    who: str
    what: str
    places: tuple[Place, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]
    is_erased: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of the history. Links are empty where there is nothing behind them."""

    organisation: Organisation
    about: str
    lines: tuple[Line, ...]
    zone: str
    older: str
    newest: str
    all: str
    head: str
    hash: str


def subject(value: str) -> str:
    """Return the path to show alone, from the address; "" shows everything.

    Raises:
        NotFoundError: there can be no such path.
    """
    if value and not _ABOUT.match(value):
        raise NotFoundError
    return value


def before(value: str) -> int | None:
    """Return the number before which the page begins, from the address; ``None`` shows the newest."""
    return int(value) if _NUMBER.match(value) else None


def page(db: Connection, organisation: Organisation, about: str, first: int | None) -> HistoryPage:
    """Build a page of the history, the newest entry first.

    Args:
        db: a connection.
        organisation: whose.
        about: the path to show alone, or "".
        first: show entries with a lower number only; ``None`` begins with the newest.
    """
    found = history.page(db, organisation.id, subject=about, before=first)
    shown = found[: history.PAGE]
    places = _Places(db, organisation, _names(db, shown))
    head = history.head(db, organisation.id)
    more = shown[-1].link.number if len(found) > len(shown) else None
    return HistoryPage(
        organisation=organisation,
        about=" · ".join(place.text for place in places.path(about)) if about else "",
        lines=tuple(_line(entry, places, len(about.split("/")) if about else 0) for entry in shown),
        zone=organisation.zone.replace("_", " "),
        older=_address(organisation, about, more) if more else "",
        newest=_address(organisation, about) if first is not None else "",
        all=_address(organisation) if about else "",
        head=gettext("The last entry has the number %(number)s and the hash", number=head.number) if head else "",
        hash=head.hash if head else "",
    )


def as_lines(entries: Iterable[Entry]) -> str:
    """Return entries as JSON Lines: what the chain holds, and salt and payload where they were not erased.

    Who has the file can check every hash and commitment without us (``core.history``).
    """
    return "".join(archive.as_lines(entries))


def _address(organisation: Organisation, about: str = "", first: int | None = None) -> str:
    return url_for("history.show", organisation_id=organisation.id, about=about or None, before=first)


def _names(db: Connection, entries: Sequence[Entry]) -> dict[str, str]:
    """Return the names of the accounts that a page of the history is about: each is looked up once."""
    asked = {entry.link.actor for entry in entries}
    asked |= {str(facts[_PERSON]) for e in entries for facts in (e.old or {}, e.new or {}) if _PERSON in facts}
    names = {}
    for account in filter(historywords.is_account, asked):
        # Who has left has no name here any more.
        with suppress(NotFoundError):
            names[account] = accounts.get(db, account).name
    return names


def _line(entry: Entry, places: "_Places", known: int) -> Line:
    """Put an entry in words; ``known`` steps of the path are said above the page already."""
    link = entry.link
    criterion = places.criterion(link.subject) if link.act == history.ANSWER_SAVED else None
    is_deletion = link.act in DELETIONS
    old, new = places.named(entry.old or {}), places.named(entry.new or {})
    return Line(
        number=link.number,
        when=format_moment(entry.at, choices.zone(places.organisation.zone)),
        who=historywords.who(link.actor, places.names),
        what=historywords.act(link.act),
        places=tuple(places.path(link.subject, link.act))[known:],
        before=historywords.lines(_said(old), criterion),
        now=historywords.counts(new) if is_deletion else historywords.lines(new, criterion),
        is_erased=entry.payload is None,
    )


def _said(old: history.Facts) -> dict[str, Any]:
    """Leave out what said nothing before: that something is there now says so."""
    return {name: value for name, value in old.items() if value not in _NOTHING}


class _Places:
    """Finds what entries are about; a page names the same few things again and again."""

    def __init__(self, db: Connection, organisation: Organisation, names: Mapping[str, str]) -> None:
        self.organisation = organisation
        self.names = names
        self._db = db
        self._programmes = {p.id: p.name for p in programmes.listing(db, organisation.id)}
        self._merged = history.merged(db, organisation.id)
        self._audits: dict[str, Audit | None] = {}

    def path(self, subject: str, act: str = "") -> Iterable[Place]:
        """Yield the programme, the audit and the part of it that a path names, as far as it goes."""
        programme, audit, part = (*subject.split("/"), "", "")[:3]
        if programme:
            yield self._programme(programme)
        if audit:
            yield self._audit(audit)
        if part:
            yield self._part(audit, part, act)

    def named(self, facts: history.Facts) -> history.Facts:
        """Return facts with the name of the account that they are about in place of its id."""
        if _PERSON not in facts:
            return facts
        return {**facts, _PERSON: historywords.who(str(facts[_PERSON]), self.names)}

    def criterion(self, subject: str) -> Criterion | None:
        """Return the criterion that the path of an answer names; ``None`` where its audit is gone."""
        _, audit, code = subject.split("/")
        standard = self._standard(audit)
        return standard.criterion(code) if standard and standard.has(code) else None

    def _programme(self, name: str) -> Place:
        while name in self._merged and name not in self._programmes:
            name = self._merged[name]
        if name in self._programmes:
            return Place(self._programmes[name], url_for("programmes.show", programme_id=name))
        return Place(gettext("a programme that was deleted (%(id)s)", id=name))

    def _audit(self, name: str) -> Place:
        found = self._found(name)
        if found is None:
            return Place(gettext("an audit that was deleted (%(id)s)", id=name))
        title = gettext("%(scope)s, %(day)s", scope=words.scope(found.scope), day=format_date(found.date))
        return Place(title, url_for("questionnaire.tasks", audit_id=name))

    def _part(self, audit: str, part: str, act: str) -> Place:
        standard = self._standard(audit)
        if standard is None:
            return Place(part)
        if act in _DOMAINS:
            return Place(standard.domain(part).title)
        if standard.has(part):
            return Place(gettext("%(code)s: %(statement)s", code=part, statement=standard.criterion(part).statement))
        return Place(gettext("An action of our own"))

    def _standard(self, audit: str) -> Standard | None:
        found = self._found(audit)
        return editions.get(self._db, found.content_hash) if found else None

    def _found(self, name: str) -> Audit | None:
        if name not in self._audits:
            try:
                self._audits[name] = audits.get(self._db, name, self.organisation.id)
            except NotFoundError:
                self._audits[name] = None
        return self._audits[name]
