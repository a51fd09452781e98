"""What the tests of the command line share. Every test has a home of its own: no data of the person who runs them."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder made for this test; the program keeps its data and its log there."""
    folder = tmp_path / "home"
    for name, inside in {"HOME": "", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "c"}.items():
        monkeypatch.setenv(name, str(folder / inside))
    return folder


@pytest.fixture
def answers() -> dict[str, Any]:
    """Return the content of a good answers file for the standard that ships."""
    return {
        "format": "self-audit-answers/1",
        "standard": "wwp-en-2018-topics",
        "edition": "2026.1",
        "programme": {"name": "Program “Želim drugačije”", "country": "HR", "setting": "community"},
        "date": "2026-11-01",
        "answers": {
            "DEF-1": {"level": 3, "evidence": [{"title": "Programme manual, ch. 2", "date": "2024-03-01"}]},
            "COL-6": {"not_applicable": "No local structure; we meet police monthly"},
            "WOM-1": {"level": 1, "note": "Depends on who is working"},
            "WOM-3": {"level": 3},
            "RSK-8": {"not_sure": True},
        },
    }


@pytest.fixture
def file(tmp_path: Path, answers: dict[str, Any]) -> Path:
    """Return the path of a good answers file."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return path
