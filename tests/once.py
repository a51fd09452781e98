"""What each of a thousand applications would make anew, although it comes out the same: made once a process.

Every test of a page builds an application of its own. Left alone, that compiles some eighty templates and 250 builders
of addresses each time: half of the time that these tests took.
"""

from collections.abc import Callable
from types import CodeType

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Keeps what a template is compiled to, by its name, its file and its text: Jinja's own way to do so."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


def builders(compile_one: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    """Keep what an address is compiled to: it follows from the parts of the address alone, unless it has defaults."""
    known: dict[tuple[object, ...], Builder] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_one(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in known:
            known[key] = compile_one(rule, append_unknown)
        return known[key]

    return compile_once


def remember(patch: pytest.MonkeyPatch) -> None:
    """Let every application of this process take both from the first that needed them."""
    patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": Templates()})
    patch.setattr(Rule, "_compile_builder", builders(Rule._compile_builder))
