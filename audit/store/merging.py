"""Making two programmes of an organisation one: somebody entered the same one twice, or under a wrong name."""

from audit.core.programme import Programme
from audit.store import history, programmes
from audit.store.connection import Connection
from audit.store.errors import NoMergeError

# What both know of a document stays as the programme has it that stays; what it does not know is taken over.
_DOCUMENTS = """
    INSERT INTO documents (organisation, programme, title, date, kept, valid_until, version, saved)
    SELECT organisation, ?, title, date, kept, valid_until, version, saved FROM documents
    WHERE organisation = ? AND programme = ?
    ON CONFLICT (organisation, programme, title, date) DO UPDATE SET
        kept = CASE documents.kept WHEN '' THEN excluded.kept ELSE documents.kept END,
        valid_until = coalesce(documents.valid_until, excluded.valid_until),
        version = documents.version + 1
"""


def merge(db: Connection, programme: Programme, into: Programme) -> None:
    """Move every audit and document of a programme into another, and let the empty one go.

    Signed audits move as they are: nothing in them changes, and their papers go on to say the name they were signed
    under. The history keeps what it says under the former id; it goes when the programme goes that stays.

    Args:
        db: a writing connection.
        programme: the one that goes.
        into: the one that stays.

    Raises:
        NotFoundError: one of them has been deleted; nothing was changed.
        NoMergeError: they are one and the same, of two organisations, or the one to stay is archived; likewise.
    """
    gone = programmes.get(db, programme.id, programme.organisation)
    stays = programmes.get(db, into.id, into.organisation)
    if gone.id == stays.id or gone.organisation != stays.organisation or stays.archived is not None:
        raise NoMergeError
    key = (gone.organisation, gone.id)
    db.execute("UPDATE audits SET programme = ? WHERE organisation = ? AND programme = ?", (stays.id, *key))
    db.execute(_DOCUMENTS, (stays.id, *key))
    db.execute("DELETE FROM documents WHERE organisation = ? AND programme = ?", key)
    db.execute("DELETE FROM programmes WHERE organisation = ? AND id = ?", key)
    new = {"name": gone.name, "merged": gone.id}
    subject = history.of_programme(stays)
    history.record(db, history.Change(gone.organisation, history.PROGRAMME_MERGED, subject, new=new))
