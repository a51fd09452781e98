"""Assessing: an organisation lets an assessor of the network into one audit, who records what was found.

An invitation opens that audit's pages to read and its findings to write, and nothing else of the organisation
(``access``). The programme's own answers stay as they are; a finding stands beside them.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.core.assessment import Found
from audit.core.programme import Audit
from audit.errors import N_, AuditError
from audit.language import gettext, sentence
from audit.store import accounts, answers, assessors
from audit.store import findings as store_findings
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleFindingError
from audit.web import (
    access,
    assessing_forms,
    assessing_pages,
    assessorletters,
    domainpages,
    headings,
    identity,
    opened,
    personal_answers,
)
from audit.web.assessing_forms import AssessorForm, FindingForm, Sent
from audit.web.assessing_pages import Recorded, RecordPage
from audit.web.domainpages import Place
from audit.web.fields import Options
from audit.web.forms import Problem


class AnswerChangedError(AuditError):
    """The programme changed an answer while the page of an assessor showed the one before."""

    sentence = N_(
        "%(codes)s: the answer was changed while this page was open. Nothing was saved. Look at it as it stands below, "
        "then save again."
    )


blueprint = Blueprint("assessing", __name__, url_prefix="/audits/<token:audit_id>")

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("/assessors")
def invited(audit_id: str) -> ResponseReturnValue:
    """Say who is invited to assess an audit and what an assessor sees, and ask whom to invite."""
    return _invitations(audit_id)


@blueprint.post("/assessors")
def invite(audit_id: str) -> ResponseReturnValue:
    """Let an assessor into the audit; a form that comes twice does so once."""
    with access.store().reading() as db:
        form = AssessorForm(request.form, choices=_choices(db, opened.audit(db, audit_id).organisation.id))
    if not form.validate():
        return _invitations(audit_id, form), UNPROCESSABLE
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        account, is_new = accounts.get(db, form.account.data), assessors.invite(db, found.audit, form.account.data)
        is_told = is_new and assessorletters.send(db, account, found)
    flash(gettext("%(name)s can open this audit now, and nothing else of your organisation.", name=account.name))
    if is_new:
        flash(gettext("A mail says so.") if is_told else gettext("No mail goes out: tell them yourself."))
    return redirect(url_for("assessing.invited", audit_id=audit_id), SEE_OTHER)


@blueprint.post("/assessors/<token:account_id>/take-back")
def take_back(audit_id: str, account_id: str) -> ResponseReturnValue:
    """Close the audit to an assessor, at once; what was found stays."""
    with access.writing() as db:
        was_open = assessors.take_back(db, opened.audit(db, audit_id).audit, account_id)
    flash(
        gettext("The invitation was taken back. What was found stays.")
        if was_open
        else gettext("This invitation was taken back already.")
    )
    return redirect(url_for("assessing.invited", audit_id=audit_id), SEE_OTHER)


@blueprint.get("/findings")
def findings(audit_id: str) -> ResponseReturnValue:
    """Show what assessors found, domain by domain."""
    found, outcome = opened.result(audit_id)
    with access.store().reading() as db:
        listed = store_findings.listing(db, found.audit)
        recorded = Recorded(listed, store_findings.outdated(db, found.audit))
        names = _names(db, (one.account for one in listed.values()))
    page = assessing_pages.findings(found, outcome, recorded, names)
    return render_template("assessing/findings.html", page=page, heading=headings.of(found))


@blueprint.get("/findings/<name:domain_id>")
def record(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Show the answers of a domain, to record what was found of each."""
    place, stored = _place(audit_id, domain_id)
    return _record(place, _page(place, stored, {}))


