"""Runs the command: in this process, or as a process of its own as a person would."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from audit.cli import main

ROOT = Path(__file__).parents[2]
SECONDS = 60


def run(*words: object) -> Result:
    """Run the command here and return what it said. An exception that reaches the person fails the test."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="self-audit")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def start(*words: object) -> "subprocess.Popen[str]":
    """Start the command as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "audit", *map(str, words)],
        cwd=ROOT,
        # waitress leaves its last connections to the end of the process.
        env={**os.environ, "PYTHONWARNINGS": "error,ignore::ResourceWarning", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run_process(*words: object) -> tuple[int, str, str]:
    """Run the command as a process and return exit code, stdout and stderr."""
    with start(*words) as process:
        out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err
