"""Two audits side by side, and the trend of a programme with ten: nine signed ones, and the draft in hand."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from audit import library
from audit.core.programme import Audit
from audit.core.signing import Signature, digest
from audit.store import answers, audits, signatures
from bench import pages, sample
from bench.clock import Row
from bench.sample import Sample

SIGNED = 9


def rows(folder: Path) -> Iterable[Row]:
    """Measure the comparison of two audits and the trend of ten, in a store of their own."""
    made = sample.make(folder / "years")
    earlier = [_signed(made, back) for back in range(SIGNED, 0, -1)]
    last, programme = earlier[-1].id, made.audit.programme
    criteria = tuple(library.default().criteria())
    for picture in (f"/audits/{last}/compare/{made.audit.id}/change.svg", f"/programmes/{programme}/trend.svg"):
        made.client().get(picture)
    yield pages.page(made, f"/audits/{made.audit.id}/compare/{last}", criteria, "two of ten audits side by side")
    yield pages.page(made, f"/programmes/{programme}/trend", criteria, "the trend of ten audits")


def _signed(made: Sample, years_back: int) -> Audit:
    """Keep a signed audit of an earlier year, as much answered as the sample itself."""
    chance = random.Random(sample.SEED + years_back)  # noqa: S311 - sample answers
    day = made.audit.date.replace(year=made.audit.date.year - years_back)
    audit = replace(made.audit, id=made.store.token(), date=day)
    now, standard = made.store.clock(), library.default()
    with made.store.writing() as db:
        audits.create(db, audit, standard)
        given = {c.id: (sample.answer(c, chance), 0) for c in standard.criteria()}
        answers.save_many(db, audit, given, now)
        signatures.mark_ready(db, audit, on=True)
        signatures.sign(db, audit, _signature(made, audit))
    return audit


def _signature(made: Sample, audit: Audit) -> Signature:
    return Signature(
        organisation=audit.organisation,
        audit=audit.id,
        moment=made.store.clock(),
        account=made.store.token(),
        name="Bench",
        role="Manager",
        snapshot="{}",
        sha256=digest("{}"),
    )
