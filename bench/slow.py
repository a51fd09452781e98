"""Slow connections: somebody holds many open and sends almost nothing; everybody else must not notice (attack 20)."""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from bench import process
from bench.clock import Row, median
from bench.sample import Sample

MOST = 200
_ROUNDS = 15
_HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HALVES = {"headers": _HEAD, "bodies": _HEAD + b"Content-Length: 100\r\n\r\na="}


def rows(sample: Sample) -> Iterable[Row]:
    """Measure a normal request while 60 and 400 connections are slow."""
    for number in (60, 400):
        for kind, half in HALVES.items():
            with process.server(sample.data) as (_, port), slow(port, number, half):
                taken = median(lambda: process.get(port, "/sign-in"), _ROUNDS)
            yield Row(f"/sign-in while {number} connections send half of their {kind}", taken * 1000, "ms", MOST)


@contextmanager
def slow(port: int, number: int, half: bytes) -> Iterator[None]:
    """Hold so many connections open that have sent a part of a request."""
    with ExitStack() as open_ones:
        for _ in range(number):
            one = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=process.PATIENCE))
            one.sendall(half)
        time.sleep(0.2)  # The server has read what was sent.
        yield
