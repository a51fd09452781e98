"""Settings: one data folder, one key nobody else reads, and nobody else comes before everything for it is declared."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from audit import config, config_file
from audit.config import (
    DataFolderError,
    ForeignKeyError,
    KeyLengthError,
    LinkedKeyError,
    NoHopsError,
    NoModesError,
    NoPublicAddressError,
    NotLoopbackError,
    NotReadyForOthersError,
    OpenKeyError,
)
from audit.config_file import BadSettingsError
from audit.errors import AuditError

OTHERS = ["0.0.0.0", "::", "192.168.1.10", "example.org", "", "127.0.0.1.example.org"]  # noqa: S104 - what is guarded
PUBLIC = "https://audit.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_addresses_of_this_machine_are_taken(tmp_path: Path, host: str) -> None:
    assert config.load(tmp_path, host=host).host == host


@pytest.mark.parametrize("host", OTHERS)
def test_the_demonstration_is_for_this_machine_only(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotLoopbackError, match="this machine only"):
        config.load(tmp_path, host=host, demo=True)


@pytest.mark.parametrize("host", OTHERS)
def test_an_address_that_others_reach_needs_a_declared_one(tmp_path: Path, host: str) -> None:
    folder = tmp_path / "new"
    assert problems(folder, host=host) == [NoPublicAddressError, NoHopsError]
    assert not folder.exists()


def problems(folder: Path, **given: Any) -> list[type[AuditError]]:  # noqa: ANN401 - as the command has it
    """Return what is missing before others may come."""
    with pytest.raises(NotReadyForOthersError) as caught:
        config.load(folder, **given)
    assert all(str(problem).endswith(".") for problem in caught.value.problems)
    return [type(problem) for problem in caught.value.problems]


def test_what_is_declared_opens_the_door(tmp_path: Path) -> None:
    made = config.load(tmp_path, host=OTHERS[0], public_address="HTTPS://Audit.Example.org:443/", hops=2)
    assert (made.public_address, made.hops, made.address) == (PUBLIC, 2, PUBLIC)
    assert made.listens == f"http://{OTHERS[0]}:8765"


def test_nothing_has_to_be_declared_on_this_machine(tmp_path: Path) -> None:
    made = config.load(tmp_path, host="::1")
    assert (made.public_address, made.hops, made.mail, made.address) == (None, 0, None, "http://[::1]:8765")


def test_one_of_both_is_not_enough(tmp_path: Path) -> None:
    assert problems(tmp_path, public_address=PUBLIC) == [NoHopsError]
    assert problems(tmp_path, public_address=PUBLIC, hops=0) == [NoHopsError]
    assert problems(tmp_path, hops=1) == [NoPublicAddressError]


@pytest.mark.parametrize(
    "wrong",
    [
        *("http://audit.example.org", "audit.example.org", "https://", "https://a b", "https://a/b", "https://a?b"),
        *("https://a#b", "https://u@a", "https://a:0", "https://a:x", "https://a:99999", "https://[::1", "https://-a"),
        *("https://a..b", "", "https://1.2.3", "https://\u00e4.example", "ftp://a", "https:a", "//a", "https://a\nb"),
        "https://*.example.org",
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    assert problems(tmp_path, public_address=wrong, hops=1) == [config_file.PublicAddressError]


@pytest.mark.parametrize(
    "address", ["https://localhost:8443", "https://127.0.0.1", "https://[2001:db8::1]:444", "https://xn--4ca.example"]
)
def test_an_address_keeps_its_form(tmp_path: Path, address: str) -> None:
    assert config.load(tmp_path, public_address=address, hops=1).address == address


@pytest.mark.parametrize("content", [b"short", bytes(32), b"k" * 32, b"x" * 33])
def test_a_key_that_is_none_is_refused_before_others_come(tmp_path: Path, content: bytes) -> None:
    write_key(tmp_path, content)
    assert problems(tmp_path, public_address=PUBLIC, hops=1) == [KeyLengthError]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o660])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    config.load(tmp_path).data.joinpath("secret-key").chmod(mode)
    assert problems(tmp_path, public_address=PUBLIC, hops=1) == [OpenKeyError]


def test_a_key_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write_key(tmp_path, bytes(range(32)))
    (tmp_path / "a" / "secret-key").symlink_to(tmp_path / "secret-key")
    (tmp_path / "b" / "secret-key").hardlink_to(tmp_path / "secret-key")
    for name in ("a", "b"):
        assert problems(tmp_path / name, public_address=PUBLIC, hops=1) == [LinkedKeyError]


@pytest.mark.parametrize("name", ["self-audit", "self-audit-demo"])
def test_the_key_of_another_instance_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    key = config.load(tmp_path / name).secret_key
    write_key(tmp_path / "other", key)
    assert problems(tmp_path / "other", public_address=PUBLIC, hops=1) == [ForeignKeyError]
    if name == "self-audit":
        assert config.load(public_address=PUBLIC, hops=1).secret_key == key


@pytest.mark.parametrize("way", ["link", "other/../self-audit"])
def test_a_folder_by_another_name_holds_no_copy_of_its_own_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    key = config.load().secret_key
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "self-audit")
    assert config.load(tmp_path / way, public_address=PUBLIC, hops=1).secret_key == key


def test_a_link_from_another_instance_to_the_key_is_still_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    config.load(tmp_path / "other")
    (tmp_path / "self-audit").mkdir()
    (tmp_path / "self-audit" / "secret-key").symlink_to(tmp_path / "other" / "secret-key")
    assert problems(tmp_path / "other", public_address=PUBLIC, hops=1) == [ForeignKeyError]


def test_a_new_key_signs_nobody_out_and_says_so() -> None:
    assert "Nobody has to sign in again" in str(ForeignKeyError(file="a", other="b"))
    told = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "everybody signs in" not in " ".join(told.split())
    assert "`X-Forwarded-Server`" in told


@pytest.fixture
def no_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every file as open as on a file system without modes."""
    real = os.open

    def made(path: Path, flags: int, mode: int = 0o777) -> int:
        number = real(path, flags, mode)
        os.fchmod(number, 0o755)
        return number

    monkeypatch.setattr("audit.config.os.open", made)


