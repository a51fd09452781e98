"""Whole audits: what a person chooses for each criterion, and the same put straight into a store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from audit.core.answers import Answer, Evidence
from audit.core.content import content_hash
from audit.core.programme import Audit, Organisation, Programme, Setting, SizeBand, WorkModel
from audit.core.scoring import FORMULA
from audit.core.standard import Criterion, Scope, Standard
from audit.store import answers, audits, organisations, programmes, sections
from audit.store.database import Store

DAY = date(2026, 11, 1)
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NOTE = "Žene zovemo mi. Übung < 2 Jahre & „sonst“ nicht"
REASON = "No court sends men here"


@dataclass(frozen=True, slots=True)
class Filled:
    """An audit in a store, with what belongs to it."""

    organisation: Organisation
    programme: Programme
    audit: Audit


def choices(standard: Standard) -> dict[str, Answer]:
    """Return an answer to every criterion; every kind of answer occurs, with and without documents and notes."""
    return {criterion.id: _choice(number, criterion) for number, criterion in enumerate(standard.criteria())}


def _choice(number: int, criterion: Criterion) -> Answer:
    note = f"{NOTE} {number}" if number % 6 == 0 else ""
    documents = tuple(_documents(number))
    if criterion.may_not_apply and number % 2 == 0:
        return Answer(not_applicable=f"{REASON}, {number}", note=note)
    if number % 7 == 5:
        return Answer(not_sure=True, note=note)
    return Answer(level=(3, 2, 3, 1, 0)[number % 5], evidence=documents, note=note)


def _documents(number: int) -> Iterator[Evidence]:
    if number % 5 == 0:
        yield Evidence(f"Manual, chapter {number}", date(2024, 3, 1 + number % 28))
    if number % 20 == 0:
        yield Evidence(f"Yearly count no. {number}")


def fill(store: Store, standard: Standard, given: Mapping[str, Answer], *, completed: bool = True) -> Filled:
    """Put an organisation with one programme and one audit into a store."""
    organisation = Organisation(id="a" * 16, name="Society for safety", country="HR", zone="Europe/Zagreb")
    programme = Programme(
        id="b" * 16,
        organisation=organisation.id,
        name="Program „Čvrsto tlo“",
        country="HR",
        languages=("hr",),
        setting=Setting.COMMUNITY,
        size_band=SizeBand.FROM_25,
        models=(WorkModel.SOCIAL_EDUCATIONAL,),
    )
    audit = Audit(
        id="c" * 16,
        organisation=organisation.id,
        programme=programme.id,
        standard=standard.id,
        edition=standard.edition,
        content_hash=content_hash(standard),
        formula=FORMULA,
        scope=Scope.FULL,
        date=DAY,
        is_test=False,
        created=AT,
        changed=AT,
    )
    with store.writing() as db:
        organisations.create(db, organisation)
        programmes.create(db, programme)
        audits.create(db, audit, standard)
        if given:
            answers.save_many(db, audit, {name: (answer, 0) for name, answer in given.items()}, AT)
        for domain in standard.domains if completed else ():
            sections.complete(db, audit, domain.id, done=True, at=AT)
    return Filled(organisation, programme, audit)
