"""The programmes of an organisation: what is audited."""

from dataclasses import replace
from datetime import datetime

from audit.core.programme import Programme, Setting, SizeBand, WorkModel
from audit.store import audits, history
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, SignedStaysError, StaleProgrammeError
from audit.store.rows import moment, read_words, whole, words

_SELECT = (
    "SELECT organisation, id, name, country, languages, setting, size_band, models, version, archived FROM programmes"
)


def create(db: Connection, programme: Programme, once: str | None = None) -> Programme:
    """Keep a new programme, and return the one that is kept.

    Args:
        db: a writing connection.
        programme: the new programme.
        once: what the form carried, a token of its own: a form that comes twice makes one programme, and the second
            time the one of the first time is returned. ``None`` makes one in any case.
    """
    done = db.execute(
        "INSERT INTO programmes (name, country, languages, setting, size_band, models, organisation, id, once)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, once) DO NOTHING",
        (*_row(programme), once),
    )
    if done.rowcount == 1:
        _record(db, history.PROGRAMME_MADE, programme, new=_facts(programme))
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND once = ?", (programme.organisation, once)).fetchone()
    return _read(row) if row is not None else programme


def change(db: Connection, programme: Programme) -> Programme:
    """Keep new facts about a programme, and return it as it lies in the store.

    Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        programme: with the version the person saw.

    Raises:
        NotFoundError: its organisation has none of this id.
        StaleProgrammeError: another version lies in the store; nothing was changed.
    """
    theirs = get(db, programme.id, programme.organisation)
    if replace(programme, version=theirs.version, archived=theirs.archived) == theirs:
        return theirs
    done = db.execute(
        "UPDATE programmes SET name = ?, country = ?, languages = ?, setting = ?, size_band = ?, models = ?,"
        " version = version + 1 WHERE organisation = ? AND id = ? AND version = ?",
        (*_row(programme), programme.version),
    )
    if done.rowcount != 1:
        raise StaleProgrammeError(theirs)
    _record(db, history.PROGRAMME_CHANGED, programme, _facts(theirs), _facts(programme))
    return get(db, programme.id, programme.organisation)


def delete(db: Connection, programme: Programme) -> None:
    """Delete a programme with its audits and everything in them.

    The history goes on to say that it was there and was deleted, but no longer what was written about it.

    Raises:
        NotFoundError: it has been deleted already.
        SignedStaysError: one of its audits is signed; nothing was deleted.
    """
    found = audits.listing(db, programme)
    if any(audit.is_signed for audit in found):
        raise SignedStaysError
    for audit in found:
        audits.delete_draft(db, audit)
    done = db.execute(
        "DELETE FROM programmes WHERE organisation = ? AND id = ?", (programme.organisation, programme.id)
    )
    if done.rowcount != 1:
        raise NotFoundError
    # Those that were made one with it go with it: what was written about them is about nothing any more.
    for former in history.former(db, programme.organisation, programme.id):
        _forget(db, replace(programme, id=former), 0)
    _forget(db, programme, len(found))


def _forget(db: Connection, programme: Programme, audits_deleted: int) -> None:
    erased = history.erase(db, programme.organisation, history.of_programme(programme))
    _record(db, history.PROGRAMME_DELETED, programme, new={"audits": audits_deleted, "erased": erased})


def archive(db: Connection, programme: Programme, *, on: bool, at: datetime) -> None:
    """Put a programme into the archive, or take it back; doing it twice changes nothing.

    Nothing new begins in an archived one (``audits.create``); what is there stays, can be read and worked on.

    Raises:
        NotFoundError: it has been deleted.
    """
    if (get(db, programme.id, programme.organisation).archived is not None) is on:
        return
    db.execute(
        "UPDATE programmes SET archived = ? WHERE organisation = ? AND id = ?",
        (moment(at) if on else None, programme.organisation, programme.id),
    )
    _record(db, history.PROGRAMME_ARCHIVED if on else history.PROGRAMME_REOPENED, programme)


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


def _record(
    db: Connection, act: str, programme: Programme, old: history.Facts | None = None, new: history.Facts | None = None
) -> None:
    subject = history.of_programme(programme)
    history.record(db, history.Change(programme.organisation, act, subject, old or {}, new or {}))


def _facts(programme: Programme) -> history.Facts:
    return history.facts(programme, "name", "country", "languages", "setting", "size_band", "models")


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


def _read(row: tuple[str, str, str, str, str, str, str, str, int, str | None]) -> Programme:
    organisation, name, title, country, languages, setting, size_band, models, version, archived = row
    return Programme(
        id=name,
        organisation=organisation,
        name=title,
        country=country,
        languages=read_words(languages),
        setting=Setting(setting),
        size_band=SizeBand(size_band),
        models=tuple(map(WorkModel, read_words(models))),
        version=version,
        archived=datetime.fromisoformat(archived) if archived is not None else None,
    )
