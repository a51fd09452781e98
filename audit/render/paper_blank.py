"""The blank questionnaire as a paper, with boxes to tick and lines for a pen."""

from collections.abc import Iterator

from audit.language import gettext
from audit.render.blank_parts import BlankCriterion, BlankDomain, BlankPage
from audit.render.paper_parts import Block, Bullets, Facts, Heading, Notice, Paragraph, Question, Sheet
from audit.render.paper_report import dotted, page_words, sentence


def blank(page: BlankPage) -> Sheet:
    """Lay the blank questionnaire out as a paper."""
    return Sheet(
        kind="blank",
        title=page.title,
        kicker="Self-Audit",
        subtitle=page.edition,
        language=page.language,
        iso_date="",
        running=(page.caption, dotted((page.edition, page.scope)), page.do_not_name),
        page_words=page_words(),
        blocks=(*_front(page), *(block for domain in page.domains for block in _domain(domain))),
    )


def _front(page: BlankPage) -> Iterator[Block]:
    yield Facts(((gettext("Scope"), page.scope), (gettext("Criteria"), page.count), (gettext("Time"), page.time)))
    yield Notice(tuple(line for line in (sentence(page.basis), page.disclaimer, page.caption) if line))
    yield Heading(gettext("How to answer"))
    yield Bullets(page.how_to)
    yield Facts(tuple((f"{row.level} · {row.label}", row.sentence) for row in page.scale))
    yield Notice((page.do_not_name,), "red")
    yield Heading(gettext("Who should take part"))
    yield Bullets(page.who)
    yield Facts(page.roles, columns=2)
    yield Heading(gettext("Documents to gather"))
    yield Paragraph(gettext("Have these at hand if you keep them. Only their titles and dates are written down."))
    for domain in page.domains:
        yield Paragraph(domain.title, "strong")
        yield Paragraph("; ".join(domain.documents))


def _domain(domain: BlankDomain) -> Iterator[Block]:
    yield Heading(f"{domain.title} · {domain.count}")
    yield Paragraph(domain.summary)
    for criterion in domain.criteria:
        yield _question(criterion)


def _question(asked: BlankCriterion) -> Question:
    others, note = [(gettext("Not sure yet"), "")], gettext("Note")
    if asked.not_applicable_when:
        others.append((gettext("Does not apply"), asked.not_applicable_when))
        note = gettext("Note, or why it does not apply")
    return Question(
        name=asked.criterion.id,
        tag=asked.criterion.kind,
        statement=asked.criterion.statement,
        why=asked.why,
        choices=tuple((str(row.level), row.sentence) for row in asked.levels),
        others=tuple(others),
        lines=(gettext("Document: title and date"), note),
        tone="red" if asked.criterion.is_red_line else "calm",
    )
