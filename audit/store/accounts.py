"""The accounts of this instance: who they are, their offices, and when they end.

Passwords come here as argon2id hashes (``audit.credentials``); nothing here ever sees one as it was typed.
"""

from dataclasses import replace

from audit.core.people import Account, Office, Purpose, same_address
from audit.store import account_events, assessors, links, memberships, sessions
from audit.store.connection import Connection
from audit.store.errors import EmailTakenError, LastOperatorError, NotFoundError, StaleAccountError
from audit.store.rows import moment
from audit.store.rows_people import ACCOUNT, read_account

_SELECT = f"SELECT {ACCOUNT} FROM accounts AS a"  # noqa: S608 - column names of our own, no input
_OTHER_OPERATOR = (
    "SELECT 1 FROM offices AS o JOIN accounts AS a ON a.id = o.account"
    " WHERE o.office = ? AND o.account <> ? AND a.disabled IS NULL"
)

record = account_events.record
events = account_events.listing


def create(db: Connection, account: Account, password: str) -> None:
    """Keep a new account with its offices.

    Args:
        db: a writing connection.
        account: the account; it has no second factor yet, whatever it says.
        password: the hash of its password.

    Raises:
        EmailTakenError: another account has this e-mail address.
    """
    _refuse_taken(db, account)
    db.execute(
        "INSERT INTO accounts (id, email, name, password, created, disabled) VALUES (?, ?, ?, ?, ?, ?)",
        (
            account.id,
            same_address(account.email),
            account.name,
            password,
            moment(account.created),
            moment(account.disabled) if account.disabled is not None else None,
        ),
    )
    for office in sorted(account.offices):
        grant(db, account.id, office)


def get(db: Connection, name: str) -> Account:
    """Return the account of this id.

    Raises:
        NotFoundError: there is none.
    """
    row = db.execute(f"{_SELECT} WHERE a.id = ?", (name,)).fetchone()
    if row is None:
        raise NotFoundError
    return read_account(row)


def by_email(db: Connection, email: str) -> Account | None:
    """Return the account with this e-mail address, however it is written; ``None`` where there is none."""
    row = db.execute(f"{_SELECT} WHERE a.email = ?", (same_address(email),)).fetchone()
    return read_account(row) if row is not None else None


def listing(db: Connection) -> tuple[Account, ...]:
    """Return every account, by name."""
    return tuple(map(read_account, db.execute(f"{_SELECT} ORDER BY a.name, a.email")))


def password(db: Connection, name: str) -> str:
    """Return the hash of an account's password.

    Raises:
        NotFoundError: there is no such account.
    """
    return str(_value(db, "password", name))


def set_password(db: Connection, name: str, password: str, *, act: str, keep: str | None = None) -> None:
    """Give an account a new password: every session but one ends, no recovery link of before opens it, it is recorded.

    Args:
        db: a writing connection.
        name: the id of the account.
        password: the hash of the new password.
        act: what the person did, such as "password-changed" or "password-recovered".
        keep: the hash of the session that goes on; ``None`` ends all.

    Raises:
        NotFoundError: there is no such account.
    """
    rehash(db, name, password)
    sessions.end_all(db, name, keep=keep)
    links.withdraw_all(db, Purpose.RECOVERY, account=name)
    record(db, name, act)


def rehash(db: Connection, name: str, password: str) -> None:
    """Keep the same password under newer parameters: nothing ends.

    Raises:
        NotFoundError: there is no such account.
    """
    _set(db, "password", name, password)


def change(db: Connection, account: Account) -> Account:
    """Keep a new name or e-mail address, and return the account as it lies in the store.

    Saving what lies there already changes nothing. A new address takes the recovery links sent to the old one away, and
    is recorded.

    Args:
        db: a writing connection.
        account: with the version the person saw.

    Raises:
        NotFoundError: there is no such account.
        StaleAccountError: another version lies in the store; nothing was changed.
        EmailTakenError: another account has this e-mail address.
    """
    theirs = get(db, account.id)
    wanted = replace(theirs, email=same_address(account.email), name=account.name)
    if wanted == theirs:
        return theirs
    _refuse_taken(db, account)
    done = db.execute(
        "UPDATE accounts SET email = ?, name = ?, version = version + 1 WHERE id = ? AND version = ?",
        (wanted.email, wanted.name, account.id, account.version),
    )
    if done.rowcount != 1:
        raise StaleAccountError(theirs)
    if wanted.email != theirs.email:
        links.withdraw_all(db, Purpose.RECOVERY, account=account.id)
        record(db, account.id, account_events.ADDRESS_CHANGED)
    return get(db, account.id)


