"""Working together on one audit: who looks after what, what was said about a criterion, and what is to be found out.

Nothing here moves a score, and none of it is part of an answer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from audit.core.answers import AnswerSheet
from audit.core.people import Role
from audit.core.standard import Criterion, Standard

# How long somebody counts as being on a page after the last sign of life. The page gives one a minute (our choice), so
# a lost one or two do not matter, and whoever has closed it is gone soon.
PRESENT_FOR = timedelta(minutes=3)


class Mention(StrEnum):
    """Whom a comment is for: nobody in particular, a role of the organisation, or the owner of the domain."""

    NOBODY = ""
    MANAGER = "manager"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a colleague said about a criterion. Times are in UTC.

    ``author`` and ``resolved_by`` are accounts, which may be gone; ``resolved`` is ``None`` while it is open.
    """

    id: str
    criterion: str
    author: str
    mention: Mention
    text: str
    written: datetime
    resolved: datetime | None = None
    resolved_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has called it settled."""
        return self.resolved is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Somebody as comments see them: the account, its role in the organisation, the domains of an audit it owns."""

    account: str
    role: Role
    domains: frozenset[str]


def is_for(comment: Comment, domain: str, me: Me) -> bool:
    """Whether an open comment waits for somebody; what one wrote oneself never does.

    Args:
        comment: the comment.
        domain: the id of the domain its criterion is in.
        me: who asks.
    """
    if not comment.is_open or comment.author == me.account:
        return False
    if comment.mention is Mention.OWNER:
        return domain in me.domains
    return comment.mention.value == me.role.value


def to_find_out(standard: Standard, sheet: AnswerSheet) -> tuple[Criterion, ...]:
    """Return the criteria in scope that are "not sure yet", red lines first, else in the order of the standard."""
    unsure = [c for c in standard.criteria(sheet.scope) if sheet.answer(c.id).not_sure]
    return tuple(sorted(unsure, key=lambda criterion: not criterion.is_red_line))


def open_counts(comments: Collection[Comment]) -> dict[str, int]:
    """Return how many open comments each criterion has; those without one are left out."""
    found: dict[str, int] = {}
    for comment in comments:
        if comment.is_open:
            found[comment.criterion] = found.get(comment.criterion, 0) + 1
    return found
