"""The results of an audit as one page, for screen and paper (design sections 5, 10 and 12).

It opens with what matters: the red lines that are not held, by name, each with the step that protects
people meanwhile. Then the standing; then counts and percent; then charts and gaps.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from babel import Locale

from audit.core import gaps as gap_rules
from audit.core.answers import Evidence
from audit.core.assessment import NOT_ASSESSED, Assessment
from audit.core.content import content_hash
from audit.core.gaps import Gap
from audit.core.plan import Action, Plan, Progress, needs_interim, own_interim
from audit.core.scoring import DomainScore, Reading, Scorecard, Standing, State, percent
from audit.core.standard import Criterion as CoreCriterion
from audit.core.standard import Domain as CoreDomain
from audit.core.standard import Kind, Scope, Standard, Status
from audit.errors import N_
from audit.language import current, format_date, gettext, ngettext
from audit.render import assessed, charts, origins, page_red_lines, signed_parts, voice_parts, words
from audit.render.page_parts import (
    AnswerRow,
    Criterion,
    DomainAnswers,
    DomainRow,
    Facts,
    GapGroup,
    GapRow,
    Listed,
    Outcome,
    RedLine,
    ResultsPage,
    Subject,
)

# Enough of an edition's SHA-256 to tell it from another one that took its name ("self-audit standard" prints all).
_HASH_SHOWN = 12
# So many criteria are named in a sentence; the rest are counted.
MOST_NAMED = 6
# Gaps of these priorities and later ones wait on a screen until somebody asks for them: a page that shows a
# hundred gaps at once hides those that endanger someone.
_FOLDED_FROM = 3

# What the next standing needs, for the criteria that hold a domain where it is.
_NEXT = {
    Standing.RED_LINE_OPEN: N_("To move on, every red line must be known and in place every time."),
    Standing.INCOMPLETE: N_("To move on, every criterion must be answered."),
    Standing.BELOW_MINIMUM: N_("To move on, every red line needs a document named, and every must level 2 or above."),
    Standing.MINIMUM_MET: N_(
        "Good practice needs every must at level 3 with a document named, and every should at level 2 or above."
    ),
}
# The priority whose gaps hold a domain at a standing: the tables of design sections 5 and 6 say the same thing.
_HOLDING_PRIORITY = {Standing.RED_LINE_OPEN: 1, Standing.BELOW_MINIMUM: 2, Standing.MINIMUM_MET: 3}


def results(subject: Subject, outcome: Outcome, today: date | None = None) -> ResultsPage:
    """Build the report of an audit.

    Args:
        subject: what was audited and when.
        outcome: what the rules say about the answers, with the plan as people decided it.
        today: the day where the organisation is; what is late is marked against it. ``None`` marks nothing.
    """
    card = outcome.card
    red_lines = _red_lines(outcome, today)
    unanswered = sum(r.state is State.UNANSWERED for r in card.red_lines.unknown)
    return ResultsPage(
        title=gettext("Report of a self-audit"),
        facts=facts(subject, card, outcome.assessment),
        red_lines=red_lines,
        red_line_groups=page_red_lines.groups(zip(card.red_lines.not_held, red_lines, strict=True)),
        unanswered_lines=page_red_lines.unanswered(red_lines),
        unanswered_title=page_red_lines.unanswered_title(unanswered),
        unanswered_words=page_red_lines.unanswered_words(unanswered),
        red_line_headline=words.red_line_headline(card),
        red_line_answer=" ".join(
            filter(None, (_red_line_answer(card), assessed.red_lines(outcome.assessment, card.standard)))
        ),
        standing=words.standing(card.standing),
        standing_code=card.standing.value if card.standing else "",
        standing_by=assessed.by(outcome.assessment),
        standing_meaning=words.standing_meaning(card.standing),
        standing_why=_overall_why(card),
        at_least=words.at_least(card),
        at_most=words.at_most(card),
        counts=words.counts(card.counts),
        answered=card.counts.answered,
        unknown=card.counts.unknown,
        unsure=card.counts.unsure,
        domains=tuple(_domain_row(d, card.scope) for d in card.domains),
        gaps=_gap_groups(outcome),
        gap_count=ngettext("%(num)s gap", "%(num)s gaps", len(outcome.gaps)),
        not_applicable=_listed(card, State.NOT_APPLICABLE),
        not_sure=_listed(card, State.NOT_SURE),
        unanswered=_listed(card, State.UNANSWERED),
        unproven=_listed(card, State.UNPROVEN),
        answers=tuple(_domain_answers(d) for d in card.domains),
        charts=voice_parts.marked(charts.build_all(card, outcome.gaps), card.standard, outcome.voice),
        voice=voice_parts.build(card.standard, outcome.sheet, outcome.voice),
    )


def facts(subject: Subject, card: Scorecard, assessment: Assessment = NOT_ASSESSED) -> Facts:
    """Return the head and foot of every page about an audit."""
    standard = card.standard
    edition, formula = words.edition(standard), words.formula(subject.formula)
    country, setting = words.country(subject.country), words.setting(subject.setting)
    day, scope = format_date(subject.date), words.scope(card.scope)
    lines = (
        (gettext("Programme"), subject.programme),
        (gettext("Organisation"), subject.organisation),
        (gettext("Country"), country),
        (gettext("Setting"), setting),
        (gettext("Date of the audit"), day),
        (gettext("Scope"), scope),
        (gettext("Edition"), edition),
        (gettext("SHA-256 of the edition"), (subject.content_hash or content_hash(standard))[:_HASH_SHOWN]),
        (gettext("Formula"), formula),
        *origins.lines(subject.origin),
        *signed_parts.lines(subject.signed),
    )
    return Facts(
        programme=subject.programme,
        organisation=subject.organisation,
        country=country,
        setting=setting,
        date=day,
        iso_date=subject.date.isoformat(),
        scope=scope,
        scope_code=card.scope.value,
        first_pass=first_pass(standard, card.scope),
        edition=edition,
        formula=formula,
        basis=basis(standard),
        disclaimer=standard.disclaimer,
        caption=words.caption(),
        signed=signed_parts.state(subject.signed),
        account=assessed.by(assessment),
        assessed=(assessed.sentence(assessment), assessed.lower(assessment, standard)),
        fictional=words.fictional(is_fictional=subject.is_fictional),
        trial=gettext("Marked as a trial by the programme.") if subject.is_test else "",
        follows=origins.sentence(subject.origin),
        addendum=signed_parts.addition(subject.signed),
        code=signed_parts.code_line(subject.signed),
        lines=tuple((label, value) for label, value in lines if value),
        language=language_tag(current().locale),
    )


def first_pass(standard: Standard, scope: Scope) -> str:
    """Return what a first pass leaves out; empty for a full audit."""
    if scope is Scope.FULL:
        return ""
    shoulds = sum(c.kind is Kind.SHOULD for c in standard.criteria())
    return ngettext(
        "A first pass asks only the red lines and musts. %(num)s other criterion was not asked.",
        "A first pass asks only the red lines and musts. The other %(num)s criteria were not asked.",
        shoulds,
    )


def basis(standard: Standard) -> str:
    """Return on what the criteria of a draft edition rest; empty once an edition is adopted."""
    return standard.basis if standard.status is Status.DRAFT else ""


def language_tag(locale: Locale) -> str:
    """Return the language of a page as HTML and PDF name it, such as "en" or "sr-Latn"."""
    return "-".join(part for part in (locale.language, locale.script) if part)


def criterion_part(criterion: CoreCriterion, domain: CoreDomain) -> Criterion:
    """Return a criterion as every list names it."""
    return Criterion(
        id=criterion.id,
        statement=criterion.statement,
        kind=words.kind(criterion.kind),
        is_red_line=criterion.is_red_line,
        domain=domain.id,
        domain_title=domain.title,
    )


def named(readings: Iterable[Reading]) -> str:
    """Return the first few criteria with how they stand, and how many more there are."""
    listed = tuple(readings)
    parts = [f"{r.criterion.id} ({words.state(r)})" for r in listed[:MOST_NAMED]]
    more = len(listed) - MOST_NAMED
    if more > 0:
        parts.append(ngettext("and %(num)s more", "and %(num)s more", more))
    return words.joined(parts)


def within(days: int) -> str:
    """Return how soon a gap is to be closed."""
    return ngettext("within %(num)s day", "within %(num)s days", days)


def why(score: DomainScore, scope: Scope) -> str:
    """Return what holds a domain at its standing and what the next standing needs."""
    if score.standing is None:
        return gettext("Nothing here applies to this programme, so it counts neither way.")
    if score.standing is Standing.GOOD_PRACTICE:
        return gettext("Nothing holds it down.")
    holding = _holding(score)
    if not holding:
        return gettext("A first pass cannot show more than this. The full audit asks the other criteria too.")
    sentences = [gettext("Held down by %(criteria)s.", criteria=named(holding)), gettext(_NEXT[score.standing])]
    if score.standing is Standing.MINIMUM_MET and scope is Scope.FIRST_PASS:
        sentences.append(gettext("Only the full audit can show it."))
    return " ".join(sentences)


def _holding(score: DomainScore) -> tuple[Reading, ...]:
    gaps = [r for r in score.readings if gap_rules.is_gap(r)]
    if score.standing is Standing.INCOMPLETE:
        return tuple(r for r in gaps if r.is_unknown)
    number = _HOLDING_PRIORITY.get(score.standing) if score.standing else None
    return tuple(r for r in gaps if gap_rules.priority_number(r) == number)


def _overall_why(card: Scorecard) -> str:
    worst = [d.domain.title for d in card.domains if d.standing is not None and d.standing is card.standing]
    if not worst:
        return ""
    return gettext(
        "The audit stands where its lowest domain stands. Here that is: %(domains)s.", domains="; ".join(worst)
    )


def _red_line_answer(card: Scorecard) -> str:
    lines = card.red_lines
    if lines.not_held:
        return ngettext(
            "%(num)s red line is not held. Its failing can directly endanger someone.",
            "%(num)s red lines are not held. Their failing can directly endanger someone.",
            len(lines.not_held),
        )
    if lines.held and words.red_lines_outside(card):
        return gettext("Every red line that applies is held, by own account.")
    if lines.held:
        return gettext("Every red line is held, by own account.")
    return gettext("No red line applies.")


def _red_lines(outcome: Outcome, today: date | None) -> tuple[RedLine, ...]:
    card, by_id = outcome.card, {g.reading.criterion.id: g for g in outcome.gaps}
    actions = _actions(outcome.plan)
    return tuple(
        _red_line(card.standard, by_id[r.criterion.id], actions[r.criterion.id], today) for r in card.red_lines.not_held
    )


def _actions(plan: Plan) -> Mapping[str, Action]:
    return {g.reading.criterion.id: action for action in reversed(plan.actions) for g in action.gaps}


def _red_line(standard: Standard, gap: Gap, action: Action, today: date | None) -> RedLine:
    reading = gap.reading
    criterion = reading.criterion
    is_open = needs_interim(gap)
    return RedLine(
        criterion=criterion_part(criterion, standard.domain_of(criterion.id)),
        code=reading.state.value,
        state=words.state(reading),
        now=_now(reading),
        step_label=_step_label(reading),
        step=_step(reading, action),
        step_due=at_once(action) if is_open else "",
        step_done=is_open and action.saved.interim_done,
        action=_repair(action),
        due=_due(action, gap, today) if action.is_expected else "",
    )


def _due(action: Action, gap: Gap, today: date | None) -> str:
    late = gettext("overdue") if today is not None and action.is_overdue(today) else ""
    parts = (format_date(action.due or gap.due), late, words.later_than_asked(action))
    return words.joined(part for part in parts if part)


def _repair(action: Action) -> str:
    """Return what is to be done; where nothing is, that and why: nobody may read a date as a promise."""
    saved = action.saved
    if saved.progress is Progress.WILL_NOT_DO:
        return gettext("Will not be done: %(reason)s", reason=saved.reason)
    if saved.outside:
        return gettext("Outside our control: %(reason)s", reason=saved.outside)
    if saved.progress is Progress.DONE:
        return gettext("Marked as done, and the red line is still not held.")
    return words.purpose_text(action)


def at_once(action: Action) -> str:
    """Return since when an interim step nobody has marked as taken is due; empty where there is none.

    Its words read as if it were done ("Today the manager stops ..."), so its mark says that nobody said so.
    """
    if action.interim_due is None:
        return ""
    return gettext("At once, from %(date)s; not marked as taken", date=format_date(action.interim_due))


def _step_label(reading: Reading) -> str:
    if reading.state is State.OPEN:
        return gettext("Until it is mended")
    if reading.is_unknown:
        return gettext("Find out now. Until it is known")
    return gettext("To hold it")


def _step(reading: Reading, action: Action) -> str:
    if reading.state is State.UNPROVEN:
        return gettext("Name the document that shows this is in place every time.")
    return own_interim(action.saved) or reading.criterion.interim


def _domain_row(score: DomainScore, scope: Scope) -> DomainRow:
    return DomainRow(
        id=score.domain.id,
        title=score.domain.title,
        standing=words.standing(score.standing),
        standing_code=score.standing.value if score.standing else "",
        at_least=words.at_least(score),
        at_most=words.at_most(score),
        low=percent(score.low),
        high=percent(score.high) if score.score is None else None,
        counts=words.counts(score.counts),
        answered=score.counts.answered,
        unknown=score.counts.unknown,
        unsure=score.counts.unsure,
        not_applicable=score.counts.not_applicable,
        red_lines=words.red_lines_of(score),
        why=why(score, scope),
    )


def _gap_groups(outcome: Outcome) -> tuple[GapGroup, ...]:
    standard = outcome.card.standard
    return tuple(
        GapGroup(
            number=priority.number,
            label=priority.label,
            within=within(priority.days),
            # All gaps of a priority are due on one day: the days count from the date of the audit.
            due=format_date(listed[0].due) if listed else "",
            is_folded=priority.number >= _FOLDED_FROM,
            count=ngettext("%(num)s gap", "%(num)s gaps", len(listed)),
            gaps=tuple(_gap_row(standard, g) for g in listed),
        )
        for priority, listed in gap_rules.by_priority(outcome.gaps, standard)
    )


def _gap_row(standard: Standard, gap: Gap) -> GapRow:
    reading = gap.reading
    return GapRow(
        criterion=criterion_part(reading.criterion, standard.domain_of(reading.criterion.id)),
        code=reading.state.value,
        state=words.state(reading),
        level=reading.level,
        now=_now(reading),
        next_label=_next_label(reading),
        next=_next(reading),
        due=format_date(gap.due),
    )


def _now(reading: Reading) -> str:
    return "" if reading.level is None else reading.criterion.levels[reading.level]


def _next_label(reading: Reading) -> str:
    """Return what ``_next`` is: the sentence of a level still tells of a lack, and must not read as advice."""
    has_next = reading.level is not None and reading.state is not State.UNPROVEN
    return gettext("Next level") if has_next else gettext("To do")


def _next(reading: Reading) -> str:
    if reading.level is None:
        return gettext("Find out how this stands.")
    if reading.state is State.UNPROVEN:
        return gettext("Name the document that shows this is in place every time.")
    return reading.criterion.levels[reading.level + 1]


def _listed(card: Scorecard, state: State) -> tuple[Listed, ...]:
    return tuple(
        Listed(criterion=criterion_part(r.criterion, d.domain), reason=r.answer.not_applicable or "")
        for d in card.domains
        for r in d.readings
        if r.state is state
    )


def _domain_answers(score: DomainScore) -> DomainAnswers:
    rows = tuple(_answer_row(r, score.domain) for r in score.readings)
    return DomainAnswers(id=score.domain.id, title=score.domain.title, rows=rows)


def _answer_row(reading: Reading, domain: CoreDomain) -> AnswerRow:
    documents = reading.answer.evidence
    count = ngettext("%(num)s document named", "%(num)s documents named", len(documents)) if documents else ""
    return AnswerRow(
        criterion=criterion_part(reading.criterion, domain),
        code=reading.state.value,
        mark=mark(reading),
        answer=words.state(reading),
        sentence=reading.answer.not_applicable or _now(reading),
        documents=count,
        titles=tuple(_title(e) for e in documents),
        note=reading.answer.note,
    )


def mark(reading: Reading) -> str:
    """Return the sign of an answer: the digit of its level, "?" for an unknown, "–" for "does not apply"."""
    if reading.level is not None:
        return str(reading.level)
    return "?" if reading.is_unknown else "–"


def _title(document: Evidence) -> str:
    if document.date is None:
        return document.title
    return gettext("%(title)s, %(date)s", title=document.title, date=format_date(document.date))
