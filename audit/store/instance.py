"""What this instance serves: one organisation's own programmes, or a network. Said once, at the first start."""

from datetime import datetime

from audit.core.people import Instance, Kind
from audit.store.connection import Connection
from audit.store.errors import AlreadySetUpError
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
