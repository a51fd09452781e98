"""The way in from outside: by which names we are called, and which proxies may speak for somebody else.

Without a declared public address only this machine calls us, by its own names, and nobody may speak for another
address. With one, a request either comes through exactly as many proxies as are declared, over https and by that
address; or it comes from this machine itself, by its own names and without any word of a proxy (a look whether the
server is well). Everything else is refused. Nothing is ever read from X-Forwarded-Host: links begin with
``Config.address``.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import BadRequest, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from audit.config import Config
from audit.config_address import is_loopback
from audit.language import gettext

_KEY = "self-audit-outside"
# The names of this machine for itself.
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PORT = re.compile(r":[0-9]{1,5}\Z")
_FOR, _PROTO, _HOST = "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"
# Other words by which proxies tell where a request came from (RFC 7239 and what is in use beside it). Whoever reads a
# word that no proxy of ours writes believes the sender.
_OTHERS = re.compile(
    r"(?i)x-forwarded(-.*)?|forwarded|x-real-ip|x-original-(for|host|proto)|(x-|true-|x-cluster-)client-ip"
)
# A provider gives one customer at least this many bits of an IPv6 address (RIPE-690): one person, one limit.
_ONE_CUSTOMER = 64
# A year, as ASVS 5.0 (3.4.1) asks for.
HSTS = "max-age=31536000; includeSubDomains"


@dataclass(frozen=True, slots=True)
class _Door:
    """By which names we are called: from this machine, and from outside (``None`` where nobody comes)."""

    own: frozenset[str]
    public: str | None
    hops: int


def register(app: Flask, config: Config) -> None:
    """Let only those in who call us by our name and come the declared way.

    Args:
        app: the application.
        config: its settings.
    """
    host = config.host
    own = _OWN_NAMES | ({f"[{host}]" if ":" in host and "[" not in host else host} if is_loopback(host) else set())
    app.extensions[_KEY] = _Door(own, config.public_address, config.hops)
    if config.hops:
        # The client is whoever the outermost declared proxy saw; whether it was https, the innermost says. That the
        # headers have that many values, and no others stand beside them, is looked at below.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.hops, x_proto=1, x_host=0)  # type: ignore[method-assign] # as werkzeug documents it
    app.before_request(_refuse_unknown_host)
    app.before_request(_refuse_forwarded)


def is_ours(origin: str) -> bool:
    """Whether an origin is the address this request was sent to, http or https as it came."""
    public = _door().public
    if public is not None and not _is_from_here():
        return origin == public
    return origin == f"{request.scheme}://{request.host}"


def client() -> str:
    """Return the network address that limits count by: a client of IPv4, or a customer's part of IPv6."""
    try:
        found = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:  # A socket without an address.
        return ""
    plain = getattr(found, "ipv4_mapped", None) or found
    if isinstance(plain, ipaddress.IPv4Address):
        return str(plain)
    return str(ipaddress.ip_network((plain, _ONE_CUSTOMER), strict=False))


def _door() -> _Door:
    return cast("_Door", current_app.extensions[_KEY])


def _refuse_unknown_host() -> None:
    """Answer by our own names only, so that no other site can pass itself off as us.

    Werkzeug's list of trusted hosts cannot hold an address of IPv6, so the names are compared here.
    """
    door = _door()
    if door.public is None or _is_from_here():
        names = door.own
    else:
        names = frozenset({_PORT.sub("", urlsplit(door.public).netloc)})
    if _PORT.sub("", request.host) not in names:
        raise SecurityError


def _refuse_forwarded() -> None:
    """Nobody speaks for another address but the proxies that are declared, and these in full."""
    said = _said()
    door = _door()
    if not door.hops:
        if said:
            raise BadRequest(gettext("A forwarded request came in, but no proxy is declared. Open the address itself."))
        return
    if _is_from_here():
        return
    strange = said - {_FOR.lower(), _PROTO.lower(), _HOST.lower()}
    if strange or not _came_the_declared_way(door):
        words = gettext("This request did not come the way that is declared here. Tell whoever runs this.")
        raise BadRequest(words)


def _came_the_declared_way(door: _Door) -> bool:
    seen, protocols, hosts = (_values(name) for name in (_FOR, _PROTO, _HOST))
    return (
        len(seen) == door.hops
        and all(map(_is_address, seen))
        and 1 <= len(protocols) <= door.hops
        and set(protocols) == {"https"}
        and set(hosts) <= {request.host, urlsplit(door.public or "").netloc}
    )


def _is_from_here() -> bool:
    """Whether a request comes from this machine itself, without any proxy between."""
    before: dict[str, str | None] = request.environ.get("werkzeug.proxy_fix.orig", {})
    peer = before.get("REMOTE_ADDR") or request.remote_addr or ""
    return not _said() and is_loopback(peer.removeprefix("::ffff:"))


def _said() -> set[str]:
    """Return the names of the headers that speak for another address, in small letters."""
    return {name.lower() for name, _ in request.headers if _OTHERS.fullmatch(name)}


def _values(name: str) -> list[str]:
    return [value.strip() for value in request.headers.get(name, "").split(",") if value.strip()]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
