"""A pytest plugin for ``script/test``: the files that take longest come first, so that no core idles at the end.

Without it files are handed out by how many tests they hold, and those of the browser, few and slow, come last: one
core walked through Chromium for minutes while the others had nothing left to do.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Every file that took more than 15 seconds where it was measured, the longest first; the rest follows in its own order.
LONGEST = (
    "browser/test_pages.py",
    "web/test_rights.py",
    "attacks/test_requests.py",
    "browser/test_whole_audit.py",
    "browser/test_sign_in.py",
    "browser/test_year.py",
    "cli/test_verifying.py",
    "cli/test_papers.py",
    "web/test_autosave.py",
    "web/test_reports.py",
    "browser/test_people.py",
    "cli/test_serving.py",
    "core/test_properties.py",
    "core/test_personal.py",
    "browser/test_server_away.py",
    "browser/test_working_together.py",
    "browser/test_keyboard.py",
    "browser/test_two_people.py",
    "web/test_headers.py",
    "web/test_voice_side_channels.py",
    "web/test_signing.py",
    "web/test_plan_forms.py",
    "web/test_questionnaire.py",
    "web/test_programmes.py",
    "web/test_outside.py",
    "web/test_results.py",
    "attacks/test_typed_text.py",
    "attacks/test_sign_in.py",
    "attacks/test_answers_stay.py",
    "cli/test_demo_people.py",
    "render/test_wkhtml.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; each file stays whole."""
    places = {HERE / name: place for place, name in enumerate(LONGEST)}
    gone = [str(path.relative_to(HERE)) for path in places if not path.is_file()]
    if gone:
        message = f"tests/order.py names what is not there: {', '.join(gone)}"
        raise pytest.UsageError(message)
    items.sort(key=lambda item: places.get(item.path, len(places)))
