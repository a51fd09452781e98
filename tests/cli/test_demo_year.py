"""One organisation of the demonstration shows years of work together, signed, heard, assessed and gone on with."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from audit import demo, demo_people
from audit.core import documents, second_voice, snapshot, team, trend
from audit.core.assessment import Basis, Finding, assess
from audit.core.people import Office
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import Standing, score
from audit.core.second_voice import Reader
from audit.core.signing import AddendumKind, Beginning
from audit.core.standard import Scope, Standard
from audit.core.team import Mention
from audit.demo_members import MEMBERS
from audit.demo_year import ASSESSOR, CONTRIBUTOR, COURSE, MANAGER, ROLE
from audit.store import (
    accounts,
    answers,
    assessors,
    audits,
    comments,
    findings,
    history_check,
    organisations,
    papers,
    programmes,
    second_voices,
    signatures,
)
from audit.store import documents as kept
from audit.store import team as together
from audit.store.connection import Connection
from audit.store.database import Store

Shown = tuple[Organisation, Programme, tuple[Audit, ...]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Iterator[Store]:
    """Return a store with the network in it and everybody's accounts. Tests read it only."""
    made = Store(tmp_path_factory.mktemp("demo") / "demo.sqlite")
    made.prepare()
    demo.fill(made, real)
    demo_people.admit(made)
    yield made
    made.close()


def shown(db: Connection) -> Shown:
    """Return the organisation that shows all of it, its programme and its audits, the oldest first."""
    member = MEMBERS[0]
    assert member.programmes[0].course == COURSE
    owner = next(o for o in organisations.listing(db) if o.name == member.name)
    programme = next(p for p in programmes.listing(db, owner.id) if p.name == member.programmes[0].name)
    return owner, programme, tuple(reversed(audits.listing(db, programme)))


def test_two_audits_are_signed_and_the_third_goes_on_from_them(store: Store, real: Standard) -> None:
    with store.reading() as db:
        _, _, found = shown(db)
        assert [a.is_signed for a in found] == [True, True, False]
        assert [a.begun_as for a in found] == [Beginning.NEW, Beginning.RE_AUDIT, Beginning.RE_AUDIT]
        assert [a.follows for a in found] == [None, found[0].id, found[1].id]
        chosen = trend.choose(found)
        assert (chosen.signed, chosen.draft) == (found[:2], found[2])
        cards = {a.id: score(real, answers.sheet(db, a)) for a in found}
    made = trend.trend(chosen, cards)
    assert made.draft is not None
    assert all(point.is_joined for point in (*made.points[1:], made.draft))
    assert made.points[1].gained
    assert {card.standing for card in cards.values()} == {Standing.RED_LINE_OPEN}  # Honest, and protected meanwhile.


def test_a_signature_froze_what_lies_in_the_store(store: Store) -> None:
    with store.reading() as db:
        _, _, found = shown(db)
        for audit, follows in zip(found[:2], (None, found[0].date), strict=True):
            signature = signatures.get(db, audit)
            assert signature is not None
            assert (signature.account, signature.role) == (MANAGER, ROLE)
            assert accounts.get(db, signature.account).name == signature.name
            assert signature.name not in signature.snapshot
            frozen = snapshot.read(signature.snapshot)
            assert frozen.whose.fictional
            assert frozen.sheet == answers.sheet(db, audit)
            assert (frozen.follows, frozen.follows_day) == (audit.follows, follows)
            assert not papers.of_audit(db, audit)  # Made when somebody asks for it; the start does not wait.
        added = signatures.addenda(db, found[1])
        assert [one.kind for one in added] == [AddendumKind.VALIDATION]
        assert not [chain for chain in history_check.verify(db) if chain.fault is not None]


