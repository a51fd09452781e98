"""Chromium for the tests that need a browser: where it is, how it is started, and the marks of such tests."""

import shutil

import pytest

PROGRAM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEEDED = [
    pytest.mark.browser,
    pytest.mark.no_cover,
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed"),
]
