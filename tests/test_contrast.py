"""The colours of the pages: every pair that meets is readable, the four levels are even steps of one hue.

Thresholds: WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (marks and the edges of controls, 3:1).
OKLab: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static"
CSS = (STATIC / "audit.css").read_text(encoding="utf-8")
PRINT = (STATIC / "print.css").read_text(encoding="utf-8")
BUILD = (STATIC / "vendor/govuk-frontend/build/audit.scss").read_text(encoding="utf-8")
ROOT, BELOW = CSS.split("}", 1)
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", ROOT))
LEVELS = [TOKENS[f"level-{digit}"] for digit in range(4)]

TEXT = [
    ("ink", "white"),
    ("ink", "sand"),
    ("ink", "teal-wash"),
    ("ink", "red-wash"),
    ("ink-soft", "white"),
    ("ink-soft", "sand"),
    ("ink-soft", "teal-wash"),
    ("white", "ink"),
    ("white", "teal"),
    ("white", "teal-deep"),
    ("white", "red"),
    ("teal", "white"),
    ("teal", "sand"),
    ("teal", "teal-wash"),
    ("teal-deep", "white"),
    ("teal-deep", "teal-wash"),
    ("red", "white"),
    ("red", "red-wash"),
    ("on-level-0", "level-0"),
    ("on-level-1", "level-1"),
    ("on-level-2", "level-2"),
    ("on-level-3", "level-3"),
]
MARKS = [
    ("control-edge", "white"),
    ("control-edge", "teal-wash"),
    ("focus", "white"),
    ("focus", "sand"),
    ("focus", "teal-wash"),
    ("level-edge", "white"),
    ("level-edge", "level-0"),
    ("level-edge", "level-1"),
    ("level-edge", "teal-wash"),
    ("teal", "white"),
    ("teal-deep", "teal-wash"),
    ("red", "white"),
    ("ink-soft", "sand"),
]
# Which of our tokens each functional colour of govuk-frontend repeats.
FUNCTIONAL = {
    "brand": "teal-deep",
    "text": "ink",
    "inverse-text": "white",
    "template-background": "white",
    "body-background": "white",
    "secondary-text": "ink-soft",
    "focus": "focus",
    "focus-text": "white",
    "error": "ink",
    "success": "teal",
    "border": "rule",
    "input-border": "control-edge",
    "hover": "level-0",
    "link": "teal",
    "link-visited": "teal",
    "link-hover": "teal-deep",
    "link-active": "ink",
    "surface-background": "sand",
    "surface-text": "ink",
    "surface-border": "rule",
}


def linear(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of ``#rrggbb`` as linear light from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    first, second = sorted(
        (
            sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
            for colour in (one, other)
        ),
        reverse=True,
    )
    return (first + 0.05) / (second + 0.05)


def oklab(colour: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1) and the two hue axes of a colour in OKLab."""
    red, green, blue = linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def hue(colour: str) -> float:
    """Return the hue angle of a colour in OKLab, in degrees from 0 to 360."""
    _, green_red, blue_yellow = oklab(colour)
    return math.degrees(math.atan2(blue_yellow, green_red)) % 360


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_and_edges_of_controls_stand_out(mark: str, ground: str) -> None:
    assert contrast(TOKENS[mark], TOKENS[ground]) >= 3


def test_the_levels_darken_in_even_steps() -> None:
    lightness = [oklab(colour)[0] for colour in LEVELS]
    steps = [lighter - darker for lighter, darker in pairwise(lightness)]
    assert min(steps) > 0.15
    assert max(steps) - min(steps) < 0.01


def test_the_levels_are_one_hue() -> None:
    hues = [hue(colour) for colour in LEVELS]
    assert max(hues) - min(hues) < 8


def test_the_levels_differ_in_greyscale() -> None:
    for lighter, darker in pairwise(LEVELS):
        assert contrast(lighter, darker) > 1.8


def test_the_red_is_none_of_the_levels_hue() -> None:
    apart = abs(hue(TOKENS["red"]) - hue(LEVELS[2]))
    assert min(apart, 360 - apart) > 120


def test_colours_are_written_in_the_tokens_only() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\bokl", BELOW + PRINT)


def test_every_colour_pair_named_here_is_a_token_and_every_colour_token_is_tried() -> None:
    tried = {name for pair in TEXT + MARKS for name in pair}
    assert tried | {"rule"} == set(TOKENS)  # rule is decoration: lines that carry no meaning


def test_red_serves_red_lines_only() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", BELOW)
    users = [selector.strip() for selector, body in rules if "var(--red" in body]
    assert users
    assert all("red-line" in selector for selector in users)


def test_the_vendored_build_repeats_the_tokens() -> None:
    built = dict(re.findall(r'"([a-z-]+)": (#[0-9a-f]{6}),', BUILD))
    del built["print-text"]  # true black, so that a printer does not mix it
    assert built == {name: TOKENS[token] for name, token in FUNCTIONAL.items()}
