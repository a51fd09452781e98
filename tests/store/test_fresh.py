"""A brand-new database is the one that sqlite-utils would have made of the same migrations."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from audit.store import fresh, migrations
from audit.store.connection import Connection, connect, create_file
from audit.store.copies import check_guards
from audit.store.database import Store


def _made(path: Path, *, by_hand: bool) -> Connection:
    create_file(path)
    db = connect(path)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN")
    (fresh.make if by_hand else migrations.apply)(db)
    db.execute("COMMIT")
    return db


def _shape(db: Connection) -> list[tuple[object, ...]]:
    """Everything SQLite keeps of the schema in its order, the count without its times, and the head of the file."""
    rows = db.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master ORDER BY rowid").fetchall()
    rows += db.execute("SELECT id, migration_set, name, length(applied_at) FROM _sqlite_migrations").fetchall()
    heads = ("application_id", "user_version", "encoding", "page_size", "page_count", "schema_version")
    return rows + [(name, *db.execute(f"PRAGMA {name}").fetchone()) for name in heads if name != "schema_version"]


def test_it_is_the_same_to_the_page(tmp_path: Path) -> None:
    with (
        closing(_made(tmp_path / "a", by_hand=True)) as ours,
        closing(_made(tmp_path / "b", by_hand=False)) as theirs,
    ):
        assert _shape(ours) == _shape(theirs)
        check_guards(ours)


def test_the_library_agrees_that_nothing_waits(tmp_path: Path) -> None:
    with closing(_made(tmp_path / "a", by_hand=True)) as db:
        tool = Database(db, execute_plugins=False)
        assert migrations.MIGRATIONS.pending(tool) == []
        before = _shape(db)
        migrations.MIGRATIONS.apply(tool)
        assert _shape(db) == before
        applied = [one.applied_at for one in migrations.MIGRATIONS.applied(tool)]
        assert applied == sorted(applied)
        assert all(one.endswith("+00:00") for one in applied)


def test_a_new_database_is_made_without_the_library(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from audit.store.database import Store; "
    script += "Store(Path(sys.argv[1])).prepare(); print('sqlite_utils' in sys.modules)"
    path = tmp_path / "new" / "audit.sqlite"
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    Store(path).prepare()
