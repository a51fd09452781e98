"""Working together: whom a comment waits for, and what is to be found out."""

from datetime import UTC, datetime

import pytest

from audit.core.answers import Answer, AnswerSheet
from audit.core.people import Role
from audit.core.standard import Scope, Standard
from audit.core.team import Comment, Me, Mention, is_for, open_counts, to_find_out
from tests.conftest import DAY, sheet

NOW = datetime(2026, 11, 1, 14, 2, tzinfo=UTC)


def said(mention: Mention, *, by: str = "somebody", resolved: datetime | None = None) -> Comment:
    return Comment(
        id="c" * 16, criterion="FIR-1", author=by, mention=mention, text="Look", written=NOW, resolved=resolved
    )


@pytest.mark.parametrize(
    ("mention", "role", "waits"),
    [
        (Mention.NOBODY, Role.MANAGER, False),
        (Mention.MANAGER, Role.MANAGER, True),
        (Mention.MANAGER, Role.CONTRIBUTOR, False),
        (Mention.CONTRIBUTOR, Role.CONTRIBUTOR, True),
        (Mention.READER, Role.READER, True),
        (Mention.OWNER, Role.MANAGER, False),
    ],
)
def test_a_comment_waits_for_whom_it_mentions(mention: Mention, role: Role, *, waits: bool) -> None:
    assert is_for(said(mention), "fire", Me(account="me", role=role, domains=frozenset())) is waits


def test_a_comment_to_the_owner_waits_for_whoever_owns_its_domain() -> None:
    me = Me(account="me", role=Role.CONTRIBUTOR, domains=frozenset({"fire"}))
    assert is_for(said(Mention.OWNER), "fire", me)
    assert not is_for(said(Mention.OWNER), "dough", me)


def test_what_one_wrote_and_what_is_settled_waits_for_nobody() -> None:
    me = Me(account="me", role=Role.MANAGER, domains=frozenset())
    assert not is_for(said(Mention.MANAGER, by="me"), "fire", me)
    assert not is_for(said(Mention.MANAGER, resolved=NOW), "fire", me)


def test_open_comments_are_counted_by_criterion() -> None:
    found = [said(Mention.NOBODY), said(Mention.OWNER), said(Mention.NOBODY, resolved=NOW)]
    assert open_counts(found) == {"FIR-1": 2}


def test_what_is_to_be_found_out_is_what_is_not_sure_with_red_lines_first(standard: Standard) -> None:
    names = [c.id for c in standard.criteria()]
    unsure = AnswerSheet(Scope.FULL, DAY, dict.fromkeys(names[1:], Answer(not_sure=True)))
    found = to_find_out(standard, unsure)
    reds = [c.is_red_line for c in found]
    assert {c.id for c in found} == set(names[1:])
    assert reds == sorted(reds, reverse=True)
    assert to_find_out(standard, sheet(FIR_1=2)) == ()
