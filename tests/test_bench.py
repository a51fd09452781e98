"""What the bench does around its measurements."""

import http.client
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from typing import Any

import pytest
from waitress.server import create_server

from bench import pages


def _answer(_around: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


# A thread that ends with an exception fails the test: every warning is an error here.
@pytest.mark.parametrize("use_poll", [True, False])
def test_a_server_ends_in_order_while_clients_are_connected(use_poll: bool) -> None:
    waiting: dict[int, Any] = {}
    server: Any = create_server(_answer, map=waiting, host="127.0.0.1", port=0, threads=4, asyncore_use_poll=use_poll)
    running = threading.Thread(target=server.run)
    running.start()
    with ExitStack() as open_ones:
        clients = [http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10) for _ in range(8)]
        for client in clients:
            open_ones.enter_context(closing(client))
            client.request("GET", "/")
            assert client.getresponse().read() == b"ok"
        pages.stop(server, waiting, running)
        assert not running.is_alive()
        assert not waiting
