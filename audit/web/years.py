"""A programme over the years: two audits side by side, the trend, and what a new edition would change."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from audit import library
from audit.core import bridge, comparison, formulas, scoring, trend
from audit.core.beside import NOTHING, Beside
from audit.core.people import Right
from audit.core.programme import Audit, Organisation, Programme
from audit.core.scoring import Scorecard
from audit.core.second_voice import Reader
from audit.core.standard import Standard
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.render import bridge_page, chart_change, chart_trend, compare_page, page_parts, trend_page
from audit.render.bridge_page import BridgePage
from audit.render.chart_parts import Chart
from audit.render.compare_page import Side
from audit.store import answers, audits, editions, findings
from audit.store import beside as beside_store
from audit.store.connection import Connection
from audit.web import access, drawing, headings, moved, opened, voicemarks
from audit.web.pictures import Figure, figure
from audit.web.start import AuditLine, audit_line

blueprint = Blueprint("years", __name__)
moved.register(blueprint)


class SameAuditError(AuditError):
    """An audit was to be compared with itself."""

    sentence = N_("This is one and the same audit. Choose another one to set beside it.")


class OtherProgrammeError(AuditError):
    """Audits of two programmes were to be compared."""

    sentence = N_("These audits are of two programmes. Only audits of one programme are set side by side.")


@dataclass(frozen=True, slots=True)
class Other:
    """An audit that may be set beside another, with its state; ``refusal`` says why it cannot, empty where it can."""

    line: AuditLine
    state: str
    refusal: str


@blueprint.get("/audits/<token:audit_id>/compare")
def choose(audit_id: str) -> ResponseReturnValue:
    """Let the reader choose which audit of the programme to set beside this one."""
    with access.store().reading() as db:
        found = opened.audit(db, audit_id)
        listed = audits.listing(db, found.programme)
        others = [_other(db, found.audit, a) for a in listed if a.id != found.audit.id]
    return render_template("years/choose.html", heading=headings.of(found), others=others)


@blueprint.get("/audits/<token:audit_id>/compare/<token:other_id>")
def compare(audit_id: str, other_id: str) -> ResponseReturnValue:
    """Show two audits side by side, the earlier one first whichever was named first.

    Raises:
        SameAuditError: they are one.
        OtherProgrammeError: they are of two programmes.
        UnlikeStandardsError: they are by different standards.
    """
    whose, programme, before, after = _sides(audit_id, other_id)
    page = compare_page.page(before, after, comparison.compare(before.card, after.card))
    address = url_for("years.change_chart", audit_id=before.audit.id, other_id=after.audit.id)
    domains = {
        domain.id: url_for("questionnaire.domain", audit_id=after.audit.id, domain_id=domain.id)
        for domain in after.card.standard.domains
    }
    return render_template(
        "years/compare.html",
        page=page,
        programme=programme,
        fictional=headings.fictional(whose),
        audit_id=audit_id,
        domains=domains,
        figure=_figure(page.chart, address),
    )


@blueprint.get("/audits/<token:audit_id>/compare/<token:other_id>/change.svg")
def change_chart(audit_id: str, other_id: str) -> ResponseReturnValue:
    """Send the picture of what changed."""
    *_, before, after = _sides(audit_id, other_id)
    return drawing.send(chart_change.build(comparison.compare(before.card, after.card)))


@blueprint.get("/programmes/<token:programme_id>/trend")
def show_trend(programme_id: str) -> ResponseReturnValue:
    """Show a programme over its audits."""
    programme, found = _trend(programme_id)
    page = trend_page.page(found)
    address = url_for("years.trend_chart", programme_id=programme_id)
    return render_template("years/trend.html", page=page, programme=programme, figure=_figure(page.chart, address))


@blueprint.get("/programmes/<token:programme_id>/trend.svg")
def trend_chart(programme_id: str) -> ResponseReturnValue:
    """Send the picture of the trend."""
    return drawing.send(chart_trend.build(_trend(programme_id)[1]))


@blueprint.get("/programmes/<token:programme_id>/new-edition")
def new_edition(programme_id: str) -> ResponseReturnValue:
    """Show what the newest edition would change for the last audit; nothing is changed by it."""
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        last = _last(audits.listing(db, programme))
        page = _bridge(db, last) if last else None
    return render_template("years/edition.html", page=page, programme=programme)


def _other(db: Connection, audit: Audit, other: Audit) -> Other:
    unlike = gettext("by another standard; it cannot be compared") if other.standard != audit.standard else ""
    line = audit_line(db, other)
    state = line.status if other.is_signed else gettext("draft, not signed off, %(status)s", status=line.status)
    return Other(line, state, unlike)


def _sides(audit_id: str, other_id: str) -> tuple[Organisation, Programme, Side, Side]:
    """Load two audits of a programme with their results, the earlier first."""
    with access.store().reading() as db:
        whose, programme, one = access.audit(db, audit_id)
        _, _, other = access.audit(db, other_id)
        if one.id == other.id:
            raise SameAuditError
        if one.programme != other.programme:
            raise OtherProgrammeError
        before, after = sorted((one, other), key=lambda a: (a.date, a.created, a.id))
        there = beside_store.audits(db, whose.id)
        return whose, programme, _side(db, before, there), _side(db, after, there)


def _side(db: Connection, audit: Audit, there: Collection[str]) -> Side:
    card = _scored(db, audit, editions.get(db, audit.content_hash))
    return Side(audit, card, _beside(db, audit, card, there))


def _beside(db: Connection, audit: Audit, card: Scorecard, there: Collection[str]) -> Beside:
    """Return what others say beside an audit, as far as whoever asks may know; ``there`` are those that have any."""
    if audit.id not in there:
        return NOTHING
    reader = Reader.PROGRAMME if access.may_here(Right.READ) else Reader.REPORT
    voice = voicemarks.of(db, audit, card.standard, answers.counting(db, audit), reader)
    return Beside(page_parts.assessment(card, findings.counting(db, audit)), voice)


def _scored(db: Connection, audit: Audit, standard: Standard) -> Scorecard:
    formulas.check(audit.formula)
    return scoring.score(standard, answers.counting(db, audit))


def _trend(programme_id: str) -> tuple[Programme, trend.Trend]:
    with access.store().reading() as db:
        _, programme = access.programme(db, programme_id)
        chosen = trend.choose(audits.listing(db, programme))
        kept = {name: editions.get(db, name) for name in {a.content_hash for a in chosen.audits}}
        cards = {a.id: _scored(db, a, kept[a.content_hash]) for a in chosen.audits}
        there = beside_store.audits(db, programme.organisation)
        beside = {a.id: _beside(db, a, cards[a.id], there) for a in chosen.audits}
    return programme, trend.trend(chosen, cards, beside)


def _last(listed: Iterable[Audit]) -> Audit | None:
    """Return the audit that a new edition would be about: the newest signed one, or else the newest that counts."""
    counting = [a for a in listed if not a.is_test]
    return next((a for a in counting if a.is_signed), next(iter(counting), None))


def _bridge(db: Connection, audit: Audit) -> BridgePage | None:
    """Try the newest edition on an audit; ``None`` where the program has none of its standard."""
    formulas.check(audit.formula)
    old = editions.get(db, audit.content_hash)
    new = next((s for s in _shipped() if s.id == old.id), None)
    if new is None:
        return None
    run = bridge.dry_run(old, new, answers.sheet(db, audit))
    return bridge_page.page(audit, new, bridge.steps(old, new), run)


def _shipped() -> Iterator[Standard]:
    return (library.loaded(folder) for folder in library.available())


def _figure(chart: Chart | None, address: str) -> Figure | None:
    return figure(chart, address, gettext("By own account.")) if chart else None
