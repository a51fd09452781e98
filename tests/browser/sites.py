"""The real pages, answered by waitress on a free port, and stopped and started as a test likes."""

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from audit import config
from audit.core.answers import Answer, AnswerSheet
from audit.core.people import Kind, Role
from audit.core.programme import Audit
from audit.store import accounts, answers, audits, memberships, organisations, programmes
from audit.store.database import Store
from audit.web import create_app
from tests import people

_THREADS = 4
_TICK = 0.1  # Seconds between two looks at whether the server should stop.


@dataclass
class Site:
    """One instance with a data folder of its own.

    Attributes:
        data: the data folder; it outlives the server.
        demo: whether it is the demonstration.
        port: the same from the first start on, so that an open page finds the server again.
    """

    data: Path
    demo: bool = False
    port: int = 0
    store: Store = field(init=False)
    _end: threading.Event = field(init=False, default_factory=threading.Event)
    _thread: threading.Thread | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Make the store ready, as the first start does."""
        self.store = Store(self.data / config.DATABASE)
        config.load(self.data, demo=self.demo)
        self.store.prepare()

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answer. Everything but the data folder is new, as after a restart of the machine."""
        self.store.close()
        self.store = Store(self.data / config.DATABASE)
        self.store.prepare()
        door = socket.create_server(("127.0.0.1", self.port))
        self.port = door.getsockname()[1]
        app = create_app(config.load(self.data, port=self.port, demo=self.demo), self.store)
        self._end = threading.Event()
        self._thread = threading.Thread(target=_answer, args=(app, door, self._end))
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody, in the middle of whatever they say."""
        if self._thread is not None:
            self._end.set()
            self._thread.join()
            self._thread = None
        self.store.close()

    def entrance(self) -> dict[str, str]:
        """Sign somebody in, and return the cookie: the operator, who also manages every organisation there is."""
        people.set_up(self.store, Kind.NETWORK if self.demo else Kind.OWN)
        with self.store.reading() as db:
            known, owners = accounts.listing(db), organisations.listing(db)
        account = next((a for a in known if a.name == people.OPERATOR), None) or people.operator(self.store)
        with self.store.reading() as db:
            there = {m.organisation for m in memberships.of_account(db, account.id)}
        # Of the demonstration's network one member, as somebody there has.
        for owner in owners[:1] if self.demo else owners:
            if owner.id not in there:
                people.place(self.store, account, owner.id, Role.MANAGER)
        badge = people.badge(self.store, account)
        return {"name": people.cookie(self.port), "value": badge.secret, "url": self.address}

    def only_audit(self) -> Audit:
        """Return the audit, where there is exactly one."""
        with self.store.reading() as db:
            owners = organisations.listing(db)
            made = [p for owner in owners for p in programmes.listing(db, owner.id)]
            (audit,) = [audit for programme in made for audit in audits.listing(db, programme)]
        return audit

    def answers(self) -> Mapping[str, Answer]:
        """Return what is stored of the only audit."""
        return self.sheet().answers

    def sheet(self) -> AnswerSheet:
        """Return the answer sheet of the only audit."""
        audit = self.only_audit()
        with self.store.reading() as db:
            return answers.sheet(db, audit)


def _answer(app: Flask, door: socket.socket, end: threading.Event) -> None:
    """Answer until somebody sets ``end``, then close every connection at once."""
    connections: dict[int, socket.socket] = {}  # So waitress calls them; they are its own kind.
    server = create_server(app, map=connections, sockets=[door], threads=_THREADS, ident="")
    try:
        while not end.is_set():
            wasyncore.loop(timeout=_TICK, map=connections, count=1)
    finally:
        server.task_dispatcher.shutdown()
        wasyncore.close_all(connections)
        door.close()
