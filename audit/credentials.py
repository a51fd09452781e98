"""Passwords, secrets of links and sessions, and the codes of a second factor: made, compared, never kept.

Nothing here touches the database or a page. Its libraries are imported where they are first needed: together they take
0.14 s (measured), which no start of the program has to wait for.
"""

import base64
import hashlib
import hmac
import json
import logging
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from audit import credentials_words
from audit.errors import N_, AuditError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

log = logging.getLogger(__name__)

# NIST SP 800-63B-4 asks for 15 signs where a password stands alone and 8 beside a second factor; 12 is the issue's.
LEAST = 12
# Enough for any sentence; it keeps a form from being a letter. ASVS 5.0 6.2.9 asks for 64 at least.
MOST = 1_000
# argon2id as OWASP's cheat sheet gives it as the least: two passes over 19 MiB, one lane. 53 ms where it was measured;
# the library's own default took 290 to 390 ms (reliability research, section 2).
_PASSES, _KIBIBYTES, _LANES = 2, 19_456, 1
_KEY = 32  # Bytes of a key made from a secret.
# Each takes a core and 19 MiB; the others wait, and the pages that need neither go on (test 14 of the same research).
_AT_ONCE = threading.BoundedSemaphore(2)
# The hash of a random text nobody kept: so that an unknown address takes as long as a wrong password.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$Gq3Zpwunbu3Ak5bQggyTqg$TpF7GHAue7mH0fQ5CC3nCUOqVQudvvJbkAqi7JpzSfE"
# zxcvbn's "safely unguessable": ten to the eighth tries and more.
_STRONG = 3
# zxcvbn raises an error beyond 72 signs, and so many mixed ones take it 0.7 s (measured); what follows the first 48 can
# only make a password stronger.
_READ = 48
# Shorter ones stand in too many words by chance.
_SHORTEST_KNOWN = 3
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BETWEEN = re.compile(r"[ -/:-@\[-`{-~]{2,}")  # What is neither letter nor digit in ASCII.
_NO_WORD = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart.
_NO_ACCENT = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "æ": "ae", "œ": "oe"}
)
# The pattern of a person's words is needed while a form is mended.
_MOST_PATTERNS = 4
_CODE = re.compile(r"[0-9]{6}\Z")
_SPACES = re.compile(r"[\s-]+")
_STEP = 30  # Seconds for which a code of a second factor is shown (RFC 6238).
# 140 bits: nobody guesses that, and from 112 on a plain hash is enough to keep one (ASVS 5.0, 6.5.2 and 11.5.1).
_CODES, _CODE_GROUPS, _CODE_GROUP = 10, 7, 4
# Codes are written in small letters and the digits 2 to 7; whoever reads 0, 1 or 8 on paper means a letter.
_CODE_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_MISREAD = str.maketrans("018", "olb")


class ShortPasswordError(AuditError):
    """A password has too few characters."""

    sentence = N_(
        "This password is too short. Use at least %(least)s characters: four or five words in a row are easy to keep."
    )


class LongPasswordError(AuditError):
    """A password has more characters than any sentence."""

    sentence = N_("This password is too long. It may have %(most)s characters.")


class KnownWordsError(AuditError):
    """Too little is left of a password without what stands in the open."""

    sentence = N_(
        "Somebody who knows this work, your name or your organisation could guess this password. "
        "Use words that have nothing to do with them."
    )


class CommonPasswordError(AuditError):
    """A password is made of what everybody tries first."""

    sentence = N_(
        "This password is among those that are tried first. Use four or five words that do not belong together."
    )


class PatternPasswordError(AuditError):
    """A password is made of repeats, rows of keys or dates."""

    sentence = N_(
        "This password is mostly a row of keys, a repetition or a date, and these are tried first. "
        "Use four or five words that do not belong together."
    )


class GuessablePasswordError(AuditError):
    """A password takes too few tries to guess."""

    sentence = N_("This password can be guessed too soon. Add two or three words that do not belong together.")


class PasswordWorkError(AuditError):
    """A password could not be compared, because this machine has no memory left or the stored hash is damaged."""

    sentence = N_("Passwords cannot be checked at this moment. Nothing was changed. Try again in a minute.")


