"""What every request must pass, and what every answer carries (design section 15, reliability research section 6)."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge

from audit.language import gettext

# A page of 17 criteria with ten documents each has under 700 fields; 55,000 cost 0.8 s to parse (measured).
MOST_FIELDS = 1_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORWARDED = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "X-Real-Ip",
)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask) -> None:
    """Put the guards before every view and the headers on every answer."""
    app.before_request(_refuse_unknown_host)
    app.before_request(_refuse_forwarded)
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_many_fields)
    app.after_request(_add_headers)


def _refuse_unknown_host() -> None:
    """Ask for the host, which raises SecurityError (400) where it is not one of ours."""
    _ = request.host


def _refuse_forwarded() -> None:
    """No proxy is declared, so nobody may speak for another address."""
    if any(name in request.headers for name in _FORWARDED):
        raise BadRequest(gettext("A forwarded request came in, but no proxy is declared. Open the address itself."))


def _refuse_foreign_writes() -> None:
    """Let a change in only from a page of ours; browsers say where a request comes from."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc != request.host):
        raise Forbidden(gettext("This change came from another site. Nothing was changed. Open the page here again."))


def _refuse_many_fields() -> None:
    """Count the fields before they are parsed; parsing tens of thousands is slow."""
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge(gettext("The form has more fields than any page of ours. Nothing was changed."))


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
