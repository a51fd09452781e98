"""The content of every edition that an audit was made with, so that an old audit can always be shown.

Editions are public and belong to nobody. Each is kept once, under the hash of its content.
"""

import hashlib
import json

from audit.core.content import canonical, from_content
from audit.core.standard import Standard
from audit.store.connection import Connection
from audit.store.errors import EditionChangedError, NotFoundError
from audit.store.rows import whole

# Editions that were read and checked. The key is the hash of the content, so nothing here can be out of date.
_checked: dict[str, Standard] = {}
_MOST = 16  # More editions than any instance shows at a time; half a megabyte each.


def keep(db: Connection, standard: Standard) -> str:
    """Keep the content of an edition, unless it is kept already, and return its hash."""
    content = canonical(standard)
    content_hash = hashlib.sha256(content).hexdigest()
    if not _is_kept(db, content_hash):
        db.execute(
            "INSERT INTO editions (content_hash, standard, edition, content) VALUES (?, ?, ?, ?)",
            (content_hash, standard.id, standard.edition, content.decode("utf-8")),
        )
    return content_hash


def get(db: Connection, content_hash: str) -> Standard:
    """Return the edition with this hash.

    Raises:
        NotFoundError: it was never kept here.
        EditionChangedError: what lies under the hash does not have that hash.
    """
    if content_hash in _checked and _is_kept(db, content_hash):
        return _checked[content_hash]
    row = db.execute("SELECT content FROM editions WHERE content_hash = ?", (content_hash,)).fetchone()
    if row is None:
        raise NotFoundError
    content = row[0].encode("utf-8")
    if hashlib.sha256(content).hexdigest() != content_hash:
        raise EditionChangedError(name=content_hash[:12])
    with whole("editions"):
        standard = from_content(json.loads(content))
    if len(_checked) >= _MOST:
        _checked.clear()
    _checked[content_hash] = standard
    return standard


def _is_kept(db: Connection, content_hash: str) -> bool:
    return db.execute("SELECT 1 FROM editions WHERE content_hash = ?", (content_hash,)).fetchone() is not None
