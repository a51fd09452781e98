"""People for the tests of the store: short to write, all made up."""

from datetime import UTC, datetime

from audit.core.people import Account, Membership, Office, Role, Session
from audit.store import accounts
from audit.store.database import Store

NOW = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)
ANA, BOJAN, CARLA, DORA = "a" * 16, "b" * 16, "c" * 16, "d" * 16
_NAMES = {ANA: "Ana", BOJAN: "Bojan", CARLA: "Carla", DORA: "Dora"}


def digest(letter: str) -> str:
    """Return something as long as a SHA-256."""
    return letter * 64


def person(name: str, *offices: Office) -> Account:
    """Return the account with this id."""
    return Account(
        id=name,
        email=f"{_NAMES[name].lower()}@example.org",
        name=_NAMES[name],
        offices=frozenset(offices),
        has_second_factor=False,
        created=NOW,
    )


def keep(store: Store, *people: Account) -> None:
    """Put accounts into the store; the hash of each password is "hash of" its id."""
    with store.writing() as db:
        for account in people:
            accounts.create(db, account, f"hash of {account.id}")


def place(organisation: str, account: str, role: Role = Role.MANAGER) -> Membership:
    """Return the place of an account in an organisation."""
    return Membership(organisation=organisation, account=account, role=role, since=NOW)


def session(account: str, handle: str, at: datetime = NOW, *, is_half: bool = False) -> Session:
    """Return a session that began now; its handle is one letter, sixteen times."""
    return Session(handle=handle * 16, account=account, begun=at, seen=at, is_half=is_half, device="Firefox on Linux")


def acts(store: Store, name: str) -> list[str]:
    """Return what happened to an account, the oldest first."""
    with store.reading() as db:
        return [event.act for event in reversed(accounts.events(db, name))]
