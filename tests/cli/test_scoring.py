"""``score``: the contract of design section 16, for programs and for people."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit import library
from audit.core import answersfile, schemas
from audit.core.programme import Setting
from audit.core.standard import Standard
from tests.cli.running import ROOT, run, run_process
from tests.conftest import SMALL, sheet
from tests.core.test_answersfile import (
    BAD_ANSWERS,
    BAD_FACTS,
    BAD_TOPS,
    HOSTILE,
    UNREADABLE,
    answered,
    content,
    raw,
)
from tests.core.test_scorejson import ANSWERS, WORKED

BAD_CONTENT = {
    **{name: (answered(value), line) for name, (value, line) in BAD_ANSWERS.items()},
    **{name: (content(**value), line) for name, (value, line) in BAD_TOPS.items()},
    **{f"programme with {name}": (content(programme=value), line) for name, (value, line) in BAD_FACTS.items()},
}
BAD_BYTES = {
    **UNREADABLE,
    "a level twice": (raw('{"level": 0, "level": 3}'), "answers.FIR-1.level: stands twice in one object"),
    "a level of 5,000 digits": (raw(f'{{"level": {"3" * 5000}}}'), "answers.FIR-1.level: a whole number from 0 to 3"),
}
CASES = {
    **{name: (json.dumps(data).encode(), line) for name, (data, line) in BAD_CONTENT.items()},
    **BAD_BYTES,
}


def small(path: Path) -> Path:
    """Write the worked example for the small standard and return its path."""
    facts = answersfile.ProgrammeFacts("Program Sljeme", "HR", Setting.COMMUNITY)
    path.write_bytes(answersfile.write(facts, ANSWERS, library.load(SMALL)))
    return path


@pytest.mark.parametrize(("data", "line"), CASES.values(), ids=CASES)
def test_bad_content_is_named_with_file_and_key(tmp_path: Path, data: bytes, line: str) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(data)
    result = run("score", path, "--standard", SMALL)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"{path}: {line}",
        f"{path}: This is not an answers file that can be used. Nothing of it was taken.",
    ]


def test_all_problems_are_named_at_once(tmp_path: Path, answers: dict[str, Any]) -> None:
    answers["date"] = "soon"
    answers["answers"] |= {"WOM-1": {"level": 4}, "XXX-1": {"level": 1}, "COL-1": {"not_applicable": "We have none"}}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    code, out, err = run_process("score", path, "--json")
    assert (code, out) == (1, "")
    assert [line.removeprefix(f"{path}: ").split(": ")[0] for line in err.splitlines()] == [
        "date",
        "answers.WOM-1.level",
        "answers.XXX-1",
        "answers.COL-1.not_applicable",
        "This is not an answers file that can be used. Nothing of it was taken.",
    ]


def test_a_hundred_thousand_problems_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(HOSTILE["100,000 unknown keys"]())
    result = run("score", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1002
    assert "And 99006 more problems." in result.stderr


def test_50_mb_are_never_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    result = run("score", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "larger than 2 MB" in result.stderr
    assert peak < 20_000_000


@pytest.mark.parametrize("name", ["missing.json", "", "no/such/folder.json"])
def test_a_file_that_cannot_be_read_is_wrong_use(tmp_path: Path, name: str) -> None:
    result = run("score", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"“{tmp_path / name}” cannot be read: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_may_not_be_read_is_wrong_use(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    result = run("score", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"“{file}” cannot be read: Permission denied.\n"


def test_the_json_is_the_worked_example(tmp_path: Path) -> None:
    result = run("score", small(tmp_path / "a.json"), "--json", "--standard", SMALL)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == WORKED


def test_the_json_keeps_to_the_schema_that_is_printed(file: Path) -> None:
    schema = json.loads(run("schema", "score").stdout)
    assert schema == schemas.score()
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        json.loads(run("score", file, "--json").stdout)
    )


def test_people_read_the_red_lines_before_any_number(file: Path, real: Standard) -> None:
    text = run("score", file).stdout
    flat = " ".join(text.split())
    order = (
        "red lines are not held",
        "WOM-1 not in place.",
        real.criterion("WOM-1").interim,
        "Red lines: 0 held, 1 open, 23 not known, 1 without a document",
        "Standing: Red line open or not known. By own account.",
        "3 answered, 96 not known (1 of these not sure), 1 does not apply.",
        "at most 99%",
        "1. Act now, within 30 days",
        "No local structure; we meet police monthly",
        "About a programme, not about any person. Not for court or custody use.",
    )
    places = [flat.index(part) for part in order]
    assert places == sorted(places)
    assert "Draft, not signed off." in text
    assert "Program “Želim drugačije”" in text
    assert all(len(line) <= 160 for line in text.splitlines())


def test_nothing_is_said_of_what_is_not_there(tmp_path: Path, standard: Standard) -> None:
    path = tmp_path / "a.json"
    facts = answersfile.ProgrammeFacts("Program Sljeme", "HR", Setting.COMMUNITY)
    everything = sheet(FIR_1=3, FIR_2=3, FIR_3=3, FIR_4=3, FLO_1=3, FLO_2=3, FLO_3=3, FLO_4=3, SHO_1=3, SHO_2=2)
    path.write_bytes(answersfile.write(facts, everything, standard))
    text = run("score", path, "--standard", SMALL).stdout
    assert "Every red line is held, by own account." in text
    assert "Good practice" in text
    assert "4. Improve, within 365 days: 1 gap" in text
    for absent in ("Act now", "Does not apply", "Not sure yet", "at most"):
        assert absent not in text


def test_scoring_waits_for_no_pictures_and_no_web_server(file: Path) -> None:
    script = (
        "import sys\nfrom audit.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'matplotlib', 'flask', 'typst', 'waitress', 'sqlite_utils', 'numpy', 'pdfkit'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    for extra in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-c", script, "score", str(file), *extra],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == "[]\n"
