"""What each address asks of whoever opens it: one right for every one, decided here and nowhere else.

What is about the instance is refused here, before the view. What is about an organisation is refused in ``access``, as
soon as the request has named one: before that nobody knows whose it is.
"""

from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from audit.core.people import OF_ORGANISATIONS, Right, SignedIn, may, needs_second_factor
from audit.errors import N_, AuditError
from audit.store.connection import Connection
from audit.web import identity
from audit.web.guards import SAFE_METHODS
from audit.web.house import house
from audit.web.refusals import SIGN_IN, NotAllowedError, NotSignedInError, SecondFactorFirstError

SEE_OTHER = 303
SIGN_OUT, ACCOUNT = "/sign-out", "/account"
SECOND_FACTOR = f"{ACCOUNT}/second-factor"
# Where somebody who still needs a second factor may go: to set it up, or away.
_BEFORE_SECOND_FACTOR = (SECOND_FACTOR, SIGN_OUT)

# Anyone may open these, and whoever has signed in sees more on them.
_PERSONAL = frozenset({"start.index"})

# Readers look, contributors answer, managers decide what there is and who is in it (our choice, decision 10). What asks
# for VIEW is all that an assessor sees of an organisation, and only of the audit the organisation invited to.
RIGHTS: dict[str, Right] = {
    "static": Right.PUBLIC,
    "health.check": Right.PUBLIC,
    "start.index": Right.PUBLIC,
    "start.places": Right.SIGNED_IN,
    "start.choose": Right.READ,
    "standards.show": Right.PUBLIC,
    "standards.kept": Right.SIGNED_IN,
    "reports.blank": Right.PUBLIC,
    # Coming in, and one's own account.
    "sign_in.show": Right.PUBLIC,
    "sign_in.enter": Right.PUBLIC,
    "sign_in.ask_code": Right.PUBLIC,
    "sign_in.check_code": Right.PUBLIC,
    "sign_in.leave": Right.PUBLIC,
    "recovery.ask": Right.PUBLIC,
    "recovery.send": Right.PUBLIC,
    "recovery.show": Right.PUBLIC,
    "recovery.recover": Right.PUBLIC,
    "account.show": Right.SIGNED_IN,
    "account.edit": Right.SIGNED_IN,
    "account.change": Right.SIGNED_IN,
    "account.ask_password": Right.SIGNED_IN,
    "account.change_password": Right.SIGNED_IN,
    "account.ask_leave": Right.SIGNED_IN,
    "account.leave": Right.SIGNED_IN,
    "account.ask_delete": Right.SIGNED_IN,
    "account.delete": Right.SIGNED_IN,
    "own_devices.show": Right.SIGNED_IN,
    "own_devices.end": Right.SIGNED_IN,
    "own_factor.show": Right.SIGNED_IN,
    "own_factor.begin": Right.SIGNED_IN,
    "own_factor.qr": Right.SIGNED_IN,
    "own_factor.switch_on": Right.SIGNED_IN,
    "own_factor.new_codes": Right.SIGNED_IN,
    "own_factor.ask_off": Right.SIGNED_IN,
    "own_factor.switch_off": Right.SIGNED_IN,
    # Programmes and their audits.
    "programmes.new": Right.MANAGE,
    "programmes.create": Right.MANAGE,
    "programmes.show": Right.READ,
    "programmes.edit": Right.MANAGE,
    "programmes.change": Right.MANAGE,
    "programmes.ask_delete_programme": Right.MANAGE,
    "programmes.delete_programme": Right.MANAGE,
    "merging.archive": Right.MANAGE,
    "merging.ask": Right.MANAGE,
    "merging.merge": Right.MANAGE,
    "programmes.organisation": Right.MANAGE,
    "programmes.change_organisation": Right.MANAGE,
    "programmes.start_audit": Right.WRITE,
    "programmes.create_audit": Right.WRITE,
    "beginning.ask_amend": Right.WRITE,
    "beginning.amend": Right.WRITE,
    "beginning.ask_complete": Right.WRITE,
    "beginning.complete": Right.WRITE,
    "programmes.ask_delete": Right.MANAGE,
    "programmes.delete_audit": Right.MANAGE,
    "programmes.mark_test": Right.WRITE,
    # Answers.
    "questionnaire.tasks": Right.VIEW,
    "questionnaire.domain": Right.VIEW,
    "questionnaire.save_domain": Right.WRITE,
    "questionnaire.save_answer": Right.WRITE,
    "questionnaire.check": Right.WRITE,
    "questionnaire.complete": Right.WRITE,
    # With where each is kept, which is not an assessor's to know.
    "documents.show": Right.READ,
    "documents.paper": Right.READ,
    "documents.new": Right.WRITE,
    "documents.add": Right.WRITE,
    "documents.edit": Right.WRITE,
    "documents.change": Right.WRITE,
    # Working together.
    "team.owners": Right.READ,
    "team.set_owners": Right.WRITE,
    "team.find_out": Right.READ,
    "team.set_find_out": Right.WRITE,
    "team.here": Right.WRITE,
    "team.show_mine": Right.SIGNED_IN,
    "comments.show": Right.READ,
    "comments.write": Right.WRITE,
    "comments.settle": Right.WRITE,
    "comments.remove": Right.WRITE,
    "exchange.show": Right.READ,
    "exchange.download": Right.READ,
    "exchange.upload": Right.WRITE,
    "exchange.preview": Right.WRITE,
    "exchange.confirm": Right.WRITE,
    "exchange.cancel": Right.WRITE,
    # What follows from them.
    "results.show": Right.VIEW,
    "results.chart": Right.VIEW,
    # Over the years.
    "years.choose": Right.READ,
    "years.compare": Right.READ,
    "years.change_chart": Right.READ,
    "years.show_trend": Right.READ,
    "years.trend_chart": Right.READ,
    "years.new_edition": Right.READ,
    "plan.show": Right.VIEW,
    "plan.new": Right.WRITE,
    "plan.add": Right.WRITE,
    "plan.edit": Right.WRITE,
    "plan.remove": Right.WRITE,
    # Signing off.
    "signing.ready": Right.READ,
    "signing.mark_ready": Right.WRITE,
    "signing.ask": Right.MANAGE,
    "signing.check": Right.MANAGE,
    "signing.sign": Right.MANAGE,
    "signing.signed": Right.READ,
    "signing.add": Right.MANAGE,
    "signing.issue": Right.MANAGE,
    "signing.paper": Right.READ,
    "verify.show": Right.PUBLIC,
    "verify.check": Right.PUBLIC,
    "reports.show": Right.VIEW,
    "reports.edition": Right.VIEW,
    "reports.report_paper": Right.READ,
    "reports.plan_paper": Right.READ,
    # Assessing.
    "assessing.invited": Right.MANAGE,
    "assessing.invite": Right.MANAGE,
    "assessing.take_back": Right.MANAGE,
    "assessing.findings": Right.VIEW,
    "assessing.record": Right.ASSESS,
    "assessing.save": Right.ASSESS,
    # The second voice: of the programme, of the service, which has a secret of its own, and of the network.
    "voice.show": Right.READ,
    "voice.invite": Right.MANAGE,
    "voice.take_back": Right.MANAGE,
    "voice.differences": Right.READ,
    "voice.chart": Right.READ,
    "second_voice.ask": Right.PUBLIC,
    "second_voice.come_back": Right.PUBLIC,
    "second_voice.show": Right.PUBLIC,
    "second_voice.begin": Right.PUBLIC,
    "second_voice.answers": Right.PUBLIC,
    "second_voice.save": Right.PUBLIC,
    "second_voice.ask_hand_in": Right.PUBLIC,
    "second_voice.hand_in": Right.PUBLIC,
    "second_voice.ask_withdraw": Right.PUBLIC,
    "second_voice.withdraw": Right.PUBLIC,
    "second_voice.close": Right.PUBLIC,
    "member_voices.index": Right.NETWORK,
    "member_voices.show": Right.NETWORK,
    "member_voices.confirm": Right.NETWORK,
    "member_voices.ask_end": Right.NETWORK,
    "member_voices.end": Right.NETWORK,
    # An organisation and the network.
    "history.show": Right.MANAGE,
    "history.download": Right.MANAGE,
    "data.show": Right.MANAGE,
    "data.download": Right.MANAGE,
    "data.keep_for": Right.MANAGE,
    "data.erase": Right.MANAGE,
    "data.asked": Right.MANAGE,
    "data.keep": Right.MANAGE,
    "record.of_organisation": Right.MANAGE,
    "record.download_part": Right.MANAGE,
    # Data protection of the instance.
    "privacy.show": Right.PUBLIC,
    "record.show": Right.OPERATE,
    "record.download": Right.OPERATE,
    "data.waiting": Right.OPERATE,
    "data.unmanaged": Right.OPERATE,
    "data.erase_unmanaged": Right.OPERATE,
    "data.keep_unmanaged": Right.OPERATE,
    "members.index": Right.DIRECTORY,
    "members.show": Right.NETWORK,
    "members.new": Right.NETWORK,
    "network.ask_name": Right.NETWORK,
    "network.rename": Right.NETWORK,
    "members.create": Right.NETWORK,
    "members.edit": Right.NETWORK,
    "members.change": Right.NETWORK,
    "members.invite": Right.NETWORK,
    "members.withdraw": Right.NETWORK,
    "accounts.index": Right.OPERATE,
    "accounts.show": Right.OPERATE,
    "accounts.disable": Right.OPERATE,
    "accounts.enable": Right.OPERATE,
    "accounts.offices": Right.OPERATE,
    "accounts.ask_delete": Right.OPERATE,
    "accounts.delete": Right.OPERATE,
    "accounts.ask_recover": Right.OPERATE,
    "accounts.recover": Right.OPERATE,
    "accounts.ask_reset": Right.OPERATE,
    "accounts.reset": Right.OPERATE,
    "accounts.invite": Right.OPERATE,
    "accounts.send_invitation": Right.OPERATE,
    "accounts.withdraw": Right.OPERATE,
    "outbox.index": Right.OPERATE,
    "outbox.again": Right.OPERATE,
    # Ways in by a one-time link, and the people of an organisation.
    "first_start.show": Right.PUBLIC,
    "first_start.create": Right.PUBLIC,
    "invitations.show": Right.PUBLIC,
    "invitations.accept": Right.PUBLIC,
    "people.index": Right.MANAGE,
    "people.invite": Right.MANAGE,
    "people.withdraw": Right.MANAGE,
    "people.show": Right.MANAGE,
    "people.change": Right.MANAGE,
    "people.ask_remove": Right.MANAGE,
    "people.remove": Right.MANAGE,
    "people.ask_hand_over": Right.MANAGE,
    "people.hand_over": Right.MANAGE,
}


