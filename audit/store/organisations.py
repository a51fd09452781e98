"""The members that run programmes."""

from audit.core.programme import Organisation
from audit.store.connection import Connection
from audit.store.errors import NotFoundError

_COLUMNS = "id, name, country, zone, fictional"


def create(db: Connection, organisation: Organisation) -> None:
    """Keep a new organisation."""
    row = (organisation.id, organisation.name, organisation.country, organisation.zone, int(organisation.fictional))
    db.execute("INSERT INTO organisations (id, name, country, zone, fictional) VALUES (?, ?, ?, ?, ?)", row)


def change(db: Connection, organisation: Organisation) -> None:
    """Keep a new name, country or time zone of an organisation.

    Raises:
        NotFoundError: there is none of this id.
    """
    done = db.execute(
        "UPDATE organisations SET name = ?, country = ?, zone = ? WHERE id = ?",
        (organisation.name, organisation.country, organisation.zone, organisation.id),
    )
    if done.rowcount != 1:
        raise NotFoundError


def get(db: Connection, name: str) -> Organisation:
    """Return the organisation of this id.

    Raises:
        NotFoundError: there is none.
    """
    row = db.execute(f"SELECT {_COLUMNS} FROM organisations WHERE id = ?", (name,)).fetchone()  # noqa: S608 - own names
    if row is None:
        raise NotFoundError
    return _read(row)


def listing(db: Connection) -> tuple[Organisation, ...]:
    """Return every organisation, by name."""
    return tuple(_read(row) for row in db.execute(f"SELECT {_COLUMNS} FROM organisations ORDER BY name, id"))  # noqa: S608 - own names


def the_local(db: Connection) -> Organisation | None:
    """Return the organisation this machine belongs to: the first real one; ``None`` before there is one."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM organisations WHERE fictional = 0 ORDER BY rowid LIMIT 1"  # noqa: S608 - own names
    ).fetchone()
    return _read(row) if row is not None else None


def _read(row: tuple[str, str, str, str, int]) -> Organisation:
    name, title, country, zone, fictional = row
    return Organisation(id=name, name=title, country=country, zone=zone, fictional=bool(fictional))
