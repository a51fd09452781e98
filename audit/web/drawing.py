"""A chart sent as a picture: drawn once for the same numbers, and asked for again only when they changed."""

from flask import Response, request

from audit.render import charts
from audit.render.chart_parts import Chart
from audit.web.house import house

# The SVG is a document of its own: it may load nothing and run nothing.
_PICTURE_POLICY = "default-src 'none'"


def send(chart: Chart) -> Response:
    """Return the answer to a request for a picture; "narrow=1" asks for the one of a phone."""
    narrow = request.args.get("narrow") == "1"
    answer = Response(mimetype="image/svg+xml")
    answer.set_etag(charts.key(chart, narrow=narrow))
    # What a partner service can take back stays in no browser either.
    answer.headers["Cache-Control"] = "private, no-cache" if chart.keeps else "no-store"
    answer.headers["Content-Security-Policy"] = _PICTURE_POLICY
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.make_conditional(request)
        return answer
    answer.set_data(house().cache.svg(chart, narrow=narrow))
    return answer
