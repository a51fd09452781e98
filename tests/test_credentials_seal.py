"""What is sealed opens with its own secret, beside its own place, and in no other way."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import credentials, credentials_seal

KEY = bytes(range(32))


@settings(max_examples=60)
@given(st.binary(max_size=3_000), st.text(max_size=40))
def test_what_is_sealed_comes_out_as_it_went_in(text: bytes, about: str) -> None:
    sealed = credentials_seal.seal(KEY, text, about.encode("utf-8", "ignore").decode())
    assert credentials_seal.unseal(KEY, sealed, about.encode("utf-8", "ignore").decode()) == text


def test_a_secret_gives_the_same_key_with_the_same_salt_only() -> None:
    salt = credentials_seal.new_salt()
    key = credentials_seal.key("four quiet words here", salt)
    assert key == credentials_seal.key("four quiet words here", salt)
    assert len(key) == 32
    assert key != credentials_seal.key("four quiet words Here", salt)
    assert key != credentials_seal.key("four quiet words here", credentials_seal.new_salt())
    assert credentials_seal.key("caf\u00e9", salt) == credentials_seal.key("cafe\u0301", salt)


def test_no_other_key_place_or_text_opens() -> None:
    sealed = credentials_seal.seal(KEY, b"COL-1: 0", "org/one/voice")
    assert credentials_seal.unseal(bytes(32), sealed, "org/one/voice") is None
    assert credentials_seal.unseal(KEY, sealed, "org/another/voice") is None
    for place in range(0, len(sealed), 97):
        altered = f"{sealed[:place]}{'0' if sealed[place] != '0' else '1'}{sealed[place + 1 :]}"
        assert credentials_seal.unseal(KEY, altered, "org/one/voice") is None
    assert credentials_seal.unseal(KEY, "", "org/one/voice") is None
    assert credentials_seal.unseal(KEY, "00" * 5, "org/one/voice") is None


def test_the_length_does_not_tell_how_much_was_said() -> None:
    short, long = (credentials_seal.seal(KEY, text, "v") for text in (b"{}", b"x" * 900))
    assert len(short) == len(long)
    assert short != credentials_seal.seal(KEY, b"{}", "v")
    assert b"COL".hex() not in credentials_seal.seal(KEY, b"COL-1", "v")


def test_a_key_travels_as_text() -> None:
    assert credentials_seal.from_text(credentials_seal.as_text(KEY)) == KEY
    for text in ("", "abc", "é" * 44, "A" * 44, credentials_seal.as_text(KEY[:16])):
        assert credentials_seal.from_text(text) is None


def test_no_memory_is_no_wrong_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    import argon2.low_level  # noqa: PLC0415 - what is replaced
    from argon2.exceptions import HashingError  # noqa: PLC0415 - see above

    def fail(*_: object) -> bytes:
        raise HashingError

    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", fail)
    with pytest.raises(credentials.PasswordWorkError):
        credentials_seal.key("four quiet words here", credentials_seal.new_salt())


def test_the_library_is_loaded_when_it_is_needed() -> None:
    code = "import sys, audit.web, audit.credentials_seal; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
