"""Years of one organisation of the demonstration: a team, a women's service, an assessor, signatures, the next audit.

Everybody here is made up. What they did is put down with its time; ``demo`` does it all in the order of time.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from audit import credentials
from audit.core import gaps, snapshot
from audit.core.answers import AnswerSheet, Evidence
from audit.core.assessment import Finding, Found, assess
from audit.core.documents import Known
from audit.core.plan import Progress, SavedAction, assemble
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import score
from audit.core.second_voice import HOLDS, Reader, Said, Tie, Voice, asked, mark
from audit.core.signing import AddendumKind, Signature, digest
from audit.core.snapshot import Frozen
from audit.core.standard import Standard
from audit.core.team import Comment, Mention, to_find_out
from audit.demo_people import BY_ROLE
from audit.store import (
    actions,
    answers,
    assessors,
    audits,
    beginnings,
    comments,
    documents,
    findings,
    second_voices,
    signatures,
    team,
)
from audit.store.connection import Connection

# The course of the programme that shows all of it (``demo_answers.COURSES``).
COURSE = "together"
# The course of the one that completes its first pass.
COMPLETING = "completing"
MANAGER, CONTRIBUTOR, ASSESSOR, STAFF = (BY_ROLE[name] for name in ("manager", "contributor", "assessor", "staff"))
ROLE = "programme manager"
SERVICE = "Fictional women's service, Mirna Luka"
_EMAIL = "office@example.org"
# Bytes of what lies sealed: nonce, text filled up, and its tag (``credentials_seal``). Here they are chance: nobody
# knows the secret of a service that is not there.
_SEALED, _SALT = 12 + 1024 + 16, 16
_KEPT = ("Shared folder, “Programme”", "Office, cupboard 2", "With the women's service, and a copy in the office")
_ASKED_AND_SAID = (
    (CONTRIBUTOR, Mention.MANAGER, "Is this still how we do it when the second facilitator is away?", True),
    (MANAGER, Mention.OWNER, "The board asks for this one first. What would show it?", False),
    (CONTRIBUTOR, Mention.MANAGER, "I took the lower level: in a spot check two of ten files had no note.", False),
)
_SEEN = "The procedure is written down, and three files that were looked at follow it."
_LESS = "Written down, but two of five files that were looked at do not follow it."

Event = tuple[datetime, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Scene:
    """An audit of the organisation that shows all of it, and what it is told with.

    ``today`` is the day of the first start, by which documents are about to expire.
    """

    db: Connection
    standard: Standard
    organisation: Organisation
    programme: Programme
    audit: Audit
    sheet: AnswerSheet
    chance: Random
    today: date

    def at(self, days: int, hour: int = 13) -> datetime:
        """Return a time so many days after the audit began."""
        return datetime.combine(self.audit.date + timedelta(days=days), time(hour), self.audit.created.tzinfo)

    def by(self, account: str, days: int, done: Callable[[datetime], object], hour: int = 13) -> Event:
        """Return what somebody does so many days after the audit began."""
        at = self.at(days, hour)

        def act() -> None:
            was = self.db.writer
            self.db.writer = replace(was, actor=account)
            done(at)
            self.db.writer = was

        return at, act

    def token(self) -> str:
        """Return an id, the same every time."""
        return "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=16))


def signed(scene: Scene) -> Iterator[Event]:
    """Yield what made an audit a signed one: its plan, its owners and its signature."""
    yield scene.by(MANAGER, 1, lambda at: _share_out(scene, at), 7)
    yield scene.by(MANAGER, 12, lambda at: _protect(scene, at))
    yield scene.by(CONTRIBUTOR, 20, lambda _: signatures.mark_ready(scene.db, _now(scene), on=True), 9)
    yield scene.by(MANAGER, 20, lambda at: _sign(scene, at))


def heard(scene: Scene) -> Iterator[Event]:
    """Yield a second voice that is shown, and an assessor's findings, some of them after the signature."""
    yield from _asks(scene)
    yield scene.by(second_voices.ACTOR, 6, lambda at: _begin(scene, at))
    yield scene.by(second_voices.ACTOR, 8, lambda at: _give(scene, at))
    yield scene.by(MANAGER, 13, lambda _: assessors.invite(scene.db, scene.audit, ASSESSOR))
    yield scene.by(ASSESSOR, 16, lambda at: _look(scene, at, is_later=False))
    yield scene.by(ASSESSOR, 45, lambda at: _look(scene, at, is_later=True))
    yield scene.by(MANAGER, 47, lambda at: _add(scene, AddendumKind.VALIDATION, at))


