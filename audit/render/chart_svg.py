"""From what matplotlib writes to what a page may show under a strict Content-Security-Policy.

Styles become plain attributes (a policy without inline styles would leave them out, and every shape black),
every id bears the chart's name, so that several may stand in one page, and a title and a description are added.
Text comes in as outlines: each glyph stands once in the file, however often it is used.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from audit.render.chart_type import Glyph

_BEFORE_ROOT = re.compile(r"^.*?<svg[^>]*>", re.DOTALL)
_NOISE = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<defs>\s*</defs>", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_NAMED = re.compile(r'(\bid="|xlink:href="#|url\(#)')
_BETWEEN = re.compile(r">\s+<")
# XML has no place for these, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a drawing says about itself. ``prefix`` opens every id in it; ``language`` is a tag such as "en-GB"."""

    prefix: str
    title: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text: its left end and baseline in pixels, the scale of its glyphs, its colour, its glyphs."""

    x: float
    y: float
    scale: float
    colour: str
    glyphs: tuple[Glyph, ...]


def finished(written: str, size: tuple[int, int], texts: Sequence[TextRun], heading: Heading) -> bytes:
    """Return matplotlib's SVG, ready to be served.

    Args:
        written: what matplotlib wrote.
        size: width and height in CSS pixels.
        texts: what is written on the drawing.
        heading: what the drawing says about itself.

    Returns:
        SVG as UTF-8 bytes.
    """
    body = _NOISE.sub("", _BEFORE_ROOT.sub("", written, count=1))
    body = _NAMED.sub(rf"\g<1>{heading.prefix}-", body)
    body = _STYLE.sub(_attributes, body)
    root, _, end = body.rpartition("</svg>")
    whole = f"{_opening(size, heading)}{root}{_written(texts, heading.prefix)}</svg>{end}"
    return (_BETWEEN.sub(">\n<", whole).strip() + "\n").encode("utf-8")


def _opening(size: tuple[int, int], heading: Heading) -> str:
    width, height = size
    title, description = (escape(_FORBIDDEN.sub("", text)) for text in (heading.title, heading.description))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
        f" xml:lang={quoteattr(heading.language)}"
        f' aria-labelledby="{heading.prefix}-title {heading.prefix}-desc"'
        ' stroke-linejoin="round" stroke-linecap="butt">'
        f'<title id="{heading.prefix}-title">{title}</title>'
        f'<desc id="{heading.prefix}-desc">{description}</desc>'
    )


def _written(texts: Sequence[TextRun], prefix: str) -> str:
    """Return all texts: every outline once, then each line as uses of them."""
    outlines = {g.outline: "" for text in texts for g in text.glyphs}
    names = {outline: f"{prefix}-glyph-{number}" for number, outline in enumerate(outlines, 1)}
    defined = "".join(f'<path id="{name}" d="{outline}"/>' for outline, name in names.items())
    return f"<defs>{defined}</defs>" + "".join(_line(text, names) for text in texts)


def _line(text: TextRun, names: Mapping[str, str]) -> str:
    used = "".join(f'<use xlink:href="#{names[g.outline]}" x="{g.x:g}"{_raised(g)}/>' for g in text.glyphs)
    place = f"translate({text.x:g} {text.y:g}) scale({text.scale:g} {-text.scale:g})"
    return f'<g fill="{text.colour}" transform="{place}">{used}</g>'


def _raised(glyph: Glyph) -> str:
    return f' y="{glyph.y:g}"' if glyph.y else ""


def _attributes(style: re.Match[str]) -> str:
    pairs = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
