"""From the form of a document to what is stored: what is known of it, and the answers that name it, all or nothing."""

from audit.core.answers import BLANK, Answer, Evidence
from audit.core.documents import Document, Known, is_full, name_for, register, rename, take_from
from audit.core.programme import StoredAnswer
from audit.errors import N_, AuditError
from audit.store import answers, documents
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleDocumentError
from audit.web import access
from audit.web.document_forms import DocumentForm
from audit.web.opened import Opened


class NoRoomError(AuditError):
    """An answer names so many documents that one more has no place."""

    sentence = N_("%(codes)s: no room for another document there. Nothing was saved. Take one out first.")


class NameTakenError(AuditError):
    """A document was to get the title and date of another one."""

    sentence = N_(
        "Another document has this title and date already. Nothing was saved. Name that one for these criteria, and "
        "take this one out."
    )


def find(db: Connection, found: Opened, key: str) -> Document:
    """Return a document that an audit names.

    Raises:
        NotFoundError: it names none of that key.
    """
    known = documents.listing(db, found.programme)
    for document in register(found.standard, answers.sheet(db, found.audit), known):
        if document.known.key == key:
            return document
    raise NotFoundError


def keep(db: Connection, found: Opened, form: DocumentForm) -> Known:
    """Keep what a checked form says, and return the document.

    Only the answers that are to name it, or not any more, are changed, and in them only this document: whatever
    somebody else saved in them meanwhile stays.

    Raises:
        StaleDocumentError: somebody else changed meanwhile what is known of it; nothing was saved.
        NoRoomError: an answer has no room for one more document; nothing was saved.
        NameTakenError: it was to be renamed to what another document is called; nothing was saved.
        SignedAuditError: the audit is signed off, and an answer would change.
    """
    known, now = form.known(), access.store().clock()
    stored = answers.listing(db, found.audit)
    if form.renamed is not None:
        _check_renaming(db, found, form, form.renamed)
    changes = _changes(stored, known.evidence, form)
    if changes:
        answers.save_many(db, found.audit, changes, now)
    if form.says_more:
        documents.save(db, found.programme, known, now)
    return known


def _check_renaming(db: Connection, found: Opened, form: DocumentForm, was: Evidence) -> None:
    known = documents.listing(db, found.programme)
    if {one.evidence: one.version for one in known}.get(was, 0) != (form.version.data or 0):
        raise StaleDocumentError
    named = register(found.standard, answers.sheet(db, found.audit), known)
    if form.known().evidence in {one.evidence for one in (*known, *(d.known for d in named))}:
        raise NameTakenError


def _changes(stored: dict[str, StoredAnswer], document: Evidence, form: DocumentForm) -> dict[str, tuple[Answer, int]]:
    was = form.renamed
    now = {c: rename(s.answer, was, document) if was is not None else s.answer for c, s in stored.items()}
    full = [code for code in sorted(form.to_name()) if is_full(now.get(code, BLANK), document)]
    if full:
        raise NoRoomError(codes=", ".join(full))
    named = {code: name_for(now.get(code, BLANK), document) for code in form.to_name()}
    taken = {code: take_from(now.get(code, BLANK), document) for code in form.to_take()}
    changed = {code: answer for code, answer in (now | named | taken).items() if answer != _answer(stored, code)}
    return {code: (answer, stored[code].version if code in stored else 0) for code, answer in sorted(changed.items())}


def _answer(stored: dict[str, StoredAnswer], code: str) -> Answer:
    return stored[code].answer if code in stored else BLANK
