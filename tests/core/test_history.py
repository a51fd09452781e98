"""The chain of the history: what a hash covers, and the file of heads."""

import hashlib
import json
from dataclasses import fields, replace
from typing import Any

import pytest
import rfc8785

from audit.core.history import (
    LARGEST_HEADS,
    START,
    BadHeadsError,
    Head,
    Link,
    commitment,
    hash_of,
    read_heads,
    write_heads,
)

LINK = Link("a" * 16, 7, "2026-11-01T14:02:00Z", "this-machine", "answer-saved", "p/a/FIR-1", "c" * 64, START)
HEAD = Head("a" * 16, 7, "d" * 64, "2026-11-01T14:02:00Z")


def test_a_hash_is_that_of_the_canonical_json_of_every_value() -> None:
    values = {field.name: getattr(LINK, field.name) for field in fields(LINK)}
    assert hash_of(LINK) == hashlib.sha256(rfc8785.dumps(values)).hexdigest()


@pytest.mark.parametrize("name", [field.name for field in fields(LINK)])
def test_every_value_changes_the_hash(name: str) -> None:
    other: Any = 8 if name == "number" else "x"
    assert hash_of(replace(LINK, **{name: other})) != hash_of(LINK)


def test_a_commitment_needs_its_salt() -> None:
    made = commitment("00ff" * 16, "Škola")
    assert made == hashlib.sha256(bytes.fromhex("00ff" * 16) + "Škola".encode()).hexdigest()
    assert made != commitment("00fe" * 16, "Škola")


def test_heads_come_back_as_they_were_written() -> None:
    assert read_heads(write_heads([HEAD])) == (HEAD,)
    assert read_heads(write_heads([])) == ()


def with_head(**changes: object) -> bytes:
    head = json.loads(write_heads([HEAD]))["heads"][0] | changes
    return json.dumps({"format": "self-audit-heads/1", "heads": [head]}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"format": "self-audit-heads/2", "heads": []}',
        b'{"format": "self-audit-heads/1", "heads": {}}',
        b'{"format": "self-audit-heads/1", "heads": [1]}',
        b'{"format": "self-audit-heads/1", "heads": [{}]}',
        with_head(number=0),
        with_head(number=True),
        with_head(number="1"),
        with_head(organisation=1),
        with_head(hash="d" * 63),
        with_head(hash="D" * 64),
        with_head(more=1),
        b" " * LARGEST_HEADS + write_heads([HEAD]),
    ],
)
def test_what_is_no_list_of_heads_is_refused(data: bytes) -> None:
    with pytest.raises(BadHeadsError):
        read_heads(data)
