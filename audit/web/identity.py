"""Who a request comes from: a cookie of our own, and behind it a session that lies in the database.

The cookie holds a secret and nothing else; the database keeps its hash. So ending a session ends it everywhere at
once, and whoever reads the database cannot sign in with what is there. Flask's own session, a signed cookie, goes on to
hold the token against forged requests and the last message; it says nothing about who somebody is.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import flask
from flask import Flask, Response, g, request

from audit import credentials
from audit.core.people import Account, Session, SignedIn
from audit.store import sessions
from audit.store.connection import Connection
from audit.store.errors import StoreUnavailableError
from audit.web import devices
from audit.web.house import house, store
from audit.web.refusals import NotSignedInError

log = logging.getLogger(__name__)

# How often it is written down that a session is in use. It ends after hours without a request, so minutes do not
# matter, and a page that is only looked at must not cost a write.
TOUCHED = timedelta(minutes=5)
# How long a request waits to write that down, in seconds: nobody's page waits for it.
_TOUCH_PATIENCE = 0.1
# More than any secret of ours has; what is longer is not looked up.
_LONGEST = 200
_KNOWN, _SECRET, _ANSWER = "identity_known", "identity_secret", "identity_answer"


@dataclass(frozen=True, slots=True)
class _Cookie:
    """What an answer does to our cookie: sets it to a secret, or takes it away (``None``)."""

    secret: str | None


def register(app: Flask) -> None:
    """Let every answer carry the cookie that its request brought about."""
    app.after_request(_write_cookie)


def current() -> SignedIn | None:
    """Return who this request comes from; ``None`` where nobody has signed in whole. Looked up once a request.

    Raises:
        StoreUnavailableError: the database cannot be read now.
    """
    found = _known()
    return found if found is not None and not found.session.is_half else None


def half() -> SignedIn | None:
    """Return whose password was right while the second factor is still to come; ``None`` for nobody.

    Raises:
        StoreUnavailableError: the database cannot be read now.
    """
    found = _known()
    return found if found is not None and found.session.is_half else None


def account() -> Account:
    """Return the account of whoever has signed in.

    Raises:
        NotSignedInError: nobody has; the answer leads to the sign-in.
    """
    found = current()
    if found is None:
        raise NotSignedInError
    return found.account


def again(db: Connection, *, is_half: bool = False) -> SignedIn | None:
    """Look up anew who this request comes from, and return it; ``None`` where the session has ended meanwhile.

    Args:
        db: a writing connection: while it is held, nobody ends the session or takes a place away.
        is_half: whether to return a session to which the second factor is still to come, instead of a whole one.
    """
    hashed = session_hash()
    setattr(g, _KNOWN, sessions.find(db, hashed, store().clock()) if hashed is not None else None)
    return half() if is_half else current()


def session_hash() -> str | None:
    """Return the hash of this browser's session as the database keeps it; ``None`` where it brings no cookie."""
    secret = _secret()
    return None if secret is None else credentials.fingerprint(secret)


def start(account: Account, *, is_half: bool = False) -> None:
    """Begin a new session in this browser; the one it had ends, and so do its forms.

    Args:
        account: who has proven to be who it belongs to.
        is_half: the second factor is still to come.

    Raises:
        StoreUnavailableError: nothing was begun.
    """
    with store().writing(by=account.id) as db:
        secret = begin(db, account, is_half=is_half)
    take(secret)


def begin(db: Connection, account: Account, *, is_half: bool = False) -> str:
    """Keep a new session, end the one this browser had, and return the secret that ``take`` gives to the browser.

    Args:
        db: a writing connection. What the session rests on is looked at with the same one: a password that was right
            before another one was set opens nothing any more.
        account: whose password was right.
        is_half: the second factor is still to come.
    """
    house_store, secret, old = store(), credentials.new_secret(), session_hash()
    now = house_store.clock()
    begun = Session(
        handle=house_store.token(),
        account=account.id,
        begun=now,
        seen=now,
        is_half=is_half,
        device=devices.name(request.headers.get("User-Agent", "")),
    )
    if old is not None:
        sessions.end(db, old)
    sessions.begin(db, begun, credentials.fingerprint(secret))
    return secret


def take(secret: str) -> None:
    """Give the secret of a session to this browser, once the session is kept for good."""
    _forget(_Cookie(secret))


def stop() -> None:
    """End the session of this browser.

    Raises:
        StoreUnavailableError: it was not ended.
    """
    found, old = _known(), session_hash()
    if found is not None and old is not None:
        with store().writing(by=found.account.id) as db:
            sessions.end(db, old)
    _forget(_Cookie(None))


def keep_alive() -> None:
    """Write down that the session of this request is in use, if that was not done lately.

    Comes before the view: it writes, and the view may. A store that is busy is nobody's trouble; the next request
    tries again.
    """
    found, hashed, now = current(), session_hash(), store().clock()
    if found is None or hashed is None or timedelta(0) <= now - found.session.seen < TOUCHED:
        return
    with suppress(StoreUnavailableError), store().writing(by=found.account.id, patience=_TOUCH_PATIENCE) as db:
        sessions.touch(db, hashed, now)


def cookie_name() -> str:
    """Return the name of our cookie. With TLS its prefix makes browsers refuse one that another site has set.

    Browsers keep cookies by host, not by port: the demonstration must not sign one out of one's own audits.
    """
    return "__Host-self-audit-session" if _is_https() else f"self-audit-session-{house().config.port}"


def _known() -> SignedIn | None:
    if _KNOWN not in g:
        # Set first: where looking it up fails, the page that says so must not fail as well.
        g.setdefault(_KNOWN, None)
        setattr(g, _KNOWN, _find())
    found: SignedIn | None = g.get(_KNOWN)
    return found


def _find() -> SignedIn | None:
    hashed = session_hash()
    if hashed is None:
        return None
    with store().reading() as db:
        return sessions.find(db, hashed, store().clock())


def _secret() -> str | None:
    """Return the secret this browser brings, or the one it was given in this very request."""
    changed: _Cookie | None = g.get(_ANSWER)
    if changed is not None:
        return changed.secret
    brought = request.cookies.get(cookie_name(), "")
    return brought if brought.isascii() and 0 < len(brought) <= _LONGEST else None


def _forget(cookie: _Cookie) -> None:
    """Let everything of the session before go: who it was, its messages, and the token of its forms."""
    flask.session.clear()
    g.pop("csrf_token", None)  # Flask-WTF keeps the token of this request here.
    g.pop(_KNOWN, None)
    setattr(g, _ANSWER, cookie)


def _write_cookie(response: Response) -> Response:
    cookie: _Cookie | None = g.get(_ANSWER)
    if cookie is None:
        return response
    # Lax, not Strict: whoever follows a link from a mail stays signed in. It is sent with no form of another site.
    # It ends with the browser, and on our side after hours without a request (core.people).
    if cookie.secret is None:
        response.delete_cookie(cookie_name(), secure=_is_https(), httponly=True, samesite="Lax")
        # Whatever a browser kept of pages against our word goes as well (ASVS 5.0, 14.3.1).
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    else:
        response.set_cookie(cookie_name(), cookie.secret, secure=_is_https(), httponly=True, samesite="Lax")
    return response


def _is_https() -> bool:
    return (house().config.public_address or "").startswith("https:")
