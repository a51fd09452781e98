"""The history: every change is in it, nothing in it can be changed, and what was deleted does not live on in it."""

import inspect
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import ModuleType

import pytest

from audit.core.answers import Answer, Evidence
from audit.core.assessment import Finding, Found
from audit.core.people import Office, Role
from audit.core.plan import SavedAction
from audit.core.programme import Audit, Organisation, Programme
from audit.core.signing import AddendumKind
from audit.core.standard import Standard
from audit.store import (
    actions,
    answers,
    assessors,
    audits,
    editions,
    findings,
    history,
    memberships,
    merging,
    organisations,
    papers,
    programmes,
    sections,
    signatures,
)
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import StaleAnswerError
from tests.store.conftest import OURS, THEIRS, audit_of, member, programme_of
from tests.store.people import ANA, BOJAN, CARLA, DORA, keep, person, place
from tests.store.test_signatures import PDF, paper, signature

LATER = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WORD = "Something nobody should have written"
MODULES = (
    *(actions, answers, assessors, audits, editions, findings, memberships, merging, organisations, programmes),
    *(papers, sections, signatures),
)
# Not recorded by themselves: the mark of the last change, which every recorded change in an audit makes too, and the
# public text of an edition, which belongs to nobody.
NOT_ALONE = {"audits.touch", "audits.answered", "editions.keep"}

Write = Callable[[Connection, Audit, Standard], object]


def action(**changes: object) -> SavedAction:
    return replace(SavedAction(key="FIR-1", criteria=("FIR-1",)), **changes)  # type: ignore[arg-type] # any of its values


FOUND = Found(
    criterion="FIR-1",
    finding=Finding.EVIDENCE_SEEN,
    level=None,
    date=date(2026, 11, 2),
    note=WORD,
    account=DORA,
    version=0,
    saved=LATER,
)


def _second(db: Connection) -> Programme:
    """Make a second programme of ours."""
    return programmes.create(db, replace(programme_of(OURS), id="n" * 16))


def _signed(db: Connection, audit: Audit) -> Audit:
    """Sign an audit."""
    signatures.mark_ready(db, audit, on=True)
    signatures.sign(db, audit, signature(audit, moment=LATER))
    return audit


def _addendum(db: Connection, audit: Audit) -> object:
    return signatures.add_addendum(db, audit, AddendumKind.PLAN, '{"n":1}', LATER)


def _paper(db: Connection, audit: Audit) -> object:
    return papers.register(db, audit, paper(audit), PDF)


