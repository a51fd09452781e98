"""The people of the demonstration: one account for every role and office, with a new password at every start.

Nobody can sign in with a password that is known elsewhere: there is none before the start, and the next start makes
others. Whatever a visitor did to these accounts meanwhile is put right again, so that what is printed is true.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from audit import credentials
from audit.core.people import Account, Instance, Kind, Membership, Office, Role
from audit.core.programme import Organisation
from audit.demo_members import MEMBERS
from audit.store import accounts, instance, memberships, organisations, second_factors
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.errors import NotFoundError

NETWORK = "The fictional network"
# 80 bits in groups of four letters and digits, easy to copy from a console.
_BYTES, _GROUP = 10, 4
_FIRST, _SECOND = MEMBERS[0].name, "Turning Tide, Ballyfinnan"
# What the events of these accounts say was done to them at a start.
_ACT = "password-changed"
# No password has this hash.
_NO_PASSWORD = "none yet"  # noqa: S105 - it is none


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person: an office of the instance, or a role in one organisation of the network, named here."""

    id: str
    name: str
    email: str
    office: Office | None = None
    organisation: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """What somebody needs to look around as one of the made-up people."""

    person: Person
    password: str


PEOPLE = (
    Person("demoa" + "a" * 11, "Olive Fictional", "operator@example.org", Office.OPERATOR),
    Person("demob" + "a" * 11, "Nadia Fictional", "staff@example.org", Office.NETWORK_STAFF),
    Person("democ" + "a" * 11, "Aino Fictional", "assessor@example.org", Office.ASSESSOR),
    Person("demod" + "a" * 11, "Mira Fictional", "manager@example.org", None, _FIRST, Role.MANAGER),
    Person("demoe" + "a" * 11, "Cvita Fictional", "contributor@example.org", None, _FIRST, Role.CONTRIBUTOR),
    Person("demof" + "a" * 11, "Roko Fictional", "reader@example.org", None, _FIRST, Role.READER),
    Person("demog" + "a" * 11, "Maeve Fictional", "manager2@example.org", None, _SECOND, Role.MANAGER),
)
# Who takes part in the year that one organisation shows, by what stands before the @ of the address.
BY_ROLE = {person.email.partition("@")[0]: person.id for person in PEOPLE}


def introduce(db: Connection, now: datetime) -> None:
    """Keep everybody as an account that nobody can sign in with yet: what they did in the past is told of them."""
    for person in PEOPLE:
        accounts.create(db, _as_account(person, now), _NO_PASSWORD)


def place(db: Connection, organisation: Organisation, now: datetime) -> None:
    """Give everybody their place in an organisation."""
    for person in PEOPLE:
        if person.role is not None and person.organisation == organisation.name:
            _place(db, Membership(organisation=organisation.id, account=person.id, role=person.role, since=now))


def admit(store: Store, password: Callable[[], str] | None = None) -> tuple[Entrance, ...]:
    """Give every made-up person an account and a new password.

    Args:
        store: filled with the fictional network.
        password: gives a new password; given only by tests.

    Returns:
        One entrance a person; the passwords are kept nowhere else.

    Raises:
        StoreUnavailableError: nothing was changed.
    """
    found = tuple(Entrance(person, (password or _password)()) for person in PEOPLE)
    # Before the transaction: argon2 is slow on purpose, and others write meanwhile.
    hashed = {one.person.id: credentials.hash_password(one.password) for one in found}
    with store.writing(by="demonstration") as db:
        now = store.clock()
        if instance.get(db) is None:
            instance.begin(db, Instance(kind=Kind.NETWORK, name=NETWORK, begun=now))
        ids = {o.name: o.id for o in organisations.listing(db)}
        for person in PEOPLE:
            there = _account(db, _as_account(person, now), hashed[person.id])
            if person.role is not None and person.organisation in ids:
                place = ids[person.organisation]
                _place(db, Membership(organisation=place, account=there.id, role=person.role, since=now))
    return found


def _password() -> str:
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode("ascii").lower()
    return "-".join(letters[n : n + _GROUP] for n in range(0, len(letters), _GROUP))


def _as_account(person: Person, now: datetime) -> Account:
    return Account(
        id=person.id,
        email=person.email,
        name=person.name,
        offices=frozenset({person.office} if person.office else ()),
        has_second_factor=False,
        created=now,
    )


def _account(db: Connection, wanted: Account, password: str) -> Account:
    """Make an account, or put it right: its address, its password, its office, and that nothing else is asked."""
    taken = accounts.by_email(db, wanted.email)
    if taken is not None and taken.id != wanted.id:
        accounts.change(db, replace(taken, email=f"{taken.id}@example.org"))
    try:
        found = accounts.get(db, wanted.id)
    except NotFoundError:
        accounts.create(db, wanted, password)
        return wanted
    if found.disabled is not None:
        accounts.enable(db, found.id)
    if found.has_second_factor:
        second_factors.switch_off(db, found.id)
    accounts.set_password(db, found.id, password, act=_ACT)
    for office in wanted.offices - found.offices:
        accounts.grant(db, found.id, office)
    now = accounts.get(db, found.id)
    return accounts.change(db, replace(now, email=wanted.email, name=wanted.name))


def _place(db: Connection, wanted: Membership) -> None:
    has = {m.organisation: m.role for m in memberships.of_account(db, wanted.account)}
    if wanted.organisation not in has:
        memberships.add(db, wanted)
    elif has[wanted.organisation] is not wanted.role:
        memberships.change(db, wanted.organisation, wanted.account, wanted.role)
