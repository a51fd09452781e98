"""What this instance serves: one organisation's own programmes, or a network. Said once; a network may be renamed."""

from datetime import datetime

from audit.core.people import Instance, Kind
from audit.store import account_events
from audit.store.connection import Connection
from audit.store.errors import AlreadySetUpError, StaleNetworkError
from audit.store.rows import moment, whole


def get(db: Connection) -> Instance | None:
    """Return what this instance serves; ``None`` before its first start."""
    row = db.execute("SELECT kind, name, begun FROM instance").fetchone()
    if row is None:
        return None
    kind, name, begun = row
    with whole("instance"):
        return Instance(kind=Kind(kind), name=name, begun=datetime.fromisoformat(begun))


def begin(db: Connection, instance: Instance) -> None:
    """Say what this instance serves.

    Raises:
        AlreadySetUpError: somebody has said so already; nothing was changed.
    """
    done = db.execute(
        "INSERT INTO instance (one, kind, name, begun) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO NOTHING",
        (instance.kind.value, instance.name, moment(instance.begun)),
    )
    if done.rowcount != 1:
        raise AlreadySetUpError


def rename(db: Connection, was: str, name: str) -> None:
    """Give the network another name. It stands among the events of whoever did it.

    Args:
        db: a writing connection.
        was: the name that whoever renames it saw.
        name: the new one.

    Raises:
        StaleNetworkError: it has another name by now, or there is no network; nothing was changed.
    """
    done = db.execute("UPDATE instance SET name = ? WHERE kind = ? AND name = ?", (name, Kind.NETWORK.value, was))
    if done.rowcount != 1:
        raise StaleNetworkError
    if name != was:
        account_events.record_own(db, account_events.NETWORK_RENAMED)