@blueprint.post("/findings/<name:domain_id>")
def save(audit_id: str, domain_id: str) -> ResponseReturnValue:
    """Keep what was found in a domain: all of the page, or nothing where something is to be mended."""
    place, stored = _place(audit_id, domain_id)
    around = personal_answers.around(place.opened)
    sent = assessing_forms.sent(request.form, place.asked, stored, place.opened.today, around)
    if not sent or not all(one.is_right for one in sent.values()):
        return _record(place, _page(place, stored, sent), is_empty=not sent), UNPROCESSABLE
    account, now = identity.account().id, access.store().clock()
    try:
        with access.writing() as db:
            audit = domainpages.find(db, audit_id, domain_id).opened.audit
            _refuse_changed(db, audit, sent)
            for code, one in sent.items():
                store_findings.save(db, audit, one.form.found(code, account, now))
    except StaleFindingError:
        return _stale(audit_id, domain_id, sent), CONFLICT
    except AnswerChangedError as error:
        return _record(place, _page(place, stored, sent), said=sentence(error)), CONFLICT
    flash(gettext("Saved. The programme can read it."))
    return redirect(url_for("assessing.findings", audit_id=audit_id, _anchor=domain_id), SEE_OTHER)


def _refuse_changed(db: Connection, audit: Audit, sent: Mapping[str, Sent]) -> None:
    """Refuse findings about answers that are others by now: nobody has looked at these."""
    there = answers.listing(db, audit, sent)
    versions = {code: there[code].version if code in there else 0 for code in sent}
    changed = [code for code, one in sent.items() if not one.form.is_about(versions[code])]
    if changed:
        raise AnswerChangedError(codes=", ".join(changed))


def _invitations(audit_id: str, form: AssessorForm | None = None) -> str:
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        grants = assessors.of_audit(db, found.audit)
        there = {grant.account.id for grant in grants}
        options = [one for one in _choices(db, found.organisation.id) if one[0] not in there]
    return render_template(
        "assessing/invited.html",
        heading=headings.of(found),
        invited=assessing_pages.invited(grants, found.organisation.zone),
        form=form or AssessorForm(),
        options=options,
    )


def _choices(db: Connection, organisation: str) -> Options:
    return assessing_forms.choices(assessors.to_choose(db, organisation))


def _place(audit_id: str, domain_id: str) -> tuple[Place, dict[str, Found]]:
    with access.store().reading() as db:
        place = domainpages.find(db, audit_id, domain_id)
        return place, store_findings.listing(db, place.opened.audit)


def _page(
    place: Place,
    stored: Mapping[str, Found],
    sent: Mapping[str, Sent],
    stale: Mapping[str, Found] | None = None,
) -> RecordPage:
    with access.store().reading() as db:
        given = opened.for_reader(answers.listing(db, place.opened.audit, place.codes))
        old = store_findings.outdated(db, place.opened.audit)
    around, today = personal_answers.around(place.opened), place.opened.today
    cards = {
        code: (
            sent[code].form if code in sent else FindingForm(None, stored.get(code), today, around),
            stored.get(code),
            code in old,
        )
        for code in place.codes
    }
    return assessing_pages.record(place, given, cards, sent, stale)


def _stale(audit_id: str, domain_id: str, sent: Mapping[str, Sent]) -> str:
    """Show again what was typed, beside what somebody else recorded meanwhile."""
    place, stored = _place(audit_id, domain_id)
    seen = {code: one.form.version.data for code, one in sent.items()}
    stale = {code: kept for code, kept in stored.items() if code in seen and seen[code] != kept.version}
    return _record(place, _page(place, stored, sent, stale))


def _record(place: Place, page: RecordPage, *, is_empty: bool = False, said: str = "") -> str:
    strange = gettext("The page does not belong to this domain. Nothing was saved. Open it again from the list.")
    words = strange if is_empty else said
    problems = (Problem("", words),) if words else page.problems
    heading = headings.of(place.opened)
    return render_template("assessing/record.html", page=page, problems=problems, heading=heading)


def _names(db: Connection, found: Iterable[str]) -> dict[str, str]:
    names = {}
    for account in set(found):
        # Who has left has no name here any more.
        with suppress(NotFoundError):
            names[account] = accounts.get(db, account).name
    return names
