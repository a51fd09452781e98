"""The chain of an organisation's history: what each entry's hash is made of, and the file of its ends.

Every entry holds the hash of the one before, so no entry can be changed, taken out or put in between without every
later hash being another. What was written is not in the chain itself but beside it: the chain holds only a salted
commitment to it, so that a text can be erased while the chain still fits (design section 9). Without the salt, which
goes with the text, nobody can find out by trying whether a certain text stood there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from audit.errors import N_, AuditError

# What stands before the first entry.
START = "0" * 64
HEADS_FORMAT = "self-audit-heads/1"
# A head is under 200 bytes: room for 50,000 organisations.
LARGEST_HEADS = 10_000_000
_HASH = re.compile(r"[0-9a-f]{64}\Z")


class BadHeadsError(AuditError):
    """A file of heads is not one of ours."""

    sentence = N_("This is no list of heads as “self-audit verify-history --write-heads” writes it.")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain holds it. ``moment`` is UTC as text; ``before`` is the hash of the entry before."""

    organisation: str
    number: int
    moment: str
    actor: str
    act: str
    subject: str
    commitment: str
    before: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ended at some moment: the number, hash and time (UTC, as text) of its last entry then."""

    organisation: str
    number: int
    hash: str
    moment: str


def commitment(salt: str, payload: str) -> str:
    """Return what the chain holds of a payload.

    Args:
        salt: 32 random bytes as 64 hexadecimal digits.
        payload: the text, kept beside the chain.
    """
    return hashlib.sha256(bytes.fromhex(salt) + payload.encode("utf-8")).hexdigest()


def hash_of(link: Link) -> str:
    """Return the hash of an entry: SHA-256 of its values as JSON in UTF-8, keys sorted, no blanks (RFC 8785)."""
    values = {name: getattr(link, name) for name in _IN_ORDER}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write_heads(heads: Iterable[Head]) -> bytes:
    """Return a file of heads, to be kept where nobody who can write the database can write."""
    listed = [asdict(head) for head in heads]
    return (json.dumps({"format": HEADS_FORMAT, "heads": listed}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_heads(data: bytes) -> tuple[Head, ...]:
    """Return the heads of a file that ``write_heads`` wrote.

    Raises:
        BadHeadsError: it is another file, or was changed.
    """
    try:
        found = json.loads(data.decode("utf-8")) if len(data) <= LARGEST_HEADS else None
    except (ValueError, RecursionError) as error:
        raise BadHeadsError from error
    if not isinstance(found, dict) or found.get("format") != HEADS_FORMAT or not isinstance(found.get("heads"), list):
        raise BadHeadsError
    return tuple(map(_head, found["heads"]))


def _head(found: object) -> Head:
    if not isinstance(found, Mapping) or set(found) != set(Head.__slots__):
        raise BadHeadsError
    name, number, digest, moment = (found[key] for key in Head.__slots__)
    if type(number) is not int or number < 1 or not all(isinstance(text, str) for text in (name, digest, moment)):
        raise BadHeadsError
    if not _HASH.match(digest):
        raise BadHeadsError
    return Head(name, number, digest, moment)


_IN_ORDER = tuple(sorted(Link.__slots__))
