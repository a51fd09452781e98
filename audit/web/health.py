"""Whether this instance can do its work: asked by scripts and by whoever runs it, never by people's browsers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from audit.web import access

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def check() -> ResponseReturnValue:
    """Answer 200 when the database can be read; the error page of its cause otherwise."""
    with access.store().reading() as db:
        db.execute("select 1").fetchone()
    return {"status": "ok"}
