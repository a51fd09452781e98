"""What the pages about an organisation's data show, and the line above every page of one that is to be erased."""

from dataclasses import dataclass

from flask import Flask, url_for

from audit.core.people import Right, may
from audit.core.programme import Audit, Organisation
from audit.language import format_date, format_moment, gettext, ngettext
from audit.render import datawords, words
from audit.store import erasures, organisations, programmes, retention
from audit.store.connection import Connection
from audit.store.erasures import Erasure, Receipt
from audit.store.errors import StoreUnavailableError
from audit.web import choices, identity, upkeep
from audit.web.house import house, store

# Beyond this a list says no more.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """Above every page: an organisation of the person's is to be erased. ``href`` is "" for who cannot stop it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An erasure that was asked for, in the time zone of the organisation."""

    asked: str
    due: str
    number: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """An organisation's data. ``counts`` are pairs of what and how many; ``going`` names audits that go next night."""

    organisation: Organisation
    waiting: Waiting | None
    counts: tuple[tuple[str, str], ...]
    going: tuple[str, ...]
    days: int
    backups: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """The receipt of an organisation that was erased."""

    number: str
    organisation: str
    asked: str
    done: str
    counts: tuple[tuple[str, str], ...]
    head: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An organisation that waits to be erased, or could be by the operator; ``due`` is "" for the latter."""

    name: str
    due: str
    href: str


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """What the operator sees of erasures: what waits, what nobody manages, what was done."""

    waiting: tuple[WaitingLine, ...]
    unmanaged: tuple[WaitingLine, ...]
    receipts: tuple[ReceiptLine, ...]


def register(app: Flask) -> None:
    """Give every page the notices of organisations that are to be erased."""

    @app.context_processor
    def waiting_erasures() -> dict[str, object]:
        return {"erasure_notices": notices()}


def notices() -> tuple[Notice, ...]:
    """Return a notice for each organisation of whoever has signed in that is to be erased."""
    try:
        return _notices()
    except StoreUnavailableError:  # The page that says so needs no notice.
        return ()


def _notices() -> tuple[Notice, ...]:
    found = identity.current()
    if found is None or not found.memberships:
        return ()
    with store().reading() as db:
        asked = [(m, erasures.pending(db, m.organisation)) for m in found.memberships]
        return tuple(
            _notice(organisations.get(db, m.organisation), one, is_manager=may(Right.MANAGE, frozenset(), m.role))
            for m, one in asked
            if one is not None
        )


def page(db: Connection, organisation: Organisation, going: tuple[Audit, ...] | None = None) -> DataPage:
    """Build the page of an organisation's data.

    Args:
        db: a connection.
        organisation: whose.
        going: the audits that would go by times somebody thinks of; by default by those that are set.
    """
    asked = erasures.pending(db, organisation.id)
    gone = going if going is not None else retention.past_audits(db, organisation.id, store().clock())
    return DataPage(
        organisation=organisation,
        waiting=_waiting(organisation, asked) if asked else None,
        counts=datawords.counts(erasures.count(db, organisation.id)),
        going=tuple(_titles(db, organisation, gone)),
        days=erasures.GRACE.days,
        backups=_backups(len(upkeep.backups(house().config))),
    )


def operator_page(db: Connection) -> OperatorPage:
    """Build the operator's page of erasures."""
    asked = erasures.waiting(db)
    known = {one.organisation for one in asked}
    nobodys = erasures.without_manager(db)
    ids = {found.id for found in nobodys}
    return OperatorPage(
        waiting=tuple(_asked_line(organisations.get(db, one.organisation), one, ids) for one in asked),
        unmanaged=tuple(WaitingLine(o.name, "", _of_operator(o.id)) for o in nobodys if o.id not in known),
        receipts=tuple(map(receipt_line, erasures.receipts(db))),
    )


def receipt_line(receipt: Receipt) -> ReceiptLine:
    """Put a receipt in words; its times are in UTC, since the organisation's zone is no longer known."""
    zone = choices.zone("UTC")
    head = receipt.head
    return ReceiptLine(
        number=receipt.id,
        organisation=receipt.organisation,
        asked=gettext("%(moment)s UTC", moment=format_moment(receipt.asked, zone)),
        done=gettext("%(moment)s UTC", moment=format_moment(receipt.done, zone)),
        counts=datawords.counts(receipt.tables),
        head=gettext("number %(number)s, hash %(hash)s", number=head.number, hash=head.hash) if head else "",
    )


def _notice(organisation: Organisation, asked: Erasure, *, is_manager: bool) -> Notice:
    due = _waiting(organisation, asked).due
    href = url_for("data.show", organisation_id=organisation.id) if is_manager else ""
    return Notice(gettext("Everything of “%(name)s” will be erased on %(due)s.", name=organisation.name, due=due), href)


def _waiting(organisation: Organisation, asked: Erasure) -> Waiting:
    zone = choices.zone(organisation.zone)
    return Waiting(
        asked=format_moment(asked.asked, zone), due=format_date(asked.due.astimezone(zone).date()), number=asked.id
    )


def _asked_line(organisation: Organisation, asked: Erasure, unmanaged: set[str]) -> WaitingLine:
    href = _of_operator(organisation.id) if organisation.id in unmanaged else ""
    return WaitingLine(organisation.name, _waiting(organisation, asked).due, href)


def _of_operator(organisation: str) -> str:
    return url_for("data.unmanaged", organisation_id=organisation)


def _titles(db: Connection, organisation: Organisation, found: tuple[Audit, ...]) -> list[str]:
    names = {p.id: p.name for p in programmes.listing(db, organisation.id)}
    listed = [
        gettext(
            "%(programme)s, %(scope)s, %(day)s",
            programme=names[a.programme],
            scope=words.scope(a.scope),
            day=format_date(a.date),
        )
        for a in found[:_MOST_NAMED]
    ]
    more = len(found) - len(listed)
    return [*listed, *([ngettext("and %(num)s more", "and %(num)s more", more)] if more else [])]


def _backups(number: int) -> str:
    """Return how many copies lie beside the database; whoever runs the instance may have more elsewhere."""
    if not number:
        return gettext("Beside the database lies no copy of it.")
    return ngettext(
        "Beside the database lies %(num)s copy of it.", "Beside the database lie %(num)s copies of it.", number
    )