def in_hand(scene: Scene) -> Iterator[Event]:
    """Yield what a team has done so far in an audit that is not signed: owners, comments, questions, documents."""
    yield scene.by(MANAGER, 1, lambda at: _share_out(scene, at), 7)
    yield scene.by(CONTRIBUTOR, 6, lambda at: _talk(scene, at))
    yield scene.by(MANAGER, 7, lambda at: _divide(scene, at))
    yield scene.by(CONTRIBUTOR, 8, lambda at: _keep(scene, at))
    yield from _asks(scene)


def _now(scene: Scene) -> Audit:
    return audits.get(scene.db, scene.audit.id, scene.audit.organisation)


def _share_out(scene: Scene, at: datetime) -> None:
    """Give every domain but the last to one of two people."""
    people = (CONTRIBUTOR, MANAGER)
    owners = {d.id: ("", people[n % 2]) for n, d in enumerate(scene.standard.domains[:-1])}
    team.set_owners(scene.db, scene.audit, owners, at)


def _protect(scene: Scene, at: datetime) -> None:
    """Take the interim step of every open red line; without it nothing is signed."""
    for reading in score(scene.standard, scene.sheet).red_lines.open:
        name = reading.criterion.id
        action = SavedAction(
            key=name, criteria=(name,), owner=reading.criterion.lead, progress=Progress.IN_PROGRESS, interim_done=True
        )
        actions.save(scene.db, scene.audit, action, 0, at)


def _freeze(scene: Scene) -> Frozen:
    """Return what a signature freezes, as the pages do it (``web.signoff``)."""
    db, audit, sheet = scene.db, scene.audit, answers.sheet(scene.db, scene.audit)
    card = score(scene.standard, sheet)
    plan = assemble(scene.standard, gaps.find(card, sheet.date), actions.listing(db, audit), sheet.date)
    saved = [one.saved for one in (*plan.actions, *plan.settled) if one.saved.version]
    voice = second_voices.of_audit(db, audit)
    said = second_voices.shown(db, voice) if voice is not None else {}
    before = beginnings.followed(db, audit)
    return replace(
        snapshot.freeze(scene.organisation, scene.programme, audit, sheet, saved),
        follows_day=before.date if before else None,
        voice=mark(scene.standard, sheet, voice, said, Reader.REPORT),
        assessment=assess(findings.counting(db, audit), {r.criterion.id: r.level for r in card.readings if r.applies}),
    )


def _sign(scene: Scene, at: datetime) -> None:
    made = _freeze(scene).signed_by(ROLE, at)
    card = score(scene.standard, made.sheet)
    text = snapshot.write(made, card, gaps.find(card, made.sheet.date))
    signature = Signature(
        organisation=scene.audit.organisation,
        audit=scene.audit.id,
        moment=at,
        account=MANAGER,
        name="Mira Fictional",
        role=ROLE,
        snapshot=text,
        sha256=digest(text),
    )
    signatures.sign(scene.db, _now(scene), signature)


def _add(scene: Scene, kind: AddendumKind, at: datetime) -> None:
    signatures.add_addendum(scene.db, _now(scene), kind, snapshot.write_addendum(_freeze(scene)), at)


