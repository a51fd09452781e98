"""Somebody without an account, and the one-time links such a person is given."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask

from audit import credentials
from audit.core.people import INVITATION, Account, Link, Office, Purpose, Role
from audit.store import links
from audit.store.database import Store
from tests.web.browsers import Browser

PASSWORD = "wobbly lantern orchard 7 teapots"
ME = {"name": "Ana Made-up", "email": "Ana@Example.org", "password": PASSWORD}
_LINK = re.compile(r'value="http://127\.0\.0\.1:8765(/invitations/[A-Za-z0-9_-]{43})"')


@dataclass(frozen=True, slots=True)
class Given:
    """A link in the store, and the secret that opens it."""

    link: Link
    secret: str = field(default_factory=credentials.new_secret)

    @property
    def path(self) -> str:
        """Where it leads."""
        place = {Purpose.FIRST_START: "first-start", Purpose.INVITATION: "invitations"}[self.link.purpose]
        return f"/{place}/{self.secret}"


def guest(app: Flask, store: Store) -> Browser:
    """Return the browser of somebody who has not signed in."""
    nobody = Account(
        id="n" * 16, email="", name="", offices=frozenset(), has_second_factor=False, created=store.clock()
    )
    return Browser(app, app.test_client(), nobody)


def give(
    store: Store,
    purpose: Purpose,
    *,
    organisation: str | None = None,
    role: Role | None = None,
    office: Office | None = None,
    by: str = "this-machine",
) -> Given:
    """Put a link into the store."""
    now = store.clock()
    link = Link(
        handle=store.token(),
        purpose=purpose,
        made=now,
        expires=now + (INVITATION if purpose is Purpose.INVITATION else timedelta(days=1)),
        made_by=by,
        organisation=organisation,
        role=role,
        office=office,
    )
    made = Given(link)
    with store.writing() as db:
        links.make(db, link, credentials.fingerprint(made.secret))
    return made


def path_on(html: str) -> str:
    """Return the path of the link that a page shows to be copied."""
    found = _LINK.search(html)
    assert found, html
    return found[1]
