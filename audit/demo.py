"""The demonstration: a fictional network of 24 organisations with audits over three years, the same every time.

It lives in a data folder of its own and is never mixed with anybody's audits.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from operator import itemgetter
from random import Random

from audit import demo_people, demo_year
from audit.core import beginning, content
from audit.core.answers import AnswerSheet
from audit.core.beginning import Start
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import FORMULA
from audit.core.signing import Beginning, State
from audit.core.standard import Standard
from audit.demo_answers import Answering, Step
from audit.demo_members import MEMBERS, Member, Running
from audit.demo_plans import plan
from audit.demo_year import Scene
from audit.errors import N_, AuditError
from audit.store import actions, answers, beginnings, organisations, programmes, sections
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.purpose import Purpose, settle

# Any number does; this one says nothing.
_SEED = 1
# Before the first audit of anybody.
_JOINED = datetime(2024, 1, 15, 9, 20, tzinfo=UTC)
# Members joined in these years before; whom to ask for there, where somebody noted it.
_FIRST_JOINED, _YEARS = 2011, 13
_ROLES = ("programme manager", "coordinator", "", "head of services")
# Who did it all, in the history.
_ACTOR = "demonstration"
_SALT = 32  # Bytes.
# Days after which the signed first pass was completed.
_LATER = 25
# Where the audit of last year stands in a course.
_BEFORE_LAST = -2


class RealDataError(AuditError):
    """A folder for somebody's own audits was named for the demonstration."""

    sentence = N_(
        "“%(folder)s” is for audits of your own. The demonstration needs another folder; name it with --data."
    )


def fill(store: Store, standard: Standard) -> int:
    """Make the fictional network, unless it is there already.

    Args:
        store: prepared.
        standard: the edition its audits are made with.

    Returns:
        How many organisations the network has.

    Raises:
        RealDataError: somebody keeps audits of their own in this store, or has opened it for them.
    """
    with store.writing() as db:
        if not settle(db, Purpose.FICTIONAL):
            raise RealDataError(folder=store.path.parent)
        there = organisations.listing(db)
        if not there:
            _Network(db, standard).write()
        return len(there) or len(MEMBERS)


