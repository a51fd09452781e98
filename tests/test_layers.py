"""Knowledge flows one way: standards → library → core ← store, render ← web, cli. Nothing knows its right.

The imports are read from the source, so that a module that is never run in a test is held to it all the same.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Which layers each layer may import; itself always. `audit` alone is the package with its version. A module's layer is
# its folder, or its name up to the first underscore: `library_rules` belongs to `library`.
BOTTOM = frozenset({"audit", "errors"})
SHARED = BOTTOM | {"resources", "language", "config", "credentials", "core", "library", "store", "render"}
MAY_IMPORT = {
    "audit": frozenset[str](),
    "errors": frozenset({"audit"}),
    "resources": BOTTOM,
    "language": BOTTOM | {"resources"},
    "config": BOTTOM | {"resources"},
    "credentials": BOTTOM | {"core"},
    "core": BOTTOM,
    "library": BOTTOM | {"resources", "core"},
    "store": BOTTOM | {"core"},
    "render": BOTTOM | {"resources", "language", "core"},
    "mail": BOTTOM | {"config", "core"},
    "work": BOTTOM | {"config", "core", "store", "mail"},
    "demo": SHARED - {"render"},
    "web": SHARED | {"demo"},
    "cli": SHARED | {"demo", "mail", "web", "work"},
    "__main__": frozenset({"cli"}),
}

# What core may use of everything outside: no Flask, SQL, disk, clock or chance. Whatever is not named is refused.
PURE = frozenset(
    {"abc", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "hashlib"}
    | {"itertools", "json", "math", "operator", "re", "statistics", "string", "sys", "types", "typing", "unicodedata"}
    | {"rfc8785"}
)
IMPURE_CALLS = frozenset({"now", "today", "utcnow", "open", "print", "input", "eval", "exec", "__import__"})

# The one layer that may know each of these; when another needs what they do, it asks that layer.
KNOWN_BY = {
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "flask": {"web"},
    "flask_babel": {"web"},
    "flask_wtf": {"web"},
    "werkzeug": {"web"},
    "wtforms": {"web"},
    "matplotlib": {"render"},
    "numpy": {"render"},
    "page_validation": {"render"},
    "pdfkit": {"render"},
    "pypdf": {"render"},
    "typst": {"render"},
    "click": {"cli"},
    "waitress": {"cli", "web"},
    "smtplib": {"mail"},
    "argon2": {"credentials"},
    "zxcvbn": {"credentials"},
    "pyotp": {"credentials"},
    "segno": {"credentials"},
}


def layer(path: Path) -> str:
    """Say which layer a file of the package belongs to; the path is relative to ``audit/``."""
    name = path.parts[0].removesuffix(".py")
    if name == "__init__":
        return "audit"
    return name if name.startswith("__") else name.partition("_")[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """Give the full name of everything a module imports, wherever in the module it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names)


def own_layer(name: str) -> str:
    """Say which layer of ours an imported name belongs to: ``audit.core.gaps.Gap`` to ``core``."""
    second = f"{name}.".split(".")[1]
    module = ROOT / "audit" / second
    is_ours = bool(second) and (module.is_dir() or module.with_suffix(".py").is_file())
    return layer(Path(second)) if is_ours or second in MAY_IMPORT else "audit"


def called(tree: ast.AST) -> Iterator[str]:
    """Give the last name of everything a module calls: ``today`` for ``date.today()``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id


def wrong(at: str, name: str) -> str | None:
    """Say why the layer ``at`` may not import ``name``, or nothing when it may."""
    if name.startswith("."):
        return f"{at} imports {name}: imports are absolute"
    top = name.split(".", maxsplit=1)[0]
    if top == "audit":
        of = own_layer(name)
        return None if of == at or of in MAY_IMPORT[at] else f"{at} imports {name}, of the layer {of}"
    if at == "core" and top not in PURE:
        return f"core imports {name}, and core is rules only"
    if at not in KNOWN_BY.get(top, {at}):
        return f"{at} imports {name}, which only {' and '.join(sorted(KNOWN_BY[top]))} may know"
    return None


def broken(at: str, source: str) -> list[str]:
    """List how a module of the layer ``at`` breaks the rules; the source is given as text."""
    tree = ast.parse(source)
    found = [sentence for name in imported(tree) if (sentence := wrong(at, name))]
    if at == "core":
        found += [f"core calls {name}()" for name in called(tree) if name in IMPURE_CALLS]
    return found


def modules() -> list[Path]:
    """List every module of the package, relative to ``audit/``."""
    return sorted(path.relative_to(ROOT / "audit") for path in (ROOT / "audit").rglob("*.py"))


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_knows_nothing_to_its_right(module: Path) -> None:
    assert layer(module) in MAY_IMPORT, "a new layer: decide in docs/decisions/ and here what it may know"
    assert broken(layer(module), (ROOT / "audit" / module).read_text(encoding="utf-8")) == []


def test_there_are_modules_to_check() -> None:
    assert Path("core/scoring.py") in modules()


@pytest.mark.parametrize(
    ("at", "source"),
    [
        ("core", "import flask"),
        ("core", "from pathlib import Path"),
        ("core", "import os.path"),
        ("core", "from audit import resources"),
        ("core", "from audit.store.database import Store"),
        ("core", "def late():\n    import random"),
        ("core", "from datetime import datetime\nNOW = datetime.now()"),
        ("core", "text = open('answers.json').read()"),
        ("core", "from . import scoring"),
        ("library", "import audit.store"),
        ("library", "from audit.language import gettext"),
        ("store", "from audit import library"),
        ("store", "from audit.render import words"),
        ("render", "from audit.store import audits"),
        ("render", "import sqlite3"),
        ("render", "from flask import render_template"),
        ("web", "from audit.cli import main"),
        ("web", "import sqlite3"),
        ("web", "import matplotlib.pyplot"),
        ("web", "from argon2 import PasswordHasher"),
        ("web", "import smtplib"),
        ("web", "from audit.mail import send"),
        ("store", "from audit import credentials"),
        ("demo", "from audit.web import create_app"),
        ("errors", "from audit.core import answers"),
    ],
)
def test_a_breach_is_caught(at: str, source: str) -> None:
    assert len(broken(at, source)) == 1


@pytest.mark.parametrize(
    ("at", "source"),
    [
        ("core", "from datetime import date, timedelta\nimport rfc8785\nfrom audit.errors import N_"),
        ("core", "from audit.core.scoring import score"),
        ("library", "from audit.library_rules import check\nfrom audit import resources\nimport tomllib"),
        ("store", "import sqlite3\nfrom audit.core.answers import Answer"),
        ("render", "def draw():\n    from matplotlib.figure import Figure\nfrom audit.language import gettext"),
        ("web", "from audit import __version__, library\nfrom audit.store.database import Store\nimport flask"),
        ("cli", "from audit.web import create_app\nimport waitress"),
        ("__main__", "from audit.cli import main"),
    ],
)
def test_what_is_allowed_passes(at: str, source: str) -> None:
    assert broken(at, source) == []
