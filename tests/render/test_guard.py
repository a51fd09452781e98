"""A program that hangs, eats, floods or forks is stopped with all it started, and costs one sentence."""

import ast
import logging
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from audit.render import guard, wkhtml
from audit.render.engines import Wkhtmltopdf
from audit.render.errors import EngineFailedError, EngineMissingError, EngineTooSlowError
from tests.render.papers import small


def fake(folder: Path, body: str) -> Wkhtmltopdf:
    path = folder / "fake"
    path.write_text(f"#!{sys.executable} -IS\nimport os, sys, time\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return Wkhtmltopdf(path, "0", is_patched=False)


def is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_program_that_sleeps_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = f"""
out = open({str(pids)!r}, "a")
def note():
    out.write(f"{{os.getpid()}}\\n"); out.flush()
note()
if os.fork() == 0:
    note()
    os.setsid()
    if os.fork() == 0:
        note()
        os.setsid()
    time.sleep(300)
time.sleep(300)
"""
    began = time.monotonic()
    with pytest.raises(EngineTooSlowError) as caught:
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 1.0)
    assert time.monotonic() - began < 8
    assert "took longer than 1 seconds and was stopped" in str(caught.value)
    left = [int(pid) for pid in pids.read_text().split()]
    assert len(left) == 3
    assert all(is_gone(pid) for pid in left)


def test_what_a_finished_program_left_running_is_stopped_too(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = f"""
if os.fork() == 0:
    os.setsid()
    open({str(pids)!r}, "w").write(str(os.getpid()))
    time.sleep(300)
while not os.path.exists({str(pids)!r}) or not open({str(pids)!r}).read(): time.sleep(0.01)
"""
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 5.0)
    assert is_gone(int(pids.read_text()))


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "big = []\nwhile True: big.append(bytearray(64 * 1024 * 1024))",
        "out = open(sys.argv[-1], 'wb')\nwhile True: out.write(bytes(1024 * 1024))",
        "sys.exit(3)",
        "os.kill(os.getpid(), 11)",
        "print('Error: everything', file=sys.stderr)\nsys.exit(1)",
        "sys.stderr.write('x' * 10_000_000)\nsys.exit(1)",
        "pass",
        "open(sys.argv[-1], 'w').write('not a pdf')",
        "open(sys.argv[-1], 'wb').write(bytes([255, 254, 253, 252]))",
    ],
    ids=[
        "spins",
        "eats memory",
        "fills the disk",
        "exits",
        "crashes",
        "complains",
        "floods",
        "does nothing",
        "writes text",
        "writes bytes",
    ],
)
def test_whatever_goes_wrong_is_one_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture, body: str) -> None:
    caplog.set_level(logging.CRITICAL)
    began = time.monotonic()
    with pytest.raises((EngineFailedError, EngineTooSlowError)) as caught:
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 2.0)
    assert time.monotonic() - began < 9
    assert "Nothing was changed." in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_program_gets_an_empty_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "1")
    seen = tmp_path / "seen"
    body = f"""
source = sys.argv[-2]
facts = [sorted(os.environ), oct(os.stat(source).st_mode), oct(os.stat(os.path.dirname(source)).st_mode),
         sys.stdin.read(), sys.argv[1:-2], os.path.dirname(source)]
open({str(seen)!r}, "w").write(repr(facts))
"""
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, fake(tmp_path, body), 5.0)
    environment, file_mode, folder_mode, stdin, options, folder = ast.literal_eval(seen.read_text())
    ours = {"FONTCONFIG_FILE", "HOME", "LC_ALL", "QT_HASH_SEED", "TMPDIR", "XDG_RUNTIME_DIR"}
    # Python itself, which plays the program here, may add LC_CTYPE.
    assert set(environment) - {"LC_CTYPE"} == ours
    assert file_mode.endswith("600")
    assert folder_mode.endswith("700")
    assert stdin == ""
    for option in ("--disable-javascript", "--disable-local-file-access", "--disable-plugins", "--proxy"):
        assert option in options
    assert options[options.index("--proxy") + 1] == "http://127.0.0.1:9"
    assert not Path(folder).exists()


def test_a_patched_build_keeps_lengths(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = fake(tmp_path, f'open({str(seen)!r}, "w").write(" ".join(sys.argv))')
    with pytest.raises(EngineFailedError):
        wkhtml.set_paper(small(), {}, Wkhtmltopdf(program.path, "0.12.4", is_patched=True), 5.0)
    assert "--disable-smart-shrinking --zoom 0.77" in seen.read_text()


def test_no_pdfkit_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfkit", None)
    with pytest.raises(EngineMissingError, match="pdfkit"):
        wkhtml.set_paper(small(), {}, fake(tmp_path, "pass"), 1.0)


def test_the_guard_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in this process with its limits left alone, so that its lines are seen to work."""
    monkeypatch.setattr(guard, "_limit", lambda _: None)
    monkeypatch.setattr(guard, "_adopt", lambda: None)
    # Here the children of this process are the tests' own, the browser's driver among them.
    monkeypatch.setattr(guard, "_stop_descendants", lambda: None)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert guard.main(["5", "/bin/sh", "-c", "echo trouble >&2; exit 7"]) == 7
        assert guard.main(["0.2", "/bin/sh", "-c", "sleep 30"]) == guard.TOO_SLOW
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "trouble" in capfd.readouterr().err
    with pytest.raises(SystemExit):
        guard._leave(signal.SIGTERM, None)


def test_the_limits_of_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda what: (0, 5 if what == resource.RLIMIT_CPU else -1))
    monkeypatch.setattr(resource, "setrlimit", set_to.__setitem__)
    guard._limit(15.0)
    assert set_to[resource.RLIMIT_AS] == (guard.MOST_MEMORY, guard.MOST_MEMORY)
    # A limit that is lower already is not raised.
    assert set_to[resource.RLIMIT_CPU] == (5, 5)
    assert guard.MOST_MEMORY >= 1.5 * 1024**3


def test_where_the_system_does_not_list_children_the_group_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "get_native_id", lambda: 0)
    guard._stop_descendants()
