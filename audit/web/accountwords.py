"""What happened to an account, in words: for the operator, and for the person whose account it is."""

from collections.abc import Mapping

from audit.errors import N_
from audit.language import gettext

_ACTS = {
    "signed-in": N_("Signed in"),
    "sign-in-failed": N_("A sign-in did not succeed"),
    "signed-out": N_("Signed out"),
    "password-changed": N_("Password changed"),
    "password-recovered": N_("New password set with a recovery link"),
    "recovered-by-operator": N_("Recovery link made by an operator"),
    "second-factor-on": N_("Second factor switched on"),
    "second-factor-off": N_("Second factor switched off"),
    "second-factor-reset": N_("Second factor reset by an operator"),
    "recovery-code-used": N_("Recovery code used"),
    "session-ended": N_("A device was signed out"),
    "disabled": N_("Account disabled"),
    "enabled": N_("Account enabled again"),
    "office-given": N_("Task for the whole instance given"),
    "office-taken": N_("Task for the whole instance taken away"),
}
_ACTORS = {
    "this-machine": N_("The person at this computer"),
    "first-start": N_("The first start"),
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
