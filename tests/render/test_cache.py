"""Drawings kept on disk: made once, bounded, shared safely, and never in the way."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from audit.core.scoring import score
from audit.core.standard import Standard
from audit.render import cache as caching
from audit.render import charts
from audit.render.cache import Cache
from audit.render.chart_parts import Chart
from tests.conftest import sheet


@pytest.fixture
def chart(standard: Standard) -> Chart:
    return charts.build("domains", score(standard, sheet(FIR_1=1)), ())


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw cheaply, and list what was drawn."""
    names: list[str] = []

    def draw(chart: Chart, *, narrow: bool = False) -> bytes:
        names.append(f"{chart.name}{'-narrow' if narrow else ''}")
        return f"<svg>{chart.name} {narrow} {chart.title}</svg>\n".encode()

    monkeypatch.setattr(charts, "draw", draw)
    return names


def titled(chart: Chart, number: int) -> Chart:
    return Chart(chart.name, f"title {number}", chart.alt, chart.table, chart.picture, chart.language)


def test_a_drawing_is_made_once(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    first = Cache(tmp_path / "new" / "charts").svg(chart)
    assert Cache(tmp_path / "new" / "charts").svg(chart) == first
    assert drawn == ["domains"]


def test_what_can_be_taken_back_is_not_kept(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    drawings = Cache(tmp_path / "cache")
    for _ in range(2):
        assert drawings.svg(replace(chart, keeps=False))
    assert drawn == ["domains", "domains"]
    assert not (tmp_path / "cache").exists()


def test_wide_and_narrow_are_kept_apart(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.svg(chart) != cache.svg(chart, narrow=True)
    assert drawn == ["domains", "domains-narrow"]


def test_what_is_kept_is_what_is_drawn(chart: Chart, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.svg(chart) == cache.svg(chart) == charts.draw(chart)


def test_only_the_owner_can_look_into_the_folder(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    Cache(tmp_path / "charts").svg(chart)
    assert (tmp_path / "charts").stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "charts").iterdir())


@pytest.mark.parametrize("broken", [b"", b"<svg>half", b"\0" * 100], ids=["empty", "cut short", "zeros"])
def test_a_broken_file_is_drawn_again_and_mended(chart: Chart, drawn: list[str], tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / f"{charts.key(chart)}.svg"
    path.write_bytes(broken)
    good = Cache(tmp_path).svg(chart)
    assert path.read_bytes() == good
    assert drawn == ["domains"]


def test_a_folder_that_is_a_file_only_costs_the_drawing(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    (tmp_path / "charts").write_text("not a folder")
    assert Cache(tmp_path / "charts").svg(chart).endswith(b"</svg>\n")


def test_a_full_disk_only_costs_the_drawing(
    chart: Chart, drawn: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert Cache(tmp_path).svg(chart).endswith(b"</svg>\n")
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_go_when_there_are_too_many(
    chart: Chart, drawn: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "_WRITES_BETWEEN_COUNTS", 1)
    cache = Cache(tmp_path, most_files=10)
    for number in range(10):
        cache.svg(titled(chart, number))
        os.utime(tmp_path / f"{charts.key(titled(chart, number))}.svg", (number, number))
    cache.svg(titled(chart, 10))
    left = {path.stem for path in tmp_path.iterdir()}
    assert left == {charts.key(titled(chart, number)) for number in range(2, 11)}


def test_the_oldest_go_when_it_is_too_much(
    chart: Chart, drawn: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "_WRITES_BETWEEN_COUNTS", 1)
    cache = Cache(tmp_path, most_bytes=100)
    for number in range(20):
        cache.svg(titled(chart, number))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 100


def test_a_part_left_by_a_crash_goes_with_the_oldest_and_other_files_stay(
    chart: Chart, drawn: list[str], tmp_path: Path
) -> None:
    (tmp_path / "old.part").write_bytes(b"half")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    os.utime(tmp_path / "old.part", (1, 1))
    Cache(tmp_path, most_files=1).svg(chart)
    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt"}


def test_threads_may_share_a_folder(chart: Chart, drawn: list[str], tmp_path: Path) -> None:
    cache = Cache(tmp_path, most_files=5)
    wrong: list[int] = []

    def work() -> None:
        shown = [(number, cache.svg(titled(chart, number % 9)).decode()) for number in range(60)]
        wrong.extend(number for number, svg in shown if f"title {number % 9}<" not in svg)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == []
