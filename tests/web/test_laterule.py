"""An address comes out as Werkzeug writes it, and is worked out no earlier than it is asked for."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from audit.web.laterule import LateRule

PLACE = "/audits/<audit_id>/domains/<name>"


def show(**_: str) -> str:
    """Show nothing."""
    return ""


def site(kind: type[Rule]) -> Flask:
    app = Flask("site")
    app.url_rule_class = kind
    app.add_url_rule(PLACE, "domain", show)
    app.add_url_rule("/all/", "all", show, defaults={"page": "1"})
    app.add_url_rule("/all/<page>/", "all", show)
    return app


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("domain", {"audit_id": "a", "name": "é/?#"}),
        ("domain", {"audit_id": "a", "name": "b", "more": "x y", "twice": ["1", "2"]}),
        ("all", {}),
        ("all", {"page": "1"}),
        ("all", {"page": "2", "by": None}),
    ],
)
def test_it_is_the_same_address(endpoint: str, values: dict[str, object]) -> None:
    written = []
    for kind in (Rule, LateRule, LateRule):
        made = site(kind).url_map.bind("localhost")
        written.append([made.build(endpoint, values, append_unknown=unknown) for unknown in (True, False, True)])
    assert written[0] == written[1] == written[2]


def test_it_waits_until_it_is_asked_for_and_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    compile_now = Rule._compile_builder

    def count(rule: Rule, append_unknown: bool = True) -> object:
        worked.append(rule.rule)
        return compile_now(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", count)
    made = site(LateRule).url_map.bind("localhost")
    assert made.match("/audits/a/domains/b") == ("domain", {"audit_id": "a", "name": "b"})
    assert set(worked) <= {"/static/<path:filename>"}
    for _ in range(2):
        assert made.build("domain", {"audit_id": "a", "name": "b"}) == "/audits/a/domains/b"
    assert worked.count(PLACE) == 1
