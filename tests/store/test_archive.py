"""The archive of an organisation holds every row of it, in files that other programs read, and nothing of another."""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

import pytest

from audit.core.answersfile import read
from audit.core.history import commitment, read_heads
from audit.core.programme import Audit
from audit.core.standard import Standard
from audit.store import answers, archive, erasures, history, organisations
from audit.store.database import Store
from audit.store.errors import NotFoundError
from tests.store.conftest import NOW, OURS, THEIRS, change, member
from tests.store.test_erasures import OTHER, SECRET, THEIR_TEXT, tables
from tests.store.test_erasures import filled as filled  # noqa: PLC0414 - a fixture

# Tables without a column of the organisation, each with the reason why they are not in its archive as they are.
DECIDED = {
    "instance": "it is about the whole instance",
    "accounts": "name and address are in people.json; the rest belongs to the person, who can be in several",
    "offices": "they are about the instance",
    "sessions": "they belong to persons",
    "recovery_codes": "they belong to persons",
    "account_events": "they belong to persons",
    "tries": "they are counted by keyed hashes, which nobody can trace back",
    "jobs": "work that waits is about what stands elsewhere",
    "editions": "those of its audits are there, under standards/",
    "_sqlite_migrations": "about the program",
    "sqlite_sequence": "about the program",
}


def made(store: Store, organisation: str = OURS, later: timedelta = timedelta(0)) -> bytes:
    file = io.BytesIO()
    with store.reading() as db:
        archive.write(db, organisation, file, "What is here.\n", NOW + later)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        assert len(zipped.namelist()) == len(set(zipped.namelist()))
        return {name: zipped.read(name) for name in zipped.namelist()}


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield every object in some JSON, however deep."""
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from objects(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from objects(inside)


def everything(files: Mapping[str, bytes]) -> list[Mapping[str, Any]]:
    """Return every object that stands in the files."""
    found: list[Mapping[str, Any]] = []
    for name, content in files.items():
        if name.endswith(".jsonl"):
            found += [row for line in content.splitlines() for row in objects(json.loads(line))]
        elif name.endswith(".json"):
            found += objects(json.loads(content))
    return found


def rows(store: Store, organisation: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every row of an organisation with its table, by what the schema says: no table can be forgotten."""
    with closing(sqlite3.connect(store.path)) as db:
        for table, columns in tables(db):
            column = "organisation" if "organisation" in columns else "id" if table == "organisations" else None
            if column is None:
                assert table in DECIDED, f"a new table: does {table} belong into an organisation's archive?"
                continue
            found = db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (organisation,))  # noqa: S608 - names of the schema
            names = [one[0] for one in found.description]
            kept = [dict(zip(names, row, strict=True)) for row in found]
            assert kept, f"the test has no row in {table}: put one into the store, see test_erasures.fill"
            yield from ((table, row) for row in kept)


@pytest.fixture
def full(filled: Store) -> Store:
    """Return a store with two organisations and, for each, a row in every table it has."""
    with filled.writing(by="d" * 16) as db:
        for name, mark in ((OURS, "q" * 16), (THEIRS, "r" * 16)):
            erasures.ask(db, name, mark, NOW)
    return filled


def test_every_row_of_every_table_is_there(full: Store) -> None:
    found = everything(unpacked(made(full)))
    for table, row in rows(full, OURS):
        wanted = {name: value for name, value in row.items() if name not in archive.LEFT_OUT.get(table, ())}
        assert any(wanted.items() <= one.items() for one in found if _is_flat(one)), (table, wanted)


def _is_flat(one: Mapping[str, Any]) -> bool:
    return not any(isinstance(value, dict | list) for value in one.values())


def test_nothing_of_another_organisation_is_there(full: Store) -> None:
    content = b"".join(unpacked(made(full)).values())
    assert SECRET.encode() in content
    for word in (THEIRS, THEIR_TEXT, OTHER, "r" * 16):
        assert word.encode() not in content
    theirs = b"".join(unpacked(made(full, THEIRS)).values())
    assert OURS.encode() not in theirs
    assert SECRET.encode() not in theirs


