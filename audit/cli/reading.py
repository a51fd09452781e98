"""How the server reads requests: where waitress would hang up without a word, a person gets to read a sentence.

waitress 3.0 answers a body that is too large at once and closes the connection while the browser is still sending;
browsers then show "connection reset" and not the answer (measured: Chromium and curl, from 8 MB on). Here such a body
is read to its end and thrown away, and the pages refuse it by its length as they refuse any other.

A request that says its length twice, once in pieces and once as a number, is how one request is hidden in another
where a proxy and a server read it differently (RFC 9112, section 6.1). waitress takes it; here it is refused.
"""

from io import BytesIO

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from audit.web.guards import HEADERS

# Nobody picks a larger file by mistake; reading this much takes seconds of one core.
LONGEST_DROPPED = 2**30


class _Nothing:
    """Stands for the buffer of a body that nobody will read."""

    def append(self, data: bytes) -> None:
        """Forget it."""

    def getfile(self) -> BytesIO:
        """Return an empty body."""
        return BytesIO()

    def close(self) -> None:
        """There is nothing to close."""


class Parser(HTTPRequestParser):
    """Reads one request. A body that is too large is dropped, and the request handed on without it."""

    def __init__(self, adj: Adjustments) -> None:
        """Begin; nothing is dropped yet."""
        super().__init__(adj)
        self._dropped: ChunkedReceiver | FixedStreamReceiver | None = None

    def received(self, data: bytes) -> int:
        """Read a part of the request and return how many bytes of it were."""
        if self._dropped is not None:
            return self._drop(self._dropped, data)
        read: int = super().received(data)
        if self.completed:
            self._finish()
        return read

    def parse_header(self, header_plus: bytes) -> None:
        """Read the lines before the body; refuse a body that is in pieces and has a length as well.

        Raises:
            ParsingError: where the request ends can be read in two ways.
        """
        super().parse_header(header_plus)
        # In HTTP/1.0 there are no pieces: waitress leaves the word of them where it is.
        if (self.chunked and "CONTENT_LENGTH" in self.headers) or "TRANSFER_ENCODING" in self.headers:
            message = "Content-Length and Transfer-Encoding"
            raise ParsingError(message)

    def _finish(self) -> None:
        """Look at a request that waitress calls complete; a too large one is not while the browser still sends."""
        waits = self.expect_continue
        # waitress would send "100 Continue" and wait for a body, which a request that is complete has not.
        self.expect_continue = False
        body = self.body_rcv
        if body is None or not isinstance(self.error, RequestEntityTooLarge) or self.content_length > LONGEST_DROPPED:
            return
        self.error = None
        body.buf.close()
        body.buf = _Nothing()  # type: ignore[assignment] # it does all that a buffer is asked for here
        if waits:  # The answer comes before the body, which then stays where it is.
            self.headers = {**self.headers, "CONNECTION": "close"}
        else:
            self._dropped, self.completed = body, False
            self._drop(body, b"")  # Its end may have come already, and nothing more will.

    def _drop(self, body: ChunkedReceiver | FixedStreamReceiver, data: bytes) -> int:
        read: int = body.received(data)
        self.body_bytes_received += read
        if self.body_bytes_received > LONGEST_DROPPED:
            self.error = RequestEntityTooLarge("")
        elif body.error:
            self.error = body.error
        if self.error or body.completed:
            self.headers = {"CONTENT_LENGTH": str(self.body_bytes_received), **self.headers}
            self.completed = True
        return read


class Refusal(ErrorTask):
    """What waitress answers by itself to a request that is none. It carries what every answer of ours carries."""

    def execute(self) -> None:
        """Answer."""
        self.response_headers = [*self.response_headers, *HEADERS.items(), ("Cache-Control", "no-store")]
        super().execute()


class Channel(HTTPChannel):
    """One connection."""

    parser_class = Parser
    error_task_class = Refusal
