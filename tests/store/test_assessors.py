"""Invitations of assessors and what they find: one audit, while the office lasts, and never an answer changed."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.assessment import Finding, Found
from audit.core.people import Office, Role
from audit.core.programme import Audit
from audit.store import accounts, answers, assessors, audits, findings, history, memberships
from audit.store.database import Store
from audit.store.errors import NotAnAssessorError, NotFoundError, StaleFindingError, StoreDamagedError
from tests.store import year_rows
from tests.store.conftest import NOW, OURS, THEIRS
from tests.store.people import ANA, BOJAN, CARLA, keep, person, place

LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SEEN = Found(
    criterion="FIR-1",
    finding=Finding.EVIDENCE_SEEN,
    level=None,
    date=date(2026, 11, 2),
    note="Seen in the handbook",
    account=ANA,
    version=0,
    saved=LATER,
)


@pytest.fixture
def peopled(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store with two assessors, of whom the first is invited to our audit, and somebody who is none."""
    assert {audit.organisation, other_audit.organisation} == {OURS, THEIRS}
    keep(store, person(ANA, Office.ASSESSOR), person(BOJAN, Office.ASSESSOR), person(CARLA))
    with store.writing(by=CARLA) as db:
        assessors.invite(db, audit, ANA)
    return store


def opens(store: Store, account: str = ANA, audit: str = OURS) -> str | None:
    with store.reading() as db:
        return assessors.organisation_of(db, audit, account)


def acts(store: Store, organisation: str = OURS) -> list[str]:
    with store.reading() as db:
        return [e.link.act for e in history.listing(db, organisation) if e.link.act.startswith("assessor-")]


def test_an_invitation_opens_one_audit_for_one_assessor(peopled: Store, audit: Audit) -> None:
    assert opens(peopled) == OURS
    assert opens(peopled, BOJAN) is None
    assert opens(peopled, ANA, THEIRS) is None
    with peopled.reading() as db:
        assert assessors.of_account(db, ANA) == ((OURS, OURS),)
        (grant,) = assessors.of_audit(db, audit)
        assert [a.id for a in assessors.to_choose(db, OURS)] == [ANA, BOJAN]
    assert (grant.account.id, grant.invited, grant.counts) == (ANA, NOW, True)


@pytest.mark.parametrize("how", ["office", "account", "member", "disabled", "back"])
def test_it_opens_nothing_any_more_when_its_ground_is_gone(peopled: Store, audit: Audit, how: str) -> None:
    with peopled.writing() as db:
        if how == "office":
            accounts.withdraw(db, ANA, Office.ASSESSOR)
            accounts.grant(db, ANA, Office.ASSESSOR)
        elif how == "account":
            accounts.delete(db, ANA)
        elif how == "member":
            memberships.add(db, place(OURS, ANA, Role.READER))
        elif how == "disabled":
            accounts.disable(db, ANA)
        else:
            assert assessors.take_back(db, audit, ANA)
            assert not assessors.take_back(db, audit, ANA)
    assert opens(peopled) is None
    with peopled.reading() as db:
        assert assessors.of_account(db, ANA) == ()
        assert [grant.counts for grant in assessors.of_audit(db, audit)] == (
            [False] if how in {"member", "disabled"} else []
        )
    gone = how in {"office", "account", "back"}
    assert acts(peopled) == ["assessor-invited", *(["assessor-removed"] if gone else [])]


def test_another_office_taken_away_leaves_the_invitation(peopled: Store) -> None:
    with peopled.writing() as db:
        accounts.grant(db, ANA, Office.NETWORK_STAFF)
        accounts.withdraw(db, ANA, Office.NETWORK_STAFF)
    assert opens(peopled) == OURS


@pytest.mark.parametrize("who", [CARLA, BOJAN, "z" * 16])
def test_who_may_not_assess_is_not_invited(peopled: Store, audit: Audit, who: str) -> None:
    with peopled.writing() as db:
        memberships.add(db, place(OURS, BOJAN, Role.READER))
    with pytest.raises(NotAnAssessorError), peopled.writing() as db:
        assessors.invite(db, audit, who)
    assert acts(peopled) == ["assessor-invited"]


def test_an_invitation_goes_with_its_audit(peopled: Store, audit: Audit) -> None:
    with peopled.writing() as db:
        audits.delete_draft(db, audit)
    assert opens(peopled) is None


# ---- Findings


def save(store: Store, audit: Audit, found: Found) -> Found:
    with store.writing(by=ANA) as db:
        return findings.save(db, audit, found)


def kept(store: Store, audit: Audit) -> dict[str, Found]:
    with store.reading() as db:
        return findings.listing(db, audit)


