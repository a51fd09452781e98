"""The report as a paper (design section 12): red lines not held before any number, each with its interim step."""

from collections.abc import Iterable, Iterator

from audit.core.scoring import State
from audit.language import gettext
from audit.render import words
from audit.render.page_parts import (
    AnswerRow,
    DomainAnswers,
    DomainRow,
    Facts,
    GapGroup,
    GapRow,
    Listed,
    RedLine,
    ResultsPage,
)
from audit.render.page_parts import Criterion as CriterionPart
from audit.render.paper_parts import (
    Block,
    Bullets,
    Card,
    Cell,
    Entry,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Sheet,
    Table,
)
from audit.render.paper_parts import Facts as FactsBlock

# The longest name in a foot; the whole name stands on page one.
_SHORT = 80
# Charts on paper, the small one first: a tall one starts a page. The radar shows nothing that the domain chart does
# not show better (design section 11).
_CHARTS = ("priorities", "domains", "grid")
# The marks of answers, best first.
_ORDER = "3210?–"


def report(page: ResultsPage, kicker: str, after: tuple[Block, ...] = ()) -> Sheet:
    """Lay a results page out as a paper.

    Args:
        page: what the report says.
        kicker: what kind of copy it is, above the title.
        after: blocks for the end.
    """
    return Sheet(
        kind="report",
        title=page.title,
        kicker=kicker,
        subtitle=page.facts.programme,
        language=page.facts.language,
        iso_date=page.facts.iso_date,
        running=running(page.facts, page.red_line_headline, page.counts),
        page_words=page_words(),
        blocks=(
            *opening(page.facts),
            *_red_lines(page),
            *_standing(page),
            *_domains(page),
            *_second_voice(page),
            *_charts(page),
            *_gaps(page.gaps),
            *_lists(page),
            *_answers(page.answers),
            *after,
        ),
    )


def opening(facts: Facts) -> tuple[Block, ...]:
    """Return what every paper about an audit opens with: what it is about, and what it is not."""
    lines = (
        f"{sentence(facts.signed)} {facts.assessed[0]}",
        facts.assessed[1],
        *facts.notices,
        facts.first_pass,
        sentence(facts.basis),
        facts.disclaimer,
        facts.caption,
    )
    return FactsBlock(facts.lines, columns=2), Notice(tuple(line for line in lines if line))


def running(facts: Facts, red_lines: str, counts: str) -> tuple[str, ...]:
    """Return the foot of every page: any one page that is torn out still says what it is not."""
    state = (
        gettext("First pass") if facts.first_pass else "",
        facts.signed,
        facts.account,
        gettext("Red lines: %(headline)s", headline=red_lines),
        gettext("Criteria: %(counts)s", counts=counts),
    )
    origin = (short(facts.programme), facts.date, facts.edition, facts.formula, facts.code)
    return facts.caption, *facts.notices, dotted(state), dotted(origin)


def short(text: str) -> str:
    """Return a text for a line that has to stay one line; what is cut off ends in an ellipsis."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def page_words() -> str:
    """Return the pattern of the page number."""
    return gettext("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s")


def dotted(parts: Iterable[str]) -> str:
    """Return short parts in one line."""
    return " · ".join(part for part in parts if part)


def sentence(phrase: str) -> str:
    """Return a phrase with its full stop; empty stays empty."""
    return f"{phrase}." if phrase and not phrase.endswith(".") else phrase


def named(criterion: CriterionPart) -> str:
    """Return a criterion in one line."""
    return f"{criterion.id} · {criterion.statement}"


def kept(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the pairs that have something to say."""
    return tuple((label, text) for label, text in rows if text)


def _red_lines(page: ResultsPage) -> Iterator[Block]:
    if not page.red_lines:
        yield Heading(gettext("Red lines"))
        yield Paragraph(page.red_line_answer, "strong")
        return
    yield Heading(gettext("Red lines not held"))
    yield Paragraph(page.red_line_answer, "strong")
    yield Paragraph(gettext("Red lines: %(headline)s.", headline=page.red_line_headline))
    # The steps read as if somebody did them already, and whoever is handed a paper may take them so.
    yield Paragraph(gettext("A step under “Until …” is taken only where it says “Taken, by own account”."))
    for group in page.red_line_groups:
        yield Heading(group.title, level=3)
        yield from map(_red_line, group.lines)
    if page.unanswered_title:
        yield Heading(page.unanswered_title, level=3)
        yield Paragraph(page.unanswered_words)
        # In full on paper: the plan at its end points back to the interim steps here.
        yield from (_red_line(line) for line in page.red_lines if line.code == State.UNANSWERED)


