"""What the pages of working together show: who has what, what is to be found out, and what colleagues said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from flask import url_for

from audit.core.programme import StoredAnswer
from audit.core.standard import Criterion, Domain
from audit.core.team import Comment, Mention, open_counts
from audit.language import format_date, format_moment, gettext, ngettext
from audit.render import words
from audit.web import domainpages, peoplewords
from audit.web.colleagues import Colleagues
from audit.web.opened import Opened
from audit.web.team_forms import TakerForm


@dataclass(frozen=True, slots=True)
class Part:
    """A domain or a criterion somebody can take on; ``taker`` is the account that has it, "" for nobody."""

    code: str
    title: str
    href: str
    hint: str
    red_line: bool
    taker: str


@dataclass(frozen=True, slots=True)
class Row:
    """A part with the form that gives it to somebody, and the name of who has it now."""

    part: Part
    form: TakerForm
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as a page shows it. ``settled`` says when and by whom, "" while it is open."""

    id: str
    who: str
    when: str
    to: str
    text: str
    settled: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments on one criterion: the open ones in full, how many there are, and where all of them are."""

    count: str
    href: str
    open: tuple[Said, ...]
    settled: tuple[Said, ...]


def domain_part(found: Opened, domain: Domain, stored: Mapping[str, StoredAnswer], taker: str) -> Part:
    """Return a domain that somebody looks after, or nobody yet."""
    href = url_for("questionnaire.domain", audit_id=found.audit.id, domain_id=domain.id)
    hint = domainpages.status(domain.in_scope(found.audit.scope), stored)
    return Part(domain.id, domain.title, href, hint, red_line=False, taker=taker)


def criterion_part(found: Opened, criterion: Criterion, note: str, taker: str) -> Part:
    """Return a criterion that somebody finds out about; ``note`` is what its answer says so far."""
    return Part(criterion.id, criterion.statement, place(found, criterion.id), note, criterion.is_red_line, taker)


def place(found: Opened, code: str) -> str:
    """Return where a criterion is answered."""
    domain = found.standard.domain_of(code)
    return url_for("questionnaire.domain", audit_id=found.audit.id, domain_id=domain.id, _anchor=code)


def audit_title(found: Opened) -> str:
    """Return which audit something is in, such as "Steps · Full audit, 1 November 2026"."""
    scope, day = words.scope(found.audit.scope), format_date(found.audit.date)
    return gettext("%(programme)s · %(scope)s, %(day)s", programme=found.programme.name, scope=scope, day=day)


def said(comment: Comment, people: Colleagues, zone: tzinfo) -> Said:
    """Put one comment in words."""
    settled = ""
    if comment.resolved is not None:
        when, who = format_moment(comment.resolved, zone), people.name(comment.resolved_by)
        settled = gettext("Settled by %(who)s, %(when)s", who=who, when=when)
    return Said(
        id=comment.id,
        who=people.name(comment.author),
        when=format_moment(comment.written, zone),
        to="" if comment.mention is Mention.NOBODY else peoplewords.mention(comment.mention),
        text=comment.text,
        settled=settled,
    )


def talk(found: Opened, code: str, comments: Iterable[Comment], people: Colleagues, zone: tzinfo) -> Talk:
    """Return the comments on a criterion, those that are open apart from the settled ones."""
    listed = [(c.is_open, said(c, people, zone)) for c in comments]
    opened = tuple(one for is_open, one in listed if is_open)
    return Talk(
        count=_count(len(opened), len(listed)),
        href=url_for("comments.show", audit_id=found.audit.id, criterion_id=code),
        open=opened,
        settled=tuple(one for is_open, one in listed if not is_open),
    )


def talks(place: domainpages.Place, comments: Iterable[Comment], people: Colleagues | None) -> dict[str, Talk]:
    """Return the comments on every criterion of a domain, by its id.

    Args:
        place: the domain of an audit.
        comments: at least those of the domain.
        people: of the organisation; ``None`` where there is no comment that would name them.
    """
    by_code: dict[str, list[Comment]] = {code: [] for code in place.codes}
    for comment in comments:
        if comment.criterion in by_code:
            by_code[comment.criterion].append(comment)
    known = people or Colleagues({}, ())
    return {code: talk(place.opened, code, found, known, place.zone) for code, found in by_code.items()}


def owner_words(found: Opened, owners: Mapping[str, str], comments: Iterable[Comment]) -> dict[str, str]:
    """Return what the task list says of each domain beside its answers: who looks after it, and what is open.

    Args:
        found: the audit.
        owners: names by the id of the domain.
        comments: all comments of the audit.
    """
    counts = open_counts(tuple(comments))
    said_of = {}
    for domain in found.standard.domains:
        number = sum(counts.get(c.id, 0) for c in domain.in_scope(found.audit.scope))
        open_ = ngettext("%(num)s open comment", "%(num)s open comments", number) if number else ""
        said_of[domain.id] = " · ".join(filter(None, (owners.get(domain.id, ""), open_)))
    return said_of


def on_page(names: Iterable[str]) -> str:
    """Return who else has a page open, such as "Ana has this page open."; "" for nobody."""
    listed = list(names)
    if not listed:
        return ""
    return ngettext(
        "%(names)s has this page open.", "%(names)s have this page open.", len(listed), names=words.joined(listed)
    )


def _count(opened: int, all_: int) -> str:
    if not all_:
        return ""
    if opened:
        return ngettext("%(num)s open", "%(num)s open", opened)
    return ngettext("%(num)s settled", "%(num)s settled", all_)
