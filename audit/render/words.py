"""The words for every code of the rules, in the reader's language.

``core`` speaks in codes; screens, charts and paper take their words from here, so that one thing is
called one name everywhere (design section 2).
"""

from collections.abc import Iterable

from audit.core.plan import Action, Effort, Overdue, Progress, Purpose
from audit.core.programme import Setting, SizeBand, WorkModel
from audit.core.scoring import (
    Counts,
    DomainScore,
    Reading,
    Scorecard,
    Standing,
    State,
    percent,
)
from audit.core.standard import Kind, Scope, Standard, Status
from audit.errors import N_
from audit.language import current, format_percent, gettext, ngettext

# An open red line at this level is in place, but not in every case (design section 5).
_NOT_EVERY_TIME = 2

_STANDINGS = {
    Standing.RED_LINE_OPEN: N_("Red line open or not known"),
    Standing.INCOMPLETE: N_("Incomplete"),
    Standing.BELOW_MINIMUM: N_("Below the minimum"),
    Standing.MINIMUM_MET: N_("Minimum met"),
    Standing.GOOD_PRACTICE: N_("Good practice"),
}
_STANDING_MEANINGS = {
    Standing.RED_LINE_OPEN: N_(
        "At least one red line is open, or nobody has said yet how it stands. Someone may be in danger through it."
    ),
    Standing.INCOMPLETE: N_("No red line is open or unknown, but some other criteria are not known yet."),
    Standing.BELOW_MINIMUM: N_(
        "Everything is known. A red line has no document named for it, or a must is below level 2."
    ),
    Standing.MINIMUM_MET: N_("Every red line that applies is held, and every must is at level 2 or above."),
    Standing.GOOD_PRACTICE: N_(
        "Every red line that applies is held, every must is at level 3 with a document named, and every should is "
        "at level 2 or above."
    ),
}
_STATES = {
    State.UNPROVEN: N_("no document named"),
    State.PARTLY: N_("not every time"),
    State.OPEN: N_("not in place"),
    State.NOT_SURE: N_("not sure yet"),
    State.UNANSWERED: N_("not answered yet"),
    State.NOT_APPLICABLE: N_("does not apply"),
}
_KINDS = {Kind.RED_LINE: N_("Red line"), Kind.MUST: N_("Must"), Kind.SHOULD: N_("Should")}
_PROGRESS = {
    Progress.NOT_STARTED: N_("Not started"),
    Progress.IN_PROGRESS: N_("In progress"),
    Progress.DONE: N_("Done"),
    Progress.WILL_NOT_DO: N_("Will not do"),
}
_EFFORTS = {
    Effort.UNKNOWN: N_("Not estimated"),
    Effort.SMALL: N_("Small"),
    Effort.MEDIUM: N_("Medium"),
    Effort.LARGE: N_("Large"),
}
_SETTINGS = {
    Setting.COMMUNITY: N_("Community"),
    Setting.PROBATION: N_("Probation"),
    Setting.PRISON: N_("Prison"),
    Setting.HEALTH: N_("Health service"),
    Setting.OTHER: N_("Other"),
}
_SIZES = {
    SizeBand.UNDER_25: N_("Fewer than 25 men start in a year"),
    SizeBand.FROM_25: N_("25 to 99 men start in a year"),
    SizeBand.FROM_100: N_("100 to 299 men start in a year"),
    SizeBand.FROM_300: N_("300 or more men start in a year"),
}
_MODELS = {
    WorkModel.SOCIAL_EDUCATIONAL: N_("Social-educational, feminist"),
    WorkModel.CRIMINOLOGICAL: N_("Criminological"),
    WorkModel.PSYCHOTHERAPEUTIC: N_("Psychotherapeutic"),
    WorkModel.FAMILY: N_("Family"),
}
_SCOPES = {Scope.FULL: N_("Full audit"), Scope.FIRST_PASS: N_("First pass: red lines and musts only")}
_STATUSES = {Status.DRAFT: N_("draft"), Status.ADOPTED: N_("adopted"), Status.WITHDRAWN: N_("withdrawn")}


