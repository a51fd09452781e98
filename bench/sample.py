"""A filled audit in a fresh store: what every measurement works on."""

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.ctx import RequestContext
from flask.testing import FlaskClient

from audit import config, credentials, library
from audit.core.answers import Answer, Evidence
from audit.core.content import content_hash
from audit.core.people import Account, Instance, Kind, Membership, Role, Session
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.scoring import FORMULA
from audit.core.standard import Criterion, Scope
from audit.store import accounts, answers, audits, instance, memberships, organisations, programmes, sessions
from audit.store.database import Store
from audit.web import create_app

SEED = 20261121
EMAIL = "bench@example.org"
PASSWORD = "vier gelbe Birnen am Dach"  # noqa: S105 - of nobody
DOCUMENT = Evidence("Manual, chapter on safety", dt.date(2024, 3, 1))


@dataclass(frozen=True, slots=True)
class Sample:
    """One application over a store with one filled audit, and the secret of a session of its manager."""

    app: Flask
    store: Store
    database: Path
    data: Path
    audit: Audit
    secret: str

    def client(self) -> FlaskClient:
        """Return a browser that has signed in."""
        made = self.app.test_client()
        made.set_cookie(f"self-audit-session-{config.DEFAULT_PORT}", self.secret)
        return made

    def results(self) -> RequestContext:
        """Return the request of the results page by somebody who has signed in: what is opened asks who opens it."""
        headers = {"Cookie": self.cookie(config.DEFAULT_PORT)}
        return self.app.test_request_context(f"/audits/{self.audit.id}/results", headers=headers)

    def cookie(self, port: int) -> str:
        """Return the cookie of the session for a server at this port."""
        return f"self-audit-session-{port}={self.secret}"


def make(data: Path) -> Sample:
    """Fill a store in a folder with one audit of the standard that ships; the same every time but for its ids."""
    settings = config.load(data)
    store = Store(settings.database)
    store.prepare()
    standard, chance, now = library.default(), random.Random(SEED), store.clock()  # noqa: S311 - sample answers
    organisation = Organisation(id=store.token(), name="Bench", country="HR", zone="Europe/Zagreb")
    programme = _programme(store.token(), organisation.id)
    audit = Audit(
        id=store.token(),
        organisation=organisation.id,
        programme=programme.id,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=FORMULA,
        scope=Scope.FULL,
        date=dt.date(2026, 11, 1),
        is_test=False,
        created=now,
        changed=now,
    )
    with store.writing() as db:
        organisations.create(db, organisation)
        programmes.create(db, programme)
        audits.create(db, audit, standard)
        given = {c.id: (answer(c, chance), 0) for c in standard.criteria()}
        answers.save_many(db, audit, given, now)
    secret = _signed_in(store, organisation.id)
    return Sample(create_app(settings, store), store, settings.database, data, audit, secret)


def manager(store: Store, email: str) -> Account:
    """Return an account that is in no store yet."""
    return Account(
        id=store.token(),
        email=email,
        name="Bench",
        offices=frozenset(),
        has_second_factor=False,
        created=store.clock(),
    )


def _signed_in(store: Store, organisation: str) -> str:
    """Set up the instance with one account, the manager of the organisation, and return the secret of a session."""
    now, secret = store.clock(), credentials.new_secret()
    account = manager(store, EMAIL)
    session = Session(handle=store.token(), account=account.id, begun=now, seen=now, is_half=False, device="bench")
    place = Membership(organisation=organisation, account=account.id, role=Role.MANAGER, since=now)
    with store.writing() as db:
        instance.begin(db, Instance(kind=Kind.OWN, name="", begun=now))
        accounts.create(db, account, credentials.hash_password(PASSWORD))
        memberships.add(db, place)
        sessions.begin(db, session, credentials.fingerprint(secret))
    return secret


def _programme(name: str, organisation: str) -> Programme:
    return Programme(
        id=name,
        organisation=organisation,
        name="Programme of the bench",
        country="HR",
        languages=("hr",),
        setting=Setting.COMMUNITY,
        size_band=SizeBand.FROM_25,
        models=(WorkModel.SOCIAL_EDUCATIONAL,),
    )


def answer(criterion: Criterion, chance: random.Random) -> Answer:
    """Return an answer as programmes give them."""
    lot = chance.random()
    if lot < 0.1:  # noqa: PLR2004 - one in ten is not sure
        return Answer(not_sure=True, note="To be asked.")
    if criterion.may_not_apply and lot < 0.5:  # noqa: PLR2004 - half of those that may
        return Answer(not_applicable="We work alone in the valley.")
    document = (Evidence(f"Manual, chapter on {criterion.theme}", dt.date(2024, 3, 1)),)
    return Answer(level=chance.choice((1, 2, 2, 3, 3)), evidence=document, note="Looked at together with the team.")
