"""Where the folders that travel with the code lie: standards, static files and templates.

An installed package carries them inside itself; in a checkout they stand beside ``pyproject.toml``. The
package is asked first, so that a stray ``static`` folder which another project left in site-packages is
never taken for ours.
"""

from pathlib import Path

from audit.errors import MissingFolderError

PACKAGE = Path(__file__).parent


def directory(name: str, *, package: Path = PACKAGE) -> Path:
    """Find a folder that travels with the code.

    Args:
        name: "standards", "static" or "templates".
        package: the folder of the package itself; given only by tests.

    Returns:
        The folder's absolute path.

    Raises:
        MissingFolderError: it is neither in the package nor in a checkout.
    """
    inside = package / name
    if inside.is_dir():
        return inside.resolve()
    beside = package.parent / name
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside.resolve()
    raise MissingFolderError(name=name)
