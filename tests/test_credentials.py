"""Passwords, secrets and codes: what is taken, what is refused, and what is never kept."""

import logging
import re
import subprocess
import sys
import threading
import unicodedata
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from time import sleep

import argon2
import pyotp
import pytest
from argon2.exceptions import HashingError, VerificationError
from zxcvbn import matching

from audit import credentials, credentials_words
from audit.credentials import (
    CommonPasswordError,
    GuessablePasswordError,
    KnownWordsError,
    LongPasswordError,
    PasswordWorkError,
    PatternPasswordError,
    ShortPasswordError,
    weaknesses,
)
from audit.errors import AuditError

GOOD = "vier gelbe Birnen am Dach"
ANA = ("Ana Kovač", "ana.kovac@example.org", "Society for safety", "Steps")
AT = datetime(2026, 11, 21, 13, 2, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(seconds: int) -> str:
    return pyotp.TOTP(SECRET).at(AT + timedelta(seconds=seconds))


def test_a_password_is_right_and_its_hash_is_argon2id_with_our_parameters() -> None:
    kept = credentials.hash_password(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in kept
    assert credentials.is_right(kept, GOOD)
    assert not credentials.is_right(kept, GOOD + " ")
    assert not credentials.is_right(kept, GOOD.lower())
    assert credentials.hash_password(GOOD) != kept


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("before\0after and more", id="a NUL is a character as any other"),
        pytest.param("🔒🌧🦊🐘🦆🐢🍉🍋🎈🎲🎷🎻", id="emoji"),
        pytest.param(" spaces around it stay ", id="spaces around it"),
        pytest.param("x²" * 100, id="200 characters"),
        pytest.param("half a sign \ud83d", id="half of a surrogate pair"),
    ],
)
def test_a_password_is_kept_exactly(text: str) -> None:
    kept = credentials.hash_password(text)
    assert credentials.is_right(kept, text)
    assert not credentials.is_right(kept, text[:-1])
    assert not credentials.is_right(kept, text.strip("\0 ") + "x")


def test_how_a_keyboard_encodes_an_accent_does_not_matter_but_other_signs_stay_apart() -> None:
    composed, apart = (unicodedata.normalize(form, "čista voda teče") for form in ("NFC", "NFD"))
    assert composed != apart
    assert credentials.is_right(credentials.hash_password(composed), apart)
    assert not credentials.is_right(credentials.hash_password("x² equals nothing"), "x2 equals nothing")


def test_after_a_nul_a_password_goes_on() -> None:
    assert not credentials.is_right(credentials.hash_password("abcdefgh\0one"), "abcdefgh\0two")


def test_without_an_account_nothing_is_right_and_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, kept: str, text: bytes) -> bool:
        done.append(kept)
        return verify(hasher, kept, text)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    assert not credentials.is_right(None, GOOD)
    assert len(done) == 1
    assert not credentials.needs_rehash(done[0]), "the hash of nobody must cost what others cost"


def test_another_parameter_asks_for_a_new_hash() -> None:
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(GOOD)
    assert credentials.is_right(older, GOOD)
    assert credentials.needs_rehash(older)
    assert not credentials.needs_rehash(credentials.hash_password(GOOD))


@pytest.mark.parametrize("kept", ["no hash at all", "$argon2id$v=19$m=19456,t=2,p=1$damaged"])
def test_a_damaged_hash_is_no_wrong_password_and_its_text_is_not_logged(
    kept: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(PasswordWorkError):
        credentials.is_right(kept, GOOD)
    assert GOOD not in caplog.text
    assert "cannot be checked" in caplog.text


def test_without_memory_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise HashingError

    monkeypatch.setattr(argon2.PasswordHasher, "hash", fails)
    with pytest.raises(PasswordWorkError, match="Try again in a minute"):
        credentials.hash_password(GOOD)


def test_at_most_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def slowly(*_: object) -> bool:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        sleep(0.02)
        with lock:
            now -= 1
        return True

    monkeypatch.setattr(argon2.PasswordHasher, "verify", slowly)
    threads = [threading.Thread(target=credentials.is_right, args=("$argon2id$", GOOD)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("short enough"[:11], ShortPasswordError),
        ("krc\N{COMBINING CARON}xmwqpzvt", ShortPasswordError),
        ("x" * 1001, LongPasswordError),
        ("Täterarbeit2026", KnownWordsError),
        ("taeterarbeit-2026", KnownWordsError),
        ("Täterarbeit-2026!", KnownWordsError),
        ("wwp-en-2026-audit", KnownWordsError),
        ("nasilje-nad-zenama", KnownWordsError),
        ("Nasilje.Nad.Ženama.2026", KnownWordsError),
        ("Безбедност2026!!", KnownWordsError),
        ("ძალადობა-2026-ოჯახი", KnownWordsError),
        ("SocietyForSafety1!", KnownWordsError),
        ("Kovač.Ana.2026", KnownWordsError),
        ("ana.kovac@example.org", KnownWordsError),
        ("Password2026!!", KnownWordsError),
        ("wwpnetwork2026", KnownWordsError),
        ("safety women men", KnownWordsError),
        ("lozinkanasilježena", KnownWordsError),
        ("qwertzuiopasdf", KnownWordsError),
        ("iloveyou1234", CommonPasswordError),
        ("aaaaaaaaaaaaaaaa", PatternPasswordError),
        ("x" * 200, PatternPasswordError),
        ("abcdefghijklmnop", PatternPasswordError),
    ],
)
def test_a_password_that_others_would_guess_is_refused_with_its_reason(text: str, cause: type[AuditError]) -> None:
    found = weaknesses(text, ANA)
    assert [type(error) for error in found] == [cause]
    assert text not in str(found[0])


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "correct horse battery",
        "četiri žute kruške spavaju",
        "violence-K7#pQx2z!m",
        "seven women dance on a purple roof",
        "🔒🌧🦊🐘🦆🐢🍉🍋🎈🎲🎷🎻",
        "nobody\0reads a zero here",
        "ყვითელი მსხალი სახურავზე",
        " ".join(f"pear {number} roof" for number in range(14)),
        "kQ9x" + "".join(chr(33 + (7 * n) % 90) for n in range(196)),
    ],
)
def test_a_good_password_needs_no_kinds_of_characters(text: str) -> None:
    assert weaknesses(text, ANA) == ()


