"""``serve`` and ``demo``: on this machine only, each in its own folder, stopped without losing anything."""

import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from audit import config
from audit.core.programme import Organisation
from audit.store import organisations
from audit.store.database import Store
from tests.cli.running import SECONDS, run, start


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*words: object) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """Start a server; give the process and what it said once it was ready."""
    with start(*words) as process:
        try:
            assert process.stdout is not None
            yield process, [process.stdout.readline().rstrip("\n") for _ in range(3)]
        finally:
            if process.poll() is None:
                process.kill()


def get(address: str) -> tuple[int, str]:
    """Return the status and the text of a page."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - an address of this machine
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8")


def test_it_answers_and_says_where_everything_is(tmp_path: Path) -> None:
    port = free_port()
    with served("serve", "--data", tmp_path / "own", "--port", port) as (process, said):
        address = f"http://127.0.0.1:{port}"
        assert said == [
            f"Self-Audit is ready: {address}",
            f"Your audits are kept in {tmp_path / 'own'}.",
            "Ctrl+C stops it.",
        ]
        assert get(f"{address}/healthz")[0] == 200
        assert get(f"{address}/")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_ctrl_c_stops_it_quietly(tmp_path: Path) -> None:
    with served("serve", "--data", tmp_path, "--port", free_port()) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read().strip() == ""


def test_the_demonstration_is_filled_and_plainly_marked(tmp_path: Path) -> None:
    port = free_port()
    with served("demo", "--data", tmp_path, "--port", port) as (_, said):
        assert said[1] == f"24 organisations, all fictional, kept in {tmp_path}."
        status, page = get(f"http://127.0.0.1:{port}/members")
        assert status == 200
        assert "ictional" in page
        assert "The console that started this demonstration shows them with their passwords." in page
    result = run("serve", "--data", tmp_path, "--port", free_port())
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"“{tmp_path}” holds the fictional demonstration." in result.stderr


def test_the_demonstration_has_a_folder_of_its_own(home: Path) -> None:
    with served("demo", "--port", free_port()) as (_, said):
        assert said[1].endswith(f"kept in {home / 'data' / 'self-audit-demo'}.")
    assert not config.default_folder().exists()


def test_the_demonstration_stays_out_of_a_folder_with_real_audits(tmp_path: Path) -> None:
    store = Store(tmp_path / config.DATABASE)
    store.prepare()
    with store.writing() as db:
        organisations.create(db, Organisation(id="a" * 16, name="Our own", country="HR", zone="Europe/Zagreb"))
    store.close()
    result = run("demo", "--data", tmp_path, "--port", free_port())
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"“{tmp_path}” is for audits of your own." in result.stderr


def test_a_folder_that_the_demonstration_is_filling_is_not_opened_for_real_work(tmp_path: Path) -> None:
    """Whichever comes first has the folder; nobody sees fictional audits as their own."""
    for number in range(3):
        folder = tmp_path / str(number)
        with served_soon("demo", folder) as demo:
            while not (folder / config.DATABASE).exists():
                assert demo.poll() is None
                time.sleep(0.01)
            with served_soon("serve", folder) as own:
                ready = [each for each in (demo, own) if each.stdout is not None and each.stdout.readline()]
                (winner,) = ready
                loser = own if winner is demo else demo
                assert loser.wait(timeout=SECONDS) == 1
                assert loser.stderr is not None
                said = loser.stderr.read()
                wanted = "holds the fictional demonstration" if loser is own else "is for audits of your own"
                assert wanted in said
                assert winner.poll() is None


def test_a_folder_that_was_opened_for_real_work_stays_so(tmp_path: Path) -> None:
    with served("serve", "--data", tmp_path, "--port", free_port()) as (_, said):
        assert said[1] == f"Your audits are kept in {tmp_path}."
    result = run("demo", "--data", tmp_path, "--port", free_port())
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"“{tmp_path}” is for audits of your own." in result.stderr


@contextmanager
def served_soon(command: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a server without waiting for it."""
    with start(command, "--data", folder, "--port", free_port()) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("serve", "--data", tmp_path, "--port", port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(rf"Port {port} of 127\.0\.0\.1 is in use\. .* --port\.\n", result.stderr)


def test_a_port_that_is_not_ours_to_use_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    result = run("serve", "--data", tmp_path, "--port", "80")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Port 80 of 127.0.0.1 cannot be used: Permission denied." in result.stderr


class _Server:
    """Stands for waitress: remembers what it was given and does not wait for anybody."""

    given: ClassVar[dict[str, object]] = {}
    is_closed: ClassVar[bool] = False

    def __init__(self, _app: object, **given: object) -> None:
        type(self).given = given
        type(self).is_closed = False

    def run(self) -> None:
        """Return at once."""

    def close(self) -> None:
        """Remember it."""
        type(self).is_closed = True


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_every_name_of_this_machine_will_do(
    command: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: dict[int, Callable[..., object]] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr("audit.cli.serving.create_server", _Server)
    port = free_port()
    result = run(command, "--data", tmp_path, "--host", host, "--port", port)
    assert (result.exit_code, result.stderr) == (0, "")
    shown = "[::1]" if ":" in host else host
    assert result.stdout.startswith(f"Self-Audit is ready: http://{shown}:{port}\n")
    assert (_Server.given["connection_limit"], _Server.given["channel_timeout"]) == (1000, 15)
    assert _Server.is_closed
    for number in (signal.SIGTERM, signal.SIGINT):
        with pytest.raises(SystemExit) as ended:
            handlers[number](number, None)
        assert ended.value.code == 0


OTHERS = ["0.0.0.0", "::", "192.168.1.7", "example.org"]  # noqa: S104 - what must be refused


@pytest.mark.parametrize("host", OTHERS)
def test_the_demonstration_is_for_this_machine_only(host: str, tmp_path: Path) -> None:
    result = run("demo", "--data", tmp_path / "new", "--host", host)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"“{host}” is not an address of this machine alone." in result.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("host", OTHERS)
def test_an_address_that_others_reach_is_refused_until_all_is_declared(host: str, tmp_path: Path) -> None:
    result = run("serve", "--data", tmp_path / "new", "--host", host)
    assert (result.exit_code, result.stdout) == (2, "")
    address, hops, end = result.stderr.splitlines()
    assert address.startswith("The public address is not declared.")
    assert hops.startswith("The number of proxies is not declared.")
    assert end.startswith("Self-Audit did not start, because others could reach it.")
    assert not (tmp_path / "new").exists()


def test_what_is_wrong_in_the_file_of_settings_is_named_with_file_and_key(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('hops = "one"\nhop = 1\n', encoding="utf-8")
    result = run("serve", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()[:2]] == (
        [["settings.toml", "hop"], ["settings.toml", "hops"]]
    )


def test_behind_a_proxy_it_says_both_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr("audit.cli.serving.create_server", _Server)
    port = free_port()
    declared = ("--public-address", "https://audit.example.org", "--hops", 1)
    result = run("serve", "--data", tmp_path, "--port", port, *declared)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:2] == [
        "Self-Audit is ready: https://audit.example.org",
        f"It listens on http://127.0.0.1:{port} for the proxy.",
    ]


def test_a_folder_that_cannot_be_used_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("serve", "--data", tmp_path / "file" / "folder")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Choose another with --data." in result.stderr


def test_a_database_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / config.DATABASE).write_bytes(b"nothing of ours " * 400)
    result = run("serve", "--data", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert config.DATABASE in result.stderr


def test_idle_half_sent_requests_keep_nobody_waiting(tmp_path: Path) -> None:
    port = free_port()
    with served("serve", "--data", tmp_path, "--port", port):
        slow = [socket.create_connection(("127.0.0.1", port), timeout=SECONDS) for _ in range(150)]
        try:
            for one in slow:
                one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            begun = time.monotonic()
            assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200
            assert time.monotonic() - begun < 5
        finally:
            for one in slow:
                one.close()
