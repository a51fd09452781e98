"""What every request must pass, and what every answer carries (design section 15, reliability research section 6)."""

from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, UnprocessableEntity, UnsupportedMediaType

from audit.config import Config
from audit.core.answersfile import LARGEST_FILE
from audit.language import gettext
from audit.web import outside
from audit.web.house import house

# A page of 17 criteria with ten documents each has under 700 fields; 55,000 cost 0.8 s to parse (measured).
MOST_FIELDS = 1_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What a browser sends as origin where it is set to tell none.
_UNTOLD = "null"
FORM = "application/x-www-form-urlencoded"
# The only views that take a file, and so a body that is not a plain form; with room for what stands around the file.
LARGEST_UPLOAD = LARGEST_FILE + 16 * 1024
# As large as a paper of the register may be.
LARGEST_PAPER = 20_000_000 + 16 * 1024
UPLOADS = {"exchange.upload": LARGEST_UPLOAD, "verify.check": LARGEST_PAPER}
# The views that take a whole page of a domain. Without scripts every note is sent with every save; 17 full ones in
# Georgian letters, nine bytes each on the way, are more than other forms may have, and must not be lost.
WHOLE_PAGES = frozenset({"questionnaire.save_domain", "assessing.save"})
LARGEST_PAGE = 2_500_000
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


def register(app: Flask, config: Config) -> None:
    """Put the guards before every view and the headers on every answer.

    Args:
        app: the application.
        config: its settings; they say by which names and through which proxies a request may come.
    """
    outside.register(app, config)
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_other_bodies)
    app.before_request(_refuse_unreadable_forms)
    app.after_request(_add_headers)
    if config.public_address:
        app.after_request(_add_hsts)


def _refuse_foreign_writes() -> None:
    """Let a change in only from a page of ours; browsers say where a request comes from."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_elsewhere = bool(origin) and not outside.is_ours(origin or "")
    # A page cannot set the first; only a browser too old to send it is judged by the second alone.
    is_foreign = site not in {"same-origin", "none"} if site else is_elsewhere
    if is_foreign:
        raise Forbidden(gettext("This change came from another site. Nothing was changed. Open the page here again."))
    # A browser sees one site behind a proxy that nobody declared, too: then the second is not ours.
    if is_elsewhere and origin != _UNTOLD:
        raise Forbidden(_elsewhere())


def _elsewhere() -> str:
    return gettext(
        "The address in your browser is not the one that is declared here. Nothing was changed. Open %(address)s. If "
        "others must reach this by another address, whoever runs it writes it into the settings as public_address.",
        address=house().config.address,
    )


def _refuse_other_bodies() -> None:
    """Take plain forms only; a file where one is asked for. JSON, however deep, is never parsed."""
    if request.endpoint in WHOLE_PAGES:
        request.max_content_length = request.max_form_memory_size = LARGEST_PAGE
    if request.endpoint in UPLOADS and request.mimetype != FORM:
        # A plain form brings no file. As large as one, it would cost seconds and gigabytes to decode (decision 13).
        request.max_content_length = UPLOADS[request.endpoint]
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
    if request.endpoint != "static" or response.status_code >= BadRequest.code:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _add_hsts(response: Response) -> Response:
    """Let browsers come by https only; whoever comes by this machine's own names takes no notice (RFC 6797, 8.1)."""
    response.headers["Strict-Transport-Security"] = outside.HSTS
    return response
