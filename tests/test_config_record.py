"""What is declared for the record of processing: texts under known names, or a sentence that says what is wrong."""

from pathlib import Path

import pytest

from audit import config_file, config_record
from audit.config_file import BadSettingsError
from audit.config_record import Declared


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_nothing_is_declared(file: Path) -> None:
    assert config_record.read(file) == Declared()


def test_texts_are_taken(file: Path) -> None:
    file.write_text('hops = 1\n[record]\ncontroller = " The society "\nplace = "Zagreb"\n')
    config_file.read(file)
    assert config_record.read(file) == Declared(controller="The society", place="Zagreb")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("record = 1", "write it as a table"),
        ("[record]\ncontroler = 'x'", "record.controler: there is no such line"),
        ("[record]\ncontroller = ''", "record.controller: write a text"),
        ("[record]\ncontroller = 3", "record.controller: write a text"),
        (f"[record]\ncontroller = '{'x' * 1001}'", "record.controller: write a text"),
    ],
)
def test_what_is_wrong_is_named_at_the_start(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(BadSettingsError) as caught:
        config_file.read(file)
    assert [said in str(problem) for problem in caught.value.problems] == [True]
    assert config_record.read(file) == Declared()


def test_a_file_that_broke_meanwhile_declares_nothing(file: Path) -> None:
    file.write_text("[record")
    assert config_record.read(file) == Declared()
