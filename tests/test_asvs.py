"""docs/asvs.md keeps up with the program: whole, counted, and with tests that exist."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
NOT_MET = "not met: "
# A reason in plain words has at least a sentence's length.
LEAST_REASON = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, as the page has it."""

    id: str
    level: str
    asked: str
    how: str
    held: str

    @property
    def is_met(self) -> bool:
        """Whether it says so."""
        return not self.held.startswith(NOT_MET)


def rows() -> list[Row]:
    """Return the rows of the table."""
    found = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \|(.*)\|$", TEXT, re.MULTILINE)
    return [Row(name, level, *(cell.strip() for cell in cells.split("|"))) for name, level, cells in found]


def selected() -> dict[str, str]:
    """Return the level of each id of the selection."""
    blocks = re.findall(r"^Level ([12]):\n\n```text\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL)
    assert [level for level, _ in blocks] == ["1", "2"]
    named = [(name, level) for level, ids in blocks for name in ids.split()]
    assert len(named) == len(dict(named))
    return dict(named)


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))


ROWS = rows()


def test_every_requirement_of_the_selection_has_one_row() -> None:
    assert [row.id for row in ROWS] == sorted({row.id for row in ROWS}, key=lambda i: [int(n) for n in i.split(".")])
    assert {row.id: row.level for row in ROWS} == selected()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_held_by_a_test_or_says_why_not(row: Row) -> None:
    assert row.asked
    if not row.is_met:
        assert row.how == "–"
        assert len(row.held.removeprefix(NOT_MET)) >= LEAST_REASON
        return
    assert row.how not in {"", "–"}
    named = re.fullmatch(r"`(tests/[\w/]+\.py)::(test_\w+)`", row.held)
    assert named, row.held
    assert (ROOT / named[1]).is_file()
    assert named[2] in names_in(ROOT / named[1])


def test_the_counts_are_those_of_the_table() -> None:
    told = re.findall(r"^\| (1|2|both) \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE)
    counted = Counter((row.level, row.is_met) for row in ROWS)
    for level, *numbers in told:
        levels = ("1", "2") if level == "both" else (level,)
        met, not_met = (sum(counted[one, is_met] for one in levels) for is_met in (True, False))
        assert [int(number) for number in numbers] == [met + not_met, met, not_met]
    assert [level for level, *_ in told] == ["1", "2", "both"]


def test_every_file_that_is_named_exists() -> None:
    for name in re.findall(r"`((?:audit|docs|static|standards|requirements)[\w./-]*)`", TEXT):
        assert (ROOT / name).exists(), name
