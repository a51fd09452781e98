"""What a person reads when something cannot be done: a page with a sentence, never a trace.

What was typed is never lost on such a page: it is shown, and where trying again can help, it can be sent again.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from audit import language
from audit.core.beginning import CannotBeginError
from audit.core.formulas import UnknownFormulaError
from audit.credentials import PasswordWorkError
from audit.errors import AuditError, UnknownNameError
from audit.language import gettext
from audit.store import errors as store_errors
from audit.web import securitylog
from audit.web.guards import SAFE_METHODS
from audit.web.refusals import SIGN_IN, NotAllowedError, NotSignedInError, SecondFactorFirstError

log = logging.getLogger(__name__)

# Which answer a cause gets, the first that fits; everything else a person may cause is 422.
STATUS: tuple[tuple[type[AuditError], int], ...] = (
    (UnknownNameError, HTTPStatus.NOT_FOUND),
    (store_errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (NotSignedInError, HTTPStatus.UNAUTHORIZED),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (SecondFactorFirstError, HTTPStatus.FORBIDDEN),
    (store_errors.StaleAnswerError, HTTPStatus.CONFLICT),
    (store_errors.StaleAnswersError, HTTPStatus.CONFLICT),
    (store_errors.StaleActionError, HTTPStatus.CONFLICT),
    (store_errors.StaleProgrammeError, HTTPStatus.CONFLICT),
    (store_errors.StaleOrganisationError, HTTPStatus.CONFLICT),
    (store_errors.SignedAuditError, HTTPStatus.CONFLICT),
    (store_errors.NotReadyError, HTTPStatus.CONFLICT),
    (store_errors.NotSignedError, HTTPStatus.CONFLICT),
    (store_errors.TrialError, HTTPStatus.CONFLICT),
    (store_errors.ClockSetBackError, HTTPStatus.CONFLICT),
    (store_errors.StaleTeamError, HTTPStatus.CONFLICT),
    (store_errors.NotAuthorError, HTTPStatus.CONFLICT),
    (store_errors.NotInTeamError, HTTPStatus.CONFLICT),
    (store_errors.StaleDocumentError, HTTPStatus.CONFLICT),
    (store_errors.StaleVoiceError, HTTPStatus.CONFLICT),
    (store_errors.VoiceThereError, HTTPStatus.CONFLICT),
    (store_errors.VoiceGivenError, HTTPStatus.CONFLICT),
    (store_errors.StaleAccountError, HTTPStatus.CONFLICT),
    (store_errors.StaleFindingError, HTTPStatus.CONFLICT),
    (store_errors.NotAnAssessorError, HTTPStatus.CONFLICT),
    (store_errors.ProgrammeArchivedError, HTTPStatus.CONFLICT),
    (store_errors.NoMergeError, HTTPStatus.CONFLICT),
    (store_errors.StaleNetworkError, HTTPStatus.CONFLICT),
    (store_errors.EmailTakenError, HTTPStatus.CONFLICT),
    (store_errors.LastOperatorError, HTTPStatus.CONFLICT),
    (store_errors.LastManagerError, HTTPStatus.CONFLICT),
    (store_errors.AlreadyMemberError, HTTPStatus.CONFLICT),
    (store_errors.AlreadySetUpError, HTTPStatus.CONFLICT),
    (store_errors.SecondFactorOnError, HTTPStatus.CONFLICT),
    (store_errors.NothingToUndoError, HTTPStatus.CONFLICT),
    (UnknownFormulaError, HTTPStatus.CONFLICT),
    (CannotBeginError, HTTPStatus.CONFLICT),
    (store_errors.StoreFullError, HTTPStatus.INSUFFICIENT_STORAGE),
    (store_errors.StoreUnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
    (PasswordWorkError, HTTPStatus.SERVICE_UNAVAILABLE),
)
RETRY_SECONDS = "10"
# What the names of fields with a password have in common.
_SECRET = "password"  # noqa: S105 - the name of a field, no password
# After these, the form was not read, or must not be.
_UNREAD = frozenset({403, 413, 415})
# After these, sending the same again can help.
_WORTH_ANOTHER_TRY = frozenset(
    {400, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE}
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of the request that failed: its name, what stood in it, and whether a person wrote it."""

    name: str
    value: str
    is_text: bool


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(AuditError, answer)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(CSRFError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: AuditError) -> int:
    """Return the HTTP status of a cause."""
    return next((int(code) for kind, code in STATUS if isinstance(error, kind)), int(HTTPStatus.UNPROCESSABLE_ENTITY))


