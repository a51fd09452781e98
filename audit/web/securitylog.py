"""The log of what concerns safety: one line an event, in words that a program can read (ASVS 5.0, 16.2 and 16.3).

A line says what happened, with which answer, at which address of ours (its name, never what was asked for), and whose
account it was. Where somebody knocks from outside it says from where, since whoever runs this may have to shut them
out. It never holds an answer, a name, an e-mail address, a secret, a query or an id that somebody asked for. What
happens to accounts is logged by the store as it is recorded (``store.account_events``).
"""

import logging
from contextlib import suppress

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import SecurityError

from audit.store.errors import StoreUnavailableError
from audit.web import identity, outside

log = logging.getLogger("audit.security")

# The event that an answer tells of, where the cause says no more.
EVENTS = {
    400: "bad-request",
    401: "not-signed-in",
    403: "refused",
    404: "unknown",
    405: "wrong-method",
    413: "too-large",
    415: "not-a-form",
    429: "too-many",
}
# Where a form that is sent back means that a password or a code was wrong.
_TRIES = frozenset({"sign_in.enter", "sign_in.check_code"})
# These causes say more than the status does.
_STALE_FORM, _UNKNOWN_HOST, _UNFORESEEN, _FAILED_TRY = "stale-form", "unknown-host", "failed", "sign-in-refused"
# From where is said only of these: whoever knocks often, or comes a way that is none.
_FROM_WHERE = frozenset({"not-signed-in", "too-many", "bad-request", _UNKNOWN_HOST, _FAILED_TRY})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_UNPROCESSABLE, _NOT_FOUND, _SERVER_ERROR = 422, 404, 500
_CAUSE = "self-audit.cause"


def register(app: Flask) -> None:
    """Look at every answer; comes before every guard, so that their answers are seen as well."""
    app.after_request(_look)


def because(error: Exception) -> None:
    """Keep why a request was refused, for the line about its answer."""
    if isinstance(error, SecurityError):
        request.environ[_CAUSE] = _UNKNOWN_HOST
    elif isinstance(error, CSRFError):
        request.environ[_CAUSE] = _STALE_FORM


def _look(response: Response) -> Response:
    event = _event(response.status_code)
    if event is not None:
        _write(event, response.status_code)
    return response


def _event(status: int) -> str | None:
    """Return what an answer tells of; nothing for what is no concern of safety."""
    if status >= _SERVER_ERROR:
        return _UNFORESEEN
    if status == _NOT_FOUND and request.endpoint in {None, "static"}:  # A slip in an address, no id of anybody.
        return None
    if status == _UNPROCESSABLE and request.endpoint in _TRIES:
        return _FAILED_TRY
    return request.environ.get(_CAUSE) or EVENTS.get(status)


def _write(event: str, status: int) -> None:
    method = request.method if request.method in _METHODS else "other"
    said = {"event": event, "status": status, "method": method, "route": request.endpoint or "-", "account": _account()}
    if event in _FROM_WHERE:
        said["address"] = outside.client() or "-"
    log.warning(" ".join(f"{name}={value}" for name, value in said.items()))


def _account() -> str:
    """Return whose request it was; where nobody has signed in, or nobody can tell now, a dash."""
    if request.endpoint is None or request.environ.get(_CAUSE) == _UNKNOWN_HOST:
        return "-"
    with suppress(StoreUnavailableError):
        found = identity.current()
        return found.account.id if found else "-"
    return "-"
