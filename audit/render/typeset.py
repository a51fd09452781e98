"""Paper through Typst: tagged PDF, valid for PDF/UA-1 and PDF/A-3a in one file, the same bytes every time.

Typst comes with the package and needs nothing of the machine. Text travels as JSON and stays text; the
template folder is the only thing it can read, and it has no network.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit import resources
from audit.language import gettext
from audit.render import palette, press
from audit.render.errors import EngineFailedError, EngineMissingError, PaperNotAccessibleError
from audit.render.paper_parts import Block, Heading, Picture, Sheet, is_tall, share_of_width
from audit.render.printable import font_folder

NAME = "typst"
FAMILIES = ("Noto Sans", "Noto Sans Georgian")
STANDARDS = ("ua-1", "a-3a")
# What "page-validation" calls PDF/UA-1.
_PROFILE = "ua-1"
# PDF/A wants a date; a paper that has none takes this one, so that its bytes stay the same.
_NO_DATE = "2000-01-01"
_TINT = "#f4f8f8"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper: JSON as UTF-8 bytes, its name, and what it is in words."""

    content: bytes
    name: str
    words: str


def set_paper(sheet: Sheet, drawings: Mapping[str, bytes], attachment: Attachment | None = None) -> bytes:
    """Set a paper as PDF.

    Args:
        sheet: what it says, made printable.
        drawings: the SVG of each picture, by the name of its chart.
        attachment: a file to put inside.

    Raises:
        EngineMissingError: Typst is not installed.
        EngineTooSlowError: it took too long and was stopped.
        EngineFailedError: it refused the paper.
    """
    inputs = {"paper": _data(sheet, drawings)}
    if attachment is not None:
        inputs["attachment"] = attachment.content.decode("utf-8")
        inputs["attachment_name"] = attachment.name
        inputs["attachment_words"] = attachment.words
    return _compile("paper.typ", inputs, sheet.iso_date, standards=STANDARDS)


def set_feet(sheet: Sheet, pages: int) -> bytes:
    """Set so many empty pages with the foot of this paper.

    Raises:
        EngineMissingError: Typst is not installed.
        EngineFailedError: it refused the paper.
    """
    written = {"title": sheet.title, "running": sheet.running, "page_words": sheet.page_words, "pages": pages}
    fixed = {"room": sheet.foot_room, "fonts": FAMILIES, "colours": colours()}
    inputs = {"paper": json.dumps({**written, **fixed}, ensure_ascii=False)}
    return _compile("foot.typ", inputs, "", standards=())


def _compile(name: str, inputs: Mapping[str, str], iso_date: str, *, standards: tuple[str, ...]) -> bytes:
    folder = template_folder()
    day = datetime.fromisoformat(iso_date or _NO_DATE).replace(tzinfo=UTC)
    asked = {
        "template": str(folder / name),
        "root": str(folder),
        "fonts": str(font_folder()),
        "inputs": dict(inputs),
        "standards": list(standards),
        "day": day.isoformat(),
    }
    said, made = _ask("Typst", asked)
    if "refused" in said:
        raise EngineFailedError(engine="Typst", detail=said["refused"].splitlines()[0])
    return made


def prepare(*, papers: int = 0) -> int:
    """Let the engine get ready for what will follow soon, and return the id of its process; 0 where there is none.

    Args:
        papers: how many are to be set and checked by the same process; one that would be replaced before is replaced
            now.
    """
    press.PRESS.start(room=2 * papers)
    return press.PRESS.pid or 0


def check(pdf: bytes) -> int:
    """Check a PDF against PDF/UA-1 and return how many rules it passed.

    Raises:
        EngineMissingError: page-validation is not installed.
        PaperNotAccessibleError: a rule failed.
        EngineTooSlowError: the check took too long and was stopped.
        EngineFailedError: the check ended without a verdict.
    """
    said, _ = _ask("page-validation", {"profile": _PROFILE}, pdf)
    if not said["complies"]:
        raise PaperNotAccessibleError(rules=", ".join(said["failed"]))
    return int(said["passed"])


def _ask(engine: str, head: dict[str, Any], body: bytes = b"") -> press.Answer:
    answer = press.PRESS.ask(engine, head, body)
    if "missing" in answer[0]:
        raise EngineMissingError(engine=engine)
    return answer


def template_folder() -> Path:
    """Return the folder of the templates for paper."""
    return resources.directory("templates") / "paper"


def _data(sheet: Sheet, drawings: Mapping[str, bytes]) -> str:
    language, _, script = sheet.language.partition("-")
    written: dict[str, Any] = {
        "title": sheet.title,
        "kicker": sheet.kicker,
        "subtitle": sheet.subtitle,
        "language": language,
        "script": script or "auto",
        "iso_date": sheet.iso_date or _NO_DATE,
        "running": sheet.running,
        "page_words": sheet.page_words,
        "room": sheet.foot_room,
        "fonts": FAMILIES,
        "colours": colours(),
        "blocks": _blocks(sheet.blocks, drawings),
    }
    return json.dumps(written, ensure_ascii=False)


def _blocks(blocks: tuple[Block, ...], drawings: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the blocks for the template; ``opens`` says of each whether it stands right under a heading."""
    under = (False, *(isinstance(block, Heading) for block in blocks))
    return [{"opens": opens, **_block(block, drawings)} for opens, block in zip(under, blocks, strict=False)]


def _block(block: Block, drawings: Mapping[str, bytes]) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Picture):
        chart, svg = block.chart, drawings[block.chart.name]
        words = {"title": chart.title, "alt": chart.alt, "share": share_of_width(svg), "is_tall": is_tall(svg)}
        return {"kind": kind, **words, "svg": svg.decode("utf-8")}
    return {"kind": kind, "is_long": getattr(block, "is_long", False), **asdict(block)}


def colours() -> dict[str, Any]:
    """Return the colours of a paper for its templates; those of a level are pairs of ground and text."""
    levels = {f"level-{n}": [palette.LEVELS[n], palette.ON_LEVELS[n]] for n in range(len(palette.LEVELS))}
    plain = {tone: [palette.WHITE, palette.INK] for tone in ("unknown", "outside")}
    return {
        "ink": palette.INK,
        "ink_soft": palette.INK_SOFT,
        "rule": palette.RULE,
        "teal": palette.TEAL,
        "red": palette.RED,
        "tint": _TINT,
        "levels": {**levels, **plain},
    }


def attachment_words() -> str:
    """Return what the attached data is, for whoever opens the list of attachments."""
    return gettext("The data of this report: levels, whether a document was named, counts and plan.")
