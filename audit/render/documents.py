"""Papers, finished: working copies for the programme, and the report for others.

A finished paper is kept in memory under the hash of everything that went into it, so that an unchanged audit
costs next to nothing. Nothing finished is written to disk: there is no copy to forget when an audit is deleted.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from threading import Lock

from audit.core.content import content_hash
from audit.core.standard import Scope
from audit.language import current, gettext
from audit.render import (
    edition_data,
    engines,
    pages,
    paper_blank,
    paper_plan,
    paper_plan_short,
    paper_report,
    plan_pages,
    signed_parts,
    typeset,
    wkhtml,
)
from audit.render.blank_parts import BlankPage
from audit.render.cache import Cache
from audit.render.errors import EngineMissingError
from audit.render.filenames import disposition, filename, full_name
from audit.render.page_parts import Outcome, PlanPage, ResultsPage, Subject
from audit.render.paper_parts import Block, Heading, Paragraph, Picture, Sheet, characters_lost, for_paper
from audit.render.typeset import Attachment

PDF = "application/pdf"
# A full report has about 0.7 MB; so many may wait in memory.
_MOST_KEPT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A finished paper.

    ``unprintable`` are the characters shown as placeholders. ``rules_passed`` is how many rules of PDF/UA-1 it
    was checked against and passed; ``None`` where nobody asked for the check.
    """

    content: bytes
    media_type: str
    filename: str
    name: str
    engine: str
    unprintable: tuple[str, ...] = ()
    rules_passed: int | None = None

    @property
    def disposition(self) -> str:
        """The header Content-Disposition with which to send it."""
        return disposition(self.filename, self.name)


@dataclass(frozen=True, slots=True)
class _Made:
    content: bytes
    engine: str
    unprintable: tuple[str, ...]


class _Kept:
    """The last papers made, each under all that went into it (hashed, so that no text stays behind as a key)."""

    def __init__(self) -> None:
        self._papers: OrderedDict[str, _Made] = OrderedDict()
        self._lock = Lock()

    def get(self, content: str, make: Callable[[], _Made]) -> _Made:
        """Return the paper of this content, made now where it is not kept; two threads may both make it."""
        key = hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()
        with self._lock:
            found = self._papers.get(key)
            if found is not None:
                self._papers.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._papers[key] = made
            while len(self._papers) > _MOST_KEPT:
                self._papers.popitem(last=False)
        return made


_kept = _Kept()


def working_report(page: ResultsPage, drawings: Cache, *, typeset_it: bool = False) -> Paper:
    """Make the programme's own copy of the report.

    Args:
        page: what it says.
        drawings: where the charts are kept.
        typeset_it: use Typst even where wkhtmltopdf is on the machine.

    Raises:
        AuditError: an engine is missing, failed or was too slow; the sentence says so.
    """
    sheet = paper_report.report(page, _working())
    return _working_copy(sheet, ("working-report", page.facts.programme), drawings, typeset_it=typeset_it)


def working_plan(page: PlanPage, *, typeset_it: bool = False) -> Paper:
    """Make the programme's own copy of the action plan; errors as in ``working_report``."""
    sheet = paper_plan.plan(page, _working())
    return _working_copy(sheet, ("working-plan", page.facts.programme), None, typeset_it=typeset_it)


def working_copy(sheet: Sheet, names: tuple[str, str], *, typeset_it: bool = False) -> Paper:
    """Make a working copy without pictures, of what a module of its own lays out; errors as in ``working_report``.

    Args:
        sheet: the paper.
        names: what it is, a word in ASCII, and what it is about; its file is called by both.
        typeset_it: use Typst even where wkhtmltopdf is on the machine.
    """
    return _working_copy(sheet, names, None, typeset_it=typeset_it)


def blank(page: BlankPage, *, typeset_it: bool = False) -> Paper:
    """Make the blank questionnaire; errors as in ``working_report``."""
    kind = "questionnaire" if page.scope_code == Scope.FULL else "questionnaire-first-pass"
    return _working_copy(paper_blank.blank(page), (kind, page.edition), None, typeset_it=typeset_it)


