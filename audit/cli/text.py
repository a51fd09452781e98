"""A report and a plan as plain text: the same page as on screen and paper, in its order, for a terminal."""

from collections.abc import Iterable
from textwrap import wrap

from audit.language import gettext
from audit.render.page_parts import (
    ActionRow,
    DomainRow,
    Facts,
    GapGroup,
    Listed,
    PlanGroup,
    PlanPage,
    RedLine,
    ResultsPage,
)

# Wide enough for a statement in two lines, narrow enough for half a screen.
WIDTH = 96


def results(page: ResultsPage) -> str:
    """Return the results: red lines that are not held first, then the standing, then counts and percent."""
    return "\n".join(
        [
            *_head(page.title, page.facts),
            *_section(page.red_line_answer, (line for red_line in page.red_lines for line in _red_line(red_line))),
            *_standing(page),
            *_section(gettext("Domains"), (line for row in page.domains for line in _domain(row))),
            *(line for group in page.gaps if group.gaps for line in _gaps(group)),
            *_listed(gettext("Does not apply"), page.not_applicable),
            *_listed(gettext("Not sure yet"), page.not_sure),
            *_foot(page.facts),
        ]
    )


def plan(page: PlanPage) -> str:
    """Return the plan, by priority and date."""
    return "\n".join(
        [
            *_head(page.title, page.facts),
            gettext("Red lines: %(headline)s", headline=page.red_line_headline),
            gettext("Standing: %(standing)s. %(by)s.", standing=page.standing, by=page.standing_by),
            f"{page.counts}.",
            page.count,
            gettext("%(as_of)s: %(overdue)s", as_of=page.as_of, overdue=page.overdue),
            page.origin,
            *(line for group in page.groups if group.actions for line in _actions(group)),
            "",
            page.projection_note,
            *(f"  {p.by}: {p.standing}, {p.at_least} ({p.red_lines}; {p.counts})" for p in page.projections),
            *_foot(page.facts),
        ]
    )


def _head(title: str, facts: Facts) -> Iterable[str]:
    yield f"{title}. {facts.signed}."
    yield from (f"{label}: {value}" for label, value in facts.lines)
    yield from (line for line in (*facts.notices, facts.first_pass, facts.basis) if line)
    yield ""


def _foot(facts: Facts) -> Iterable[str]:
    yield ""
    yield facts.caption
    yield from wrap(facts.disclaimer, WIDTH)


def _section(title: str, lines: Iterable[str]) -> Iterable[str]:
    yield title
    yield from lines
    yield ""


def _red_line(line: RedLine) -> Iterable[str]:
    yield from _item(f"{line.criterion.id}  {line.state}. {line.criterion.statement}")
    parts = (line.step_due, line.step)
    yield from _under(f"{line.step_label}: {' – '.join(part for part in parts if part)}")


def _standing(page: ResultsPage) -> Iterable[str]:
    yield gettext("Red lines: %(headline)s", headline=page.red_line_headline)
    yield gettext("Standing: %(standing)s. %(by)s.", standing=page.standing, by=page.standing_by)
    yield page.voice.told
    yield from wrap(" ".join(part for part in (page.standing_meaning, page.standing_why) if part), WIDTH)
    yield f"{page.counts}."
    yield from (f"{share}." for share in (page.at_least, page.at_most) if share)
    yield ""


def _domain(row: DomainRow) -> Iterable[str]:
    yield from _item(row.title)
    shares = (row.standing, row.at_least, row.at_most, row.counts, gettext("red lines: %(what)s", what=row.red_lines))
    yield from _under("; ".join(part for part in shares if part))


def _gaps(group: GapGroup) -> Iterable[str]:
    yield f"{group.number}. {group.label}, {group.within}: {group.count}"
    for gap in group.gaps:
        yield from _item(f"{gap.criterion.id}  {gap.state}. {gap.criterion.statement}")
        yield from _under(gettext("%(label)s, by %(due)s: %(what)s", label=gap.next_label, due=gap.due, what=gap.next))
    yield ""


def _listed(title: str, listed: tuple[Listed, ...]) -> Iterable[str]:
    if listed:
        yield f"{title}:"
    for row in listed:
        yield from _item(f"{row.criterion.id}  {row.criterion.statement}")
        yield from _under(row.reason)


def _actions(group: PlanGroup) -> Iterable[str]:
    yield ""
    yield ", ".join(part for part in (group.label, group.within, group.count, group.overdue) if part)
    for action in group.actions:
        yield from _action(action)


def _action(action: ActionRow) -> Iterable[str]:
    for criterion in action.criteria:
        yield from _item(f"{criterion.id}  {criterion.statement}")
    yield from _under(action.text)
    if action.interim:
        yield from _under(f"{action.interim_due}: {action.interim}")
    yield from _under(gettext("By %(due)s. Lead: %(role)s.", due=action.due, role=action.suggested_owner))
    yield from _under(". ".join(mark for mark in (action.due_note, *action.flags) if mark))


def _item(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _under(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="      ", subsequent_indent="      ")
