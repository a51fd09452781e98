"""An address that learns how to write itself when it is first written.

Werkzeug compiles two functions for every rule while the application is put together, a sixth of the time to its first
page. Most addresses are not written on that page. Where a later Werkzeug goes another way, this is never asked, and the
start takes as long as before.
"""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule whose address is worked out as Werkzeug does it, but not before it is asked for."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - as Werkzeug has it
        compile_now = super()._compile_builder
        made: list[Builder] = []

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build