def standing(code: Standing | None) -> str:
    """Return the name of a standing; ``None`` means that nothing applies."""
    return gettext("Nothing applies") if code is None else gettext(_STANDINGS[code])


def standing_meaning(code: Standing | None) -> str:
    """Return one or two sentences that say what a standing means."""
    if code is None:
        return gettext("No criterion applies here, so there is nothing to score.")
    return gettext(_STANDING_MEANINGS[code])


def state(reading: Reading) -> str:
    """Return how one criterion stands, such as "not in place" or "not every time" (design section 5)."""
    if reading.state is State.HELD:
        return gettext("held") if reading.criterion.is_red_line else gettext("in place, every time")
    if reading.state is State.OPEN and reading.level == _NOT_EVERY_TIME:
        return gettext(_STATES[State.PARTLY])
    return gettext(_STATES[reading.state])


def kind(code: Kind) -> str:
    """Return the name of a kind of criterion."""
    return gettext(_KINDS[code])


def progress(code: Progress) -> str:
    """Return how far an action is."""
    return gettext(_PROGRESS[code])


def effort(code: Effort) -> str:
    """Return how much work an action is thought to be."""
    return gettext(_EFFORTS[code])


def setting(code: Setting) -> str:
    """Return where a programme works."""
    return gettext(_SETTINGS[code])


def size_band(code: SizeBand) -> str:
    """Return how many men start in a year."""
    return gettext(_SIZES[code])


def work_model(code: WorkModel) -> str:
    """Return the name of a model of work."""
    return gettext(_MODELS[code])


def country(code: str) -> str:
    """Return the name of a country; the code itself where the language has no name for it."""
    return str(current().locale.territories.get(code, code))


def scope(code: Scope) -> str:
    """Return what an audit asks."""
    return gettext(_SCOPES[code])


def status(code: Status) -> str:
    """Return where an edition stands."""
    return gettext(_STATUSES[code])


def purpose_text(action: Action) -> str:
    """Return what an action says is to be done; a person's or the standard's own words come first."""
    if action.text is not None:
        return action.text
    if action.purpose is Purpose.FIND_OUT:
        return gettext("Find out how this stands, and answer the criterion.")
    if action.purpose is Purpose.NAME_DOCUMENT:
        return gettext("Name the document that shows this is in place every time.")
    return gettext("Not described yet.")


def later_than_asked(action: Action) -> str:
    """Return the mark of a red line's date that was moved beyond the days of its priority: a fact, no blame.

    It is empty where there is nothing to mark.
    """
    if action.exceeds is None:
        return ""
    return ngettext(
        "later than the %(num)s day the standard asks for",
        "later than the %(num)s days the standard asks for",
        action.exceeds.days,
    )


def overdue(late: Overdue) -> str:
    """Return how many actions are overdue, and how many of these are for red lines."""
    if not late.actions:
        return gettext("no action is overdue")
    count = ngettext("%(num)s action is overdue", "%(num)s actions are overdue", late.actions)
    if not late.red_lines:
        return count
    lines = ngettext("%(num)s of these for a red line", "%(num)s of these for red lines", late.red_lines)
    return joined((count, lines))


def red_line_headline(card: Scorecard) -> str:
    """Return the headline of an audit, such as "17 held, 2 open, 2 not known".

    Red lines without a document, and those said not to apply, are added when there are any: the numbers add up
    to all that were asked, and nobody can take one out of the count unseen.
    """
    lines = card.red_lines
    if not any((lines.held, lines.open, lines.unknown, lines.unproven)):
        return gettext("no red line applies")
    parts = [_held(len(lines.held)), _open(len(lines.open)), not_known(len(lines.unknown))]
    if lines.unproven:
        parts.append(_unproven(len(lines.unproven)))
    if outside := red_lines_outside(card):
        parts.append(_outside(outside))
    return joined(parts)


