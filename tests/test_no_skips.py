"""Where every test must run, a test that needs a tool and was skipped is a failure."""

import pytest

pytest_plugins = ["pytester"]

SOURCE = """
import pytest

@pytest.mark.skip(reason="no browser here")
{mark}
def test_something():
    assert True
"""


def run(pytester: pytest.Pytester, mark: str, *words: str) -> pytest.RunResult:
    """Run one skipped test that carries a mark."""
    pytester.makepyfile(SOURCE.format(mark=mark))
    pytester.makeini("[pytest]\nmarkers =\n    browser: x\n    wkhtmltopdf: x\n    slow: x\n")
    return pytester.runpytest_inprocess(*words)


@pytest.mark.parametrize("mark", ["@pytest.mark.browser", "@pytest.mark.wkhtmltopdf"])
def test_a_skip_for_want_of_a_tool_fails(pytester: pytest.Pytester, mark: str) -> None:
    result = run(pytester, mark, "-p", "tests.no_skips")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*here every test must run*no browser here*"])


def test_another_skip_stays_a_skip(pytester: pytest.Pytester) -> None:
    run(pytester, "@pytest.mark.slow", "-p", "tests.no_skips").assert_outcomes(skipped=1)


def test_without_the_plugin_a_skip_is_a_skip(pytester: pytest.Pytester) -> None:
    run(pytester, "@pytest.mark.browser", "-p", "no:tests.no_skips").assert_outcomes(skipped=1)
