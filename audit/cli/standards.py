"""``standard``, ``check-standard`` and ``schema``: what is asked, whether it is whole, and the shape of the files."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from audit import library
from audit.cli import asked, talk
from audit.cli.tool import NO, WRONG_USE
from audit.core import content, schemas
from audit.core.standard import Scope, Standard
from audit.errors import N_, AuditError
from audit.language import gettext, ngettext
from audit.library import BrokenStandardError
from audit.render import words


class NoStandardError(AuditError):
    """No standard came with the program."""

    sentence = N_("No standard came with this program. Install Self-Audit again, or name a FOLDER.")


@click.command(
    "check-standard",
    help=gettext(
        "Name every problem of a standard at once: its file, its key, and what is expected there. "
        "Without FOLDER it checks all that came with the program."
    ),
)
@click.argument("folders", nargs=-1, type=asked.PATH, metavar=gettext("[FOLDER]..."))
def check_standard(folders: tuple[Path, ...]) -> None:
    """Check standards; print nothing but problems where there are any."""
    for folder in folders:
        if not folder.is_dir():
            talk.stop(asked.NoFolderError(name=folder), WRONG_USE)
    good, bad = _check(folders or library.available())
    for folder, error in bad:
        talk.complain_about(error, click.format_filename(folder))
    if bad:
        raise click.exceptions.Exit(NO)
    if not good:
        raise NoStandardError
    for standard in good:
        talk.say(gettext("%(name)s is in order: %(what)s.", name=standard.id, what=_extent(standard)))


@click.command(help=gettext("Show the criteria that are asked, domain by domain, and what they rest on."))
@click.option("--json", "as_json", is_flag=True, help=gettext("Print the whole standard as JSON."))
@asked.standard_folder
def standard(folder: Path | None, *, as_json: bool) -> None:
    """Print a standard, for people or for programs."""
    shown = asked.standard(folder)
    if as_json:
        talk.say_json(json.loads(content.canonical(shown)))
    else:
        talk.say("\n".join(_listing(shown)))


@click.command(
    help=gettext(
        "Print the JSON Schema (draft 2020-12) of the answers file, or of what “score --json” prints. "
        "The one of the answers file knows the criteria of the standard."
    )
)
@click.argument("which", type=click.Choice(["answers", "score"]), metavar="answers|score")
@asked.standard_folder
def schema(which: str, folder: Path | None) -> None:
    """Print a schema."""
    talk.say_json(schemas.answers(asked.standard(folder)) if which == "answers" else schemas.score())


def _check(folders: Iterable[Path]) -> tuple[list[Standard], list[tuple[Path, BrokenStandardError]]]:
    good, bad = [], []
    for folder in folders:
        try:
            good.append(library.load(folder))
        except BrokenStandardError as error:
            bad.append((folder, error))
    return good, bad


def _extent(standard: Standard) -> str:
    criteria = tuple(standard.criteria())
    red_lines = sum(c.is_red_line for c in criteria)
    return words.joined(
        [
            ngettext("%(num)s criterion", "%(num)s criteria", len(criteria)),
            ngettext("%(num)s of these a red line", "%(num)s of these red lines", red_lines),
            ngettext("%(num)s domain", "%(num)s domains", len(standard.domains)),
        ]
    )


def _listing(standard: Standard) -> Iterable[str]:
    first_pass = len(tuple(standard.criteria(Scope.FIRST_PASS)))
    yield words.edition(standard)
    yield _extent(standard)
    yield ngettext("%(num)s criterion in a first pass", "%(num)s criteria in a first pass", first_pass)
    yield standard.basis
    yield standard.disclaimer
    for domain in standard.domains:
        yield ""
        yield domain.title
        for criterion in domain.criteria:
            yield f"  {criterion.id:<8} {words.kind(criterion.kind):<9} {criterion.statement}"
    yield ""
    yield gettext("SHA-256 of its content: %(hash)s", hash=content.content_hash(standard))
