"""What the fonts of the papers can print, read from the fonts themselves.

The papers carry Noto Sans and Noto Sans Georgian and nothing else, so that they look the same on every
machine. A character these lack is shown as a placeholder and pointed out; the data attached keeps it.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from audit import resources

# In Noto Sans: the sign for "a character that cannot be shown".
PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"
FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf")

# A run without a space longer than this gets places to break, so that it cannot leave the page.
_LONGEST_RUN = 28
_BREAK = "\N{ZERO WIDTH SPACE}"
_SPACES = {"\t": " ", "\r": "", "\N{NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"}
_FORMAT_4 = 4
_UNICODE_PLANES = ((3, 1), (0, 3))


def font_folder() -> Path:
    """Return the folder that holds the fonts of the papers."""
    return resources.directory("static") / "vendor" / "noto"


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return a text as paper prints it: placeholders for what no font has, and long runs made breakable."""
    normal = unicodedata.normalize("NFC", text)
    return _breakable("".join(_shown(c) for c in normal))


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font of the papers can print, each once, in order."""
    normal = unicodedata.normalize("NFC", text)
    return tuple(c for c in dict.fromkeys(normal) if _shown(c) == PLACEHOLDER != c)


@cache
def covered() -> frozenset[int]:
    """Return the code points that the upright and the bold fonts of one family both have."""
    faces = [frozenset(_code_points((font_folder() / name).read_bytes())) for name in FONTS]
    return (faces[0] & faces[1]) | (faces[2] & faces[3])


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character == "\n":
        return character
    if character in _SPACES:
        return _SPACES[character]
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf"}:
        return ""
    if kind in {"Zl", "Zp"}:
        return "\n"
    return character if kind != "Co" and ord(character) in covered() else PLACEHOLDER


def _breakable(text: str) -> str:
    if max(map(len, text.split()), default=0) <= _LONGEST_RUN:
        return text
    written, run = [], 0
    for character in text:
        run = 0 if character.isspace() else run + 1
        # A combining mark is never parted from its letter.
        if run > _LONGEST_RUN and not unicodedata.combining(character):
            written.append(_BREAK)
            run = 1
        written.append(character)
    return "".join(written)


def _code_points(font: bytes) -> Iterator[int]:
    """Read the character map (format 4) of a TrueType font; OpenType specification, table "cmap"."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    maps = (struct.unpack_from(">HHL", font, start + 4 + 8 * n) for n in range(count))
    places = (start + offset for platform, encoding, offset in maps if (platform, encoding) in _UNICODE_PLANES)
    yield from _format_4(font, next(at for at in places if struct.unpack_from(">H", font, at) == (_FORMAT_4,)))


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(count))
    return next(int(offset) for name, _, offset, _ in entries if name == tag)


def _format_4(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    segments = doubled // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + doubled)
    deltas = struct.unpack_from(f">{segments}h", font, at + 16 + 2 * doubled)
    ranges_at = at + 16 + 3 * doubled
    ranges = struct.unpack_from(f">{segments}H", font, ranges_at)
    for n, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if ranges[n]:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * n + ranges[n] + 2 * (code - first))
            if (glyph + deltas[n] if glyph or not ranges[n] else 0) & 0xFFFF:
                yield code
