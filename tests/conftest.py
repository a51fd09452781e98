"""Things every test may ask for by name. The small standard is made up; the real one is tested as data."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from audit import library
from audit.core.answers import Answer, AnswerSheet, Evidence
from audit.core.standard import TOP_LEVEL, Scope, Standard
from audit.store.database import Store
from tests import chromium, once

HERE = Path(__file__).parent
SMALL = HERE / "standards" / "bakery-2025"
DAY = date(2026, 11, 1)
DOCUMENT = (Evidence("House book, page 2", date(2024, 3, 1)),)


@pytest.fixture(scope="session")
def standard() -> Standard:
    """Return the small made-up standard: ten criteria in three domains."""
    return library.load(SMALL)


@pytest.fixture(scope="session")
def real() -> Standard:
    """Return the standard that ships."""
    return library.default()


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """Compile every template and every address once, not once for each application."""
    with pytest.MonkeyPatch.context() as patch:
        once.remember(patch)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store that is ready and holds nothing: made once, copied for each test."""
    path = tmp_path_factory.mktemp("prepared") / "audit.sqlite"
    Store(path).prepare()
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium without a window: one for all tests, since two in one process do not go together."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=list(chromium.FLAGS))
        yield started
        started.close()


def sheet(scope: Scope = Scope.FULL, **answers: Answer | int | str | None) -> AnswerSheet:
    """Write an answer sheet short: ``FIR_1=2`` is a level (3 comes with a document), a text a reason, None not sure."""
    return AnswerSheet(scope, DAY, {name.replace("_", "-"): answer(given) for name, given in answers.items()})


def answer(given: Answer | int | str | None) -> Answer:
    """Write one answer short; see ``sheet``."""
    if isinstance(given, Answer):
        return given
    if given is None:
        return Answer(not_sure=True)
    if isinstance(given, str):
        return Answer(not_applicable=given)
    return Answer(level=given, evidence=DOCUMENT if given == TOP_LEVEL else ())


def loads(data: bytes) -> Any:  # noqa: ANN401 - JSON may be anything
    """Parse JSON bytes."""
    return json.loads(data)
