"""The proxies of docs/operations, run before a real server; their files as they stand, but for ports."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.visitor import free_port
from tests.cli.running import ROOT, SECONDS, start

PUBLIC = "https://audit.example.org"
HOST = "audit.example.org"
EXAMPLES = ROOT / "docs" / "operations"
# Where script/test unpacks what the machine does not have.
_TOOLS = ROOT / ".tools"
_PATH = os.pathsep.join((os.environ["PATH"], "/usr/sbin", str(_TOOLS / "usr" / "sbin"), str(_TOOLS / "usr" / "bin")))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy with the server behind it, and the ports of all three doors."""

    name: str
    tls: int
    plain: int
    behind: int
    log: Path

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask over TLS."""
        named = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        link = _Link("127.0.0.1", self.tls, timeout=SECONDS)
        with closing(link):
            link.request(method, path, body, named)
            return _answer(link.getresponse())

    def get_plain(self, path: str) -> Answer:
        """Ask without TLS."""
        link = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=SECONDS)
        with closing(link):
            link.request("GET", path, headers={"Host": HOST})
            return _answer(link.getresponse())

    def send(self, request: bytes) -> bytes:
        """Send raw bytes over TLS and return all that comes back until the other side has nothing more to say."""
        plain = socket.create_connection(("127.0.0.1", self.tls), timeout=SECONDS)
        with _trusting().wrap_socket(plain, server_hostname=HOST) as link:
            link.sendall(request)
            link.settimeout(3)
            return b"".join(_pieces(link))


class _Link(http.client.HTTPSConnection):
    """A connection that asks for our host by name, as a browser does, at an address of this machine."""

    def connect(self) -> None:
        self.sock = _trusting().wrap_socket(
            socket.create_connection((self.host, self.port), self.timeout), server_hostname=HOST
        )


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # The certificate was made a moment ago, for this test.
    return context


def _answer(answer: http.client.HTTPResponse) -> Answer:
    named = {name.lower(): value for name, value in answer.getheaders()}
    cookies = answer.headers.get_all("Set-Cookie") or []
    return Answer(answer.status, named, cookies, answer.read().decode(errors="replace"))


def _pieces(link: ssl.SSLSocket) -> Iterator[bytes]:
    try:
        while piece := link.recv(65_536):
            yield piece
    except (TimeoutError, ConnectionResetError, ssl.SSLError):
        return


@contextmanager
def serving(name: str, folder: Path) -> Iterator[Proxy]:
    """Start the server and a proxy before it."""
    made = Proxy(name, free_port(), free_port(), free_port(), folder / "log")
    certificate, key = _certificate(folder)
    command = {"nginx": _nginx, "caddy": _caddy}[name](made, folder, certificate, key)
    with ExitStack() as around:
        around.enter_context(_server(folder / "data", made.behind))
        said = around.enter_context(made.log.open("wb"))
        process = around.enter_context(subprocess.Popen(command, cwd=folder, stderr=said, env=_environment(folder)))
        around.callback(process.terminate)
        _wait(lambda: made.get("/healthz").status == 200, made.log)
        yield made


@contextmanager
def _server(data: Path, port: int) -> Iterator[None]:
    server = start("serve", "--data", data, "--port", port, "--public-address", PUBLIC, "--hops", 1)
    try:
        _wait(lambda: _is_open(port), data)
        yield
    finally:
        server.kill()
        server.communicate()


def _is_open(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def _wait(is_there: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            if is_there():
                return
        except OSError:
            pass
        said = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
        assert time.monotonic() < end, f"nobody answers: {said}"
        time.sleep(0.05)


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": _PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def _program(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    assert found, f"{name} is not here: script/test --set-up-only"
    return found


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    openssl = [
        _program("openssl"),
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    named = ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*openssl, *named, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    """Put ports and paths of this test into an example; each of them must stand in it."""
    for old, new in pairs:
        assert old in text, f"{old} does not stand in the example"
        text = text.replace(old, new)
    return text


def _nginx(made: Proxy, folder: Path, certificate: Path, key: Path) -> list[str]:
    site = _replaced(
        (EXAMPLES / "nginx.conf").read_text(encoding="utf-8"),
        ("listen 80;", f"listen 127.0.0.1:{made.plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{made.tls} ssl"),
        ("http://127.0.0.1:8765", f"http://127.0.0.1:{made.behind}"),
        ("/etc/letsencrypt/live/audit.example.org/fullchain.pem", str(certificate)),
        ("/etc/letsencrypt/live/audit.example.org/privkey.pem", str(key)),
        ("/var/log/nginx/self-audit.log", str(folder / "access.log")),
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    main = (
        f"daemon off; pid {folder}/nginx.pid; error_log stderr; events {{}} http {{ access_log off; {paths}\n{site}\n}}"
    )
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    return [_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def _caddy(made: Proxy, folder: Path, certificate: Path, key: Path) -> list[str]:
    doors = f"{{\n\thttp_port {made.plain}\n\thttps_port {made.tls}\n\tadmin off\n\tdefault_bind 127.0.0.1\n"
    site = _replaced(
        (EXAMPLES / "Caddyfile").read_text(encoding="utf-8"),
        ("{\n\tservers {", f"{doors}\tservers {{"),
        ("\naudit.example.org {\n", f"\naudit.example.org {{\n\ttls {certificate} {key}\n"),
        ("reverse_proxy 127.0.0.1:8765", f"reverse_proxy 127.0.0.1:{made.behind}"),
    )
    (folder / "Caddyfile").write_text(site, encoding="utf-8")
    return [_program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