def test_somebody_elses_name_is_known_for_that_person_only() -> None:
    assert weaknesses("Wolkenkuckuck-26", ("Wolkenkuckuck e. V.",))
    assert not weaknesses("Wolkenkuckuck-26", ("Somebody else",))
    assert matching.RANKED_DICTIONARIES["user_inputs"] == {}


def test_every_reason_can_be_given_and_tells_what_to_do() -> None:
    assert set(credentials._BY_PATTERN) >= {"known", "dictionary", "spatial", "repeat", "sequence", "date", "regex"}
    assert "four or five words" in str(ShortPasswordError(least=12))
    assert "Add two or three words" in str(GuessablePasswordError())


def test_what_is_only_short_of_strong_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed = {"score": 2, "sequence": [{"token": "k7Q", "pattern": "bruteforce"}]}
    monkeypatch.setattr("zxcvbn.zxcvbn", lambda *_, **__: guessed)
    assert [type(error) for error in weaknesses("k7Qk7Qk7Qk7Q", ())] == [GuessablePasswordError]


def test_the_words_of_the_field_are_plain_and_each_stands_once() -> None:
    words = credentials_words.words()
    assert len(words) == len(set(words)) > 300
    assert {"täterarbeit", "nasilje", "violence", "wwp", "lozinka", "qwertz"} <= set(words)


def test_secrets_are_of_chance_and_only_their_fingerprint_tells_them() -> None:
    made = {credentials.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in made)
    assert {len(credentials.fingerprint(secret)) for secret in made} == {64}
    assert len({credentials.fingerprint(secret) for secret in made}) == 50
    assert re.fullmatch(r"[0-9a-f]{64}", credentials.fingerprint("half \udcff from a console"))


def test_a_bucket_tells_nothing_without_the_key_and_keeps_its_parts_apart() -> None:
    names = {
        credentials.bucket(b"key", "sign-in", "ana@example.org"),
        credentials.bucket(b"other", "sign-in", "ana@example.org"),
        credentials.bucket(b"key", "sign-ina", "na@example.org"),
        credentials.bucket(b"key", "sign-in", "ana", "@example.org"),
    }
    assert len(names) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in names)
    assert credentials.bucket(b"key", "a") == credentials.bucket(b"key", "a")


@pytest.mark.parametrize(
    ("seconds", "is_taken"),
    [(0, True), (-30, True), (-60, False), (30, True), (60, False), (-3600, False)],
    ids=["this step", "the step before", "two before", "the next one", "two after", "an hour ago"],
)
def test_a_code_of_this_step_and_one_on_each_side_is_taken(seconds: int, is_taken: bool) -> None:
    step = credentials.totp_step(SECRET, code(seconds), AT)
    assert step == ((int(AT.timestamp()) + seconds) // 30 if is_taken else None)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "１２３４５６", "-12345", "123456\n7", "1" * 99_999]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert credentials.totp_step(SECRET, typed, AT) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    now = code(0)
    assert credentials.totp_step(SECRET, f" {now[:3]} {now[3:]}\n", AT) is not None


def test_a_second_factor_begins_with_a_secret_that_apps_read() -> None:
    made = credentials.totp_secret()
    assert re.fullmatch(r"[A-Z2-7]{32}", made)
    assert made != credentials.totp_secret()
    read = pyotp.parse_uri(credentials.totp_address(made, "ana+1@example.org", "Self-Audit"))
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer, read.digits, read.interval) == (
        made,
        "ana+1@example.org",
        "Self-Audit",
        6,
        30,
    )


def test_the_qr_code_is_a_picture_that_draws_nothing_from_elsewhere() -> None:
    picture = credentials.qr(credentials.totp_address(SECRET, "ana@example.org", "Self-Audit"))
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert SECRET.encode() not in picture
    for forbidden in (b"style", b"script", b"href", b"url("):
        assert forbidden not in picture


def test_ten_recovery_codes_of_140_bits_are_read_as_people_type_them() -> None:
    codes = credentials.recovery_codes()
    assert len(set(codes)) == 10
    for one in codes:
        assert re.fullmatch(r"(?:[a-z2-7]{4}-){6}[a-z2-7]{4}", one)
        same = credentials.same_code(one)
        assert len(same) == 28
        assert credentials.same_code(f"  {one.upper().replace('-', ' ')} ") == same
        assert credentials.same_code(same.replace("o", "0").replace("l", "1").replace("b", "8")) == same
    assert credentials.recovery_codes()[0] not in codes


def test_no_start_waits_for_the_libraries() -> None:
    said = "import sys, audit.credentials; print(sorted({'argon2', 'zxcvbn', 'pyotp', 'segno'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=".")
    assert done.stdout.strip() == "[]"


def test_an_unforeseen_failure_of_the_library_is_not_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> bool:
        message = "Memory allocation error"
        raise VerificationError(message)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", fails)
    with pytest.raises(PasswordWorkError):
        credentials.is_right(None, GOOD)
