"""The house rules that no other tool holds: sizes, reasons, and what may stand in no file of the project."""

import ast
import re
import statistics
import subprocess
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from audit import __version__

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES = 450
TEMPLATE_LINES = 120
FUNCTION_LINES = 60
# 95 of 100 functions are not longer than this.
MOST_FUNCTIONS_LINES = 37

TEXT = {".py", ".md", ".toml", ".html", ".typ", ".css", ".js", ".yml", ".txt", ".lock", ".json", ".po", ".pot", ""}
# Words that blame, or that make two sides of violence. Guides for authors name them, to say why not.
WORDS_NOT_USED = r"\bbatterers?\b|\btoxic (?:couple|relationship)|\bnon-compliant\b"


class Function(NamedTuple):
    """A function of the project and its length in lines, docstring included, decorators not."""

    where: str
    lines: int


def git_files() -> list[str]:
    """List the files git knows or would take up, of those that are there."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return sorted({name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()})


FILES = git_files()
OURS = [name for name in FILES if not name.startswith("static/vendor/")]
PYTHON = [name for name in OURS if name.endswith(".py")]
OTHERS = [name for name in OURS if not name.endswith(".py")]  # ruff sees to the Python files
TEMPLATES = [name for name in OURS if name.startswith("templates/")]
LOCKS = ["requirements.lock", "requirements-test.lock"]
GUIDES = {"standards/README.md"}
PROSE = [n for n in OURS if n.startswith(("audit/", "standards/", "templates/", "docs/")) and n not in GUIDES]


def text(name: str) -> str:
    """Read a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def hits(pattern: str, names: Iterable[str]) -> list[str]:
    """List the lines that a pattern, in either case, is found in, as ``file:line: what was found``."""
    seek = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name}:{number}: {found.group().strip()}"
        for name in names
        if Path(name).suffix in TEXT
        for number, line in enumerate(text(name).splitlines(), 1)
        if (found := seek.search(line))
    ]


def functions(name: str, source: str) -> Iterator[Function]:
    """Give every function of a module with its length."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield Function(f"{name}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)


def comments(source: str) -> Iterator[str]:
    """Give every comment of a module."""
    for token in tokenize.tokenize(BytesIO(source.encode()).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def without_reason(source: str) -> list[str]:
    """List the comments that switch a check off without naming the rule and the reason."""
    rule = re.compile(
        r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]\s+#) (?:- )?\S.{5,}"
    )
    return [
        note for note in comments(source) if re.match(r"#\s*(?:noqa|type:\s*ignore)", note) and not rule.match(note)
    ]


def test_files_are_short_enough_to_read() -> None:
    long = {name: lines for name in PYTHON if (lines := len(text(name).splitlines())) > FILE_LINES}
    assert long == {}


def test_templates_are_short_enough_to_read() -> None:
    long = {name: lines for name in TEMPLATES if (lines := len(text(name).splitlines())) > TEMPLATE_LINES}
    assert long == {}


def test_functions_are_short_enough_to_read() -> None:
    every = [function for name in PYTHON for function in functions(name, text(name))]
    assert [function for function in every if function.lines > FUNCTION_LINES] == []
    assert statistics.quantiles([function.lines for function in every], n=20)[-1] <= MOST_FUNCTIONS_LINES


def test_the_limits_ruff_holds_are_not_loosened() -> None:
    lint = tomllib.loads(text("pyproject.toml"))["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert lint["mccabe"]["max-complexity"] == 7
    assert lint["pylint"]["max-args"] == 6
    assert lint["pydocstyle"]["convention"] == "google"
    assert not {"BLE001", "C901", "D100", "D103", "E722", "PLR0913"} & set(lint["ignore"])


@pytest.mark.parametrize("name", PYTHON)
def test_a_check_is_switched_off_only_with_its_reason(name: str) -> None:
    assert without_reason(text(name)) == []


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        pytest.param(r"/(?:w[o]rk|r[o]ot|h[o]me/\w+|tmp/b[a]sh_jobs[^/]*)/", OURS, id="a path of one machine"),
        pytest.param(r"\.upsert(?:_all)?\(", [n for n in PYTHON if n.startswith("audit/")], id="upsert loses writes"),
        pytest.param(r"\|\s*safe\b", TEMPLATES, id="unescaped text"),
        pytest.param(r"autoescape\s+(?:false|off)", TEMPLATES, id="escaping switched off"),
        pytest.param(r"<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=[\"']|javascript:", TEMPLATES, id="inline script"),
        pytest.param(r"<style\b|\sstyle=[\"']", TEMPLATES, id="inline style"),
        pytest.param(r"\b(?-i:TO[D]O|FIX[M]E)\b", OTHERS, id="a note to do later"),
        pytest.param(WORDS_NOT_USED, PROSE, id="words the field does not use"),
        pytest.param(r"https?:|file:|-url\b|-links\b| @ ", LOCKS, id="the address of a package index"),
    ],
)
def test_no_file_has(pattern: str, names: list[str]) -> None:
    assert names
    assert hits(pattern, names) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_package_has_its_hash(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", text(name), flags=re.MULTILINE)[1:]
    assert len(entries) > 30
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_tests_use_the_very_versions_that_people_run() -> None:
    pins = {name: set(re.findall(r"^([a-z0-9-]+==[^ ;\\]+)", text(name), re.MULTILINE)) for name in LOCKS}
    assert pins["requirements.lock"] <= pins["requirements-test.lock"]


def test_every_library_named_in_pyproject_is_pinned() -> None:
    wanted = tomllib.loads(text("pyproject.toml"))
    names = wanted["project"]["dependencies"] + wanted["dependency-groups"]["build"]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", text("requirements.lock"), re.MULTILINE))
    assert {re.split(r"[<>=]", name)[0] for name in names} <= pinned


def test_no_more_is_installed_than_was_agreed() -> None:
    assert len(re.findall(r"^[a-z0-9-]+==", text("requirements.lock"), re.MULTILINE)) <= 70


def test_the_version_is_one_and_the_same_everywhere() -> None:
    assert f'softwareVersion: "{__version__}"\n' in text("publiccode.yml")


@pytest.mark.parametrize("name", ["script/server", "script/test", "script/lock", ".ci/run"])
def test_a_script_can_be_run_and_needs_only_a_plain_shell(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111
    assert text(name).startswith("#!/bin/sh\n")


@pytest.mark.parametrize(
    "note",
    [
        "x = 1  # noqa",
        "x = 1  # noqa: S101",
        "x = 1  # noqa - because",
        "x = f()  # type: ignore",
        "x = f()  # type: ignore[no-any-return]",
    ],
)
def test_a_bare_exception_is_caught(note: str) -> None:
    assert len(without_reason(note)) == 1


@pytest.mark.parametrize(
    "note",
    [
        "x = 1  # noqa: S101 - the reason stands here",
        "x = f()  # type: ignore[no-any-return]  # the library says Any",
        "x = 1  # an ordinary comment",
    ],
)
def test_an_exception_with_its_reason_passes(note: str) -> None:
    assert without_reason(note) == []
