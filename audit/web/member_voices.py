"""The second voices beside a member's audits, for the network: whose address it is, and what is shown to the network.

The network sees whom a member asked, and "given" or "not given". Of the answers it sees those a service shows to it,
and nothing of the programme's own.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit import credentials
from audit.core.people import is_network
from audit.core.second_voice import HOLDS, Voice
from audit.language import gettext
from audit.store import instance, organisations, second_voices
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, SignedAuditError
from audit.web import access, inviting, member_voicepages, voiceletters
from audit.web.house import house, store
from audit.web.voice_forms import ConfirmForm

blueprint = Blueprint("member_voices", __name__, url_prefix="/members/<token:organisation_id>/second-voices")

SEE_OTHER = 303
UNPROCESSABLE = 422


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
    """
    _network(db)
    for voice in second_voices.of_organisation(db, organisation_id):
        if voice.id == voice_id:
            return voice
    raise NotFoundError


def _network(db: Connection) -> None:
    """Answer that there is no such page where this instance serves one organisation alone."""
    if not is_network(instance.get(db)) and not house().config.demo:
        abort(404)
