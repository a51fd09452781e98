"""``verify-history``: whether the chains of the history still fit, here and with heads that were kept elsewhere."""

from pathlib import Path

import click

from audit import config
from audit.cli import asked, files, talk
from audit.cli.copying import data_folder
from audit.cli.tool import NO, WRONG_USE
from audit.core.history import LARGEST_HEADS, Head, read_heads, write_heads
from audit.errors import N_, AuditError
from audit.language import gettext, ngettext
from audit.store import copies, history_check
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.history_check import Chain, Fault

_MIGRATION = "m0003_history"
_FAULTS = {
    Fault.NUMBER: N_("entries are missing before it"),
    Fault.BEFORE: N_("it does not follow the entry before it"),
    Fault.HASH: N_("it was changed"),
    Fault.PAYLOAD: N_("what it says was changed"),
    Fault.ERASED: N_("what it says is gone, and nothing was deleted that it was about"),
    Fault.STRAY: N_("it is missing, and what it says is still there"),
    Fault.GONE: N_("it was there when the heads were written, and is missing"),
    Fault.OTHER: N_("it is another one than when the heads were written"),
}


class NoHistoryError(AuditError):
    """The data folder holds no database."""

    sentence = N_("There are no audits in “%(folder)s”. Name the folder of your audits with --data.")


class NoHistoryYetError(AuditError):
    """The database was last used by a release that kept no history."""

    sentence = N_("“%(name)s” was last used by a version without a history. Start Self-Audit once, then try again.")


@click.command(
    name="verify-history",
    help=gettext(
        "Check that nothing in the history was changed, removed or put in, and name the first entry that does not fit. "
        "Whoever can write the database could make a new history that fits: write the heads, keep them elsewhere, "
        "and check against them."
    ),
)
@data_folder
@click.option(
    "--heads",
    "kept",
    type=asked.PATH,
    metavar=gettext("FILE"),
    help=gettext("Compare with heads written earlier."),
)
@click.option(
    "--write-heads",
    "target",
    type=asked.PATH,
    metavar=gettext("FILE"),
    help=gettext("Write where every history ends now, to be kept elsewhere."),
)
def verify_history(data: Path, kept: Path | None, target: Path | None) -> None:
    """Walk along every chain, and write heads only where all of them fit."""
    store = Store(data / config.DATABASE)
    if not store.path.is_file():
        talk.stop(NoHistoryError(folder=data), WRONG_USE)
    heads = _kept(kept) if kept else ()
    with store.reading() as db:
        _refuse_without(db, store.path)
        chains = history_check.verify(db, heads)
        erased = len(history_check.erased(db))
    store.close()
    broken = [_line(chain, chain.fault) for chain in chains if chain.fault is not None]
    for line in broken:
        talk.complain(line)
    if broken:
        raise click.exceptions.Exit(NO)
    talk.say(_whole(chains))
    if erased:
        said = ngettext("%(num)s organisation was erased.", "%(num)s organisations were erased.", erased)
        talk.say(gettext("%(said)s The operator's page of erasures shows the receipts.", said=said))
    if target:
        _write(target, [chain.head for chain in chains if chain.head])


def _kept(path: Path) -> tuple[Head, ...]:
    try:
        return read_heads(files.read(path, LARGEST_HEADS))
    except AuditError as error:
        talk.stop(error, WRONG_USE, click.format_filename(path))


def _refuse_without(db: Connection, path: Path) -> None:
    """Refuse what is no database of ours or has no history; say so where it lost a guard."""
    copies.refuse_strangers(db, path)
    if _MIGRATION not in copies.applied(db):
        raise NoHistoryYetError(name=path.name)
    copies.check_guards(db)


def _line(chain: Chain, fault: Fault) -> str:
    what = gettext(_FAULTS[fault])
    return gettext(
        "Organisation %(name)s, entry %(number)s: %(what)s.", name=chain.organisation, number=chain.number, what=what
    )


def _whole(chains: tuple[Chain, ...]) -> str:
    number = sum(chain.entries for chain in chains)
    entries = ngettext("%(num)s entry", "%(num)s entries", number)
    organisations = ngettext("%(num)s organisation", "%(num)s organisations", len(chains))
    return gettext(
        "The history is whole: %(entries)s of %(organisations)s.", entries=entries, organisations=organisations
    )


def _write(target: Path, heads: list[Head]) -> None:
    try:
        files.write(target, write_heads(heads))
    except files.UnwritableFileError as error:
        talk.stop(error, WRONG_USE)
    talk.say(gettext("Wrote the heads to %(path)s. Keep them where this database cannot be written.", path=target))
