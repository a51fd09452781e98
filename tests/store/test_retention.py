"""What has been kept for its time goes, nothing else, and a dry run says the same as what happens then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.core.answers import Answer
from audit.core.people import Account, Membership, Office, Role
from audit.core.programme import Audit
from audit.core.standard import Standard
from audit.store import accounts, answers, audits, history, history_check, memberships, retention
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError
from audit.store.retention import DEFAULTS, LEAST, MOST, What
from tests.store.conftest import NOW, OURS, THEIRS, audit_of

PERSON = "p" * 16
HASH = "0" * 63
DAY = timedelta(days=1)


def text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def person(name: str = PERSON, created: datetime = NOW) -> Account:
    return Account(
        id=name,
        email=f"{name}@example.org",
        name="A person",
        offices=frozenset(),
        has_second_factor=False,
        created=created,
    )


def fill(db: Connection, at: datetime, mark: str) -> None:
    """Put one row of each kind into the store, all of this time."""
    then, name = text(at), mark * 16
    accounts.create(db, person(name), "x")
    db.execute(
        "INSERT INTO sessions (hash, handle, account, begun, seen, is_half, device) VALUES (?, ?, ?, ?, ?, 0, '')",
        (HASH + mark, name, name, then, then),
    )
    db.execute(
        "INSERT INTO links (hash, handle, purpose, account, email, made_by, made, expires)"
        " VALUES (?, ?, 'recovery', ?, '', ?, ?, ?)",
        (HASH + mark, name, name, name, then, then),
    )
    db.execute("INSERT INTO tries (bucket, moment, number) VALUES (?, ?, 1)", (HASH + mark, then))
    db.execute("INSERT INTO account_events VALUES (?, 1, ?, ?, 'enabled')", (name, then, name))
    db.execute(
        "INSERT INTO jobs (id, kind, about, payload, made, due, done) VALUES (?, 'mail', '', '', ?, ?, ?)",
        (name, then, then, then),
    )


def apply(store: Store, at: datetime = NOW) -> retention.Past:
    """Look first, then do it: both must say the same."""
    with store.reading() as db:
        seen = retention.find(db, at)
    with store.writing(by=retention.ACTOR) as db:
        done = retention.apply(db, at)
        assert done == seen
        again = retention.find(db, at)
        assert replace(again, told=()).is_nothing
    return done


@pytest.mark.parametrize("what", retention._PAST)
def test_each_kind_goes_when_its_time_is_over_and_not_before(store: Store, what: What) -> None:
    days = DEFAULTS[what]
    assert days is not None
    with store.writing() as db:
        fill(db, NOW - days * DAY, "a")
        fill(db, NOW - days * DAY + timedelta(seconds=1), "b")
    assert apply(store).rows[what] == 1
    table = retention._PAST[what].split()[0]
    with store.reading() as db:
        (left,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names of the module
    assert left == 1


def test_nothing_is_said_of_a_new_store(store: Store) -> None:
    past = apply(store)
    assert past.is_nothing
    assert set(past.rows) == set(retention._PAST)


def test_a_used_link_goes_by_its_use(store: Store) -> None:
    with store.writing() as db:
        fill(db, NOW + DAY, "a")
        db.execute("UPDATE links SET used = ?", (text(NOW - 31 * DAY),))
    assert apply(store).rows[What.LINKS] == 1


def test_the_last_sign_in_stays_known(store: Store) -> None:
    long_ago = text(NOW - 800 * DAY)
    with store.writing() as db:
        accounts.create(db, person(), "x")
        accounts.grant(db, PERSON, Office.ASSESSOR)
        for number, act in enumerate(("signed-in", "signed-in", "password-changed"), start=2):
            db.execute("INSERT INTO account_events VALUES (?, ?, ?, ?, ?)", (PERSON, number, long_ago, PERSON, act))
    assert apply(store).rows[What.EVENTS] == 2
    with store.reading() as db:
        assert [(event.number, event.act) for event in accounts.events(db, PERSON)] == [
            (3, "signed-in"),
            (1, "office-given"),
        ]


def test_nobody_wipes_out_what_they_have_just_done(store: Store) -> None:
    with store.writing() as db:
        accounts.create(db, person(), "x")
    now = datetime.now(UTC)
    recent = Store(store.path, clock=lambda: now)
    with recent.writing() as db:
        accounts.record(db, PERSON, "signed-in")
    with pytest.raises(Exception, match="what happened stays"), recent.writing() as db:
        db.execute("DELETE FROM account_events")
    recent.close()


# Days.


def test_without_a_choice_the_defaults_hold(store: Store) -> None:
    with store.reading() as db:
        assert retention.listing(db) == {what: DEFAULTS[what] for what in retention.OF_INSTANCE}
        assert retention.listing(db, OURS) == {What.DRAFTS: None, What.AUDITS: None}


def test_what_was_set_holds_and_can_be_taken_back(store: Store) -> None:
    with store.writing() as db:
        retention.set_days(db, What.SESSIONS, 3)
        retention.set_days(db, What.SESSIONS, 5)
        fill(db, NOW - 6 * DAY, "a")
        assert retention.listing(db)[What.SESSIONS] == 5
        assert retention.find(db, NOW).rows[What.SESSIONS] == 1
        retention.set_days(db, What.SESSIONS, None)
        assert retention.listing(db)[What.SESSIONS] == 30
        assert retention.find(db, NOW).rows[What.SESSIONS] == 0


@pytest.mark.parametrize("what", What)
def test_too_few_and_too_many_days_are_refused(store: Store, audit: Audit, what: What) -> None:
    owner = audit.organisation if what in retention.OF_ORGANISATION else ""
    with store.writing() as db:
        for days in (LEAST[what], MOST):
            retention.set_days(db, what, days, owner)
        for days in (LEAST[what] - 1, MOST + 1):
            with pytest.raises(retention.DaysOutOfRangeError, match=what.value):
                retention.set_days(db, what, days, owner)
        assert retention.listing(db, owner)[what] == MOST


def test_the_choice_of_an_organisation_stands_in_its_history(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        retention.set_days(db, What.DRAFTS, 400, OURS)
        retention.set_days(db, What.DRAFTS, 400, OURS)
        retention.set_days(db, What.DRAFTS, None, OURS)
        first, second, _ = history.page(db, OURS)[:3]
    assert [(e.link.act, e.old, e.new) for e in (second, first)] == [
        ("retention-changed", {"kept_drafts": None}, {"kept_drafts": 400}),
        ("retention-changed", {"kept_drafts": 400}, {"kept_drafts": None}),
    ]


# Audits.


@pytest.mark.usefixtures("other_audit")
@pytest.mark.parametrize(
    ("what", "days", "older"),
    [
        (What.DRAFTS, 100, {"changed": NOW - 100 * DAY}),
        (What.AUDITS, 400, {"date": date(2025, 9, 27), "changed": NOW - 400 * DAY}),
    ],
)
def test_an_audit_goes_only_where_its_organisation_set_a_time(
    store: Store, standard: Standard, audit: Audit, what: What, days: int, older: dict[str, object]
) -> None:
    old = replace(audit_of(OURS, standard), id="o" * 16, **older)  # type: ignore[arg-type] # a changed day
    theirs = replace(old, id="t" * 16, organisation=THEIRS, programme=THEIRS)
    with store.writing() as db:
        for each in (old, theirs):
            audits.create(db, each, standard)
        assert apply_now(db) == ()
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, NOW)
        retention.set_days(db, what, days, OURS)
        assert retention.past_audits(db, OURS, NOW, {What.DRAFTS: None, What.AUDITS: None}) == ()
    assert apply(store).audits == (old,)
    with store.reading() as db:
        assert audits.get(db, theirs.id, THEIRS) == theirs
        assert audits.get(db, audit.id, OURS).id == audit.id
        with pytest.raises(NotFoundError):
            audits.get(db, old.id, OURS)
        entry = history.page(db, OURS)[0]
        assert (entry.link.act, entry.link.actor) == (history.AUDIT_DELETED, retention.ACTOR)
        assert [chain.fault for chain in history_check.verify(db)] == [None, None]


@pytest.mark.usefixtures("audit")
def test_an_old_audit_that_was_typed_in_lately_stays(store: Store, standard: Standard) -> None:
    typed = replace(audit_of(OURS, standard), id="o" * 16, date=date(2020, 1, 1), changed=NOW - 399 * DAY)
    with store.writing() as db:
        audits.create(db, typed, standard)
        retention.set_days(db, What.AUDITS, 400, OURS)
    assert apply(store).audits == ()


def apply_now(db: Connection) -> tuple[Audit, ...]:
    return retention.find(db, NOW).audits


# Accounts without a place.


def test_an_account_without_a_place_is_told_and_goes_a_month_later(store: Store) -> None:
    created = NOW - 335 * DAY
    with store.writing() as db:
        accounts.create(db, person(created=created), "x")
    assert apply(store, NOW - timedelta(seconds=1)).told == ()
    (told,) = apply(store).told
    assert told.id == PERSON
    assert apply(store, NOW + 30 * DAY - timedelta(seconds=1)).is_nothing
    assert [gone.id for gone in apply(store, NOW + 30 * DAY).accounts] == [PERSON]
    with store.reading() as db, pytest.raises(NotFoundError):
        accounts.get(db, PERSON)


def test_who_was_told_late_still_has_a_month(store: Store) -> None:
    with store.writing() as db:
        accounts.create(db, person(created=NOW - 2000 * DAY), "x")
    assert len(apply(store).told) == 1
    assert apply(store, NOW + 29 * DAY).is_nothing
    assert len(apply(store, NOW + 30 * DAY).accounts) == 1


def test_who_signs_in_meanwhile_stays(store: Store) -> None:
    with store.writing() as db:
        accounts.create(db, person(created=NOW - 335 * DAY), "x")
    assert len(apply(store).told) == 1
    later = Store(store.path, clock=lambda: NOW + 10 * DAY)
    with later.writing() as db:
        accounts.record(db, PERSON, "signed-in")
    assert apply(store, NOW + 60 * DAY).is_nothing
    # A year later it is announced anew.
    assert len(apply(store, NOW + 345 * DAY).told) == 1
    later.close()


@pytest.mark.parametrize("has_office", [True, False])
def test_who_has_a_place_stays(store: Store, audit: Audit, *, has_office: bool) -> None:
    with store.writing() as db:
        accounts.create(db, person(created=NOW - 2000 * DAY), "x")
        if has_office:
            accounts.grant(db, PERSON, Office.ASSESSOR)
        else:
            place = Membership(organisation=audit.organisation, account=PERSON, role=Role.READER, since=NOW)
            memberships.add(db, place)
    past = apply(store)
    assert (past.told, past.accounts) == ((), ())


def test_a_row_that_cannot_be_read_keeps_only_its_own_organisation(
    store: Store, standard: Standard, audit: Audit, other_audit: Audit
) -> None:
    old = {"changed": NOW - 100 * DAY}
    ours, theirs = (
        replace(audit_of(owner, standard), id=name * 16, organisation=owner, programme=owner, **old)  # type: ignore[arg-type] # a changed day
        for owner, name in ((OURS, "o"), (THEIRS, "t"))
    )
    with store.writing() as db:
        for each in (ours, theirs):
            audits.create(db, each, standard)
            retention.set_days(db, What.DRAFTS, 100, each.organisation)
        db.execute("UPDATE audits SET date = '1999-12-31' WHERE id = ?", (audit.id,))
    with store.reading() as db:
        found = retention.find(db, NOW)
    assert found.unreadable == (audit.organisation,)
    assert found.audits == (theirs,)
    assert other_audit.organisation == THEIRS
