"""The folders that travel with the code are found from a wheel, an editable install and a bare checkout."""

from pathlib import Path

import pytest

from audit import resources
from audit.errors import MissingFolderError


def folder(*parts: str | Path) -> Path:
    """Make a folder and say where it is."""
    made = Path(*parts)
    made.mkdir(parents=True)
    return made


def checkout(root: Path) -> Path:
    """Make what marks a checkout and return its package folder."""
    root.joinpath("pyproject.toml").write_text("", encoding="utf-8")
    return folder(root, "audit")


@pytest.mark.parametrize("name", ["standards", "static", "templates"])
def test_each_folder_of_this_project_is_found(name: str) -> None:
    found = resources.directory(name)
    assert found.is_absolute()
    assert found.is_dir()
    assert found.name == name


def test_an_installed_package_has_its_folders_inside(tmp_path: Path) -> None:
    package = folder(tmp_path, "audit")
    inside = folder(package, "static")
    assert resources.directory("static", package=package) == inside.resolve()


def test_a_checkout_has_them_beside_the_package(tmp_path: Path) -> None:
    package = checkout(tmp_path)
    beside = folder(tmp_path, "static")
    assert resources.directory("static", package=package) == beside.resolve()


def test_the_package_comes_before_the_checkout(tmp_path: Path) -> None:
    package = checkout(tmp_path)
    folder(tmp_path, "static")
    inside = folder(package, "static")
    assert resources.directory("static", package=package) == inside.resolve()


def test_a_stray_folder_of_another_project_is_not_taken(tmp_path: Path) -> None:
    package = folder(tmp_path, "audit")
    folder(tmp_path, "static")
    with pytest.raises(MissingFolderError, match="static"):
        resources.directory("static", package=package)


def test_a_file_of_that_name_is_no_folder(tmp_path: Path) -> None:
    package = checkout(tmp_path)
    tmp_path.joinpath("static").write_text("", encoding="utf-8")
    with pytest.raises(MissingFolderError, match="Install Self-Audit again"):
        resources.directory("static", package=package)