# zxcvbn's names for what a password is made of, and our "known".
_BY_PATTERN: dict[str, type[AuditError]] = {
    "known": KnownWordsError,
    "dictionary": CommonPasswordError,
    "spatial": PatternPasswordError,
    "repeat": PatternPasswordError,
    "sequence": PatternPasswordError,
    "date": PatternPasswordError,
    "regex": PatternPasswordError,
}


def hash_password(text: str) -> str:
    """Return the argon2id hash of a password, which is all that is kept of it.

    Args:
        text: as it was typed, with every character it has, NUL and emoji included. Only the way an accent is encoded
            does not count: keyboards differ in it, so the composed form (NFC) is hashed, as RFC 8265, section 4.2,
            prescribes for passwords. NFKC, which older advice names, would make different passwords equal: "²" and "2".

    Raises:
        PasswordWorkError: this machine has no memory left.
    """
    from argon2.exceptions import HashingError  # noqa: PLC0415 - see the module

    try:
        with _AT_ONCE:
            return _hasher().hash(_encoded(text))
    except HashingError as error:
        raise PasswordWorkError from error


def is_right(password_hash: str | None, text: str) -> bool:
    """Whether a text is the password of a hash.

    Args:
        password_hash: the stored hash; ``None`` where there is no account, which takes as long and is never right.
        text: what was typed.

    Raises:
        PasswordWorkError: nobody can tell; that is no wrong password.
    """
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError  # noqa: PLC0415 - see the module

    try:
        with _AT_ONCE:
            _hasher().verify(password_hash or _NOBODY, _encoded(text))
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError) as error:
        log.error("a password cannot be checked: %s", error)  # noqa: TRY400 - the trace holds what was typed
        raise PasswordWorkError from None
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(password_hash)


def derive(text: str, salt: bytes) -> bytes:
    """Return the key of 32 bytes that a secret of a person gives: argon2id, as for a password.

    Args:
        text: as it was typed; see ``hash_password``.
        salt: 16 bytes of chance, kept beside what the key opens.

    Raises:
        PasswordWorkError: this machine has no memory left.
    """
    from argon2.exceptions import HashingError  # noqa: PLC0415 - see the module
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - see the module

    try:
        with _AT_ONCE:
            return hash_secret_raw(_encoded(text), salt, _PASSES, _KIBIBYTES, _LANES, _KEY, Type.ID)
    except HashingError as error:
        raise PasswordWorkError from error


def weaknesses(text: str, context: Iterable[str]) -> tuple[AuditError, ...]:
    """Return what speaks against a new password; nothing where it is good.

    There are no rules about kinds of characters (NIST SP 800-63B-4, section 3.1.1.2): only its length, and how many
    tries it takes somebody who knows the person and the field.

    Args:
        text: the new password.
        context: what is known of the person: name, e-mail address, names of organisations and programmes.
    """
    password = unicodedata.normalize("NFC", text)
    if len(password) < LEAST:
        return (ShortPasswordError(least=LEAST),)
    if len(password) > MOST:
        return (LongPasswordError(most=MOST),)
    own = _parts(" ".join(context))
    folded = _folded(password)
    pattern = _weak_pattern(folded, own)
    if pattern is not None:
        return (_BY_PATTERN.get(pattern, GuessablePasswordError)(),)
    return () if _weak_pattern(_without(folded, own), own) is None else (KnownWordsError(),)


def new_secret() -> str:
    """Return the secret of a new session or one-time link: 256 bits of chance, fit for an address."""
    return secrets.token_urlsafe(32)


def secret_of(key: bytes, *parts: str) -> str:
    """Return a secret that the same parts give again: HMAC-SHA-256, in the form of ``new_secret``.

    Args:
        key: the secret key of this instance.
        parts: what it is for; one of them is of chance and kept nowhere, so that the key alone gives nothing.
    """
    made = hmac.new(key, json.dumps(parts).encode(), "sha256").digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256, 64 hexadecimal digits. Good for secrets of chance only."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def bucket(key: bytes, *parts: str) -> str:
    """Return the name under which tries are counted: 64 hexadecimal digits that tell nothing without the key.

    Args:
        key: the secret key of this instance.
        parts: what is counted and for whom, such as "sign-in" and an e-mail address.
    """
    return hmac.new(key, json.dumps(parts).encode(), "sha256").hexdigest()


def totp_secret() -> str:
    """Return a new secret of a second factor: 160 bits in base32, as RFC 4226 recommends."""
    import pyotp  # noqa: PLC0415 - see the module

    return pyotp.random_base32()


