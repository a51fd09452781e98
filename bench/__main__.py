"""``python -m bench``: measure everything and print the table."""

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench import pages, papers, people, process, sample, signing, slow, together, years
from bench.clock import Row


def main() -> int:
    """Print one line a measurement, as a Markdown table; return 1 where a limit does not hold."""
    print("| what | measured | at most | |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        held = [_print(row) for row in _rows(Path(folder))]
    return 0 if all(held) else 1


def _rows(folder: Path) -> Iterable[Row]:
    made = sample.make(folder / "data")
    yield from process.rows(made)
    yield from pages.rows(made, folder)
    yield from people.rows(made, pages.DOMAIN)
    yield from years.rows(folder)
    yield from together.rows(made)
    yield from slow.rows(made)
    yield from papers.rows(made, folder)
    yield from signing.rows(folder)


def _print(row: Row) -> bool:
    mark = "" if row.holds else " **over**"
    print(f"| {row.what} | {row.figure:.3g} {row.unit}{mark} | {row.limit:g} {row.unit} | {row.note} |", flush=True)
    return row.holds


if __name__ == "__main__":
    sys.exit(main())