# Every public function of the store that writes, each with a call that changes something in a filled store.
WRITES: dict[str, Write] = {
    "organisations.create": lambda db, _, __: organisations.create(db, member("c" * 16)),
    "organisations.change": lambda db, _, __: organisations.change(db, replace(member(OURS), name="New name")),
    "programmes.create": lambda db, _, __: programmes.create(db, replace(programme_of(OURS), id="n" * 16)),
    "programmes.change": lambda db, _, __: programmes.change(db, replace(programme_of(OURS), name="New name")),
    "programmes.archive": lambda db, _, __: programmes.archive(db, programme_of(OURS), on=True, at=LATER),
    "merging.merge": lambda db, _, __: merging.merge(db, programme_of(OURS), _second(db)),
    "assessors.invite": lambda db, a, _: assessors.invite(db, a, CARLA),
    "assessors.take_back": lambda db, a, _: assessors.take_back(db, a, DORA),
    "assessors.end_all": lambda db, _, __: assessors.end_all(db, DORA),
    "findings.save": lambda db, a, _: findings.save(db, a, FOUND),
    "programmes.delete": lambda db, _, __: programmes.delete(db, programme_of(OURS)),
    "audits.create": lambda db, a, s: audits.create(db, replace(a, id="n" * 16), s),
    "audits.mark_test": lambda db, a, _: audits.mark_test(db, a, on=True, at=LATER),
    "audits.delete_draft": lambda db, a, _: audits.delete_draft(db, a),
    "audits.answered": lambda db, a, _: audits.answered(db, a, LATER),
    "audits.touch": lambda db, a, _: audits.touch(db, a, LATER),
    "answers.save": lambda db, a, _: answers.save(db, a, "FIR-1", Answer(level=3), 2, LATER),
    "answers.save_many": lambda db, a, _: answers.save_many(db, a, {"FIR-2": (Answer(level=3), 0)}, LATER),
    "answers.undo": lambda db, a, _: answers.undo(db, a, "FIR-1", 2, LATER),
    "sections.complete": lambda db, a, _: sections.complete(db, a, "fire", done=False, at=LATER),
    "actions.save": lambda db, a, _: actions.save(db, a, action(note="New"), 1, LATER),
    "actions.remove": lambda db, a, _: actions.remove(db, a, "FIR-1", 1, LATER),
    "signatures.mark_ready": lambda db, a, _: signatures.mark_ready(db, a, on=True),
    "signatures.sign": lambda db, a, _: _signed(db, a),
    "signatures.add_addendum": lambda db, a, _: _addendum(db, _signed(db, a)),
    "papers.register": lambda db, a, _: _paper(db, _signed(db, a)),
    "memberships.add": lambda db, _, __: memberships.add(db, place(OURS, CARLA)),
    "memberships.change": lambda db, _, __: memberships.change(db, OURS, BOJAN, Role.READER),
    "memberships.remove": lambda db, _, __: memberships.remove(db, OURS, BOJAN),
    "editions.keep": lambda db, _, s: editions.keep(db, replace(s, edition="1999.1")),
}
READS = {
    *("organisations.get", "organisations.listing"),
    *("programmes.get", "programmes.listing", "audits.get", "audits.listing", "audits.saves", "actions.listing"),
    *("audits.refuse_signed", "audits.following", "audits.made_with"),
    *("assessors.organisation_of", "assessors.of_account", "assessors.of_audit", "assessors.to_choose"),
    *("answers.past", "answers.titles", "findings.listing", "findings.counting", "findings.outdated"),
    *("signatures.get", "signatures.addenda"),
    *("papers.of_audit", "papers.find", "papers.content"),
    *("memberships.of_account", "memberships.of_organisation"),
    *("answers.get", "answers.listing", "answers.counting", "answers.sheet", "sections.listing", "editions.get"),
}


@pytest.fixture
def filled(store: Store, audit: Audit, other_audit: Audit) -> Store:
    """Return a store with two organisations that have each done something of every kind."""
    with store.writing() as db:
        for each in (audit, other_audit):
            given = Answer(level=2, note=WORD, evidence=(Evidence("House book", date(2026, 3, 1)),))
            answers.save(db, each, "FIR-1", given, 0, LATER)
            answers.save(db, each, "FIR-1", replace(given, note=""), 1, LATER)
            sections.complete(db, each, "fire", done=True, at=LATER)
            actions.save(db, each, action(due=date(2026, 12, 24), text=WORD), 0, LATER)
    return store


@pytest.fixture
def with_people(filled: Store) -> None:
    """Let two people have a place in ours, and two assessors have none; one of these is invited."""
    keep(filled, person(ANA), person(BOJAN), person(CARLA, Office.ASSESSOR), person(DORA, Office.ASSESSOR))
    with filled.writing() as db:
        assessors.invite(db, audits.get(db, OURS, OURS), DORA)
        memberships.add(db, place(OURS, ANA))
        memberships.add(db, place(OURS, BOJAN, Role.CONTRIBUTOR))


def entries(store: Store, name: str = OURS) -> list[history.Entry]:
    with store.reading() as db:
        return list(history.listing(db, name))


def last(store: Store) -> history.Entry:
    return entries(store)[-1]


def public(module: ModuleType) -> set[str]:
    """Return the public functions of a module of the store that take a connection."""
    short = module.__name__.rpartition(".")[2]
    found = inspect.getmembers(module, inspect.isfunction)
    own = [(n, f) for n, f in found if f.__module__ == module.__name__ and not n.startswith("_")]
    return {f"{short}.{n}" for n, f in own if "db" in inspect.signature(f).parameters}


