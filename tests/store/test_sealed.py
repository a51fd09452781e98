"""Another organisation's id answers exactly as an unknown one, in every function that takes one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from audit.core.answers import Answer
from audit.core.people import INVITATION, Link, Purpose, Role
from audit.core.plan import SavedAction
from audit.core.programme import Audit
from audit.store import actions, answers, audits, links, memberships, programmes, sections
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError
from tests.store.conftest import OURS
from tests.store.people import CARLA, digest, keep, person, place

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


@pytest.mark.parametrize(
    "use",
    [
        lambda db, _: memberships.change(db, OURS, CARLA, Role.READER),
        lambda db, _: memberships.remove(db, OURS, CARLA),
        lambda db, _: memberships.change(db, UNKNOWN, CARLA, Role.READER),
        lambda db, _: memberships.remove(db, UNKNOWN, CARLA),
        lambda db, link: links.withdraw(db, link.handle, organisation=OURS),
        lambda db, link: links.withdraw(db, link.handle, organisation=UNKNOWN),
        lambda db, link: links.withdraw(db, link.handle, organisation=None),
    ],
)
def test_the_people_of_another_organisation_are_as_unknown_ones(
    store: Store, strangers: Audit, now: datetime, use: Callable[[Connection, Link], object]
) -> None:
    link = Link(
        handle="l" * 16,
        purpose=Purpose.INVITATION,
        made=now,
        expires=now + INVITATION,
        made_by=CARLA,
        organisation=strangers.id,
        role=Role.READER,
    )
    keep(store, person(CARLA))
    with store.writing() as db:
        memberships.add(db, place(strangers.id, CARLA, Role.CONTRIBUTOR))
        links.make(db, link, digest("1"))
    with pytest.raises(NotFoundError), store.writing() as db:
        use(db, link)
    with store.reading() as db:
        assert memberships.of_organisation(db, OURS) == ()
        assert links.open_ones(db, now, organisation=OURS) == ()
        assert memberships.of_account(db, CARLA) == (place(strangers.id, CARLA, Role.CONTRIBUTOR),)
        assert links.open_ones(db, now, organisation=strangers.id) == (link,)
