"""The record of processing (GDPR, Article 30): the operator's for the whole instance, a manager's for the own part."""

import json

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.render import filenames
from audit.render import processing as words
from audit.render.processing import Record
from audit.web import access, processing

blueprint = Blueprint("record", __name__)


@blueprint.get("/record-of-processing")
def show() -> ResponseReturnValue:
    """Show the record of the whole instance."""
    return render_template("data/record.html", record=_whole(), file=url_for("record.download"), back_to="")


@blueprint.get("/record-of-processing.json")
def download() -> ResponseReturnValue:
    """Send the record of the whole instance as a file."""
    return _file(_whole(), "instance")


@blueprint.get("/organisations/<token:organisation_id>/record-of-processing")
def of_organisation(organisation_id: str) -> ResponseReturnValue:
    """Show the part of one organisation."""
    made, _ = _part(organisation_id)
    file = url_for("record.download_part", organisation_id=organisation_id)
    back_to = url_for("data.show", organisation_id=organisation_id)
    return render_template("data/record.html", record=made, file=file, back_to=back_to)


@blueprint.get("/organisations/<token:organisation_id>/record-of-processing.json")
def download_part(organisation_id: str) -> ResponseReturnValue:
    """Send the part of one organisation as a file."""
    return _file(*_part(organisation_id))


def _whole() -> Record:
    with access.store().reading() as db:
        return processing.record(db, access.house().config, access.store().clock())


def _part(organisation_id: str) -> tuple[Record, str]:
    with access.store().reading() as db:
        organisation = access.organisation(db, organisation_id)
        made = processing.record(db, access.house().config, access.store().clock(), organisation)
    return made, organisation.name


def _file(made: Record, name: str) -> Response:
    content = json.dumps(words.as_plain(made), ensure_ascii=False, indent=1)
    answer = Response(f"{content}\n", mimetype="application/json")
    named = ("record-of-processing", name, None, "json")
    answer.headers["Content-Disposition"] = filenames.disposition(
        filenames.filename(*named), filenames.full_name(*named)
    )
    return answer
