"""The action plan as a part of the report for others: an entry for each action.

The same report tells the criteria among the gaps, and the interim steps with the red lines on its first pages, so
neither is told again here.
"""

from collections.abc import Iterator

from audit.language import gettext
from audit.render import words
from audit.render.page_parts import ActionRow, PlanPage
from audit.render.paper_parts import Block, Entry, Heading, Paragraph
from audit.render.paper_plan import due, origin, owner
from audit.render.paper_report import dotted, kept, sentence


def plan(page: PlanPage) -> Iterator[Block]:
    """Yield the actions by priority, and those whose gaps are closed."""
    yield Heading(gettext("Action plan"))
    yield Paragraph(sentence(dotted((page.as_of, page.overdue, page.count))))
    yield from origin(page)
    for group in page.groups:
        if group.actions:
            head = (str(group.number or ""), group.label, group.within, group.count, group.overdue)
            yield Heading(dotted(head), 3)
            yield from map(_entry, group.actions)
    if page.settled:
        yield Heading(gettext("Worked on, and the gap is closed"), 3)
        yield from map(_entry, page.settled)


def _entry(action: ActionRow) -> Entry:
    foot = (
        (gettext("Closes"), words.joined(c.id for c in action.criteria)),
        (gettext("Owner"), owner(action)),
        (gettext("Due"), due(action)),
        (gettext("Status"), words.joined(part for part in (action.progress, *action.flags) if part)),
    )
    rows = (
        ("", _until_then(action) if action.has_red_line else ""),
        ("", dotted(f"{label}: {text}" for label, text in foot if text)),
        (gettext("Will not be done because"), action.reason),
        (gettext("Outside our control"), action.outside),
        (gettext("What will show it"), action.evidence),
        (gettext("Effort"), action.effort),
        (gettext("Cost"), action.cost),
        (gettext("Note"), action.note),
        (gettext("Left to do"), action.hint),
    )
    return Entry(action.text, kept(rows), "red" if action.has_red_line else "calm")


def _until_then(action: ActionRow) -> str:
    """Say that it is a red line, where its interim step is told, and whether that is taken."""
    if action.interim:
        done = gettext("Taken, by own account") if action.interim_done else action.interim_due
        return gettext("Red line. Interim step: see the first pages (%(due)s).", due=done)
    if action.until_known:
        return gettext("Red line. Until it is known: see the first pages.")
    return gettext("Red line")
