"""What an audit keeps of its edition gives the same edition back, and its hash sees every change."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest

from audit.core.content import canonical, content_hash, from_content
from audit.core.standard import Standard
from tests.conftest import loads


@pytest.mark.parametrize("name", ["standard", "real"])
def test_a_kept_edition_is_read_back_whole(name: str, request: pytest.FixtureRequest) -> None:
    standard: Standard = request.getfixturevalue(name)
    assert from_content(loads(canonical(standard))) == standard


def test_the_hash_is_64_hexadecimal_digits_and_the_same_twice(standard: Standard) -> None:
    assert re.fullmatch("[0-9a-f]{64}", content_hash(standard))
    assert content_hash(standard) == content_hash(from_content(loads(canonical(standard))))


def places(thing: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401 - walks any value
    """Return the path to every single value inside a standard, the first of each list standing for all."""
    if is_dataclass(thing):
        return [p for f in fields(thing) for p in places(getattr(thing, f.name), (*path, f.name))]
    if isinstance(thing, tuple) and thing:
        return places(thing[0], (*path, 0))
    return [path]


def altered(thing: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - walks any value
    """Return the same thing with the one value at the end of the path changed."""
    if not path:
        return other(thing)
    first, *rest = path
    if isinstance(first, int):
        return (altered(thing[first], tuple(rest)), *thing[first + 1 :])
    return replace(thing, **{first: altered(getattr(thing, first), tuple(rest))})


def other(value: Any) -> Any:  # noqa: ANN401 - any value
    if isinstance(value, Enum):
        return next(m for m in type(value) if m is not value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value} changed" if isinstance(value, str) else ("changed",)


def test_the_hash_sees_every_change_in_every_place(standard: Standard) -> None:
    everywhere = places(standard)
    # 7 texts and the status; 2 of a letter (1 seen); 5 of a document; 3 of a level; 3 of a priority;
    # 3 of a domain; 15 of a criterion, whose source has 3; 2 of a check and 3 of each of its claims. One too few would
    # be a field the test forgot.
    assert len(everywhere) == 8 + 1 + 5 + 3 + 3 + 3 + 17 + 8
    plain = content_hash(standard)
    assert not [path for path in everywhere if content_hash(altered(standard, path)) == plain]


def test_the_hash_sees_the_order(standard: Standard) -> None:
    turned = replace(standard, domains=standard.domains[::-1])
    assert content_hash(turned) != content_hash(standard)


def test_an_edition_without_checks_keeps_the_hash_it_had_before_there_were_any(standard: Standard) -> None:
    plain = replace(standard, checks=())
    assert b"checks" not in canonical(plain)
    assert from_content(loads(canonical(plain))) == plain
    assert content_hash(plain) != content_hash(standard)
