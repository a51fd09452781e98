"""A new edition of the standard as one page: what changed, what to answer again, and what that does to an audit."""

from dataclasses import dataclass

from audit.core.bridge import DryRun, Fate, Step
from audit.core.programme import Audit
from audit.core.scoring import Scorecard
from audit.core.standard import Standard
from audit.language import gettext, ngettext
from audit.render import change_words, words
from audit.render.chart_parts import Table
from audit.render.chart_words import reached
from audit.render.compare_page import named
from audit.render.page_parts import Criterion
from audit.render.pages import criterion_part


@dataclass(frozen=True, slots=True)
class FateRow:
    """One criterion of a new edition; ``was`` is what it said or was before, empty where nothing is to be told."""

    criterion: Criterion
    was: str


@dataclass(frozen=True, slots=True)
class FateGroup:
    """Criteria with the same fate, with the count in the title."""

    title: str
    rows: tuple[FateRow, ...]


@dataclass(frozen=True, slots=True)
class BridgePage:
    """A new edition as a page. ``result`` sets the audit beside what it would be; ``again`` is to be answered."""

    title: str
    answer: str
    is_new: bool
    groups: tuple[FateGroup, ...]
    unchanged: str
    again_title: str
    again: tuple[Criterion, ...]
    kept: str
    result: Table | None


def page(audit: Audit, new: Standard, steps: tuple[Step, ...], run: DryRun) -> BridgePage:
    """Build the page.

    Args:
        audit: the last audit.
        new: the edition that came with the program.
        steps: from ``bridge.steps``.
        run: from ``bridge.dry_run``, with the answers of the audit.
    """
    is_new = any(s.fate is not Fate.UNCHANGED for s in steps)
    old = run.before.standard
    unchanged = sum(s.fate is Fate.UNCHANGED for s in steps)
    return BridgePage(
        title=gettext("What a new edition would change"),
        answer=_answer(audit, new, steps),
        is_new=is_new,
        groups=tuple(_group(f, steps, old, new) for f in Fate if f is not Fate.UNCHANGED and _of(f, steps)),
        unchanged=ngettext("%(num)s criterion is unchanged.", "%(num)s criteria are unchanged.", unchanged),
        again_title=ngettext("%(num)s criterion to answer again", "%(num)s criteria to answer again", len(run.again)),
        again=named(new, run.again),
        kept=ngettext("%(num)s answer would stay.", "%(num)s answers would stay.", run.kept),
        result=_result(audit, new, run) if is_new else None,
    )


def _answer(audit: Audit, new: Standard, steps: tuple[Step, ...]) -> str:
    changed = sum(s.fate is not Fate.UNCHANGED for s in steps)
    if not changed:
        return gettext(
            "The last audit asks the same as the newest edition, %(edition)s. Nothing has to be answered again.",
            edition=new.edition,
        )
    if _order(audit.edition) > _order(new.edition):
        return gettext(
            "The last audit was made with edition %(old)s, which is newer than the one this program has, %(new)s. "
            "Install the newest Self-Audit.",
            old=audit.edition,
            new=new.edition,
        )
    return ngettext(
        "The last audit was made with edition %(old)s. Edition %(new)s changes %(num)s criterion.",
        "The last audit was made with edition %(old)s. Edition %(new)s changes %(num)s criteria.",
        changed,
        old=audit.edition,
        new=new.edition,
    )


def _order(edition: str) -> tuple[int, ...]:
    """Return an edition such as "2026.10" as it is counted."""
    return tuple(int(part) for part in edition.split(".") if part.isdecimal())


def _of(fate: Fate, steps: tuple[Step, ...]) -> list[Step]:
    return [s for s in steps if s.fate is fate]


def _group(fate: Fate, steps: tuple[Step, ...], old: Standard, new: Standard) -> FateGroup:
    found = _of(fate, steps)
    count = ngettext("%(num)s criterion", "%(num)s criteria", len(found))
    standard = old if fate is Fate.GONE else new
    title = gettext("%(fate)s: %(count)s", fate=change_words.fate(fate), count=count)
    return FateGroup(title, tuple(_row(standard, step) for step in found))


def _row(standard: Standard, step: Step) -> FateRow:
    part = criterion_part(step.criterion, standard.domain_of(step.criterion.id))
    return FateRow(part, _was(step))


def _was(step: Step) -> str:
    if step.old is None or step.new is None:
        return ""
    if step.fate is Fate.REWEIGHED:
        kinds = {"old": words.kind(step.old.kind), "new": words.kind(step.new.kind)}
        return gettext("%(old)s before, %(new)s now. The answer stays.", **kinds)
    if step.old.statement != step.new.statement:
        return gettext("Before: %(statement)s", statement=step.old.statement)
    return gettext("The sentences of its levels are worded otherwise.")


def _result(audit: Audit, new: Standard, run: DryRun) -> Table:
    head = ("", _edition(audit.edition), _edition(new.edition))
    both = (run.before, run.after)
    rows = (
        (gettext("Red lines"), *map(words.red_line_headline, both)),
        (gettext("Standing"), *(words.standing(card.standing) for card in both)),
        (gettext("Reached"), *map(_reached, both)),
    )
    return Table(gettext("The last audit, tried with the new edition"), head, rows)


def _edition(name: str) -> str:
    return gettext("Edition %(edition)s", edition=name)


def _reached(card: Scorecard) -> str:
    return f"{reached(card)} ({words.counts(card.counts)})"
