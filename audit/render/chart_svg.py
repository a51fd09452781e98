"""From what matplotlib writes to what a page may show under a strict Content-Security-Policy.

Styles become plain attributes (a policy without inline styles would leave them out, and every shape black),
every id bears the chart's name, so that several may stand in one page, and a title and a description are added.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

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


def finished(written: str, size: tuple[int, int], heading: Heading) -> bytes:
    """Return matplotlib's SVG, ready to be served.

    Args:
        written: what matplotlib wrote.
        size: width and height in CSS pixels.
        heading: what the drawing says about itself.

    Returns:
        SVG as UTF-8 bytes.
    """
    body = _NOISE.sub("", _BEFORE_ROOT.sub("", written, count=1))
    body = _NAMED.sub(rf"\g<1>{heading.prefix}-", body)
    body = _STYLE.sub(_attributes, body)
    whole = f"{_opening(size, heading)}{body}"
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


def _attributes(style: re.Match[str]) -> str:
    pairs = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
