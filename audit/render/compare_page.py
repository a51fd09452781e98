"""Two audits of a programme as one page: red lines first, then what got worse, then the rest (design section 10)."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.core.beside import NOTHING, Beside
from audit.core.comparison import Apart, Change, Comparison, Pair
from audit.core.programme import Audit
from audit.core.scoring import Reading, Scorecard
from audit.core.standard import Criterion as CoreCriterion
from audit.core.standard import Scope, Standard
from audit.language import format_date, gettext, ngettext
from audit.render import change_words, chart_change, words
from audit.render.chart_parts import Chart, Table
from audit.render.chart_words import reached
from audit.render.page_parts import Criterion
from audit.render.pages import criterion_part

# What a reader opens when it is wanted: it says that nothing happened.
_FOLDED = frozenset({Change.SAME, Change.OUTSIDE, Change.STILL_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Side:
    """One of two audits: the audit itself, its whole result, and what others say beside it."""

    audit: Audit
    card: Scorecard
    beside: Beside = NOTHING


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One criterion: how it stood and how it stands."""

    criterion: Criterion
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Criteria with the same change; ``is_folded`` says that a screen shows them on demand."""

    title: str
    meaning: str
    count: str
    is_folded: bool
    rows: tuple[ChangedRow, ...]


@dataclass(frozen=True, slots=True)
class ApartGroup:
    """Criteria that are not compared, with the reason as the title."""

    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """A comparison as a page. ``cautions`` say what it does not show; ``red_lines`` are those that moved.

    ``trials`` say which of the two is one. ``is_calm`` is whether no red line was lost, every one of the later audit is
    held, and nobody disputes it.
    """

    title: str
    trials: tuple[str, ...]
    finding: tuple[str, ...]
    is_calm: bool
    red_lines: tuple[ChangedRow, ...]
    counts: str
    cautions: tuple[str, ...]
    sides: Table
    chart: Chart | None
    groups: tuple[ChangeGroup, ...]
    apart: tuple[ApartGroup, ...]


def page(before: Side, after: Side, found: Comparison) -> ComparePage:
    """Build the page.

    Args:
        before: the earlier audit with its whole result.
        after: the later one.
        found: from ``comparison.compare``.
    """
    moved = (*found.red_lines_lost, *found.red_lines_fallen, *found.red_lines_taken_out, *found.red_lines_gained)
    return ComparePage(
        title=gettext("Two audits side by side"),
        trials=tuple(_trial(side) for side in (before, after) if side.audit.is_test),
        finding=tuple(_finding(before, after, found)),
        is_calm=_is_calm(after, found),
        red_lines=tuple(_row(found, pair) for pair in moved),
        counts=change_words.compared(found),
        cautions=tuple(_cautions(before, after, found)),
        sides=_sides(before, after, found),
        chart=chart_change.build(found) if found.pairs else None,
        groups=tuple(_group(found, code) for code in Change if found.of(code)),
        apart=tuple(_apart(before.card.standard, after.card.standard, found)),
    )


def _finding(before: Side, after: Side, found: Comparison) -> Iterable[str]:
    """Say what was lost, what the later audit does not hold as a whole, what was gained, and what an assessor found."""
    left = change_words.not_held_now(after.card)
    if found.pairs:
        yield from change_words.red_lines_moved(found, left)
    elif left:
        yield left
    for side in (before, after):
        if lower := change_words.found_lower(side.audit.date, side.card, side.beside):
            yield lower


def _is_calm(after: Side, found: Comparison) -> bool:
    """Whether no red line was lost or taken out, each is held, and nobody beside the programme says otherwise."""
    moved = found.red_lines_lost or found.red_lines_taken_out
    return not (moved or after.card.red_lines.not_held or after.beside.assessment.lower or after.beside.voice.disputes)


def _cautions(before: Side, after: Side, found: Comparison) -> Iterable[str]:
    """Say plainly what this comparison leaves out or rests on."""
    scopes = {before.card.scope, after.card.scope}
    if len(scopes) > 1:
        yield gettext("One is a first pass and the other a full audit. Only what both asked is compared.")
    elif scopes == {Scope.FIRST_PASS}:
        yield gettext("Both are first passes: they ask red lines and musts only.")
    if {left.why for left in found.apart} & {Apart.REWORDED, Apart.NEW, Apart.GONE}:
        yield gettext(
            "They are by two editions of the standard. Only criteria with the same number, statement and levels are "
            "compared. The others are listed below."
        )
    elif before.audit.edition != after.audit.edition:
        yield gettext("They are by two editions of the standard. What is compared has the same words in both.")
    for side in (before, after):
        if not side.audit.is_signed:
            yield gettext(
                "The audit of %(day)s is not signed off. It may still change.", day=format_date(side.audit.date)
            )
    yield gettext("By own account. A level says what the programme says of itself, then and now.")


def _trial(side: Side) -> str:
    return gettext("The audit of %(day)s is marked as a trial.", day=format_date(side.audit.date))


def _sides(before: Side, after: Side, found: Comparison) -> Table:
    """Return the two audits as a table: what each is as a whole, and what both reach over what is compared."""
    head = (gettext("What is said"), gettext("Then"), gettext("Now"))
    rows = (
        (gettext("Audit"), *(change_words.when(s.audit.date, is_signed=s.audit.is_signed) for s in (before, after))),
        (gettext("Scope"), *(words.scope(s.card.scope) for s in (before, after))),
        (gettext("Edition"), *(s.audit.edition for s in (before, after))),
        (gettext("Red lines of the whole audit"), *(words.red_line_headline(s.card) for s in (before, after))),
        (gettext("Standing of the whole audit"), *(change_words.standing(s.card, s.beside) for s in (before, after))),
        (gettext("Reached in what is compared"), *(_reached(card) for card in (found.before, found.after))),
    )
    return Table(gettext("The two audits"), head, rows)


def _reached(card: Scorecard) -> str:
    return f"{reached(card)} ({words.counts(card.counts)})" if card.readings else gettext("nothing is compared")


def _group(found: Comparison, code: Change) -> ChangeGroup:
    pairs = found.of(code)
    return ChangeGroup(
        title=change_words.change(code),
        meaning=change_words.change_meaning(code),
        count=_count(len(pairs)),
        is_folded=code in _FOLDED,
        rows=tuple(_row(found, pair) for pair in pairs),
    )


def _count(number: int) -> str:
    return ngettext("%(num)s criterion", "%(num)s criteria", number)


def _row(found: Comparison, pair: Pair) -> ChangedRow:
    domain = found.after.standard.domain_of(pair.criterion.id)
    return ChangedRow(criterion_part(pair.criterion, domain), stands(pair.before), stands(pair.after))


def stands(reading: Reading) -> str:
    """Return how a criterion stands, such as "level 2, not every time" or "not answered yet"."""
    state = words.state(reading)
    if reading.level is None or not reading.applies:
        return state
    return gettext("level %(level)s, %(state)s", level=reading.level, state=state)


def _apart(earlier: Standard, later: Standard, found: Comparison) -> Iterable[ApartGroup]:
    for why in Apart:
        criteria = found.left(why)
        if criteria:
            standard = earlier if why is Apart.GONE else later
            yield ApartGroup(
                gettext("%(why)s: %(count)s", why=change_words.apart(why), count=_count(len(criteria))),
                named(standard, criteria),
            )


def named(standard: Standard, criteria: Iterable[CoreCriterion]) -> tuple[Criterion, ...]:
    """Return criteria as lists name them."""
    return tuple(criterion_part(c, standard.domain_of(c.id)) for c in criteria)
