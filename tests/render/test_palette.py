"""The pictures use the colours of the pages and no others; test_contrast.py holds what these must be."""

import re
from pathlib import Path

import pytest

from audit.render import palette

ROOT = Path(__file__).parents[2]
CSS = (ROOT / "static" / "audit.css").read_text(encoding="utf-8")
DRAWING = sorted((ROOT / "audit" / "render").glob("chart*.py"))


@pytest.mark.parametrize(("name", "colour"), palette.TOKENS.items())
def test_a_colour_of_the_pictures_is_the_token_of_the_pages(name: str, colour: str) -> None:
    assert f"--{name}: {colour};" in CSS


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.name)
def test_no_colour_is_written_outside_the_palette(path: Path) -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8"))
