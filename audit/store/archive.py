"""Everything of an organisation as one ZIP archive, to take along or to keep (GDPR, Articles 15 and 20).

It is written into a file of the caller's, one entry after the other: no more than one audit is ever held in memory.
Names in it are made of ids and words of our own, so none can lead out of the folder it is unpacked in. The same content
gives the same bytes; only the manifest says when it was made.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import IO

from audit.core import answersfile, formulas, gaps
from audit.core.answersfile import ProgrammeFacts
from audit.core.history import write_heads
from audit.core.plan import Action, assemble
from audit.core.programme import Audit, Programme
from audit.core.scoring import score
from audit.core.standard import Standard
from audit.store import actions, answers, audits, editions, history, organisations, programmes
from audit.store.connection import Connection
from audit.store.history import Entry
from audit.store.rows import day, moment
from audit.store.schema_year import OF_AN_AUDIT

FORMAT = "self-audit-organisation/1"
README, MANIFEST = "README.txt", "manifest.json"
ORGANISATION, PEOPLE = "organisation.json", "people.json"
HISTORY, HEAD = "history.jsonl", "history-head.json"
# Columns that no archive holds. Of links: what opens doors. Of a second voice: what it said, sealed or not, and what it
# did short of handing its answers in, which is not the programme's to know. Papers lie beside their rows, as files.
LEFT_OUT = {
    "links": frozenset({"hash"}),
    "second_voices": frozenset({"link_hash", "salt", "sealed", "opened", "readers", "ended", "version"}),
    "papers": frozenset({"content"}),
}
# Whose rows of a second voice may leave with the programme: where the service shows its answers to it.
_SHOWN = """
    SELECT s.* FROM second_voice_shown AS s JOIN second_voices AS v
    ON v.organisation = s.organisation AND v.audit = s.audit AND v.id = s.voice
    WHERE s.organisation = ? AND s.audit = ?
    AND (instr(v.readers, 'programme') > 0 OR instr(v.readers, 'report') > 0) ORDER BY s.voice, s.criterion
