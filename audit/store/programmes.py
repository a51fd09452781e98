"""The programmes of an organisation: what is audited."""

from audit.core.programme import Programme, Setting, SizeBand, WorkModel
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.store.rows import read_words, whole, words

_SELECT = "SELECT organisation, id, name, country, languages, setting, size_band, models FROM programmes"


def create(db: Connection, programme: Programme) -> None:
    """Keep a new programme."""
    db.execute(
        "INSERT INTO programmes (name, country, languages, setting, size_band, models, organisation, id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        _row(programme),
    )


def change(db: Connection, programme: Programme) -> None:
    """Keep new facts about a programme.

    Raises:
        NotFoundError: its organisation has none of this id.
    """
    done = db.execute(
        "UPDATE programmes SET name = ?, country = ?, languages = ?, setting = ?, size_band = ?, models = ?"
        " WHERE organisation = ? AND id = ?",
        _row(programme),
    )
    if done.rowcount != 1:
        raise NotFoundError


def get(db: Connection, name: str, organisation: str) -> Programme:
    """Return the organisation's programme of this id.

    Raises:
        NotFoundError: it has none.
    """
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND id = ?", (organisation, name)).fetchone()
    if row is None:
        raise NotFoundError
    with whole("programmes"):
        return _read(row)


def listing(db: Connection, organisation: str) -> tuple[Programme, ...]:
    """Return the programmes of an organisation, by name."""
    with whole("programmes"):
        return tuple(map(_read, db.execute(f"{_SELECT} WHERE organisation = ? ORDER BY name, id", (organisation,))))


def _row(programme: Programme) -> tuple[str, ...]:
    return (
        programme.name,
        programme.country,
        words(programme.languages),
        programme.setting.value,
        programme.size_band.value,
        words(programme.models),
        programme.organisation,
        programme.id,
    )


def _read(row: tuple[str, ...]) -> Programme:
    organisation, name, title, country, languages, setting, size_band, models = row
    return Programme(
        id=name,
        organisation=organisation,
        name=title,
        country=country,
        languages=read_words(languages),
        setting=Setting(setting),
        size_band=SizeBand(size_band),
        models=tuple(map(WorkModel, read_words(models))),
    )
