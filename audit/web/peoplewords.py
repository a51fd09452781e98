"""Roles and offices in words, the same on every page, in mails and on the console."""

from audit.core.people import Link, Office, Role
from audit.core.team import Mention
from audit.errors import N_
from audit.language import gettext
from audit.web.fields import Options

_ROLES = {
    Role.MANAGER: (N_("Manager"), N_("answers, manages the people and the organisation, reads its history")),
    Role.CONTRIBUTOR: (N_("Contributor"), N_("answers, and works on the action plan")),
    Role.READER: (N_("Reader"), N_("reads answers, results and the plan, and changes nothing")),
}
_OFFICES = {
    Office.OPERATOR: (N_("Operator"), N_("keeps this installation running, without reading any audit")),
    Office.NETWORK_STAFF: (N_("Network staff"), N_("looks after the directory of members, without reading any audit")),
    Office.ASSESSOR: (N_("Assessor"), N_("sees the directory of members; opens no audit without being asked to")),
}
_MENTIONS = {
    Mention.NOBODY: N_("Nobody in particular"),
    Mention.OWNER: N_("Whoever looks after this domain"),
    Mention.MANAGER: N_("The managers"),
    Mention.CONTRIBUTOR: N_("The contributors"),
    Mention.READER: N_("The readers"),
}


def role(code: Role) -> str:
    """Return what somebody is in an organisation, such as "Contributor"."""
    return gettext(_ROLES[code][0])


def office(code: Office) -> str:
    """Return what somebody is for the instance, such as "Network staff"."""
    return gettext(_OFFICES[code][0])


def does(code: Role | Office) -> str:
    """Return what a role or an office is for, in half a sentence."""
    return gettext(_ROLES[code][1] if isinstance(code, Role) else _OFFICES[code][1])


def of_link(link: Link) -> str:
    """Return what an invitation makes of somebody; "" for a link that is none."""
    if link.role is not None:
        return role(link.role)
    return office(link.office) if link.office is not None else ""


def does_of_link(link: Link) -> str:
    """Return what whoever accepts an invitation may do, in half a sentence; "" for a link that is none."""
    code = link.role or link.office
    return does(code) if code is not None else ""


def mention(code: Mention) -> str:
    """Return whom a comment is for, such as "The managers"."""
    return gettext(_MENTIONS[code])


def mentions() -> Options:
    """Return whom a comment can be for, to choose from."""
    return tuple((code.value, gettext(said)) for code, said in _MENTIONS.items())


def roles() -> Options:
    """Return the roles of an organisation to choose from, with what each is for."""
    return tuple(
        (code.value, gettext("%(role)s: %(does)s", role=role(code), does=does(code)))
        for code in (Role.CONTRIBUTOR, Role.READER, Role.MANAGER)
    )
