"""Second voices: who was asked, and what became of it (design section 8).

What a service says lies here sealed; only what it shows to somebody lies beside it in plain, and only while it does.
The history and every page of the programme tell "given" or "not given": not whether a service looked at its invitation,
and not that it withdrew. So a withdrawn one stays where it was, emptied, until the programme takes it back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.core.programme import Audit
from audit.core.second_voice import Reader, Said, Tie, Voice, sees
from audit.store import audits, history
from audit.store.connection import Connection
from audit.store.errors import NotFoundError, StaleVoiceError, VoiceGivenError, VoiceThereError
from audit.store.rows import moment, read_words, whole, words

# Who writes in the history when the service does: it has no account.
ACTOR = "second-voice"

_COLUMNS = (
    "id, organisation, audit, service, tie, email, invited, made_by, expires, confirmed, opened, given, readers, ended,"
    " version"
)
_SELECT = f"SELECT {_COLUMNS} FROM second_voices"  # noqa: S608 - column names of our own, no input
_KEPT = f"SELECT salt, sealed, {_COLUMNS} FROM second_voices"  # noqa: S608 - see above
_GONE = "DELETE FROM second_voices WHERE organisation = ? AND audit = ? AND id = ?"
_CONFIRM = """
    UPDATE second_voices SET confirmed = coalesce(confirmed, ?),
        confirmed_by = CASE WHEN confirmed IS NULL THEN ? ELSE confirmed_by END
    WHERE organisation = ? AND audit = ? AND id = ?
"""
# The new day stands there either way: one that stayed as it was would tell that the service has opened its link.
_NEW_LINK = """
    UPDATE second_voices SET link_hash = CASE WHEN opened IS NULL THEN ? ELSE link_hash END, expires = ?
    WHERE organisation = ? AND audit = ? AND id = ?
"""
_BEGIN = """
    UPDATE second_voices SET opened = ?, salt = ?, sealed = ?
    WHERE organisation = ? AND audit = ? AND id = ? AND opened IS NULL AND ended IS NULL AND expires > ?
"""
_VERSION = "SELECT version FROM second_voices WHERE organisation = ? AND audit = ? AND id = ? AND ended IS NULL"
# Beside a signed audit nothing changes, and no link opens anything.
_IS_SIGNED = (
    "EXISTS (SELECT 1 FROM signatures AS s WHERE s.organisation = second_voices.organisation"
    " AND s.audit = second_voices.audit)"
)

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A second voice whose service has set its secret: the salt of its key, and what it says, sealed."""

    voice: Voice
    salt: str
    sealed: str


def invite(db: Connection, audit: Audit, voice: Voice, link_hash: str) -> None:
    """Keep an invitation.

    Args:
        db: a writing connection.
        audit: to a second voice beside which audit.
        voice: the invitation.
        link_hash: SHA-256 of the secret of its link, 64 hexadecimal digits.

    Raises:
        NotFoundError: the audit has been deleted.
        SignedAuditError: it is signed.
        VoiceThereError: a service has been asked already.
    """
    audits.refuse_signed(db, audit)
    if of_audit(db, audit) is not None:
        raise VoiceThereError
    db.execute(
        "INSERT INTO second_voices (organisation, audit, id, service, tie, email, invited, made_by, link_hash, expires)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            audit.organisation,
            audit.id,
            voice.id,
            voice.service,
            voice.tie.value,
            voice.email,
            moment(voice.invited),
            voice.made_by,
            link_hash,
            moment(voice.expires),
        ),
    )
    _record(db, audit, history.VOICE_INVITED, new=history.facts(voice, "service", "tie"))


def of_audit(db: Connection, audit: Audit) -> Voice | None:
    """Return the second voice beside an audit; ``None`` where nobody was asked."""
    row = db.execute(f"{_SELECT} WHERE organisation = ? AND audit = ?", (audit.organisation, audit.id)).fetchone()
    return _read(row) if row is not None else None


def of_organisation(db: Connection, organisation: str) -> tuple[Voice, ...]:
    """Return the second voices beside all audits of an organisation, the newest first."""
    rows = db.execute(f"{_SELECT} WHERE organisation = ? ORDER BY invited DESC, id", (organisation,))
    return tuple(map(_read, rows))


def by_link(db: Connection, link_hash: str, now: datetime) -> Voice | None:
    """Return the invitation that a link opens; ``None`` where it was opened, has expired or was taken back."""
    row = db.execute(
        f"{_SELECT} WHERE link_hash = ? AND opened IS NULL AND ended IS NULL AND expires > ?", (link_hash, moment(now))
    ).fetchone()
    return _read(row) if row is not None else None


