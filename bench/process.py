"""The server as a process: how soon it answers, how much memory it takes, how much is installed."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path

from bench.clock import Row
from bench.sample import Sample

PATIENCE = 30.0
STARTS = 5
_MEGABYTE = 1_000_000
_NAME = re.compile(r"^[A-Za-z0-9._-]+(?===)", re.MULTILINE)


def rows(sample: Sample) -> Iterable[Row]:
    """Measure the start, the memory and the installation."""
    _start(sample.data)  # Where nothing is installed from a package, the first start of all compiles the modules.
    starts = sorted(_start(sample.data) for _ in range(STARTS))
    news = sorted(_start(sample.data.with_name(f"new-{number}")) for number in range(STARTS))
    yield Row("start to the first answer of /", starts[STARTS // 2], "s", 0.8, f"median of {STARTS}, compiled")
    yield Row("the same in a new folder", news[STARTS // 2], "s", 0.8, f"median of {STARTS}, compiled")
    with server(sample.data) as (process, port):
        audit = f"/audits/{sample.audit.id}"
        cookie = sample.cookie(port)
        for path in ("/", audit, f"{audit}/domains/risk", f"{audit}/results", f"{audit}/plan"):
            get(port, path, cookie)
        yield Row("memory before the first chart", memory(process.pid), "MB", 90)
        charts = [f"{audit}/charts/{name}.svg" for name in ("domains", "grid", "priorities", "radar")]
        papers = [f"{audit}/report.pdf", f"{audit}/report-working.pdf", f"{audit}/plan.pdf"]
        for path in (*charts, *papers, "/standards/wwp-en-2018-topics", "/standards/wwp-en-2018-topics/blank.pdf"):
            get(port, path, cookie)
        yield Row("memory after every page, chart and report", memory(process.pid), "MB", 220)
    names, size = _installed()
    yield Row("packages installed", len(names), "", 70)
    yield Row("size installed", size, "MB", 450)


@contextmanager
def server(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start a server on a free port; give the process and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "audit", "serve", "--port", str(port), "--data", str(data)]
    # An installed program is compiled; a setting of the machine that measures must not compile it at every start.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=around)
    try:
        _wait(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _start(data: Path) -> float:
    begin = time.perf_counter()
    with server(data):
        return time.perf_counter() - begin


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            get(port, "/")
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return
    message = "the server did not answer"
    raise RuntimeError(message)


def get(port: int, path: str, cookie: str = "") -> None:
    """Ask for a page, as somebody who has signed in where there is a cookie; anything but the page is an error."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
    if answer.status != http.client.OK:
        message = f"{path} answered {answer.status}"
        raise RuntimeError(message)


def memory(pid: int) -> float:
    """Return the resident memory of a process in megabytes (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / _MEGABYTE if found else 0.0


def _installed() -> tuple[list[str], float]:
    """Return the packages of requirements.lock that are installed here, and their size in megabytes."""
    lock = (Path(__file__).parent.parent / "requirements.lock").read_text(encoding="utf-8")
    names = _NAME.findall(lock)
    size = 0
    for name in names:
        for file in metadata.distribution(name).files or []:
            path = Path(str(file.locate()))
            size += path.stat().st_size if path.is_file() else 0
    return names, size / _MEGABYTE