def disable(db: Connection, name: str) -> None:
    """Let nobody sign in with an account: its sessions end, its open invitations are withdrawn, it is recorded.

    Raises:
        NotFoundError: there is no such account.
        LastOperatorError: nobody would be left to keep the instance running.
    """
    if get(db, name).disabled is not None:
        return
    _refuse_the_last_operator(db, name)
    _set(db, "disabled", name, moment(db.writer.clock()))
    sessions.end_all(db, name)
    links.withdraw_all(db, Purpose.RECOVERY, account=name)
    links.withdraw_made_by(db, name)
    record(db, name, account_events.DISABLED)


def enable(db: Connection, name: str) -> None:
    """Let an account sign in again, and record it. It begins without a session.

    Raises:
        NotFoundError: there is no such account.
    """
    if get(db, name).disabled is None:
        return
    sessions.end_all(db, name)
    _set(db, "disabled", name, None)
    record(db, name, account_events.ENABLED)


def delete(db: Connection, name: str) -> None:
    """Delete an account with all that is kept about the person, but for the name beside what the person signed.

    The histories of its organisations stay, and say that somebody left; they hold the id, which nothing explains. A
    signature keeps name and role until the organisation is erased.

    Raises:
        NotFoundError: there is no such account.
        LastOperatorError: nobody would be left to keep the instance running.
        LastManagerError: nobody would be left to manage one of its organisations.
    """
    get(db, name)
    _refuse_the_last_operator(db, name)
    for membership in memberships.of_account(db, name):
        memberships.remove(db, membership.organisation, name)
    assessors.end_all(db, name)
    links.withdraw_made_by(db, name)
    db.execute("DELETE FROM accounts WHERE id = ?", (name,))
    account_events.log_deletion(db, name)


def grant(db: Connection, name: str, office: Office) -> None:
    """Give an account an office, and record it; giving it twice changes nothing.

    Raises:
        StoreRefusedError: when it is committed: there is no such account.
    """
    done = db.execute(
        "INSERT INTO offices (account, office, since) VALUES (?, ?, ?) ON CONFLICT (account, office) DO NOTHING",
        (name, office.value, moment(db.writer.clock())),
    )
    if done.rowcount == 1:
        record(db, name, account_events.OFFICE_GIVEN)


def withdraw(db: Connection, name: str, office: Office) -> None:
    """Take an office away, with the open invitations to offices that the account made, and record it.

    Who is no assessor any more is invited to no audit any more.

    Raises:
        LastOperatorError: nobody would be left to keep the instance running.
    """
    if office == Office.OPERATOR:
        _refuse_the_last_operator(db, name)
    done = db.execute("DELETE FROM offices WHERE account = ? AND office = ?", (name, office.value))
    if done.rowcount == 1:
        if office == Office.ASSESSOR:
            assessors.end_all(db, name)
        links.withdraw_made_by(db, name)
        record(db, name, account_events.OFFICE_TAKEN)


def take_notice(db: Connection, name: str) -> str:
    """Return what the person is to be told, and forget it; empty for nothing.

    Raises:
        NotFoundError: there is no such account.
    """
    word = str(_value(db, "notice", name))
    if word:
        _set(db, "notice", name, "")
    return word


def _refuse_taken(db: Connection, account: Account) -> None:
    """Writers come one after the other, so what is free here is still free when it is written."""
    there = by_email(db, account.email)
    if there is not None and there.id != account.id:
        raise EmailTakenError


def _refuse_the_last_operator(db: Connection, name: str) -> None:
    """A disabled account cannot operate, so it does not count as one who is left."""
    account = get(db, name)
    if Office.OPERATOR not in account.offices:
        return
    if db.execute(_OTHER_OPERATOR, (Office.OPERATOR.value, name)).fetchone() is None:
        raise LastOperatorError


def _value(db: Connection, column: str, name: str) -> object:
    """Return a column that is no part of an ``Account``; its name is ours, never input."""
    row = db.execute(f"SELECT {column} FROM accounts WHERE id = ?", (name,)).fetchone()  # noqa: S608 - see above
    if row is None:
        raise NotFoundError
    return row[0]


def _set(db: Connection, column: str, name: str, value: str | None) -> None:
    """Write a column; its name is ours, never input."""
    done = db.execute(f"UPDATE accounts SET {column} = ? WHERE id = ?", (value, name))  # noqa: S608 - see above
    if done.rowcount != 1:
        raise NotFoundError
