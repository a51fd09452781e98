"""What happened to an account, in words: for the operator, and for the person whose account it is."""

from collections.abc import Mapping

from audit.errors import N_
from audit.language import gettext
from audit.store import account_events, retention

_ACTS = {
    account_events.SIGNED_IN: N_("Signed in"),
    account_events.SIGN_IN_FAILED: N_("A sign-in did not succeed"),
    account_events.SIGNED_OUT: N_("Signed out"),
    account_events.PASSWORD_CHANGED: N_("Password changed"),
    account_events.PASSWORD_RECOVERED: N_("New password set with a recovery link"),
    account_events.RECOVERED_BY_OPERATOR: N_("Recovery link made by an operator"),
    account_events.ADDRESS_CHANGED: N_("E-mail address changed"),
    account_events.SECOND_FACTOR_ON: N_("Second factor switched on"),
    account_events.SECOND_FACTOR_OFF: N_("Second factor switched off"),
    account_events.RECOVERY_CODE_USED: N_("Recovery code used"),
    account_events.RECOVERY_CODES_MADE: N_("New recovery codes made"),
    account_events.SESSION_ENDED: N_("A device was signed out"),
    account_events.DISABLED: N_("Account disabled"),
    account_events.ENABLED: N_("Account enabled again"),
    account_events.OFFICE_GIVEN: N_("Task beyond one organisation given"),
    account_events.OFFICE_TAKEN: N_("Task beyond one organisation taken away"),
    account_events.OFFICE_OFFERED: N_("Invited somebody to a task beyond one organisation"),
    account_events.OFFICE_WITHDRAWN: N_("Took back an invitation to a task beyond one organisation"),
    account_events.NETWORK_RENAMED: N_("Renamed the network"),
    account_events.DELETION_ANNOUNCED: N_("Deletion announced: the account was not used for a long time"),
}
_ACTORS = {
    # A sign-in that did not succeed, or a command of the machine itself: nobody had signed in.
    "this-machine": N_("Without a sign-in"),
    "first-start": N_("The first start"),
    retention.ACTOR: N_("Self-Audit, by the times set for keeping"),
    "demonstration": N_("The demonstration"),
}


def act(code: str) -> str:
    """Return what happened; the code itself where a later release knows its words."""
    return gettext(_ACTS[code]) if code in _ACTS else code


def who(actor: str, account: str, names: Mapping[str, str]) -> str:
    """Return who did it.

    Args:
        actor: an account, or what stands for none.
        account: whose page it is.
        names: the names of accounts by id.
    """
    if actor == account:
        return gettext("The person")
    if actor in _ACTORS:
        return gettext(_ACTORS[actor])
    return names.get(actor, gettext("An account that was deleted"))
