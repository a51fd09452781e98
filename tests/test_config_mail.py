"""The settings of the mail server: what is right is read, and everything that is wrong is named at once."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import config_mail
from audit.config_mail import Mail, Security

GOOD: dict[str, object] = {"host": "mail.example.org", "sender": "Self-Audit <audit@example.org>"}


def read(tmp_path: Path, **more: object) -> Mail:
    made, wrong = config_mail.read({**GOOD, **more}, tmp_path / "settings.toml")
    assert not wrong, [str(each) for each in wrong]
    assert made
    return made


def wrong(tmp_path: Path, **more: object) -> list[str]:
    made, found = config_mail.read({**GOOD, **more}, tmp_path / "settings.toml")
    assert made is None
    return [str(each) for each in found]


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), (None, 587)])
def test_a_port_that_is_not_said_is_the_usual_one(tmp_path: Path, security: str | None, port: int) -> None:
    made = read(tmp_path, **({"security": security} if security else {}))
    assert (made.port, made.host) == (port, "mail.example.org")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_without_tls_mail_goes_to_this_machine(tmp_path: Path, host: str) -> None:
    made = read(tmp_path, host=host, security="none")
    assert (made.security, made.port, made.host) == (Security.NONE, 25, host.strip("[]"))


@pytest.mark.parametrize("host", ["mail.example.org", "192.168.1.7", "localhost.example.org"])
def test_without_tls_mail_goes_nowhere_else(tmp_path: Path, host: str) -> None:
    (sentence,) = wrong(tmp_path, host=host, security="none")
    assert sentence.startswith("mail.security: “none” is only for a mail server on this machine")


def test_everything_wrong_is_named_at_once_with_its_key() -> None:
    table = {"hsot": "x", "port": "587", "security": "ssl", "sender": "nobody", "user": "u"}
    made, found = config_mail.read(table, Path("/nowhere/settings.toml"))
    assert made is None
    assert [str(each).partition(":")[0] for each in found] == [
        "mail.hsot",
        "mail.host",
        "mail.security",
        "mail.port",
        "mail.sender",
        "mail.user",
    ]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"host": ""}, "mail.host"),
        ({"host": 5}, "mail.host"),
        ({"host": "a\nb"}, "mail.host"),
        ({"host": "x" * 254}, "mail.host"),
        ({"security": 5}, "mail.security"),
        ({"port": 0}, "mail.port"),
        ({"port": 65536}, "mail.port"),
        ({"port": True}, "mail.port"),
        ({"port": 25.0}, "mail.port"),
        ({"sender": "a@b.c, d@e.f"}, "mail.sender"),
        ({"sender": "group: a@b.c;"}, "mail.sender"),
        ({"sender": "ä@b.c"}, "mail.sender"),
        ({"sender": "<a@b.c"}, "mail.sender"),
        ({"password": "x"}, "mail.user"),
        ({"user": "", "password": "x"}, "mail.user"),
        ({"user": "u", "password": "x", "password_file": "y"}, "mail.user"),
        ({"user": "u", "password": ""}, "mail.password"),
        ({"user": "u", "password": 5}, "mail.password"),
        ({"user": "u", "password": "pässword"}, "mail.password"),
        ({"user": "ü", "password": "x"}, "mail.user"),
        ({"user": "u", "password_file": ""}, "mail.password_file"),
        ({"user": "u", "password_file": "missing"}, "mail.password_file"),
    ],
)
def test_a_wrong_setting_is_a_sentence(tmp_path: Path, more: dict[str, object], key: str) -> None:
    (sentence,) = wrong(tmp_path, **more)
    assert sentence.startswith(f"{key}: ")


def test_a_table_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    made, (sentence,) = config_mail.read("mail.example.org", tmp_path)
    assert made is None
    assert "under the heading [mail]" in str(sentence)


def test_no_line_break_becomes_a_header() -> None:
    assert not config_mail.is_one_address("a@example.org\r\nBcc: b@example.org")
    assert not config_mail.is_one_address("")


def test_a_password_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mail-password"
    file.write_text("correct horse \r\nnot this\n", encoding="utf-8")
    made = read(tmp_path, user="u", password_file="mail-password")
    assert (made.user, made.password) == ("u", "correct horse ")
    assert read(tmp_path, user="u", password_file=str(file)) == made
    assert "correct horse" not in repr(made)


@pytest.mark.parametrize("content", [b"", b"\nsecond", b"\xff\xfe", "pässword".encode()])
def test_a_file_without_a_password_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mail-password").write_bytes(content)
    (sentence,) = wrong(tmp_path, user="u", password_file="mail-password")
    assert sentence.startswith("mail.password_file: ")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that everybody on this machine can look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("key", ["password", "password_file"])
def test_a_password_that_everybody_can_read_is_refused(open_folder: Path, key: str) -> None:
    file = open_folder / ("settings.toml" if key == "password" else "mail-password")
    file.write_text("correct horse\n", encoding="utf-8")
    given: dict[str, object] = {"user": "u", key: "correct horse" if key == "password" else file.name}
    for mode, count in [(0o644, 1), (0o640, 0), (0o600, 0)]:
        file.chmod(mode)
        made, found = config_mail.read({**GOOD, **given}, open_folder / "settings.toml")
        assert len(found) == count
        assert (made is None) == bool(count)
    file.chmod(0o644)
    open_folder.chmod(0o700)
    assert not config_mail.read({**GOOD, **given}, open_folder / "settings.toml")[1]