def entered(db: Connection, name: str) -> Kept | None:
    """Return what a service comes back to; ``None`` where there is nothing with a secret of its own.

    Args:
        db: a connection.
        name: its short name, or the hash of its link.
    """
    row = db.execute(
        f"{_KEPT} WHERE (id = ? OR link_hash = ?) AND opened IS NOT NULL AND ended IS NULL", (name, name)
    ).fetchone()
    return Kept(_read(row[2:]), row[0], row[1]) if row is not None else None


def take_back(db: Connection, audit: Audit) -> None:
    """Take an invitation back that was not answered; nothing of it stays but that it was made and taken back.

    Raises:
        NotFoundError: there is none.
        SignedAuditError: the audit is signed.
        VoiceGivenError: it was given.
    """
    audits.refuse_signed(db, audit)
    voice = of_audit(db, audit)
    if voice is None:
        raise NotFoundError
    if voice.given is not None:
        raise VoiceGivenError
    db.execute(_GONE, _key(voice))
    _record(db, audit, history.VOICE_TAKEN_BACK, history.facts(voice, "service", "tie"))


def confirm(
    db: Connection, voice: Voice, now: datetime, link_hash: str | None = None, expires: datetime | None = None
) -> None:
    """Note that the network knows the address to be the service's own.

    Args:
        db: a writing connection of whoever confirms.
        voice: the invitation.
        now: the time, in UTC.
        link_hash: the hash of a new link that takes the place of the one before, where the service has not opened one.
        expires: until when the new link can be opened.

    Raises:
        NotFoundError: it has been taken back.
        SignedAuditError: the audit is signed.
    """
    audit = audits.get(db, voice.audit, voice.organisation)
    audits.refuse_signed(db, audit)
    if db.execute(_CONFIRM, (moment(now), db.writer.actor, *_key(voice))).rowcount != 1:
        raise NotFoundError
    if link_hash is not None and expires is not None:
        db.execute(_NEW_LINK, (link_hash, moment(expires), *_key(voice)))
    if voice.confirmed is None:
        _record(db, audit, history.VOICE_CONFIRMED, new=history.facts(voice, "service"))


def begin(db: Connection, voice: Voice, now: datetime, salt: str, sealed: str) -> bool:
    """Keep that the service set its own secret, and return whether it could: of two who come together one does.

    No history tells of it.

    Args:
        db: a writing connection.
        voice: the invitation.
        now: the time, in UTC.
        salt: of the key, 32 hexadecimal digits.
        sealed: what it says so far, sealed: nothing yet.

    Raises:
        NotFoundError: the audit has been deleted.
        SignedAuditError: it is signed.
    """
    audits.refuse_signed(db, audits.get(db, voice.audit, voice.organisation))
    return db.execute(_BEGIN, (moment(now), salt, sealed, *_key(voice), moment(now))).rowcount == 1


def save(db: Connection, voice: Voice, sealed: str, said: Mapping[str, Said]) -> None:
    """Keep what the service says. What it shows to somebody changes with it.

    Args:
        db: a writing connection.
        voice: with the version that the service saw.
        sealed: what it says, sealed.
        said: the same, for those it shows it to.

    Raises:
        NotFoundError: it was withdrawn, or the audit deleted.
        SignedAuditError: the audit is signed.
        StaleVoiceError: it was changed meanwhile.
    """
    _change(db, voice, "sealed = ?", sealed)
    _show(db, voice, voice.readers, said)


def give(db: Connection, voice: Voice, readers: Collection[Reader], said: Mapping[str, Said], now: datetime) -> None:
    """Hand a second voice in, or let others see it than before.

    The history tells that it was given, and whether the programme may see it; not whether the network may.

    Args:
        db: a writing connection.
        voice: with the version that the service saw.
        readers: who may see what it says.
        said: what it says.
        now: the time, in UTC.

    Raises:
        NotFoundError: it was withdrawn, or the audit deleted.
        SignedAuditError: the audit is signed.
        StaleVoiceError: it was changed meanwhile.
    """
    named = words(sorted(reader.value for reader in readers))
    _change(db, voice, "given = coalesce(given, ?), readers = ?", moment(now), named)
    _show(db, voice, readers, said)
    _record_told(db, voice, {"given": True, "shown": _told(readers)})


