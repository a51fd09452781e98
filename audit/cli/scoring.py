"""``score``: what an answers file reaches, for people in words and for programs as JSON."""

from dataclasses import replace
from pathlib import Path

import click

from audit.cli import asked, talk
from audit.core import gaps, scorejson
from audit.core.scoring import score as score_sheet
from audit.core.second_voice import NOT_TOLD
from audit.language import gettext


@click.command(
    help=gettext(
        "Score an answers file. The red lines that are not held come first, each with the step that protects "
        "people until it is mended."
    )
)
@asked.answers_file
@click.option(
    "--json", "as_json", is_flag=True, help=gettext("Print the result as JSON (“schema score” describes it).")
)
@asked.standard_folder
def score(file: Path, folder: Path | None, *, as_json: bool) -> None:
    """Print the result of an answers file."""
    given = asked.answers(file, folder)
    if as_json:
        card = score_sheet(given.standard, given.file.sheet)
        talk.say_json(scorejson.to_json(card, gaps.find(card, given.file.sheet.date)))
        return
    from audit.cli import text  # noqa: PLC0415 - programs that ask for JSON need no pages
    from audit.render import page_parts, pages  # noqa: PLC0415 - as above

    subject = page_parts.Subject(
        programme=given.file.programme.name,
        country=given.file.programme.country,
        setting=given.file.programme.setting,
        date=given.file.sheet.date,
    )
    made = replace(page_parts.outcome(given.standard, given.file.sheet), voice=NOT_TOLD)
    talk.say(text.results(pages.results(subject, made)))
