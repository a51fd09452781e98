"""A pytest plugin for CI: a test that needs a browser or wkhtmltopdf and was skipped counts as a failure.

On a developer's machine such a test may be skipped, and says so. Where all must run (``script/test``), a skip would be
a hole that nobody sees.
"""

from collections.abc import Generator

import pytest

TOOLS = frozenset({"browser", "wkhtmltopdf"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that needs a tool into a failure."""
    report = yield
    if report.skipped and any(item.get_closest_marker(tool) for tool in TOOLS):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and here every test must run: {report.longrepr}"
    return report
