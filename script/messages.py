"""Collect every sentence a person reads, from code and templates, into the file translators start from.

.venv/bin/python script/messages.py
"""

import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "audit" / "translations" / "messages.pot"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None}


def collect() -> Catalog:
    """Return every sentence with the places it stands in; no dates, so that the same code gives the same file."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [(m["pattern"], m["method"]) for m in settings["tool"]["babel"]["mappings"]]
    catalogue = Catalog(project="Self-Audit", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT, methods, {"**.html": {"trimmed": "true"}}, KEYWORDS)
    for place, line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1], str(row[2]))):
        catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def write(path: Path) -> None:
    """Write the template; lines of places are left out, so that it changes only when a sentence does."""
    with path.open("wb") as file:
        write_po(file, collect(), omit_header=True, include_lineno=False, sort_output=True)


def main() -> int:
    """Write the template that ships."""
    write(TEMPLATE)
    sys.stdout.write(f"{TEMPLATE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
