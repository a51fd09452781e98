"""``report`` and ``plan``: paper from an answers file, whole or not at all."""

import io
import json
import os
import stat
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit.cli import asked, files
from audit.render import documents, engines, typeset
from audit.render.errors import EngineFailedError, PaperNotAccessibleError
from tests.cli.running import run, run_process
from tests.cli.test_scoring import CASES
from tests.conftest import SMALL


def words(path: Path) -> str:
    """Return the words of a PDF, one space between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_report_is_written_in_time_and_says_what_it_is(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    begun = time.monotonic()
    code, said, err = run_process("report", file, "--out", out)
    taken = time.monotonic() - begun
    assert (code, err) == (0, "")
    assert said == f"Written: {out} (typst).\n"
    text = words(out)
    assert text.lower().index("draft, not signed off") < text.index("WOM-1")
    assert "Program “Želim drugačije”" in text
    assert "not for court or custody use" in text.lower()
    assert "Programme manual, ch. 2" not in text
    assert "Made from an answers file, which does not say whether a second voice was given." in text
    assert "No second voice was given" not in text
    assert list(tmp_path.glob(".*")) == []
    assert taken < 20, "the target is 2.5 s on a quiet machine; bench measures it"


def test_the_same_file_makes_the_same_bytes(file: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        assert run("report", file, "--out", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_titles_are_printed_only_when_asked_for(file: Path, tmp_path: Path) -> None:
    assert run("report", file, "--out", tmp_path / "titles.pdf", "--titles").exit_code == 0
    assert "Programme manual, ch. 2" in words(tmp_path / "titles.pdf")


def test_a_check_is_run_and_said_only_when_asked_for(file: Path, tmp_path: Path) -> None:
    plain, checked = tmp_path / "plain.pdf", tmp_path / "checked.pdf"
    assert "Checked" not in run("report", file, "--out", plain).stdout
    result = run("report", file, "--out", checked, "--check")
    assert result.stdout.splitlines()[1] == "Checked against PDF/UA-1 by page-validation: all 104 rules passed."
    assert plain.read_bytes() == checked.read_bytes()


def test_a_report_that_fails_the_check_is_not_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> int:
        raise PaperNotAccessibleError(rules="7.1")

    monkeypatch.setattr(typeset, "check", fail)
    result = run("report", file, "--out", tmp_path / "x.pdf", "--check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "did not pass the check for accessibility" in result.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_a_working_copy_cannot_be_checked(file: Path, tmp_path: Path) -> None:
    result = run("report", file, "--out", tmp_path / "x.pdf", "--check", "--working")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "leave out --check or --working" in result.stderr


def test_without_wkhtmltopdf_a_working_copy_comes_from_typst(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "wkhtmltopdf", lambda: None)
    result = run("report", file, "--out", tmp_path / "working.pdf", "--working")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "(typst)" in result.stdout
    assert "Depends on who is working" in words(tmp_path / "working.pdf")


@pytest.mark.wkhtmltopdf
def test_with_wkhtmltopdf_a_working_copy_comes_from_it(file: Path, tmp_path: Path) -> None:
    if engines.wkhtmltopdf() is None:
        pytest.skip("wkhtmltopdf is not installed")
    result = run("report", file, "--out", tmp_path / "working.pdf", "--working")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "(wkhtmltopdf)" in result.stdout
    assert "Depends on who is working" in words(tmp_path / "working.pdf")


def test_a_plan_can_be_paper(file: Path, tmp_path: Path) -> None:
    result = run("plan", file, "--out", tmp_path / "plan.pdf")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "WOM-1" in words(tmp_path / "plan.pdf")


@pytest.mark.parametrize("data", [data for data, _ in CASES.values()], ids=list(CASES))
def test_bad_content_leaves_no_pdf_behind(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "answers.json").write_bytes(data)
    for command in ("report", "plan"):
        result = run(command, tmp_path / "answers.json", "--out", tmp_path / "x.pdf", "--standard", SMALL)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"{tmp_path / 'answers.json'}: ")
    assert os.listdir(tmp_path) == ["answers.json"]  # noqa: PTH208 - hidden ones too


def test_a_missing_file_leaves_no_pdf_behind(tmp_path: Path) -> None:
    result = run("report", tmp_path / "missing.json", "--out", tmp_path / "x.pdf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden ones too


def test_an_engine_that_fails_leaves_an_older_pdf_alone(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineFailedError(engine="Typst", detail="no room")

    monkeypatch.setattr(documents, "edition", fail)
    out = tmp_path / "x.pdf"
    out.write_bytes(b"last year's")
    result = run("report", file, "--out", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Typst could not make this paper (no room).")
    assert out.read_bytes() == b"last year's"
    assert sorted(os.listdir(tmp_path)) == ["answers.json", "x.pdf"]  # noqa: PTH208 - hidden ones too


def test_a_full_disk_leaves_nothing_behind(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    out = tmp_path / "x.pdf"
    out.write_bytes(b"last year's")
    result = run("plan", file, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"“{out}” cannot be written: No space left on device. Nothing was left behind.\n"
    assert out.read_bytes() == b"last year's"
    assert sorted(os.listdir(tmp_path)) == ["answers.json", "x.pdf"]  # noqa: PTH208 - hidden ones too


BAD_TARGETS = {
    "no pdf": ("report.json", "should end in .pdf"),
    "a folder that is not there": ("nowhere/report.pdf", "its folder does not exist"),
    "a folder": ("folder.pdf", "it is a folder"),
}


@pytest.mark.parametrize(("name", "reason"), BAD_TARGETS.values(), ids=BAD_TARGETS)
@pytest.mark.parametrize("command", ["report", "plan"])
def test_a_target_that_cannot_be_is_said_at_once(
    file: Path, tmp_path: Path, command: str, name: str, reason: str
) -> None:
    (tmp_path / "folder.pdf").mkdir()
    result = run(command, file, "--out", tmp_path / name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert not (tmp_path / "report.json").exists()


def test_a_written_file_has_the_rights_the_person_chose(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "x.pdf", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.pdf").stat().st_mode) == 0o640


def test_people_read_the_plan_by_priority_with_interim_steps(file: Path) -> None:
    result = run("plan", file)
    flat = " ".join(result.stdout.split())
    order = (
        "Action plan. Draft, not signed off.",
        "Standing: Red line open or not known. By own account.",
        "Act now, within 30 days",
        "WOM-1 Every current and former partner",
        "At once, from 1 November 2026; not marked as taken: ",
        "Urgent, within 90 days",
        "Name the document that shows this is in place every time.",
        "If every action due by then brings its criteria to level 3",
        "About a programme, not about any person.",
    )
    places = [flat.index(part) for part in order]
    assert places == sorted(places)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it the second of December, a day after the red lines are due."""
    monkeypatch.setattr(asked, "today", lambda: date(2026, 12, 2))


