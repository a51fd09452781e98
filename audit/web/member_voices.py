"""The second voices beside a member's audits, for the network: whose address it is, and what is shown to the network.

The network sees whom a member asked, and "given" or "not given". Of the answers it sees those a service shows to it,
and nothing of the programme's own. Where a service has lost its secret, the network ends its second voice. Whoever has
a place in the organisation does none of this, whatever office they hold: a programme must not confirm who speaks about
it, hold the link, read what is shown to the network alone, or remove what is said of it.
"""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import is_network
from audit.core.second_voice import HOLDS, Voice
from audit.errors import N_
from audit.language import gettext
from audit.store import audits, instance, organisations, programmes, second_voices
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, SignedAuditError
from audit.web import access, identity, inviting, member_voicepages, voiceletters, voicepages
from audit.web.house import house, store
from audit.web.refusals import NotAllowedError
from audit.web.voice_forms import ConfirmForm, EndForm

blueprint = Blueprint("member_voices", __name__, url_prefix="/members/<token:organisation_id>/second-voices")

SEE_OTHER = 303
UNPROCESSABLE = 422


class OwnVoiceError(NotAllowedError):
    """Somebody with a place in the organisation opened what the network alone does about its second voice."""

    sentence = N_(
        "You have a place in the organisation that this second voice is about. Nobody of it can end what a service "
        "said, confirm its address, or see what it shows to the network alone. Ask a colleague of the network without "
        "a place there. Nothing was changed."
    )


@blueprint.get("")
def index(organisation_id: str) -> ResponseReturnValue:
    """List the services that were asked beside the audits of a member."""
    with store().reading() as db:
        _network(db)
        member = organisations.get(db, organisation_id)
        page = member_voicepages.listing(db, member, second_voices.of_organisation(db, organisation_id))
    return render_template("voice/of-member.html", page=page, member=member)


@blueprint.get("/<token:voice_id>")
def show(organisation_id: str, voice_id: str) -> ResponseReturnValue:
    """Show one of them, with what its service shows to the network."""
    return _page(organisation_id, voice_id, ConfirmForm())


@blueprint.post("/<token:voice_id>/confirm")
def confirm(organisation_id: str, voice_id: str) -> ResponseReturnValue:
    """Note that an address is the service's own; without mail, make the link that the network hands over."""
    form = ConfirmForm(request.form)
    if not form.validate():
        return _page(organisation_id, voice_id, form), UNPROCESSABLE
    secret = credentials.new_secret() if house().config.mail is None else ""
    try:
        with access.writing() as db:
            voice = _voice(db, organisation_id, voice_id)
            _confirm(db, voice, secret)
            member = organisations.get(db, organisation_id)
    except SignedAuditError:
        flash(gettext("The audit was signed off meanwhile. Nothing was changed."))
        return redirect(url_for("member_voices.show", organisation_id=organisation_id, voice_id=voice_id), SEE_OTHER)
    if secret:
        address, is_local = voiceletters.address(secret), inviting.is_local()
        return render_template("voice/handed-over.html", voice=voice, member=member, address=address, is_local=is_local)
    flash(gettext("Noted: the address is the service's own."))
    return redirect(url_for("member_voices.show", organisation_id=organisation_id, voice_id=voice_id), SEE_OTHER)


@blueprint.get("/<token:voice_id>/end")
def ask_end(organisation_id: str, voice_id: str) -> ResponseReturnValue:
    """Say what ending means, and ask."""
    return _end_page(organisation_id, voice_id, EndForm())


@blueprint.post("/<token:voice_id>/end")
def end(organisation_id: str, voice_id: str) -> ResponseReturnValue:
    """End a second voice whose service has lost its secret, and tell the service."""
    form = EndForm(request.form)
    if not form.validate():
        return _end_page(organisation_id, voice_id, form, UNPROCESSABLE)
    try:
        with access.writing() as db:
            flash(_end(db, _voice(db, organisation_id, voice_id)))
    except SignedAuditError:
        flash(gettext("The audit was signed off meanwhile. Nothing was changed."))
    return _to_its_page(organisation_id, voice_id)


def _end(db: Connection, voice: Voice) -> str:
    """End a second voice, and return what is to be said about it.

    Raises:
        SignedAuditError: the audit is signed.
        UnmailableError: the service cannot be told.
    """
    if voice.given is None:
        return gettext("There is no second voice to end here: it is “not given”. Nothing was changed.")
    second_voices.withdraw(db, voice, store().clock())
    if house().config.mail is None:
        return gettext("Ended. No mail is set up here: tell the service yourself that its second voice was ended.")
    audit = audits.get(db, voice.audit, voice.organisation)
    programme = programmes.get(db, audit.programme, audit.organisation)
    voiceletters.send_ended(db, voice, voicepages.network_name(), programme)
    return gettext("Ended. A mail to its address tells the service.")


def _end_page(organisation_id: str, voice_id: str, form: EndForm, code: int = 200) -> Response:
    with store().reading() as db:
        voice = _voice(db, organisation_id, voice_id)
        page = member_voicepages.end(db, voice)
        member = organisations.get(db, organisation_id)
        may_end = member_voicepages.one(db, voice).ends
    if not may_end:
        return _to_its_page(organisation_id, voice_id)
    return make_response(render_template("voice/end.html", page=page, member=member, form=form), code)


def _to_its_page(organisation_id: str, voice_id: str) -> Response:
    address = url_for("member_voices.show", organisation_id=organisation_id, voice_id=voice_id)
    return make_response(redirect(address, SEE_OTHER))


def _confirm(db: Connection, voice: Voice, secret: str) -> None:
    now, link = store().clock(), credentials.fingerprint(secret) if secret else None
    second_voices.confirm(db, voice, now, link, now + HOLDS)


def _page(organisation_id: str, voice_id: str, form: ConfirmForm) -> str:
    with store().reading() as db:
        voice = _voice(db, organisation_id, voice_id)
        page = member_voicepages.one(db, voice)
        member = organisations.get(db, organisation_id)
    return render_template("voice/of-network.html", page=page, member=member, form=form)


def _voice(db: Connection, organisation_id: str, voice_id: str) -> Voice:
    """Return a second voice beside an audit of a member.

    Raises:
        NotFoundError: there is none of this id.
        OwnVoiceError: it is about the person's own organisation.
    """
    _network(db)
    found = identity.current()
    if found is not None and found.role_in(organisation_id) is not None:
        raise OwnVoiceError
    for voice in second_voices.of_organisation(db, organisation_id):
        if voice.id == voice_id:
            return voice
    raise NotFoundError


def _network(db: Connection) -> None:
    """Answer that there is no such page where this instance serves one organisation alone."""
    if not is_network(instance.get(db)) and not house().config.demo:
        abort(404)
