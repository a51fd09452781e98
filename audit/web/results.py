"""What an audit found: red lines first, then the standing, then numbers, charts and gaps (design section 10)."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.core import doubts
from audit.core.second_voice import Reader
from audit.render import charts, doubt_page, pages, voice_parts, words
from audit.render.chart_parts import Chart
from audit.render.page_parts import ResultsPage
from audit.web import addresses, documentpages, drawing, headings, opened
from audit.web.pictures import Figure, figure

blueprint = Blueprint("results", __name__)


@blueprint.get("/audits/<token:audit_id>/results")
def show(audit_id: str) -> ResponseReturnValue:
    """Show what the answers so far say."""
    found, outcome = opened.result(audit_id, Reader.PROGRAMME)
    page = pages.results(found.subject, outcome, found.today)
    return render_template(
        "results/show.html",
        page=page,
        audit_id=audit_id,
        later=headings.later(found),
        ending=documentpages.ending(found),
        domains=addresses.domains(found),
        figures=_figures(audit_id, page.charts, _by(page)),
        doubts=doubt_page.rows(found.standard, doubts.find(found.standard, outcome.sheet)),
        edition_href=url_for("standards.kept", standard_id=found.standard.id, content_hash=found.audit.content_hash),
    )


@blueprint.get("/audits/<token:audit_id>/charts/<name:name>.svg")
def chart(audit_id: str, name: str) -> ResponseReturnValue:
    """Send one picture; it is drawn once for the same answers.

    Raises:
        UnknownNameError: there is no chart of that name.
    """
    found, outcome = opened.result(audit_id, Reader.PROGRAMME)
    made = charts.build(name, outcome.card, outcome.gaps)
    return drawing.send(*voice_parts.marked((made,), found.standard, outcome.voice))


def _by(page: ResultsPage) -> str:
    """Return what stands under every picture: on whose word it rests, and that the partner service disputes it."""
    return words.joined(part for part in (page.standing_by, page.voice.disputed) if part)


def _figures(audit_id: str, made: tuple[Chart, ...], by: str) -> tuple[Figure, ...]:
    note = f"{by}."
    return tuple(figure(c, url_for("results.chart", audit_id=audit_id, name=c.name), note) for c in made)
