"""``doctor``: what is installed, where things lie, and what each lack costs."""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from audit import __version__, config, config_file, library, resources
from audit.cli import crash, talk
from audit.cli.copying import data_folder
from audit.cli.tool import NO
from audit.core.content import content_hash
from audit.core.people import Instance, Kind, Office
from audit.core.standard import Standard
from audit.errors import AuditError
from audit.language import gettext, ngettext, sentence
from audit.render import engines, words
from audit.store import accounts, connection, copies, instance
from audit.store.database import Store

# Without these the rest works; all others come with the program, and their lack means that it is not whole.
_OPTIONAL = frozenset({"wkhtmltopdf", "pdfkit", "pypdf"})
# STRICT tables and RETURNING need this version of SQLite (reliability research, section 3).
_SQLITE = (3, 37, 0)
# Less room than this and a backup before an upgrade may not fit.
_ROOM = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``cost`` says what does not work without it; it is printed only where it is missing."""

    name: str
    is_good: bool
    detail: str
    cost: str = ""
    is_essential: bool = True


@click.command(
    help=gettext(
        "Say which engines, fonts, folders and versions are here, what each lack costs, and who may sign in. "
        "The exit code is 1 when something essential is missing."
    )
)
@data_folder
def doctor(data: Path) -> None:
    """Look at everything and say what was found."""
    found = [*_program(), *_folders(), *_standards(), *_engines(), *_data(data)]
    for finding in found:
        talk.say(_line(finding))
    missing = [f for f in found if f.is_essential and not f.is_good]
    if missing:
        talk.complain(gettext("Essential, and missing: %(names)s.", names=words.joined(f.name for f in missing)))
        raise click.exceptions.Exit(NO)
    talk.say(gettext("Nothing essential is missing."))


def _line(finding: Finding) -> str:
    mark = gettext("found") if finding.is_good else gettext("missing")
    parts = [f"{mark:<8} {finding.name:<18} {finding.detail}".rstrip()]
    if not finding.is_good and finding.cost:
        parts.append(f"{'':<27} {finding.cost}")
    return "\n".join(parts)


def _program() -> Iterator[Finding]:
    yield Finding("self-audit", is_good=True, detail=__version__)
    yield Finding(
        "python", is_good=True, detail=f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    sqlite = connection.sqlite_version()
    yield Finding(
        "sqlite",
        sqlite >= _SQLITE,
        ".".join(map(str, sqlite)),
        gettext("Audits cannot be kept: 3.37 or newer is needed."),
    )


def _folders() -> Iterator[Finding]:
    costs = {
        "standards": gettext("There is nothing to audit by. Install Self-Audit again."),
        "static": gettext("Pages and paper have no looks and no fonts. Install Self-Audit again."),
        "templates": gettext("There are no pages. Install Self-Audit again."),
    }
    for name, cost in costs.items():
        try:
            yield Finding(name, is_good=True, detail=str(resources.directory(name)))
        except AuditError as error:
            yield Finding(name, is_good=False, detail=sentence(error), cost=cost)


def _standards() -> Iterator[Finding]:
    try:
        folders = library.available()
    except AuditError:
        return  # Said already: the folder is missing.
    for folder in folders:
        wrong = library.problems(folder)
        cost = gettext("“self-audit check-standard” names every problem.")
        yield Finding(folder.name, not wrong, str(wrong[0]) if wrong else _edition(library.load(folder)), cost)


def _edition(standard: Standard) -> str:
    """Name the edition so that it can be compared with the table in standards/README.md."""
    known = {"edition": standard.edition, "hash": content_hash(standard)}
    return gettext("in order, edition %(edition)s, SHA-256 %(hash)s", **known)


def _engines() -> Iterator[Finding]:
    for engine in engines.every():
        yield Finding(engine.name, engine.is_found, engine.detail, engine.cost, engine.name not in _OPTIONAL)


def _data(folder: Path) -> Iterator[Finding]:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    writable = there.is_dir() and os.access(there, os.W_OK)
    state = gettext("is made at the first start") if there != folder else gettext("can be written")
    cost = gettext("Nothing can be kept there. Choose another folder with --data.")
    yield Finding("data folder", writable, f"{folder} ({state})" if writable else str(folder), cost)
    free = shutil.disk_usage(there).free
    room = gettext("%(mega)s MB free", mega=f"{free // 1_000_000:,}")
    yield Finding(
        "disk", free > _ROOM, room, gettext("A full disk keeps answers from being saved."), is_essential=False
    )
    yield _mail(folder)
    yield from _database(Store(folder / config.DATABASE))
    yield Finding("log", is_good=True, detail=str(crash.folder() / crash.NAME))


def _mail(folder: Path) -> Finding:
    cost = gettext("Invitations and recovery links are handed over by people; who forgot a password asks the operator.")
    try:
        mail = config_file.read(folder / config_file.NAME).mail
    except config_file.BadSettingsError as error:
        wrong = " ".join(map(sentence, error.problems))
        return Finding("mail", is_good=False, detail=wrong, cost=gettext("Self-Audit does not start with it."))
    if mail is None:
        return Finding("mail", is_good=False, detail=gettext("not set up"), cost=cost, is_essential=False)
    return Finding("mail", is_good=True, detail=f"{mail.host}:{mail.port}")


def _database(store: Store) -> Iterator[Finding]:
    if not store.path.exists():
        yield Finding("audits", is_good=True, detail=gettext("none yet"))
        return
    try:
        found = copies.examine(store.path)
    except AuditError as error:
        yield Finding("audits", is_good=False, detail=sentence(error))
        return
    yield Finding("audits", is_good=True, detail=gettext("%(path)s is whole", path=store.path))
    if "accounts" in dict(found.tables):  # Not in one of an earlier release that was not opened since.
        yield from _people(store)


def _people(store: Store) -> Iterator[Finding]:
    """Say who may sign in, in numbers; a name has no place in what somebody sends round when asking for help."""
    with closing(store), store.reading() as db:
        serves, everybody = instance.get(db), accounts.listing(db)
    cost = gettext("Nobody can sign in. “self-audit serve” prints the link of the first start.")
    yield Finding("set up", serves is not None, _serves(serves), cost, is_essential=False)
    if serves is None:
        return
    able = [one for one in everybody if one.disabled is None]
    count = ngettext("%(num)s may sign in", "%(num)s may sign in", len(able))
    disabled = ngettext("%(num)s disabled", "%(num)s disabled", len(everybody) - len(able))
    yield Finding("accounts", is_good=True, detail=f"{count}, {disabled}")
    operators = [one for one in able if Office.OPERATOR in one.offices]
    bare = sum(not one.has_second_factor for one in operators)
    without = ngettext("%(num)s without second factor", "%(num)s without second factor", bare)
    cost = gettext("Whoever knows the password can set one up first. Sign in as operator and set it up.")
    yield Finding("operators", not bare, f"{len(operators)}, {without}", cost, is_essential=False)


def _serves(serves: Instance | None) -> str:
    if serves is None:
        return gettext("not yet")
    return gettext("a network") if serves.kind is Kind.NETWORK else gettext("programmes of one organisation")
