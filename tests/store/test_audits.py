"""Organisations, programmes, editions and audits: kept, changed, found, deleted whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.core.answers import Answer
from audit.core.content import content_hash
from audit.core.plan import SavedAction
from audit.core.programme import Audit, Organisation, Programme, Setting
from audit.core.standard import Scope, Standard
from audit.store import actions, answers, audits, editions, history, organisations, programmes, sections
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import (
    EditionChangedError,
    NotFoundError,
    StaleOrganisationError,
    StaleProgrammeError,
    StoreDamagedError,
    StoreRefusedError,
    WrongEditionError,
)

LATER = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
UNKNOWN = "z" * 16


def test_an_organisation_comes_back_as_it_was_kept(store: Store, organisation: Organisation) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
        assert organisations.get(db, organisation.id) == organisation
        with pytest.raises(NotFoundError):
            organisations.get(db, UNKNOWN)


def test_an_organisation_can_be_changed(store: Store, organisation: Organisation) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
        changed = replace(organisation, name="Udruga Č", country="RS", zone="Europe/Belgrade")
        assert organisations.change(db, changed) == replace(changed, version=2)
        assert organisations.get(db, organisation.id) == replace(changed, version=2)
        with pytest.raises(NotFoundError):
            organisations.change(db, replace(changed, id=UNKNOWN))


def test_an_organisation_that_somebody_changed_meanwhile_is_not_written_over(
    store: Store, organisation: Organisation
) -> None:
    theirs = replace(organisation, name="Theirs", zone_chosen=False)
    with store.writing() as db:
        organisations.create(db, organisation)
        organisations.change(db, theirs)
        assert organisations.change(db, theirs).version == 2, "a second click changes nothing"
        with pytest.raises(StaleOrganisationError) as stale:
            organisations.change(db, replace(organisation, name="Mine"))
        assert stale.value.theirs == organisations.get(db, organisation.id) == replace(theirs, version=2)
        assert organisations.change(db, replace(organisation, name="Mine", version=2)).version == 3


def test_what_the_directory_says_of_a_member_is_kept_and_told(store: Store, organisation: Organisation) -> None:
    joined = replace(organisation, member_since=date(2019, 5, 1), contact_role="Programme lead")
    with store.writing() as db:
        organisations.create(db, joined)
        assert organisations.get(db, joined.id) == joined
        assert organisations.change(db, replace(joined, member_since=None)).member_since is None
        with pytest.raises(StaleOrganisationError):
            organisations.change(db, replace(joined, contact_role="Somebody else"))
        left = organisations.change(db, replace(joined, member_since=None, contact_role="", version=2))
        assert left == replace(organisation, version=3)
        told = [(entry.old, entry.new) for entry in history.listing(db, joined.id)]
    facts = {"name": joined.name, "country": "HR", "zone": joined.zone, "zone_chosen": True}
    assert told == [
        ({}, {**facts, "member_since": "2019-05-01", "contact_role": "Programme lead"}),
        ({"member_since": "2019-05-01"}, {}),
        ({"contact_role": "Programme lead"}, {}),
    ]


@pytest.mark.parametrize(
    ("statement", "rule"),
    [("member_since = '2019-02-30'", "member_since_day"), ("contact_role = char(0)", "contact_role_text")],
)
def test_what_the_directory_cannot_mean_is_refused(
    store: Store, organisation: Organisation, statement: str, rule: str
) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
    with pytest.raises(StoreRefusedError, match=rule), store.writing() as db:
        db.execute(f"UPDATE organisations SET {statement}")  # noqa: S608 - written here


def test_organisations_are_listed_by_name(store: Store, organisation: Organisation) -> None:
    made_up = replace(organisation, id="2" * 16, name="Aaa", fictional=True)
    second = replace(organisation, id="3" * 16, name="Aab")
    with store.writing() as db:
        organisations.create(db, made_up)
        organisations.create(db, organisation)
        organisations.create(db, second)
        assert organisations.listing(db) == (made_up, second, organisation)


def test_a_programme_is_kept_and_changed(store: Store, organisation: Organisation, programme: Programme) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
        programmes.create(db, programme)
        changed = replace(programme, name="Čuvari doma", setting=Setting.PRISON, models=(), languages=())
        changed = programmes.change(db, changed)
        assert changed.version == 2
        assert programmes.get(db, programme.id, organisation.id) == changed
        assert programmes.listing(db, organisation.id) == (changed,)
        with pytest.raises(NotFoundError):
            programmes.change(db, replace(programme, id=UNKNOWN))
        with pytest.raises(NotFoundError):
            programmes.get(db, UNKNOWN, organisation.id)


def test_a_programme_that_somebody_changed_meanwhile_is_not_written_over(
    store: Store, organisation: Organisation, programme: Programme
) -> None:
    theirs = replace(programme, name="Theirs")
    with store.writing() as db:
        organisations.create(db, organisation)
        programmes.create(db, programme)
        programmes.change(db, theirs)
        assert programmes.change(db, theirs).version == 2, "a second click changes nothing"
        with pytest.raises(StaleProgrammeError) as stale:
            programmes.change(db, replace(programme, name="Mine"))
        assert stale.value.theirs == programmes.get(db, programme.id, organisation.id) == replace(theirs, version=2)


def test_one_form_makes_one_programme_and_one_audit_however_often_it_comes(
    store: Store, audit: Audit, programme: Programme, standard: Standard
) -> None:
    once, another = "o" * 16, "p" * 16
    with store.writing() as db:
        first = programmes.create(db, replace(programme, id="2" * 16, name="New"), once)
        assert programmes.create(db, replace(programme, id="3" * 16), once) == first
        assert programmes.create(db, replace(programme, id="4" * 16), another).id == "4" * 16
        assert programmes.create(db, replace(programme, id="5" * 16)).id == "5" * 16
        assert programmes.create(db, replace(programme, id="6" * 16)).id == "6" * 16
        begun = audits.create(db, replace(audit, id="2" * 16), standard, once)
        assert audits.create(db, replace(audit, id="3" * 16), standard, once) == begun
        assert audits.create(db, replace(audit, id="4" * 16), standard, another).id == "4" * 16
        assert audits.create(db, replace(audit, id="5" * 16), standard).id == "5" * 16
        assert len(programmes.listing(db, programme.organisation)) == 5
        assert len(audits.listing(db, programme)) == 4


def test_the_mark_of_another_organisations_form_says_nothing(
    store: Store, audit: Audit, other_audit: Audit, programme: Programme
) -> None:
    del audit
    once = "o" * 16
    with store.writing() as db:
        theirs = replace(programme, id="2" * 16, organisation=other_audit.organisation)
        assert programmes.create(db, theirs, once).id == "2" * 16
        assert programmes.create(db, replace(programme, id="3" * 16), once).id == "3" * 16


def test_a_programme_goes_with_everything_in_it_and_nothing_else_does(
    store: Store, audit: Audit, other_audit: Audit, programme: Programme, standard: Standard
) -> None:
    kept = replace(programme, id="k" * 16, name="The other one")
    with store.writing() as db:
        programmes.create(db, kept)
        audits.create(db, replace(audit, id="k" * 16, programme=kept.id), standard)
        for each in (audit, replace(audit, id="k" * 16, programme=kept.id), other_audit):
            answers.save(db, each, "FIR-1", Answer(level=1), 0, LATER)
            actions.save(db, each, SavedAction(key="FIR-1", criteria=("FIR-1",)), 0, LATER)
            sections.complete(db, each, "fire", done=True, at=LATER)
    with store.writing() as db:
        programmes.delete(db, programme)
    with store.writing() as db:
        assert programmes.listing(db, programme.organisation) == (kept,)
        for table in ("answers", "answer_changes", "actions", "sections"):
            left = {row[0] for row in db.execute(f"SELECT audit FROM {table}")}  # noqa: S608 - names of this test
            assert left == {"k" * 16, other_audit.id}
        assert organisations.get(db, programme.organisation).id == programme.organisation
        with pytest.raises(NotFoundError):
            programmes.delete(db, programme)


def test_an_audit_comes_back_as_it_was_kept(store: Store, audit: Audit) -> None:
    with store.reading() as db:
        assert audits.get(db, audit.id, audit.organisation) == audit
        with pytest.raises(NotFoundError):
            audits.get(db, UNKNOWN, audit.organisation)


def test_audits_are_listed_newest_first(store: Store, audit: Audit, programme: Programme, standard: Standard) -> None:
    newer = replace(audit, id="2" * 16, date=date(2026, 12, 1), scope=Scope.FIRST_PASS)
    same_day = replace(audit, id="3" * 16, created=LATER)
    with store.writing() as db:
        audits.create(db, newer, standard)
        audits.create(db, same_day, standard)
        assert audits.listing(db, programme) == (newer, same_day, audit)


def test_an_audit_can_be_marked_as_a_test(store: Store, audit: Audit) -> None:
    with store.writing() as db:
        audits.mark_test(db, audit, on=True, at=LATER)
        assert audits.get(db, audit.id, audit.organisation) == replace(audit, is_test=True, changed=LATER)
        audits.mark_test(db, audit, on=False, at=LATER)
        assert not audits.get(db, audit.id, audit.organisation).is_test
        with pytest.raises(NotFoundError):
            audits.mark_test(db, replace(audit, id=UNKNOWN), on=True, at=LATER)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda audit: replace(audit, edition="1999.1"),
        lambda audit: replace(audit, standard="another"),
        lambda audit: replace(audit, content_hash="0" * 64),
    ],
    ids=["edition", "standard", "content hash"],
)
def test_an_audit_must_name_the_edition_it_is_made_with(
    store: Store, audit: Audit, standard: Standard, wrong: Callable[[Audit], Audit]
) -> None:
    with pytest.raises(WrongEditionError), store.writing() as db:
        audits.create(db, wrong(replace(audit, id=UNKNOWN)), standard)


def test_an_edition_is_kept_once_and_comes_back_whole(store: Store, standard: Standard) -> None:
    with store.writing() as db:
        name = editions.keep(db, standard)
        assert editions.keep(db, standard) == name == content_hash(standard)
        assert editions.get(db, name) == standard
        assert editions.get(db, name) is editions.get(db, name)
        with pytest.raises(NotFoundError):
            editions.get(db, "0" * 64)


def test_only_so_many_editions_stay_in_memory(
    store: Store, standard: Standard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "_MOST", 1)
    with store.writing() as db:
        names = [editions.keep(db, replace(standard, edition=edition)) for edition in ("1", "2")]
        assert [editions.get(db, name).edition for name in names] == ["1", "2"]
    assert list(editions._checked) == names[1:]


def test_an_edition_that_was_tampered_with_is_not_shown(store: Store, standard: Standard) -> None:
    with store.writing() as db:
        name = editions.keep(db, standard)
        db.set_authorizer(None)  # As another program would, without the lock of the store.
        db.execute("DROP TRIGGER editions_never_change")
        db.execute("UPDATE editions SET content = replace(content, 'adopted', 'withdrawn')")
        with pytest.raises(EditionChangedError, match=name[:12]):
            editions.get(db, name)


def _fill(db: Connection, audit: Audit, now: datetime) -> None:
    answers.save(db, audit, "FIR-1", Answer(level=1), 0, now)
    answers.save(db, audit, "FIR-1", Answer(level=2), 1, now)
    sections.complete(db, audit, "fire", done=True, at=now)
    actions.save(db, audit, SavedAction(key="FIR-1", criteria=("FIR-1",)), 0, now)


def test_every_save_in_an_audit_is_counted_also_within_one_second(
    store: Store, audit: Audit, other_audit: Audit, now: datetime
) -> None:
    with store.writing() as db:
        assert audits.saves(db, audit) == (0, 0)
        _fill(db, audit, now)
        assert (audits.saves(db, audit), audits.saves(db, other_audit)) == ((2, 1), (0, 0))
        answers.save(db, audit, "FIR-2", Answer(level=1), 0, now)
        actions.save(db, audit, SavedAction(key="FIR-1", criteria=("FIR-1",), owner="Lead"), 1, now)
        assert audits.saves(db, audit) == (3, 2)


def test_deleting_a_draft_takes_all_of_it_and_nothing_else(
    store: Store, audit: Audit, other_audit: Audit, now: datetime
) -> None:
    with store.writing() as db:
        _fill(db, audit, now)
        _fill(db, other_audit, now)
    with store.writing() as db:
        audits.delete_draft(db, audit)
    tables = ("audits", "answers", "answer_changes", "sections", "actions")
    with store.reading() as db:
        left = {t: db.execute(f"SELECT organisation, count(*) FROM {t}").fetchone() for t in tables}  # noqa: S608 - ours
    assert left == {t: (other_audit.organisation, 2 if t == "answer_changes" else 1) for t in tables}
    with pytest.raises(NotFoundError), store.writing() as db:
        audits.delete_draft(db, audit)


@pytest.mark.parametrize(
    ("spoil", "look"),
    [
        ("UPDATE programmes SET models = 'astrology'", lambda db, a: programmes.get(db, a.programme, a.organisation)),
        ("UPDATE programmes SET models = 'astrology'", lambda db, a: programmes.listing(db, a.organisation)),
        ("UPDATE answers SET evidence = '[1]', version = 3", answers.listing),
        ("UPDATE answers SET evidence = '[x]', version = 3", lambda db, a: answers.get(db, a, "FIR-1")),
        ("UPDATE audits SET date = '1999-12-31'", lambda db, a: audits.get(db, a.id, a.organisation)),
        ("UPDATE audits SET date = '2100-01-01'", lambda db, a: audits.get(db, a.id, a.organisation)),
    ],
)
def test_a_row_that_was_never_written_by_us_is_called_damaged(
    store: Store, audit: Audit, now: datetime, spoil: str, look: Callable[[Connection, Audit], object]
) -> None:
    with store.writing() as db:
        _fill(db, audit, now)
        db.execute(spoil)
    with store.reading() as db, pytest.raises(StoreDamagedError):
        look(db, audit)


def test_the_same_id_twice_is_refused(store: Store, organisation: Organisation) -> None:
    with store.writing() as db:
        organisations.create(db, organisation)
    with pytest.raises(StoreRefusedError), store.writing() as db:
        organisations.create(db, replace(organisation, name="Impostor"))
    with store.reading() as db:
        assert organisations.listing(db) == (organisation,)
