"""Who may do what: the accounts of this instance, their places in organisations and in the network, and their rights.

The only people this tool knows are its own users. Nothing here is about a survivor, a child, a perpetrator or a worker
as a person (design section 14). The rights are our choice within design section 15, see decision 10.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an organisation; it holds for all its programmes."""

    MANAGER = "manager"
    CONTRIBUTOR = "contributor"
    READER = "reader"


class Office(StrEnum):
    """What somebody is for the whole instance or its network. No office alone opens an organisation's audits."""

    OPERATOR = "operator"
    NETWORK_STAFF = "network-staff"
    ASSESSOR = "assessor"


class Right(StrEnum):
    """What a request must be allowed to do; every address names exactly one.

    PUBLIC and SIGNED_IN ask for no organisation; READ, WRITE and MANAGE are about one; VIEW and ASSESS are about one
    audit, and are all that an assessor has who was invited to it; DIRECTORY, NETWORK and OPERATE are about the
    instance.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    READ = "read"
    WRITE = "write"
    MANAGE = "manage"
    VIEW = "view"
    ASSESS = "assess"
    DIRECTORY = "directory"
    NETWORK = "network"
    OPERATE = "operate"


class Kind(StrEnum):
    """What this instance serves: the programmes of one organisation, or a network of members."""

    OWN = "own"
    NETWORK = "network"


# How long a session lasts: without a request, in any case, and until the second factor comes. Our choice (decision
# 10): an audit is filled in during meetings of half a day; whoever comes back after a week signs in again.
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
HALF = timedelta(minutes=10)
# How long one-time links hold. A recovery is for now; an invitation may wait for somebody's next working week; that of
# the first start stands on a console, and maybe in a log, until the next start.
FIRST_START = timedelta(days=1)
RECOVERY = timedelta(minutes=30)
INVITATION = timedelta(days=14)
# After so many failed tries within this time, no more are taken (reliability research, section 7, test 7).
WINDOW = timedelta(minutes=15)
TRIES_OF_AN_ACCOUNT = 5
TRIES_OF_AN_ADDRESS = 20

# What each role of an organisation allows there.
IN_ORGANISATION = {
    Role.MANAGER: frozenset({Right.VIEW, Right.READ, Right.WRITE, Right.MANAGE}),
    Role.CONTRIBUTOR: frozenset({Right.VIEW, Right.READ, Right.WRITE}),
    Role.READER: frozenset({Right.VIEW, Right.READ}),
}
# What an assessor may do in the audit an organisation invited to, and nowhere else in it. Nobody assesses an
# organisation in which they have a place: a place never includes ``Right.ASSESS``.
OF_THE_INVITED = frozenset({Right.VIEW, Right.ASSESS})
# What each office allows. An operator keeps the instance running; that is no reason to read anybody's audit.
IN_OFFICE = {
    Office.OPERATOR: frozenset({Right.DIRECTORY, Right.NETWORK, Right.OPERATE}),
    Office.NETWORK_STAFF: frozenset({Right.DIRECTORY, Right.NETWORK}),
    Office.ASSESSOR: frozenset({Right.DIRECTORY}),
}
OF_ORGANISATIONS = frozenset({Right.VIEW, Right.READ, Right.WRITE, Right.MANAGE, Right.ASSESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who uses the tool.

    ``email`` is as ``same_address`` writes it, ``has_second_factor`` whether a code of a device is asked at sign-in,
    ``disabled`` since when nobody may sign in with it (UTC), ``version`` counts the changes.
    """

    id: str
    email: str
    name: str
    offices: frozenset[Office]
    has_second_factor: bool
    created: datetime
    disabled: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The place of an account in an organisation, and since when (UTC)."""

    organisation: str
    account: str
    role: Role
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One device that somebody signed in on. ``handle`` names it on a page; times are in UTC.

    ``is_half`` says that the password was right and the second factor is still to come.
    """

    handle: str
    account: str
    begun: datetime
    seen: datetime
    is_half: bool
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who a request comes from: the account, its session, and its places in organisations."""

    account: Account
    session: Session
    memberships: tuple[Membership, ...]

    def role_in(self, organisation: str) -> Role | None:
        """Return what the account is in an organisation; ``None`` where it has no place there."""
        return next((m.role for m in self.memberships if m.organisation == organisation), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What this instance serves and since when (UTC). ``name`` is that of the network; empty for one's own."""

    kind: Kind
    name: str
    begun: datetime


class Purpose(StrEnum):
    """What a one-time link is for."""

    FIRST_START = "first-start"
    INVITATION = "invitation"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A one-time link; its secret is known only to whom it was given. Times are in UTC.

    An invitation has a role in an organisation or an office; a recovery has an account. ``email`` is whom it was made
    for, and may be empty; ``made_by`` is an account, "this-machine" or "first-start".
    """

    handle: str
    purpose: Purpose
    made: datetime
    expires: datetime
    made_by: str
    email: str = ""
    organisation: str | None = None
    role: Role | None = None
    office: Office | None = None
    account: str | None = None


# How long a link of each purpose holds.
HOLDS = {Purpose.FIRST_START: FIRST_START, Purpose.INVITATION: INVITATION, Purpose.RECOVERY: RECOVERY}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEvent:
    """Something that happened to an account, at a time in UTC.

    ``number`` counts from 1, ``actor`` is an account or "this-machine", ``act`` a word such as "signed-in".
    """

    account: str
    number: int
    at: datetime
    actor: str
    act: str


def same_address(email: str) -> str:
    """Return an e-mail address as it is kept and looked up: without spaces around it, in small letters.

    Not folded further: that makes "ß" into "ss", which is the address, and the mailbox, of somebody else.
    """
    return email.strip().lower()


def new_link(purpose: Purpose, handle: str, now: datetime, made_by: str) -> Link:
    """Return a link that holds from now on for as long as its purpose allows; for whom it is, whoever makes it adds.

    Args:
        purpose: what it is for.
        handle: a name for it, a new token.
        now: the time, in UTC.
        made_by: an account, or a word for none.
    """
    return Link(handle=handle, purpose=purpose, made=now, expires=now + HOLDS[purpose], made_by=made_by)


def is_network(instance: Instance | None) -> bool:
    """Whether an instance serves a network; one that nobody has set up yet serves none."""
    return instance is not None and instance.kind is Kind.NETWORK


def needs_second_factor(offices: frozenset[Office]) -> bool:
    """Whether an account must have a second factor: whoever holds an office (issue "people", item 2)."""
    return bool(offices)


def may(right: Right, offices: frozenset[Office], role: Role | None) -> bool:
    """Whether somebody who has signed in has a right.

    Args:
        right: what is asked.
        offices: of the account.
        role: of the account in the organisation the request is about; ``None`` without one.
    """
    if right in {Right.PUBLIC, Right.SIGNED_IN}:
        return True
    if right in OF_ORGANISATIONS:
        return role is not None and right in IN_ORGANISATION[role]
    return any(right in IN_OFFICE[office] for office in offices)