def withdraw(db: Connection, voice: Voice, now: datetime) -> None:
    """Take everything back that the service said; its secret opens nothing any more.

    Where the secret is lost, the network does it for the service. The history then names who did, and says no more.

    Raises:
        NotFoundError: it was withdrawn already, or the audit deleted.
        SignedAuditError: the audit is signed.
        StaleVoiceError: it was changed meanwhile.
    """
    _change(db, voice, "given = NULL, readers = '', salt = '', sealed = '', ended = ?", moment(now))
    _show(db, voice, (), {})
    _record_told(db, voice, {"given": False, "shown": ""})


def shown(db: Connection, voice: Voice) -> dict[str, Said]:
    """Return what the service shows to somebody (``Voice.readers`` says to whom), by the id of the criterion."""
    rows = db.execute(
        "SELECT criterion, level FROM second_voice_shown WHERE organisation = ? AND audit = ? AND voice = ?",
        _key(voice),
    )
    return {criterion: Said(level) for criterion, level in rows}


def close_unopened(db: Connection) -> int:
    """Let no link of an invitation open anything any more that was not opened yet, and return how many these were.

    A backup remembers links that were opened, replaced or taken back since. Whoever still has one could set a secret in
    the service's place. Where a service has set one and given nothing yet, the same day stands: no page may
    tell the two apart by it.
    """
    there = f"given IS NULL AND expires > invited AND NOT {_IS_SIGNED}"
    number = db.execute(f"SELECT count(*) FROM second_voices WHERE opened IS NULL AND ended IS NULL AND {there}")  # noqa: S608 - own names
    closed = int(number.fetchone()[0])
    db.execute(f"UPDATE second_voices SET expires = invited WHERE {there}")  # noqa: S608 - own names
    return closed


def _change(db: Connection, voice: Voice, what: str, *values: str) -> None:
    """Change one, if it is as the service saw it. The texts of ``what`` are our own."""
    audits.refuse_signed(db, audits.get(db, voice.audit, voice.organisation))
    there = db.execute(_VERSION, _key(voice)).fetchone()
    if there is None:
        raise NotFoundError
    if there[0] != voice.version:
        raise StaleVoiceError
    db.execute(
        f"UPDATE second_voices SET {what}, version = version + 1 WHERE organisation = ? AND audit = ? AND id = ?",  # noqa: S608 - own names
        (*values, *_key(voice)),
    )


def _show(db: Connection, voice: Voice, readers: Collection[Reader], said: Mapping[str, Said]) -> None:
    """Lay in plain what the service shows to somebody, and nothing else."""
    db.execute("DELETE FROM second_voice_shown WHERE organisation = ? AND audit = ? AND voice = ?", _key(voice))
    if readers:
        db.executemany(
            "INSERT INTO second_voice_shown (organisation, audit, voice, criterion, level) VALUES (?, ?, ?, ?, ?)",
            [(*_key(voice), criterion, one.level) for criterion, one in said.items()],
        )


def _told(readers: Collection[Reader]) -> str:
    """Return to whom of those the programme knows of the answers are shown: that of the network is not its to know."""
    return words(reader.value for reader in (Reader.PROGRAMME, Reader.REPORT) if sees(readers, reader))


def _record_told(db: Connection, voice: Voice, new: history.Facts) -> None:
    old = {"given": voice.given is not None, "shown": _told(voice.readers)}
    if old != new:
        audit = audits.get(db, voice.audit, voice.organisation)
        _record(db, audit, history.VOICE_TOLD, old, new)


def _record(
    db: Connection, audit: Audit, act: str, old: history.Facts | None = None, new: history.Facts | None = None
) -> None:
    change = history.Change(audit.organisation, act, history.of_audit(audit), old or {}, new or {})
    history.record(db, change)


def _key(voice: Voice) -> tuple[str, str, str]:
    return voice.organisation, voice.audit, voice.id


def _read(row: _Row) -> Voice:
    name, organisation, audit, service, tie, email, invited, made_by, expires, *times, readers, ended, version = row
    confirmed, opened, given = times
    with whole("second_voices"):
        return Voice(
            id=name,
            organisation=organisation,
            audit=audit,
            service=service,
            tie=Tie(tie),
            email=email,
            invited=datetime.fromisoformat(invited),
            made_by=made_by,
            expires=datetime.fromisoformat(expires),
            confirmed=_time(confirmed),
            opened=_time(opened),
            given=_time(given),
            readers=frozenset(map(Reader, read_words(readers))),
            ended=_time(ended),
            version=int(version),
        )


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None
