"""A site with a fresh store, a site with a filled audit, and visitors to them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from audit import demo
from audit.core.answers import Answer
from audit.core.standard import Standard
from tests.browser import audits
from tests.browser.audits import Filled
from tests.browser.sites import Site
from tests.browser.visitors import Visitor

# A page may wait for a save that is tried again.
expect.set_options(timeout=15_000)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a running site that nobody has used yet."""
    yield from _running(Site(tmp_path / "data"))


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Return a visitor to the fresh site; no page may cause a complaint."""
    yield from _visit(browser, site)


@pytest.fixture(scope="session")
def choices(real: Standard) -> Mapping[str, Answer]:
    """Return an answer to each of the 100 criteria."""
    return audits.choices(real)


@pytest.fixture
def filled(site: Site, real: Standard, choices: Mapping[str, Answer]) -> Filled:
    """Put a whole audit into the fresh site."""
    return audits.fill(site.store, real, choices)


@pytest.fixture
def empty(site: Site, real: Standard) -> Filled:
    """Put an audit without answers into the fresh site."""
    return audits.fill(site.store, real, {}, completed=False)


@pytest.fixture(scope="session")
def filled_site(
    tmp_path_factory: pytest.TempPathFactory, real: Standard, choices: Mapping[str, Answer]
) -> Iterator[Site]:
    """Return a running site with a whole audit, for tests that change nothing."""
    made = Site(tmp_path_factory.mktemp("filled"))
    audits.fill(made.store, real, choices)
    yield from _running(made)


@pytest.fixture
def reader(browser: Browser, filled_site: Site) -> Iterator[Visitor]:
    """Return a visitor to the site with a whole audit; no page may cause a complaint."""
    yield from _visit(browser, filled_site)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, real: Standard) -> Iterator[Site]:
    """Return the running demonstration."""
    made = Site(tmp_path_factory.mktemp("demo"), demo=True)
    demo.fill(made.store, real)
    yield from _running(made)


@pytest.fixture
def guest(browser: Browser, demo_site: Site) -> Iterator[Visitor]:
    """Return a visitor to the demonstration; no page may cause a complaint."""
    yield from _visit(browser, demo_site)


def _running(site: Site) -> Iterator[Site]:
    site.start()
    yield site
    site.stop()


def _visit(browser: Browser, site: Site) -> Iterator[Visitor]:
    made = Visitor(browser, site)
    yield made
    made.close()
    assert made.complaints == []
