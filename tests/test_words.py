"""Words that people read here say what they mean: those that only programmers use stay in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_CALLS = frozenset({"gettext", "ngettext", "N_"})
# "For instance" is plain; an instance of a program is not.
_NOT_PLAIN = re.compile(r"(?<!for )\binstances?\b", re.IGNORECASE)


def sentences(path: Path) -> Iterator[str]:
    """Yield every text of a module that is there to be read."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_no_sentence_speaks_of_an_instance() -> None:
    found = [text for path in (ROOT / "audit").rglob("*.py") for text in sentences(path) if _NOT_PLAIN.search(text)]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_page_speaks_of_an_instance(path: Path) -> None:
    assert not _NOT_PLAIN.findall(path.read_text(encoding="utf-8"))