def state(db: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, but for the history and the mark of an audit's last change."""
    found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'").fetchall()
    names = sorted({name for (name,) in found} - {"history", "history_payloads"})
    rows = {}
    for name in names:
        columns = ", ".join(
            r[1] for r in db.execute(f"PRAGMA table_info({name})") if (name, r[1]) != ("audits", "changed")
        )
        rows[name] = db.execute(f"SELECT {columns} FROM {name} ORDER BY 1, 2, 3").fetchall()  # noqa: S608 - own names
    return rows


def test_every_function_that_writes_is_known_here() -> None:
    every = {name for module in MODULES for name in public(module)}
    assert every == set(WRITES) | READS, "does it write? Then it calls history.record, and has a call in WRITES"


@pytest.mark.usefixtures("with_people")
@pytest.mark.parametrize("name", WRITES)
def test_nothing_changes_without_an_entry(filled: Store, audit: Audit, standard: Standard, name: str) -> None:
    with filled.writing(by="somebody") as db:
        before, count = state(db), db.execute("SELECT count(*) FROM history").fetchone()[0]
        WRITES[name](db, audit, standard)
        after, now = state(db), db.execute("SELECT count(*) FROM history").fetchone()[0]
        added = [actor for (actor,) in db.execute("SELECT actor FROM history WHERE actor <> 'this-machine'")]
    if name in NOT_ALONE:
        assert now == count
        assert before.keys() == after.keys()
        assert {table for table in after if before[table] != after[table]} <= {"editions"}
    else:
        assert before != after
        assert now > count
        assert added == ["somebody"] * (now - count)


@pytest.mark.usefixtures("with_people")
@pytest.mark.parametrize(
    "again",
    [
        lambda db, _: organisations.change(db, member(OURS)),
        lambda db, _: programmes.change(db, programme_of(OURS)),
        lambda db, _: memberships.change(db, OURS, BOJAN, Role.CONTRIBUTOR),
        lambda db, a: audits.mark_test(db, a, on=False, at=LATER),
        lambda db, a: sections.complete(db, a, "fire", done=True, at=LATER),
        lambda db, a: sections.complete(db, a, "hygiene", done=False, at=LATER),
        lambda db, a: answers.save(db, a, "FIR-9", Answer(), 0, LATER),
        lambda db, _: programmes.archive(db, programme_of(OURS), on=False, at=LATER),
        lambda db, a: assessors.invite(db, a, DORA),
        lambda db, a: assessors.take_back(db, a, CARLA),
        lambda db, _: assessors.end_all(db, CARLA),
        lambda db, a: findings.save(db, a, replace(FOUND, finding=Finding.NOT_LOOKED_AT, note="")),
        lambda db, a: actions.save(db, a, action(due=date(2026, 12, 24), text=WORD), 1, LATER),
        lambda db, a: actions.remove(db, a, "FIR-9", 0, LATER),
        lambda db, a: signatures.mark_ready(db, a, on=False),
    ],
)
def test_what_changes_nothing_is_not_recorded(
    filled: Store, audit: Audit, again: Callable[[Connection, Audit], object]
) -> None:
    before = len(entries(filled))
    with filled.writing() as db:
        again(db, audit)
    assert len(entries(filled)) == before


@pytest.mark.parametrize("again", [_addendum, _paper])
def test_what_was_added_to_a_signed_audit_already_is_not_recorded_again(
    filled: Store, audit: Audit, again: Callable[[Connection, Audit], object]
) -> None:
    with filled.writing() as db:
        _signed(db, audit)
        again(db, audit)
    before = len(entries(filled))
    with filled.writing() as db:
        again(db, audit)
    assert len(entries(filled)) == before


def test_a_form_that_comes_twice_is_recorded_once(store: Store, audit: Audit, standard: Standard) -> None:
    with store.writing() as db:
        for name in ("m" * 16, "n" * 16):
            programmes.create(db, replace(programme_of(OURS), id=name), "o" * 16)
            audits.create(db, replace(audit, id=name), standard, "o" * 16)
    assert [e.link.act for e in entries(store)] == [
        *("organisation-made", "programme-made", "audit-started", "programme-made", "audit-started"),
    ]


def test_an_entry_says_who_when_what_and_what_was_there_before(filled: Store, audit: Audit) -> None:
    with filled.writing(by="k" * 16) as db:
        given = Answer(not_applicable="We have no oven", evidence=(Evidence("House book"),))
        answers.save(db, audit, "FIR-1", given, 2, LATER)
    entry = last(filled)
    assert (entry.link.actor, entry.link.act, entry.at) == ("k" * 16, "answer-saved", LATER)
    assert entry.link.subject == f"{OURS}/{OURS}/FIR-1"
    assert entry.old == {
        "level": 2,
        "not_applicable": None,
        "evidence": [{"title": "House book", "date": "2026-03-01"}],
    }
    assert entry.new == {
        "level": None,
        "not_applicable": "We have no oven",
        "evidence": [{"title": "House book", "date": None}],
    }


def test_what_has_no_time_of_its_own_has_that_of_the_clock(store: Store, organisation: Organisation) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
    entry = last(store)
    assert entry.at == store.clock()
    assert entry.link.actor == "this-machine"
    assert (entry.old, entry.new) == (
        {},
        {"name": "Association a", "country": "HR", "zone": "Europe/Zagreb", "zone_chosen": True},
    )


def test_a_change_that_is_taken_back_leaves_no_entry(filled: Store, audit: Audit) -> None:
    before = entries(filled)

    def save_twice() -> None:
        with filled.writing() as db:
            answers.save(db, audit, "FIR-1", Answer(level=0), 2, LATER)
            answers.save(db, audit, "FIR-1", Answer(level=1), 2, LATER)

    with pytest.raises(StaleAnswerError):
        save_twice()
    assert entries(filled) == before


def test_a_deleted_audit_leaves_that_it_was_there_and_no_text(filled: Store, audit: Audit, other_audit: Audit) -> None:
    with filled.writing() as db:
        audits.delete_draft(db, audit)
    left = entries(filled)
    about = [e for e in left if e.link.subject.startswith(f"{OURS}/{OURS}")]
    assert [e.payload for e in about[:-1]] == [None] * 5
    assert all(e.salt is None and e.old is None and e.new is None for e in about[:-1])
    assert about[-1].link.act == "audit-deleted"
    assert about[-1].new == {"answers": 1, "actions": 1, "erased": 5}
    assert WORD not in json.dumps([e.payload for e in left])
    assert all(e.payload for e in entries(filled, other_audit.organisation))


def test_a_deleted_programme_takes_its_texts_and_leaves_the_counts(filled: Store, programme: Programme) -> None:
    with filled.writing() as db:
        programmes.delete(db, programme)
    *_, audit_gone, gone = entries(filled)
    assert (audit_gone.link.act, audit_gone.new) == ("audit-deleted", {"answers": 1, "actions": 1, "erased": 5})
    assert (gone.link.act, gone.link.subject) == ("programme-deleted", OURS)
    assert gone.new == {"audits": 1, "erased": 1}
    assert [e.link.number for e in entries(filled) if e.payload is not None] == [1, 8, 9]


def test_nothing_of_a_subject_that_is_there_can_be_erased(filled: Store, audit: Audit) -> None:
    with pytest.raises(Exception, match="goes only with what it is about"), filled.writing() as db:
        history.erase(db, OURS, history.of_audit(audit))


def test_a_page_begins_with_the_newest_and_goes_on(filled: Store, audit: Audit) -> None:
    with filled.writing() as db:
        for number in range(history.PAGE):
            answers.save(db, audit, "FIR-2", Answer(level=number % 4), number, LATER)
    numbers = [e.link.number for e in entries(filled)]
    with filled.reading() as db:
        first = history.page(db, OURS)
        assert [e.link.number for e in first] == numbers[::-1][: history.PAGE + 1]
        second = history.page(db, OURS, before=first[history.PAGE - 1].link.number)
        assert [e.link.number for e in second] == numbers[::-1][history.PAGE :]
        assert history.page(db, "c" * 16) == ()


def test_a_page_can_be_about_one_thing(filled: Store, standard: Standard, audit: Audit) -> None:
    other = replace(audit, id="n" * 16)
    with filled.writing() as db:
        audits.create(db, other, standard)
        answers.save(db, other, "FIR-1", Answer(level=1), 0, LATER)
    with filled.reading() as db:
        found = [e.link.act for e in history.page(db, OURS, subject=history.of_audit(other))]
        assert found == ["answer-saved", "audit-started"]
        programme = history.page(db, OURS, subject=OURS)
        assert len(programme) == len(entries(filled)) - 1
        one = history.page(db, OURS, subject=history.of_audit(audit, "FIR-1"))
        assert {e.link.act for e in one} == {"answer-saved", "action-saved"}


def test_the_head_is_the_last_entry(filled: Store) -> None:
    with filled.reading() as db:
        head = history.head(db, OURS)
        assert history.head(db, "c" * 16) is None
    entry = last(filled)
    assert head is not None
    assert (head.organisation, head.number, head.hash, head.moment) == (
        OURS,
        entry.link.number,
        entry.hash,
        entry.link.moment,
    )


NEW_ENTRY = "INSERT {how} INTO history VALUES (:o, {number}, :at, 'me', 'act', '', :c, {before}, :c)"
LAST_HASH = "(SELECT hash FROM history WHERE organisation = :o AND number = 7)"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE history SET actor = 'nobody'", "never changed"),
        ("UPDATE OR REPLACE history SET number = 1 WHERE number = 2", "never changed"),
        ("DELETE FROM history", "only with its organisation"),
        ("DELETE FROM history WHERE number = 7", "only with its organisation"),
        ("INSERT OR REPLACE INTO history SELECT * FROM history", "goes on where it ended"),
        (NEW_ENTRY.format(how="OR REPLACE", number=7, before=LAST_HASH), "goes on where it ended"),
        (NEW_ENTRY.format(how="", number=9, before=LAST_HASH), "goes on where it ended"),
        (NEW_ENTRY.format(how="", number=8, before=":c"), "goes on where it ended"),
        ("UPDATE history_payloads SET payload = '{}'", "never changed"),
        ("DELETE FROM history_payloads", "only with what it is about"),
        ("DELETE FROM history_payloads WHERE number = 1", "only with what it is about"),
        ("DELETE FROM history_payloads WHERE number = 2", "only with what it is about"),
        ("INSERT OR REPLACE INTO history_payloads SELECT * FROM history_payloads", "written with it"),
        ("INSERT INTO history_payloads VALUES (:o, 8, :c, '{}')", "written with it"),
        ("INSERT OR REPLACE INTO history_payloads VALUES (:o, 7, :c, '{}')", "written with it"),
    ],
)
@pytest.mark.parametrize("recursive", [False, True])
def test_nothing_changes_the_history(
    filled: Store, raw: sqlite3.Connection, statement: str, rule: str, recursive: bool
) -> None:
    raw.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=rule):
        raw.execute(statement, {"o": OURS, "c": "c" * 64, "at": "2026-11-01T14:02:00Z"})
    assert list(raw.iterdump()) == before


