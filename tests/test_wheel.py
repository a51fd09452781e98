"""What a release holds: every file of the four folders that git knows, and nothing else that lies beside them."""

import subprocess
from pathlib import Path
from shutil import copyfile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("audit", "standards", "static", "templates")


def shipped(root: Path) -> dict[str, str]:
    """Ask the builder what a wheel made of ``root`` would hold: place in the checkout → place in the wheel."""
    files = WheelBuilder(str(root)).recurse_included_files()
    return {Path(file.relative_path).as_posix(): Path(file.distribution_path).as_posix() for file in files}


def git_files(*words: str) -> set[str]:
    """List files of the checkout as ``git ls-files`` names them, of those that are still there."""
    listed = subprocess.run(["git", "ls-files", "-z", *words], cwd=ROOT, check=True, capture_output=True)  # noqa: S607 - git, wherever it is
    return {name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()}


@pytest.fixture
def small_checkout(tmp_path: Path) -> Path:
    """Make a checkout with this project's own packaging and one file in each folder."""
    for name in ("pyproject.toml", ".gitignore"):
        copyfile(ROOT / name, tmp_path / name)
    for folder in FOLDERS:
        write(tmp_path / folder / "a.txt")
    return tmp_path


def write(path: Path) -> None:
    """Write a file of no content, with the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")


def test_all_that_git_knows_ships_and_nothing_else() -> None:
    ships, known = set(shipped(ROOT)), git_files("--", *FOLDERS)
    assert ships - known == set(), "would ship and git does not know it: git add it, or name it in .gitignore"
    assert known - ships == set(), "git knows it and it would not ship"


def test_the_folders_travel_inside_the_package(small_checkout: Path) -> None:
    assert shipped(small_checkout) == {
        "audit/a.txt": "audit/a.txt",
        "standards/a.txt": "audit/standards/a.txt",
        "static/a.txt": "audit/static/a.txt",
        "templates/a.txt": "audit/templates/a.txt",
    }


@pytest.mark.parametrize(
    "stray",
    [
        "static/answers.sqlite",
        "static/answers.sqlite-wal",
        "standards/copy.sqlite3",
        "audit/store/audit.db",
        "templates/paper/report.pdf",
        "audit/.env",
        "instance/audit.sqlite",
        "notes.txt",
    ],
)
def test_a_database_or_paper_left_lying_about_does_not_ship(small_checkout: Path, stray: str) -> None:
    before = shipped(small_checkout)
    write(small_checkout / stray)
    assert shipped(small_checkout) == before


def test_gitignore_hides_nothing_that_is_needed() -> None:
    places = (*FOLDERS, "tests", "docs", "script")
    hidden = git_files("--others", "--ignored", "--exclude-standard", "--", *places)
    needed = {".py", ".toml", ".html", ".css", ".js", ".svg", ".typ", ".woff2", ".ttf", ".md", ".po", ".mo", ".json"}
    assert {name for name in hidden if Path(name).suffix in needed} == set()