def _red_line(line: RedLine) -> Card:
    done = gettext("Taken, by own account") if line.step_done else line.step_due
    due = gettext("%(action)s Due %(date)s.", action=line.action, date=line.due) if line.due else line.action
    step = f"{line.step} ({done})" if done else line.step
    rows = (
        (gettext("Now"), line.now),
        (line.step_label, "" if line.step == line.action else step),
        (gettext("To do"), due),
    )
    return Card(named(line.criterion), line.state, kept(rows), tone="red", level=3)


def _standing(page: ResultsPage) -> tuple[Block, ...]:
    pairs = (
        (gettext("Red lines"), page.red_line_headline),
        (gettext("Criteria"), page.counts),
        (gettext("Reached"), words.joined(part for part in (page.at_least, page.at_most) if part)),
        (gettext("Why this standing?"), page.standing_why),
    )
    standing = _followed(page.standing, page.standing_by) if page.standing_code else page.standing
    return (
        Heading(gettext("Standing")),
        Paragraph(words.joined(part for part in (standing, page.voice.disputed) if part), "large"),
        Paragraph(page.voice.told, "strong" if page.voice.disputed else "plain"),
        *(Paragraph(line, "strong") for line in page.facts.assessed[1:] if line),
        Paragraph(page.standing_meaning),
        FactsBlock(kept(pairs)),
    )


def _followed(text: str, by: str) -> str:
    """Return a standing, or its heading, with on whose word it rests."""
    return gettext("%(standing)s, %(by)s", standing=text, by=f"{by[0].lower()}{by[1:]}")


def _charts(page: ResultsPage) -> Iterator[Block]:
    yield Heading(gettext("The result in pictures"))
    by_name = {chart.name: chart for chart in page.charts}
    for chart in (by_name[name] for name in _CHARTS if name in by_name):
        yield Picture(chart)
        if chart.name == "priorities":
            rows = tuple((Cell(row[0], "strong"), *map(Cell, row[1:])) for row in chart.table.rows)
            yield Table(chart.table.caption, chart.table.head, rows, even(len(chart.table.head)))


