"""Settings: this machine only, one data folder, one key nobody else reads."""

import stat
from pathlib import Path

import pytest

from audit import config
from audit.config import DataFolderError, NotLoopbackError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_addresses_of_this_machine_are_taken(tmp_path: Path, host: str) -> None:
    assert config.load(tmp_path, host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org", "", "127.0.0.1.example.org"])  # noqa: S104 - what must be refused
def test_any_other_address_is_refused_with_a_sentence(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotLoopbackError, match="this machine only"):
        config.load(tmp_path, host=host)


def test_the_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    first = config.load(tmp_path / "new")
    assert len(first.secret_key) == 32
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert config.load(tmp_path / "new").secret_key == first.secret_key


def test_a_key_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_bytes(b"")
    assert len(config.load(tmp_path).secret_key) == 32


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("taken")
    with pytest.raises(DataFolderError, match="--data"):
        config.load(tmp_path / "file")


def test_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = config.load(tmp_path)
    assert settings.database == tmp_path / "self-audit.sqlite"
    assert settings.cache == tmp_path / "cache"


def test_the_folder_is_the_users_own_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert config.load().data.is_relative_to(tmp_path)