def test_no_key_to_a_door_is_there(full: Store) -> None:
    content = b"".join(unpacked(made(full)).values())
    with closing(sqlite3.connect(full.path)) as db:
        keys = [value for (value,) in db.execute("SELECT hash FROM links")]
        keys += [value for (value,) in db.execute("SELECT password FROM accounts WHERE length(password) > 5")]
    assert keys
    assert not [key for key in keys if key.encode() in content]


def test_the_answers_can_be_imported_again(full: Store, standard: Standard, audit: Audit) -> None:
    files = unpacked(made(full))
    brought = read(files[f"audits/{audit.id}/answers.json"], standard, date(2026, 11, 21))
    with full.reading() as db:
        assert brought.sheet.answers == answers.sheet(db, audit).answers
    assert brought.programme.name == "Choosing change"


def test_the_history_can_be_checked_without_us(full: Store) -> None:
    files = unpacked(made(full))
    lines = [json.loads(line) for line in files[archive.HISTORY].splitlines()]
    assert all(commitment(line["salt"], line["payload"]) == line["commitment"] for line in lines)
    (head,) = read_heads(files[archive.HEAD])
    with full.reading() as db:
        assert head == history.head(db, OURS)
    assert (lines[-1]["number"], lines[-1]["hash"]) == (head.number, head.hash)


def test_the_plan_is_the_one_the_page_shows(full: Store, audit: Audit) -> None:
    plan = json.loads(unpacked(made(full))[f"audits/{audit.id}/plan.json"])
    assert [row["note"] for row in plan["decided"]] == [SECRET]
    first = plan["actions"][0]
    assert first["priority"]
    assert first["due"] > "2026-11-01"
    assert {action["key"] for action in plan["actions"]} >= {"FIR-2"}


def test_an_audit_of_an_unknown_formula_is_there_without_a_drafted_plan(full: Store, audit: Audit) -> None:
    change(full.path, "DROP TRIGGER audits_signed_not_changed")  # The audit is signed, and this is a test.
    change(full.path, "UPDATE audits SET formula = 99")
    plan = json.loads(unpacked(made(full))[f"audits/{audit.id}/plan.json"])
    assert plan["actions"] is None
    assert len(plan["decided"]) == 1


def test_the_manifest_names_every_file_with_its_hash(full: Store) -> None:
    files = unpacked(made(full))
    manifest = json.loads(files.pop(archive.MANIFEST))
    assert manifest["sha256"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert (manifest["format"], manifest["organisation"]) == (archive.FORMAT, OURS)
    assert manifest["made"] == "2026-11-01T14:02:00Z"


def test_the_same_content_gives_the_same_bytes(full: Store) -> None:
    first = made(full)
    assert made(full) == first
    one, other = unpacked(first), unpacked(made(full, later=timedelta(days=1)))
    assert [name for name in one if one[name] != other[name]] == [archive.MANIFEST]


def test_no_name_leads_out_of_its_folder(full: Store) -> None:
    change(full.path, "UPDATE programmes SET name = '../../etc/passwd'", "UPDATE organisations SET name = 'C:\\x'")
    for name in unpacked(made(full)):
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyzREADM0123456789-./E")
        assert ".." not in path.parts


def test_an_organisation_that_has_only_just_begun_has_an_archive(store: Store) -> None:
    with store.writing() as db:
        organisations.create(db, member(OURS))
    files = unpacked(made(store))
    assert set(files) == {
        *(archive.README, archive.MANIFEST, archive.ORGANISATION, archive.PEOPLE, archive.HISTORY, archive.HEAD)
    }
    change(store.path, "DROP TRIGGER history_payloads_stay", "DELETE FROM history_payloads")
    change(store.path, "DROP TRIGGER history_stays", "DELETE FROM history")
    assert read_heads(unpacked(made(store))[archive.HEAD]) == ()


def test_an_unknown_organisation_has_none(store: Store) -> None:
    with pytest.raises(NotFoundError):
        made(store, "z" * 16)


def test_what_can_be_long_is_written_line_by_line(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: dict[str, bool] = {}
    written = archive._Bundle.lines

    def lines(self: archive._Bundle, name: str, parts: Iterable[str]) -> None:
        whole[name] = isinstance(parts, list | tuple)
        written(self, name, parts)

    monkeypatch.setattr(archive._Bundle, "lines", lines)
    made(full)
    assert {name for name, is_whole in whole.items() if not is_whole} == {n for n in whole if n.endswith(".jsonl")}