def even(columns: int, first: int = 40) -> tuple[int, ...]:
    """Return widths in percent: the first column wide, the rest alike."""
    return (first, *[(100 - first) // max(columns - 1, 1)] * (columns - 1))


def _domains(page: ResultsPage) -> Iterator[Block]:
    yield Heading(gettext("Domain by domain"))
    head = (
        gettext("Domain"),
        _followed(gettext("Standing"), page.standing_by),
        gettext("Reached"),
        gettext("Criteria"),
        gettext("Red lines"),
    )
    rows = tuple(
        (
            Cell(d.title, "strong"),
            Cell(_disputed(page, d), "red" if d.standing_code == "red-line-open" else ""),
            Cell("\n".join(part for part in (d.at_least, d.at_most) if part) or "–"),
            Cell(d.counts),
            Cell(d.red_lines),
        )
        for d in page.domains
    )
    yield Table(gettext("Standing, counts and share reached, by domain"), head, rows, (27, 20, 14, 21, 18))
    yield Heading(gettext("Why these standings?"), 3)
    yield FactsBlock(tuple((d.title, d.why) for d in page.domains))


def _disputed(page: ResultsPage, row: DomainRow) -> str:
    """Return the standing of a domain, with what the partner service disputes below it."""
    return "\n".join(part for part in (row.standing, page.voice.beside(row.id)) if part)


def _second_voice(page: ResultsPage) -> Iterator[Block]:
    """Yield where the programme and its partner service differ, where the service agreed to be shown."""
    if page.voice.rows:
        yield Heading(gettext("Where the programme and the partner service differ"))
        yield Paragraph(gettext("Each by its own account. The two are never averaged."))
        head = (gettext("Criterion"), gettext("The programme"), gettext("The partner service"))
        rows = tuple((Cell(name, "strong"), Cell(own), Cell(theirs)) for name, own, theirs in page.voice.rows)
        yield Table(gettext("Differences, the most telling first"), head, rows, (36, 32, 32))


def _gaps(groups: tuple[GapGroup, ...]) -> Iterator[Block]:
    yield Heading(gettext("Gaps, most urgent first"))
    if not any(group.gaps for group in groups):
        yield Paragraph(gettext("No gap was found, by own account."))
    if any(gap.criterion.is_red_line for group in groups for gap in group.gaps):
        yield Paragraph(gettext("What a red line says now, and what mends it, stands on the first pages."))
    for group in groups:
        if group.gaps:
            by = gettext("due %(date)s", date=group.due)
            yield Heading(dotted((str(group.number), group.label, group.count, group.within, by)), 3)
            yield from map(_gap, group.gaps)


def _gap(gap: GapRow) -> Entry:
    state = (gap.criterion.kind, gap.state)
    # A red line stands in full on the first pages. The words of its next level are no repair: they are open too.
    told = gap.criterion.is_red_line
    rows = (state,) if told else (state, (gettext("Now"), gap.now), (gap.next_label, gap.next))
    return Entry(named(gap.criterion), kept(rows), "red" if gap.criterion.is_red_line else "calm")


def _lists(page: ResultsPage) -> Iterator[Block]:
    # Their statements stand among the gaps; those of what does not apply stand nowhere else.
    unknown = kept(
        (
            (gettext("Not sure yet"), _ids(page.not_sure)),
            (gettext("Not answered yet"), _ids(page.unanswered)),
            (
                gettext("Said to be in place every time, but no document named: counts as level 2"),
                _ids(page.unproven),
            ),
        )
    )
    if unknown or page.not_applicable:
        yield Heading(gettext("What does not count, and what is not known"))
    if unknown:
        yield FactsBlock(unknown)
    if page.not_applicable:
        yield Heading(gettext("Does not apply, with the reason given"), 3)
        yield Bullets(tuple(f"{named(entry.criterion)}\n{entry.reason}" for entry in page.not_applicable))


def _ids(listed: tuple[Listed, ...]) -> str:
    return words.joined(entry.criterion.id for entry in listed)


def _answers(domains: tuple[DomainAnswers, ...]) -> Iterator[Block]:
    yield Heading(gettext("All answers"))
    yield Paragraph(gettext("What is held stands here in full. The gaps stand above with their words."))
    for domain in domains:
        if domain.rows:
            yield Heading(domain.title, 3)
            yield FactsBlock(tuple(_by_answer(domain.rows)))
            yield from (_held(row) for row in domain.rows if row.code == State.HELD)
            yield from _details(domain)


def _by_answer(rows: tuple[AnswerRow, ...]) -> Iterator[tuple[str, str]]:
    """Yield each answer that was given, and the criteria it was given for."""
    answers = sorted({(_ORDER.find(row.mark), row.mark, row.answer) for row in rows})
    for _, mark, answer in answers:
        named_so = (row for row in rows if (row.mark, row.answer) == (mark, answer))
        yield f"{mark} · {answer}", words.joined(map(_briefly, named_so))


def _briefly(row: AnswerRow) -> str:
    documents = "" if row.code == State.HELD else row.documents
    parts = (row.criterion.kind if row.criterion.is_red_line else "", documents)
    told = words.joined(part for part in parts if part)
    return f"{row.criterion.id} ({told})" if told else row.criterion.id


def _held(row: AnswerRow) -> Entry:
    return Entry(named(row.criterion), ((dotted((row.criterion.kind, row.documents)), row.sentence),))


def _details(domain: DomainAnswers) -> Iterator[Block]:
    told = tuple(_detail(row) for row in domain.rows if row.titles or row.note)
    if told:
        yield Paragraph(gettext("Documents and notes"), "strong")
        yield Bullets(told)


def _detail(row: AnswerRow) -> str:
    return "\n".join((dotted((row.criterion.id, *row.titles)), *((row.note,) if row.note else ())))
