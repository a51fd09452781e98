"""Every sentence a person reads can be translated, and the file translators start from is up to date."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """Return script/messages.py as a module."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "script" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_template_for_translators_is_up_to_date(messages: ModuleType, tmp_path: Path) -> None:
    fresh = tmp_path / "messages.pot"
    messages.write(fresh)
    assert fresh.read_text(encoding="utf-8") == messages.TEMPLATE.read_text(encoding="utf-8"), (
        "run: .venv/bin/python script/messages.py"
    )


def test_sentences_of_code_errors_and_templates_are_all_in_it(messages: ModuleType) -> None:
    text = messages.TEMPLATE.read_text(encoding="utf-8")
    for sentence in (
        "A level is a whole number from 0 to 3.",
        "Skip to the content",
        "What to do next",
        "must be “%(expected)s”",
    ):
        assert f'msgid "{sentence}"' in text
