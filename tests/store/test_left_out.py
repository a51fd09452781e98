"""A restore opens no door that was closed after the backup: no session, no link, no mail with a link comes back."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from audit.core.answers import Answer
from audit.core.people import INVITATION, RECOVERY, Link, Office, Purpose
from audit.core.programme import Audit
from audit.store import accounts, answers, jobs, links, outbox, second_voices, sessions
from audit.store.backup import backup, restore
from audit.store.connection import connect
from audit.store.database import Store
from audit.store.errors import CopyFailedError, NotFoundError
from tests.cli.running import run
from tests.store.people import ANA, BOJAN, NOW, digest, keep, person, session
from tests.store.test_second_voices import voice_of

RECOVERS = Link(handle="r" * 16, purpose=Purpose.RECOVERY, made=NOW, expires=NOW + RECOVERY, made_by=ANA, account=BOJAN)
INVITES = Link(
    handle="i" * 16,
    purpose=Purpose.INVITATION,
    made=NOW,
    expires=NOW + INVITATION,
    made_by=ANA,
    office=Office.ASSESSOR,
)
STARTS = Link(handle="s" * 16, purpose=Purpose.FIRST_START, made=NOW, expires=NOW + INVITATION, made_by=ANA)
SECRET = "https://audit.example.org/recover/secret"


@pytest.fixture
def copy(store: Store, audit: Audit, tmp_path: Path) -> Path:
    """Return a backup with sessions, links, jobs and an answer; with its store closed."""
    keep(store, person(ANA, Office.OPERATOR), person(BOJAN))
    with store.writing(by=ANA) as db:
        answers.save(db, audit, "FIR-1", Answer(level=1), 0, NOW)
        sessions.begin(db, session(ANA, "h"), digest("1"))
        sessions.begin(db, session(BOJAN, "j", is_half=True), digest("2"))
        for link, hashed in ((RECOVERS, "3"), (INVITES, "4"), (STARTS, "5")):
            links.make(db, link, digest(hashed))
        links.make(db, replace(INVITES, handle="u" * 16), digest("6"))
        links.use(db, digest("6"), NOW)
        outbox.send(db, "bojan@example.org", "A link", SECRET)
        given_up = jobs.claim(db, NOW, (outbox.KIND,))
        assert given_up is not None
        jobs.fail(db, given_up, NOW, "certificate", for_good=True)
        outbox.send(db, "bojan@example.org", "A link", SECRET)
        jobs.add(db, "tidy", "what is done again and again")
    backup(store, tmp_path / "copy.sqlite")
    store.close()
    return tmp_path / "copy.sqlite"


@pytest.fixture
def restored(copy: Path, tmp_path: Path) -> Store:
    """Return the store of that backup, restored."""
    path = tmp_path / "new" / "audit.sqlite"
    report = restore(copy, path)
    assert report.left_out == 7
    rows = dict(report.tables)
    assert (rows["sessions"], rows["links"], rows["jobs"], rows["accounts"], rows["answers"]) == (0, 1, 3, 2, 1)
    assert {found.name for found in path.parent.iterdir()} == {"audit.sqlite"}
    again = Store(path, clock=lambda: NOW)
    again.prepare()
    return again


def test_no_session_comes_back(restored: Store) -> None:
    with restored.reading() as db:
        assert accounts.get(db, ANA).offices == {Office.OPERATOR}
        assert sessions.find(db, digest("1"), NOW) is None
        assert sessions.listing(db, BOJAN, NOW) == ()


def test_no_link_opens_anything(restored: Store) -> None:
    with restored.writing() as db:
        for letter in "3456":
            assert links.find(db, digest(letter), NOW) is None
            assert not links.use(db, digest(letter), NOW)
        assert db.execute("SELECT handle FROM links").fetchall() == [("u" * 16,)], "that one was used is still known"


def test_no_mail_is_sent_and_no_text_of_one_is_left(restored: Store) -> None:
    with restored.writing() as db:
        assert jobs.claim(db, datetime.max.replace(year=2100, tzinfo=NOW.tzinfo), (outbox.KIND,)) is None
        found = jobs.listing(db, outbox.KIND)
        assert sorted((job.failed, job.payload, job.is_given_up) for job in found) == [
            ("certificate", "", True),
            (jobs.RESTORED, "", True),
        ]
        for job in found:
            with pytest.raises(NotFoundError):
                jobs.again(db, job.id, outbox.KIND, NOW)
        assert jobs.claim(db, NOW, ("tidy",)), "what is no mail goes on"
    restored.close()
    assert SECRET.encode() not in restored.path.read_bytes()


def test_no_link_of_a_second_voice_opens_again(store: Store, audit: Audit, tmp_path: Path) -> None:
    """It was opened after the backup: whoever still has the link must not set a secret in the service's place."""
    with store.writing(by=ANA) as db:
        second_voices.invite(db, audit, voice_of(audit), digest("1"))
    backup(store, tmp_path / "copy.sqlite")
    store.close()
    assert restore(tmp_path / "copy.sqlite", tmp_path / "new" / "audit.sqlite").left_out == 1
    with closing(Store(tmp_path / "new" / "audit.sqlite", clock=lambda: NOW)) as again:
        again.prepare()
        with again.writing(by=second_voices.ACTOR) as db:
            found = second_voices.of_audit(db, audit)
            assert found is not None
            assert second_voices.by_link(db, digest("1"), NOW) is None
            assert not second_voices.begin(db, found, NOW, "0a" * 16, "5e")
            second_voices.take_back(db, audit)  # The programme can ask anew.


