"""``backup`` and ``restore``: all audits out of the data folder, and back into it. Both check what they wrote."""

from datetime import UTC, datetime
from pathlib import Path

import click

from audit import config
from audit.cli import asked, talk
from audit.cli.tool import WRONG_USE
from audit.errors import N_, AuditError
from audit.language import gettext, ngettext
from audit.render import words
from audit.store.backup import BackupReport
from audit.store.backup import backup as write_backup
from audit.store.backup import restore as read_backup
from audit.store.database import Store
from audit.store.errors import NotABackupError

data_folder = click.option(
    "--data",
    type=asked.PATH,
    default=config.default_folder,
    show_default=gettext("your own folder"),
    metavar=gettext("FOLDER"),
    help=gettext("Where all audits are kept."),
)


class NothingToBackUpError(AuditError):
    """The data folder holds no database."""

    sentence = N_("There is nothing to back up in “%(folder)s”. Name the folder of your audits with --data.")


@click.command(
    help=gettext(
        "Write a copy of all audits to TARGET, a file or a folder, and check it. Self-Audit may be in use meanwhile."
    )
)
@click.argument("target", type=asked.PATH, metavar="TARGET")
@data_folder
def backup(target: Path, data: Path) -> None:
    """Write a backup."""
    store = Store(data / config.DATABASE)
    if not store.path.is_file():
        talk.stop(NothingToBackUpError(folder=data), WRONG_USE)
    if target.is_dir():
        target /= f"self-audit-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite"
    report = write_backup(store, target)
    store.close()
    talk.say(gettext("Backed up to %(path)s and checked: %(what)s.", path=report.path, what=_contents(report)))


@click.command(
    help=gettext(
        "Put the backup SOURCE in the place of all audits, and check it. What was there before is kept beside it. "
        "Stop Self-Audit first."
    )
)
@click.argument("source", type=asked.PATH, metavar="SOURCE")
@data_folder
def restore(source: Path, data: Path) -> None:
    """Bring a backup back."""
    try:
        report = read_backup(source, data / config.DATABASE)
    except NotABackupError as error:
        talk.stop(error, WRONG_USE)
    talk.say(gettext("Restored to %(path)s and checked: %(what)s.", path=report.path, what=_contents(report)))
    if report.left_out:
        words = gettext(
            "Everybody signs in again. Invitations and other links have to be made anew. "
            "Mails that waited in the backup are not sent."
        )
        talk.say(words)
    if report.replaced:
        talk.say(gettext("What was there before is now %(path)s.", path=report.replaced))


def _contents(report: BackupReport) -> str:
    rows = dict(report.tables)
    return words.joined(
        [
            ngettext("%(num)s programme", "%(num)s programmes", rows.get("programmes", 0)),
            ngettext("%(num)s audit", "%(num)s audits", rows.get("audits", 0)),
            ngettext("%(num)s answer", "%(num)s answers", rows.get("answers", 0)),
            ngettext("%(num)s action", "%(num)s actions", rows.get("actions", 0)),
        ]
    )
