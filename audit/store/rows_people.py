"""How accounts and their places lie in rows, for the modules that read them from several tables."""

from datetime import datetime

from audit.core.people import Account, Membership, Office, Role
from audit.store.rows import read_words, whole

ACCOUNT = (
    "a.id, a.email, a.name, (SELECT group_concat(office, ' ') FROM offices WHERE account = a.id),"
    " a.totp IS NOT NULL, a.created, a.disabled, a.version"
)
MEMBERSHIP = "m.organisation, m.account, m.role, m.since"

AccountRow = tuple[str, str, str, str | None, int, str, str | None, int]
MembershipRow = tuple[str, str, str, str]


def read_account(row: AccountRow) -> Account:
    """Return the account of a row with the columns ``ACCOUNT``.

    Raises:
        StoreDamagedError: the row holds what was never written.
    """
    name, email, called, offices, has_second_factor, created, disabled, version = row
    with whole("accounts"):
        return Account(
            id=name,
            email=email,
            name=called,
            offices=frozenset(map(Office, read_words(offices or ""))),
            has_second_factor=bool(has_second_factor),
            created=datetime.fromisoformat(created),
            disabled=read_moment(disabled),
            version=version,
        )


def read_membership(row: MembershipRow) -> Membership:
    """Return the membership of a row with the columns ``MEMBERSHIP``.

    Raises:
        StoreDamagedError: the row holds what was never written.
    """
    organisation, account, role, since = row
    with whole("memberships"):
        return Membership(
            organisation=organisation, account=account, role=Role(role), since=datetime.fromisoformat(since)
        )


def read_moment(value: str | None) -> datetime | None:
    """Return the time that ``rows.moment`` wrote, in UTC; ``None`` where there is none."""
    return datetime.fromisoformat(value) if value is not None else None