def stale_page() -> str:
    """Return what is wrong when a page carries no valid token against forged requests."""
    return gettext(
        "This page was open for very long, or cookies are switched off. Nothing was saved yet. "
        "What you typed is still here: send it again."
    )


def stale_secret() -> str:
    """Return the same for a form with a password, of which nothing is shown again."""
    return gettext(
        "This page was open for very long, or cookies are switched off. Nothing was changed. "
        "Go back, load the page anew, and type it once more."
    )


def answer(error: AuditError | CSRFError) -> ResponseReturnValue:
    """Return the page of an error whose cause is known."""
    if isinstance(error, CSRFError):
        securitylog.because(error)
        words = stale_secret() if _holds_secret() else stale_page()
        return _page(gettext("Not saved yet"), words, error.code or 400)
    code = status_of(error)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s: %s", type(error).__name__, error)
    if code == HTTPStatus.NOT_FOUND:
        return _page(gettext("Page not found"), _not_found_words(), code)
    return _page(_heading(error, code), language.sentence(error), code)


def _heading(error: AuditError, code: int) -> str:
    """Return the heading of a refusal; one for want of a right is no failure, of the tool or of the person."""
    if isinstance(error, SecondFactorFirstError):
        return gettext("One more step first")
    return gettext("This is not open to you") if code == HTTPStatus.FORBIDDEN else _failed()


def _failed() -> str:
    return gettext("That did not work")


def _unknown_host(error: SecurityError) -> ResponseReturnValue:
    """Answer in plain text: with an unknown host no address of a page can be built."""
    securitylog.because(error)
    words = gettext("This address is not known here. Open the address that the console printed.")
    return words, error.code or 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or int(HTTPStatus.INTERNAL_SERVER_ERROR)
    if code == HTTPStatus.NOT_FOUND:
        return _page(gettext("Page not found"), _not_found_words(), code)
    words = {
        400: gettext("The request could not be read. Nothing was changed."),
        405: gettext("This page cannot be asked for in that way. Nothing was changed."),
        413: gettext("What was sent is too large. Nothing was changed. Shorten it, or save in smaller parts."),
        415: gettext("What was sent is not a form of ours. Nothing was changed."),
    }
    own_words = error.description if type(error).description != error.description else None
    said = own_words or words.get(code, gettext("Nothing was changed."))
    return _page(_failed(), said, code, is_read=code not in _UNREAD)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    """The one broad handler: it keeps the trace for the log and shows a sentence."""
    log.error("unforeseen error on %s %s", request.method, request.endpoint, exc_info=error)
    words = gettext(
        "This is our mistake, not yours. Your saved answers are safe. Try again, or tell whoever runs this."
    )
    return _page(gettext("Something went wrong"), words, 500)


def _not_found_words() -> str:
    return gettext("There is no such page here. It may have been deleted, or the address is not complete.")


def _page(title: str, words: str, code: int, *, is_read: bool = True) -> ResponseReturnValue:
    headers = {"Retry-After": RETRY_SECONDS} if code == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if request.headers.get("X-Requested-With"):
        return {"message": words}, code, headers
    kept = _kept() if is_read else ()
    again = request.path if kept and code in _WORTH_ANOTHER_TRY else ""
    way_in = SIGN_IN if code == HTTPStatus.UNAUTHORIZED else ""
    page = render_template("problem.html", heading=title, words=words, kept=kept, again=again, way_in=way_in)
    return page, code, headers


def _kept() -> tuple[Kept, ...]:
    """Return what a form sent, so that nothing typed is lost; nothing of a form with a password: no page shows one."""
    if request.method in SAFE_METHODS or request.mimetype == "multipart/form-data":
        return ()
    if _holds_secret():
        return ()
    pairs = request.form.items(multi=True)
    return tuple(Kept(name, value, _is_text(value)) for name, value in pairs if name != "csrf_token" and value)


def _holds_secret() -> bool:
    return any(_SECRET in name for name in request.form)


def _is_text(value: str) -> bool:
    """Whether a value looks written rather than chosen: whoever reads it wants to copy it."""
    return " " in value.strip()
