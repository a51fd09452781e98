"""The second voice, for the service that gives it: its link once, then its own secret (design section 8).

None of these pages asks for a place or an office, and none shows an answer of the programme. What opens nothing is
answered alike, whatever the reason; a wrong secret is counted as a wrong password is.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.language import gettext
from audit.store import second_voices
from audit.store.errors import NotFoundError, SignedAuditError, StaleVoiceError
from audit.web import voice_forms, voicedoor, voicekeys, voicepages
from audit.web.house import store
from audit.web.linkpages import GONE, LinkGoneError
from audit.web.voice_forms import AnswersForm, ComeBackForm, ReadersForm, SecretForm
from audit.web.voicedoor import Place, Room

blueprint = Blueprint("second_voice", __name__, url_prefix="/second-voice")

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """Ask a service that comes back for its short name and its secret."""
    return _come_back_page(ComeBackForm())


@blueprint.post("")
def come_back() -> ResponseReturnValue:
    """Open a second voice with its own secret."""
    form = ComeBackForm(request.form)
    if form.validate() and not voicedoor.come_back(form.place.data, form.password.data):
        form.refuse()
    if form.errors:
        return _come_back_page(form), UNPROCESSABLE
    return redirect(url_for("second_voice.answers"), SEE_OTHER)


@blueprint.get("/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """Say what a second voice is, and ask for a secret of the service's own. Nothing is used up yet."""
    place = voicedoor.invited(secret)
    return _gone() if place is None else _introduction(secret, place, SecretForm())


@blueprint.post("/<secret>")
def begin(secret: str) -> ResponseReturnValue:
    """Set the service's own secret; its link opens nothing any more."""
    place = voicedoor.invited(secret)
    if place is None:
        return _gone()
    form = SecretForm(request.form, known=voicepages.known(place))
    if not form.validate():
        return _introduction(secret, place, form), UNPROCESSABLE
    try:
        voicedoor.begin(place, str(form.password.data))
    except (LinkGoneError, NotFoundError, SignedAuditError):
        return _gone()
    return redirect(url_for("second_voice.answers"), SEE_OTHER)


@blueprint.get("/answers")
def answers() -> ResponseReturnValue:
    """Show what the service is asked, with what it said so far."""
    room = voicedoor.room()
    if room is None:
        return _come_back_first()
    return _answers_page(room, voice_forms.written(room.said), saved=request.args.get("saved", ""))


@blueprint.post("/answers")
def save() -> ResponseReturnValue:
    """Keep what the service says, sealed; nothing of it is handed in by that."""
    room, form = voicedoor.room(), AnswersForm(request.form)
    if room is None:
        return _come_back_first()
    chosen = voice_forms.typed(request.form, room.place.criteria)
    if not form.validate():
        return _answers_page(room, chosen, form), UNPROCESSABLE
    try:
        _save(room, chosen, form.version.data)
    except StaleVoiceError:
        return _answers_page(voicedoor.room() or room, chosen, is_stale=True), CONFLICT
    except (NotFoundError, SignedAuditError):
        return _closed()
    return redirect(_after_saving(room, request.form.get("then", "")), SEE_OTHER)


@blueprint.get("/hand-in")
def ask_hand_in() -> ResponseReturnValue:
    """Ask who may see the answers, and whether to hand them in."""
    room = voicedoor.room()
    return _come_back_first() if room is None else _hand_in_page(room)


@blueprint.post("/hand-in")
def hand_in() -> ResponseReturnValue:
    """Hand the answers in, or change who may see them."""
    room = voicedoor.room()
    if room is None:
        return _come_back_first()
    form = _readers_form(room, is_sent=True)
    if not form.validate() or not room.said:
        return _hand_in_page(room, form), UNPROCESSABLE
    try:
        with store().writing(by=second_voices.ACTOR) as db:
            seen = voicepages.seen(room.place.voice, form.version.data)
            second_voices.give(db, seen, form.chosen, room.said, store().clock())
    except StaleVoiceError:
        return _hand_in_page(voicedoor.room() or room, is_stale=True), CONFLICT
    except (NotFoundError, SignedAuditError):
        return _closed()
    flash(voicepages.handed_in(form.chosen))
    return redirect(url_for("second_voice.ask_hand_in"), SEE_OTHER)