class UndecidedAddressError(AuditError):
    """An address was added, and nobody has decided who may open it."""

    sentence = N_("Nobody has decided who may open these: %(names)s. The pages do not start.")


def register(app: Flask) -> None:
    """Ask before every view whether the request may come in."""
    app.before_request(_ask)
    app.register_error_handler(NotSignedInError, _not_signed_in)


def check(app: Flask) -> None:
    """Refuse to start while there is an address that nobody has decided about; comes after all of them.

    Raises:
        UndecidedAddressError: there is one.
    """
    undecided = {rule.endpoint for rule in app.url_map.iter_rules()} - RIGHTS.keys()
    if undecided:
        raise UndecidedAddressError(names=", ".join(sorted(undecided)))


def needed() -> Right | None:
    """Return the right that this request must have; ``None`` where its address leads nowhere."""
    return RIGHTS.get(request.endpoint or "")


def ask_again(db: Connection) -> None:
    """Ask once more, when a request that waited for other writers may write at last.

    Raises:
        NotSignedInError: the session has ended meanwhile.
        NotAllowedError: the office was taken away meanwhile. Of a place in an organisation ``access`` asks.
    """
    found, right = identity.again(db), needed()
    if found is None:
        raise NotSignedInError
    if right is not None and right not in OF_ORGANISATIONS and not may(right, found.account.offices, None):
        raise NotAllowedError


