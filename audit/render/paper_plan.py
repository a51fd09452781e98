"""The action plan as a paper, and as a part of the report for others."""

from collections.abc import Iterator

from audit.language import gettext
from audit.render import words
from audit.render.page_parts import ActionRow, PlanPage
from audit.render.paper_parts import Block, Card, Cell, Heading, Paragraph, Sheet, Table
from audit.render.paper_report import dotted, kept, named, opening, page_words, running


def plan(page: PlanPage, kicker: str) -> Sheet:
    """Lay an action plan out as a paper; ``kicker`` says what kind of copy it is."""
    state = f"{page.standing}, {page.standing_by.lower()}" if page.standing_code else page.standing
    red_lines = gettext("Red lines: %(headline)s", headline=page.red_line_headline)
    intro = dotted((page.count, as_of(page), red_lines, page.counts, state, page.voice.disputed))
    return Sheet(
        kind="plan",
        title=page.title,
        kicker=kicker,
        subtitle=page.facts.programme,
        language=page.facts.language,
        iso_date=page.facts.iso_date,
        running=running(page.facts, page.red_line_headline, page.counts),
        page_words=page_words(),
        blocks=(
            *opening(page.facts),
            Paragraph(intro, "strong"),
            *origin(page),
            *groups(page, level=2),
            *_projections(page),
        ),
    )


def origin(page: PlanPage) -> tuple[Block, ...]:
    """Return where a plan comes from that nobody has worked on; nothing for that of a stored audit."""
    return (Paragraph(page.origin),) if page.origin else ()


def as_of(page: PlanPage) -> str:
    """Return of which day the plan is and how many of its actions are overdue; empty where no day was given."""
    return gettext("%(as_of)s: %(overdue)s", as_of=page.as_of, overdue=page.overdue) if page.as_of else ""


def due(action: ActionRow) -> str:
    """Return when an action is due and what is to be said of that day; empty where it has none."""
    marks = words.joined(part for part in (action.due_note, action.due_mark) if part)
    return f"{action.due} ({marks})" if marks else action.due


def owner(action: ActionRow) -> str:
    """Return the role that sees to an action; where none was decided, that and the role the standard suggests."""
    if action.owner:
        return action.owner
    if action.suggested_owner:
        return gettext("not decided (suggested: %(role)s)", role=action.suggested_owner)
    return gettext("not decided")


def groups(page: PlanPage, level: int) -> Iterator[Block]:
    """Yield the actions by priority under headings of ``level``, and those whose gaps are closed."""
    for group in page.groups:
        if group.actions:
            head = (str(group.number or ""), group.label, group.within, group.count, group.overdue)
            yield Heading(dotted(head), level)
            yield from map(_card, group.actions)
    if page.settled:
        yield Heading(gettext("Worked on, and the gap is closed"), level)
        yield from map(_card, page.settled)


def _card(action: ActionRow) -> Card:
    late = gettext("(overdue)") if action.interim_overdue else ""
    done = gettext("Taken, by own account") if action.interim_done else action.interim_due
    rows = (
        (gettext("Closes"), "\n".join(map(named, action.criteria))),
        (gettext("Until then"), " ".join(part for part in (action.interim, f"({done})", late) if part))
        if action.interim
        else ("", ""),
        (gettext("Find out now. Until it is known"), action.until_known),
        (gettext("Will not be done because"), action.reason),
        (gettext("Outside our control"), action.outside),
        (gettext("What will show it"), action.evidence),
        (gettext("Note"), action.note),
        (gettext("Left to do"), action.hint),
    )
    foot = (
        (gettext("Owner"), owner(action)),
        (gettext("Due"), due(action)),
        (gettext("Status"), words.joined(part for part in (action.progress, *action.flags) if part)),
        (gettext("Effort"), action.effort),
        (gettext("Cost"), action.cost),
    )
    tag = gettext("Red line") if action.has_red_line else ""
    return Card(action.text, tag, kept(rows), kept(foot), tone="red" if action.has_red_line else "calm")


def _projections(page: PlanPage) -> tuple[Block, ...]:
    head = (gettext("By"), gettext("Standing"), gettext("Reached"), gettext("Criteria"), gettext("Red lines"))
    rows = tuple(
        (
            Cell(p.by, "strong"),
            Cell(
                "\n".join(filter(None, (p.standing, page.voice.disputed))),
                "red" if p.standing_code == "red-line-open" else "",
            ),
            Cell(p.at_least or "–"),
            Cell(p.counts),
            Cell(p.red_lines),
        )
        for p in page.projections
    )
    caption = gettext("Where the plan leads, as own account")
    return (
        Heading(gettext("Where the plan leads")),
        Paragraph(page.projection_note),
        Table(caption, head, rows, (20, 23, 14, 24, 19)),
    )
