"""The words for what became of a criterion, a red line or an edition; screens and pictures take them from here."""

from collections.abc import Sequence
from datetime import date

from audit.core.beside import Beside
from audit.core.bridge import Fate
from audit.core.comparison import Apart, Change, Comparison, Pair
from audit.core.scoring import DomainScore, RedLines, Scorecard
from audit.core.trend import Point
from audit.errors import N_
from audit.language import format_date, gettext, ngettext
from audit.render import assessed, voice_words, words
from audit.render.chart_words import LONGEST_LIST, answered, listed, reached

_CHANGES = {
    Change.WORSE: N_("Worse"),
    Change.NEWLY_UNKNOWN: N_("Newly unknown"),
    Change.NO_LONGER_APPLIES: N_("Said not to apply now"),
    Change.STILL_UNKNOWN: N_("Still not known"),
    Change.NEWLY_KNOWN: N_("Newly known"),
    Change.APPLIES_NOW: N_("Applies now"),
    Change.BETTER: N_("Better"),
    Change.SAME: N_("Same"),
    Change.OUTSIDE: N_("Does not apply, both times"),
}
_MEANINGS = {
    Change.WORSE: N_("The level that counts fell, or 3 without a document became 2."),
    Change.NEWLY_UNKNOWN: N_("There was an answer. Now nobody says how it stands."),
    Change.NO_LONGER_APPLIES: N_("These counted last time. Taking them out of the count is not mending them."),
    Change.STILL_UNKNOWN: N_("Not known then, and not known now."),
    Change.NEWLY_KNOWN: N_("Not known then, so nobody can say whether it is better."),
    Change.APPLIES_NOW: N_("Said not to apply then, and counted now."),
    Change.BETTER: N_("The level that counts rose."),
    Change.SAME: N_("The level that counts is the same."),
    Change.OUTSIDE: N_("These count neither then nor now."),
}
_APART = {
    Apart.ASKED_BEFORE: N_("Asked only in the earlier audit"),
    Apart.ASKED_AFTER: N_("Asked only in the later audit"),
    Apart.REWORDED: N_("Worded otherwise in the later edition"),
    Apart.NEW: N_("New in the later edition"),
    Apart.GONE: N_("No longer in the later edition"),
}
_FATES = {
    Fate.NEW: N_("New"),
    Fate.REWORDED: N_("Worded otherwise"),
    Fate.REWEIGHED: N_("Counts as another kind"),
    Fate.GONE: N_("No longer asked"),
    Fate.UNCHANGED: N_("Unchanged"),
}


def change(code: Change) -> str:
    """Return the name of a change."""
    return gettext(_CHANGES[code])


def change_meaning(code: Change) -> str:
    """Return one sentence that says what a change means."""
    return gettext(_MEANINGS[code])


def apart(code: Apart) -> str:
    """Return why a criterion is not compared."""
    return gettext(_APART[code])


def fate(code: Fate) -> str:
    """Return what became of a criterion in a new edition."""
    return gettext(_FATES[code])


def red_lines_moved(found: Comparison, left: str = "") -> tuple[str, ...]:
    """Return what became of red lines, in sentences with their ids: losses first, gains after what stands.

    Args:
        found: the comparison.
        left: what is not held in the later audit (``not_held_now``); it is said before any gain.
    """
    lost, gained = (_lost(found), _fallen(found), _taken_out(found)), _gained(found)
    unmoved = "" if gained or any(lost) else gettext("No red line was lost, and none was gained.")
    held = _held_now(found) if found.pairs else ""
    return tuple(part for part in (*lost, unmoved, held, left, gained) if part)


def _held_now(found: Comparison) -> str:
    """Say where the red lines stand, so that no list of gains can hide those that are still open."""
    lines = found.after.red_lines
    if not (lines.held or lines.not_held):
        return gettext("No red line among these applies now.")
    values = {"now": held_of(lines), "then": held_of(found.before.red_lines)}
    return gettext("Red lines held now: %(now)s; then: %(then)s.", **values)


def _lost(found: Comparison) -> str:
    ids = _ids(found.red_lines_lost)
    if not ids:
        return ""
    return ngettext(
        "%(num)s red line that was held is not held now: %(names)s.",
        "%(num)s red lines that were held are not held now: %(names)s.",
        len(ids),
        names=listed(ids),
    )


def _fallen(found: Comparison) -> str:
    ids = _ids(found.red_lines_fallen)
    if not ids:
        return ""
    return ngettext(
        "%(num)s red line that was not held is worse, or not known any more: %(names)s.",
        "%(num)s red lines that were not held are worse, or not known any more: %(names)s.",
        len(ids),
        names=listed(ids),
    )


def _taken_out(found: Comparison) -> str:
    ids = _ids(found.red_lines_taken_out)
    if not ids:
        return ""
    return ngettext(
        "%(num)s red line is said not to apply now: %(names)s.",
        "%(num)s red lines are said not to apply now: %(names)s.",
        len(ids),
        names=listed(ids),
    )


def _gained(found: Comparison) -> str:
    ids = _ids(found.red_lines_gained)
    if not ids:
        return ""
    return ngettext(
        "%(num)s red line is newly held: %(names)s.",
        "%(num)s red lines are newly held: %(names)s.",
        len(ids),
        names=listed(ids),
    )


