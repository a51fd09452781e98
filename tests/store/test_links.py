"""A one-time link opens once, in time, and only what it was made for."""

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.core.people import INVITATION, RECOVERY, Link, Office, Purpose, Role
from audit.core.programme import Audit
from audit.store import history, links
from audit.store.database import Store
from audit.store.errors import NotFoundError, StoreDamagedError, StoreRefusedError
from tests.store.conftest import OURS, THEIRS, change
from tests.store.people import ANA, BOJAN, NOW, acts, digest, keep, person

SECOND = timedelta(seconds=1)
TO_US = Link(
    handle="h" * 16,
    purpose=Purpose.INVITATION,
    made=NOW,
    expires=NOW + INVITATION,
    made_by=ANA,
    email="carla@example.org",
    organisation=OURS,
    role=Role.READER,
)
TO_THEM = replace(TO_US, handle="k" * 16, organisation=THEIRS, role=Role.MANAGER)
TO_AN_OFFICE = replace(TO_US, handle="m" * 16, organisation=None, role=None, office=Office.ASSESSOR)
RECOVERS = Link(
    handle="n" * 16, purpose=Purpose.RECOVERY, made=NOW, expires=NOW + RECOVERY, made_by="this-machine", account=BOJAN
)
FIRST = Link(handle="p" * 16, purpose=Purpose.FIRST_START, made=NOW, expires=NOW + RECOVERY, made_by="first-start")
EVERY = {digest(str(number)): link for number, link in enumerate([TO_US, TO_THEM, TO_AN_OFFICE, RECOVERS, FIRST])}


