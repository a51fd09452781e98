"""An answer is saved, compared by version, kept with its history, and can be undone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from audit.core.answers import BLANK, Answer, Evidence
from audit.core.programme import Audit, StoredAnswer
from audit.errors import AuditError
from audit.store import answers, audits
from audit.store.database import Store
from audit.store.errors import (
    NotFoundError,
    NothingToUndoError,
    StaleAnswerError,
    StaleAnswersError,
    StoreRefusedError,
    TextTooLongError,
    TooManyDocumentsError,
    UnstorableTextError,
)

DOCUMENTS = (Evidence("House book, p. 2 “Öfen”", date(2026, 3, 1)), Evidence("Log"))
LATER = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def save(store: Store, audit: Audit, answer: Answer, expected: int, at: datetime, name: str = "FIR-1") -> StoredAnswer:
    with store.writing() as db:
        return answers.save(db, audit, name, answer, expected, at)


def stored(store: Store, audit: Audit, name: str = "FIR-1") -> StoredAnswer | None:
    with store.reading() as db:
        return answers.get(db, audit, name)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(level=0),
        Answer(level=3, evidence=DOCUMENTS, note="Line one\nline two 🍞 ქართული"),
        Answer(not_applicable="We have no oven"),
        Answer(not_sure=True, note="ask the night shift"),
        Answer(note="only a note"),
        Answer(evidence=DOCUMENTS),
        Answer(level=1, evidence=tuple(Evidence("t" * 300) for _ in range(20)), note="n" * 5000),
    ],
)
def test_every_kind_of_answer_comes_back_as_it_was_given(
    store: Store, audit: Audit, answer: Answer, now: datetime
) -> None:
    saved = save(store, audit, answer, 0, now)
    assert saved == StoredAnswer(answer, 1, now, can_undo=True)
    assert stored(store, audit) == saved


def test_saving_again_counts_the_version_and_notes_the_change_of_the_audit(
    store: Store, audit: Audit, now: datetime
) -> None:
    save(store, audit, Answer(level=1), 0, now)
    assert save(store, audit, Answer(level=2), 1, LATER).version == 2
    with store.reading() as db:
        assert audits.get(db, audit.id, audit.organisation).changed == LATER


def test_times_are_kept_in_utc_with_whole_seconds(store: Store, audit: Audit) -> None:
    zagreb = timezone(timedelta(hours=1))
    saved = save(store, audit, Answer(level=1), 0, datetime(2026, 11, 1, 15, 2, 9, 999, tzinfo=zagreb))
    assert saved.saved == datetime(2026, 11, 1, 14, 2, 9, tzinfo=UTC)
    assert stored(store, audit) == saved


@pytest.mark.parametrize("expected", [0, 1, 7], ids=["after a lost reply", "after reading it", "after nonsense"])
def test_saving_what_is_there_changes_nothing(store: Store, audit: Audit, now: datetime, expected: int) -> None:
    first = save(store, audit, Answer(level=2, note="x"), 0, now)
    assert save(store, audit, Answer(level=2, note="x"), expected, LATER) == first


def test_clearing_what_was_never_answered_writes_nothing(store: Store, audit: Audit, now: datetime) -> None:
    assert save(store, audit, BLANK, 0, now) == StoredAnswer(BLANK, 0, now, can_undo=False)
    assert stored(store, audit) is None


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stale_save_shows_theirs_and_changes_nothing(
    store: Store, audit: Audit, now: datetime, expected: int
) -> None:
    save(store, audit, Answer(level=1), 0, now)
    theirs = save(store, audit, Answer(level=2), 1, now)
    with pytest.raises(StaleAnswerError) as caught:
        save(store, audit, Answer(level=3), expected, LATER)
    assert (caught.value.criterion, caught.value.theirs) == ("FIR-1", theirs)
    assert stored(store, audit) == theirs


def test_expecting_an_answer_that_was_never_given_is_stale(store: Store, audit: Audit, now: datetime) -> None:
    with pytest.raises(StaleAnswerError) as caught:
        save(store, audit, Answer(level=3), 4, now)
    assert caught.value.theirs.version == 0
    assert stored(store, audit) is None


def test_the_statement_itself_refuses_a_wrong_version(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=1), 0, now)
    with pytest.raises(StaleAnswerError) as caught, store.writing() as db:
        answers._write(db, audit, "FIR-1", Answer(level=3), 5, now)
    assert caught.value.theirs.answer == Answer(level=1)
    with pytest.raises(StaleAnswerError) as caught, store.writing() as db:
        answers._write(db, audit, "FIR-2", Answer(level=3), 5, now)
    assert stored(store, audit, "FIR-2") is None


def test_undo_brings_back_the_answer_before_and_undo_again_the_one_after(
    store: Store, audit: Audit, now: datetime
) -> None:
    rich, poor = Answer(level=3, evidence=DOCUMENTS, note="n"), Answer(level=0)
    save(store, audit, rich, 0, now)
    save(store, audit, poor, 1, now)
    with store.writing() as db:
        assert answers.undo(db, audit, "FIR-1", 2, LATER) == StoredAnswer(rich, 3, LATER, can_undo=True)
    with store.writing() as db:
        assert answers.undo(db, audit, "FIR-1", 3, LATER).answer == poor


def test_a_cleared_answer_is_listed_with_its_version_and_comes_back_by_undo(
    store: Store, audit: Audit, now: datetime
) -> None:
    save(store, audit, Answer(level=2, note="worth keeping"), 0, now)
    save(store, audit, BLANK, 1, now)
    with store.writing() as db:
        assert answers.listing(db, audit)["FIR-1"].answer.is_blank
        assert answers.undo(db, audit, "FIR-1", 2, now).answer == Answer(level=2, note="worth keeping")


def test_the_first_answer_undoes_to_nothing(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=2), 0, now)
    with store.writing() as db:
        assert answers.undo(db, audit, "FIR-1", 1, now) == StoredAnswer(BLANK, 2, now, can_undo=True)


def test_a_second_click_on_undo_changes_nothing(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=2), 0, now)
    save(store, audit, Answer(level=0), 1, now)
    with store.writing() as db:
        first = answers.undo(db, audit, "FIR-1", 2, now)
        assert answers.undo(db, audit, "FIR-1", 2, LATER) == first
        assert (first.version, first.answer) == (3, Answer(level=2))


def test_undo_refuses_what_somebody_changed_meanwhile(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=1), 0, now)
    theirs = save(store, audit, Answer(level=2), 1, now)
    with pytest.raises(StaleAnswerError) as caught, store.writing() as db:
        answers.undo(db, audit, "FIR-1", 1, now)
    assert caught.value.theirs == theirs


def test_undo_of_an_answer_whose_history_is_not_there_says_so(store: Store, audit: Audit, now: datetime) -> None:
    """Another program can write a row that was never saved here."""
    save(store, audit, Answer(level=1), 0, now)
    with store.writing() as db:
        db.execute(
            "INSERT INTO answers SELECT organisation, audit, 'FIR-2', level, not_applicable, not_sure, evidence, note,"
            " 5, saved FROM answers"
        )
    with pytest.raises(NothingToUndoError), store.writing() as db:
        answers.undo(db, audit, "FIR-2", 5, now)


def test_undo_without_a_change_says_so(store: Store, audit: Audit, now: datetime) -> None:
    with pytest.raises(NothingToUndoError), store.writing() as db:
        answers.undo(db, audit, "FIR-1", 0, now)


def test_undo_without_its_history_never_guesses(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=1), 0, now)
    save(store, audit, Answer(level=2), 1, now)
    with store.writing() as db:
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        db.execute("DROP TRIGGER answer_changes_stay")
        db.execute("DELETE FROM answer_changes WHERE version = 1")
    with pytest.raises(NothingToUndoError), store.writing() as db:
        answers.undo(db, audit, "FIR-1", 2, now)


def test_save_many_keeps_all_and_returns_each_in_order(store: Store, audit: Audit, now: datetime) -> None:
    kept = save(store, audit, Answer(level=1), 0, now, "FIR-2")
    wanted = {"FIR-1": (Answer(level=3), 0), "FIR-2": (Answer(level=1), 0), "FIR-3": (BLANK, 0)}
    with store.writing() as db:
        saved = answers.save_many(db, audit, wanted, LATER)
    assert list(saved) == ["FIR-1", "FIR-2", "FIR-3"]
    assert saved["FIR-2"] == kept
    with store.reading() as db:
        assert {name: s.version for name, s in answers.listing(db, audit).items()} == {"FIR-1": 1, "FIR-2": 1}


def test_save_many_keeps_none_and_names_every_conflict(store: Store, audit: Audit, now: datetime) -> None:
    theirs = save(store, audit, Answer(level=1), 0, now, "FIR-2")
    wanted = {"FIR-1": (Answer(level=3), 0), "FIR-2": (Answer(level=2), 0), "FIR-3": (Answer(level=2), 9)}
    with store.writing() as db:
        with pytest.raises(StaleAnswersError) as caught:
            answers.save_many(db, audit, wanted, LATER)
        assert answers.listing(db, audit) == {"FIR-2": theirs}
    assert caught.value.theirs["FIR-2"] == theirs
    assert caught.value.theirs["FIR-3"].version == 0


def test_save_many_keeps_none_even_for_a_caller_who_goes_on_after_an_error(
    store: Store, audit: Audit, now: datetime
) -> None:
    wanted = {"FIR-1": (Answer(level=3), 0), "FIR-2": (Answer(evidence=(Evidence("x" * 301),)), 0)}
    with store.writing() as db:
        with pytest.raises(TextTooLongError):
            answers.save_many(db, audit, wanted, LATER)
        answers.save(db, audit, "FIR-3", Answer(level=1), 0, now)
    with store.reading() as db:
        assert set(answers.listing(db, audit)) == {"FIR-3"}


def test_save_many_says_what_failed_also_when_the_whole_transaction_went(
    store: Store, audit: Audit, now: datetime
) -> None:
    with store.writing() as db:  # The next transaction gets the same connection.
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        db.execute("CREATE TEMP TRIGGER fire AFTER INSERT ON answers BEGIN SELECT RAISE(ROLLBACK, 'disk on fire'); END")
    with pytest.raises(StoreRefusedError, match="disk on fire"), store.writing() as db:
        answers.save_many(db, audit, {"FIR-1": (Answer(level=3), 0)}, LATER)
    with store.reading() as db:
        assert answers.listing(db, audit) == {}


def test_a_listing_can_be_narrowed_to_one_page(store: Store, audit: Audit, now: datetime) -> None:
    for name in ("FIR-1", "FIR-2", "SHO-1"):
        save(store, audit, Answer(level=1), 0, now, name)
    with store.reading() as db:
        assert set(answers.listing(db, audit, ["FIR-1", "FIR-2", "FIR-3"])) == {"FIR-1", "FIR-2"}
        assert answers.listing(db, audit, []) == {}
        assert set(answers.listing(db, audit)) == {"FIR-1", "FIR-2", "SHO-1"}


def test_the_sheet_is_what_the_core_scores(store: Store, audit: Audit, now: datetime) -> None:
    save(store, audit, Answer(level=1), 0, now)
    with store.reading() as db:
        sheet = answers.sheet(db, audit)
    assert (sheet.scope, sheet.date, sheet.answers) == (audit.scope, audit.date, {"FIR-1": Answer(level=1)})


def test_what_counts_is_read_without_notes_and_scores_alike(store: Store, audit: Audit, now: datetime) -> None:
    paper = (Evidence("House book, page 2", date(2024, 3, 1)),)
    given = {
        "FIR-1": Answer(level=3, evidence=paper, note="Between us"),
        "FIR-2": Answer(not_applicable="We bake outdoors"),
        "FIR-3": Answer(level=2, evidence=paper, note="Between us"),
        "FIR-4": Answer(not_sure=True),
    }
    with store.writing() as db:
        answers.save_many(db, audit, {name: (answer, 0) for name, answer in given.items()}, now)
    with store.reading() as db:
        whole, bare = answers.sheet(db, audit), answers.counting(db, audit)
    assert (bare.scope, bare.date) == (whole.scope, whole.date)
    assert bare.answers == {
        "FIR-1": Answer(level=3, evidence=(Evidence("House book, page 2"),)),
        "FIR-2": Answer(not_applicable="We bake outdoors"),
        "FIR-3": Answer(level=2),
        "FIR-4": Answer(not_sure=True),
    }


@pytest.mark.parametrize(
    ("name", "answer", "error"),
    [
        ("FIR-1", Answer(note="a\0b"), UnstorableTextError),
        ("FIR-1", Answer(note="half \ud800"), UnstorableTextError),
        ("FIR-1", Answer(not_applicable="half \udfff of it"), UnstorableTextError),
        ("FIR-1", Answer(evidence=(Evidence("a\0b title"),)), UnstorableTextError),
        ("FIR-1", Answer(evidence=(Evidence("half \ud800"),)), UnstorableTextError),
        ("FIR-1", Answer(evidence=(Evidence("t" * 301),)), TextTooLongError),
        ("FIR-1", Answer(evidence=(Evidence("title"),) * 51), TooManyDocumentsError),
        ("FIR-1", Answer(note="n" * 5001), StoreRefusedError),
        ("FIR-1", Answer(not_applicable="    no"), StoreRefusedError),
        ("FIR-1", Answer(not_applicable="r" * 5001), StoreRefusedError),
        ("FIR 1", Answer(level=1), StoreRefusedError),
        ("F" * 41, Answer(level=1), StoreRefusedError),
        ("", Answer(level=1), StoreRefusedError),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    store: Store, audit: Audit, name: str, answer: Answer, error: type[AuditError], now: datetime
) -> None:
    with pytest.raises(error) as caught:
        save(store, audit, answer, 0, now, name)
    assert str(caught.value).endswith((".", ")"))
    with store.reading() as db:
        assert answers.listing(db, audit) == {}


def test_nothing_is_saved_in_an_audit_that_was_deleted_meanwhile(store: Store, audit: Audit, now: datetime) -> None:
    with store.writing() as db:
        audits.delete_draft(db, audit)
    with pytest.raises(NotFoundError):
        save(store, audit, Answer(level=1), 0, now)
    with pytest.raises(NotFoundError), store.writing() as db:
        answers.save_many(db, audit, {"FIR-1": (Answer(level=1), 0)}, now)
