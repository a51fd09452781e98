"""The report as a paper (design section 12): red lines not held before any number, each with its interim step."""

from collections.abc import Iterable, Iterator

from audit.core.scoring import State
from audit.language import gettext
from audit.render import words
from audit.render.page_parts import (
    AnswerRow,
    DomainAnswers,
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
# Charts on paper. The radar shows nothing that the domain chart does not show better (design section 11).
_CHARTS = ("domains", "grid", "priorities")


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
            *_charts(page),
            *_domains(page),
            *_gaps(page.gaps),
            *_lists(page),
            *_answers(page.answers),
            *after,
        ),
    )


def opening(facts: Facts) -> tuple[Block, ...]:
    """Return what every paper about an audit opens with: what it is about, and what it is not."""
    lines = (
        gettext(
            "%(signed)s. %(account)s: no assessor has seen the documents.", signed=facts.signed, account=facts.account
        ),
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
        facts.signed,
        facts.account,
        gettext("Red lines: %(headline)s", headline=red_lines),
        gettext("Criteria: %(counts)s", counts=counts),
    )
    origin = (short(facts.programme), facts.date, facts.edition, facts.formula)
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
    yield Paragraph(gettext("The failing of a red line can directly endanger someone. These are not held."), "strong")
    for line in page.red_lines:
        yield _red_line(line)


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
    standing = gettext("%(standing)s, by own account", standing=page.standing) if page.standing_code else page.standing
    return (
        Heading(gettext("Standing")),
        Paragraph(standing, "large"),
        Paragraph(page.standing_meaning),
        FactsBlock(kept(pairs)),
    )


def _charts(page: ResultsPage) -> Iterator[Block]:
    yield Heading(gettext("The result in pictures"))
    for chart in page.charts:
        if chart.name in _CHARTS:
            yield Picture(chart)
        if chart.name == "priorities":
            rows = tuple((Cell(row[0], "strong"), *map(Cell, row[1:])) for row in chart.table.rows)
            yield Table(chart.table.caption, chart.table.head, rows, even(len(chart.table.head)))


def even(columns: int, first: int = 40) -> tuple[int, ...]:
    """Return widths in percent: the first column wide, the rest alike."""
    return (first, *[(100 - first) // max(columns - 1, 1)] * (columns - 1))


def _domains(page: ResultsPage) -> Iterator[Block]:
    yield Heading(gettext("Domain by domain"), new_page=True)
    head = (
        gettext("Domain"),
        gettext("Standing, by own account"),
        gettext("Reached"),
        gettext("Criteria"),
        gettext("Red lines"),
    )
    rows = tuple(
        (
            Cell(d.title, "strong"),
            Cell(d.standing, "red" if d.standing_code == "red-line-open" else ""),
            Cell("\n".join(part for part in (d.at_least, d.at_most) if part) or "–"),
            Cell(d.counts),
            Cell(d.red_lines),
        )
        for d in page.domains
    )
    yield Table(gettext("Standing, counts and share reached, by domain"), head, rows, (27, 20, 14, 21, 18))
    yield Heading(gettext("Why these standings?"), 3)
    yield FactsBlock(tuple((d.title, d.why) for d in page.domains))


def _gaps(groups: tuple[GapGroup, ...]) -> Iterator[Block]:
    yield Heading(gettext("Gaps, most urgent first"), new_page=True)
    if not any(group.gaps for group in groups):
        yield Paragraph(gettext("No gap was found, by own account."))
    head = (gettext("Criterion"), gettext("What the level says now"), gettext("What the next one asks"), gettext("Due"))
    for group in groups:
        if group.gaps:
            yield Heading(f"{group.number} · {group.label}", 3)
            caption = dotted((group.label, group.count, group.within))
            yield Table(caption, head, tuple(_gap_cells(gap) for gap in group.gaps), (34, 27, 27, 12))


def _gap_cells(gap: GapRow) -> tuple[Cell, ...]:
    tone = "red" if gap.criterion.is_red_line else "strong"
    now = gap.now or _capital(gap.state)
    kind = f"{gap.criterion.kind}: {gap.state}"
    return Cell(f"{named(gap.criterion)}\n{kind}", tone), Cell(now), Cell(gap.next), Cell(gap.due)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _lists(page: ResultsPage) -> Iterator[Block]:
    lists = (
        (gettext("Does not apply, with the reason given"), page.not_applicable),
        (gettext("Not sure yet"), page.not_sure),
        (gettext("Not answered yet"), page.unanswered),
        (gettext("Said to be in place every time, but no document named: counts as level 2"), page.unproven),
    )
    if any(listed for _, listed in lists):
        yield Heading(gettext("What does not count, and what is not known"), new_page=True)
    for title, listed in lists:
        if listed:
            yield Heading(title, 3)
            yield Bullets(tuple(_item(entry) for entry in listed))


def _item(entry: Listed) -> str:
    return f"{named(entry.criterion)}\n{entry.reason}" if entry.reason else named(entry.criterion)


def _answers(domains: tuple[DomainAnswers, ...]) -> Iterator[Block]:
    yield Heading(gettext("All answers"), new_page=True)
    head = (gettext("Level"), gettext("Criterion"), gettext("What the answer says"), gettext("Documents"))
    for domain in domains:
        if domain.rows:
            yield Heading(domain.title, 3)
            yield Table(domain.title, head, tuple(_answer_cells(row) for row in domain.rows), (8, 40, 36, 16))
            yield from _details(domain)


def _answer_cells(row: AnswerRow) -> tuple[Cell, ...]:
    tones = {"?": "unknown", "–": "outside"}
    statement = f"{named(row.criterion)}\n{row.criterion.kind}"
    # A gap's sentence stands among the gaps, and the reason why a criterion does not apply in its own list.
    says = row.sentence if row.code == State.HELD else ""
    return (
        Cell(row.mark, tones.get(row.mark, f"level-{row.mark}")),
        Cell(statement, _weight(row)),
        Cell(says or _capital(row.answer)),
        Cell(row.documents or "–"),
    )


def _weight(row: AnswerRow) -> str:
    if not row.criterion.is_red_line:
        return ""
    return "strong" if row.code in {State.HELD, State.NOT_APPLICABLE} else "red"


def _details(domain: DomainAnswers) -> Iterator[Block]:
    told = tuple(_detail(row) for row in domain.rows if row.titles or row.note)
    if told:
        yield Paragraph(gettext("Documents and notes"), "strong")
        yield Bullets(told)


def _detail(row: AnswerRow) -> str:
    return "\n".join((dotted((row.criterion.id, *row.titles)), *((row.note,) if row.note else ())))
