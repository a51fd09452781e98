"""The register of papers: every signed edition issued here, by its SHA-256, with its very bytes beside it."""

import hashlib
from datetime import datetime

from audit.core.programme import Audit
from audit.core.signing import RegisteredPaper
from audit.store import history
from audit.store.connection import Connection
from audit.store.errors import NotFoundError
from audit.store.rows import moment, whole

_COLUMNS = "sha256, organisation, audit, number, made, with_titles, code"
_SELECT = f"SELECT {_COLUMNS} FROM papers"  # noqa: S608 - column names of our own, no input

_Row = tuple[str, str, str, int, str, int, str]


def register(db: Connection, audit: Audit, paper: RegisteredPaper, content: bytes) -> RegisteredPaper:
    """Keep an edition, and return the one that is kept.

    An edition of a number is issued once, with or without titles: a second one that was made at the same time gives
    way to the first, so that nobody holds two papers of one number.

    Args:
        db: a writing connection.
        audit: the signed audit it is of.
        paper: what the register says of it.
        content: its bytes.

    Raises:
        StoreDamagedError: the hash is not that of the content.
        StoreRefusedError: the audit is not signed.
    """
    one = (paper.number, paper.with_titles)
    there = next((p for p in of_audit(db, audit) if (p.number, p.with_titles) == one), None)
    if there is not None:
        return there
    with whole("papers"):
        _check(content, paper.sha256)
    row = (paper.organisation, paper.audit, paper.number, moment(paper.made), int(paper.with_titles), paper.code)
    db.execute(
        f"INSERT INTO papers ({_COLUMNS}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - own names
        (paper.sha256, *row, content),
    )
    new = {"number": paper.number, "with_titles": paper.with_titles, "sha256": paper.sha256}
    change = history.Change(audit.organisation, history.PAPER_ISSUED, history.of_audit(audit), new=new)
    history.record(db, change)
    return paper


def of_audit(db: Connection, audit: Audit) -> tuple[RegisteredPaper, ...]:
    """Return the editions of an audit, by number, the one without titles first."""
    rows = db.execute(
        f"{_SELECT} WHERE organisation = ? AND audit = ? ORDER BY number, with_titles", (audit.organisation, audit.id)
    ).fetchall()
    with whole("papers"):
        return tuple(map(_read, rows))


def find(db: Connection, sha256: str) -> RegisteredPaper | None:
    """Return what the register says of a file with this hash; ``None`` where none such was issued here."""
    row = db.execute(f"{_SELECT} WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    with whole("papers"):
        return _read(row)


def content(db: Connection, sha256: str) -> bytes:
    """Return the very bytes of an edition.

    Raises:
        NotFoundError: none such was issued here.
        StoreDamagedError: they are not those that were issued.
    """
    row = db.execute("SELECT content FROM papers WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise NotFoundError
    with whole("papers"):
        _check(row[0], sha256)
    return bytes(row[0])


def _check(found: bytes, sha256: str) -> None:
    if hashlib.sha256(found).hexdigest() != sha256:
        raise ValueError(sha256)


def _read(row: _Row) -> RegisteredPaper:
    sha256, organisation, audit, number, made, with_titles, code = row
    return RegisteredPaper(
        sha256=sha256,
        organisation=organisation,
        audit=audit,
        number=number,
        made=datetime.fromisoformat(made),
        with_titles=bool(with_titles),
        code=code,
    )
