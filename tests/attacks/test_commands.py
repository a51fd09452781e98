"""Attacks on the command line: names that are too long, folders one may not look into, a target that is the source."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit import config
from audit.store.database import Store
from tests.cli.running import ROOT, run

TOO_LONG = "a" * 300


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with an empty database."""
    folder = tmp_path / "audits"
    Store(config.load(folder).database).prepare()
    return folder


@pytest.mark.parametrize("command", ["report", "plan"])
@pytest.mark.parametrize("link", ["itself", "a symbolic link", "a second name"])
def test_a_paper_never_replaces_the_answers_it_is_made_from(
    tmp_path: Path, file: Path, command: str, link: str
) -> None:
    source, target = tmp_path / "answers.pdf", tmp_path / "out.pdf"
    content = file.read_bytes()
    source.write_bytes(content)
    if link == "itself":
        target = source
    elif link == "a symbolic link":
        target.symlink_to(source)
    else:
        target.hardlink_to(source)
    result = run(command, source, "--out", target)
    assert result.exit_code == 2
    assert "is the answers file itself" in result.stderr
    assert source.read_bytes() == target.read_bytes() == content


@pytest.mark.parametrize(
    "words",
    [
        ("report", "{file}", "--out", "{name}.pdf"),
        ("plan", "{file}", "--out", "{name}.pdf"),
        ("score", "{name}"),
        ("score", "{file}", "--standard", "{name}"),
        ("check-standard", "{name}"),
        ("backup", "{name}", "--data", "{data}"),
        ("backup", "{copy}", "--data", "{name}"),
        ("restore", "{name}", "--data", "{data}"),
        ("restore", "{copy}", "--data", "{name}"),
        ("doctor", "--data", "{name}"),
        ("serve", "--data", "{name}"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("place", [TOO_LONG, "closed/inside"], ids=["too long", "in a closed folder"])
def test_a_name_that_cannot_be_is_a_sentence(
    tmp_path: Path, file: Path, home: Path, words: tuple[str, ...], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, folder = tmp_path / "copy.sqlite", tmp_path / "audits"
    Store(config.load(folder).database).prepare()
    if words[0] == "restore":
        run("backup", copy, "--data", folder)
    _close(monkeypatch, tmp_path / "closed")
    places = {"file": file, "name": tmp_path / place, "data": folder, "copy": copy}
    result = run(*(word.format(**places) for word in words))
    assert result.exit_code in {1, 2}
    assert "should not have happened" not in result.stderr
    assert result.stderr.strip()
    assert not (home / "state").exists()


def _close(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Close a folder also to root, who runs tests on some machines: nothing may be looked at, opened or made there."""

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: object, *rest: object, **more: object) -> object:
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(str(folder)):
                raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
            return real(path, *rest, **more)

        return call

    for name in ("stat", "open", "mkdir", "access"):
        monkeypatch.setattr(os, name, guarded(getattr(os, name)))
    monkeypatch.setattr("io.open", guarded(open))


def test_control_characters_in_a_name_never_reach_the_terminal(tmp_path: Path) -> None:
    result = run("score", tmp_path / "\x1b]0;owned\x07\nall is well.json")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("score",), ("score", "--json"), ("plan",), ("plan", "--json")], ids=" ".join)
def test_an_output_that_is_full_is_said_and_is_no_crash(file: Path, home: Path, words: tuple[str, ...]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    with full.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "audit", *words, str(file)],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"should not have happened" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_do_no_harm(file: Path, home: Path, closed: str) -> None:
    command = f"exec {sys.executable} -m audit score {file} {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["\udcff", "x?mode=memory&y#", "file:x", "%00%2f", "'; DROP TABLE audits; --"])
def test_any_name_that_a_disk_takes_is_read_and_written(tmp_path: Path, file: Path, data: Path, name: str) -> None:
    source, copy = tmp_path / f"{name}.json", tmp_path / name / f"{name}.sqlite"
    try:
        source.write_bytes(file.read_bytes())
        copy.parent.mkdir()
    except (OSError, UnicodeEncodeError):
        pytest.skip("this disk takes no such names")
    assert run("score", source).exit_code == 0
    result = run("backup", copy, "--data", data)
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert run("restore", copy, "--data", tmp_path / "restored").exit_code == 0


@pytest.mark.parametrize("key", ["\x1b[2Jall is well", "a\nb", "\u202eevil"])
def test_keys_of_a_hostile_file_never_reach_the_terminal(tmp_path: Path, key: str) -> None:
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps({key: 1, "answers": {key: 1}}), encoding="utf-8")
    result = run("score", path)
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert "a\nb" not in result.stderr