def totp_address(secret: str, account: str, issuer: str) -> str:
    """Return the address an authenticator app reads.

    Args:
        secret: of the second factor.
        account: how the app names the account, such as its e-mail address.
        issuer: how the app names this tool.
    """
    import pyotp  # noqa: PLC0415 - see the module

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def totp_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step a code belongs to: this one, the one before or the one after; ``None`` for any other code.

    A code that was typed while the next one came is right (RFC 6238, section 5.2), and so is that of a phone whose
    clock runs ahead by as much as one step (section 6); a clock that is further away is not.
    Whoever asks lets each step count once (``second_factors.take_step``): pyotp keeps nothing.

    Args:
        secret: of the second factor.
        code: what was typed; spaces do not matter.
        at: the time of the request, in UTC.
    """
    import pyotp  # noqa: PLC0415 - see the module

    typed = _SPACES.sub("", code)
    if not _CODE.match(typed):
        return None
    factor, now = pyotp.TOTP(secret, interval=_STEP), int(at.timestamp()) // _STEP
    right = [step for step in (now, now - 1, now + 1) if hmac.compare_digest(factor.generate_otp(step), typed)]
    return right[0] if right else None


def qr(address: str) -> bytes:
    """Return the address as a QR code: black on white, an SVG as UTF-8 bytes."""
    import segno  # noqa: PLC0415 - see the module

    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=5, border=4, light="#fff")
    return picture.getvalue()


def recovery_codes() -> tuple[str, ...]:
    """Return ten codes for whoever loses the device: 140 bits of chance each, in seven groups of four."""
    return tuple("-".join(_code_group() for _ in range(_CODE_GROUPS)) for _ in range(_CODES))


def same_code(text: str) -> str:
    """Return a recovery code as it is compared: without spaces and hyphens, misread digits as the letters they are."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower().translate(_MISREAD)


def _code_group() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_GROUP))


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - see the module

    return PasswordHasher(time_cost=_PASSES, memory_cost=_KIBIBYTES, parallelism=_LANES)


def _encoded(text: str) -> bytes:
    return _bytes(unicodedata.normalize("NFC", text))


def _bytes(text: str) -> bytes:
    """Encode whatever a page or a console can send; half a character is no reason to fail."""
    return text.encode("utf-8", "surrogatepass")


# zxcvbn keeps the words it was given in one place for all threads: one at a time.
_ONE_READER = threading.Lock()


def _weak_pattern(password: str, own: tuple[str, ...]) -> str | None:
    """Return what a weak password is mostly made of, as ``_BY_PATTERN`` calls it; ``None`` for a strong one."""
    if not password:
        return "known"
    from zxcvbn import zxcvbn  # noqa: PLC0415 - see the module

    with _ONE_READER:
        result: dict[str, Any] = zxcvbn(password[:_READ], user_inputs=(*own, *_field()))
        zxcvbn("-", user_inputs=())  # It keeps what it was given last, and that names a person.
    if result["score"] >= _STRONG:
        return None
    longest = max(result["sequence"], key=lambda match: len(match["token"]))
    return "known" if longest.get("dictionary_name") == "user_inputs" else str(longest["pattern"])


def _without(folded: str, own: tuple[str, ...]) -> str:
    """Return what is left of a folded password without known words and years, and without what stood between them.

    zxcvbn takes every further part of a password for ten thousand times the work, however well known each part is:
    "Täterarbeit-2026!" passes it even where the word is on its list. So the rest has to be strong by itself.
    """
    rest = _YEAR.sub("", _any_of((*own, *_field())).sub("", folded))
    return folded if rest == folded else _BETWEEN.sub("-", rest)


@cache
def _field() -> tuple[str, ...]:
    """Return the words of the field, folded."""
    return _parts(" ".join(credentials_words.words()))


@lru_cache(_MOST_PATTERNS)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _parts(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, and what stands between two spaces as one, each once."""
    folded = _folded(text)
    together = (_NO_WORD.sub("", part) for part in folded.split())
    found = dict.fromkeys((*_NO_WORD.split(folded), *together))
    return tuple(word for word in found if len(word) >= _SHORTEST_KNOWN)


def _folded(text: str) -> str:
    """Return a text in small letters without accents, as somebody types who does not care about either."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().translate(_NO_ACCENT)
