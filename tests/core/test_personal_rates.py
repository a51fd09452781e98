"""How often the guard for personal data fails, worked out from the examples and held against the page that says so.

tests/data/personal/ holds the examples: made-up persons, with numbers that are reserved, impossible or published as
examples. One half of them, chosen by a hash, was left aside while the rules were written.
"""

import hashlib
import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from audit.core.personal import ADVISORY, Context, Field, Finding, Kind, findings
from audit.store import schema

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
FOLDER = ROOT / "tests" / "data" / "personal"
ON = date(2026, 11, 1)
HALVES = ("worked with", "held out")
HEAD = "| half | kind | personal details | found | missed | texts in all | texts with a false alarm |"


@dataclass(frozen=True, slots=True)
class Example:
    """One example: a text, and where in it a person's details stand (``span`` is ``None`` where there are none)."""

    language: str
    half: str
    kind: Kind
    field: Field
    text: str
    span: tuple[int, int] | None

    @property
    def found(self) -> tuple[Finding, ...]:
        return findings(self.text, context=Context(ON, self.field))

    def meets(self, finding: Finding) -> bool:
        """Whether a finding lies where a person's details stand."""
        return self.span is not None and finding.start < self.span[1] and finding.end > self.span[0]


def read(path: Path) -> Iterator[Example]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for side in ("present", "absent"):
        for kind, field, marked in content[side]:
            half = HALVES[hashlib.sha256(marked.encode()).digest()[0] & 1]
            text = marked.replace("⟦", "").replace("⟧", "")
            span = (marked.index("⟦"), marked.index("⟧") - 1) if side == "present" else None
            yield Example(content["language"], half, Kind(kind), Field(field), text, span)


EXAMPLES = [example for path in sorted(FOLDER.glob("*.toml")) for example in read(path)]


def row(half: str, kind: str, examples: list[Example], kinds: set[Kind]) -> str:
    """Work out one line of the table in docs/data-protection.md."""
    marked = [example for example in examples if example.span and example.kind in kinds]
    found = sum(any(f.kind is e.kind and e.meets(f) for f in e.found) for e in marked)
    wrong = sum(any(f.kind in kinds and not e.meets(f) for f in e.found) for e in examples)
    missed = 100 * (len(marked) - found) / len(marked)
    alarms = 100 * wrong / len(examples)
    return (
        f"| {half} | {kind} | {len(marked)} | {found} | {missed:.1f} % | {len(examples)} | {wrong} ({alarms:.1f} %) |"
    )


def table() -> list[str]:
    lines = []
    for half in HALVES:
        examples = [example for example in EXAMPLES if example.half == half]
        lines += [row(half, kind.value, examples, {kind}) for kind in Kind]
        lines += [row(half, "all kinds", examples, set(Kind))]
    return lines


def test_the_rates_on_the_page_are_those_of_the_code() -> None:
    shown = PAGE.split(HEAD + "\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    assert shown == table(), "\n".join(table())


def test_there_are_enough_examples_in_enough_languages_and_each_is_there_once() -> None:
    present = [example for example in EXAMPLES if example.span]
    assert len(present) >= 120
    assert len(EXAMPLES) - len(present) >= 200
    assert len({example.language for example in EXAMPLES}) >= 10
    assert {example.kind for example in present} == set(Kind)
    assert len({example.text for example in EXAMPLES}) == len(EXAMPLES)
    assert min(Counter(example.half for example in EXAMPLES).values()) > 250


def test_the_page_names_every_language_of_the_examples_and_every_kind() -> None:
    named = set(re.search(r"Languages with examples: ([a-z, ]+)\.", PAGE)[1].split(", "))  # type: ignore[index] # fails loudly
    assert named == {example.language for example in EXAMPLES}
    assert {kind.value for kind in Kind} <= set(re.findall(r"^\| ([a-z-]+) \|", PAGE, re.MULTILINE))


def test_the_page_says_of_every_table_what_it_holds() -> None:
    statements = "\n".join(itertools.chain.from_iterable(schema.STEPS.values()))
    tables = set(re.findall(r"^CREATE TABLE (\w+)", statements, re.MULTILINE))
    assert "answers" in tables
    assert [name for name in sorted(tables) if f"| `{name}` |" not in PAGE] == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in ADVISORY])
def test_what_is_found_by_rule_is_pointed_out_from_its_first_sign_to_its_last(kind: Kind) -> None:
    examples = [example for example in EXAMPLES if example.span and example.kind is kind]
    exact = [any((f.start, f.end) == e.span for f in e.found if f.kind is kind) for e in examples]
    # A point after a date or after a house number may belong to it or to the sentence.
    assert sum(exact) >= 0.7 * len(examples)
