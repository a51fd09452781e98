"""An empty name on the command line is no folder: nothing is quietly read or written where one happens to be."""

from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.mark.parametrize("name", ["", " ", "\t"])
@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--data"),
        ("demo", "--data"),
        ("backup", "copy.sqlite", "--data"),
        ("restore", "copy.sqlite", "--data"),
        ("backup",),
        ("restore",),
        ("score",),
        ("report", "answers.json", "--out"),
        ("score", "answers.json", "--standard"),
    ],
    ids=" ".join,
)
def test_an_empty_name_is_wrong_use(
    words: tuple[str, ...], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "The name of the file or folder is empty. Name one." in result.stderr
    assert not list(tmp_path.iterdir())
