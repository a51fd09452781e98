"""What waits for one person in all audits of all their organisations: domains, things to find out, comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from flask import url_for

from audit.core.people import Membership
from audit.core.programme import Organisation
from audit.core.team import Comment, Me, is_for
from audit.store import answers, audits, comments, editions, memberships, organisations, programmes, team
from audit.store.connection import Connection
from audit.web import choices, colleagues, identity, team_pages
from audit.web.opened import Opened
from audit.web.team_pages import Part, Said

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits for somebody, and the criterion it is about."""

    code: str
    statement: str
    href: str
    said: Said


@dataclass(frozen=True, slots=True)
class MineAudit:
    """What is mine in one audit; at least one of the three lists has something in it."""

    title: str
    href: str
    organisation: str
    domains: tuple[Part, ...]
    find_out: tuple[Part, ...]
    comments: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class _Of:
    """What the store says is somebody's in one organisation, by audit."""

    place: Membership
    organisation: Organisation
    domains: dict[str, list[str]]
    criteria: dict[str, list[str]]
    comments: dict[str, list[Comment]]
    people: colleagues.Colleagues


def page(db: Connection) -> tuple[MineAudit, ...]:
    """Return what is mine, audit by audit; signed-off audits and archived programmes wait for nobody."""
    found = (_of(db, place) for place in memberships.of_account(db, identity.account().id))
    return tuple(audit for of in found for audit in _audits(db, of))


def _of(db: Connection, place: Membership) -> _Of:
    key = (place.organisation, place.account)
    return _Of(
        place=place,
        organisation=organisations.get(db, place.organisation),
        domains=_by_audit(team.owned(db, *key)),
        criteria=_by_audit(team.asked(db, *key)),
        comments=_by_audit(comments.open_ones(db, place.organisation)),
        people=colleagues.of(db, place.organisation),
    )


def _by_audit(pairs: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    for audit, thing in pairs:
        found.setdefault(audit, []).append(thing)
    return found


def _audits(db: Connection, of: _Of) -> Iterable[MineAudit]:
    """Yield the audits in which something is mine, the newest first."""
    named = of.domains.keys() | of.criteria.keys() | of.comments.keys()
    listed = [audits.get(db, audit, of.organisation.id) for audit in named]
    for audit in sorted(listed, key=lambda a: (a.date, a.created, a.id), reverse=True):
        programme = programmes.get(db, audit.programme, of.organisation.id)
        if audit.is_signed or programme.archived is not None:
            continue
        found = Opened(of.organisation, programme, audit, editions.get(db, audit.content_hash))
        mine = _audit(db, found, of)
        if mine.domains or mine.find_out or mine.comments:
            yield mine


def _audit(db: Connection, found: Opened, of: _Of) -> MineAudit:
    stored, name, me = answers.listing(db, found.audit), found.audit.id, of.place.account
    domains = [found.standard.domain(code) for code in of.domains.get(name, ()) if _has_domain(found, code)]
    criteria = [found.standard.criterion(code) for code in of.criteria.get(name, ()) if found.standard.has(code)]
    unsure = [(c, stored[c.id].answer) for c in criteria if c.id in stored and stored[c.id].answer.not_sure]
    return MineAudit(
        title=team_pages.audit_title(found),
        href=url_for("questionnaire.tasks", audit_id=name),
        organisation=of.organisation.name,
        domains=tuple(team_pages.domain_part(found, d, stored, me) for d in domains),
        find_out=tuple(team_pages.criterion_part(found, c, answer.note, me) for c, answer in unsure),
        comments=tuple(_waiting(found, of)),
    )


def _waiting(found: Opened, of: _Of) -> Iterable[Waiting]:
    mine = frozenset(of.domains.get(found.audit.id, ()))
    me, zone = Me(account=of.place.account, role=of.place.role, domains=mine), choices.zone(of.organisation.zone)
    for comment in of.comments.get(found.audit.id, ()):
        code = comment.criterion
        if found.standard.has(code) and is_for(comment, found.standard.domain_of(code).id, me):
            statement = found.standard.criterion(code).statement
            href = url_for("comments.show", audit_id=found.audit.id, criterion_id=code)
            yield Waiting(code, statement, href, team_pages.said(comment, of.people, zone))


def _has_domain(found: Opened, code: str) -> bool:
    return any(domain.id == code for domain in found.standard.domains)
