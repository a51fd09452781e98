"""The documents keep up with the program: every command, every key and every link in them is there."""

import re
from pathlib import Path

import pytest

from audit import library_rules
from audit.cli import main
from audit.cli.tool import Tool

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
KEYS = {
    name
    for shape in (
        library_rules.STANDARD,
        library_rules.CERTAINTY,
        library_rules.LEVEL,
        library_rules.PRIORITY,
        library_rules.DOCUMENT,
        library_rules.DOMAIN,
        library_rules.CRITERION,
        library_rules.SOURCE,
    )
    for name in shape
}


def commands() -> list[str]:
    """Return the names of all commands."""
    assert isinstance(main, Tool)
    return sorted(main.list_commands(main.make_context("self-audit", [], resilient_parsing=True)))


def test_there_are_commands_and_documents() -> None:
    assert {"serve", "demo", "score", "doctor"} <= set(commands())
    assert len(DOCUMENTS) > 8


@pytest.mark.parametrize("command", commands())
def test_every_command_is_told_of(command: str) -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in [*DOCUMENTS, ROOT / "CHANGELOG.md"])
    assert re.search(rf"\b{command}\b", told)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_of_a_standard_is_explained(key: str) -> None:
    assert f"`{key}`" in (ROOT / "standards" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_readme_opens_with_the_two_commands() -> None:
    head = (ROOT / "README.md").read_text(encoding="utf-8")[:400]
    assert head.index("script/server") < head.index("script/test")
