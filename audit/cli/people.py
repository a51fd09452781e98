"""``first-start`` and ``recover-account``: a new link where the console was lost, or where nobody can sign in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from audit import config
from audit.cli import asked, links, talk
from audit.cli.tool import NO, WRONG_USE
from audit.core.people import FIRST_START, RECOVERY
from audit.errors import N_, AuditError
from audit.language import gettext
from audit.store.database import Store

_MINUTE = 60
_HOUR = 60 * _MINUTE


class NothingHereError(AuditError):
    """The data folder holds no database."""

    sentence = N_(
        "There is nothing in “%(folder)s” yet. Start it with “self-audit serve”, or name the folder with --data."
    )


class SetUpError(AuditError):
    """The first start was done."""

    sentence = N_(
        "This Self-Audit is set up already. Sign in. Whoever cannot gets a new password with "
        "“self-audit recover-account”, followed by the e-mail address."
    )


_DATA = click.option(
    "--data",
    type=asked.PATH,
    default=config.default_folder,
    show_default=gettext("your own folder"),
    metavar=gettext("FOLDER"),
    help=gettext("Where everything is kept."),
)
_PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=config.DEFAULT_PORT,
    show_default=True,
    help=gettext("The port it answers on, for the link; not needed where a public address is declared."),
)


@click.command(
    name="first-start",
    help=gettext(
        "Print a new link to set up a Self-Audit that nobody has set up yet, where the console was lost. The link "
        "printed before opens nothing any more."
    ),
)
@_DATA
@_PORT
@asked.public_address
@asked.hops
def first_start(data: Path, port: int, public_address: str | None, hops: int | None) -> None:
    """Print the link of the first start."""
    with _opened(data, port=port, public_address=public_address, hops=hops) as (store, address):
        link = links.first_start(store, address)
    if link is None:
        talk.stop(SetUpError(), NO)
    talk.say(first_start_words())
    talk.say(link)


@click.command(
    name="recover-account",
    help=gettext(
        "Print a link by which the person with this e-mail address can set a new password, once. It is recorded, and "
        "the person reads of it at the next sign-in. The second factor stays in force, unless you say that it is lost."
    ),
)
@click.argument("email", metavar=gettext("EMAIL"))
@click.option(
    "--reset-second-factor",
    "with_factor",
    is_flag=True,
    help=gettext(
        "Ask for no code any more, where device and recovery codes are lost. All devices are signed out. Make sure by "
        "another way that it is this person who asks."
    ),
)
@_DATA
@_PORT
@asked.public_address
@asked.hops
def recover_account(
    email: str, data: Path, port: int, public_address: str | None, hops: int | None, *, with_factor: bool
) -> None:
    """Print a link by which somebody can set a new password."""
    with _opened(data, port=port, public_address=public_address, hops=hops) as (store, address):
        account, link = links.recovery(store, address, email, with_factor=with_factor)
    minutes = int(RECOVERY.total_seconds()) // _MINUTE
    said = gettext(
        "A new password for %(name)s, with this link, once, within %(minutes)s minutes:",
        name=account.name,
        minutes=minutes,
    )
    talk.say(said)
    talk.say(link)


def first_start_words() -> str:
    """Return what stands before the link of the first start."""
    return gettext(
        "Nobody has set it up yet. Open this link in your browser, once, within %(hours)s hours. Show it to nobody:",
        hours=int(FIRST_START.total_seconds()) // _HOUR,
    )


@contextmanager
def _opened(data: Path, **declared: int | str | None) -> Iterator[tuple[Store, str]]:
    """Give the store of a data folder and the address that links begin with. It may be in use meanwhile."""
    if not (data / config.DATABASE).is_file():
        talk.stop(NothingHereError(folder=data), WRONG_USE)
    settings = asked.settings(data, **declared)
    with closing(Store(settings.database)) as store:
        store.prepare()
        yield store, settings.address
