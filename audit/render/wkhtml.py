"""Working copies through pdfkit and wkhtmltopdf: old, quick, and never to be trusted with what people typed.

wkhtmltopdf fetches what a page names, reads files, runs scripts and can hang (research on pdf and charts,
1.4; reliability research, section 5). So the page names nothing, pdfkit gets a private file and never a
text, options hidden in the page are not read, and the program runs under ``guard`` with a dead proxy, an
empty environment and limits.
"""

import base64
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit import resources
from audit.render import guard, stamp, typeset
from audit.render.engines import Wkhtmltopdf
from audit.render.errors import EngineFailedError, EngineMissingError, EngineTooSlowError
from audit.render.paper_parts import FOOT_LONG, Sheet, is_tall, share_of_width
from audit.render.printable import font_folder
from audit.render.wkhtml_blocks import groups

NAME = "wkhtmltopdf"
# Our choice: twenty times what a full report takes; a page behind it waits no longer.
MOST_SECONDS = 15.0
# Nobody listens on the discard port, so nothing a page names can be fetched.
_DEAD_PROXY = "http://127.0.0.1:9"

_OPTIONS = {
    "page-size": "A4",
    "margin-top": "15mm",
    "margin-left": "20mm",
    "margin-right": "20mm",
    "encoding": "UTF-8",
    "disable-javascript": "",
    "disable-local-file-access": "",
    "disable-plugins": "",
    "proxy": _DEAD_PROXY,
}
# A build with patched Qt keeps lengths as they are, and ours are 1.3 times as long for the build without.
_PATCHED = {"disable-smart-shrinking": "", "zoom": "0.77"}
# Without a family that always matches, Debian's build crashes on the first letter. With the fonts of the pages
# (woff2) beside ours it takes twenty times as long.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<selectfont><rejectfont><glob>*.woff2</glob></rejectfont></selectfont>
<match target="pattern"><edit name="family" mode="append_last"><string>Noto Sans</string></edit></match>
</fontconfig>
"""

_log = logging.getLogger(__name__)


def set_paper(
    sheet: Sheet, drawings: Mapping[str, bytes], program: Wkhtmltopdf, seconds: float = MOST_SECONDS
) -> bytes:
    """Set a paper as PDF.

    Args:
        sheet: what it says, made printable.
        drawings: the SVG of each picture, by the name of its chart.
        program: the wkhtmltopdf of this machine.
        seconds: how long it may take.

    Raises:
        EngineMissingError: pdfkit, or Typst for the foot of the pages, is not installed.
        EngineFailedError: it gave no PDF.
        EngineTooSlowError: it was stopped.
    """
    return stamp.with_feet(_print(page(sheet, drawings), program, seconds, sheet.foot_room), sheet)


def page(sheet: Sheet, drawings: Mapping[str, bytes]) -> str:
    """Return the paper as one HTML page that names nothing outside itself."""
    images = {name: (_data_uri(svg, "image/svg+xml"), share_of_width(svg)) for name, svg in drawings.items()}
    tall = frozenset(name for name, svg in drawings.items() if is_tall(svg))
    style = _templates().get_template("paper/paper.css").render(paper=sheet, colours=typeset.colours())
    return (
        _templates()
        .get_template("paper/paper.html")
        .render(
            paper=sheet,
            groups=groups(sheet.blocks, tall),
            drawings=images,
            style=_data_uri(style.encode("utf-8"), "text/css;charset=utf-8"),
        )
    )


def _data_uri(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _print(html: str, program: Wkhtmltopdf, seconds: float, foot_room: int = FOOT_LONG) -> bytes:
    with tempfile.TemporaryDirectory(prefix="self-audit-") as name:
        folder = Path(name)
        source, made = folder / "paper.html", folder / "paper.pdf"
        _write_private(source, html)
        _write_private(folder / "fonts.conf", _FONTS.format(fonts=escape(str(font_folder())), cache=escape(name)))
        _call(source, made, program, (seconds, foot_room))
        content = made.read_bytes() if made.is_file() else b""
    if not content.startswith(b"%PDF-"):
        raise EngineFailedError(engine=NAME, detail="no PDF")
    return content


def _call(source: Path, made: Path, program: Wkhtmltopdf, bounds: tuple[float, int]) -> None:
    seconds, foot_room = bounds
    try:
        import pdfkit  # noqa: PLC0415 - only a working copy needs it
    except ImportError as error:
        raise EngineMissingError(engine="pdfkit") from error

    class Guarded(pdfkit.PDFKit):  # type: ignore[misc] # pdfkit ships no types
        """pdfkit, with the guard in front of the command it has put together."""

        def command(self, path: str | None = None) -> list[str]:
            """Return the command with its guard."""
            return [sys.executable, "-I", "-S", guard.__file__, str(seconds), *super().command(path)]

    settings = pdfkit.configuration(
        wkhtmltopdf=str(program.path),
        meta_tag_prefix=secrets.token_hex(16),
        environ=_environment(source.parent),
    )
    options = {**_OPTIONS, "margin-bottom": f"{foot_room}mm", **(_PATCHED if program.is_patched else {})}
    try:
        Guarded(str(source), "file", options=options, configuration=settings).to_pdf(str(made))
    except (OSError, UnicodeDecodeError) as error:
        _log.warning("wkhtmltopdf gave up: %s", error)
        if f"code {guard.TOO_SLOW}." in str(error):
            raise EngineTooSlowError(engine=NAME, seconds=round(seconds)) from error
        raise EngineFailedError(engine=NAME, detail="it stopped with an error") from error


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the program gets to know: its private folder, our fonts, and a fixed order of hashes."""
    return {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "QT_HASH_SEED": "0",
        "LC_ALL": "C.UTF-8",
    }


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(resources.directory("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=False,
    )
