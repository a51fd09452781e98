"""The action plan as one page, for screen and paper (design section 6)."""

from collections.abc import Iterable
from datetime import date, timedelta

from audit.core.plan import Action, Plan, Progress, Purpose, own_interim, projections
from audit.core.scoring import Scorecard
from audit.core.standard import Standard
from audit.language import format_date, gettext, ngettext
from audit.render import assessed, pages, voice_parts, words
from audit.render.page_parts import ActionRow, Criterion, Outcome, PlanGroup, PlanPage, Projection, Subject

# Priorities from this number on have half a year or more (design section 6), so a screen may fold them.
_FIRST_FOLDED = 3

# Number, label and how soon, of a group.
_Head = tuple[int | None, str, str]


def plan_page(subject: Subject, outcome: Outcome, today: date | None = None, unfolded: str = "") -> PlanPage:
    """Build the plan of an audit.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers, with the plan as people decided it.
        today: the day where the organisation is; what is late is marked against it. ``None`` marks nothing.
        unfolded: the key of an action that is to be seen at once.
    """
    card, plan = outcome.card, outcome.plan
    settled = tuple(action_row(card.standard, a) for a in plan.settled)
    late = plan.overdue(today) if today else None
    return PlanPage(
        title=gettext("Action plan"),
        facts=pages.facts(subject, card, outcome.assessment),
        red_line_headline=words.red_line_headline(card),
        standing=words.standing(card.standing),
        standing_code=card.standing.value if card.standing else "",
        standing_by=assessed.by(outcome.assessment),
        counts=words.counts(card.counts),
        count=ngettext("%(num)s action", "%(num)s actions", len(plan.actions)),
        as_of=gettext("Plan as of %(date)s", date=format_date(today)) if today else "",
        overdue=words.overdue(late) if late else "",
        has_overdue=late is not None and late.actions > 0,
        origin="" if subject.organisation else _drafted(),
        voice=voice_parts.build(card.standard, outcome.sheet, outcome.voice),
        groups=_groups(card.standard, plan, today, unfolded),
        settled_group=_group(
            (None, gettext("Worked on, and the gap is closed"), ""),
            settled,
            "settled",
            is_folded=_may_fold(settled, unfolded),
        ),
        projections=_projections(outcome),
        projection_note=gettext(
            "If every action due by then brings its criteria to level 3 with a document named, and nothing else "
            "changes."
        ),
    )


def _drafted() -> str:
    """Return what to know of a plan out of an answers file, which holds no plan."""
    return gettext(
        "Drafted from the answers alone. An answers file holds no plan: what the programme has decided or done since "
        "does not stand here."
    )


def action_row(standard: Standard, action: Action, today: date | None = None) -> ActionRow:
    """Return one action as a page shows it."""
    saved = action.saved
    criteria = _criteria(standard, action)
    interim_overdue = today is not None and action.is_interim_overdue(today)
    return ActionRow(
        key=saved.key,
        version=saved.version,
        criteria=criteria,
        has_red_line=any(c.is_red_line for c in criteria),
        text=words.purpose_text(action),
        interim=action.interim or "",
        interim_due=pages.at_once(action),
        interim_done=saved.interim_done,
        interim_overdue=interim_overdue,
        until_known=_until_known(action),
        owner=saved.owner,
        suggested_owner=_suggested_owner(standard, action),
        due=format_date(action.due) if action.due and saved.progress is not Progress.WILL_NOT_DO else "",
        due_note=gettext("Overdue") if today is not None and action.is_overdue(today) else "",
        due_mark=words.later_than_asked(action),
        progress=words.progress(saved.progress),
        progress_code=saved.progress.value,
        reason=saved.reason if saved.progress is Progress.WILL_NOT_DO else "",
        outside=saved.outside,
        evidence=saved.evidence,
        effort=words.effort(saved.effort) if saved.effort else "",
        cost=saved.cost,
        flags=_flags(action, interim_overdue=interim_overdue),
        hint=_hint(action),
        again=_again(standard, action),
        note=saved.note,
    )


