"""Second voices in the store: opened once, frozen by a signature, and nothing told that is not the programme's."""

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from audit.core.programme import Audit
from audit.core.second_voice import Reader, Said, Tie, Voice
from audit.store import audits, erasures, history, second_voices
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import (
    NotFoundError,
    SignedAuditError,
    StaleVoiceError,
    StoreDamagedError,
    VoiceGivenError,
    VoiceThereError,
)
from tests.store import year_rows
from tests.store.conftest import NOW, OURS, change

LINK, SALT, SEALED = sha256(b"link").hexdigest(), "0a" * 16, "5e" * 40
SAID = {"FIR-1": Said(1), "FIR-2": Said(None)}
LATER = NOW + timedelta(days=1)


def voice_of(audit: Audit) -> Voice:
    """Return an invitation beside an audit; it has the audit's id."""
    return Voice(
        id=audit.id,
        organisation=audit.organisation,
        audit=audit.id,
        service="Open door",
        tie=Tie.INDEPENDENT,
        email="door@example.org",
        invited=NOW,
        made_by="m" * 16,
        expires=NOW + timedelta(days=60),
    )


@pytest.fixture
def voice(store: Store, audit: Audit) -> Voice:
    """Return an invitation nobody has opened."""
    with store.writing() as db:
        second_voices.invite(db, audit, voice_of(audit), LINK)
    return look(store, audit)


@pytest.fixture
def begun(store: Store, audit: Audit, voice: Voice) -> Voice:
    """Return an invitation whose service has set its secret."""
    with store.writing(by=second_voices.ACTOR) as db:
        assert second_voices.begin(db, voice, NOW, SALT, SEALED)
    return look(store, audit)


@pytest.fixture
def told(store: Store, audit: Audit, begun: Voice) -> Voice:
    """Return a second voice that was given and is shown to the programme."""
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.give(db, begun, {Reader.PROGRAMME}, SAID, NOW)
    return look(store, audit)


def look(store: Store, audit: Audit) -> Voice:
    """Return the second voice as it lies in the store."""
    with store.reading() as db:
        found = second_voices.of_audit(db, audit)
    assert found is not None
    return found


def acts(db: Connection) -> list[str]:
    """Return what the history says was done with second voices, oldest first."""
    return [e.link.act for e in history.listing(db, OURS) if e.link.act.startswith("voice")]


def shown(store: Store, voice: Voice) -> dict[str, Said]:
    """Return what lies in plain."""
    with store.reading() as db:
        return second_voices.shown(db, voice)


def test_an_invitation_is_kept_as_it_was_made(store: Store, audit: Audit, voice: Voice) -> None:
    assert voice == voice_of(audit)
    with store.reading() as db:
        assert second_voices.of_organisation(db, OURS) == (voice,)
        assert second_voices.of_organisation(db, "z" * 16) == ()
        assert acts(db) == [history.VOICE_INVITED]


def test_one_service_is_asked_at_a_time(store: Store, audit: Audit, voice: Voice) -> None:
    del voice
    with store.writing() as db, pytest.raises(VoiceThereError):
        second_voices.invite(db, audit, replace(voice_of(audit), id="c" * 16), sha256(b"other").hexdigest())


