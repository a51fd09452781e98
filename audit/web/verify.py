"""Anybody may ask whether a file was issued here: its SHA-256 is compared with the register, and nothing is parsed."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from audit.core.signing import RegisteredPaper
from audit.language import format_date, gettext
from audit.store import papers
from audit.web import access
from audit.web.forms import Problem

blueprint = Blueprint("verify", __name__)

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the register says of a file."""

    title: str
    words: str
    sha256: str


@blueprint.get("/verify")
def show() -> ResponseReturnValue:
    """Ask for a file."""
    return _page()


@blueprint.post("/verify")
def check() -> ResponseReturnValue:
    """Compare a file with the register."""
    file = request.files.get("file")
    data = file.read() if file else b""
    if not data:
        problem = Problem("file", gettext("Choose the file first; it is not empty."))
        return _page(problems=(problem,)), UNPROCESSABLE
    sha256 = hashlib.sha256(data).hexdigest()
    with access.store().reading() as db:
        found = papers.find(db, sha256)
    return _page(_verdict(found, sha256))


def _page(verdict: Verdict | None = None, problems: tuple[Problem, ...] = ()) -> str:
    return render_template("verify/show.html", page=verdict, problems=problems)


def _verdict(found: RegisteredPaper | None, sha256: str) -> Verdict:
    """Say what is known; the day is that of the register, in UTC, and whose report it is stands in the report."""
    if found is None:
        words = gettext(
            "No file with this fingerprint was issued here. It may come from another Self-Audit, be a draft or a "
            "working copy, or have been changed: one changed sign is enough, and so is saving it anew in a reader."
        )
        return Verdict(gettext("Not one of ours"), words, sha256)
    words = gettext(
        "Issued here on %(day)s, unaltered; its content was not checked by us. Its code is %(code)s.",
        day=format_date(found.made.date()),
        code=found.code,
    )
    return Verdict(gettext("Issued here, unaltered"), words, sha256)