@blueprint.get("/withdraw")
def ask_withdraw() -> ResponseReturnValue:
    """Say what withdrawing means, and ask."""
    room = voicedoor.room()
    if room is None:
        return _come_back_first()
    return render_template("voice/withdraw.html", page=voicepages.room(room))


@blueprint.post("/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take back everything the service said."""
    room = voicedoor.room()
    if room is None:
        return _come_back_first()
    try:
        with store().writing(by=second_voices.ACTOR) as db:
            second_voices.withdraw(db, room.place.voice, store().clock())
    except (NotFoundError, SignedAuditError):
        return _closed()
    voicekeys.forget()
    flash(gettext("Withdrawn. What you said is deleted here, and your secret opens nothing any more."))
    return redirect(url_for("second_voice.ask"), SEE_OTHER)


@blueprint.post("/close")
def close() -> ResponseReturnValue:
    """Take the key out of this browser; doing it twice is fine."""
    voicekeys.forget()
    flash(gettext("Closed. To come back, you need your short name and your secret."))
    return redirect(url_for("second_voice.ask"), SEE_OTHER)


def _save(room: Room, chosen: dict[str, str], version: int) -> None:
    """Keep what was chosen; a criterion without a choice is not answered.

    Raises:
        StaleVoiceError: the page was an old one.
        NotFoundError: it was withdrawn, or the audit deleted.
        SignedAuditError: the audit is signed.
    """
    said = voice_forms.read(chosen)
    with store().writing(by=second_voices.ACTOR) as db:
        second_voices.save(db, voicepages.seen(room.place.voice, version), voicedoor.seal(room, said), said)


def _after_saving(room: Room, then: str) -> str:
    """Return where a service goes on: who may see it, or the questions, below the domain it saved from."""
    if then == "hand-in":
        return url_for("second_voice.ask_hand_in")
    if any(then == domain.id for domain in room.place.standard.domains):
        return url_for("second_voice.answers", saved=then, _anchor="saved")
    flash(gettext("Saved. You can close this page and come back later."))
    return url_for("second_voice.answers")


def _readers_form(room: Room, *, is_sent: bool = False) -> ReadersForm:
    voice = room.place.voice
    sent = request.form if is_sent else None
    return ReadersForm(sent, has_network=voicepages.has_network(), version=voice.version, stored=voice.readers)


def _come_back_page(form: ComeBackForm) -> str:
    return render_template("voice/come-back.html", form=form, has_network=voicepages.has_network())


def _introduction(secret: str, place: Place, form: SecretForm) -> str:
    return render_template("voice/introduction.html", secret=secret, page=voicepages.introduction(place), form=form)


def _answers_page(
    room: Room, chosen: dict[str, str], form: AnswersForm | None = None, *, saved: str = "", is_stale: bool = False
) -> str:
    page = voicepages.answers(room, chosen, saved=saved, is_stale=is_stale)
    return render_template("voice/answers.html", page=page, form=form or AnswersForm())


def _hand_in_page(room: Room, form: ReadersForm | None = None, *, is_stale: bool = False) -> str:
    page = voicepages.hand_in(room, is_stale=is_stale)
    shown = form or _readers_form(room)
    return render_template("voice/hand-in.html", page=page, form=shown, has_network=voicepages.has_network())


def _come_back_first() -> ResponseReturnValue:
    """Lead to where the secret is asked; a key that opens nothing is taken out of the browser."""
    voicekeys.forget()
    return redirect(url_for("second_voice.ask"), SEE_OTHER)


def _closed() -> ResponseReturnValue:
    """Say that nothing can be changed any more: the audit is signed, or it was deleted."""
    flash(gettext("Nothing was changed: the audit was signed off or deleted meanwhile, and your answers are closed."))
    return redirect(url_for("second_voice.answers"), SEE_OTHER)


def _gone() -> ResponseReturnValue:
    """Return the page of a link that opens nothing: never made, used, run out, taken back, or altered."""
    return render_template("voice/gone.html", has_network=voicepages.has_network()), GONE