class _Network:
    """Writes the network within one transaction: all of it, or nothing.

    What a member did is put down first and then done in the order of time, as its history would have it.
    """

    def __init__(self, db: Connection, standard: Standard) -> None:
        self._db = db
        self._standard = standard
        self._hash = content.content_hash(standard)
        self._chance = Random(_SEED)  # noqa: S311 - a demonstration, the same every time
        self._now = _JOINED
        self._today = db.writer.clock().date()
        self._diary: list[tuple[datetime, Callable[[], object]]] = []
        salts = Random(_SEED)  # noqa: S311 - nothing here is secret
        db.writer = replace(db.writer, actor=_ACTOR, clock=lambda: self._now, salt=lambda: salts.randbytes(_SALT).hex())

    def write(self) -> None:
        """Write every member."""
        demo_people.introduce(self._db, _JOINED)
        for place, member in enumerate(MEMBERS):
            organisation = Organisation(
                id=self._token(),
                name=member.name,
                country=member.country,
                zone=member.zone,
                fictional=True,
                member_since=date(_FIRST_JOINED + place % _YEARS, place % 12 + 1, 1),
                contact_role=_ROLES[place % len(_ROLES)],
            )
            self._diary = [(_JOINED, partial(organisations.create, self._db, organisation))]
            self._note(_JOINED, partial(demo_people.place, self._db, organisation, _JOINED))
            for running in member.programmes:
                self._programme(organisation, member, running)
            for at, done in sorted(self._diary, key=itemgetter(0)):
                self._now = at
                done()

    def _programme(self, organisation: Organisation, member: Member, running: Running) -> None:
        programme = Programme(
            id=self._token(),
            organisation=organisation.id,
            name=running.name,
            country=member.country,
            languages=member.languages,
            setting=running.setting,
            size_band=running.size,
            models=running.models,
        )
        self._note(_JOINED, partial(programmes.create, self._db, programme))
        answering = Answering(self._standard, member, running.course, self._chance)
        start = self._chance.randrange(30, 270)
        if running.course == demo_year.COMPLETING:
            self._completed(organisation, programme, answering, start)
            return
        last: Audit | None = None
        for step in answering.course:
            day = date(step.year, 1, 1) + timedelta(days=start + self._chance.randrange(0, 20))
            audit = self._begun(programme, step, day, last if running.course == demo_year.COURSE else None)
            sheet = answering.sheet(step, day)
            self._answer(audit, sheet, is_last=step is answering.course[-1])
            if running.course == demo_year.COURSE:
                scene = Scene(
                    self._db, self._standard, organisation, programme, audit, sheet, self._chance, self._today
                )
                self._diary += self._year(scene, answering.course.index(step) - len(answering.course))
            last = audit

    def _completed(self, organisation: Organisation, programme: Programme, answering: Answering, start: int) -> None:
        """Note a first pass that was signed as such, and the full audit that completes it for the same day."""
        first, rest = answering.course
        day = date(first.year, 1, 1) + timedelta(days=start)
        audit, asked = self._begun(programme, first, day, None), answering.sheet(first, day)
        self._answer(audit, asked, is_last=False)
        scene = Scene(self._db, self._standard, organisation, programme, audit, asked, self._chance, self._today)
        self._diary += demo_year.signed(scene)
        begun = Start(id=self._token(), at=audit.created + timedelta(days=_LATER))
        full = beginning.completion(replace(audit, state=State.SIGNED), begun)
        self._note(begun.at, partial(beginnings.begin, self._db, full, self._standard))
        whole = answering.sheet(rest, day)
        self._answer(full, replace(whole, answers={**whole.answers, **asked.answers}), taken=asked, is_last=True)

    def _year(self, scene: Scene, place: int) -> Iterator[demo_year.Event]:
        """Yield what was done with an audit by the organisation that shows all of it; ``place`` is -1 for the last."""
        if place == -1:
            yield from demo_year.in_hand(scene)
            return
        yield from demo_year.signed(scene)
        if place == _BEFORE_LAST:
            yield from demo_year.heard(scene)

    def _begun(self, programme: Programme, step: Step, day: date, last: Audit | None) -> Audit:
        begun = datetime.combine(day, time(8, 30), UTC)
        audit = Audit(
            id=self._token(),
            organisation=programme.organisation,
            programme=programme.id,
            standard=self._standard.id,
            edition=self._standard.edition,
            content_hash=self._hash,
            formula=FORMULA,
            scope=step.scope,
            date=day,
            is_test=False,
            created=begun,
            changed=begun,
            begun_as=Beginning.RE_AUDIT if last else Beginning.NEW,
            follows=last.id if last else None,
        )
        self._note(begun, partial(beginnings.begin, self._db, audit, self._standard))
        return audit

    def _answer(self, audit: Audit, sheet: AnswerSheet, *, is_last: bool, taken: AnswerSheet | None = None) -> None:
        """Note the answers of an audit and, for the last, its plan; what was ``taken`` over is there already."""
        there = taken.answers if taken else {}
        for number, domain in enumerate(self._standard.domains):
            given = {c.id: (sheet.answers[c.id], 0) for c in domain.criteria if c.id in sheet.answers.keys() - there}
            at = audit.created + timedelta(days=number // 2, hours=number % 2 * 3, minutes=self._chance.randrange(50))
            self._note(at, partial(answers.save_many, self._db, audit, given, at))
            if all(c.id in sheet.answers for c in domain.in_scope(sheet.scope)):
                self._note(at, partial(sections.complete, self._db, audit, domain.id, done=True, at=at))
        if is_last:
            for action in plan(self._standard, sheet, self._chance, self._token()):
                if action.key in there:
                    continue
                at = audit.created + timedelta(days=12)
                self._note(at, partial(actions.save, self._db, audit, action, 0, at))

    def _note(self, at: datetime, done: Callable[[], object]) -> None:
        """Put down what is to be done at some time."""
        self._diary.append((at, done))

    def _token(self) -> str:
        return base64.b32encode(self._chance.randbytes(10)).decode("ascii").lower()