def test_a_service_was_heard_and_shows_what_it_disputes(store: Store, real: Standard) -> None:
    with store.reading() as db:
        _, _, (_, last, now) = shown(db)
        sheet, voice = answers.sheet(db, last), second_voices.of_audit(db, last)
        assert voice is not None
        assert "Fictional" in voice.service
        assert voice.email.endswith("@example.org")
        said = second_voices.shown(db, voice)
        mark = second_voice.mark(real, sheet, voice, said, Reader.REPORT)
        asked = second_voices.of_audit(db, now)
    assert mark.confirmed
    assert mark.disputes
    assert len(mark.said) == len(second_voice.asked(real, sheet.scope))
    assert any(one.level is None for one in mark.said.values())
    assert any(one.first for one in second_voice.differences(real, sheet, mark.said))
    assert asked is not None
    assert asked.given is None


def test_an_assessor_was_let_into_one_audit_and_found_less_in_one_place(store: Store, real: Standard) -> None:
    with store.reading() as db:
        owner, _, (_, last, _) = shown(db)
        assert Office.ASSESSOR in accounts.get(db, ASSESSOR).offices
        assert assessors.of_account(db, ASSESSOR) == ((owner.id, last.id),)
        found = findings.listing(db, last)
        levels = {r.criterion.id: r.level for r in score(real, answers.sheet(db, last)).readings if r.applies}
    assert {one.finding for one in found.values()} == {Finding.EVIDENCE_SEEN, Finding.VALIDATED}
    summed = assess(found.values(), levels)
    assert summed.basis is Basis.DOCUMENTS_SEEN
    assert len(summed.lower) == 1


def test_a_first_pass_is_signed_as_such_and_completed(store: Store) -> None:
    with store.reading() as db:
        owner, *_ = shown(db)
        programme = next(p for p in programmes.listing(db, owner.id) if p.name == MEMBERS[0].programmes[1].name)
        full, first = audits.listing(db, programme)
        given, taken = answers.sheet(db, full), answers.sheet(db, first)
        assert signatures.get(db, first) is not None
    assert (first.scope, first.begun_as, first.is_signed) == (Scope.FIRST_PASS, Beginning.NEW, True)
    assert (full.scope, full.begun_as, full.is_signed) == (Scope.FULL, Beginning.COMPLETION, False)
    assert (full.follows, full.date) == (first.id, first.date)
    assert {name: given.answers[name] for name in taken.answers} == taken.answers
    assert len(given.answers) > len(taken.answers)


def test_a_team_is_at_work_on_the_third(store: Store, real: Standard) -> None:
    with store.reading() as db:
        _, programme, (*_, now) = shown(db)
        sheet = answers.sheet(db, now)
        owners, inquiries = together.owners(db, now), together.inquiries(db, now)
        said, known = comments.listing(db, now), kept.listing(db, programme)
    assert set(owners.values()) == {MANAGER, CONTRIBUTOR}
    assert len(owners) == len(real.domains) - 1
    unsure = team.to_find_out(real, sheet)
    assert inquiries
    assert len(inquiries) < len(unsure)
    assert {one.is_open for one in said} == {True, False}
    assert {Mention.MANAGER, Mention.OWNER} <= {one.mention for one in said if one.is_open}
    today = store.clock().date()
    ending = documents.ending(documents.register(real, sheet, known), today)
    assert [documents.validity(one.known, today) for one in ending] == [
        documents.Validity.EXPIRED,
        documents.Validity.ENDS_SOON,
        documents.Validity.ENDS_SOON,
    ]
    assert any(one.valid_until and one.valid_until > today + timedelta(days=365) for one in known)


def test_nobody_can_sign_in_before_the_start_made_passwords(tmp_path: Path, standard: Standard) -> None:
    store = Store(tmp_path / "demo.sqlite")
    store.prepare()
    demo.fill(store, standard)
    with store.reading() as db:
        hashes = {accounts.password(db, person.id) for person in demo_people.PEOPLE}
    store.close()
    assert not any(one and one.startswith("$argon2") for one in hashes)
