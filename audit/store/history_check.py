"""Whether the chains of the history still fit: no entry changed, missing, added or put elsewhere.

Whoever can write the file could make a whole new chain that fits. Only a head that was kept elsewhere shows that
(``heads``): a chain that was made anew, or lost its end, does not have the entry with that hash any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.core.history import START, Head, Link, commitment, hash_of
from audit.store import erasures, history
from audit.store.connection import Connection
from audit.store.erasures import Receipt
from audit.store.schema_history import DELETIONS


class Fault(StrEnum):
    """What does not fit at an entry."""

    NUMBER = "number"  # It does not follow the number before.
    BEFORE = "before"  # It names another hash for the entry before.
    HASH = "hash"  # Its own hash is not that of its values.
    PAYLOAD = "payload"  # What it is said to have written is something else.
    ERASED = "erased"  # What it wrote is gone, and no later entry says so.
    STRAY = "stray"  # Something is written for an entry that is not there.
    GONE = "gone"  # A head kept elsewhere names an entry that is not there.
    OTHER = "other"  # A head kept elsewhere has another hash for it.


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found about one organisation's chain.

    ``number`` and ``fault`` name the first entry that does not fit; both are ``None`` where all do.
    """

    organisation: str
    entries: int
    head: Head | None
    number: int | None = None
    fault: Fault | None = None


@dataclass(slots=True)
class _Walk:
    """A walk along one chain, as far as it fits."""

    number: int = 0
    before: str = START
    hashes: dict[int, str] = field(default_factory=dict)
    erased: list[Link] = field(default_factory=list)
    deleted: dict[str, int] = field(default_factory=dict)  # What was deleted, by the number of its last deletion.

    def step(self, entry: history.Entry) -> Fault | None:
        """Look at the next entry, and return what does not fit."""
        link = entry.link
        fault = self._chained(link, entry.hash)
        if fault is None and entry.salt is not None and entry.payload is not None:
            fault = None if commitment(entry.salt, entry.payload) == link.commitment else Fault.PAYLOAD
        elif fault is None:
            self.erased.append(link)
        if link.act in DELETIONS:
            # An audit is known by its own id: its programme may have been made one with another in between.
            self.deleted[link.subject.rpartition("/")[2]] = link.number
        self.number, self.before = link.number, entry.hash
        self.hashes[link.number] = entry.hash
        return fault

    def unexplained(self) -> Iterable[int]:
        """Yield the numbers of entries whose payload is gone although nothing they are about was deleted later."""
        for link in self.erased:
            if link.act in DELETIONS or not self._went(link):
                yield link.number

    def _went(self, link: Link) -> bool:
        """Whether what an entry is about, or what that is a part of, was deleted later."""
        programme_and_audit = link.subject.split("/")[:2]
        return any(self.deleted.get(whole, 0) > link.number for whole in programme_and_audit)

    def _chained(self, link: Link, digest: str) -> Fault | None:
        if link.number != self.number + 1:
            return Fault.NUMBER
        if link.before != self.before:
            return Fault.BEFORE
        return None if hash_of(link) == digest else Fault.HASH


def verify(db: Connection, heads: Iterable[Head] = ()) -> tuple[Chain, ...]:
    """Walk along the chain of every organisation.

    A head of an organisation that was erased is passed over: its receipt says where its chain ended.

    Args:
        db: a connection.
        heads: where chains ended earlier, kept elsewhere.
    """
    ends = {receipt.organisation: receipt.head for receipt in erased(db)}
    kept = tuple(head for head in heads if not _has_ended(head, ends))
    names = db.execute(
        "SELECT id FROM organisations UNION SELECT organisation FROM history"
        " UNION SELECT organisation FROM history_payloads"
    ).fetchall()
    every = sorted({name for (name,) in names} | {head.organisation for head in kept})
    return tuple(_chain(db, name, [head for head in kept if head.organisation == name]) for name in every)


def erased(db: Connection) -> tuple[Receipt, ...]:
    """Return the receipts of organisations that were erased; none in a database of a release that erased nothing."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasures'").fetchone() is None:
        return ()
    return erasures.receipts(db)


def _has_ended(head: Head, ends: Mapping[str, Head | None]) -> bool:
    """Whether the chain of a head went with its organisation, and its receipt names an end that is no earlier."""
    end = ends.get(head.organisation)
    return end is not None and (end == head or end.number > head.number)


def _chain(db: Connection, organisation: str, heads: list[Head]) -> Chain:
    walk = _Walk()
    faults: list[tuple[int, Fault]] = []
    for entry in history.listing(db, organisation):
        fault = walk.step(entry)
        if fault is not None:
            faults.append((entry.link.number, fault))
            break  # Whatever follows hangs on it.
    else:
        faults += _against(walk, heads)
    faults += [(number, Fault.ERASED) for number in walk.unexplained()]
    faults += [(number, Fault.STRAY) for number in _stray(db, organisation)]
    entries = db.execute("SELECT count(*) FROM history WHERE organisation = ?", (organisation,)).fetchone()[0]
    number, fault = min(faults, default=(None, None))
    return Chain(organisation, entries, history.head(db, organisation), number, fault)


def _against(walk: _Walk, heads: list[Head]) -> Iterable[tuple[int, Fault]]:
    for head in heads:
        if head.number not in walk.hashes:
            yield head.number, Fault.GONE
        elif walk.hashes[head.number] != head.hash:
            yield head.number, Fault.OTHER


def _stray(db: Connection, organisation: str) -> list[int]:
    rows = db.execute(
        "SELECT p.number FROM history_payloads AS p LEFT JOIN history AS h"
        " ON h.organisation = p.organisation AND h.number = p.number"
        " WHERE p.organisation = ? AND h.number IS NULL",
        (organisation,),
    )
    return [number for (number,) in rows]
