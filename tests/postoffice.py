"""A mail server of this machine, for tests: it speaks real SMTP and keeps what it is given."""

import base64
import shutil
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

HOST = "127.0.0.1"
USER, PASSWORD = "audit", "correct horse"


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes mails on a free port of this machine.

    Attributes:
        answers: what it says to a command instead of agreeing, such as ``{"RCPT": "550 No such user"}``.
        offers: what it can do, as EHLO lists it.
        taken: the mails it took, in their order.
        receivers: whom each was for.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, certificate: Path | None = None, *, is_tls: bool = False) -> None:
        """Listen; with a certificate over TLS, at once or when asked."""
        super().__init__((HOST, port), _Talk)
        self.answers: dict[str, str] = {}
        self.offers = ["AUTH PLAIN", *(["STARTTLS"] if certificate and not is_tls else [])]
        self.taken: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.context: ssl.SSLContext | None = None
        self.is_tls = is_tls
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that hangs up is part of the tests."""


class _Talk(socketserver.StreamRequestHandler):
    def setup(self) -> None:
        self.office = cast("PostOffice", self.server)
        self.is_secret = False
        if self.office.is_tls:
            self._hide()
        super().setup()

    def _hide(self) -> None:
        assert self.office.context is not None
        self.request = self.office.context.wrap_socket(self.request, server_side=True)
        self.is_secret = True

    def handle(self) -> None:
        self._say(self.office.answers.get("HELLO", "220 made-up.example"))
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            word = word.upper()
            if word == "QUIT":
                self._say("221 Bye")
                return
            if word in self.office.answers:
                self._say(self.office.answers[word])
            else:
                getattr(self, f"_{word.lower()}")(rest)

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.request.close()  # The server knows only the socket that TLS was put over.

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    def _ehlo(self, _: str) -> None:
        offers = [each for each in self.office.offers if not (self.is_secret and each == "STARTTLS")]
        lines = ["made-up.example", *offers, "8BITMIME"]
        self._say("\r\n".join(f"250{'-' if each is not lines[-1] else ' '}{each}" for each in lines))

    def _starttls(self, _: str) -> None:
        self._say("220 Go on")
        self._hide()
        super().setup()

    def _auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        is_right = (user, password) == (USER, PASSWORD)
        self._say("235 Welcome" if is_right else f"535 5.7.8 {user} is not known here with {password}")

    def _mail(self, _: str) -> None:
        self._say("250 Ok")

    def _rset(self, _: str) -> None:
        self._say("250 Ok")

    def _rcpt(self, rest: str) -> None:
        self.receivers = rest
        self._say("250 Ok")

    def _data(self, _: str) -> None:
        self._say("354 Go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            assert line, "it was cut off"
            lines.append(line.removeprefix(b"."))
        if "AFTER" in self.office.answers:
            self._say(self.office.answers["AFTER"])
            return
        self.office.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.office.receivers.append(self.receivers)
        self._say(f"250 2.0.0 Ok: queued as {len(self.office.taken)}")


@contextmanager
def open_office(port: int = 0, certificate: Path | None = None, *, is_tls: bool = False) -> Iterator[PostOffice]:
    """Open a mail server until the block ends."""
    with PostOffice(port, certificate, is_tls=is_tls) as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()


def make_certificate(folder: Path, name: str) -> Path:
    """Make a key and a certificate of its own for a name or an address, both in one file."""
    tool = shutil.which("openssl")
    assert tool, "the tests make a certificate with openssl"
    file = folder / "certificate.pem"
    subject = f"{'IP' if name[0].isdigit() else 'DNS'}:{name}"
    made = ["-keyout", str(file), "-out", str(file.with_suffix(".crt")), "-addext", f"subjectAltName={subject}"]
    kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run([tool, *kind, "-subj", "/CN=made-up", *made], check=True, capture_output=True)
    file.write_text(file.read_text(encoding="ascii") + file.with_suffix(".crt").read_text(encoding="ascii"), "ascii")
    return file