def _ask() -> ResponseReturnValue | None:
    right = needed()
    if right is None or request.endpoint == "static":
        return None
    identity.keep_alive()
    found = identity.current() if right is not Right.PUBLIC or request.endpoint in _PERSONAL else None
    if found is not None:
        return _ask_of(found, right)
    if right is Right.PUBLIC:
        return None
    raise NotSignedInError


def _ask_of(found: SignedIn, right: Right) -> ResponseReturnValue | None:
    """Refuse what somebody who has signed in may not do here, as far as it does not hang on an organisation."""
    if _still_needs_second_factor(found):
        if request.method in SAFE_METHODS:
            return redirect(SECOND_FACTOR, SEE_OTHER)
        raise SecondFactorFirstError
    if right not in OF_ORGANISATIONS and not may(right, found.account.offices, None):
        raise NotAllowedError
    return None


def _still_needs_second_factor(found: SignedIn) -> bool:
    """Whether somebody must set it up first. The demonstration is for looking around, and holds nothing to protect."""
    is_missing = needs_second_factor(found.account.offices) and not found.account.has_second_factor
    return is_missing and not house().config.demo and not request.path.startswith(_BEFORE_SECOND_FACTOR)


def _not_signed_in(error: NotSignedInError) -> ResponseReturnValue:
    """Lead to the sign-in and back; what was sent with a form is shown and can be sent again."""
    from audit.web import problems  # noqa: PLC0415 - it knows which answer every refusal gets, this one's too

    if request.method not in SAFE_METHODS or request.headers.get("X-Requested-With"):
        return problems.answer(error)
    asked = request.full_path if request.query_string else request.path
    return redirect(f"{SIGN_IN}?next={quote(asked, safe='/')}", SEE_OTHER)
