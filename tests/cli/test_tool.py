"""Whatever goes wrong is one sentence and an exit code; a traceback reaches nobody."""

import importlib
import re
import signal
import stat
from pathlib import Path

import click
import pytest

from audit import __version__
from audit.cli import crash, main, scoring, tool
from audit.cli.tool import COMMANDS
from audit.errors import UnknownNameError
from tests.cli.running import run, run_process, start


def test_the_version_is_that_of_the_package() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"self-audit, version {__version__}\n")


def test_help_lists_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert re.findall(r"^  ([a-z]+(?:-[a-z]+)*)  +[A-Z]", result.stdout, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = run(name, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: self-audit {name} ")
    assert len(result.stdout.splitlines()) > 4


def test_listing_the_commands_imports_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr(tool, "import_module", refuse)
    assert run("--help").exit_code == 0


def test_no_command_at_all_shows_the_help_and_is_wrong_use() -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: self-audit ")


WRONG = {
    "an unknown command": (["scor"], "No such command 'scor'."),
    "an unknown option": (["score", "--jsn", "x"], "No such option '--jsn'."),
    "a missing file": (["score"], "Missing argument 'FILE'."),
    "an unknown schema": (["schema", "plan"], "'plan' is not one of 'answers', 'score'."),
    "a port out of range": (["serve", "--port", "70000"], "70000 is not in the range 1<=x<=65535."),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_line_with_where_to_look(words: list[str], sentence: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.endswith("--help”.\n")
    assert len(result.stderr.splitlines()) == 1


def test_an_error_outside_of_any_command_is_still_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> None:
        raise click.ClickException("No room.")  # noqa: EM101, TRY003 - as click raises it

    monkeypatch.setattr(tool, "import_module", refuse)
    result = run("score")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "No room.\n")


def test_an_error_of_ours_is_a_no(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    def refuse(*_: object) -> None:
        raise UnknownNameError(what="criterion", name="X-1")

    monkeypatch.setattr(scoring, "score_sheet", refuse)
    result = run("score", file, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no criterion “X-1” in this edition.\n"


def test_what_nobody_foresaw_is_a_sentence_and_a_log(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")  # noqa: EM101 - a made-up failure

    monkeypatch.setattr(scoring, "score_sheet", fail)
    result = run("score", file, "--json")
    log = crash.folder() / crash.NAME
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"This should not have happened (ZeroDivisionError). Please report it with the end of {log}.\n"
    )
    assert f"self-audit {__version__}\nTraceback" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_without_a_place_for_the_log_it_is_still_a_sentence(
    monkeypatch: pytest.MonkeyPatch, file: Path, home: Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setattr(scoring, "score_sheet", fail)
    result = run("score", file, "--json")
    assert result.exit_code == 2
    assert result.stderr == "This should not have happened (ZeroDivisionError), and no log could be kept.\n"


def test_an_interrupted_command_ends_quietly(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scoring, "score_sheet", interrupt)
    result = run("score", file, "--json")
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (130, "", "")


def test_a_reader_that_goes_away_does_no_harm() -> None:
    with start("standard", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert process.returncode in {1, -signal.SIGPIPE}


def test_the_module_is_the_same_command(file: Path) -> None:
    code, out, err = run_process("score", file, "--json")
    assert (code, err) == (0, "")
    assert '"standing": "red-line-open"' in out


def test_a_terminal_that_speaks_no_unicode_gets_placeholders(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    code, out, err = run_process("score", file)
    assert (code, err) == (0, "")
    assert "Programme: Program ??elim druga?ije?" in out


def test_every_command_has_its_function() -> None:
    assert main.list_commands(click.Context(main)) == list(COMMANDS)
    for name, (module, _) in COMMANDS.items():
        assert isinstance(
            getattr(importlib.import_module(f"audit.cli.{module}"), name.replace("-", "_")), click.Command
        )