def edition(
    subject: Subject,
    outcome: Outcome,
    drawings: Cache,
    *,
    today: date,
    with_titles: bool = False,
    checked: bool = False,
) -> Paper:
    """Make the report in the form for others: accessible, its data attached.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers, with the plan as people decided it.
        drawings: where the charts are kept.
        today: the day where the organisation is; the plan is as of this day. Bytes are the same within it.
        with_titles: whether titles of documents and notes are shown too.
        checked: whether a second program checks it against PDF/UA-1 before it is handed out (decision 7). The
            bytes are the same either way.

    Raises:
        PaperNotAccessibleError: it was checked and did not pass.
        AuditError: an engine is missing or failed; the sentence says so.
    """
    standard = outcome.card.standard
    known = replace(subject, content_hash=subject.content_hash or content_hash(standard))
    saved = [action.saved for action in (*outcome.plan.actions, *outcome.plan.settled)]
    found = (outcome.sheet, saved, outcome.assessment, outcome.voice)
    key = repr((known, *found, standard.id, standard.edition, current().locale, today, with_titles))

    make = partial(_edition, known, outcome, drawings, today, with_titles=with_titles)
    # A copy with titles must never be taken for one without: a title can name a refuge.
    kind = "report-with-titles" if with_titles else "report"
    kind = f"signed-{kind}" if subject.signed and subject.signed.is_edition else kind
    paper = _finished(_kept.get(key, make), (kind, subject.programme), subject.date)
    return replace(paper, rules_passed=typeset.check(paper.content)) if checked else paper


def _edition(subject: Subject, outcome: Outcome, drawings: Cache, today: date, *, with_titles: bool) -> _Made:
    typeset.prepare()
    sheet = _report_for_others(subject, outcome, today, with_titles=with_titles)
    content = edition_data.data(subject, outcome, today, with_titles=with_titles)
    attachment = Attachment(content, edition_data.NAME, typeset.attachment_words())
    made = typeset.set_paper(for_paper(sheet), _drawn(sheet, drawings), attachment)
    return _Made(made, typeset.NAME, characters_lost(sheet))


def _working() -> str:
    return gettext("Self-Audit · working copy, for the programme itself")


def _working_copy(sheet: Sheet, names: tuple[str, str], drawings: Cache | None, *, typeset_it: bool) -> Paper:
    program = None if typeset_it or not engines.version("pdfkit") else engines.wkhtmltopdf()

    def make() -> _Made:
        ready, drawn = for_paper(sheet), _drawn(sheet, drawings)
        if program is None:
            return _Made(typeset.set_paper(ready, drawn), typeset.NAME, characters_lost(sheet))
        return _Made(wkhtml.set_paper(ready, drawn, program), wkhtml.NAME, characters_lost(sheet))

    day = date.fromisoformat(sheet.iso_date) if sheet.iso_date else None
    return _finished(_kept.get(repr((sheet, program)), make), names, day)


def _report_for_others(subject: Subject, outcome: Outcome, today: date, *, with_titles: bool) -> Sheet:
    page, plan = pages.results(subject, outcome, today), plan_pages.plan_page(subject, outcome, today)
    if not with_titles:
        page, plan = page.without_details(), plan.without_details()
    blocks: tuple[Block, ...] = (
        *paper_plan_short.plan(plan),
        Heading(gettext("About this file")),
        *(Paragraph(line) for line in (*_about(page), signed_parts.about(subject.signed)) if line),
    )
    return paper_report.report(page, signed_parts.kicker(subject.signed), blocks)


def _about(page: ResultsPage) -> tuple[str, ...]:
    lines = (
        page.not_shared,
        gettext("The data of this report is attached as JSON (%(name)s).", name=edition_data.NAME),
        gettext(
            "The file is made to PDF/UA-1 and PDF/A-3a. The program that set it refuses a paper in which it sees "
            "a rule of theirs broken. Nobody has tried it with every reading aid."
        ),
    )
    return tuple(line for line in lines if line)


def _finished(made: _Made, names: tuple[str, str], day: date | None) -> Paper:
    kind, title = names
    return Paper(
        content=made.content,
        media_type=PDF,
        filename=filename(kind, title, day),
        name=full_name(kind, title, day),
        engine=made.engine,
        unprintable=made.unprintable,
    )


def _drawn(sheet: Sheet, drawings: Cache | None) -> Mapping[str, bytes]:
    if drawings is None:
        return {}
    wanted = [block.chart for block in sheet.blocks if isinstance(block, Picture)]
    try:
        return {chart.name: drawings.svg(chart) for chart in wanted}
    except ImportError as error:
        raise EngineMissingError(engine="matplotlib") from error
