"""Sealing: what only somebody's own secret opens (design section 8, decision 12).

The key is made from the secret and a salt and kept nowhere. Beside the salt lies the sealed text, authenticated and
bound to what it is about: neither can it be read without the secret, nor changed, nor laid beside something else.
"""

import base64
import binascii
import secrets

from audit import credentials

_SALT, _NONCE, _KEY = 16, 12, 32  # Bytes.
# What is sealed is filled up to a multiple of this, so that its length does not tell how much was answered.
_ROOM = 1_024
_END, _FILL = b"\x01", b"\x00"
# The salt for whoever opens what is not there: so that it takes as long as a wrong secret.
NO_SALT = "00" * _SALT


def new_salt() -> str:
    """Return a new salt: 16 bytes of chance as 32 hexadecimal digits."""
    return secrets.token_hex(_SALT)


def key(secret: str, salt: str) -> bytes:
    """Return the key of a secret: 32 bytes. It takes as long as looking at a password.

    Raises:
        PasswordWorkError: this machine has no memory left.
    """
    return credentials.derive(secret, bytes.fromhex(salt))


def seal(opener: bytes, text: bytes, about: str) -> str:
    """Return a text that only this key opens, as hexadecimal digits.

    Args:
        opener: the key.
        text: what to seal.
        about: what it belongs to; it opens beside nothing else.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - no start waits for it

    nonce, full = secrets.token_bytes(_NONCE), text + _END
    full += _FILL * (-len(full) % _ROOM)
    return (nonce + AESGCM(opener).encrypt(nonce, full, about.encode())).hex()


def unseal(opener: bytes, sealed: str, about: str) -> bytes | None:
    """Return what was sealed; ``None`` where the key is not the right one, or the text was altered or moved.

    Args:
        opener: the key.
        sealed: what ``seal`` returned.
        about: what it belongs to.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - no start waits for it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see above

    raw = bytes.fromhex(sealed)
    try:
        full = AESGCM(opener).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        return None
    return full.rstrip(_FILL).removesuffix(_END)


def as_text(opener: bytes) -> str:
    """Return a key as a cookie carries it."""
    return base64.urlsafe_b64encode(opener).decode("ascii")


def from_text(text: str) -> bytes | None:
    """Return the key a cookie carries; ``None`` where it carries none."""
    try:
        found = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == _KEY else None