@pytest.mark.usefixtures("later")
def test_a_plan_says_of_which_day_it_is_and_what_is_overdue(file: Path, tmp_path: Path) -> None:
    told = json.loads(run("plan", file, "--json").stdout)
    red_lines = [a for a in told["actions"] if a["priority"] == 1]
    count = len(red_lines)
    assert (told["plan_as_of"], told["plan_overdue"]) == ("2026-12-02", {"actions": count, "red_lines": count})
    assert [a["overdue"] for a in told["actions"]] == [a["priority"] == 1 for a in told["actions"]]
    assert [a["criteria"] for a in told["actions"] if a["interim_overdue"]] == [["WOM-1"]]
    said = f"Plan as of 2 December 2026: {count} actions are overdue, {count} of these for red lines"
    printed = " ".join(run("plan", file).stdout.split())
    assert said in printed
    assert printed.count(" Overdue") == count
    for command in ("plan", "report"):
        assert run(command, file, "--out", tmp_path / "out.pdf").exit_code == 0
        assert f"{count} actions are overdue" in words(tmp_path / "out.pdf")


def test_the_same_day_makes_the_same_report(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for day in (2, 2, 3):
        monkeypatch.setattr(documents, "_kept", documents._Kept())
        monkeypatch.setattr(asked, "today", lambda day=day: date(2026, 12, day))
        assert run("report", file, "--out", tmp_path / "out.pdf").exit_code == 0
        made.append((tmp_path / "out.pdf").read_bytes())
    assert made[0] == made[1]
    assert made[1] != made[2]


def test_programs_read_the_plan_as_json(file: Path, answers: dict[str, Any]) -> None:
    result = run("plan", file, "--json")
    read = json.loads(result.stdout)
    assert (read["standard"], read["edition"], read["date"]) == ("wwp-en-2018-topics", "2026.1", answers["date"])
    (one,) = (a for a in read["actions"] if a["criteria"] == ["WOM-1"])
    assert (one["priority"], one["label"], one["purpose"]) == (1, "Act now", "repair")
    assert (one["due"], one["interim_due"]) == ("2026-12-01", "2026-11-01")
    assert one["interim"]
    (other,) = (a for a in read["actions"] if a["criteria"] == ["WOM-3"])
    assert (other["purpose"], other["interim"], other["due"]) == ("name document", None, "2027-01-30")
    assert len(read["actions"]) == 98


def test_paper_and_json_at_once_is_wrong_use(file: Path, tmp_path: Path) -> None:
    result = run("plan", file, "--json", "--out", tmp_path / "x.pdf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Choose one of --json and --out." in result.stderr


def test_names_in_every_script_are_printed(file: Path, tmp_path: Path, answers: dict[str, Any]) -> None:
    name = "Đorđe Čvorić, Ελπίδα, Надія, Şişli, პროგრამა $\\frac{1}{2}$ #set"
    answers["programme"]["name"] = name
    file.write_text(json.dumps(answers), encoding="utf-8")
    assert run("report", file, "--out", tmp_path / "names.pdf").exit_code == 0
    reader = PdfReader(io.BytesIO((tmp_path / "names.pdf").read_bytes()))
    assert name in " ".join((reader.pages[0].extract_text()).split())


def test_what_no_font_can_print_is_pointed_out(file: Path, tmp_path: Path, answers: dict[str, Any]) -> None:
    answers["programme"]["name"] = "Program 漢"
    file.write_text(json.dumps(answers), encoding="utf-8")
    result = run("report", file, "--out", tmp_path / "names.pdf")
    assert result.exit_code == 0
    assert "Shown as a placeholder, since no font has them: 漢" in result.stdout
