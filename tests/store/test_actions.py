"""What people decided about actions and sections: saved by version, removable, never overwritten unseen."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from audit.core.answers import Answer
from audit.core.plan import Effort, Progress, SavedAction
from audit.core.programme import Audit
from audit.store import actions, answers, audits, sections
from audit.store.database import Store
from audit.store.errors import NotFoundError, StaleActionError, StoreRefusedError, UnstorableTextError

DRAFTED = SavedAction(key="FIR-1", criteria=("FIR-1",))
FULL = SavedAction(
    key="c" * 16,
    criteria=("FIR-1", "FIR-2"),
    text="Put an extinguisher in every room",
    interim="Nobody bakes alone",
    interim_done=True,
    owner="House lead",
    due=date(2026, 12, 24),
    progress=Progress.WILL_NOT_DO,
    reason="We move house",
    outside="The landlord decides",
    evidence="Photo",
    effort=Effort.LARGE,
    cost="about 200 €",
    needs_support=True,
    note="ask again",
)


def save(store: Store, audit: Audit, action: SavedAction, expected: int, at: datetime) -> SavedAction:
    with store.writing() as db:
        return actions.save(db, audit, action, expected, at)


def listed(store: Store, audit: Audit) -> tuple[SavedAction, ...]:
    with store.reading() as db:
        return actions.listing(db, audit)


def remove(store: Store, audit: Audit, key: str, expected: int, at: datetime) -> None:
    with store.writing() as db:
        actions.remove(db, audit, key, expected, at)


def test_actions_come_back_as_they_were_decided(store: Store, audit: Audit, now: datetime) -> None:
    saved = (save(store, audit, DRAFTED, 0, now), save(store, audit, FULL, 0, now))
    assert saved == (replace(DRAFTED, version=1), replace(FULL, version=1))
    assert listed(store, audit) == saved


@pytest.mark.parametrize(
    ("levels", "is_taken"),
    [
        ((), True),
        ((0,), True),
        ((3,), True),  # Held by now: there is nothing to protect against, and nothing that came open.
        ((3, 1), False),
        ((None, 1), False),
    ],
)
@pytest.mark.parametrize("first", [1, None])
def test_a_step_is_taken_only_against_what_has_been_open_ever_since(
    store: Store, audit: Audit, now: datetime, first: int | None, levels: tuple[int | None, ...], is_taken: bool
) -> None:
    """One tick stands for two red lines; the second may come open, or open again, after it was set."""
    ticked = replace(DRAFTED, criteria=("FIR-1", "FIR-2"), interim_done=True)
    given = [Answer(level=first)] if first is not None else []
    given += [Answer(level=level) if level is not None else Answer(not_sure=True) for level in levels]
    with store.writing() as db:
        answers.save(db, audit, "FIR-1", Answer(level=0), 0, now)
        for version, answer in enumerate(given):
            is_before = version == 0 and first is not None
            answers.save(db, audit, "FIR-2", answer, version, now if is_before else now + timedelta(days=version + 1))
        saved = actions.save(db, audit, ticked, 0, now + timedelta(hours=1))
    came_open = first is None and levels[-1:] in {(0,), (1,)}
    (found,) = listed(store, audit)
    assert found.interim_done is (is_taken and not came_open)
    later = now + timedelta(days=9)
    assert save(store, audit, ticked, saved.version, later).interim_done
    assert listed(store, audit)[0].interim_done


def test_saving_again_counts_the_version(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, DRAFTED, 0, now)
    assert save(store, audit, replace(DRAFTED, owner="Baker"), 1, now).version == 2


def test_saving_what_is_there_changes_nothing(store: Store, audit: Audit, now: datetime) -> None:
    first = save(store, audit, FULL, 0, now)
    assert save(store, audit, FULL, 0, now) == first


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_save_shows_theirs_and_changes_nothing(
    store: Store, audit: Audit, now: datetime, expected: int
) -> None:
    save(store, audit, DRAFTED, 0, now)
    theirs = save(store, audit, replace(DRAFTED, owner="Baker"), 1, now)
    with pytest.raises(StaleActionError) as caught:
        save(store, audit, replace(DRAFTED, owner="Miller"), expected, now)
    assert caught.value.theirs == theirs
    assert listed(store, audit) == (theirs,)


def test_the_statement_itself_refuses_a_wrong_version(store: Store, audit: Audit, now: datetime) -> None:
    theirs = save(store, audit, DRAFTED, 0, now)
    with pytest.raises(StaleActionError) as caught, store.writing() as db:
        actions._write(db, audit, replace(DRAFTED, owner="Miller", version=5), now)
    assert caught.value.theirs == theirs


def test_a_removed_action_is_gone_and_removing_again_is_harmless(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, FULL, 0, now)
    remove(store, audit, FULL.key, 1, now)
    remove(store, audit, FULL.key, 1, now)
    remove(store, audit, "never-there", 0, now)
    assert listed(store, audit) == ()


def test_removing_refuses_what_somebody_changed_meanwhile(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, FULL, 0, now)
    theirs = save(store, audit, replace(FULL, note="new"), 1, now)
    with pytest.raises(StaleActionError) as caught:
        remove(store, audit, FULL.key, 1, now)
    assert caught.value.theirs == theirs


def test_who_still_shows_a_removed_action_cannot_overwrite_its_successor(
    store: Store, audit: Audit, now: datetime
) -> None:
    old = save(store, audit, DRAFTED, 0, now)
    remove(store, audit, DRAFTED.key, 1, now)
    with pytest.raises(StaleActionError) as caught:
        save(store, audit, replace(DRAFTED, owner="Miller"), old.version, now)
    assert caught.value.theirs is None
    successor = save(store, audit, replace(DRAFTED, owner="Baker"), 0, now)
    assert successor.version == 3
    with pytest.raises(StaleActionError):
        save(store, audit, replace(DRAFTED, owner="Miller"), old.version, now)


def test_a_removed_action_leaves_no_words_behind(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, FULL, 0, now)
    remove(store, audit, FULL.key, 1, now)
    with store.reading() as db:
        row = db.execute("SELECT criteria, text, interim, owner, reason, outside, evidence, cost, note FROM actions")
        assert row.fetchall() == [("", None, None, "", "", "", "", "", "")]


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (replace(DRAFTED, progress=Progress.WILL_NOT_DO, reason=" "), StoreRefusedError),
        (replace(DRAFTED, text="t" * 5001), StoreRefusedError),
        (replace(DRAFTED, key="no key"), StoreRefusedError),
        (replace(DRAFTED, criteria=("FIR_1",)), StoreRefusedError),
        (replace(DRAFTED, owner="a\0b"), UnstorableTextError),
        (replace(DRAFTED, note="\ud800"), UnstorableTextError),
    ],
)
def test_what_cannot_be_kept_is_refused(
    store: Store, audit: Audit, action: SavedAction, error: type[Exception], now: datetime
) -> None:
    with pytest.raises(error):
        save(store, audit, action, 0, now)
    assert listed(store, audit) == ()


def test_nothing_is_saved_in_an_audit_that_was_deleted_meanwhile(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        audits.delete_draft(db, audit)
    with pytest.raises(NotFoundError):
        save(store, audit, DRAFTED, 0, now)
    with pytest.raises(NotFoundError), store.writing() as db:
        sections.complete(db, audit, "fire", done=True, at=now)


def test_a_section_is_completed_once_and_can_be_reopened(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        for domain in ("fire", "fire", "shop"):
            sections.complete(db, audit, domain, done=True, at=now)
        assert sections.listing(db, audit) == {"fire", "shop"}
        for domain in ("fire", "never"):
            sections.complete(db, audit, domain, done=False, at=now)
        assert sections.listing(db, audit) == {"shop"}
