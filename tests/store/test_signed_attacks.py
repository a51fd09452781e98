"""What is signed withstands SQL through the tool's own connection: a sentence, and every row and rule as before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from audit.core.answers import Answer
from audit.core.programme import Audit
from audit.core.signing import AddendumKind
from audit.core.standard import Standard
from audit.errors import AuditError
from audit.store import answers, audits, papers, sections, signatures
from audit.store.database import Store
from audit.store.errors import SignedAuditError, StoreRefusedError
from tests.store.conftest import NOW, OURS
from tests.store.test_signatures import LATER, PDF, paper, signature

DRAFT = "n" * 16
_ROWS_OF = {
    "answers": "level = 0, version = version + 1",
    "sections": "completed = completed",
    "audits": "state = 'draft'",
    "signatures": "role = 'Nobody'",
    "addenda": "kind = 'validation'",
    "papers": "code = code",
}
_KEYS = {
    "answers": "organisation, audit, criterion",
    "sections": "organisation, audit, domain",
    "audits": "organisation, id",
    "signatures": "organisation, audit",
    "addenda": "organisation, audit, number",
    "papers": "sha256",
}


# {t}: a table, {v}: other values, {k}: its key, {w}: only what is signed.
_WAYS = (
    "UPDATE {t} SET {v} {w}",
    "UPDATE OR REPLACE {t} SET {v} {w}",
    "UPDATE OR IGNORE {t} SET organisation = 'bbbbbbbbbbbbbbbb' {w}",
    "REPLACE INTO {t} SELECT * FROM {t} {w}",
    "INSERT OR IGNORE INTO {t} SELECT * FROM {t} {w}",
    "INSERT INTO {t} SELECT * FROM {t} {w} ON CONFLICT ({k}) DO UPDATE SET {v}",
    "DELETE FROM {t} {w}",
    "DELETE FROM {t}",
)


def _edits() -> Iterator[str]:
    for table, values in _ROWS_OF.items():
        where = f"WHERE {'id' if table == 'audits' else 'audit'} = '{OURS}'"
        yield from (way.format(t=table, v=values, k=_KEYS[table], w=where) for way in _WAYS)


EDITS = (
    *_edits(),
    "UPDATE OR REPLACE audits SET id = 'aaaaaaaaaaaaaaaa' WHERE id = 'nnnnnnnnnnnnnnnn'",
    "UPDATE OR REPLACE audits SET once = 'pppppppppppppppp' WHERE id = 'nnnnnnnnnnnnnnnn'",
    "UPDATE audits SET date = '2020-01-01'",
    "DELETE FROM programmes",
    "DELETE FROM organisations",
)
RULES = (
    "DROP TRIGGER signatures_never_change",
    "DROP TABLE signatures",
    "DROP INDEX second_voices_one_open",
    "ALTER TABLE signatures RENAME TO elsewhere",
    "ALTER TABLE answers ADD COLUMN more TEXT",
    "CREATE TABLE more (x TEXT)",
    "CREATE TRIGGER more AFTER INSERT ON answers BEGIN DELETE FROM actions; END",
    "CREATE TEMP TRIGGER more AFTER INSERT ON answers BEGIN DELETE FROM actions; END",
    "CREATE TEMP TABLE answers (x TEXT)",
    "CREATE TEMP VIEW signatures AS SELECT 1",
    "ATTACH DATABASE ':memory:' AS other",
    "PRAGMA writable_schema = ON",
    "PRAGMA writable_schema = RESET",
    "pragma WRITABLE_SCHEMA(1)",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA trusted_schema = ON",
    "PRAGMA legacy_alter_table = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA schema_version = 1",
)


@pytest.fixture
def signed(store: Store, audit: Audit, standard: Standard) -> Audit:
    """Return our audit with an answer, a checked domain, an addendum and a paper; a draft stands beside it."""
    with store.writing() as db:
        db.execute("UPDATE audits SET once = 'pppppppppppppppp'")
        answers.save(db, audit, "FIR-1", Answer(level=2), 0, NOW)
        sections.complete(db, audit, "fire", done=True, at=NOW)
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(db, audit, signature(audit))
        signatures.add_addendum(db, audit, AddendumKind.PLAN, '{"n":1}', LATER)
        papers.register(db, audit, paper(audit), PDF)
        audits.create(db, replace(audit, id=DRAFT, created=LATER, changed=LATER), standard, "o" * 16)
        return audits.get(db, audit.id, audit.organisation)


def everything(store: Store) -> list[str]:
    """Return every row and every rule of the database, as another program reads them."""
    with closing(sqlite3.connect(store.path)) as db:
        return list(db.iterdump())


@pytest.mark.parametrize("statement", EDITS)
def test_no_statement_changes_what_is_signed(store: Store, signed: Audit, statement: str) -> None:
    before = everything(store)
    with pytest.raises(AuditError) as caught, store.writing() as db:
        db.execute(statement)
    assert isinstance(caught.value, SignedAuditError | StoreRefusedError)
    assert str(caught.value).endswith((".", ")"))
    assert everything(store) == before
    with store.reading() as db:
        assert signatures.get(db, signed) == signature(signed)


@pytest.mark.parametrize("statement", EDITS)
def test_nor_does_one_while_replacing_fires_no_triggers(store: Store, signed: Audit, statement: str) -> None:
    before = everything(store)
    with store.writing() as db:  # The next transaction gets the same connection.
        db.set_authorizer(None)  # As if somebody had found a way to.
        db.execute("PRAGMA recursive_triggers = OFF")
    with store.writing() as db:
        assert db.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    with pytest.raises(AuditError), store.writing() as db:
        db.execute(statement)
    assert everything(store) == before


@pytest.mark.parametrize("statement", RULES)
@pytest.mark.parametrize("is_reader", [False, True])
def test_no_statement_changes_the_rules(store: Store, signed: Audit, statement: str, is_reader: bool) -> None:
    before = everything(store)
    way = store.reading if is_reader else store.writing
    with pytest.raises(StoreRefusedError, match="does not change its own rules"), way() as db:
        db.execute(statement)
    assert everything(store) == before
    with pytest.raises(SignedAuditError), store.writing() as db:
        answers.save(db, signed, "FIR-1", Answer(level=3), 1, LATER)


def test_a_reader_cannot_make_itself_a_writer(store: Store, signed: Audit) -> None:
    with pytest.raises(StoreRefusedError), store.reading() as db:
        db.execute("PRAGMA query_only = OFF")
    with store.reading() as db:
        assert signatures.get(db, signed) == signature(signed)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM sqlite_master WHERE name LIKE '%signed%'", "UPDATE sqlite_master SET sql = NULL"]
)
def test_the_schema_is_no_table_to_write_in(store: Store, signed: Audit, statement: str) -> None:
    before = everything(store)
    with pytest.raises(sqlite3.OperationalError, match="may not be modified"), store.writing() as db:
        db.execute(statement)
    assert everything(store) == before
    assert signed.is_signed
