"""Comments: kept once, settled and opened again, and never lost with whoever wrote them."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.core.people import Role
from audit.core.programme import Audit
from audit.core.signing import State
from audit.core.team import Comment, Mention
from audit.store import accounts, comments, history, memberships
from audit.store.database import Store
from audit.store.errors import NotAuthorError, NotFoundError, SignedAuditError, StoreDamagedError, StoreRefusedError
from tests.store.conftest import OURS, THEIRS
from tests.store.people import ANA, BOJAN, NOW, keep, person, place

SAID = Comment(
    id="c" * 16,
    criterion="FIR-1",
    author=BOJAN,
    mention=Mention.MANAGER,
    text="Is this still so?",
    written=NOW,
)
LATER = NOW + timedelta(hours=1)


def write(store: Store, audit: Audit, *said: Comment) -> None:
    with store.writing(by=BOJAN) as db:
        for one in said:
            comments.write(db, audit, one)


def told(store: Store) -> list[tuple[str, history.Facts | None]]:
    with store.reading() as db:
        entries = [e for e in history.listing(db, OURS) if e.link.act.startswith("comment-")]
    assert all(e.link.subject.endswith("/FIR-1") for e in entries)
    return [(e.link.act, e.new) for e in entries]


def test_comments_come_back_as_they_were_written(store: Store, audit: Audit, other_audit: Audit) -> None:
    second = replace(SAID, id="d" * 16, mention=Mention.OWNER, written=LATER)
    elsewhere = replace(SAID, id="e" * 16, criterion="FIR-2", mention=Mention.NOBODY, written=LATER)
    write(store, audit, second, SAID, elsewhere)
    with store.reading() as db:
        assert comments.listing(db, audit) == (SAID, second, elsewhere)
        assert comments.listing(db, audit, "FIR-2") == (elsewhere,)
        assert comments.listing(db, other_audit) == ()
        assert comments.open_ones(db, OURS) == tuple((audit.id, one) for one in (SAID, second, elsewhere))
        assert comments.open_ones(db, THEIRS) == ()


def test_a_comment_is_deleted_by_who_wrote_it(store: Store, audit: Audit, other_audit: Audit) -> None:
    write(store, audit, SAID)
    with store.writing(by=BOJAN) as db, pytest.raises(NotAuthorError):
        comments.remove(db, audit, SAID.id, by=ANA, at=LATER)
    with store.writing(by=BOJAN) as db, pytest.raises(NotFoundError):
        comments.remove(db, other_audit, SAID.id, by=BOJAN, at=LATER)
    with store.writing(by=BOJAN) as db, pytest.raises(SignedAuditError):
        comments.remove(db, replace(audit, state=State.SIGNED), SAID.id, by=BOJAN, at=LATER)
    with store.writing(by=BOJAN) as db:
        assert comments.remove(db, audit, SAID.id, by=BOJAN, at=LATER) == SAID
        assert comments.listing(db, audit) == ()
    assert [act for act, _ in told(store)] == ["comment-written", "comment-removed"]
    with store.writing(by=BOJAN) as db, pytest.raises(NotFoundError):
        comments.remove(db, audit, SAID.id, by=BOJAN, at=LATER)


def test_a_double_click_writes_one(store: Store, audit: Audit) -> None:
    write(store, audit, SAID)
    write(store, audit, replace(SAID, text="Something else", written=LATER))
    with store.reading() as db:
        assert comments.listing(db, audit) == (SAID,)
    assert told(store) == [("comment-written", {"comment": "Is this still so?", "mention": "manager"})]


def test_a_comment_is_settled_and_opened_again(store: Store, audit: Audit) -> None:
    write(store, audit, SAID)
    for _ in range(2):
        with store.writing(by=ANA) as db:
            found = comments.settle(db, audit, SAID.id, on=True, by=ANA, at=LATER)
            assert found == replace(SAID, resolved=LATER, resolved_by=ANA)
            assert comments.open_ones(db, OURS) == ()
    for _ in range(2):
        with store.writing(by=ANA) as db:
            assert comments.settle(db, audit, SAID.id, on=False, by=ANA, at=LATER) == SAID
    assert [act for act, _ in told(store)] == ["comment-written", "comment-settled", "comment-reopened"]


def test_a_comment_of_another_audit_is_not_found(store: Store, audit: Audit, other_audit: Audit) -> None:
    write(store, audit, SAID)
    with pytest.raises(NotFoundError), store.writing() as db:
        comments.settle(db, other_audit, SAID.id, on=True, by=ANA, at=LATER)


def test_a_signed_audit_takes_no_comment(store: Store, audit: Audit) -> None:
    write(store, audit, SAID)
    signed = replace(audit, state=State.SIGNED)
    with pytest.raises(SignedAuditError), store.writing() as db:
        comments.write(db, signed, replace(SAID, id="d" * 16))
    with pytest.raises(SignedAuditError), store.writing() as db:
        comments.settle(db, signed, SAID.id, on=True, by=ANA, at=LATER)
    with store.reading() as db:
        assert comments.listing(db, audit) == (SAID,)


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_nothing_and_too_much_is_refused_by_the_file_itself(store: Store, audit: Audit, text: str) -> None:
    with pytest.raises(StoreRefusedError):
        write(store, audit, replace(SAID, text=text))


def test_what_somebody_said_stays_when_they_go(store: Store, audit: Audit) -> None:
    keep(store, person(ANA), person(BOJAN))
    with store.writing() as db:
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(OURS, BOJAN, Role.CONTRIBUTOR))
    write(store, audit, SAID)
    with store.writing() as db:
        accounts.delete(db, BOJAN)
        assert comments.listing(db, audit) == (SAID,)


def test_a_damaged_row_is_told(store: Store, audit: Audit, raw: sqlite3.Connection) -> None:
    write(store, audit, SAID)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    raw.execute("UPDATE comments SET to_role = 'bishop'")
    for read in (lambda db: comments.listing(db, audit), lambda db: comments.open_ones(db, OURS)):
        with pytest.raises(StoreDamagedError), store.reading() as db:
            read(db)
    with pytest.raises(StoreDamagedError), store.writing() as db:
        comments.settle(db, audit, SAID.id, on=True, by=ANA, at=LATER)
