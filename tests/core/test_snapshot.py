"""What a signature freezes: canonical, whole, without a name, and readable again."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
import rfc8785

from audit.core import snapshot
from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.assessment import Assessment
from audit.core.gaps import find
from audit.core.plan import Effort, Progress, SavedAction
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.scoring import score
from audit.core.second_voice import Said, Tie, VoiceMark
from audit.core.signing import Beginning, code, digest
from audit.core.snapshot import Frozen
from audit.core.standard import Scope, Standard
from tests.conftest import sheet

NOW = datetime(2026, 11, 1, 14, 2, 0, 5, tzinfo=UTC)
ORGANISATION = Organisation(id="a" * 16, name="Association A", country="HR", zone="Europe/Zagreb")
PROGRAMME = Programme(
    id="b" * 16,
    organisation="a" * 16,
    name="Choosing change",
    country="HR",
    languages=("hr",),
    setting=Setting.COMMUNITY,
    size_band=SizeBand.FROM_25,
    models=(WorkModel.FAMILY,),
)
ACTIONS = (
    SavedAction(key="FIR-2", criteria=("FIR-2",), text="Mend it", due=date(2026, 12, 1), version=4),
    SavedAction(
        key="FIR-1",
        criteria=("FIR-1",),
        interim="Bake nothing",
        interim_done=True,
        owner="Baker",
        progress=Progress.WILL_NOT_DO,
        reason="No money",
        outside="The town",
        evidence="A list",
        effort=Effort.SMALL,
        cost="10",
        needs_support=True,
        note="Later",
    ),
)
VOICE = VoiceMark(
    given=True,
    tie=Tie.IN_HOUSE,
    confirmed=True,
    said=MappingProxyType({"FIR-1": Said(1), "FIR-2": Said(None)}),
    disputes=frozenset({"fire", "dough"}),
)
SEEN = Assessment(seen=3, validated=2, of=9, lower=("FIR-1",))


def audit_of(standard: Standard) -> Audit:
    return Audit(
        id="c" * 16,
        organisation="a" * 16,
        programme="b" * 16,
        standard=standard.id,
        edition=standard.edition,
        content_hash="0" * 64,
        formula=1,
        scope=Scope.FULL,
        date=date(2026, 11, 1),
        is_test=False,
        created=NOW,
        changed=NOW,
    )


def given() -> AnswerSheet:
    whole = Answer(level=3, evidence=(Evidence("House book", date(2026, 3, 1)), Evidence("Page 2")), note="Ä note")
    return sheet(FIR_1=whole, FIR_2=None, DOU_1="We have none.", DOU_2=Answer())


def frozen(standard: Standard) -> Frozen:
    made = snapshot.freeze(ORGANISATION, PROGRAMME, audit_of(standard), given(), ACTIONS)
    return replace(made, voice=VOICE, assessment=SEEN)


def written(standard: Standard, of: Frozen) -> str:
    card = score(standard, of.sheet)
    return snapshot.write(of, card, find(card, of.sheet.date))


def test_a_snapshot_is_canonical_and_says_which_result_was_signed(standard: Standard) -> None:
    text = written(standard, frozen(standard).signed_by("Manager", NOW))
    said = json.loads(text)
    assert rfc8785.dumps(said).decode() == text
    assert said["format"] == "self-audit-snapshot/1"
    assert said["signed"] == {"role": "Manager", "moment": "2026-11-01T14:02:00+00:00"}
    assert said["result"]["standing"] == "red-line-open"
    assert said["answers"]["FIR-1"]["note"] == "Ä note"
    assert "DOU-2" not in said["answers"]
    assert code(digest(text)).count("-") == 7


def test_what_is_signed_does_not_depend_on_the_order_in_which_it_was_decided(standard: Standard) -> None:
    one = frozen(standard)
    other = snapshot.freeze(ORGANISATION, PROGRAMME, audit_of(standard), given(), reversed(ACTIONS))
    assert written(standard, replace(other, voice=VOICE, assessment=SEEN)) == written(standard, one)


def test_a_snapshot_names_what_its_audit_started_from(standard: Standard) -> None:
    audit = replace(audit_of(standard), begun_as=Beginning.RE_AUDIT, follows="d" * 16)
    made = snapshot.freeze(ORGANISATION, PROGRAMME, audit, given(), ())
    known = replace(made, follows_day=date(2025, 11, 1))
    assert json.loads(written(standard, known))["follows"] == {"audit": "d" * 16, "date": "2025-11-01"}
    assert json.loads(written(standard, made))["follows"] == {"audit": "d" * 16, "date": None}
    assert json.loads(written(standard, frozen(standard)))["follows"] == {"audit": None, "date": None}
    assert snapshot.read(written(standard, known)) == known


def test_a_snapshot_is_read_back_whole(standard: Standard) -> None:
    signed = frozen(standard).signed_by("Manager", NOW)
    assert snapshot.read(written(standard, signed)) == signed
    plain = replace(snapshot.freeze(ORGANISATION, PROGRAMME, audit_of(standard), given(), ()))
    assert snapshot.read(written(standard, plain)) == plain


def test_an_addendum_replaces_the_plan_and_the_findings_and_nothing_else(standard: Standard) -> None:
    signed = frozen(standard).signed_by("Manager", NOW)
    now = replace(signed, saved=ACTIONS[:1], assessment=Assessment(seen=9, validated=9, of=9))
    read = snapshot.read_addendum(snapshot.write_addendum(now), signed)
    assert read == replace(now, saved=(replace(ACTIONS[0], version=0),))
    assert (read.sheet, read.voice, read.moment) == (signed.sheet, signed.voice, signed.moment)


def test_what_is_no_snapshot_is_refused(standard: Standard) -> None:
    with pytest.raises(ValueError, match="self-audit-addendum/1"):
        snapshot.read(snapshot.write_addendum(frozen(standard)))
