"""How commands speak: answers on stdout, complaints on stderr, one sentence a line."""

import io
import json
import re
import sys
from collections.abc import Mapping
from typing import NoReturn

import click

from audit.config import NotReadyForOthersError
from audit.config_file import BadSettingsError
from audit.core.answersfile import BadAnswersFileError
from audit.errors import AuditError
from audit.language import gettext, ngettext, sentence
from audit.library import BrokenStandardError

# All that is wrong is named at once; but a file with 100,000 wrong keys says nothing more by its last one.
MOST_LINES = 1000
# Controls, marks that reorder text, and halves of characters.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def be_robust() -> None:
    """Print what the terminal cannot show as a placeholder instead of failing over it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str = "") -> None:
    """Print a part of the answer."""
    click.echo(text)


def tell(text: str) -> None:
    """Print a part of the answer that quotes a file of somebody else: on one line, as ``complain`` does."""
    click.echo(_UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text))


def say_json(value: object) -> None:
    """Print the answer as JSON: UTF-8 whatever the terminal speaks, since programs read it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode())


def complain(line: str) -> None:
    """Print what is wrong, on one line: a name from elsewhere must not write over what the terminal shows."""
    click.echo(_UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", line), err=True)


def complain_about(error: AuditError, name: str = "") -> None:
    """Print what an error says, with all its problems.

    Args:
        error: what went wrong.
        name: the file it is about, printed before every problem.
    """
    found = _problems(error)
    for line in found[:MOST_LINES]:
        complain(f"{name}: {line}" if name else line)
    if len(found) > MOST_LINES:
        more = len(found) - MOST_LINES
        complain(ngettext("And %(num)s more problem.", "And %(num)s more problems.", more))
    complain(f"{name}: {sentence(error)}" if name else sentence(error))


def stop(error: AuditError, code: int, name: str = "") -> NoReturn:
    """Print what an error says and end the command with this exit code."""
    complain_about(error, name)
    raise click.exceptions.Exit(code) from error


def _problems(error: AuditError) -> list[str]:
    if isinstance(error, BadAnswersFileError):
        return [_line(p.key, gettext(p.sentence, **p.values)) for p in error.problems]
    if isinstance(error, BrokenStandardError):
        return [_line(_line(p.file, p.key), _expected(p.expected, p.values)) for p in error.problems]
    if isinstance(error, BadSettingsError | NotReadyForOthersError):
        return [sentence(problem) for problem in error.problems]
    return []


def _expected(message: str, values: Mapping[str, object]) -> str:
    """Return what a standard is expected to hold; the words inside ("what") are messages themselves."""
    return gettext(message, **{k: gettext(v) if k == "what" and isinstance(v, str) else v for k, v in values.items()})


def _line(*parts: str) -> str:
    return ": ".join(part for part in parts if part)
