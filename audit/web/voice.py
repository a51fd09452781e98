"""The second voice, for the programme that asks for one: it invites a service, and learns "given" or "not given".

It never learns whether the service looked at its invitation, and it never gets the link where there is another way:
what answers in the service's place must not be as near as a click.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.programme import Organisation
from audit.core.second_voice import HOLDS, Reader, Tie, Voice
from audit.errors import UnknownNameError
from audit.language import gettext
from audit.render import chart_voice
from audit.render.page_parts import Outcome
from audit.store import memberships, second_voices
from audit.store.connection import Connection
from audit.store.rows import moment
from audit.web import (
    access,
    addresses,
    differencepages,
    drawing,
    headings,
    identity,
    inviting,
    opened,
    voiceletters,
    voicepages,
)
from audit.web.house import house, store
from audit.web.opened import Opened
from audit.web.pictures import Figure, figure
from audit.web.voice_forms import AskForm

blueprint = Blueprint("voice", __name__, url_prefix="/audits/<token:audit_id>")

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


class Way(StrEnum):
    """How the link of an invitation comes to the service."""

    MAILED = "mailed"
    BY_THE_NETWORK = "by-the-network"
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation that was made: how its link goes out, and the link itself, which only ``BY_HAND`` shows."""

    voice: Voice
    way: Way
    address: str


@blueprint.get("/second-voice")
def show(audit_id: str) -> ResponseReturnValue:
    """Say what a second voice is and whether one was given, and ask whom to invite."""
    return _page(audit_id, AskForm())


@blueprint.post("/second-voice")
def invite(audit_id: str) -> ResponseReturnValue:
    """Invite a service, by mail to its own address where mail is set up."""
    form = AskForm(request.form)
    if not form.validate():
        return _page(audit_id, form), UNPROCESSABLE
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        made = None if _is_own(db, found.organisation, form.email.data) else _invite(db, found, form)
    if made is None:
        form.email.errors = [
            gettext("This is the address of somebody in your organisation. Write the address of the service itself.")
        ]
        return _page(audit_id, form), UNPROCESSABLE
    return render_template("voice/invited.html", audit_id=audit_id, made=made, is_local=inviting.is_local())


@blueprint.post("/second-voice/take-back")
def take_back(audit_id: str) -> ResponseReturnValue:
    """Take back an invitation that was not answered; whoever saw another one than is there now looks again."""
    with access.writing() as db:
        found = opened.audit(db, audit_id)
        voice = second_voices.of_audit(db, found.audit)
        is_seen = voice is not None and request.form.get("invited") == moment(voice.invited)
        if is_seen:
            second_voices.take_back(db, found.audit)
    if not is_seen:
        flash(gettext("This invitation was taken back or replaced already. Nothing was changed."))
    else:
        flash(gettext("The invitation was taken back. Its link opens nothing any more."))
    return redirect(url_for("voice.show", audit_id=audit_id), SEE_OTHER)


@blueprint.get("/differences")
def differences(audit_id: str) -> ResponseReturnValue:
    """Show where the service and the programme differ, where the service lets this be seen."""
    found, outcome = opened.result(audit_id, Reader.PROGRAMME)
    page = differencepages.page(found.standard, outcome)
    return render_template(
        "voice/differences.html",
        page=page,
        audit_id=audit_id,
        item=_figure(audit_id, found, outcome),
        domains=addresses.domains(found),
        heading=headings.of(found),
    )


@blueprint.get("/differences/second-voice.svg")
def chart(audit_id: str) -> ResponseReturnValue:
    """Send the picture of the differences.

    Raises:
        UnknownNameError: the service shows nothing here.
    """
    found, outcome = opened.result(audit_id, Reader.PROGRAMME)
    if not outcome.voice.said:
        raise UnknownNameError(what="chart", name=chart_voice.NAME)
    return drawing.send(chart_voice.build(found.standard, outcome.sheet, outcome.voice))


def _figure(audit_id: str, found: Opened, outcome: Outcome) -> Figure | None:
    if not outcome.voice.said:
        return None
    made = chart_voice.build(found.standard, outcome.sheet, outcome.voice)
    note = gettext("By what each says itself. The two are never averaged.")
    return figure(made, url_for("voice.chart", audit_id=audit_id), note)


def _is_own(db: Connection, organisation: Organisation, email: str) -> bool:
    """Whether an address is that of somebody with a place in the organisation: a service is asked at its own."""
    return any(account.email == email for _, account in memberships.of_organisation(db, organisation.id))


def _invite(db: Connection, found: Opened, form: AskForm) -> Made:
    """Keep an invitation and send it; without mail the network hands the link over, or else whoever invites.

    Raises:
        VoiceThereError: a service has been asked already.
        SignedAuditError: the audit is signed.
        TooManyMailsError: so many were sent in a day that nothing was made.
    """
    secret, now = credentials.new_secret(), store().clock()
    voice = Voice(
        id=store().token(),
        organisation=found.organisation.id,
        audit=found.audit.id,
        service=form.service.data,
        tie=Tie(form.tie.data),
        email=form.email.data,
        invited=now,
        made_by=identity.account().id,
        expires=now + HOLDS,
    )
    second_voices.invite(db, found.audit, voice, credentials.fingerprint(secret))
    if house().config.mail is not None:
        voiceletters.send(db, voice, voiceletters.address(secret), found.organisation, found.programme)
        return Made(voice, Way.MAILED, "")
    if voicepages.has_network():
        return Made(voice, Way.BY_THE_NETWORK, "")
    return Made(voice, Way.BY_HAND, voiceletters.address(secret))


def _page(audit_id: str, form: AskForm) -> str:
    with store().reading() as db:
        found = opened.audit(db, audit_id)
        voice = second_voices.of_audit(db, found.audit)
    return render_template("voice/show.html", page=voicepages.asking(found, voice), audit_id=audit_id, form=form)