def red_lines_outside(card: Scorecard | DomainScore) -> int:
    """Return how many red lines in scope were said not to apply."""
    return sum(r.criterion.is_red_line and not r.applies for r in card.readings)


def red_lines_of(score: DomainScore) -> str:
    """Return the same headline for one domain; only what is there is named."""
    lines = [r for r in score.readings if r.criterion.is_red_line and r.applies]
    if not lines:
        return gettext("no red line applies")
    held = sum(r.state is State.HELD for r in lines)
    opened = sum(r.state is State.OPEN for r in lines)
    unproven = sum(r.state is State.UNPROVEN for r in lines)
    unknown = sum(r.is_unknown for r in lines)
    named = ((held, _held), (opened, _open), (unknown, not_known), (unproven, _unproven))
    outside = (red_lines_outside(score), _outside)
    return joined([say(number) for number, say in (*named, outside) if number])


def at_least(card: Scorecard | DomainScore) -> str:
    """Return what is reached: "at least 54%", or "54%" when everything is known; empty where nothing applies.

    Print it only together with the standing and the counts (design section 5).
    """
    low = percent(card.low)
    if low is None:
        return ""
    if card.score is not None:
        return format_percent(low)
    return gettext("at least %(percent)s", percent=format_percent(low))


def at_most(card: Scorecard | DomainScore) -> str:
    """Return what could be reached once everything is known; empty when it is, or where nothing applies."""
    high = percent(card.high)
    if high is None or card.score is not None:
        return ""
    return gettext("at most %(percent)s", percent=format_percent(high))


def counts(numbers: Counts) -> str:
    """Return the counts, such as "61 answered, 27 not known (3 of these not sure), 2 do not apply"."""
    unknown = not_known(numbers.unknown)
    if numbers.unsure:
        unsure = ngettext("%(num)s of these not sure", "%(num)s of these not sure", numbers.unsure)
        unknown = f"{unknown} ({unsure})"
    answered = ngettext("%(num)s answered", "%(num)s answered", numbers.answered)
    return joined([answered, unknown, _outside(numbers.not_applicable)])


def _outside(number: int) -> str:
    return ngettext("%(num)s does not apply", "%(num)s do not apply", number)


def not_known(number: int) -> str:
    """Return how many are not known."""
    return ngettext("%(num)s not known", "%(num)s not known", number)


def joined(parts: Iterable[str]) -> str:
    """Return parts as one enumeration."""
    listed = list(parts)
    return gettext(", ").join(listed) if len(listed) > 1 else "".join(listed)


def caption() -> str:
    """Return what stands on every page of every paper (design section 1)."""
    return gettext("About a programme, not about any person. Not for court or custody use.")


def not_signed_off() -> str:
    """Return the state of every paper before signing off exists."""
    return gettext("Draft, not signed off")


def own_account() -> str:
    """Return whose word a standing is while no assessor has validated it."""
    return gettext("By own account")


def edition(standard: Standard) -> str:
    """Return which edition was used and where it stands, such as "… , edition 2026.1 (draft)"."""
    return gettext(
        "%(title)s, edition %(edition)s (%(status)s)",
        title=standard.title,
        edition=standard.edition,
        status=status(standard.status),
    )


def formula(number: int) -> str:
    """Return by which formula the numbers were made."""
    return gettext("Scoring formula %(number)s", number=number)


def _held(number: int) -> str:
    return ngettext("%(num)s held", "%(num)s held", number)


def _open(number: int) -> str:
    return ngettext("%(num)s open", "%(num)s open", number)


def _unproven(number: int) -> str:
    return ngettext("%(num)s without a document", "%(num)s without a document", number)


def fictional(*, is_fictional: bool) -> str:
    """Return that a programme is made up; "" for a real one."""
    if not is_fictional:
        return ""
    return gettext("Fictional: this programme and its answers are made up for a demonstration.")
