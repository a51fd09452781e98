"""The places of accounts in organisations. Every change stands in the history of the organisation, by id and role."""

from audit.core.people import Account, Membership, Role
from audit.store import history, links, organisations, sessions, team
from audit.store.connection import Connection
from audit.store.errors import AlreadyMemberError, LastManagerError, NotFoundError
from audit.store.rows import moment
from audit.store.rows_people import ACCOUNT, MEMBERSHIP, read_account, read_membership

# Column names of our own, no input.
_GET = f"SELECT {MEMBERSHIP} FROM memberships AS m WHERE m.organisation = ? AND m.account = ?"  # noqa: S608 - see above
_PEOPLE = (
    f"SELECT {MEMBERSHIP}, {ACCOUNT} FROM memberships AS m JOIN accounts AS a ON a.id = m.account"  # noqa: S608 - see above
    " WHERE m.organisation = ? ORDER BY a.name, a.email"
)
_OTHER_MANAGER = (
    "SELECT 1 FROM memberships AS m JOIN accounts AS a ON a.id = m.account"
    " WHERE m.organisation = ? AND m.account <> ? AND m.role = ? AND a.disabled IS NULL"
)
_MEMBERSHIP = 4  # Columns.


def add(db: Connection, membership: Membership) -> None:
    """Give an account a place in an organisation.

    Raises:
        AlreadyMemberError: it has one; nothing was changed.
    """
    row = (membership.organisation, membership.account, membership.role.value, moment(membership.since))
    done = db.execute(
        "INSERT INTO memberships (organisation, account, role, since) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (organisation, account) DO NOTHING",
        row,
    )
    if done.rowcount != 1:
        raise AlreadyMemberError
    _record(db, history.PERSON_JOINED, membership, new=_facts(membership))


def change(db: Connection, organisation: str, account: str, role: Role) -> None:
    """Give an account another role in an organisation. Who may manage no longer has the open invitations withdrawn.

    Who may only read from now on looks after nothing any more.

    Raises:
        NotFoundError: it has no place there.
        LastManagerError: nobody would be left to manage.
    """
    old = _get(db, organisation, account)
    if old.role == role:
        return
    _refuse_the_last_manager(db, old)
    db.execute(
        "UPDATE memberships SET role = ? WHERE organisation = ? AND account = ?", (role.value, organisation, account)
    )
    facts = {"account": account}
    _record(db, history.ROLE_CHANGED, old, {"role": old.role}, facts | {"role": role})
    links.withdraw_made_by(db, account, organisation=organisation)
    if not team.may_take(role):
        team.leave(db, organisation, account, db.writer.clock())


def remove(db: Connection, organisation: str, account: str) -> None:
    """Take an account's place in an organisation away, the open invitations it made there and what it looked after.

    What it answered and said stays.

    Raises:
        NotFoundError: it has no place there.
        LastManagerError: nobody would be left to manage.
    """
    old = _get(db, organisation, account)
    _refuse_the_last_manager(db, old)
    db.execute("DELETE FROM memberships WHERE organisation = ? AND account = ?", (organisation, account))
    _record(db, history.PERSON_LEFT, old, _facts(old))
    links.withdraw_made_by(db, account, organisation=organisation)
    team.leave(db, organisation, account, db.writer.clock())


def of_account(db: Connection, account: str) -> tuple[Membership, ...]:
    """Return the places of an account, by the names of the organisations."""
    return sessions.memberships_of(db, account)


def of_organisation(db: Connection, organisation: str) -> tuple[tuple[Membership, Account], ...]:
    """Return the people of an organisation with their places, by name."""
    rows = db.execute(_PEOPLE, (organisation,))
    return tuple((read_membership(row[:_MEMBERSHIP]), read_account(row[_MEMBERSHIP:])) for row in rows)


def _get(db: Connection, organisation: str, account: str) -> Membership:
    row = db.execute(_GET, (organisation, account)).fetchone()
    if row is None:
        raise NotFoundError
    return read_membership(row)


def _refuse_the_last_manager(db: Connection, leaving: Membership) -> None:
    """A disabled account cannot manage, so it does not count as one who is left."""
    if leaving.role != Role.MANAGER:
        return
    others = db.execute(_OTHER_MANAGER, (leaving.organisation, leaving.account, Role.MANAGER.value))
    if others.fetchone() is None:
        raise LastManagerError(name=organisations.get(db, leaving.organisation).name)


def _facts(membership: Membership) -> history.Facts:
    return history.facts(membership, "account", "role")


def _record(
    db: Connection, act: str, membership: Membership, old: history.Facts | None = None, new: history.Facts | None = None
) -> None:
    history.record(db, history.Change(membership.organisation, act, "", old or {}, new or {}))
