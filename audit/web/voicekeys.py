"""The cookie of a service that gives its second voice: which one it is, and the key its own secret gave.

The key lies in the browser and nowhere else; it opens what is sealed, so the answers can be read only while a request
of that browser is answered. The cookie is signed, so that nobody makes one up, and holds for hours without a request.
"""

from dataclasses import dataclass

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from audit import credentials_seal
from audit.core.people import IDLE
from audit.web.house import house, store

_ANSWER, _LONGEST = "voice_cookie", 400


@dataclass(frozen=True, slots=True)
class Opener:
    """The id of a second voice and the key to what it says."""

    voice: str
    key: bytes


@dataclass(frozen=True, slots=True)
class _Cookie:
    """What an answer does to the cookie: sets it, or takes it away (``None``)."""

    value: str | None


def register(app: Flask) -> None:
    """Let every answer carry the cookie that its request brought about."""
    app.after_request(_write)


def brought() -> Opener | None:
    """Return what this browser brings; ``None`` for nothing, for what we never gave, and after hours without use."""
    text = request.cookies.get(name(), "")
    if not text or len(text) > _LONGEST:
        return None
    try:
        voice, key, at = _signer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    found, age = credentials_seal.from_text(str(key)), store().clock().timestamp() - int(at)
    return Opener(str(voice), found) if found is not None and 0 <= age < IDLE.total_seconds() else None


def take(opener: Opener) -> None:
    """Give this browser the key for the next hours."""
    at = int(store().clock().timestamp())
    value = _signer().dumps([opener.voice, credentials_seal.as_text(opener.key), at])
    setattr(g, _ANSWER, _Cookie(str(value)))


def forget() -> None:
    """Take the key away from this browser."""
    setattr(g, _ANSWER, _Cookie(None))


def name() -> str:
    """Return the name of the cookie. With TLS its prefix makes browsers refuse one that another site has set."""
    return "__Host-self-audit-voice" if _is_https() else f"self-audit-voice-{house().config.port}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().config.secret_key, salt="second-voice")


def _write(response: Response) -> Response:
    cookie: _Cookie | None = g.get(_ANSWER)
    if cookie is None:
        return response
    # Strict: no other site and no mail leads into what is open here.
    if cookie.value is None:
        response.delete_cookie(name(), secure=_is_https(), httponly=True, samesite="Strict")
    else:
        response.set_cookie(name(), cookie.value, secure=_is_https(), httponly=True, samesite="Strict")
    return response


def _is_https() -> bool:
    return (house().config.public_address or "").startswith("https:")
