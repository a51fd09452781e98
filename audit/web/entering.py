"""Who may come in: an e-mail address with its password, and then a code where there is a second factor.

Whether an address is unknown, its account disabled or the password wrong: the answer is one, and takes as long.
"""

import logging
from dataclasses import dataclass

from flask import flash

from audit import credentials
from audit.core.people import Account
from audit.errors import N_
from audit.language import gettext, ngettext
from audit.store import account_events, accounts, rescue, second_factors
from audit.store.connection import Connection
from audit.store.database import THIS_MACHINE
from audit.web import identity, trying
from audit.web.house import store

log = logging.getLogger(__name__)

# What tries are counted for.
SIGN_IN, CODE = "sign-in", "code"
# With so few recovery codes left somebody should make new ones.
_FEW = 3
# What an operator did, told at the next sign-in.
_NOTICES = {
    rescue.RECOVERED: N_(
        "Whoever runs this installation made a link by which your password could be set anew. "
        "If you did not ask for it, change your password and ask them why."
    ),
    rescue.RESET: N_(
        "Whoever runs this installation switched your second factor off. Switch it on again. "
        "If you did not ask for it, change your password and ask them why."
    ),
    rescue.BOTH: N_(
        "Whoever runs this installation made a link by which your password could be set anew, and switched your second "
        "factor off. Switch it on again. If you did not ask for it, change your password and ask them why."
    ),
}


@dataclass(frozen=True, slots=True)
class _Kept:
    """The account that an address belongs to, and the hash of its password; ``None`` where there is none."""

    account: Account | None = None
    password: str | None = None


def by_password(email: str, password: str) -> Account | None:
    """Begin the session of whose address and password these are, half where a code is to come; ``None`` for nobody's.

    Raises:
        TooManyTriesError: no more tries are taken now.
        PasswordWorkError: nobody can tell.
    """
    counted = trying.of(SIGN_IN, email)
    with trying.attempt(counted):
        kept = _look_up(email)
        is_right = credentials.is_right(kept.password, password)
    if kept.account is None or not is_right or kept.account.disabled is not None:
        _fail(counted, kept.account)
        return None
    renewed = _renewed(kept.password, password)
    with store().writing(by=kept.account.id) as db:
        account = _still(db, kept)
        if account is not None:
            trying.end(db, counted, is_right=True)
            if renewed is not None:
                accounts.rehash(db, account.id, renewed)
            secret = identity.begin(db, account, is_half=account.has_second_factor)
    if account is None:
        _fail(counted, None)
        return None
    identity.take(secret)
    return account


def by_code(account: Account, typed: str) -> bool:
    """Whether a code of the device, or a recovery code, is right; each is taken once, and makes the session whole.

    Raises:
        TooManyTriesError: no more tries are taken now.
    """
    counted = trying.of(CODE, account.id)
    with trying.attempt(counted), store().writing(by=account.id) as db:
        # Whoever sets another password ends the half sessions as well; none becomes whole after that.
        found = identity.again(db, is_half=True)
        is_right = found is not None and found.account.id == account.id and _take(db, account, typed)
        if is_right:
            trying.end(db, counted, is_right=True)
            secret = identity.begin(db, account)
    if not is_right:
        _fail(counted, account)
        return False
    identity.take(secret)
    return True


def come_in(account: Account) -> None:
    """Begin the session of somebody whose account was just made, and tell what there is to tell."""
    identity.start(account)
    greet(account)


def greet(account: Account) -> None:
    """Record that somebody has signed in, and tell what there is to tell."""
    with store().writing(by=account.id) as db:
        accounts.record(db, account.id, account_events.SIGNED_IN)
        notice = accounts.take_notice(db, account.id)
        left = second_factors.codes_left(db, account.id)
    if notice in _NOTICES:
        flash(gettext(_NOTICES[notice]), "draft")
    if account.has_second_factor and left <= _FEW:
        words = ngettext("%(num)s recovery code is left.", "%(num)s recovery codes are left.", left)
        flash(f"{words} {gettext('You can make new ones on the page of your account.')}")


def leave() -> None:
    """End the session of this browser, whole or half."""
    found = identity.current()
    if found is not None:
        with store().writing(by=found.account.id) as db:
            accounts.record(db, found.account.id, account_events.SIGNED_OUT)
    identity.stop()


def _look_up(email: str) -> _Kept:
    with store().reading() as db:
        account = accounts.by_email(db, email)
        return _Kept(account, accounts.password(db, account.id)) if account is not None else _Kept()


def _still(db: Connection, kept: _Kept) -> Account | None:
    """Return the account as it is now; ``None`` where another password was set or it was disabled meanwhile."""
    account = accounts.by_email(db, kept.account.email) if kept.account is not None else None
    if account is None or account.disabled is not None:
        return None
    return account if accounts.password(db, account.id) == kept.password else None


def _renewed(kept: str | None, password: str) -> str | None:
    """Return a hash with the parameters of today, where the kept one has others."""
    return credentials.hash_password(password) if kept is not None and credentials.needs_rehash(kept) else None


def _fail(counted: trying.Counted, account: Account | None) -> None:
    """Count it, and tell the account, if there is one."""
    with store().writing(by=THIS_MACHINE) as db:
        trying.end(db, counted, is_right=False)
        if account is not None:
            accounts.record(db, account.id, account_events.SIGN_IN_FAILED)
    log.warning("a sign-in failed for %s", account.id if account is not None else "nobody")


def _take(db: Connection, account: Account, typed: str) -> bool:
    secret = second_factors.secret(db, account.id)
    if secret is None:
        return False
    step = credentials.totp_step(secret, typed, store().clock())
    if step is not None:
        return second_factors.take_step(db, account.id, step)
    return second_factors.use_code(db, account.id, credentials.fingerprint(credentials.same_code(typed)))
