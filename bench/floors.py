"""The floors: the least a Flask page or a saved row can cost on this machine.

The page floor reads the same rows with sqlite3 and renders the same text through one plain Jinja template: every
text between two tags of our page is one escaped value there, everything else is markup. The write floor writes
one row, WAL, synchronous=FULL.
"""

import html
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, request
from markupsafe import Markup

_PAGE = "{% for markup, words in pieces %}{{ markup }}{{ words }}{% endfor %}"
_TEXT = re.compile(r"(?<=>)([^<]+)(?=<)")


def pages(database: Path, text: str, criteria: Sequence[str]) -> Flask:
    """Return an application whose ``/`` reads the answers to these criteria and renders ``text``."""
    app = Flask("floor")
    template = app.jinja_env.from_string(_PAGE)
    marks = ", ".join("?" * len(criteria))
    query = f"SELECT {_columns(database)} FROM answers WHERE criterion IN ({marks})"  # noqa: S608 - our own names
    cut = [*_TEXT.split(text), ""]
    pieces = [(Markup(cut[n]), html.unescape(cut[n + 1])) for n in range(0, len(cut) - 1, 2)]  # noqa: S704 - our page

    @app.get("/")
    def page() -> str:
        db = sqlite3.connect(database)
        rows = db.execute(query, tuple(criteria)).fetchall()
        db.close()
        return template.render(pieces=pieces, rows=rows)

    return app


def writes(folder: Path) -> Flask:
    """Return an application whose ``POST /`` writes one row."""
    app = Flask("floor")
    path = folder / "floor.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, level INTEGER, note TEXT, version INTEGER)")
    db.close()

    @app.post("/")
    def save() -> str:
        db = sqlite3.connect(path, timeout=10)
        db.execute("PRAGMA synchronous=FULL")
        values = (request.form["id"], request.form["level"], request.form["note"])
        with db:
            db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, 1)", values)
        db.close()
        return "saved"

    return app


def _columns(database: Path) -> str:
    db = sqlite3.connect(database)
    names = [row[1] for row in db.execute("PRAGMA table_info(answers)")]
    db.close()
    return ", ".join(names)
