"""Addresses are a promise: one that goes away fails here until somebody decides where it leads instead."""

import json
from pathlib import Path

from audit import config
from audit.store.database import Store
from audit.web import create_app

LIST = Path(__file__).parent / "route-list.json"


def test_every_address_is_on_the_list_and_none_has_gone(tmp_path: Path) -> None:
    settings = config.load(tmp_path)
    store = Store(settings.database)
    store.prepare()
    app = create_app(settings, store)
    store.close()
    found = {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }
    promised = json.loads(LIST.read_text(encoding="utf-8"))
    gone = {address: promised[address] for address in promised.keys() - found.keys()}
    new = {address: found[address] for address in found.keys() - promised.keys()}
    assert not gone, f"these addresses led somewhere; a redirect belongs in their place: {gone}"
    assert not new, f"add to {LIST.name}: {json.dumps(new, indent=1)}"
    assert found == promised