def test_a_finding_is_kept_with_its_version_and_recorded(peopled: Store, audit: Audit) -> None:
    first = save(peopled, audit, SEEN)
    assert first == replace(SEEN, version=1)
    assert kept(peopled, audit) == {"FIR-1": first}
    assert save(peopled, audit, SEEN) == first  # A double click, with the version of before.
    changed = replace(first, finding=Finding.VALIDATED, level=2, account=BOJAN)
    assert save(peopled, audit, changed) == replace(changed, version=2)
    with peopled.reading() as db:
        entries = [e for e in history.listing(db, OURS) if e.link.act == "finding-saved"]
        assert audits.get(db, audit.id, OURS).changed == LATER
    assert [e.link.subject for e in entries] == [f"{OURS}/{OURS}/FIR-1"] * 2
    assert entries[1].old == {"finding": "evidence-seen", "level": None}
    assert entries[1].new == {"finding": "validated", "level": 2}


def test_nothing_looked_at_is_nothing_until_something_was(peopled: Store, audit: Audit) -> None:
    blank = replace(SEEN, finding=Finding.NOT_LOOKED_AT, note="")
    assert save(peopled, audit, blank) == blank
    assert kept(peopled, audit) == {}
    save(peopled, audit, SEEN)
    assert save(peopled, audit, replace(blank, version=1)).version == 2
    assert save(peopled, audit, replace(blank, criterion="FIR-2", note="Could not be shown")).version == 1


@pytest.mark.parametrize("version", [0, 2])
def test_another_finding_is_never_overwritten_unseen(peopled: Store, audit: Audit, version: int) -> None:
    theirs = save(peopled, audit, SEEN)
    with pytest.raises(StaleFindingError) as caught:
        save(peopled, audit, replace(SEEN, note="Mine", version=version))
    assert (caught.value.criterion, caught.value.theirs) == ("FIR-1", theirs)
    assert kept(peopled, audit) == {"FIR-1": theirs}
    with pytest.raises(StaleFindingError) as caught:
        save(peopled, audit, replace(SEEN, criterion="FIR-2", version=3))
    assert caught.value.theirs is None


def say(store: Store, audit: Audit, given: Answer, at: datetime) -> None:
    with store.writing() as db:
        there = answers.get(db, audit, "FIR-1")
        answers.save(db, audit, "FIR-1", given, there.version if there else 0, at)


def counted(store: Store, audit: Audit) -> tuple[Found, ...]:
    with store.reading() as db:
        return findings.counting(db, audit)


HANDBOOK = Answer(level=2, evidence=(Evidence("Handbook"),))
AFTER = LATER + timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "is_old"),
    [
        (HANDBOOK, False),
        (replace(HANDBOOK, note="A note shows nothing"), False),
        (replace(HANDBOOK, level=3), True),
        (replace(HANDBOOK, evidence=(Evidence("Another book"),)), True),
        (Answer(not_applicable="We have no oven."), True),
        (Answer(), True),
    ],
)
def test_documents_seen_for_another_answer_do_not_count(
    peopled: Store, audit: Audit, now: Answer, is_old: bool
) -> None:
    say(peopled, audit, replace(HANDBOOK, level=1), NOW)
    say(peopled, audit, HANDBOOK, LATER - timedelta(minutes=5))
    first = save(peopled, audit, SEEN)
    assert counted(peopled, audit) == (first,)
    say(peopled, audit, now, AFTER)
    assert counted(peopled, audit) == (() if is_old else (first,))
    assert kept(peopled, audit) == {"FIR-1": first}
    say(peopled, audit, HANDBOOK, AFTER + timedelta(minutes=1))
    assert counted(peopled, audit) == (first,)


def test_an_answer_given_after_documents_were_seen_is_another(peopled: Store, audit: Audit) -> None:
    first = save(peopled, audit, SEEN)
    say(peopled, audit, HANDBOOK, AFTER)
    assert counted(peopled, audit) == ()
    again = save(peopled, audit, replace(first, note="Seen again", saved=AFTER + timedelta(minutes=1)))
    assert counted(peopled, audit) == (again,)


def test_a_validated_level_stays_what_the_assessor_found(peopled: Store, audit: Audit) -> None:
    say(peopled, audit, HANDBOOK, NOW)
    found = save(peopled, audit, replace(SEEN, finding=Finding.VALIDATED, level=2))
    say(peopled, audit, replace(HANDBOOK, level=3), AFTER)
    assert counted(peopled, audit) == (found,)


def test_a_deleted_audit_takes_no_finding(peopled: Store, audit: Audit) -> None:
    with peopled.writing() as db:
        audits.delete_draft(db, audit)
    with pytest.raises(NotFoundError):
        save(peopled, audit, SEEN)


def test_a_signed_audit_takes_findings(peopled: Store, audit: Audit) -> None:
    raw = sqlite3.connect(peopled.path)
    with raw:
        raw.execute("DELETE FROM assessors")
        year_rows.add(raw, OURS, OURS, ANA, "Some text")
    raw.close()
    assert save(peopled, audit, replace(SEEN, version=1)).version == 2


def test_a_damaged_row_is_said_so(peopled: Store, audit: Audit) -> None:
    save(peopled, audit, SEEN)
    raw = sqlite3.connect(peopled.path)
    with raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE findings SET finding = 'other'")
    raw.close()
    with pytest.raises(StoreDamagedError, match="findings"):
        kept(peopled, audit)