def counts(numbers: dict[Change, int]) -> str:
    """Return how many criteria changed how, such as "1 worse, 2 newly unknown"; what is not there is left out."""
    worse, unknown = numbers[Change.WORSE], numbers[Change.NEWLY_UNKNOWN]
    out, still = numbers[Change.NO_LONGER_APPLIES], numbers[Change.STILL_UNKNOWN]
    known, counted = numbers[Change.NEWLY_KNOWN], numbers[Change.APPLIES_NOW]
    better, same, outside = numbers[Change.BETTER], numbers[Change.SAME], numbers[Change.OUTSIDE]
    said = (
        (worse, ngettext("%(num)s worse", "%(num)s worse", worse)),
        (unknown, ngettext("%(num)s newly unknown", "%(num)s newly unknown", unknown)),
        (out, ngettext("%(num)s said not to apply now", "%(num)s said not to apply now", out)),
        (still, ngettext("%(num)s still not known", "%(num)s still not known", still)),
        (known, ngettext("%(num)s newly known", "%(num)s newly known", known)),
        (counted, ngettext("%(num)s applies now", "%(num)s apply now", counted)),
        (better, ngettext("%(num)s better", "%(num)s better", better)),
        (same, ngettext("%(num)s the same", "%(num)s the same", same)),
        (outside, ngettext("%(num)s applies neither time", "%(num)s apply neither time", outside)),
    )
    return words.joined(text for number, text in said if number)


def compared(found: Comparison) -> str:
    """Return the counts of a comparison as sentences, with what is not compared."""
    if not found.pairs:
        return gettext("No criterion can be compared.")
    together = ngettext(
        "%(num)s criterion compared: %(counts)s.",
        "%(num)s criteria compared: %(counts)s.",
        len(found.pairs),
        counts=counts(found.counts()),
    )
    if found.is_whole:
        return together
    left = ngettext("%(num)s criterion is not compared.", "%(num)s criteria are not compared.", len(found.apart))
    return f"{together} {left}"


def then_and_now(then: str, now: str) -> str:
    """Return two values side by side, such as "then at least 42%; now 54%"."""
    return gettext("then %(then)s; now %(now)s", then=then, now=now)


def shares(before: Scorecard | DomainScore, after: Scorecard | DomainScore) -> str:
    """Return what was and what is reached."""
    return then_and_now(reached(before), reached(after))


def both_counts(before: DomainScore, after: DomainScore) -> str:
    """Return how much was answered then and is now."""
    return then_and_now(answered(before.counts) or "–", answered(after.counts) or "–")


def held_of(lines: RedLines) -> str:
    """Return how many red lines are held of those that apply, such as "17 of 25"."""
    return gettext("%(held)s of %(all)s", held=len(lines.held), all=len(lines.held) + len(lines.not_held))


def when(day: date, *, is_signed: bool) -> str:
    """Return the day of an audit and whether it was signed off."""
    if is_signed:
        return gettext("%(day)s, signed off", day=format_date(day))
    return gettext("%(day)s, draft, not signed off", day=format_date(day))


def losses(point: Point) -> tuple[str, ...]:
    """Return which red lines are not held any more, or were taken out, since the audit before, in short lines."""
    parts = (
        gettext("No longer held: %(names)s", names=listed(point.lost)) if point.lost else "",
        gettext("Not known any more: %(names)s", names=listed(point.unsure)) if point.unsure else "",
        gettext("Not held, and worse or not known any more: %(names)s", names=listed(point.fallen))
        if point.fallen
        else "",
        gettext("Said not to apply now: %(names)s", names=listed(point.out)) if point.out else "",
    )
    return tuple(part for part in parts if part)


def gains(point: Point) -> tuple[str, ...]:
    """Return which red lines are newly held since the audit before, as one short line or none."""
    return (gettext("Newly held: %(names)s", names=listed(point.gained)),) if point.gained else ()


def not_held_now(card: Scorecard) -> str:
    """Return which red lines of a whole audit are not held, each with how it stands; empty where every one is.

    It stands beside what moved: gains alone would make an audit look well in which a red line stays open.
    """
    lines = card.red_lines.not_held
    if not lines:
        return ""
    named = [f"{reading.criterion.id} ({words.state(reading)})" for reading in lines[:LONGEST_LIST]]
    more = len(lines) - len(named)
    if more:
        named.append(ngettext("and %(num)s more", "and %(num)s more", more))
    return gettext("Not held in the later audit: %(names)s.", names=words.joined(named))


def standing(card: Scorecard, beside: Beside) -> str:
    """Return the standing of an audit with on whose word it rests, and that the partner service disputes it."""
    if card.standing is None:
        return words.standing(None)
    by = assessed.by(beside.assessment)
    disputed = voice_words.disputed() if beside.voice.disputes else ""
    parts = (words.standing(card.standing), f"{by[0].lower()}{by[1:]}", disputed)
    return words.joined(part for part in parts if part)


def found_lower(day: date, card: Scorecard, beside: Beside) -> str:
    """Return where an assessor found less than the programme says in the audit of a day; empty for nowhere."""
    found = assessed.lower(beside.assessment, card.standard)
    return gettext("The audit of %(day)s: %(found)s", day=format_date(day), found=found) if found else ""


def since(point: Point) -> tuple[str, ...]:
    """Return what became of red lines since the audit before, the losses first; nothing where nothing did."""
    return losses(point) + gains(point)


def _ids(pairs: Sequence[Pair]) -> list[str]:
    return [pair.criterion.id for pair in pairs]
