"""Comments on a criterion: what colleagues say to each other about it, until somebody calls it settled."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, UnprocessableEntity

from audit.core.standard import Criterion
from audit.language import gettext
from audit.store import answers, comments
from audit.store.connection import Connection
from audit.web import access, answerwords, colleagues, domainpages, headings, identity, opened, team_pages
from audit.web.domainpages import Place
from audit.web.team_forms import CommentForm, SettleForm

blueprint = Blueprint("comments", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422


@blueprint.get("/audits/<token:audit_id>/criteria/<name:criterion_id>/comments")
def show(audit_id: str, criterion_id: str) -> ResponseReturnValue:
    """Show what was said about a criterion."""
    return _page(audit_id, criterion_id)


@blueprint.post("/audits/<token:audit_id>/criteria/<name:criterion_id>/comments")
def write(audit_id: str, criterion_id: str) -> ResponseReturnValue:
    """Say something about a criterion."""
    with access.store().reading() as db:
        place, _ = _find(db, audit_id, criterion_id)
    form = CommentForm(place.opened, "", request.form)
    if not form.validate():
        return _page(audit_id, criterion_id, form), UNPROCESSABLE
    with access.writing() as db:
        place, _ = _find(db, audit_id, criterion_id)
        comments.write(db, place.opened.audit, form.said(criterion_id, identity.account().id, access.store().clock()))
    flash(gettext("Your comment is saved."))
    return _back(audit_id, criterion_id)


@blueprint.post("/audits/<token:audit_id>/comments/<token:comment_id>/settle")
def settle(audit_id: str, comment_id: str) -> ResponseReturnValue:
    """Call a comment settled, or open again."""
    form = SettleForm(request.form)
    form.validate()
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        if form.settled.errors:
            raise UnprocessableEntity(form.error("settled"))
        on, me, now = form.settled.data == "1", identity.account().id, access.store().clock()
        comment = comments.settle(db, found.audit, comment_id, on=on, by=me, at=now)
    flash(gettext("The comment is settled.") if on else gettext("The comment is open again."))
    return _back(audit_id, comment.criterion)


@blueprint.post("/audits/<token:audit_id>/comments/<token:comment_id>/remove")
def remove(audit_id: str, comment_id: str) -> ResponseReturnValue:
    """Delete a comment of one's own."""
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        me, now = identity.account().id, access.store().clock()
        comment = comments.remove(db, found.audit, comment_id, by=me, at=now)
    flash(gettext("Your comment is deleted. The history of the audit keeps what it said."))
    return _back(audit_id, comment.criterion)


def _find(db: Connection, audit_id: str, criterion_id: str) -> tuple[Place, Criterion]:
    """Find a criterion that an audit asks.

    Raises:
        NotFoundError: there is no such audit that this request may see.
        NotFound: it does not ask this.
    """
    found = opened.audit(db, audit_id)
    place = Place(found, found.standard.domain_of(criterion_id))
    for criterion in place.asked:
        if criterion.id == criterion_id:
            return place, criterion
    raise NotFound


def _page(audit_id: str, criterion_id: str, sent: CommentForm | None = None) -> str:
    with access.store().reading() as db:
        place, criterion = _find(db, audit_id, criterion_id)
        found = place.opened
        stored = answers.listing(db, found.audit, [criterion_id])
        said = comments.listing(db, found.audit, criterion_id)
        people = colleagues.of(db, found.organisation.id)
    return render_template(
        "team/comments.html",
        heading=headings.of(found),
        criterion=criterion,
        href=team_pages.place(found, criterion_id),
        answer=answerwords.lines(criterion, domainpages.answer_in(stored, criterion_id)),
        mine={comment.id for comment in said if comment.author == identity.account().id},
        talk=team_pages.talk(found, criterion_id, said, people, place.zone),
        form=sent or CommentForm(found, access.store().token()),
        is_signed=found.audit.is_signed,
    )


def _back(audit_id: str, criterion_id: str) -> ResponseReturnValue:
    return redirect(url_for("comments.show", audit_id=audit_id, criterion_id=criterion_id), SEE_OTHER)
