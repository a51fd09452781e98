"""What a person reads when something cannot be done: a page with a sentence, never a trace."""

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from audit import language
from audit.errors import AuditError, UnknownNameError
from audit.language import gettext
from audit.store import errors as store_errors

log = logging.getLogger(__name__)

# Which answer a cause gets; everything else a person may cause is 422.
STATUS: dict[type[AuditError], int] = {
    UnknownNameError: 404,
    store_errors.NotFoundError: 404,
    store_errors.StoreBusyError: 503,
    store_errors.StoreFullError: 507,
    store_errors.StoreDamagedError: 503,
}
UNPROCESSABLE = 422
RETRY_SECONDS = "10"


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(AuditError, _known)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: AuditError) -> int:
    """Return the HTTP status of a cause."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), UNPROCESSABLE)


def _known(error: AuditError) -> ResponseReturnValue:
    code = status_of(error)
    if code == InternalServerError.code or code > InternalServerError.code:
        log.error("%s: %s", type(error).__name__, error)
    headers = {"Retry-After": RETRY_SECONDS} if code == 503 else {}  # noqa: PLR2004 - RFC 9110, service unavailable
    if code == 404:  # noqa: PLR2004 - RFC 9110, not found
        return _page(gettext("Page not found"), _not_found_words(), code)
    return _page(gettext("That did not work"), language.sentence(error), code, headers)


def _unknown_host(error: SecurityError) -> ResponseReturnValue:
    """Answer in plain text: with an unknown host no address of a page can be built."""
    words = gettext("This address is not known here. Open the address that the console printed.")
    return words, error.code or 400, {"Content-Type": "text/plain; charset=utf-8"}


def _stale_page(error: CSRFError) -> ResponseReturnValue:
    words = gettext(
        "The page was open too long, or cookies are switched off. Nothing was changed. "
        "Go back, copy what you typed, open the page again and save."
    )
    return _page(gettext("That did not work"), words, error.code or 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code == 404:  # noqa: PLR2004 - RFC 9110, not found
        return _page(gettext("Page not found"), _not_found_words(), code)
    words = {
        400: gettext("The request could not be read. Nothing was changed."),
        405: gettext("This page cannot be asked for in that way. Nothing was changed."),
        413: gettext("What was sent is too large. Nothing was changed. Shorten it, or save in smaller parts."),
    }
    own_words = error.description if type(error).description != error.description else None
    return _page(gettext("That did not work"), own_words or words.get(code, gettext("Nothing was changed.")), code)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    """The one broad handler: it keeps the trace for the log and shows a sentence."""
    log.error("unforeseen error on %s %s", request.method, request.endpoint, exc_info=error)
    words = gettext(
        "This is our mistake, not yours. Your saved answers are safe. Try again, or tell whoever runs this."
    )
    return _page(gettext("Something went wrong"), words, 500)


def _not_found_words() -> str:
    return gettext("There is no such page here. It may have been deleted, or the address is not complete.")


def _page(title: str, words: str, code: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    if request.headers.get("X-Requested-With"):
        return {"message": words}, code, headers or {}
    return render_template("problem.html", heading=title, words=words), code, headers or {}
