"""Requests that waitress alone would cut off or leave hanging are answered with a sentence."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from waitress.adjustments import Adjustments
from waitress.utilities import RequestEntityTooLarge

from audit.cli import reading
from audit.cli.reading import Parser
from tests.attacks.visitor import free_port, running

MOST = 100
TOO_LARGE = "What was sent is too large. Nothing was changed."


def read(*parts: bytes) -> Parser:
    """Return what a parser made of a request that came in these parts."""
    parser = Parser(Adjustments(max_request_body_size=MOST))
    for part in parts:
        rest = part
        while rest and not parser.completed:
            rest = rest[parser.received(rest) :]
    return parser


def head(*lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} / HTTP/1.1", "Host: x", *lines, "", ""]).encode()


def test_a_body_that_fits_is_handed_on() -> None:
    parser = read(head("Content-Length: 5"), b"hello")
    assert (parser.completed, parser.error) == (True, None)
    assert parser.get_body_stream().read() == b"hello"


@pytest.mark.parametrize("size", [MOST, 5_000])
def test_a_body_that_is_too_large_is_read_to_its_end_and_dropped(size: int) -> None:
    first = head(f"Content-Length: {size}")
    assert not read(first, b"x" * (size - 1)).completed
    parser = read(first, *[b"x" * 10] * (size // 10))
    assert (parser.completed, parser.error) == (True, None)
    assert parser.headers["CONTENT_LENGTH"] == str(size)
    assert parser.get_body_stream().read() == b""
    parser.close()


def test_a_body_in_pieces_is_dropped_too_and_its_length_told() -> None:
    pieces = b"a\r\nxxxxxxxxxx\r\n" * 200
    parser = read(head("Transfer-Encoding: chunked"), pieces, b"0\r\n\r\n")
    assert (parser.completed, parser.error) == (True, None)
    assert int(parser.headers["CONTENT_LENGTH"]) > MOST
    assert parser.get_body_stream().read() == b""


def test_a_body_in_pieces_that_comes_at_once_is_answered_at_once() -> None:
    """Nothing more comes from the browser: whoever waited for it would wait until somebody hangs up."""
    parser = read(head("Transfer-Encoding: chunked"), b"a\r\nxxxxxxxxxx\r\n" * 20 + b"0\r\n\r\n")
    assert (parser.completed, parser.error) == (True, None)
    assert int(parser.headers["CONTENT_LENGTH"]) > MOST


def test_pieces_that_are_none_and_come_at_once_are_an_error() -> None:
    parser = read(head("Transfer-Encoding: chunked"), b"ff\r\n" + b"x" * 255 + b"\r\nnonsense\r\n")
    assert parser.completed
    assert parser.error is not None
    assert parser.error.code == 400


def test_pieces_that_are_none_are_an_error() -> None:
    parser = read(head("Transfer-Encoding: chunked"), b"ff\r\n" + b"x" * 255, b"\r\nnonsense\r\n")
    assert parser.completed
    assert parser.error is not None
    assert parser.error.code == 400


@pytest.mark.parametrize("kind", ["announced", "in pieces"])
def test_nobody_reads_for_ever(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_DROPPED", 1_000)
    if kind == "announced":
        parser = read(head("Content-Length: 1001"))
    else:
        parser = read(head("Transfer-Encoding: chunked"), *[b"a\r\nxxxxxxxxxx\r\n"] * 100)
    assert parser.completed
    assert isinstance(parser.error, RequestEntityTooLarge)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_who_waits_for_leave_to_send_nothing_is_answered(method: str) -> None:
    parser = read(head("Expect: 100-continue", method=method))
    assert (parser.completed, parser.expect_continue) == (True, False)


def test_who_waits_for_leave_to_send_something_gets_it() -> None:
    parser = read(head("Expect: 100-continue", "Content-Length: 5"))
    assert (parser.completed, parser.expect_continue) == (False, True)


def test_who_waits_for_leave_to_send_too_much_is_answered_before() -> None:
    parser = read(head("Expect: 100-continue", "Content-Length: 5000"))
    assert (parser.completed, parser.expect_continue, parser.error) == (True, False, None)
    assert parser.headers["CONNECTION"] == "close"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a running server."""
    found = free_port()
    with running(tmp_path_factory.mktemp("data"), found):
        yield found


@pytest.mark.parametrize("size", [300_000, 7_999_999, 8_000_000, 40_000_000])
def test_what_is_too_large_is_answered_by_a_page_and_the_connection_stays(port: int, size: int) -> None:
    """Sent whole before anything is read, as browsers do."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(link):
        link.request("POST", "/programmes/new", b"x" * size, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = link.getresponse()
        text = answer.read().decode()
        assert answer.status == 413
        assert TOO_LARGE in text
        assert "default-src 'none'" in str(answer.getheader("Content-Security-Policy"))
        link.request("GET", "/healthz")
        assert link.getresponse().status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_asked_for_with_expect_comes_at_once(port: int, method: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        wanted = f"{method} /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nExpect: 100-continue\r\n\r\n"
        link.sendall(wanted.encode())
        assert link.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_a_request_with_two_lengths_is_refused(port: int, version: str) -> None:
    """In it another one could be hidden from a proxy that reads it differently; what follows is not read at all."""
    lines = [
        f"POST /sign-in HTTP/{version}",
        f"Host: 127.0.0.1:{port}",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall("\r\n".join([*lines, "", "0", "", "GET /healthz HTTP/1.1", "Host: 127.0.0.1", "", ""]).encode())
        said = b"".join(iter(lambda: link.recv(65_536), b""))
    assert said.startswith(f"HTTP/{version} 400 ".encode())
    assert said.count(b"HTTP/1.") == 1
    assert b"Content-Security-Policy: default-src 'none'" in said
    assert b"Cache-Control: no-store" in said
    assert b"Server:" not in said
