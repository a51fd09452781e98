"""Where the tests of papers keep their drawings."""

import pytest

from audit.render.cache import Cache


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return a cache that all tests share, so that each chart is drawn once."""
    return Cache(tmp_path_factory.mktemp("drawings"))
