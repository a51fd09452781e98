"""``report`` and ``plan``: what to take home from an answers file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from audit.cli import asked, files, talk, text
from audit.cli.tool import WRONG_USE
from audit.core.plan import Action
from audit.core.second_voice import NOT_TOLD
from audit.language import gettext
from audit.render import edition_data, pages, plan_pages, words
from audit.render.page_parts import Outcome, Subject, outcome

if TYPE_CHECKING:
    from audit.render.cache import Cache
    from audit.render.documents import Paper


@click.command(
    help=gettext(
        "Write the report of an answers file as PDF. Every page says “draft, not signed off”. Titles of documents and "
        "notes stay out of it unless asked for: a title can name a refuge."
    )
)
@asked.answers_file
@click.option("--out", type=asked.PATH, required=True, metavar="X.pdf", help=gettext("The PDF to write."))
@click.option(
    "--working", is_flag=True, help=gettext("Write the working copy for your own use, with all titles and notes.")
)
@click.option("--titles", is_flag=True, help=gettext("Print the titles of documents, for a reader you trust."))
@click.option(
    "--check", "checked", is_flag=True, help=gettext("Check it against PDF/UA-1 first, and write it only if it passes.")
)
@asked.standard_folder
def report(file: Path, out: Path, folder: Path | None, *, working: bool, titles: bool, checked: bool) -> None:
    """Write a report."""
    if working and checked:
        raise click.UsageError(gettext("A working copy does not meet PDF/UA-1: leave out --check or --working."))
    _check(out, file)
    subject, result = _work_out(file, folder)
    if working:
        _write(out, lambda made, cache: made.working_report(pages.results(subject, result), cache))
    else:
        choices = {"today": asked.today(), "with_titles": titles, "checked": checked}
        _write(out, lambda made, cache: made.edition(subject, result, cache, **choices))


@click.command(
    help=gettext(
        "Draft the action plan of an answers file: one action for each gap, ordered by risk to women and children."
    )
)
@asked.answers_file
@click.option("--out", type=asked.PATH, metavar="X.pdf", help=gettext("Write it as PDF instead of printing it."))
@click.option("--json", "as_json", is_flag=True, help=gettext("Print it as JSON."))
@asked.standard_folder
def plan(file: Path, out: Path | None, folder: Path | None, *, as_json: bool) -> None:
    """Print or write a plan."""
    if out and as_json:
        raise click.UsageError(gettext("Choose one of --json and --out."))
    if out:
        _check(out, file)
    subject, result = _work_out(file, folder)
    if as_json:
        talk.say_json(_plan_json(result, asked.today()))
        return
    page = plan_pages.plan_page(subject, result, asked.today())
    if out is None:
        talk.say(text.plan(page))
    else:
        _write(out, lambda made, _: made.working_plan(page))


def _check(out: Path, source: Path) -> None:
    try:
        files.check_target(out, source)
    except (files.NotAPdfError, files.SourceAsTargetError, files.UnwritableFileError) as error:
        talk.stop(error, WRONG_USE)


def _work_out(file: Path, folder: Path | None) -> tuple[Subject, Outcome]:
    given = asked.answers(file, folder)
    facts, sheet = given.file.programme, given.file.sheet
    subject = Subject(programme=facts.name, country=facts.country, setting=facts.setting, date=sheet.date)
    return subject, replace(outcome(given.standard, sheet), voice=NOT_TOLD)


def _write(out: Path, make: Callable[[Any, "Cache"], "Paper"]) -> None:
    """Make a paper and write it; nothing is left behind where either fails.

    Args:
        out: the PDF.
        make: makes the paper, given ``render.documents`` and a cache for its drawings.
    """
    from audit.render import documents  # noqa: PLC0415 - it takes a while, and mistakes are told before it
    from audit.render.cache import Cache  # noqa: PLC0415 - as above

    with TemporaryDirectory(prefix="self-audit-") as passing:
        paper = make(documents, Cache(Path(passing)))
    try:
        files.write(out, paper.content)
    except files.UnwritableFileError as error:
        talk.stop(error, WRONG_USE)
    talk.say(gettext("Written: %(path)s (%(engine)s).", path=click.format_filename(out), engine=paper.engine))
    if paper.rules_passed is not None:
        passed = paper.rules_passed
        talk.say(gettext("Checked against PDF/UA-1 by page-validation: all %(count)s rules passed.", count=passed))
    if paper.unprintable:
        characters = " ".join(paper.unprintable)
        talk.say(gettext("Shown as a placeholder, since no font has them: %(characters)s", characters=characters))


def _plan_json(result: Outcome, today: date) -> dict[str, Any]:
    standard = result.card.standard
    return {
        "standard": standard.id,
        "edition": standard.edition,
        "date": result.sheet.date.isoformat(),
        **edition_data.plan_state(result.plan, today),
        "actions": [_action(a, today) for a in result.plan.actions],
    }


def _action(action: Action, today: date) -> dict[str, Any]:
    return {
        "criteria": [g.reading.criterion.id for g in action.gaps],
        "priority": action.priority and action.priority.number,
        "label": action.priority and action.priority.label,
        "purpose": action.purpose.value,
        "text": words.purpose_text(action),
        "interim": action.interim,
        **edition_data.dates(action, today),
        "lead": [g.reading.criterion.lead for g in action.gaps],
    }