@pytest.mark.usefixtures("no_modes")
def test_without_modes_it_starts_for_this_machine_alone(tmp_path: Path) -> None:
    first = config.load(tmp_path).secret_key
    assert config.load(tmp_path).secret_key == first
    for _ in range(2):
        assert problems(tmp_path, host=OTHERS[0], public_address=PUBLIC, hops=1) == [NoModesError]
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.usefixtures("no_modes")
def test_without_modes_not_even_the_first_start_is_for_others(tmp_path: Path) -> None:
    for _ in range(2):
        assert problems(tmp_path, public_address=PUBLIC, hops=1) == [NoModesError]


def test_where_modes_mean_nothing_none_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = write_key(tmp_path, bytes(range(32)))
    key.chmod(0o666)
    monkeypatch.setattr("audit.config._HAS_MODES", False)
    assert config.load(tmp_path, public_address=PUBLIC, hops=1).secret_key == key.read_bytes()


def test_everything_missing_is_named_at_once(tmp_path: Path) -> None:
    write_key(tmp_path, b"short").chmod(0o644)
    assert problems(tmp_path, host=OTHERS[0]) == [NoPublicAddressError, NoHopsError, KeyLengthError, OpenKeyError]


def write_key(folder: Path, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "secret-key"
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def test_the_file_of_settings_declares_it_once(tmp_path: Path) -> None:
    settings(tmp_path, f'public_address = "{PUBLIC}"\nhops = 1\n[mail]\nhost = "127.0.0.1"\nsender = "a@example.org"\n')
    made = config.load(tmp_path, host=OTHERS[0])
    assert (made.public_address, made.hops) == (PUBLIC, 1)
    assert made.mail is not None
    assert made.mail.sender == "a@example.org"
    assert config.load(tmp_path, public_address="https://other.example", hops=2).address == "https://other.example"
    assert config.load(tmp_path, demo=True).address == "http://127.0.0.1:8765"


def settings(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def test_everything_wrong_in_the_file_is_named_at_once_and_nothing_of_it_used(tmp_path: Path) -> None:
    settings(
        tmp_path, 'public_adress = "https://a"\npublic_address = 1\nhops = 2.0\n[mail]\nhost = "a"\nx = 1\n[extra]\n'
    )
    with pytest.raises(BadSettingsError) as caught:
        config.load(tmp_path)
    said = [str(problem) for problem in caught.value.problems]
    assert [line.partition(":")[0] for line in said] == (
        ["public_adress", "extra", "public_address", "hops", "mail.x", "mail.sender"]
    )
    assert str(tmp_path / "settings.toml") in str(caught.value)
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.parametrize("value", ["-1", "6", "true", '"1"', "1.0", "[1]"])
def test_a_number_of_proxies_is_a_small_whole_number(tmp_path: Path, value: str) -> None:
    settings(tmp_path, f"hops = {value}\n")
    with pytest.raises(BadSettingsError) as caught:
        config.load(tmp_path)
    assert [type(problem) for problem in caught.value.problems] == [config_file.HopsError]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"hops =", config_file.NotTomlError),
        (b"hops = 1\nhops = 1", config_file.NotTomlError),
        (b'public_address = "\xff"', config_file.NotTomlError),
        (b"a = " + b"[" * 10_000, config_file.NotTomlError),
        (b"#" * 70_000, config_file.LargeSettingsError),
    ],
    ids=["cut off", "twice", "not UTF-8", "deep", "large"],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: bytes, expected: type[AuditError]) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(BadSettingsError) as caught:
        config.load(tmp_path)
    assert [type(problem) for problem in caught.value.problems] == [expected]


def test_a_folder_in_the_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(BadSettingsError) as caught:
        config.load(tmp_path)
    assert [type(problem) for problem in caught.value.problems] == [config_file.UnreadableSettingsError]


def test_the_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    first = config.load(tmp_path / "new")
    assert len(first.secret_key) == 32
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert config.load(tmp_path / "new").secret_key == first.secret_key


@pytest.mark.parametrize("was_quicker", [False, True])
def test_a_key_is_made_where_files_have_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, was_quicker: bool
) -> None:
    theirs = bytes(range(32))

    def refuse(path: Path, _: Path) -> None:
        if was_quicker:
            write_key(path.parent, theirs)
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    key = config.load(tmp_path).secret_key
    assert len(key) == 32
    assert (key == theirs) is was_quicker
    assert config.load(tmp_path).secret_key == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_half_a_key_of_a_quicker_start_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, _: Path) -> None:
        write_key(path.parent, b"")
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert len(config.load(tmp_path).secret_key) == 32


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
