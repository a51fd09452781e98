"""Ready, signed, locked: what stops a signature, the signature with its second confirmation, and what was signed."""

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import language
from audit.core.signing import AddendumKind, RegisteredPaper
from audit.language import gettext
from audit.render import filenames
from audit.render.errors import EngineFailedError, EngineMissingError, EngineTooSlowError, PaperNotAccessibleError
from audit.store import papers, signatures
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, NotSignedError, SignedAuditError
from audit.web import access, headings, identity, opened, personal_answers, proving, rehearsal, signingpages, signoff
from audit.web.forms import Problem
from audit.web.opened import Opened
from audit.web.own_forms import OwnPasswordForm
from audit.web.signing_forms import SignForm
from audit.web.signoff import Edition, Prepared

if TYPE_CHECKING:
    from audit.render.documents import Paper

blueprint = Blueprint("signing", __name__)
log = logging.getLogger(__name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
_NO_PAPER = (EngineMissingError, EngineFailedError, EngineTooSlowError, PaperNotAccessibleError)


@blueprint.get("/audits/<token:audit_id>/ready")
def ready(audit_id: str) -> ResponseReturnValue:
    """Say what stops an audit from being signed, and what weakens it."""
    with access.store().reading() as db:
        prepared = signoff.prepare(db, audit_id)
    if prepared.found.audit.is_signed:
        return _to_signed(audit_id)
    page = signingpages.ready(prepared)
    return render_template("signing/ready.html", page=page, heading=headings.of(prepared.found))


@blueprint.post("/audits/<token:audit_id>/ready")
def mark_ready(audit_id: str) -> ResponseReturnValue:
    """Say that the audit is ready, where nothing stops it, or that it is a draft again."""
    is_on = request.form.get("on") == "1"
    with access.writing() as db:
        prepared = signoff.prepare(db, audit_id)
        may = not is_on or prepared.readiness.can_be_signed
        if may:
            signatures.mark_ready(db, prepared.found.audit, on=is_on)
    if not may:
        flash(gettext("It is not ready: look at what stops it."))
    elif is_on:
        flash(gettext("The audit is ready. A manager can sign it off now."))
    else:
        flash(gettext("The audit is a draft again."))
    return redirect(url_for("signing.ready", audit_id=audit_id), SEE_OTHER)


@blueprint.get("/audits/<token:audit_id>/sign")
def ask(audit_id: str) -> ResponseReturnValue:
    """Show what is signed, and ask for role and statement."""
    with access.store().reading() as db:
        prepared = signoff.prepare(db, audit_id)
    stopped = _not_now(prepared)
    if stopped is None:
        rehearsal.begin(prepared)  # Its paper follows in a minute: the engines get ready while somebody reads.
    return stopped or _ask(prepared, _form(prepared))


@blueprint.post("/audits/<token:audit_id>/sign")
def check(audit_id: str) -> ResponseReturnValue:
    """Show once more what is signed, its red lines first, and ask for the password."""
    with access.store().reading() as db:
        prepared = signoff.prepare(db, audit_id)
        stopped = _done(prepared) or _changed(db, prepared) or _not_now(prepared)
    form = _form(prepared, is_sent=True)
    if stopped is not None:
        return stopped
    if not form.validate():
        return _ask(prepared, form), UNPROCESSABLE
    rehearsal.begin(prepared)  # Where another process showed the first page, or its engines were replaced since.
    return _confirm(prepared, form)


@blueprint.post("/audits/<token:audit_id>/sign/confirm")
def sign(audit_id: str) -> ResponseReturnValue:
    """Sign, if what was shown is still what there is, and make the signed edition."""
    with access.store().reading() as db:
        prepared = signoff.prepare(db, audit_id)
        stopped = _done(prepared) or _changed(db, prepared) or _not_now(prepared)
    form, password = _form(prepared, is_sent=True), OwnPasswordForm(request.form)
    if stopped is not None:
        return stopped
    if not form.validate():
        return _ask(prepared, form), UNPROCESSABLE
    if not proving.proves(password.current_password):
        return _confirm(prepared, form, password), UNPROCESSABLE
    return _sign(prepared, form.role.data)


@blueprint.get("/audits/<token:audit_id>/signed")
def signed(audit_id: str) -> ResponseReturnValue:
    """Show what was signed, what was added, and the editions to download."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        page = signingpages.signed(db, found)
    if page is None:
        return redirect(url_for("signing.ready", audit_id=audit_id), SEE_OTHER)
    return render_template("signing/signed.html", page=page, heading=headings.of(found))


@blueprint.post("/audits/<token:audit_id>/signed/addenda")
def add(audit_id: str) -> ResponseReturnValue:
    """Add how far the plan is, or what an assessor found, and make the edition of it."""
    asked = request.form.get("kind", "")
    kind = AddendumKind(asked) if asked in tuple(AddendumKind) else AddendumKind.PLAN
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        added = signoff.add(db, found, kind)
        wanted = signoff.edition(db, found, added.number, with_titles=False)
    return _issue(found, wanted)


@blueprint.post("/audits/<token:audit_id>/signed/papers")
def issue(audit_id: str) -> ResponseReturnValue:
    """Make an edition that was not made yet, such as the one with titles."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        wanted = signoff.edition(db, found, _number(request.form.get("number", "")), with_titles=_titles("form"))
    return _issue(found, wanted)


@blueprint.get("/audits/<token:audit_id>/signed/paper.pdf")
def paper(audit_id: str) -> ResponseReturnValue:
    """Send the very bytes of an edition that was issued.

    Raises:
        NotFoundError: none such was.
        NotSignedError: nobody has signed the audit.
    """
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        wanted = (_number(request.args.get("number", "0")), _titles("args"))
        kept = next((p for p in papers.of_audit(db, found.audit) if (p.number, p.with_titles) == wanted), None)
        if kept is None:
            raise NotSignedError if found.signature is None else NotFoundError
        content = papers.content(db, kept.sha256)
    made = Response(content, mimetype="application/pdf")
    kind = "signed-report-with-titles" if kept.with_titles else "signed-report"
    named = (f"{kind}-{kept.number}" if kept.number else kind, found.programme.name, found.audit.date)
    made.headers["Content-Disposition"] = filenames.disposition(filenames.filename(*named), filenames.full_name(*named))
    return made


def _sign(before: Prepared, role: str) -> ResponseReturnValue:
    """Make the paper first, which takes a second, and then sign and register in one short transaction."""
    signature = signoff.signature(before, role)
    made, sentence = _made(before.found, Edition(signature, None, with_titles=False))
    with access.writing() as db:
        now = signoff.prepare(db, before.found.audit.id)
        stopped = _done(now) or _changed(db, now)
        if stopped is None:
            signatures.sign(db, now.found.audit, signature)
            if made is not None:
                papers.register(db, now.found.audit, made[0], made[1].content)
    if stopped is not None:
        return stopped
    flash(gettext("The audit is signed off. Its answers do not change any more."))
    if sentence:
        flash(gettext("The signed edition could not be made yet: %(why)s", why=sentence))
    return _to_signed(before.found.audit.id)


def _made(found: Opened, wanted: Edition) -> "tuple[tuple[RegisteredPaper, Paper] | None, str]":
    """Return a paper with its place in the register, or why there is none."""
    try:
        return signoff.paper(found, wanted), ""
    except _NO_PAPER as error:
        log.warning("a signed edition was not made: %s", error)
        return None, language.sentence(error)


def _issue(found: Opened, wanted: Edition) -> ResponseReturnValue:
    try:
        signoff.issue(found, wanted)
    except _NO_PAPER as error:
        flash(gettext("The edition could not be made yet: %(why)s", why=language.sentence(error)))
    else:
        flash(gettext("The edition is made and registered."))
    return _to_signed(found.audit.id)


def _form(prepared: Prepared, *, is_sent: bool = False) -> SignForm:
    return SignForm(request.form if is_sent else None, around=personal_answers.around(prepared.found))


def _done(prepared: Prepared) -> ResponseReturnValue | None:
    """Lead on whoever sent the same signature twice; anybody else is told that it is signed.

    Raises:
        SignedAuditError: somebody else has signed it, or something else was shown.
    """
    signature = prepared.found.signature
    if signature is None:
        return None
    if signature.account != identity.account().id or prepared.shown != request.form.get("shown"):
        raise SignedAuditError
    return _to_signed(prepared.found.audit.id)


def _changed(db: Connection, prepared: Prepared) -> ResponseReturnValue | None:
    """Say what was changed since the page was shown; ``None`` where nothing that is signed was."""
    if prepared.shown == request.form.get("shown"):
        return None
    entries = signoff.changes(db, prepared, request.form.get("last", ""))
    said = signingpages.changed(entries)
    return render_template("signing/changed.html", lines=said, heading=headings.of(prepared.found)), CONFLICT


def _not_now(prepared: Prepared) -> ResponseReturnValue | None:
    """Lead to the page that says what is missing, where the audit is not ready or is a trial."""
    if prepared.found.audit.is_signed:
        return _to_signed(prepared.found.audit.id)
    if headings.of(prepared.found).is_ready and prepared.readiness.can_be_signed:
        return None
    return redirect(url_for("signing.ready", audit_id=prepared.found.audit.id), SEE_OTHER)


def _ask(prepared: Prepared, form: SignForm) -> str:
    page = signingpages.sign(prepared, identity.account().name)
    return render_template("signing/sign.html", page=page, form=form, heading=headings.of(prepared.found))


def _confirm(prepared: Prepared, form: SignForm, password: OwnPasswordForm | None = None) -> str:
    page = signingpages.sign(prepared, identity.account().name)
    asked = password or OwnPasswordForm()
    problems: tuple[Problem, ...] = asked.problems() if password else ()
    told = {"page": page, "form": form, "password": asked, "problems": problems}
    return render_template("signing/confirm.html", **told, heading=headings.of(prepared.found))


def _to_signed(audit_id: str) -> ResponseReturnValue:
    return redirect(url_for("signing.signed", audit_id=audit_id), SEE_OTHER)


def _number(value: str) -> int:
    """Return the number of an edition; anything that is none belongs to no edition.

    Raises:
        NotFoundError: it is none.
    """
    if not (value.isascii() and value.isdigit() and len(value) <= 4):  # noqa: PLR2004 - more addenda than anybody makes
        raise NotFoundError
    return int(value)


def _titles(where: str) -> bool:
    return (request.form if where == "form" else request.args).get("titles") == "1"
