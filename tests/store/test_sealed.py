"""Another organisation's id answers exactly as an unknown one, in every function that takes one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from audit.core.answers import Answer
from audit.core.plan import SavedAction
from audit.core.programme import Audit
from audit.store import actions, answers, audits, programmes, sections
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError

ACTION = SavedAction(key="FIR-1", criteria=("FIR-1",), note="private")
UNKNOWN = "z" * 16


@pytest.fixture
def strangers(store: Store, audit: Audit, other_audit: Audit, now: datetime) -> Audit:
    """Return their audit as somebody of ours would forge it: their id, our organisation. Theirs is filled."""
    with store.writing() as db:
        answers.save(db, other_audit, "FIR-1", Answer(level=1, note="private"), 0, now)
        actions.save(db, other_audit, ACTION, 0, now)
        sections.complete(db, other_audit, "fire", done=True, at=now)
    return replace(audit, id=other_audit.id, programme=other_audit.programme)


@pytest.mark.parametrize(
    "read",
    [
        answers.listing,
        lambda db, a: answers.listing(db, a, ["FIR-1"]),
        lambda db, a: answers.get(db, a, "FIR-1"),
        lambda db, a: answers.sheet(db, a).answers,
        actions.listing,
        sections.listing,
    ],
)
def test_nothing_of_theirs_can_be_read(
    store: Store, strangers: Audit, read: Callable[[Connection, Audit], object]
) -> None:
    with store.reading() as db:
        assert not read(db, strangers)


@pytest.mark.parametrize("name", ["b" * 16, UNKNOWN], ids=["theirs", "unknown"])
@pytest.mark.parametrize(
    "use",
    [
        lambda db, a, _: audits.get(db, a.id, a.organisation),
        lambda db, a, _: programmes.get(db, a.id, a.organisation),
        lambda db, a, _: programmes.change(db, replace(programmes.get(db, a.organisation, a.organisation), id=a.id)),
        lambda db, a, at: audits.mark_test(db, a, on=True, at=at),
        audits.touch,
        lambda db, a, _: audits.delete_draft(db, a),
        lambda db, a, _: programmes.delete(db, replace(programmes.get(db, a.organisation, a.organisation), id=a.id)),
        lambda db, a, at: answers.save(db, a, "FIR-1", Answer(level=3), 0, at),
        lambda db, a, at: answers.save_many(db, a, {"FIR-1": (Answer(level=3), 0)}, at),
        lambda db, a, at: sections.complete(db, a, "fire", done=False, at=at),
        lambda db, a, at: actions.save(db, a, replace(ACTION, note="mine now"), 0, at),
    ],
)
def test_nothing_of_theirs_can_be_found_or_changed(
    store: Store,
    strangers: Audit,
    other_audit: Audit,
    now: datetime,
    use: Callable[[Connection, Audit, datetime], object],
    name: str,
) -> None:
    with pytest.raises(NotFoundError), store.writing() as db:
        use(db, replace(strangers, id=name), now)
    with store.reading() as db:
        assert audits.get(db, other_audit.id, other_audit.organisation) == other_audit
        assert answers.listing(db, other_audit)["FIR-1"].answer == Answer(level=1, note="private")
        assert actions.listing(db, other_audit) == (replace(ACTION, version=1),)
        assert sections.listing(db, other_audit) == {"fire"}
