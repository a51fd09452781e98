"""What every request must pass, and what every answer carries (design section 15, reliability research section 6)."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    RequestEntityTooLarge,
    SecurityError,
    UnprocessableEntity,
    UnsupportedMediaType,
)

from audit.core.answersfile import LARGEST_FILE
from audit.language import gettext

# A page of 17 criteria with ten documents each has under 700 fields; 55,000 cost 0.8 s to parse (measured).
MOST_FIELDS = 1_000
# The names of this machine for itself, and the key under which an application keeps its own.
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_NAMES = "SELF_AUDIT_HOSTS"
_PORT = re.compile(r":[0-9]{1,5}\Z")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"
# The only views that take a file, and so a body that is not a plain form; with room for what stands around the file.
UPLOADS = frozenset({"exchange.upload"})
LARGEST_UPLOAD = LARGEST_FILE + 16 * 1024
# The view that takes a whole page of a domain. Without scripts every note is sent with every save; 17 full ones in
# Georgian letters, nine bytes each on the way, are more than other forms may have, and must not be lost.
WHOLE_PAGES = frozenset({"questionnaire.save_domain"})
LARGEST_PAGE = 2_500_000
_FORWARDED = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "X-Real-Ip",
)
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask, host: str) -> None:
    """Put the guards before every view and the headers on every answer.

    Args:
        app: the application.
        host: the address it answers on, one more by which it may be called.
    """
    app.config[_NAMES] = _OWN_NAMES | {f"[{host}]" if ":" in host and "[" not in host else host}
    app.before_request(_refuse_unknown_host)
    app.before_request(_refuse_forwarded)
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_other_bodies)
    app.before_request(_refuse_unreadable_forms)
    app.after_request(_add_headers)


def _refuse_unknown_host() -> None:
    """Answer by our own names only, so that no other site can pass itself off as this machine.

    Werkzeug's list of trusted hosts cannot hold an address of IPv6, so the names are compared here.
    """
    if _PORT.sub("", request.host) not in current_app.config[_NAMES]:
        raise SecurityError


def _refuse_forwarded() -> None:
    """No proxy is declared, so nobody may speak for another address."""
    if any(name in request.headers for name in _FORWARDED):
        raise BadRequest(gettext("A forwarded request came in, but no proxy is declared. Open the address itself."))


def _refuse_foreign_writes() -> None:
    """Let a change in only from a page of ours; browsers say where a request comes from."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    # A page cannot set the first; only a browser too old to send it is judged by the second.
    is_foreign = site not in {"same-origin", "none"} if site else origin and not _is_ours(origin)
    if is_foreign:
        raise Forbidden(gettext("This change came from another site. Nothing was changed. Open the page here again."))


def _is_ours(origin: str) -> bool:
    """Whether an origin is this address; one that is no address at all is not."""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _refuse_other_bodies() -> None:
    """Take plain forms only; a file where one is asked for. JSON, however deep, is never parsed."""
    if request.endpoint in WHOLE_PAGES:
        request.max_content_length = request.max_form_memory_size = LARGEST_PAGE
    if request.endpoint in UPLOADS:
        request.max_content_length = LARGEST_UPLOAD
    elif request.method not in SAFE_METHODS and request.mimetype not in {FORM, ""}:
        raise UnsupportedMediaType(gettext("What was sent is not a form of ours. Nothing was changed."))


def _refuse_unreadable_forms() -> None:
    """Count the fields before they are parsed, which is slow for thousands; refuse text that is not UTF-8.

    Flask would take such text for the letters of its own escapes, and something else than was typed would be kept.
    """
    if request.mimetype != FORM:
        return
    body = request.get_data()
    if body.count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge(gettext("The form has more fields than any page of ours. Nothing was changed."))
    try:
        unquote_to_bytes(body).decode("utf-8")
    except UnicodeDecodeError:
        words = gettext("The text that was sent cannot be read: it is not UTF-8. Nothing was changed.")
        raise UnprocessableEntity(words) from None


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