def test_a_link_opens_its_own_once_and_for_a_time(store: Store, voice: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        assert second_voices.by_link(db, LINK, NOW) == voice
        assert second_voices.by_link(db, sha256(b"another").hexdigest(), NOW) is None
        assert second_voices.by_link(db, LINK, voice.expires) is None
        assert not second_voices.begin(db, voice, voice.expires, SALT, SEALED)
        assert second_voices.begin(db, voice, NOW, SALT, SEALED)
        assert not second_voices.begin(db, voice, NOW, "0b" * 16, "ff")
        assert second_voices.by_link(db, LINK, NOW) is None


def test_a_service_comes_back_by_its_short_name_or_its_link(store: Store, voice: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        assert second_voices.entered(db, voice.id) is None
        second_voices.begin(db, voice, NOW, SALT, SEALED)
        for name in (voice.id, LINK):
            kept = second_voices.entered(db, name)
            assert kept is not None
            assert (kept.voice.id, kept.salt, kept.sealed) == (voice.id, SALT, SEALED)
        assert second_voices.entered(db, "z" * 16) is None


def test_only_what_is_shown_to_somebody_lies_in_plain(store: Store, audit: Audit, begun: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.save(db, begun, "aa" * 30, SAID)
    assert shown(store, begun) == {}
    for readers, plain in (((), {}), ({Reader.NETWORK}, SAID), ((), {})):
        with store.writing(by=second_voices.ACTOR) as db:
            second_voices.give(db, look(store, audit), readers, SAID, LATER)
        assert shown(store, begun) == plain
        assert look(store, audit).readers == frozenset(readers)
    assert look(store, audit).given == LATER


def test_what_is_shown_changes_with_what_is_said(store: Store, audit: Audit, told: Voice) -> None:
    assert shown(store, told) == SAID
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.save(db, told, "bb" * 30, {"FIR-1": Said(3)})
    assert shown(store, told) == {"FIR-1": Said(3)}
    with store.reading() as db:
        kept = second_voices.entered(db, told.id)
    assert kept is not None
    assert kept.sealed == "bb" * 30
    assert look(store, audit).given == told.given


def test_the_first_handing_in_is_when_it_was_given(store: Store, audit: Audit, told: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.give(db, told, {Reader.REPORT}, SAID, LATER)
    assert look(store, audit).given == NOW


def test_of_two_windows_the_second_looks_again(store: Store, told: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.save(db, told, SEALED, SAID)
        with pytest.raises(StaleVoiceError):
            second_voices.save(db, told, SEALED, {})
        with pytest.raises(StaleVoiceError):
            second_voices.give(db, told, (), {}, NOW)
        with pytest.raises(StaleVoiceError):
            second_voices.withdraw(db, told, NOW)
    assert shown(store, told) == SAID


def test_withdrawing_leaves_nothing_that_was_said(store: Store, audit: Audit, told: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.withdraw(db, told, LATER)
        assert second_voices.entered(db, told.id) is None
        assert second_voices.by_link(db, LINK, NOW) is None
        with pytest.raises(NotFoundError):
            second_voices.save(db, told, SEALED, SAID)
    left = look(store, audit)
    assert (left.given, left.readers, left.ended) == (None, frozenset(), LATER)
    assert shown(store, told) == {}
    with store.reading() as db:
        (row,) = db.execute("SELECT salt, sealed FROM second_voices").fetchall()
    assert row == ("", "")


def test_an_invitation_is_taken_back_whole(store: Store, audit: Audit, begun: Voice) -> None:
    with store.writing() as db:
        second_voices.take_back(db, audit)
        assert second_voices.of_audit(db, audit) is None
        with pytest.raises(NotFoundError):
            second_voices.take_back(db, audit)
        with pytest.raises(NotFoundError):
            second_voices.confirm(db, begun, NOW)
        with pytest.raises(NotFoundError):
            second_voices.give(db, begun, (), {}, NOW)
        second_voices.invite(db, audit, voice_of(audit), LINK)
        assert acts(db) == [history.VOICE_INVITED, history.VOICE_TAKEN_BACK, history.VOICE_INVITED]


def test_what_was_given_is_not_the_programmes_to_take_back(store: Store, audit: Audit, told: Voice) -> None:
    del told
    with store.writing() as db, pytest.raises(VoiceGivenError):
        second_voices.take_back(db, audit)


def test_the_network_confirms_once_and_makes_a_link_until_one_is_opened(
    store: Store, audit: Audit, voice: Voice
) -> None:
    new = sha256(b"new").hexdigest()
    with store.writing(by="n" * 16) as db:
        second_voices.confirm(db, voice, NOW)
        second_voices.confirm(db, look(store, audit), LATER, new, LATER)
        confirmed = second_voices.by_link(db, new, NOW)
        assert confirmed is not None
        assert (confirmed.confirmed, confirmed.expires) == (NOW, LATER)
        assert second_voices.by_link(db, LINK, NOW) is None
        second_voices.begin(db, confirmed, NOW, SALT, SEALED)
        second_voices.confirm(db, confirmed, LATER, LINK, LATER)
        assert second_voices.entered(db, LINK) is None
        assert db.execute("SELECT confirmed_by FROM second_voices").fetchall() == [("n" * 16,)]


def test_a_new_link_names_its_day_whether_the_first_was_opened_or_not(store: Store, audit: Audit, begun: Voice) -> None:
    new = sha256(b"new").hexdigest()
    with store.writing(by="n" * 16) as db:
        second_voices.confirm(db, begun, NOW, new, LATER)
        assert second_voices.entered(db, new) is None
        assert second_voices.entered(db, LINK) is not None
    assert look(store, audit).expires == LATER


@pytest.mark.parametrize(
    ("readers", "counted"), [({Reader.NETWORK}, 0), ({Reader.PROGRAMME}, 2), ({Reader.NETWORK, Reader.REPORT}, 2)]
)
def test_the_organisation_counts_what_is_shown_to_it_alone(
    store: Store, begun: Voice, readers: set[Reader], counted: int
) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.give(db, begun, readers, SAID, NOW)
        assert len(second_voices.shown(db, begun)) == len(SAID)
        assert dict(erasures.count(db, OURS))["second_voice_shown"] == counted


def test_the_history_tells_given_or_not_and_never_more(store: Store, audit: Audit, begun: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.give(db, begun, {Reader.NETWORK}, SAID, NOW)
    for readers in ((), {Reader.NETWORK, Reader.REPORT}):
        with store.writing(by=second_voices.ACTOR) as db:
            second_voices.give(db, look(store, audit), readers, SAID, NOW)
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.withdraw(db, look(store, audit), NOW)
    with store.reading() as db:
        entries = [e for e in history.listing(db, OURS) if e.link.act == history.VOICE_TOLD]
    assert [(e.old, e.new) for e in entries] == [
        ({"given": False}, {"given": True}),
        ({"shown": ""}, {"shown": "programme report"}),
        ({"given": True, "shown": "programme report"}, {"given": False, "shown": ""}),
    ]
    assert "network" not in json.dumps([e.payload for e in entries])


def test_withdrawing_what_was_not_given_is_told_nobody(store: Store, begun: Voice) -> None:
    with store.writing(by=second_voices.ACTOR) as db:
        second_voices.withdraw(db, begun, NOW)
        assert acts(db) == [history.VOICE_INVITED]


def test_after_signing_nothing_of_it_changes(store: Store, audit: Audit, told: Voice) -> None:
    with store.reading() as db:
        before = db.execute("SELECT * FROM second_voices").fetchall()
    with store.writing() as db:
        db.execute("UPDATE audits SET state = 'signed'")
    with store.writing() as db:
        for late in (
            lambda: second_voices.invite(db, audit, voice_of(audit), LINK),
            lambda: second_voices.take_back(db, audit),
            lambda: second_voices.confirm(db, told, NOW),
            lambda: second_voices.begin(db, told, NOW, SALT, SEALED),
            lambda: second_voices.save(db, told, SEALED, {}),
            lambda: second_voices.give(db, told, (), {}, NOW),
            lambda: second_voices.withdraw(db, told, NOW),
        ):
            with pytest.raises(SignedAuditError):
                late()
    assert shown(store, told) == SAID
    with store.reading() as db:
        assert db.execute("SELECT * FROM second_voices").fetchall() == before


def test_it_goes_with_its_audit(store: Store, audit: Audit, told: Voice) -> None:
    with store.writing() as db:
        audits.delete_draft(db, audit)
        assert db.execute("SELECT count(*) FROM second_voices").fetchone() == (0,)
        assert second_voices.shown(db, told) == {}
        with pytest.raises(NotFoundError):
            second_voices.save(db, told, SEALED, {})


def test_a_reader_nobody_wrote_is_damage(store: Store, audit: Audit, voice: Voice) -> None:
    del voice
    change(store.path, "UPDATE second_voices SET readers = 'everybody'")
    with store.reading() as db, pytest.raises(StoreDamagedError):
        second_voices.of_audit(db, audit)


def test_rows_of_the_year_can_be_read(store: Store, audit: Audit) -> None:

    raw = sqlite3.connect(store.path)
    with raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        year_rows.add(raw, OURS, audit.id, "m" * 16, "Words")
    raw.close()
    assert look(store, audit).service == "Words"