def _groups(standard: Standard, plan: Plan, today: date | None, unfolded: str) -> tuple[PlanGroup, ...]:
    by_number: dict[int | None, list[ActionRow]] = {p.number: [] for p in standard.priorities}
    for action in plan.actions:
        number = action.priority.number if action.priority else None
        by_number.setdefault(number, []).append(action_row(standard, action, today))
    heads: list[_Head] = [(p.number, p.label, pages.within(p.days)) for p in standard.priorities]
    if None in by_number:
        heads.append((None, gettext("Other actions of our own"), ""))
    most_urgent = next((number for number, _, _ in heads if by_number[number]), None)
    return tuple(
        _group(
            (number, label, within),
            tuple(by_number[number]),
            f"priority-{number}" if number else "own-actions",
            is_folded=_is_far_off(number) and number != most_urgent and _may_fold(by_number[number], unfolded),
        )
        for number, label, within in heads
    )


def _group(head: _Head, actions: tuple[ActionRow, ...], anchor: str, *, is_folded: bool) -> PlanGroup:
    number, label, within = head
    late = sum(a.is_overdue or a.interim_overdue for a in actions)
    return PlanGroup(
        number=number,
        label=label,
        within=within,
        count=ngettext("%(num)s action", "%(num)s actions", len(actions)),
        overdue=gettext("%(num)s overdue", num=late) if late else "",
        anchor=anchor,
        is_folded=is_folded,
        actions=actions,
    )


def _is_far_off(number: int | None) -> bool:
    return number is not None and number >= _FIRST_FOLDED


def _may_fold(actions: Iterable[ActionRow], unfolded: str) -> bool:
    """Whether a screen may show these on demand: no red line is among them, and nobody asks for one of them."""
    return not any(a.has_red_line or a.key == unfolded for a in actions)


def _criteria(standard: Standard, action: Action) -> tuple[Criterion, ...]:
    names = [n for n in action.saved.criteria if standard.has(n)]
    return tuple(pages.criterion_part(standard.criterion(n), standard.domain_of(n)) for n in names)


def _until_known(action: Action) -> str:
    """Return the interim steps of the red lines nobody knows about, as the report shows them; a person's own first."""
    unknown = [g.reading.criterion for g in action.gaps if g.reading.is_unknown and g.reading.criterion.is_red_line]
    return (own_interim(action.saved) or " ".join(c.interim for c in unknown)) if unknown else ""


def _again(standard: Standard, action: Action) -> tuple[Criterion, ...]:
    if action.saved.progress is not Progress.DONE:
        return ()
    still_open = [g.reading.criterion for g in action.gaps]
    return tuple(pages.criterion_part(c, standard.domain_of(c.id)) for c in still_open)


def _suggested_owner(standard: Standard, action: Action) -> str:
    leads = [standard.criterion(n).lead for n in action.saved.criteria if standard.has(n)]
    return words.joined(dict.fromkeys(leads))


def _flags(action: Action, *, interim_overdue: bool) -> tuple[str, ...]:
    said = []
    if interim_overdue:
        said.append(gettext("the step that protects people meanwhile is overdue"))
    if action.saved.outside:
        said.append(gettext("outside our control"))
    if action.saved.needs_support:
        said.append(gettext("needs support"))
    return tuple(said)


def _hint(action: Action) -> str:
    """Say what is left after an action is done or dropped while its gap is still open."""
    if not action.gaps:
        return "" if action.purpose is Purpose.OWN else gettext("The gap is closed.")
    if action.saved.progress is Progress.DONE:
        return gettext("Done, and the gap is still open. Answer its criteria again.")
    if action.saved.progress is Progress.WILL_NOT_DO or action.saved.outside:
        return gettext("The gap stays open.")
    return ""


def _projections(outcome: Outcome) -> tuple[Projection, ...]:
    days = sorted(outcome.sheet.date + timedelta(days=p.days) for p in outcome.card.standard.priorities)
    cards = projections(outcome.card, outcome.plan, days)
    return tuple(projection(day, card) for day, card in zip(days, cards, strict=True))


def projection(day: date, card: Scorecard) -> Projection:
    """Return what an audit reaches by a day, in words; ``card`` is from ``core.plan.project``."""
    return Projection(
        by=format_date(day),
        standing=words.standing(card.standing),
        standing_code=card.standing.value if card.standing else "",
        at_least=words.at_least(card),
        counts=words.counts(card.counts),
        red_lines=words.red_line_headline(card),
    )