def test_after_a_restore_no_day_tells_that_a_second_voice_was_begun(store: Store, audit: Audit, tmp_path: Path) -> None:
    days = []
    with store.writing(by=ANA) as db:
        second_voices.invite(db, audit, voice_of(audit), digest("1"))
    for name in ("untouched", "begun"):
        if name == "begun":
            with store.writing(by=second_voices.ACTOR) as db:
                assert second_voices.begin(db, voice_of(audit), NOW, "0a" * 16, "5e")
        backup(store, tmp_path / f"{name}.sqlite")
        restore(tmp_path / f"{name}.sqlite", tmp_path / name / "audit.sqlite")
        with closing(Store(tmp_path / name / "audit.sqlite", clock=lambda: NOW)) as again:
            again.prepare()
            with again.reading() as db:
                found = second_voices.of_audit(db, audit)
                assert found is not None
                days.append(found.expires)
                assert (second_voices.entered(db, digest("1")) is not None) == (name == "begun")
    assert days[0] == days[1]


def test_a_second_voice_that_was_begun_or_signed_comes_back_as_it_was(
    store: Store, audit: Audit, tmp_path: Path
) -> None:
    with store.writing(by=ANA) as db:
        second_voices.invite(db, audit, voice_of(audit), digest("1"))
        assert second_voices.begin(db, voice_of(audit), NOW, "0a" * 16, "5e")
    backup(store, tmp_path / "copy.sqlite")
    assert restore(tmp_path / "copy.sqlite", tmp_path / "new" / "audit.sqlite").left_out == 0
    with closing(connect(store.path)) as raw:
        raw.execute("UPDATE second_voices SET opened = NULL")
        raw.execute("UPDATE audits SET state = 'signed'")
        row = (audit.organisation, audit.id, "2026-11-01T09:00:00Z", ANA, "Ana", "manager", "{}", "0" * 64)
        raw.execute("INSERT INTO signatures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    backup(store, tmp_path / "copy.sqlite")
    store.close()
    assert restore(tmp_path / "copy.sqlite", tmp_path / "other" / "audit.sqlite").left_out == 0


def test_the_backup_itself_stays_as_it_was(copy: Path, tmp_path: Path) -> None:
    before = copy.read_bytes()
    restore(copy, tmp_path / "new" / "audit.sqlite")
    assert copy.read_bytes() == before


def test_what_fails_half_way_leaves_nothing(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise CopyFailedError(name="copy.sqlite")

    monkeypatch.setattr(jobs, "drop", fail)
    with pytest.raises(CopyFailedError):
        restore(copy, tmp_path / "new" / "audit.sqlite")
    assert list((tmp_path / "new").iterdir()) == []


def test_whoever_restores_is_told(copy: Path, tmp_path: Path) -> None:
    result = run("restore", copy, "--data", tmp_path / "told")
    assert result.exit_code == 0
    assert "Everybody signs in again." in result.stdout