"""
# What lies in an audit beside its answers and its plan: one file of rows for each table.
_BESIDE = tuple(table for table in OF_AN_AUDIT if table != "second_voice_shown")

# The first moment a ZIP archive can name: that of making it stands in the manifest alone.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_OWNER_ONLY = 0o600 << 16
_UNIX = 3

Row = dict[str, object]


class _Bundle:
    """A ZIP archive in the making, with the SHA-256 of each file in it."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        self.digests: dict[str, str] = {}

    def lines(self, name: str, parts: Iterable[str]) -> None:
        """Write a file of text, part by part."""
        self._write(name, (part.encode("utf-8") for part in parts))

    def raw(self, name: str, content: bytes) -> None:
        """Write a file as it is."""
        self._write(name, (content,))

    def _write(self, name: str, parts: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _OWNER_ONLY, _UNIX
        digest = hashlib.sha256()
        # The length is not known before, and a history may be longer than 4 GB.
        with self._zip.open(info, "w", force_zip64=True) as file:
            for part in parts:
                digest.update(part)
                file.write(part)
        self.digests[name] = digest.hexdigest()

    def json(self, name: str, value: object) -> None:
        """Write a file of JSON."""
        self.lines(name, [json.dumps(value, ensure_ascii=False, indent=1), "\n"])

    def rows(self, name: str, found: Iterable[Mapping[str, object]]) -> None:
        """Write a file of JSON Lines, one row a line."""
        self.lines(name, (f"{json.dumps(row, ensure_ascii=False)}\n" for row in found))


def write(db: Connection, organisation: str, file: IO[bytes], readme: str, at: datetime) -> dict[str, str]:
    """Write everything of an organisation into a file that can be read and rewound, and return its manifest.

    Args:
        db: a connection; it sees one state all the time.
        organisation: whose data.
        file: an empty file, open for writing; it stays open.
        readme: what each file of the archive is, in words.
        at: now.

    Returns:
        The SHA-256 of each file in the archive by its name, the manifest's own left out.

    Raises:
        NotFoundError: there is no such organisation.
    """
    organisations.get(db, organisation)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        bundle = _Bundle(zipped)
        bundle.lines(README, [readme])
        bundle.json(ORGANISATION, _organisation(db, organisation))
        bundle.json(PEOPLE, _people(db, organisation))
        for programme in programmes.listing(db, organisation):
            for audit in sorted(audits.listing(db, programme), key=lambda a: a.id):
                _write_audit(bundle, db, programme, audit)
        _write_editions(bundle, db, organisation)
        bundle.lines(HISTORY, as_lines(history.listing(db, organisation)))
        head = history.head(db, organisation)
        bundle.lines(HEAD, [write_heads([head] if head else []).decode("utf-8")])
        digests = dict(bundle.digests)
        bundle.json(MANIFEST, {"format": FORMAT, "organisation": organisation, "made": moment(at), "sha256": digests})
    return digests


def as_lines(entries: Iterable[Entry]) -> Iterable[str]:
    """Yield entries of the history as JSON Lines: what the chain holds, and what was written where that is not erased.

    Who has the file can check every hash and commitment without us (``core.history``).
    """
    for entry in entries:
        row = {**asdict(entry.link), "hash": entry.hash, "salt": entry.salt, "payload": entry.payload}
        yield f"{json.dumps(row, ensure_ascii=False)}\n"


def _organisation(db: Connection, name: str) -> dict[str, object]:
    return {
        "organisation": _rows(db, "organisations", {"id": name})[0],
        "programmes": _rows(db, "programmes", {"organisation": name}),
        "documents": _rows(db, "documents", {"organisation": name}, "1, 2, 3, 4"),
        "retention": _rows(db, "retention", {"organisation": name}),
        "erasures": _rows(db, "erasures", {"organisation": name}),
    }


def _people(db: Connection, name: str) -> dict[str, object]:
    """Return who has a place, and the invitations: their names and addresses, never what opens an account."""
    found = db.execute(
        "SELECT m.organisation, m.account, m.role, m.since, a.name, a.email FROM memberships AS m"
        " JOIN accounts AS a ON a.id = m.account WHERE m.organisation = ? ORDER BY m.account",
        (name,),
    )
    keys = ("organisation", "account", "role", "since", "name", "email")
    people = [dict(zip(keys, row, strict=True)) for row in found]
    return {"people": people, "invitations": _rows(db, "links", {"organisation": name})}


def _write_audit(bundle: _Bundle, db: Connection, programme: Programme, audit: Audit) -> None:
    """Write the files of one audit; its id is 16 letters and digits (``schema``)."""
    folder, key = f"audits/{audit.id}", {"organisation": audit.organisation, "audit": audit.id}
    standard = editions.get(db, audit.content_hash)
    facts = ProgrammeFacts(programme.name, programme.country, programme.setting)
    (row,) = _rows(db, "audits", {"organisation": audit.organisation, "id": audit.id})
    bundle.json(f"{folder}/audit.json", {"audit": row, "sections": _rows(db, "sections", key)})
    written = answersfile.write(facts, answers.sheet(db, audit), standard)
    bundle.lines(f"{folder}/answers.json", [written.decode("utf-8")])
    bundle.rows(f"{folder}/stored.jsonl", _rows(db, "answers", key))
    bundle.rows(f"{folder}/changes.jsonl", _rows(db, "answer_changes", key, "criterion, version"))
    plan = {"decided": _rows(db, "actions", key), "actions": _plan(db, audit, standard)}
    bundle.json(f"{folder}/plan.json", plan)
    for table in _BESIDE:
        bundle.rows(f"{folder}/{table.replace('_', '-')}.jsonl", _rows(db, table, key))
    shown = db.execute(_SHOWN, tuple(key.values()))
    bundle.rows(f"{folder}/second-voice-shown.jsonl", _named("", [column[0] for column in shown.description], shown))
    for sha256, content in db.execute(
        "SELECT sha256, content FROM papers WHERE organisation = ? AND audit = ?", tuple(key.values())
    ):
        bundle.raw(f"{folder}/papers/{sha256}.pdf", content)


def _plan(db: Connection, audit: Audit, standard: Standard) -> list[Row] | None:
    """Return the plan as its page shows it; ``None`` where this program does not know the audit's formula."""
    try:
        formulas.check(audit.formula)
    except formulas.UnknownFormulaError:
        return None
    found = gaps.find(score(standard, answers.sheet(db, audit)), audit.date)
    plan = assemble(standard, found, actions.listing(db, audit), audit.date)
    return [_action(action) for action in (*plan.actions, *plan.settled)]


def _action(action: Action) -> Row:
    saved = action.saved
    return {
        "key": saved.key,
        "criteria": list(saved.criteria),
        "purpose": action.purpose.value,
        "priority": action.priority.label if action.priority else None,
        "text": action.text,
        "due": day(action.due),
        "interim": action.interim,
        "interim_due": day(action.interim_due),
        "owner": saved.owner,
        "progress": saved.progress.value,
    }


def _write_editions(bundle: _Bundle, db: Connection, organisation: str) -> None:
    """Write each standard that an audit was made with: without it, the answers say little."""
    found = db.execute(
        "SELECT content_hash, content FROM editions WHERE content_hash IN"
        " (SELECT content_hash FROM audits WHERE organisation = ?) ORDER BY content_hash",
        (organisation,),
    ).fetchall()
    for content_hash, content in found:
        bundle.lines(f"standards/{content_hash}.json", [content])


def _rows(db: Connection, table: str, key: Mapping[str, str], order: str = "1, 2, 3") -> list[Row]:
    """Return the rows of a table; all names are our own, no input."""
    where = " AND ".join(f"{column} = ?" for column in key)
    found = db.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {order}", tuple(key.values()))  # noqa: S608 - see above
    return _named(table, [column[0] for column in found.description], found)


def _named(table: str, names: list[str], rows: Iterable[tuple[object, ...]]) -> list[Row]:
    """Return rows with the names of their columns, also of columns that a later release adds."""
    hidden = LEFT_OUT.get(table, frozenset())
    return [{n: v for n, v in zip(names, row, strict=True) if n not in hidden} for row in rows]
