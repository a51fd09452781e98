"""Typst and the check work in a process that may hang, die or lack a library; the server says so and goes on."""

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.render import press, press_child
from audit.render.errors import EngineFailedError, EngineTooSlowError
from audit.render.press import Press

ECHO = f"""
import os, sys
sys.path.insert(0, {str(Path(press_child.__file__).parent)!r})
import press_child
while (message := press_child.receive(sys.stdin.buffer)) is not None:
    press_child.send(sys.stdout.buffer, {{"pid": os.getpid(), **message[0]}}, message[1])
"""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Press]]:
    """Return a list of presses that are closed at the end."""
    presses: list[Press] = []
    yield presses
    for one in presses:
        one.close()


def start(made: list[Press], tmp_path: Path, script: str, patience: float = 20.0) -> Press:
    """Return a press whose process runs a script of the test's own."""
    child = tmp_path / "child.py"
    child.write_text(script, encoding="utf-8")
    made.append(Press(child, patience))
    return made[-1]


def alive(pid: int) -> bool:
    """Whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_same_process_answers_until_it_is_replaced(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    pids = [one.ask("echo", {"n": n}, b"\n\0paper")[0]["pid"] for n in range(press.MOST_MESSAGES + 1)]
    assert len(set(pids[:-1])) == 1
    assert pids[-1] != pids[0]
    assert not alive(pids[0])


def test_it_can_get_ready_before_anybody_asks(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    one.start()
    assert one._process is not None
    pid = one._process.pid
    one.start()
    assert one.ask("echo", {})[0]["pid"] == pid


def test_one_that_would_be_replaced_too_soon_is_replaced_before(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    first = one.ask("echo", {})[0]["pid"]
    one.start(room=press.MOST_MESSAGES - 1)
    assert one.pid == first
    one.start(room=press.MOST_MESSAGES)
    second = one.pid
    assert second not in {first, None}
    assert {one.ask("echo", {})[0]["pid"] for _ in range(press.MOST_MESSAGES)} == {second}


def test_one_that_cannot_start_is_told_to_whoever_asks(
    made: list[Press], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = start(made, tmp_path, ECHO)

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", fail)
    one.start()
    with pytest.raises(EngineFailedError, match="it could not be started"):
        one.ask("Typst", {})


def test_what_is_sent_comes_back_whole(made: list[Press], tmp_path: Path) -> None:
    head, body = start(made, tmp_path, ECHO).ask("echo", {"text": "Ψυχή $x$\n"}, bytes(range(256)) * 5000)
    assert head["text"] == "Ψυχή $x$\n"
    assert body == bytes(range(256)) * 5000


def test_a_process_that_hangs_is_stopped_and_the_next_paper_gets_a_new_one(made: list[Press], tmp_path: Path) -> None:
    script = ECHO.replace(
        "    press_child.send", '    if message[0].get("hang"): import time; time.sleep(60)\n    press_child.send'
    )
    one = start(made, tmp_path, script, patience=1.0)
    pid = one.ask("echo", {})[0]["pid"]
    with pytest.raises(EngineTooSlowError, match="took longer than 1 seconds"):
        one.ask("Typst", {"hang": True})
    assert not alive(pid)
    assert one.ask("echo", {})[0]["pid"] != pid


@pytest.mark.parametrize("script", ["", "import sys; sys.stdin.buffer.readline(); sys.exit(3)", "syntax error"])
def test_a_process_that_dies_is_a_sentence(made: list[Press], tmp_path: Path, script: str) -> None:
    with pytest.raises(EngineFailedError, match="it ended without an answer"):
        start(made, tmp_path, script).ask("Typst", {"template": "x"}, b"x" * 1_000_000)


def test_one_that_died_between_two_papers_is_replaced(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    pid = one.ask("echo", {})[0]["pid"]
    assert one._process is not None
    one._process.kill()
    one._process.wait()
    assert one.ask("echo", {})[0]["pid"] != pid


def test_several_threads_each_get_their_own_answer(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    got: dict[int, bytes] = {}

    def ask(n: int) -> None:
        got[n] = one.ask("echo", {}, str(n).encode() * 1000)[1]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {n: str(n).encode() * 1000 for n in range(12)}


def test_closing_ends_the_process_and_closing_twice_does_nothing(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    pid = one.ask("echo", {})[0]["pid"]
    one.close()
    one.close()
    assert not alive(pid)


def test_the_process_ends_with_the_one_that_started_it(made: list[Press], tmp_path: Path) -> None:
    one = start(made, tmp_path, ECHO)
    one.ask("echo", {})
    assert one._process is not None
    assert one._process.stdin is not None
    one._process.stdin.close()
    assert one._process.wait(10) == 0
    one._process.stdin = None
