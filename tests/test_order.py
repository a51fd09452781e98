"""Where all tests run, the files that take longest start first."""

from types import SimpleNamespace
from typing import cast

import pytest

from tests import order


def items(*names: str) -> list[pytest.Item]:
    """Return tests that have nothing but a file."""
    return [cast("pytest.Item", SimpleNamespace(path=order.HERE / name)) for name in names]


def test_the_longest_come_first_and_the_rest_stays_as_it_was() -> None:
    first, second = order.LONGEST[:2]
    found = items("test_house.py", second, "cli/test_tool.py", first, second)
    order.pytest_collection_modifyitems(found)
    assert [str(item.path.relative_to(order.HERE)) for item in found] == (
        [first, second, second, "test_house.py", "cli/test_tool.py"]
    )


def test_a_file_that_is_named_and_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "LONGEST", ("web/test_gone.py",))
    with pytest.raises(pytest.UsageError, match=r"names what is not there: web/test_gone\.py"):
        order.pytest_collection_modifyitems(items("test_house.py"))
