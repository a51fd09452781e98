"""What is known of a programme's documents beyond their titles and dates, which stand in the answers that name them."""

from datetime import date, datetime

from audit.core.documents import Known
from audit.core.programme import Programme
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import StaleDocumentError
from audit.store.rows import day, moment, read_day, whole

_COLUMNS = "title, date, kept, valid_until, version"
_SELECT = f"SELECT {_COLUMNS} FROM documents WHERE organisation = ? AND programme = ?"  # noqa: S608 - column names of our own, no input
_FACTS = ("kept", "valid_until")
_SAVE = """
    INSERT INTO documents (organisation, programme, title, date, kept, valid_until, saved, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1)
    ON CONFLICT (organisation, programme, title, date) DO UPDATE SET
        kept = excluded.kept, valid_until = excluded.valid_until, saved = excluded.saved,
        version = documents.version + 1
    WHERE documents.version = ?
    RETURNING version
"""


def listing(db: Connection, programme: Programme) -> tuple[Known, ...]:
    """Return what is known of the documents of a programme, by title and date."""
    rows = db.execute(f"{_SELECT} ORDER BY title, date", (programme.organisation, programme.id))
    with whole("documents"):
        return tuple(map(_read, rows))


def end_by(db: Connection, programme: Programme, last: date) -> bool:
    """Whether any document of a programme has a last day on or before this one: a page asks before it looks closer."""
    row = db.execute(
        "SELECT 1 FROM documents WHERE organisation = ? AND programme = ? AND valid_until <= ? LIMIT 1",
        (programme.organisation, programme.id, day(last)),
    ).fetchone()
    return row is not None


def save(db: Connection, programme: Programme, known: Known, at: datetime) -> int:
    """Keep what is known of a document, and return its new version. Saving what lies there already changes nothing.

    Args:
        db: a writing connection.
        programme: whose document it is.
        known: what is known; its version is the one the person saw, 0 where there was none.
        at: now.

    Raises:
        StaleDocumentError: another version lies in the store; nothing was changed.
        StoreRefusedError: a text is too long, or the programme is gone.
    """
    there = _get(db, programme, known)
    if (there.kept, there.valid_until) == (known.kept, known.valid_until):
        return there.version
    if there.version != known.version:
        raise StaleDocumentError
    key = (programme.organisation, programme.id, known.title, day(known.date) or "")
    row = db.execute(_SAVE, (*key, known.kept, day(known.valid_until), moment(at), known.version)).fetchone()
    # The title says which one it is, whether or not it changed.
    old, new = history.facts(there, *_FACTS), {"document": known.title, **history.facts(known, *_FACTS)}
    subject = history.of_programme(programme)
    history.record(db, history.Change(programme.organisation, history.DOCUMENT_SAVED, subject, old, new), at)
    return int(row[0])


def _get(db: Connection, programme: Programme, known: Known) -> Known:
    key = (programme.organisation, programme.id, known.title, day(known.date) or "")
    row = db.execute(f"{_SELECT} AND title = ? AND date = ?", key).fetchone()
    if row is None:
        return Known(title=known.title, date=known.date)
    with whole("documents"):
        return _read(row)


def _read(row: tuple[str, str, str, str | None, int]) -> Known:
    title, on, kept, valid_until, version = row
    return Known(title=title, date=read_day(on or None), kept=kept, valid_until=read_day(valid_until), version=version)
