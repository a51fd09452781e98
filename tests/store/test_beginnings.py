"""How audits begin: beside last time's answers, with those of a signed one, once, and never where they cannot."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.core import beginning
from audit.core.answers import Answer, Evidence
from audit.core.beginning import (
    AlreadyFollowedError,
    EarlierThanLastError,
    NoFirstPassError,
    NotSignedYetError,
    OtherProgrammeError,
    Start,
    TrialFollowedError,
)
from audit.core.plan import Progress, SavedAction
from audit.core.programme import Audit
from audit.core.signing import Beginning, Signature, State, digest
from audit.core.standard import Scope, Standard
from audit.store import actions, answers, audits, beginnings, history, programmes, signatures
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import ProgrammeArchivedError, StoreDamagedError
from tests.store.conftest import NOW, programme_of

LATER = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
NEW, OTHER, MARK = "c" * 16, "d" * 16, "m" * 16
ANSWER = Answer(level=3, evidence=(Evidence("House book, page 2", date(2024, 3, 1)),), note="Seen together")
PLANNED = SavedAction(key="FIR-2", criteria=("FIR-2",), owner="Baker", progress=Progress.IN_PROGRESS)


def sign(db: Connection, audit: Audit) -> Audit:
    """Sign an audit as it lies there."""
    signatures.mark_ready(db, audit, on=True)
    signed = Signature(
        organisation=audit.organisation,
        audit=audit.id,
        moment=LATER,
        account="e" * 16,
        name="Somebody",
        role="manager",
        snapshot="{}",
        sha256=digest("{}"),
    )
    signatures.sign(db, audit, signed)
    return audits.get(db, audit.id, audit.organisation)


def again(audit: Audit, **more: Any) -> Audit:  # noqa: ANN401 - whatever fields an audit has
    """Return a re-audit that starts from an audit."""
    start = {"begun_as": Beginning.RE_AUDIT, "follows": audit.id, "id": NEW, "state": State.DRAFT, "created": LATER}
    return replace(audit, **{**start, **more})


def filled(store: Store, audit: Audit, *, scope: Scope = Scope.FULL) -> Audit:
    """Answer some of an audit, decide something of its plan, and sign it."""
    with store.writing() as db:
        db.execute("UPDATE audits SET scope = ? WHERE id = ?", (scope.value, audit.id))
        found = audits.get(db, audit.id, audit.organisation)
        answers.save_many(db, found, {"FIR-1": (ANSWER, 0), "FIR-2": (Answer(level=1), 0)}, NOW)
        answers.save(db, found, "FIR-3", Answer(note="Later"), 0, NOW)
        answers.save(db, found, "FIR-3", Answer(), 1, NOW)
        actions.save(db, found, PLANNED, 0, NOW)
        return sign(db, found)


def started(db: Connection, audit: Audit) -> list[history.Entry]:
    subject = history.of_audit(audit)
    return [e for e in history.page(db, audit.organisation, subject=subject) if e.link.act == history.AUDIT_STARTED]


def test_an_audit_begins_from_nothing(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        made = beginnings.begin(db, replace(audit, id=NEW), standard)
        assert audits.get(db, NEW, audit.organisation) == made
        assert beginnings.followed(db, made) is None
        (entry,) = started(db, made)
    assert entry.new is not None
    assert "begun_as" not in entry.new


def test_a_re_audit_names_the_last_one_and_takes_nothing_over(store: Store, audit: Audit, standard: Standard) -> None:
    signed = filled(store, audit)
    with store.writing() as db:
        made = beginnings.begin(db, again(signed, date=date(2027, 11, 1)), standard)
        assert (made.begun_as, made.follows) == (Beginning.RE_AUDIT, signed.id)
        assert beginnings.followed(db, made) == signed
        assert answers.listing(db, made) == {}
        assert actions.listing(db, made) == ()
        (entry,) = started(db, made)
        assert beginnings.successor(db, signed) is None, "a re-audit mends nothing"
    assert entry.new is not None
    assert (entry.new["begun_as"], entry.new["follows"]) == ("re-audit", signed.id)
    assert "amended_because" not in entry.new


@pytest.mark.parametrize("begun_as", sorted(beginning.TAKES_OVER))
def test_what_mends_or_completes_a_signed_audit_has_all_its_answers(
    store: Store, audit: Audit, standard: Standard, begun_as: Beginning
) -> None:
    is_first_pass = begun_as is Beginning.COMPLETION
    signed = filled(store, audit, scope=Scope.FIRST_PASS if is_first_pass else Scope.FULL)
    make = beginning.completion if is_first_pass else beginning.amendment
    with store.writing(by="somebody") as db:
        made = beginnings.begin(db, make(signed, Start(id=NEW, at=LATER, reason="A mistake")), standard)
        assert (made.state, made.scope, made.date) == (State.DRAFT, Scope.FULL, signed.date)
        found = {name: stored.answer for name, stored in answers.listing(db, made).items()}
        assert found == {"FIR-1": ANSWER, "FIR-2": Answer(level=1)}
        assert actions.listing(db, made) == (replace(PLANNED, version=1),)
        saved = [e for e in history.listing(db, audit.organisation) if made.id in e.link.subject]
        assert [e.link.act for e in saved].count(history.ANSWER_SAVED) == 2
        assert {e.link.actor for e in saved} == {"somebody"}
        (entry,) = started(db, made)
        assert entry.new is not None
        assert entry.new["amended_because"] == "A mistake"
        assert beginnings.successor(db, signed) == made
        assert answers.save(db, made, "FIR-2", Answer(level=2), 1, LATER).version == 2, "and they can be changed"
        assert audits.get(db, signed.id, signed.organisation).state is State.SIGNED


def test_a_form_that_comes_twice_starts_one_audit_and_takes_over_once(
    store: Store, audit: Audit, standard: Standard
) -> None:
    signed = filled(store, audit)
    first, second = (beginning.amendment(signed, Start(id=name, at=LATER, reason="A mistake")) for name in (NEW, OTHER))
    with store.writing() as db:
        made = beginnings.begin(db, first, standard, MARK)
        answers.save(db, made, "FIR-1", Answer(level=0), 1, LATER)
        assert beginnings.begin(db, second, standard, MARK).id == NEW
        assert [a.id for a in audits.listing(db, programme_of(audit.organisation))] == [NEW, signed.id]
        kept = answers.get(db, made, "FIR-1")
    assert kept is not None
    assert kept.answer == Answer(level=0)


def test_a_chain_does_not_fork_but_goes_on(store: Store, audit: Audit, standard: Standard) -> None:
    signed = filled(store, audit)
    with store.writing() as db:
        made = beginnings.begin(db, beginning.amendment(signed, Start(id=NEW, at=NOW)), standard)
        other = beginning.amendment(signed, Start(id=OTHER, at=LATER))
        with pytest.raises(AlreadyFollowedError):
            beginnings.begin(db, other, standard)
        newer = sign(db, made)
        for _ in range(2):
            last = beginnings.begin(db, beginning.amendment(newer, Start(id=OTHER, at=LATER)), standard)
            assert beginnings.successor(db, newer) == last
            audits.delete_draft(db, last)
            assert beginnings.successor(db, newer) is None, "a draft that was deleted frees the chain"


def test_an_audit_whose_start_was_deleted_goes_on_without_it(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        made = beginnings.begin(db, again(audit), standard)
        audits.delete_draft(db, audit)
        assert beginnings.followed(db, made) is None
        assert audits.get(db, made.id, made.organisation).follows == audit.id
        with pytest.raises(OtherProgrammeError):
            beginnings.begin(db, again(audit, id=OTHER), standard)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"follows": "z" * 16}, OtherProgrammeError),
        ({"follows": None}, OtherProgrammeError),
        ({"begun_as": Beginning.AMENDMENT}, NotSignedYetError),
        ({"begun_as": Beginning.COMPLETION}, NotSignedYetError),
        ({"date": date(2026, 10, 31)}, EarlierThanLastError),
    ],
    ids=["one that never was", "none at all", "an unsigned one amended", "an unsigned one completed", "a later day"],
)
def test_what_cannot_be_followed_is_not(
    store: Store, audit: Audit, standard: Standard, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with store.writing() as db:
        with pytest.raises(error):
            beginnings.begin(db, again(audit, **wrong), standard)
        assert audits.listing(db, programme_of(audit.organisation)) == (audit,)


def test_another_organisations_audit_is_as_one_that_never_was(
    store: Store, audit: Audit, other_audit: Audit, standard: Standard
) -> None:
    with store.writing() as db, pytest.raises(OtherProgrammeError):
        beginnings.begin(db, again(audit, follows=other_audit.id), standard)


def test_another_programme_of_the_same_organisation_is_no_start(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        programmes.create(db, replace(programme_of(audit.organisation), id=OTHER, name="Another"))
        with pytest.raises(OtherProgrammeError):
            beginnings.begin(db, again(audit, programme=OTHER), standard)


def test_a_trial_is_no_start(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        audits.mark_test(db, audit, on=True, at=NOW)
        with pytest.raises(TrialFollowedError):
            beginnings.begin(db, again(audit), standard)


def test_a_full_audit_is_not_completed(store: Store, audit: Audit, standard: Standard) -> None:
    signed = filled(store, audit)
    with store.writing() as db, pytest.raises(NoFirstPassError):
        beginnings.begin(db, again(signed, begun_as=Beginning.COMPLETION), standard)


def test_nothing_begins_in_an_archived_programme(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        db.execute("UPDATE programmes SET archived = '2026-11-01T09:00:00Z'")
        with pytest.raises(ProgrammeArchivedError):
            beginnings.begin(db, replace(audit, id=NEW), standard)


def test_a_damaged_row_is_said_to_be_one(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        beginnings.begin(db, again(audit, date=date(2027, 1, 1)), standard, MARK)
        db.execute("UPDATE audits SET date = '1999-01-01' WHERE id = ?", (NEW,))
        with pytest.raises(StoreDamagedError):
            audits.following(db, audit)
        with pytest.raises(StoreDamagedError):
            audits.made_with(db, audit.organisation, MARK)
