"""Which engines this machine has for charts and paper, and what each lack costs.

Nothing heavy is imported to find out.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from audit.language import gettext
from audit.render.printable import FONTS, font_folder

_PROBE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Wkhtmltopdf:
    """The wkhtmltopdf of this machine. Only a build with patched Qt keeps lengths as they are."""

    path: Path
    version: str
    is_patched: bool


@dataclass(frozen=True, slots=True)
class Engine:
    """What was found of one engine. ``cost`` says in words what does not work without it."""

    name: str
    is_found: bool
    detail: str
    cost: str


@cache
def wkhtmltopdf() -> Wkhtmltopdf | None:
    """Return the wkhtmltopdf of this machine; ``None`` where there is none that can be guarded."""
    found = shutil.which("wkhtmltopdf")
    # The guard's limits are those of POSIX; elsewhere Typst makes the working copies.
    return probe(Path(found)) if found and os.name == "posix" else None


def probe(path: Path) -> Wkhtmltopdf | None:
    """Ask a program whether it is wkhtmltopdf, and which; ``None`` if it does not answer as one."""
    try:
        said = subprocess.run(
            [path, "--version"],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=_PROBE_SECONDS,
            env={"LC_ALL": "C.UTF-8"},
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        return None
    if said[:1] != ["wkhtmltopdf"] or len(said) == 1:
        return None
    return Wkhtmltopdf(path, said[1], "patched" in said)


def every() -> tuple[Engine, ...]:
    """Return what was found, in the order of importance."""
    return (
        _package("typst", gettext("No report for others, and no paper at all.")),
        _package("page-validation", gettext("“self-audit report --check” cannot check a report.")),
        _package("matplotlib", gettext("No charts; their numbers still stand in tables.")),
        _package("pdfkit", gettext("Working copies are made by Typst instead.")),
        _wkhtmltopdf(),
        _package("pypdf", gettext("No working copy by wkhtmltopdf.")),
        _fonts(),
    )


def version(package: str) -> str:
    """Return the version of an installed package; empty where it is missing."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _package(name: str, cost: str) -> Engine:
    found = version(name)
    return Engine(name, bool(found), found, cost)


def _wkhtmltopdf() -> Engine:
    found = wkhtmltopdf()
    cost = gettext("Working copies are made by Typst instead.")
    if found is None:
        return Engine("wkhtmltopdf", is_found=False, detail="", cost=cost)
    build = gettext("with patched Qt") if found.is_patched else gettext("without patched Qt")
    return Engine("wkhtmltopdf", is_found=True, detail=f"{found.version}, {build}, {found.path}", cost=cost)


def _fonts() -> Engine:
    missing = [name for name in FONTS if not (font_folder() / name).is_file()]
    detail = ", ".join(missing) if missing else "Noto Sans, Noto Sans Georgian"
    return Engine("fonts", not missing, detail, gettext("No charts and no paper."))
