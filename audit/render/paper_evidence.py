"""The list "documents to have ready" as a paper: for whoever gathers them, and for an assessor's visit."""

from collections.abc import Iterator

from audit.language import gettext
from audit.render.documents import Paper, working_copy
from audit.render.evidence_pages import EvidencePage, EvidenceRow, Missing
from audit.render.paper_parts import Block, Entry, Heading, Notice, Paragraph, Sheet
from audit.render.paper_report import named, opening, page_words, running

KIND = "documents"


def paper(page: EvidencePage, *, typeset_it: bool = False) -> Paper:
    """Make the working copy of the list; errors as in ``documents.working_report``."""
    return working_copy(sheet(page), (KIND, page.facts.programme), typeset_it=typeset_it)


def sheet(page: EvidencePage) -> Sheet:
    """Lay the list out as a paper."""
    return Sheet(
        kind="documents",
        title=page.title,
        kicker=gettext("Self-Audit · working copy, for the programme itself"),
        subtitle=page.facts.programme,
        language=page.facts.language,
        iso_date=page.facts.iso_date,
        running=running(page.facts, page.red_line_headline, page.counts),
        page_words=page_words(),
        blocks=(*opening(page.facts), *_named(page), *_missing(page)),
    )


def _named(page: EvidencePage) -> Iterator[Block]:
    yield Paragraph(page.count, "strong")
    yield Paragraph(gettext("A title can name a place or a person. Keep this list as carefully as the documents."))
    if page.ending:
        yield Notice((gettext("To be renewed"), *(f"{row.name}: {row.holds}" for row in page.ending)))
    for row in page.rows:
        yield Entry(row.name, tuple(_lines(row)))


def _lines(row: EvidenceRow) -> Iterator[tuple[str, str]]:
    yield gettext("Named for"), row.codes
    yield gettext("Where it is kept"), row.kept or gettext("not said")
    if row.holds:
        yield "", row.holds


def _missing(page: EvidencePage) -> Iterator[Block]:
    if page.missing:
        yield Heading(gettext("Level 3, but no document named"))
        yield Paragraph(gettext("Each of these counts as level 2 until the title of a document is named."))
    for one in page.missing:
        yield _missing_entry(one)


def _missing_entry(one: Missing) -> Entry:
    rows = tuple((gettext("What would show it"), prompt) for prompt in one.prompts)
    return Entry(named(one.criterion), rows, "red" if one.criterion.is_red_line else "calm")
