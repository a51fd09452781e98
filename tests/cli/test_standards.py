"""``standard``, ``check-standard`` and ``schema``."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import rfc8785

from audit import library
from audit.core import content, schemas
from audit.core.standard import Standard
from tests.cli.running import run
from tests.conftest import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small standard that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "bakery-2025"))


def test_all_that_ship_are_in_order() -> None:
    result = run("check-standard")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "wwp-en-2018-topics is in order: 100 criteria, 25 of these red lines, 8 domains.\n"


def test_every_problem_is_named_with_file_and_key(folder: Path) -> None:
    fire = folder / "domains" / "fire.toml"
    fire.write_text(fire.read_text(encoding="utf-8").replace('kind = "must"', 'kind = "may"'), encoding="utf-8")
    (folder / "domains" / "shop.toml").unlink()
    result = run("check-standard", SMALL, folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"{folder}: domains/shop.toml: the file is missing",
        f"{folder}: domains/fire.toml: FIR-3.kind: expected: red line, must or should",
        f"{folder}: The standard in “bakery-2025” is not complete: 2 problems. Nothing of it was loaded.",
    ]


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    for command in (["check-standard"], ["standard", "--standard"], ["schema", "answers", "--standard"]):
        result = run(*command, tmp_path / "nowhere")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "is not a folder" in result.stderr


def test_a_broken_standard_stops_every_command(folder: Path, file: Path) -> None:
    (folder / "standard.toml").write_text("id = [", encoding="utf-8")
    for command in (["standard"], ["schema", "answers"], ["score", file], ["plan", file]):
        result = run(*command, "--standard", folder)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "standard.toml: not valid TOML" in result.stderr


def test_a_program_without_standards_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "available", lambda: ())
    result = run("check-standard")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("No standard came with this program.")


def test_the_json_is_the_whole_standard(real: Standard) -> None:
    printed = json.loads(run("standard", "--json").stdout)
    assert content.from_content(printed) == real
    assert hashlib.sha256(rfc8785.dumps(printed)).hexdigest() == content.content_hash(real)


def test_people_read_every_criterion_and_what_it_rests_on(real: Standard) -> None:
    text = run("standard").stdout
    assert text.startswith("Topics of the WWP EN guidelines, 2018, edition 2026.1 (draft)\n")
    assert "48 criteria in a first pass" in text
    assert real.disclaimer in text
    assert content.content_hash(real) in text
    for criterion in real.criteria():
        assert criterion.statement in text


def test_the_schema_of_the_answers_file_knows_the_standard(standard: Standard) -> None:
    printed = json.loads(run("schema", "answers", "--standard", SMALL).stdout)
    assert printed == schemas.answers(standard)
