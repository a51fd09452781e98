"""The members that run programmes."""

from dataclasses import replace

from audit.core.programme import Organisation
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleOrganisationError
from audit.store.rows import day, read_day, whole

_COLUMNS = "id, name, country, zone, zone_chosen, fictional, member_since, contact_role, version"


def create(db: Connection, organisation: Organisation) -> None:
    """Keep a new organisation."""
    row = (*_row(organisation), int(organisation.fictional), organisation.id)
    db.execute(
        "INSERT INTO organisations (name, country, zone, zone_chosen, member_since, contact_role, fictional, id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    history.record(db, history.Change(organisation.id, history.ORGANISATION_MADE, "", new=_facts(organisation)))


def change(db: Connection, organisation: Organisation) -> Organisation:
    """Keep new facts about an organisation, and return it as it lies in the store.

    Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        organisation: with the version the person saw.

    Raises:
        NotFoundError: there is none of this id.
        StaleOrganisationError: another version lies in the store; nothing was changed.
    """
    theirs = get(db, organisation.id)
    if replace(organisation, version=theirs.version) == theirs:
        return theirs
    done = db.execute(
        "UPDATE organisations SET name = ?, country = ?, zone = ?, zone_chosen = ?, member_since = ?, contact_role = ?,"
        " version = version + 1 WHERE id = ? AND version = ?",
        (*_row(organisation), organisation.id, organisation.version),
    )
    if done.rowcount != 1:
        raise StaleOrganisationError(theirs)
    old, new = _facts(theirs), _facts(organisation)
    history.record(db, history.Change(organisation.id, history.ORGANISATION_CHANGED, "", old, new))
    return get(db, organisation.id)


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


def _facts(organisation: Organisation) -> history.Facts:
    return history.facts(organisation, "name", "country", "zone", "zone_chosen", *_of_the_network(organisation))


def _of_the_network(organisation: Organisation) -> tuple[str, ...]:
    """Return the names of the facts that only a member of a network has, where it has them."""
    return tuple(name for name in ("member_since", "contact_role") if getattr(organisation, name))


def _row(organisation: Organisation) -> tuple[str, str, str, int, str | None, str]:
    return (
        organisation.name,
        organisation.country,
        organisation.zone,
        int(organisation.zone_chosen),
        day(organisation.member_since),
        organisation.contact_role,
    )


def _read(row: tuple[str, str, str, str, int, int, str | None, str, int]) -> Organisation:
    name, title, country, zone, zone_chosen, fictional, member_since, contact_role, version = row
    with whole("organisations"):
        return Organisation(
            id=name,
            name=title,
            country=country,
            zone=zone,
            zone_chosen=bool(zone_chosen),
            fictional=bool(fictional),
            member_since=read_day(member_since),
            contact_role=contact_role,
            version=version,
        )
