"""The documents of an audit: the register, one document for many criteria, what expires, what to have ready."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import language
from audit.core.documents import Document, Known
from audit.language import gettext
from audit.render import evidence_pages
from audit.render.evidence_pages import EvidencePage
from audit.store import documents
from audit.store.connection import Connection
from audit.store.errors import SignedAuditError, StaleDocumentError
from audit.web import access, addresses, documentkeeping, documentpages, headings, opened, reports
from audit.web.document_forms import DocumentForm
from audit.web.documentkeeping import NameTakenError, NoRoomError
from audit.web.forms import Problem
from audit.web.opened import Opened

blueprint = Blueprint("documents", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422


@blueprint.get("/audits/<token:audit_id>/documents")
def show(audit_id: str) -> ResponseReturnValue:
    """Show the documents an audit names."""
    found, page = _page(audit_id)
    told = {"page": page, "heading": headings.of(found), "domains": addresses.domains(found)}
    return render_template("documents/show.html", **told, is_signed=found.audit.is_signed)


@blueprint.get("/audits/<token:audit_id>/documents.pdf")
def paper(audit_id: str) -> ResponseReturnValue:
    """Send the list of documents to have ready, to be printed."""
    from audit.render import paper_evidence  # noqa: PLC0415 - a start need not wait for what makes paper

    _, page = _page(audit_id)
    return reports.send(lambda: paper_evidence.paper(page), url_for("documents.show", audit_id=audit_id))


@blueprint.get("/audits/<token:audit_id>/documents/new")
def new(audit_id: str) -> ResponseReturnValue:
    """Ask for a document, and the criteria it is for."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
    return _form_page(found, DocumentForm(found))


@blueprint.post("/audits/<token:audit_id>/documents/new")
def add(audit_id: str) -> ResponseReturnValue:
    """Name a document for criteria."""
    return _save(audit_id)


@blueprint.get("/audits/<token:audit_id>/documents/<name:key>")
def edit(audit_id: str, key: str) -> ResponseReturnValue:
    """Show one document, to be changed."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        document = documentkeeping.find(db, found, key)
    return _form_page(found, DocumentForm(found, document), document)


@blueprint.post("/audits/<token:audit_id>/documents/<name:key>")
def change(audit_id: str, key: str) -> ResponseReturnValue:
    """Change what is known of a document, and which criteria it is named for."""
    return _save(audit_id, key)


def _save(audit_id: str, key: str = "") -> ResponseReturnValue:
    with access.store().reading() as db:
        found, document = _find(db, audit_id, key)
    form = DocumentForm(found, document, request.form)
    if found.audit.is_signed and "named" in request.form:
        raise SignedAuditError
    if not form.validate():
        return _form_page(found, form, document), UNPROCESSABLE
    try:
        with access.writing() as db:
            found, _ = _find(db, audit_id, key)
            documentkeeping.keep(db, found, form)
    except (StaleDocumentError, NoRoomError, NameTakenError) as error:
        return _refused(found, form, document, language.sentence(error)), CONFLICT
    flash(gettext("The document is saved."))
    return redirect(url_for("documents.show", audit_id=audit_id), SEE_OTHER)


def _find(db: Connection, audit_id: str, key: str) -> tuple[Opened, Document | None]:
    found = opened.audit(db, audit_id)
    return found, documentkeeping.find(db, found, key) if key else None


def _page(audit_id: str) -> tuple[Opened, EvidencePage]:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        outcome = opened.outcome(db, found)
        known = documents.listing(db, found.programme)
    return found, evidence_pages.evidence_page(found.subject, outcome, known, found.today)


def _refused(found: Opened, form: DocumentForm, document: Document | None, words: str) -> str:
    """Show the form again as it was typed, and what is stored now; whoever saves again does so knowing it."""
    with access.store().reading() as db:
        name = form.renamed or form.known().evidence
        there = [k for k in documents.listing(db, found.programme) if k.evidence == name]
    return _form_page(found, form, document, words, there[0] if there else None)


def _form_page(
    found: Opened,
    form: DocumentForm,
    document: Document | None = None,
    words: str = "",
    theirs: Known | None = None,
) -> str:
    return render_template(
        "documents/edit.html",
        heading=headings.of(found),
        form=form,
        problems=(Problem("", words),) if words else form.problems(),
        version=str(theirs.version) if theirs else form.version.shown or "0",
        theirs=documentpages.said(found, theirs) if theirs else (),
        document=evidence_pages.name(document.known) if document else "",
        key=document.known.key if document else "new",
        parts=documentpages.boxes(found, form) if form.has_criteria else (),
        titles=documentpages.titles(found),
    )
