"""Sentences that several charts share. A percentage never stands in them without its counts."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from audit.core.scoring import Counts, DomainScore, Reading, RedLines, Scorecard, percent
from audit.language import current, format_percent, gettext, ngettext
from audit.render import words

# More names than this are no longer listened to; the table has them all.
LONGEST_LIST = 8


def tag() -> str:
    """Return the language in use as a tag for documents, such as "en-GB"."""
    return str(current().locale).replace("_", "-")


def share(value: Fraction | None) -> str:
    """Return a share as a whole percent in the reader's language; "–" where there is nothing to score."""
    whole = percent(value)
    return "–" if whole is None else format_percent(whole)


def reached(score: DomainScore | Scorecard) -> str:
    """Return what is reached: "54%", "at least 41%" while something is unknown, or "nothing applies"."""
    if score.low is None:
        return gettext("nothing applies")
    return words.at_least(score) if score.score is None else share(score.score)


def answered(counts: Counts) -> str:
    """Return how much is answered, such as "6 of 9 answered, 1 does not apply"."""
    total = counts.answered + counts.unknown
    parts = [gettext("%(answered)s of %(total)s answered", answered=counts.answered, total=total)] if total else []
    if counts.not_applicable:
        parts.append(ngettext("%(num)s does not apply", "%(num)s do not apply", counts.not_applicable))
    return words.joined(parts)


def of_domain(lines: RedLines, score: DomainScore) -> RedLines:
    """Return only those red lines that belong to this domain."""
    own = {r.criterion.id for r in score.readings}

    def keep(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        return tuple(r for r in readings if r.criterion.id in own)

    return RedLines(keep(lines.open), keep(lines.unproven), keep(lines.unknown), keep(lines.held))


def not_held(lines: RedLines) -> tuple[str, ...]:
    """Return the red lines that are not held, such as "2 red lines open" and "1 red line not known"."""
    parts = (
        ngettext("%(num)s red line open", "%(num)s red lines open", len(lines.open)) if lines.open else "",
        _not_known(len(lines.unknown)) if lines.unknown else "",
        _unproven(len(lines.unproven)) if lines.unproven else "",
    )
    return tuple(part for part in parts if part)


def finding(lines: RedLines) -> str:
    """Return what matters most, in sentences: which red lines are not held, by name."""
    if not lines.not_held:
        return _all_held(lines)
    count = len(lines.not_held)
    sentences = [ngettext("%(num)s red line is not held.", "%(num)s red lines are not held.", count)]
    if lines.open:
        sentences.append(gettext("Open: %(names)s.", names=names(lines.open)))
    if lines.unknown:
        sentences.append(gettext("Not known: %(names)s.", names=names(lines.unknown)))
    if lines.unproven:
        sentences.append(gettext("No document named: %(names)s.", names=names(lines.unproven)))
    return " ".join(sentences)


def names(readings: Iterable[Reading]) -> str:
    """Return the ids of criteria in one line; of a long list the first ones and how many more there are."""
    return listed([r.criterion.id for r in readings])


def listed(parts: Sequence[str]) -> str:
    """Return parts in one line; of a long list the first ones and how many more there are."""
    text = words.joined(parts[:LONGEST_LIST])
    more = len(parts) - LONGEST_LIST
    return text if more <= 0 else ngettext("%(text)s and %(num)s more", "%(text)s and %(num)s more", more, text=text)


def lowest(card: Scorecard) -> str:
    """Return which domains are lowest, with their counts; "" where none is, or nothing is answered yet."""
    scored = [d for d in card.domains if d.low is not None]
    if not card.counts.answered:
        return ""
    least = min(scored, key=lambda d: d.low or 0).low
    low = [d for d in scored if d.low == least]
    if len(low) == len(scored) > 1:
        return ""
    described = listed([_described(d) for d in low])
    return ngettext("Lowest domain: %(described)s.", "Lowest domains: %(described)s.", len(low), described=described)


def overall(card: Scorecard) -> str:
    """Return the score of all domains together, never without its counts."""
    counts = words.counts(card.counts)
    if card.low is None:
        return gettext("Nothing applies.")
    bounds = words.joined([part for part in (reached(card), words.at_most(card)) if part])
    return gettext("All domains together: %(bounds)s (%(counts)s).", bounds=bounds, counts=counts)


def _described(score: DomainScore) -> str:
    values = {"title": score.domain.title, "reached": reached(score), "counts": answered(score.counts)}
    return gettext("%(title)s with %(reached)s (%(counts)s)", **values)


def _all_held(lines: RedLines) -> str:
    if not lines.held:
        return gettext("No red line applies.")
    return ngettext("The one red line is held.", "All %(num)s red lines are held.", len(lines.held))


def _not_known(number: int) -> str:
    return ngettext("%(num)s red line not known", "%(num)s red lines not known", number)


def _unproven(number: int) -> str:
    return ngettext("%(num)s red line without a document", "%(num)s red lines without a document", number)
