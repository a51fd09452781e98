"""Where a sign-in leads to: the page somebody asked for, if it is one of ours, and else the start page."""

import re
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# Longer than any address of ours with its questions.
_LONGEST = 500
# One slash, and no second one in any disguise: browsers read "/\\evil" and "/\t/evil" as addresses of another site.
_PATH = re.compile(r"/(?!/)[!#-\[\]-~]*\Z")
_NEVER = frozenset({"sign_in", "recovery"})


def wanted() -> str:
    """Return the path and query this request names in ``next``, or the start page where that is no page of ours."""
    return safe(request.values.get("next", ""))


def asked() -> str:
    """Return the same to be handed on; "" for the start page."""
    found = wanted()
    return "" if found == url_for("start.index") else found


def safe(text: str) -> str:
    """Return a path of ours, or the start page.

    Args:
        text: what came; whatever could lead elsewhere, or to no page, is not taken.
    """
    return text if _is_ours(text) else url_for("start.index")


def _is_ours(text: str) -> bool:
    if len(text) > _LONGEST or not _PATH.match(text):
        return False
    try:
        endpoint, _ = current_app.url_map.bind("").match(urlsplit(text).path, method="GET")
    except (HTTPException, RequestRedirect, ValueError):
        return False
    return endpoint.partition(".")[0] not in _NEVER
