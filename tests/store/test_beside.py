"""Which audits somebody else said something about."""

import sqlite3

from audit.core.programme import Audit
from audit.store import beside
from audit.store.database import Store
from tests.store import year_rows
from tests.store.conftest import OURS, THEIRS
from tests.store.people import ANA, keep, person


def test_an_audit_with_a_finding_and_a_shown_voice_is_named_once_and_to_its_own(
    store: Store, audit: Audit, other_audit: Audit
) -> None:
    keep(store, person(ANA))
    with store.reading() as db:
        assert beside.audits(db, OURS) == frozenset()
    with sqlite3.connect(store.path) as raw:
        year_rows.add(raw, OURS, audit.id, ANA, "x")
    raw.close()
    with store.reading() as db:
        assert beside.audits(db, OURS) == {audit.id}
        assert beside.audits(db, THEIRS) == frozenset()
    assert other_audit.organisation == THEIRS
