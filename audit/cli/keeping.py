"""``retention``, ``export-organisation``, ``record-of-processing``: what is kept, given out and written down of it."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import click

from audit import config
from audit.cli import asked, files, talk
from audit.cli.copying import data_folder
from audit.cli.tool import NO, WRONG_USE
from audit.config import Config
from audit.core.programme import Organisation
from audit.errors import N_, AuditError
from audit.language import format_date, gettext
from audit.render import datawords
from audit.render import processing as recordwords
from audit.store import archive, organisations
from audit.store import retention as times_kept
from audit.store.connection import Connection
from audit.store.database import Store
from audit.store.erasures import Erasure, Receipt
from audit.store.retention import Past, What
from audit.web import processing, upkeep


class NothingKeptError(AuditError):
    """The data folder holds no database."""

    sentence = N_("There is nothing kept in “%(folder)s”. Name the folder of your audits with --data.")


class UnknownOrganisationError(AuditError):
    """No organisation has this id or name."""

    sentence = N_("There is no organisation “%(name)s”. There are: %(known)s.")


class TwoOrganisationsError(AuditError):
    """Several organisations have this name."""

    sentence = N_("Several organisations are called “%(name)s”. Give the id of one of them: %(known)s.")


class NoTimeError(AuditError):
    """What was to be set is not a thing and a number of days."""

    sentence = N_("“%(value)s” is no time. Write a thing and its days, such as sessions=30. Things: %(known)s.")


class NotAZipError(AuditError):
    """An archive was asked for under a name that says something else."""

    sentence = N_("“%(name)s” should end in .zip, so that no other file is replaced by mistake.")


@click.command(
    help=gettext(
        "Say how long things are kept and what has been kept for its time. With --apply it goes, together with the "
        "organisations whose day of erasure has come. A running server does the same once a day."
    )
)
@data_folder
@click.option("--apply", "is_applied", is_flag=True, help=gettext("Do it. Without this, nothing is changed."))
@click.option(
    "--set",
    "times",
    multiple=True,
    metavar=gettext("WHAT=DAYS"),
    help=gettext("Keep something for so many days from now on, such as sessions=30; “default” takes it back."),
)
def retention(data: Path, times: tuple[str, ...], *, is_applied: bool) -> None:
    """Say what would go, or let it go."""
    with _opened(data) as (settings, store):
        if times:
            _set(store, times)
        _say_times(store)
        if is_applied:
            _say_round(settings, upkeep.apply(settings, store))
            return
        past, due = upkeep.look(store)
    _say_past(gettext("What would go now:"), past, due)


@click.command(
    name="export-organisation",
    help=gettext(
        "Write everything of one organisation into a ZIP archive: programmes, audits, people, history. ORGANISATION is "
        "its id or its name."
    ),
)
@click.argument("organisation", metavar="ORGANISATION")
@click.option("--out", "target", type=asked.PATH, required=True, metavar=gettext("FILE.zip"), help=gettext("Where to."))
@data_folder
def export_organisation(organisation: str, target: Path, data: Path) -> None:
    """Write the archive of an organisation, whole or not at all."""
    if target.suffix.lower() != ".zip":
        talk.stop(NotAZipError(name=target), WRONG_USE)
    with _opened(data) as (_, store), store.reading() as db:
        found = _named(db, organisation)
        try:
            number = _write(db, store, found, target)
        except OSError as error:
            talk.stop(files.UnwritableFileError(name=target, detail=error.strerror), WRONG_USE)
    said = gettext("Wrote %(number)s files of “%(name)s” to %(path)s.", number=number, name=found.name, path=target)
    talk.say(said)
    talk.say(
        gettext("It holds all that was written, and names and e-mail addresses. Keep it as carefully as the audits.")
    )


@click.command(
    name="record-of-processing",
    help=gettext("Print or write the record of processing (GDPR, Article 30), filled in from this installation."),
)
@click.option("--out", "target", type=asked.PATH, metavar=gettext("FILE.json"), help=gettext("Write it as JSON."))
@data_folder
def record_of_processing(target: Path | None, data: Path) -> None:
    """Print the record, or write it as a file."""
    with _opened(data) as (settings, store), store.reading() as db:
        made = processing.record(db, settings, store.clock())
    if target is not None:
        content = json.dumps(recordwords.as_plain(made), ensure_ascii=False, indent=1)
        try:
            files.write(target, f"{content}\n".encode())
        except files.UnwritableFileError as error:
            talk.stop(error, WRONG_USE)
        talk.say(gettext("Wrote it to %(path)s.", path=target))
        return
    talk.say(f"{made.title}, {made.day}")
    for section in made.sections:
        talk.say()
        talk.say(section.title)
        for line in section.lines:
            talk.say(f"  {line.name}: {line.text}")


@contextmanager
def _opened(data: Path) -> Iterator[tuple[Config, Store]]:
    """Give the settings and the store of a data folder. It may be in use meanwhile."""
    if not (data / config.DATABASE).is_file():
        talk.stop(NothingKeptError(folder=data), WRONG_USE)
    settings = asked.settings(data)
    with closing(Store(settings.database)) as store:
        store.prepare()
        yield settings, store


def _set(store: Store, times: tuple[str, ...]) -> None:
    """Set every time, or none."""
    chosen = [_time(value) for value in times]
    try:
        with store.writing() as db:
            for what, days in chosen:
                times_kept.set_days(db, what, days)
    except times_kept.DaysOutOfRangeError as error:
        talk.stop(error, NO)


def _time(value: str) -> tuple[What, int | None]:
    name, _, days = value.partition("=")
    known = {what.value: what for what in times_kept.OF_INSTANCE}
    is_number = days.isascii() and days.isdigit() and len(days) <= len(str(times_kept.MOST))
    if name not in known or not (is_number or days == "default"):
        talk.stop(NoTimeError(value=value, known=", ".join(known)), WRONG_USE)
    return known[name], int(days) if is_number else None


def _say_times(store: Store) -> None:
    with store.reading() as db:
        kept = times_kept.listing(db)
    talk.say(gettext("Kept:"))
    for what, days in kept.items():
        said = gettext(
            "%(name)s – %(what)s: %(days)s",
            name=what.value,
            what=datawords.kept(what.value),
            days=datawords.days(days),
        )
        _item(said)
    _item(gettext("Audits not signed off stay until somebody deletes them, or for the time their organisation set."))


def _say_past(title: str, past: Past, due: tuple[Erasure, ...] | tuple[Receipt, ...]) -> None:
    rows = {what.value: number for what, number in past.rows.items()}
    lines = datawords.past(rows, len(past.audits), len(past.told), len(past.accounts))
    if due:
        lines = (*lines, gettext("Organisations whose day has come: %(number)s", number=len(due)))
    talk.say(title)
    for line in lines or (gettext("Nothing."),):
        _item(line)
    for owner in past.unreadable:
        talk.complain(
            gettext("Organisation %(id)s cannot be read: nothing of it goes. Look at “self-audit doctor”.", id=owner)
        )


def _say_round(settings: Config, done: upkeep.Round) -> None:
    _say_past(gettext("What went:"), done.past, done.receipts)
    for receipt in done.receipts:
        _say_receipt(receipt)
    if done.receipts:
        _say_backups(settings)
    if not done.is_overwritten:
        talk.complain(
            gettext("The log of the database is in use and may hold what went. Run this again when nobody is reading.")
        )


def _say_receipt(receipt: Receipt) -> None:
    talk.say()
    talk.say(gettext("Receipt %(number)s", number=receipt.id))
    _item(gettext("Organisation: %(id)s", id=receipt.organisation))
    _item(gettext("Asked for on %(day)s, erased on %(done)s (UTC)", **_days(receipt)))
    for what, number in datawords.counts(receipt.tables):
        _item(gettext("%(what)s: %(number)s", what=what, number=number))
    if receipt.head is not None:
        head = receipt.head
        _item(gettext("History: ended with entry %(number)s, %(hash)s", number=head.number, hash=head.hash))


def _days(receipt: Receipt) -> dict[str, object]:
    return {"day": format_date(receipt.asked.date()), "done": format_date(receipt.done.date())}


def _say_backups(settings: Config) -> None:
    """Say which copies still hold what was erased."""
    talk.say()
    talk.say(
        gettext("Backups made before today hold the data until they are deleted. Delete them, here and elsewhere:")
    )
    for name in upkeep.backups(settings) or (gettext("None lies in the data folder."),):
        _item(name)


def _item(text: str) -> None:
    talk.say(f"  {text}")


def _named(db: Connection, name: str) -> Organisation:
    """Return the organisation of an id or a name; end the command where there is not exactly one."""
    known = organisations.listing(db)
    found = [o for o in known if o.id == name] or [o for o in known if o.name.casefold() == name.strip().casefold()]
    if not found:
        listed = ", ".join(f"{o.name} ({o.id})" for o in known) or gettext("none")
        talk.stop(UnknownOrganisationError(name=name, known=listed), NO)
    if len(found) > 1:
        talk.stop(TwoOrganisationsError(name=name, known=", ".join(o.id for o in found)), NO)
    return found[0]


def _write(db: Connection, store: Store, found: Organisation, target: Path) -> int:
    """Write the archive under a passing name first, and return how many files are in it.

    Raises:
        OSError: the folder may not be written, or the disk is full.
    """
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            digests = archive.write(db, found.id, file, datawords.readme(found.name), store.clock())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return len(digests) + 1
