"""Addresses: which are of this machine alone, and what may be declared as the public one."""

import ipaddress
import re
from urllib.parse import urlsplit

# What stands for "https" when no port is named.
_HTTPS_PORT = 443
# A name of a host as DNS has it (RFC 1123, section 2.1); other letters are written in their xn-- form.
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; a name does not say so, but for ``localhost``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def public_address(text: str) -> str | None:
    """Return a public address as links begin with it, or ``None`` where it is none.

    It is https, a host, and a port if need be: no path, since cookies named ``__Host-`` hold for a whole host; no user,
    no query.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # A port that is no number, or half an address of IPv6.
        return None
    host = _host(parts.hostname or "")
    wanted = f"https://{parts.netloc}"
    if host is None or "@" in parts.netloc or text.lower().rstrip("/") != wanted.lower() or port == 0:
        return None
    return f"https://{host}" if port in {None, _HTTPS_PORT} else f"https://{host}:{port}"


def _host(name: str) -> str | None:
    """Return a host as it stands in an address; a number for IPv6 gets its brackets."""
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return name if _NAME.match(name) and not name.rpartition(".")[2].isdecimal() else None
    return f"[{found}]" if found.version == 6 else str(found)  # noqa: PLR2004 - the version of the protocol