def _asks(scene: Scene) -> Iterator[Event]:
    """Ask the women's service, whose address the network confirms."""
    invited = scene.at(3)
    voice = Voice(
        id=scene.token(),
        organisation=scene.audit.organisation,
        audit=scene.audit.id,
        service=SERVICE,
        tie=Tie.INDEPENDENT,
        email=_EMAIL,
        invited=invited,
        made_by=MANAGER,
        expires=invited + HOLDS,
    )
    link = credentials.fingerprint(f"{scene.token()}{scene.token()}")  # Of a link that nobody was given.
    yield scene.by(MANAGER, 3, lambda _: second_voices.invite(scene.db, scene.audit, voice, link))
    yield scene.by(STAFF, 4, lambda at: second_voices.confirm(scene.db, voice, at))


def _voice(scene: Scene) -> Voice:
    found = second_voices.of_audit(scene.db, scene.audit)
    if found is None:
        raise LookupError(scene.audit.id)
    return found


def _begin(scene: Scene, at: datetime) -> None:
    second_voices.begin(scene.db, _voice(scene), at, secrets.token_hex(_SALT), secrets.token_hex(_SEALED))


def _give(scene: Scene, at: datetime) -> None:
    """Say much the same as the programme, less in some places, and of some that it cannot be seen."""
    said = {}
    for number, criterion in enumerate(asked(scene.standard, scene.sheet.scope)):
        own = scene.sheet.answer(criterion.id).level
        less = {0: 0, 1: 2, 2: 0, 3: 1}.get(number % 5)
        said[criterion.id] = Said(None if own is None or less is None else max(own - less, 0))
    second_voices.give(scene.db, _voice(scene), frozenset(Reader), said, at)


def _look(scene: Scene, at: datetime, *, is_later: bool) -> None:
    """Look at some of what was named as evidence; one thing is found to be less than the programme says."""
    named = [c.id for c in scene.standard.criteria(scene.sheet.scope) if scene.sheet.answer(c.id).evidence]
    for number, name in enumerate(named[1::4] if is_later else named[::4]):
        level = scene.sheet.answer(name).level
        is_lower = number == 1 and bool(level) and not is_later
        is_validated = is_lower or number % 3 == 0
        found = Found(
            criterion=name,
            finding=Finding.VALIDATED if is_validated else Finding.EVIDENCE_SEEN,
            level=((level or 0) - is_lower) if is_validated else None,
            date=at.date(),
            note=_LESS if is_lower else _SEEN if number % 4 == 0 else "",
            account=ASSESSOR,
            version=0,
            saved=at,
        )
        findings.save(scene.db, scene.audit, found)


def _talk(scene: Scene, at: datetime) -> None:
    """Say something about three criteria; the first question is settled."""
    for criterion, (who, to, text, is_settled) in zip(
        islice(scene.standard.criteria(), 1, None, 3), _ASKED_AND_SAID, strict=False
    ):
        said = Comment(id=scene.token(), criterion=criterion.id, author=who, mention=to, text=text, written=at)
        comments.write(scene.db, scene.audit, said)
        if is_settled:
            comments.settle(scene.db, scene.audit, said.id, on=True, by=MANAGER, at=at)


def _divide(scene: Scene, at: datetime) -> None:
    """Give the first things that nobody knows to somebody, and leave the rest open."""
    unsure = to_find_out(scene.standard, scene.sheet)[:3]
    people = (CONTRIBUTOR, MANAGER)
    wanted = {c.id: ("", people[n % 2]) for n, c in enumerate(unsure)}
    team.set_inquiries(scene.db, scene.audit, wanted, at)


def _keep(scene: Scene, at: datetime) -> None:
    """Say of some documents where they are kept: one has expired, two do so soon, one holds for years."""
    given: dict[Evidence, None] = {}
    for criterion in scene.standard.criteria(scene.sheet.scope):
        given |= dict.fromkeys(scene.sheet.answer(criterion.id).evidence)
    for number, (evidence, days) in enumerate(zip(given, (-20, 18, 44, 800), strict=False)):
        kept, until = _KEPT[number % len(_KEPT)], scene.today + timedelta(days=days)
        known = Known(title=evidence.title, date=evidence.date, kept=kept, valid_until=until)
        documents.save(scene.db, scene.programme, known, at)
