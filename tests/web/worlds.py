"""Two organisations that must know nothing of each other, and somebody of every kind, for the test of all rights."""

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from audit import config, library
from audit.core.content import content_hash
from audit.core.people import Kind, Office, Role
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.scoring import FORMULA
from audit.core.standard import Scope
from audit.store import accounts, assessors, audits, organisations, programmes
from audit.store.database import Store
from audit.web import create_app
from tests import people
from tests.web.conftest import NOW

UNKNOWN = "z" * 16
NOBODY, HALF = "nobody", "half"
# An assessor whom our organisation has let into its audit; ``Office.ASSESSOR`` alone is invited to nothing.
INVITED = "invited"
MEMBERS = {role.value: role for role in Role}
OFFICERS = {office.value: office for office in Office}
EVERYBODY = (NOBODY, HALF, INVITED, *MEMBERS, *OFFICERS)
# The parts of an address that say whose something is; every other part is the same for all.
WHOSE = ("organisation_id", "programme_id", "audit_id", "other_id", "account_id")
SCOPED = frozenset({"organisation_id", "programme_id", "audit_id", "other_id"})
REST = {
    "comment_id": UNKNOWN,
    "content_hash": content_hash(library.default()),
    "criterion_id": "COL-1",
    "domain_id": "collaboration",
    "file_id": UNKNOWN,
    "filename": "mark.svg",
    "handle": UNKNOWN,
    "job_id": UNKNOWN,
    "key": UNKNOWN,
    "name": "domains",
    "secret": "s" * 43,
    "standard_id": library.DEFAULT,
    "voice_id": UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class World:
    """An instance with two organisations, and somebody of every kind; ``ids`` by whose they are."""

    app: Flask
    store: Store
    ids: dict[str, dict[str, str]]
    persons: dict[str, str]

    def browser(self, who: str) -> FlaskClient:
        """Return the browser of somebody who has just signed in, or has not."""
        made = self.app.test_client()
        if who != NOBODY:
            with self.store.reading() as db:
                account = accounts.get(db, self.persons[who])
            people.sign_in(made, self.store, account, is_half=who == HALF)
        return made

    def content(self) -> str:
        """Return a hash of everything that lies in the database, but for tries: those that are refused count, too."""
        said = hashlib.sha256()
        with self.store.reading() as db:
            tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            tables.remove("tries")
            for table in tables:
                rows = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2 LIMIT -1").fetchall()  # noqa: S608 - own names
                said.update(repr((table, rows)).encode())
        return said.hexdigest()


def organisation(store: Store, name: str) -> dict[str, str]:
    """Make an organisation with a programme, an audit and somebody who manages it."""
    standard, found = library.default(), {field: store.token() for field in WHOSE}
    owner = Organisation(id=found["organisation_id"], name=name, country="HR", zone="Europe/Zagreb")
    programme = Programme(
        id=found["programme_id"],
        organisation=owner.id,
        name=f"Programme of {name}",
        country="HR",
        languages=("hr",),
        setting=Setting.COMMUNITY,
        size_band=SizeBand.FROM_25,
        models=(WorkModel.SOCIAL_EDUCATIONAL,),
    )
    audit = Audit(
        id=found["audit_id"],
        organisation=owner.id,
        programme=programme.id,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=FORMULA,
        scope=Scope.FULL,
        date=NOW.date(),
        is_test=False,
        created=NOW,
        changed=NOW,
    )
    with store.writing(by="tests") as db:
        organisations.create(db, owner)
        programmes.create(db, programme)
        audits.create(db, audit, standard)
        audits.create(db, replace(audit, id=found["other_id"], date=date(2025, 11, 1)), standard)
    manager = people.admit(store, f"Manager of {name}", places=[(owner.id, Role.MANAGER)])
    return {**found, "account_id": manager.id}


def build(folder: Path, kind: Kind = Kind.NETWORK) -> World:
    """Build the two organisations and the people."""
    settings = config.load(folder)
    store = Store(settings.database, clock=lambda: NOW)
    store.prepare()
    people.set_up(store, kind)
    ids = {"own": organisation(store, "Ours"), "foreign": organisation(store, "Theirs")}
    ids["unknown"] = dict.fromkeys(WHOSE, UNKNOWN)
    home = ids["own"]["organisation_id"]
    persons = {name: people.admit(store, name, places=[(home, role)]).id for name, role in MEMBERS.items()}
    persons |= {name: people.admit(store, name, offices=(office,)).id for name, office in OFFICERS.items()}
    persons[HALF] = persons[Role.MANAGER.value]
    persons[INVITED] = people.admit(store, INVITED, offices=(Office.ASSESSOR,)).id
    with store.writing(by="tests") as db:
        assessors.invite(db, audits.get(db, ids["own"]["audit_id"], home), persons[INVITED])
    return _opened(settings, store, ids, persons)


def copied(world: World, folder: Path) -> World:
    """Return another instance with the same content, in a folder that is not there yet; ``world`` must be at rest."""
    world.store.close()
    settings = config.load(folder)
    shutil.copy(world.store.path, settings.database)
    return _opened(settings, Store(settings.database, clock=lambda: NOW), world.ids, world.persons)


def _opened(settings: config.Config, store: Store, ids: dict[str, dict[str, str]], persons: dict[str, str]) -> World:
    app = create_app(settings, store)
    app.config["WTF_CSRF_ENABLED"] = False
    return World(app, store, ids, persons)
