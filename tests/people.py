"""People for tests: an account in the store and a session in a browser, without the work of a password."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask.testing import FlaskClient

from audit import credentials
from audit.config import DEFAULT_PORT
from audit.core.people import Account, Instance, Kind, Membership, Office, Role, Session
from audit.store import accounts, instance, memberships, second_factors, sessions
from audit.store.database import Store

# No password has this hash.
NO_PASSWORD = "no password"
# In base32, as a device keeps it.
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOBODY = "tests"
OPERATOR = "Olive Made-up"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a browser brings after the sign-in: the account it belongs to, and the secret of its session."""

    account: Account
    secret: str = field(default_factory=credentials.new_secret)

    @property
    def hash(self) -> str:
        """The session as the store keeps it."""
        return credentials.fingerprint(self.secret)


def set_up(store: Store, kind: Kind = Kind.OWN) -> None:
    """Start an instance, unless it was."""
    with store.writing(by=NOBODY) as db:
        if instance.get(db) is None:
            name = "A made-up network" if kind is Kind.NETWORK else ""
            instance.begin(db, Instance(kind=kind, name=name, begun=store.clock()))


def admit(
    store: Store,
    name: str = "Mira Made-up",
    *,
    offices: Iterable[Office] = (),
    places: Iterable[tuple[str, Role]] = (),
) -> Account:
    """Make an account; whoever holds an office has a second factor as well.

    Args:
        store: where.
        name: of the person; the e-mail address follows from it.
        offices: of the instance.
        places: organisations and what the person is there.
    """
    email = f"{hashlib.sha256(name.encode()).hexdigest()[:12]}@example.org"
    made = Account(
        id=store.token(),
        email=email,
        name=name,
        offices=frozenset(offices),
        has_second_factor=False,
        created=store.clock(),
    )
    with store.writing(by=NOBODY) as db:
        accounts.create(db, made, NO_PASSWORD)
        if made.offices:
            second_factors.switch_on(db, made.id, TOTP, 0, ())
    for organisation, role in places:
        place(store, made, organisation, role)
    with store.reading() as db:
        return accounts.get(db, made.id)


def place(store: Store, account: Account, organisation: str, role: Role) -> None:
    """Give an account a place in an organisation."""
    with store.writing(by=NOBODY) as db:
        memberships.add(db, Membership(organisation=organisation, account=account.id, role=role, since=store.clock()))


def badge(store: Store, account: Account, *, is_half: bool = False, at: datetime | None = None) -> Badge:
    """Begin a session of an account; ``at`` is another time than the store's, for a process with a clock of its own."""
    made, now = Badge(account), at or store.clock()
    begun = Session(
        handle=store.token(), account=account.id, begun=now, seen=now, is_half=is_half, device="Firefox, Linux"
    )
    with store.writing(by=account.id) as db:
        sessions.begin(db, begun, made.hash)
    return made


def cookie(port: int = DEFAULT_PORT) -> str:
    """Return the name of the cookie of a site at this port."""
    return f"self-audit-session-{port}"


def sign_in(client: FlaskClient, store: Store, account: Account, *, is_half: bool = False) -> Badge:
    """Give a test's browser a session of an account."""
    made = badge(store, account, is_half=is_half)
    client.set_cookie(cookie(), made.secret, domain="localhost")
    return made


def operator(store: Store) -> Account:
    """Set up one's own instance as the first start does, and return its operator."""
    set_up(store)
    return admit(store, OPERATOR, offices=(Office.OPERATOR,))
