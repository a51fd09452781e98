"""``mail-test``: one mail at once, past the queue, and what the mail server said to it."""

from datetime import UTC, datetime
from pathlib import Path

import click

from audit import config_file, mail
from audit.cli import talk
from audit.cli.copying import data_folder
from audit.cli.tool import NO, WRONG_USE
from audit.config_mail import Mail
from audit.core.letters import Letter
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.mail import MailError, WrongAddressError
from audit.store.database import random_token


class NoMailServerError(AuditError):
    """There are no settings for mail."""

    sentence = N_("No mail server is set up in “%(file)s”. docs/operations-mail.md says how to set one up.")


@click.command(
    name="mail-test",
    help=gettext(
        "Send a test mail to ADDRESS at once, with the settings under [mail] in settings.toml of the data folder, and "
        "say what the mail server answered."
    ),
)
@click.argument("address", metavar="ADDRESS")
@data_folder
def mail_test(address: str, data: Path) -> None:
    """Send one mail and print the answer."""
    settings = _settings(data / config_file.NAME)
    subject = gettext("Test mail from Self-Audit")
    text = gettext("This is a test. If you can read it, Self-Audit can send mails. There is nothing to do.\n")
    try:
        answer = mail.send(settings, Letter(to=address, subject=subject, text=text), random_token(), datetime.now(UTC))
    except WrongAddressError as error:
        talk.stop(error, WRONG_USE)
    except MailError as error:
        talk.stop(error, NO)
    where = {"host": settings.host, "port": settings.port}
    talk.say(gettext("The mail server %(host)s, port %(port)s, took the mail: %(answer)s", **where, answer=answer))


def _settings(file: Path) -> Mail:
    try:
        found = config_file.read(file).mail
    except config_file.BadSettingsError as error:
        talk.stop(error, WRONG_USE)
    if found is None:
        talk.stop(NoMailServerError(file=file), WRONG_USE)
    return found
