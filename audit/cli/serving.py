"""``serve`` and ``demo``: the pages, on this machine or, for ``serve``, behind a proxy for others."""

import errno
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

import click
from waitress.server import BaseWSGIServer, create_server

from audit import config, library
from audit.cli import asked, lanes, links, logs, people, reading, sweeping, talk
from audit.cli.tool import NO, WRONG_USE
from audit.config import Config
from audit.core.people import Role
from audit.errors import N_, AuditError
from audit.language import gettext, ngettext
from audit.store.database import Store
from audit.store.purpose import refuse_fiction
from audit.web import create_app, peoplewords, upkeep
from audit.work import CHORES, Worker

# What was measured (reliability research, section 5): with these, 400 slow connections keep nobody else waiting.
_CONNECTIONS = 1000
_PATIENCE = 15  # Seconds.
# Nothing larger is ever taken: an answers file with its form around it. What is larger is not kept while it comes in
# (``reading``), and the pages say so in a sentence of their own.
# A paper that somebody asks about may have 20 MB; every other address refuses far less (``guards``).
_LARGEST_REQUEST = 21_000_000


class PortTakenError(AuditError):
    """Another program answers on this port."""

    sentence = N_(
        "Port %(port)s of %(host)s is in use. Self-Audit may be running already; look at %(address)s, "
        "or choose another port with --port."
    )


class PortForbiddenError(AuditError):
    """The system does not let us answer there."""

    sentence = N_("Port %(port)s of %(host)s cannot be used: %(detail)s. Choose another with --port.")


_DATA = click.option(
    "--data",
    type=asked.PATH,
    metavar=gettext("FOLDER"),
    help=gettext("Where everything is kept; by default your own folder."),
)
_HOST = click.option(
    "--host",
    default=config.DEFAULT_HOST,
    show_default=True,
    help=gettext("The address to answer on; others than this machine’s need a public address."),
)
_PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=config.DEFAULT_PORT,
    show_default=True,
    help=gettext("The port to answer on."),
)


@click.command(
    help=gettext(
        "Open Self-Audit in the browser of this machine. Others can reach it only behind a proxy that speaks TLS: see "
        "docs/operations.md. Ctrl+C stops it; nothing is lost."
    )
)
@_DATA
@_HOST
@_PORT
@asked.public_address
@asked.hops
def serve(data: Path | None, host: str, port: int, public_address: str | None, hops: int | None) -> None:
    """Answer until somebody stops it."""
    settings = asked.settings(data, host=host, port=port, public_address=public_address, hops=hops)
    with closing(_listen(settings)) as door, closing(_prepared(settings)) as store:
        refuse_fiction(store)
        said = gettext("Your audits are kept in %(folder)s.", folder=settings.data)
        _run(settings, store, door, said, _first_start(settings, store))


@click.command(
    help=gettext(
        "Open a fictional network of 24 organisations with audits over three years, to look around in. It is kept "
        "in a folder of its own and never mixed with your audits."
    )
)
@_DATA
@_HOST
@_PORT
def demo(data: Path | None, host: str, port: int) -> None:
    """Answer with the fictional network until somebody stops it."""
    from audit import demo as demo_network  # noqa: PLC0415 - one's own audits need not wait for the fiction

    settings = asked.settings(data or config.demo_folder(), host=host, port=port, demo=True)
    with closing(_listen(settings)) as door, closing(_prepared(settings)) as store:
        count = demo_network.fill(store, library.default())
        said = ngettext(
            "%(num)s organisation, all fictional, kept in %(folder)s.",
            "%(num)s organisations, all fictional, kept in %(folder)s.",
            count,
            folder=settings.data,
        )
        _run(settings, store, door, said, _entrances(store))


def _first_start(settings: Config, store: Store) -> Sequence[str]:
    """Return the lines with the link by which this instance is set up; none once somebody has done so."""
    link = links.first_start(store, settings.address)
    return () if link is None else (people.first_start_words(), link)


def _entrances(store: Store) -> Sequence[str]:
    """Return the lines with the accounts of the demonstration, each with a password made for this start."""
    from audit import demo_people  # noqa: PLC0415 - as above

    lines = [gettext("Sign in with one of these accounts. Their passwords are new at every start.")]
    for one in demo_people.admit(store):
        who = one.person
        role = peoplewords.office(who.office) if who.office else peoplewords.role(who.role or Role.READER)
        lines.append(
            "  ".join(filter(None, (f"{who.email:<24}", one.password, f"{role:<13}", who.organisation))).rstrip()
        )
    return lines


def _prepared(settings: Config) -> Store:
    store = Store(settings.database)
    store.prepare()
    return store


def _listen(settings: Config) -> socket.socket:
    """Take the port before anything else: a second start must not touch the data of the first."""
    host = "127.0.0.1" if settings.host == "localhost" else settings.host.strip("[]")
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # Elsewhere this would let two programs share a port.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, settings.port))
        door.listen()
    except OSError as error:
        door.close()
        where = {"host": settings.host, "port": settings.port}
        if error.errno == errno.EADDRINUSE:
            talk.stop(PortTakenError(**where, address=settings.listens), NO)
        talk.stop(PortForbiddenError(**where, detail=error.strerror), WRONG_USE)
    return door


def _run(settings: Config, store: Store, door: socket.socket, where: str, more: Sequence[str]) -> None:
    with sweeping.put_off():
        app = create_app(settings, store)
        sweeping.spare()
    server = create_server(
        app,
        sockets=[door],
        _dispatcher=lanes.Lanes(),
        connection_limit=_CONNECTIONS,
        channel_timeout=_PATIENCE,
        max_request_body_size=_LARGEST_REQUEST,
        asyncore_use_poll=True,
        # What a client says of proxies is not taken away before the pages see it: they refuse it (``web.outside``).
        clear_untrusted_proxy_headers=False,
        ident="",
    )
    cast("BaseWSGIServer", server).channel_class = reading.Channel  # One socket makes one server.
    logs.begin()
    # Said for both: a server started in the background by a script would otherwise ignore Ctrl+C's signal.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, _end)
    talk.say(gettext("Self-Audit is ready: %(address)s", address=settings.address))
    if settings.public_address:
        talk.say(gettext("It listens on %(address)s for the proxy.", address=settings.listens))
    talk.say(where)
    talk.say(gettext("Ctrl+C stops it."))
    for line in more:
        talk.say(line)
    sys.stdout.flush()
    try:
        # The fiction of the demonstration is made once, and kept. Elsewhere things go by the times that were set.
        chores = CHORES if settings.demo else (upkeep.chore(settings),)
        with Worker(store, settings.mail, chores).running():
            server.run()
    finally:
        server.close()


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Stop so that requests under way are finished."""
    raise SystemExit(0)
