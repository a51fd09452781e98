"""Signing: what is frozen stays as it is, whoever asks for what."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.core.answers import Answer
from audit.core.plan import SavedAction
from audit.core.programme import Audit, Organisation, Programme
from audit.core.signing import AddendumKind, RegisteredPaper, Signature, State, digest
from audit.store import (
    accounts,
    actions,
    answers,
    audits,
    erasures,
    history,
    papers,
    programmes,
    retention,
    sections,
    signatures,
)
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import (
    ClockSetBackError,
    NotFoundError,
    NotReadyError,
    SignedAuditError,
    SignedStaysError,
    StoreDamagedError,
    StoreRefusedError,
    TrialError,
)
from tests.store.conftest import NOW, OURS, THEIRS, change
from tests.store.people import CARLA, person

LATER = NOW + timedelta(hours=1)
SNAPSHOT = '{"format":"self-audit-snapshot/1"}'
PDF = b"%PDF-1.7 a paper"


def signature(audit: Audit, **changes: object) -> Signature:
    made = Signature(
        organisation=audit.organisation,
        audit=audit.id,
        moment=LATER,
        account=CARLA,
        name="Ana",
        role="Manager",
        snapshot=SNAPSHOT,
        sha256=digest(SNAPSHOT),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # any of its values


def paper(audit: Audit, **changes: object) -> RegisteredPaper:
    made = RegisteredPaper(
        sha256=signatures_hash(PDF),
        organisation=audit.organisation,
        audit=audit.id,
        number=0,
        made=LATER,
        with_titles=False,
        code=signature(audit).code,
    )
    return replace(made, **changes)  # type: ignore[arg-type] # any of its values


def signatures_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def signed(store: Store, audit: Audit) -> Audit:
    """Return our audit, signed, with an answer, a domain called complete and an action."""
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=2), 0, NOW)
        sections.complete(db, audit, "fire", done=True, at=NOW)
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(db, audit, signature(audit))
        return audits.get(db, audit.id, audit.organisation)


def acts(store: Store) -> list[str]:
    with store.reading() as db:
        return [entry.link.act for entry in history.listing(db, OURS)]


def test_a_ready_audit_is_signed_and_says_so(store: Store, signed: Audit) -> None:
    with store.reading() as db:
        assert signatures.get(db, signed) == signature(signed)
    assert signed.is_signed
    assert acts(store)[-2:] == [history.AUDIT_READY, history.AUDIT_SIGNED]


def test_nobody_has_signed_a_draft(store: Store, audit: Audit) -> None:
    with store.reading() as db:
        assert signatures.get(db, audit) is None


def test_a_draft_is_not_signed(store: Store, audit: Audit) -> None:
    with pytest.raises(NotReadyError), store.writing() as db:
        signatures.sign(db, audit, signature(audit))


def test_a_second_signature_is_refused(store: Store, signed: Audit) -> None:
    with pytest.raises(SignedAuditError), store.writing() as db:
        signatures.sign(db, signed, signature(signed, moment=LATER + timedelta(days=1)))


def test_a_trial_is_neither_ready_nor_signed(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        audits.mark_test(db, audit, on=True, at=NOW)
        with pytest.raises(TrialError):
            signatures.mark_ready(db, audit, on=True)
        with pytest.raises(TrialError):
            signatures.sign(db, audit, signature(audit))


def test_an_answer_makes_a_ready_audit_a_draft_again(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        signatures.mark_ready(db, audit, on=True)
        signatures.mark_ready(db, audit, on=True)
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, NOW)
        assert audits.get(db, audit.id, OURS).state is State.DRAFT
        with pytest.raises(NotReadyError):
            signatures.sign(db, audit, signature(audit))
    assert acts(store)[-3:] == [history.AUDIT_READY, history.AUDIT_REOPENED, history.ANSWER_SAVED]


def test_a_plan_that_goes_on_leaves_a_ready_audit_ready(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        signatures.mark_ready(db, audit, on=True)
        actions.save(db, audit, SavedAction(key="FIR-1", criteria=("FIR-1",), note="New"), 0, NOW)
        assert audits.get(db, audit.id, OURS).state is State.READY
        signatures.mark_ready(db, audit, on=False)
        assert audits.get(db, audit.id, OURS).state is State.DRAFT


def test_a_clock_set_back_signs_nothing(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        signatures.mark_ready(db, audit, on=True)
        for before in (timedelta(seconds=1), timedelta(days=400)):
            with pytest.raises(ClockSetBackError):
                signatures.sign(db, audit, signature(audit, moment=NOW - before))
        actions.save(db, audit, SavedAction(key="FIR-1", criteria=("FIR-1",), note="New"), 0, LATER)
        signatures.sign(db, audit, signature(audit))


def test_the_last_entry_of_the_history_counts_for_the_clock(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        signatures.mark_ready(db, audit, on=True)
        history.record(db, history.Change(OURS, history.ORGANISATION_CHANGED, ""), LATER + timedelta(seconds=1))
        with pytest.raises(ClockSetBackError):
            signatures.sign(db, audit, signature(audit))


def test_a_snapshot_must_have_its_own_hash(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        signatures.mark_ready(db, audit, on=True)
        with pytest.raises(StoreDamagedError):
            signatures.sign(db, audit, signature(audit, sha256="0" * 64))


def test_a_snapshot_that_was_changed_under_us_is_not_shown(store: Store, signed: Audit) -> None:
    change(store.path, "DROP TRIGGER signatures_never_change", "UPDATE signatures SET snapshot = '{}'")
    with store.reading() as db, pytest.raises(StoreDamagedError):
        signatures.get(db, signed)


@pytest.mark.parametrize("what", ["answer", "many", "undo", "section", "trial", "ready"])
def test_no_function_changes_a_signed_audit(store: Store, signed: Audit, what: str) -> None:
    calls: dict[str, Callable[[Connection], object]] = {
        "answer": lambda db: answers.save(db, signed, "FIR-1", Answer(level=3), 1, LATER),
        "many": lambda db: answers.save_many(db, signed, {"FIR-2": (Answer(level=3), 0)}, LATER),
        "undo": lambda db: answers.undo(db, signed, "FIR-1", 1, LATER),
        "section": lambda db: sections.complete(db, signed, "fire", done=False, at=LATER),
        "trial": lambda db: audits.mark_test(db, signed, on=True, at=LATER),
        "ready": lambda db: signatures.mark_ready(db, signed, on=False),
    }
    count = len(acts(store))
    with pytest.raises(SignedAuditError), store.writing() as db:
        calls[what](db)
    assert len(acts(store)) == count


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answers SET level = 3, version = version + 1",
        "INSERT OR REPLACE INTO answers SELECT * FROM answers",
        "DELETE FROM sections",
        "UPDATE audits SET date = '2020-01-01'",
        "UPDATE audits SET state = 'draft'",
        "UPDATE signatures SET role = 'Nobody'",
    ],
)
def test_sql_of_our_own_connection_changes_nothing(store: Store, signed: Audit, statement: str) -> None:
    with pytest.raises(SignedAuditError), store.writing() as db:
        db.execute(statement)
    with store.reading() as db:
        assert answers.get(db, signed, "FIR-1").answer.level == 2  # type: ignore[union-attr] # it is there
        assert signatures.get(db, signed) == signature(signed)


def test_another_rule_of_the_database_keeps_its_own_sentence(store: Store, signed: Audit) -> None:
    with pytest.raises(StoreRefusedError, match="goes only with its organisation"), store.writing() as db:
        db.execute("DELETE FROM audits WHERE id = ?", (signed.id,))


def test_a_signed_audit_and_its_programme_are_not_deleted(store: Store, signed: Audit, programme: Programme) -> None:
    deletes: tuple[Callable[[Connection], object], ...] = (
        lambda db: audits.delete_draft(db, signed),
        lambda db: programmes.delete(db, programme),
    )
    for delete in deletes:
        with pytest.raises(SignedStaysError), store.writing() as db:
            delete(db)
    with store.writing() as db, pytest.raises(NotFoundError):
        audits.delete_draft(db, replace(signed, id="n" * 16))


def test_times_of_keeping_leave_a_signed_audit(store: Store, signed: Audit, other_audit: Audit) -> None:
    with store.writing() as db:
        for owner in (OURS, THEIRS):
            retention.set_days(db, retention.What.DRAFTS, 90, owner)
            retention.set_days(db, retention.What.AUDITS, 365, owner)
        gone = retention.apply(db, NOW + timedelta(days=4000))
        assert gone.audits == (other_audit,)
        assert audits.get(db, signed.id, OURS) == signed


def test_a_signature_keeps_its_name_when_the_account_is_deleted(store: Store, signed: Audit) -> None:
    with store.writing() as db:
        accounts.create(db, person(CARLA), "no password")
        accounts.delete(db, CARLA)
        assert signatures.get(db, signed) == signature(signed)


def test_a_signed_audit_goes_with_its_organisation(store: Store, signed: Audit, organisation: Organisation) -> None:
    with store.writing() as db:
        papers.register(db, signed, paper(signed), PDF)
        erasures.ask(db, organisation.id, "e" * 16, NOW)
        (asked,) = erasures.waiting(db)
        receipt = erasures.perform(db, asked, NOW + timedelta(days=15))
    assert dict(receipt.tables)["signatures"] == 1


def test_nobody_finds_an_audit_that_is_not_there(store: Store, audit: Audit) -> None:
    with store.writing() as db, pytest.raises(NotFoundError):
        audits.answered(db, replace(audit, id="n" * 16), NOW)


def test_addenda_are_counted_and_chained(store: Store, signed: Audit) -> None:
    with store.writing(by="d" * 16) as db:
        first = signatures.add_addendum(db, signed, AddendumKind.PLAN, '{"n":1}', LATER)
        second = signatures.add_addendum(db, signed, AddendumKind.VALIDATION, '{"n":2}', LATER)
        again = signatures.add_addendum(db, signed, AddendumKind.PLAN, '{"n":1}', LATER)
        third = signatures.add_addendum(db, signed, AddendumKind.PLAN, '{"n":3}', LATER)
        assert again == first
        assert signatures.addenda(db, signed) == (first, second, third)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert (first.before, second.before, third.before) == (digest(SNAPSHOT), first.sha256, second.sha256)
    assert first.account == "d" * 16


def test_an_addendum_needs_a_signature_and_a_right_clock(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        with pytest.raises(NotFoundError):
            signatures.add_addendum(db, audit, AddendumKind.PLAN, "{}", LATER)
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(db, audit, signature(audit))
        with pytest.raises(ClockSetBackError):
            signatures.add_addendum(db, audit, AddendumKind.PLAN, "{}", NOW)


def test_the_register_keeps_the_very_bytes(store: Store, signed: Audit) -> None:
    with store.writing() as db:
        kept = papers.register(db, signed, paper(signed), PDF)
        assert papers.find(db, kept.sha256) == kept
        assert papers.content(db, kept.sha256) == PDF
        assert papers.of_audit(db, signed) == (kept,)
        assert papers.find(db, "0" * 64) is None
        with pytest.raises(NotFoundError):
            papers.content(db, "0" * 64)
    assert acts(store)[-1] == history.PAPER_ISSUED


def test_an_edition_is_issued_once(store: Store, signed: Audit) -> None:
    other = b"%PDF-1.7 made at the same time"
    with store.writing() as db:
        first = papers.register(db, signed, paper(signed), PDF)
        assert papers.register(db, signed, paper(signed, sha256=signatures_hash(other)), other) == first
        titled = paper(signed, sha256=signatures_hash(other), with_titles=True)
        assert papers.register(db, signed, titled, other) == titled
        assert papers.of_audit(db, signed) == (first, titled)


def test_only_what_is_signed_is_registered_and_with_its_own_hash(store: Store, audit: Audit) -> None:
    with pytest.raises(StoreRefusedError, match="only what is signed"), store.writing() as db:
        papers.register(db, audit, paper(audit), PDF)
    with pytest.raises(StoreDamagedError), store.writing() as db:
        papers.register(db, audit, paper(audit), b"other bytes")


def test_bytes_that_were_changed_under_us_are_not_handed_out(store: Store, signed: Audit) -> None:
    with store.writing() as db:
        papers.register(db, signed, paper(signed), PDF)
    change(store.path, "DROP TRIGGER papers_never_change", "UPDATE papers SET content = x'00'")
    with store.reading() as db, pytest.raises(StoreDamagedError):
        papers.content(db, paper(signed).sha256)
