"""What an assessor and the partner service say stands beside an audit on the pages of several audits, too."""

from datetime import date

import pytest

from audit.core.assessment import Finding, Found
from audit.core.second_voice import Reader, Said, Tie, Voice
from audit.core.standard import Standard
from audit.store import beside, findings, second_voices
from audit.store.database import Store
from tests.web.audit_pages import all_at, audit_of, fill, red_lines, section
from tests.web.conftest import Page, read
from tests.web.test_years import Begin, begin, sign

__all__ = ["begin"]


@pytest.fixture
def contested(store: Store, audit: str, real: Standard) -> str:
    """Return an audit in which all is in place by own account; an assessor and the service say less of WOM-1."""
    fill(store, audit, all_at(real))
    kept, now = audit_of(store, audit), store.clock()
    less = Found(
        criterion="WOM-1",
        finding=Finding.VALIDATED,
        level=0,
        date=date(2026, 11, 1),
        note="",
        account=store.token(),
        version=0,
        saved=now,
    )
    voice = Voice(
        id=store.token(),
        organisation=kept.organisation,
        audit=audit,
        service="A service",
        tie=Tie.INDEPENDENT,
        email="office@service.example",
        invited=now,
        made_by=store.token(),
        expires=now,
    )
    with store.writing(by="tests") as db:
        findings.save(db, kept, less)
        second_voices.invite(db, kept, voice, "0" * 64)
        second_voices.give(db, voice, [Reader.PROGRAMME], {"WOM-1": Said(1)}, now)
    return audit


def test_a_trend_says_where_somebody_found_less(page: Page, store: Store, contested: str, programme: str) -> None:
    sign(store, contested)
    html = page(f"/programmes/{programme}/trend")
    (row,) = [r.words for r in next(read(html).all("table")).all("tr")][1:]
    assert "25 held, 0 open, 0 not known" in row
    assert "by own account, documents seen for 1 of 100 criteria, 1 validated, disputed by the partner service" in row
    assert (
        "The audit of 1 November 2026: An assessor found less in place than the programme says here: WOM-1 (Red line)."
    ) in html


def test_two_audits_are_never_calm_where_somebody_found_less(
    page: Page, contested: str, begin: Begin, real: Standard
) -> None:
    before = begin(date(2025, 11, 1), {**all_at(real), "WOM-3": 1})
    html = page(f"/audits/{contested}/compare/{before}")
    lines = section(html, "Red lines")
    assert lines.attrs["class"] == "red-lines"
    assert "1 red line is newly held: WOM-3." in lines.words
    assert "The audit of 1 November 2026: An assessor found less in place" in lines.words
    assert "disputed by the partner service" in section(html, "What is compared").words


def test_red_lines_that_did_not_move_are_named_while_they_are_open(
    page: Page, store: Store, audit: str, begin: Begin, real: Standard
) -> None:
    """Ninety-nine gains and one red line as open as before: the open one is named above all of them."""
    first, second, *_ = red_lines(real)
    before = begin(date(2025, 11, 1), {**all_at(real, 2), first: 0})
    fill(store, audit, {**all_at(real), first: 0, second: None})
    lines = section(page(f"/audits/{audit}/compare/{before}"), "Red lines").words
    left = f"Not held in the later audit: {first} (not in place), {second} (not sure yet)."
    assert 0 <= lines.index(left) < lines.index("are newly held:")


def test_audits_with_nothing_beside_them_are_not_looked_at(store: Store, audit: str, contested: str) -> None:
    kept = audit_of(store, audit)
    with store.reading() as db:
        assert beside.audits(db, kept.organisation) == {contested}
        assert beside.audits(db, store.token()) == frozenset()
