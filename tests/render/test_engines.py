"""What is on this machine is found without loading it, and each lack is said in words."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from audit.render import engines

PATCHED = "wkhtmltopdf 0.12.4 (with patched qt)"


def program(folder: Path, body: str) -> Path:
    path = folder / "wkhtmltopdf"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize(
    ("body", "version", "is_patched"),
    [(f"echo '{PATCHED}'", "0.12.4", True), ("echo wkhtmltopdf 0.12.6", "0.12.6", False)],
    ids=["patched", "Debian's"],
)
def test_a_program_says_which_it_is(tmp_path: Path, body: str, version: str, is_patched: bool) -> None:
    found = engines.probe(program(tmp_path, body))
    assert found == engines.Wkhtmltopdf(tmp_path / "wkhtmltopdf", version, is_patched)


@pytest.mark.parametrize("body", ["echo hello", "exit 1", "echo wkhtmltopdf", "printf '\\377\\376'"])
def test_what_does_not_answer_as_one_is_none(tmp_path: Path, body: str) -> None:
    assert engines.probe(program(tmp_path, body)) is None


def test_a_program_that_hangs_or_cannot_be_run_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_PROBE_SECONDS", 0.2)
    assert engines.probe(program(tmp_path, "exec sleep 30")) is None
    assert engines.probe(tmp_path / "missing") is None


def test_the_program_is_looked_for_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines.wkhtmltopdf.cache_clear()
    try:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert engines.wkhtmltopdf() is None
        program(tmp_path, "echo wkhtmltopdf 0.12.6")
        engines.wkhtmltopdf.cache_clear()
        assert engines.wkhtmltopdf() is not None
        assert "0.12.6, without patched Qt" in engines._wkhtmltopdf().detail
    finally:
        engines.wkhtmltopdf.cache_clear()


def test_each_engine_has_its_cost_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {engine.name: engine for engine in engines.every()}
    assert set(found) == {"typst", "page-validation", "matplotlib", "pdfkit", "wkhtmltopdf", "pypdf", "fonts"}
    assert all(engine.cost for engine in found.values())
    assert found["typst"].is_found
    assert found["typst"].detail == metadata.version("typst")
    assert found["fonts"].detail == "Noto Sans, Noto Sans Georgian"


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines, "wkhtmltopdf", lambda: None)
    monkeypatch.setattr(engines, "font_folder", lambda: tmp_path)
    found = {engine.name: engine for engine in engines.every()}
    assert not found["wkhtmltopdf"].is_found
    assert not found["fonts"].is_found
    assert "NotoSans-Regular.ttf" in found["fonts"].detail
    assert engines.version("no-such-package-anywhere") == ""


def test_a_patched_build_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "wkhtmltopdf", lambda: engines.Wkhtmltopdf(Path("/w"), "0.12.4", is_patched=True))
    assert engines._wkhtmltopdf().detail == "0.12.4, with patched Qt, /w"


def test_finding_out_loads_no_engine() -> None:
    code = (
        "import sys; from audit.render import engines; engines.every();"
        "print(sorted({'matplotlib', 'typst', 'page', 'pdfkit', 'pypdf'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"