def test_the_history_of_an_organisation_goes_with_it(filled: Store, raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN")
    raw.execute("PRAGMA defer_foreign_keys = ON")
    for table in ("organisations", "programmes", "audits", "answers", "answer_changes", "sections", "actions"):
        raw.execute(f"DELETE FROM {table} WHERE {'id' if table == 'organisations' else 'organisation'} = ?", (OURS,))  # noqa: S608 - own names
    for table in ("history_payloads", "history"):
        raw.execute(f"DELETE FROM {table} WHERE organisation = ?", (OURS,))  # noqa: S608 - own names
    raw.execute("COMMIT")
    assert {row[0] for row in raw.execute("SELECT organisation FROM history")} == {THEIRS}


def test_a_value_that_json_has_no_kind_for_is_a_mistake_of_ours(store: Store, audit: Audit) -> None:
    with pytest.raises(TypeError), store.writing() as db:
        history.record(db, history.Change(OURS, "act", "", new={"thing": object()}))


def test_an_audit_of_another_edition_has_its_history_too(store: Store, standard: Standard) -> None:
    made = audit_of(OURS, standard)
    with store.writing() as db:
        organisations.create(db, member(OURS))
        programmes.create(db, programme_of(OURS))
        audits.create(db, made, standard)
    assert last(store).new == {
        "standard": standard.id,
        "edition": standard.edition,
        "scope": "full",
        "date": "2026-11-01",
        "is_test": False,
    }