@pytest.fixture
def made(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store in which one link of each kind was made."""
    keep(store, person(ANA), person(BOJAN))
    with store.writing(by=ANA) as db:
        for link_hash, link in EVERY.items():
            links.make(db, link, link_hash)
    return store


def told(store: Store, organisation: str) -> list[tuple[str, object, object]]:
    """Return what the history of an organisation says about invitations."""
    with store.reading() as db:
        entries = [e for e in history.listing(db, organisation) if e.link.act.startswith("invitation")]
    return [(entry.link.act, entry.old, entry.new) for entry in entries]


@pytest.mark.parametrize("link_hash", EVERY)
def test_a_link_is_found_until_it_expires(made: Store, link_hash: str) -> None:
    link = EVERY[link_hash]
    with made.reading() as db:
        assert links.find(db, link_hash, link.expires - SECOND) == link
        assert links.find(db, link_hash, link.expires) is None
        assert links.find(db, digest("e"), NOW) is None


@pytest.mark.parametrize("link_hash", EVERY)
def test_a_link_is_used_once_and_in_time(made: Store, link_hash: str) -> None:
    with made.writing() as db:
        assert not links.use(db, link_hash, EVERY[link_hash].expires)
        assert links.use(db, link_hash, NOW)
        assert not links.use(db, link_hash, NOW)
        assert not links.use(db, digest("e"), NOW)
        assert links.find(db, link_hash, NOW) is None


def test_of_many_who_use_it_together_one_may(made: Store) -> None:
    heard: list[bool] = []

    def use() -> None:
        with made.writing() as db:
            heard.append(links.use(db, digest("0"), NOW))

    together = [threading.Thread(target=use) for _ in range(8)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert sorted(heard) == [False] * 7 + [True]


def test_open_invitations_are_those_of_the_organisation_or_of_the_instance(made: Store) -> None:
    with made.writing() as db:
        links.make(db, replace(TO_US, handle="q" * 16, made=NOW + SECOND), digest("a"))
        links.make(db, replace(TO_US, handle="r" * 16), digest("b"))
        links.use(db, digest("b"), NOW)
        assert [link.handle[0] for link in links.open_ones(db, NOW, organisation=OURS)] == ["q", "h"]
        assert links.open_ones(db, NOW, organisation=THEIRS) == (TO_THEM,)
        assert links.open_ones(db, NOW) == (TO_AN_OFFICE,)
        assert links.open_ones(db, TO_US.expires, organisation=OURS) == ()


def test_the_history_of_an_organisation_tells_of_invitations_without_names(made: Store) -> None:
    with made.writing(by=ANA) as db:
        links.withdraw(db, TO_US.handle, organisation=OURS)
        links.withdraw(db, TO_AN_OFFICE.handle, organisation=None)
    assert told(made, OURS) == [
        ("invitation-made", {}, {"role": "reader"}),
        ("invitation-withdrawn", {}, {"role": "reader"}),
    ]
    assert told(made, THEIRS) == [("invitation-made", {}, {"role": "manager"})]


@pytest.mark.parametrize(
    ("handle", "organisation"),
    [
        (TO_THEM.handle, OURS),
        (TO_US.handle, THEIRS),
        (TO_US.handle, None),
        (TO_AN_OFFICE.handle, OURS),
        (RECOVERS.handle, None),
        (FIRST.handle, None),
        ("z" * 16, OURS),
    ],
)
def test_no_other_link_is_withdrawn(made: Store, handle: str, organisation: str | None) -> None:
    with pytest.raises(NotFoundError), made.writing() as db:
        links.withdraw(db, handle, organisation=organisation)
    with made.reading() as db:
        assert all(links.find(db, link_hash, NOW) == link for link_hash, link in EVERY.items())


def test_a_used_invitation_cannot_be_withdrawn_any_more(made: Store) -> None:
    with made.writing() as db:
        links.use(db, digest("0"), NOW)
    with pytest.raises(NotFoundError), made.writing() as db:
        links.withdraw(db, TO_US.handle, organisation=OURS)


def test_all_links_of_a_purpose_are_taken_back_and_no_others(made: Store) -> None:
    with made.writing() as db:
        links.make(db, replace(RECOVERS, handle="q" * 16, account=ANA), digest("a"))
        assert links.withdraw_all(db, Purpose.RECOVERY, account=BOJAN) == 1
        assert links.find(db, digest("a"), NOW) is not None
        assert links.withdraw_all(db, Purpose.FIRST_START) == 1
        assert links.withdraw_all(db, Purpose.FIRST_START) == 0
        left = [number for number in range(5) if links.find(db, digest(str(number)), NOW) is not None]
    assert left == [0, 1, 2]


def test_who_may_no_longer_invite_does_not_come_back_by_an_invitation(made: Store) -> None:
    with made.writing() as db:
        links.make(db, replace(TO_US, handle="q" * 16, made_by=BOJAN), digest("a"))
        assert links.withdraw_made_by(db, ANA, organisation=OURS) == 1
        assert [link.made_by for link in links.open_ones(db, NOW, organisation=OURS)] == [BOJAN]
        assert links.withdraw_made_by(db, ANA) == 2
        assert links.find(db, digest("3"), NOW) == RECOVERS
    assert [act for act, _, _ in told(made, OURS)] == ["invitation-made", "invitation-made", "invitation-withdrawn"]


def test_an_invitation_to_an_office_stands_among_the_events_of_whoever_made_it(made: Store) -> None:
    assert acts(made, ANA) == ["office-offered"]
    with made.writing(by=BOJAN) as db:
        links.withdraw(db, TO_AN_OFFICE.handle, organisation=None)
    assert (acts(made, ANA), acts(made, BOJAN)) == (["office-offered"], ["office-offer-withdrawn"])


def test_without_an_account_only_the_log_tells_of_an_invitation_to_an_office(
    made: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="audit.security"), made.writing() as db:
        links.make(db, replace(TO_AN_OFFICE, handle="q" * 16), digest("9"))
    assert "event=office-offered account=- by=this-machine" in caplog.text


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        (replace(RECOVERS, account=None), "recovers_somebody"),
        (replace(FIRST, account=ANA), "recovers_somebody"),
        (replace(TO_US, organisation=None, role=None), "invites_to_one"),
        (replace(TO_US, office=Office.OPERATOR), "invites_to_one"),
        (replace(FIRST, office=Office.OPERATOR), "invites_to_one"),
        (replace(FIRST, organisation=OURS, role=Role.READER, office=Office.OPERATOR), "invites_to_one"),
        (replace(TO_US, organisation=None), "role_somewhere"),
        (replace(TO_AN_OFFICE, organisation=OURS), "role_somewhere"),
        (replace(TO_US, organisation="z" * 16), "FOREIGN KEY"),
        (replace(RECOVERS, account="z" * 16), "FOREIGN KEY"),
    ],
)
def test_a_link_that_means_nothing_is_refused(made: Store, link: Link, rule: str) -> None:
    with pytest.raises(StoreRefusedError, match=rule), made.writing() as db:
        links.make(db, replace(link, handle="z" * 16), digest("c"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE links SET used = NULL WHERE used IS NOT NULL",
        "UPDATE links SET used = made WHERE used IS NOT NULL",
        "UPDATE links SET expires = '2099-01-01T00:00:00Z'",
        "UPDATE links SET role = 'manager' WHERE role = 'reader'",
        "UPDATE links SET organisation = 'bbbbbbbbbbbbbbbb' WHERE organisation IS NOT NULL",
        "UPDATE links SET account = 'aaaaaaaaaaaaaaaa' WHERE account IS NOT NULL",
        "UPDATE links SET hash = 'c' || substr(hash, 2)",
    ],
)
def test_a_link_changes_only_by_being_used(made: Store, raw: sqlite3.Connection, statement: str) -> None:
    with made.writing() as db:
        links.use(db, digest("1"), NOW)
    with pytest.raises(sqlite3.IntegrityError, match="a link is used once"):
        raw.execute(statement)


def test_what_was_never_written_is_called_damage(made: Store) -> None:
    change(
        made.path,
        "PRAGMA ignore_check_constraints = ON",
        "DROP TRIGGER links_are_used_once",
        "UPDATE links SET purpose = 'fun'",
    )
    with pytest.raises(StoreDamagedError, match="links"), made.reading() as db:
        links.find(db, digest("4"), NOW)
